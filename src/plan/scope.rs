//! What the operators around a leaf say of it: fields, quotations, weight, NOT.

use std::hash::{Hash, Hasher};

use crate::field::{Field, Kind};
use crate::query::Scope;

/// What the operators around a leaf say of it. Two are equal that differ in weight alone.
#[derive(Clone, Copy)]
pub struct Around {
    pub fields: &'static [Field],
    /// Whether only quotations are looked into.
    pub quoted: bool,
    pub boost: f32,
    /// Whether what is found is marked and scored: it is not under a NOT.
    pub shown: bool,
}

impl Around {
    /// What stands at the top of a question: in headlines and texts, for what it is worth.
    pub const NOTHING: Around = Around {
        fields: &[Field::Title, Field::Body],
        quoted: false,
        boost: 1.0,
        shown: true,
    };

    /// Whether running text is looked into.
    pub fn is_text(&self) -> bool {
        self.fields.iter().all(|field| field.kind() == Kind::Text)
    }

    /// The same within a field or within quotations.
    pub fn within(self, place: Scope) -> Around {
        match place {
            Scope::Quote => Around {
                quoted: true,
                ..self
            },
            Scope::Field(field) => Around {
                fields: std::slice::from_ref(&field.row().field),
                quoted: self.quoted && field.kind() == Kind::Text,
                ..self
            },
        }
    }

    fn parts(&self) -> (&'static [Field], bool, bool) {
        (self.fields, self.quoted, self.shown)
    }
}

impl PartialEq for Around {
    fn eq(&self, other: &Around) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Around {}

impl Hash for Around {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}
