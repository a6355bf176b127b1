//! What the catalogue knows of one article: the sum of its lines.

use jiff::Timestamp;

use super::line::Place;
use crate::article::Id;
use crate::corpus::corrections::Corrections;
use crate::corpus::marks::Marks;

/// What the catalogue knows of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The article.
    pub id: Id,
    /// When the corpus first held it.
    pub added: Timestamp,
    /// The hash of its text; 0 where none is known.
    pub text: u64,
    /// Where it is, if it has no address or key.
    pub place: Option<Place>,
    /// The addresses and keys that it is found under besides the one that gave it its id.
    pub names: Vec<Id>,
    /// Whether it is no longer in the corpus.
    pub is_gone: bool,
    /// What a person set right.
    pub corrections: Corrections,
}

impl Entry {
    /// Of an article of which nothing else is known.
    pub fn unknown(id: Id, added: Timestamp) -> Entry {
        Entry {
            id,
            added,
            text: 0,
            place: None,
            names: Vec::new(),
            is_gone: false,
            corrections: Corrections::default(),
        }
    }

    /// Whether this is the article, or an earlier state of it, as far as the article itself can tell.
    pub fn may_be(&self, marks: &Marks) -> bool {
        let has_anchor = |anchor: Id| anchor == self.id || self.names.contains(&anchor);
        match marks.anchor {
            _ if marks.text == self.text => true,
            Some(anchor) => has_anchor(anchor),
            None => self
                .place
                .is_some_and(|place| marks.sketch.is_near(place.sketch)),
        }
    }
}
