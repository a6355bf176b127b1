//! A cursor: the documents of one segment that hold any of a few words, in order.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use crate::plan::expr::PositionSpan;

/// The postings of one index word.
pub struct TermPositions {
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
    One(TermPositions),
    /// Each is looked at, and positions are read only of the documents that are taken.
    Several(Several),
}

/// A few lists, and the documents that they stand at: those are looked at far more often.
struct Several {
    lists: Vec<TermPositions>,
    docs: Vec<DocId>,
}

impl Cursor {
    pub fn new(mut lists: Vec<TermPositions>) -> Cursor {
        let union = match lists.len() {
            1 => Union::One(lists.remove(0)),
            _ => Union::Several(Several::new(lists)),
        };
        let mut cursor = Cursor { doc: 0, union };
        cursor.doc = match &mut cursor.union {
            Union::One(list) => list.postings.doc(),
            Union::Several(few) => few.first(),
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
                Union::Several(few) => few.seek(target),
            };
        }
        self.doc
    }

    /// Takes the document that the cursor stands at, and goes on to the next.
    pub fn take(&mut self, positions: PositionSink<'_>) {
        self.doc = match &mut self.union {
            Union::One(list) => list.take(positions),
            Union::Several(few) => few.take(self.doc, positions),
        };
    }
}

/// Where positions go: counted from `base`, they are added to `spans`.
pub struct PositionSink<'a> {
    pub base: u32,
    pub spans: &'a mut Vec<PositionSpan>,
    pub scratch: &'a mut Vec<u32>,
}

impl PositionSink<'_> {
    fn again(&mut self) -> PositionSink<'_> {
        PositionSink {
            base: self.base,
            spans: self.spans,
            scratch: self.scratch,
        }
    }
}

impl TermPositions {
    /// Takes the document that the list stands at; returns the next one.
    fn take(&mut self, positions: PositionSink<'_>) -> DocId {
        let PositionSink {
            base,
            spans,
            scratch,
        } = positions;
        self.postings.positions_with_offset(base, scratch);
        let width = self.width;
        spans.extend(scratch.iter().map(|&start| PositionSpan::of(start, width)));
        self.postings.advance()
    }
}

impl Several {
    fn new(lists: Vec<TermPositions>) -> Several {
        Several {
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

    fn take(&mut self, at: DocId, mut positions: PositionSink<'_>) -> DocId {
        for (doc, list) in self.docs.iter_mut().zip(&mut self.lists) {
            if *doc == at {
                *doc = list.take(positions.again());
            }
        }
        self.first()
    }
}
