//! The context of a leaf, as the operators around it give it: fields, quotations, weight, NOT.

use std::hash::{Hash, Hasher};

use crate::field::{Field, FieldKind};
use crate::query::Scope;

/// Fields, quotations, NOT and weight of a leaf. Contexts that differ in weight alone are equal.
#[derive(Clone, Copy)]
pub struct Context {
    pub fields: &'static [Field],
    /// Whether only quotations are looked into.
    pub quoted: bool,
    pub boost: f32,
    /// Whether what is found is marked and scored: it is not under a NOT.
    pub shown: bool,
}

impl Context {
    /// At the top of a question: headlines and texts, unweighted.
    pub const TOP: Context = Context {
        fields: &[Field::Title, Field::Body],
        quoted: false,
        boost: 1.0,
        shown: true,
    };

    /// Whether running text is looked into.
    pub fn is_text(&self) -> bool {
        self.fields
            .iter()
            .all(|field| field.kind() == FieldKind::Text)
    }

    /// The same within a field or within quotations.
    pub fn within(self, scope: Scope) -> Context {
        match scope {
            Scope::Quote => Context {
                quoted: true,
                ..self
            },
            Scope::Field(field) => Context {
                fields: std::slice::from_ref(&field.row().field),
                quoted: self.quoted && field.kind() == FieldKind::Text,
                ..self
            },
        }
    }

    fn parts(&self) -> (&'static [Field], bool, bool) {
        (self.fields, self.quoted, self.shown)
    }
}

impl PartialEq for Context {
    fn eq(&self, other: &Context) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Context {}

impl Hash for Context {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}
