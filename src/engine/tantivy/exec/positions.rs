//! A cursor: the documents of one segment that hold any of a few words, in order.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use crate::plan::expr::Stretch;

/// The postings of one index word.
pub struct Reader {
    pub postings: Box<SegmentPostings>,
    /// How many positions the word covers.
    pub width: u32,
}

/// The union of some lists, standing at a document.
pub struct Cursor {
    doc: DocId,
    union: Union,
}

enum Union {
    One(Reader),
    /// Each is looked at, and positions are read only of the documents that are taken.
    Few(Few),
}

/// A few lists, and the documents that they stand at: those are looked at far more often.
struct Few {
    lists: Vec<Reader>,
    docs: Vec<DocId>,
}

impl Cursor {
    pub fn new(mut lists: Vec<Reader>) -> Cursor {
        let union = match lists.len() {
            1 => Union::One(lists.remove(0)),
            _ => Union::Few(Few::new(lists)),
        };
        let mut cursor = Cursor { doc: 0, union };
        cursor.doc = match &mut cursor.union {
            Union::One(list) => list.postings.doc(),
            Union::Few(few) => few.first(),
        };
        cursor
    }

    /// The document that the cursor stands at, or `TERMINATED`.
    pub fn doc(&self) -> DocId {
        self.doc
    }

    /// Goes to the first document from `target` on, never back.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = match &mut self.union {
                Union::One(list) => list.postings.seek(target),
                Union::Few(few) => few.seek(target),
            };
        }
        self.doc
    }

    /// Takes the document that the cursor stands at, and goes on to the next.
    pub fn take(&mut self, positions: Positions<'_>) {
        self.doc = match &mut self.union {
            Union::One(list) => list.take(positions),
            Union::Few(few) => few.take(self.doc, positions),
        };
    }
}

/// Where positions go: counted from `base`, they are added to `stretches`.
pub struct Positions<'a> {
    pub base: u32,
    pub stretches: &'a mut Vec<Stretch>,
    pub scratch: &'a mut Vec<u32>,
}

impl Positions<'_> {
    fn again(&mut self) -> Positions<'_> {
        Positions {
            base: self.base,
            stretches: self.stretches,
            scratch: self.scratch,
        }
    }
}

impl Reader {
    /// Takes the document that the list stands at; returns the next one.
    fn take(&mut self, positions: Positions<'_>) -> DocId {
        let Positions {
            base,
            stretches,
            scratch,
        } = positions;
        self.postings.positions_with_offset(base, scratch);
        let width = self.width;
        stretches.extend(scratch.iter().map(|&start| Stretch::of(start, width)));
        self.postings.advance()
    }
}

impl Few {
    fn new(lists: Vec<Reader>) -> Few {
        Few {
            docs: lists.iter().map(|list| list.postings.doc()).collect(),
            lists,
        }
    }

    fn first(&self) -> DocId {
        self.docs.iter().copied().min().unwrap_or(TERMINATED)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for (doc, list) in self.docs.iter_mut().zip(&mut self.lists) {
            if *doc < target {
                *doc = list.postings.seek(target);
            }
        }
        self.first()
    }

    fn take(&mut self, at: DocId, mut positions: Positions<'_>) -> DocId {
        for (doc, list) in self.docs.iter_mut().zip(&mut self.lists) {
            if *doc == at {
                *doc = list.take(positions.again());
            }
        }
        self.first()
    }
}
