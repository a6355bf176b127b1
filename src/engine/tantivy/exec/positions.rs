//! A cursor over the documents of one segment that contain any of a few words, with their positions.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use crate::plan::expr::PositionSpan;

/// The union of the postings of some words, at a document.
pub struct Cursor {
    doc: DocId,
    union: Union,
}

/// The postings of one index word.
pub struct TermPositions {
    pub postings: Box<SegmentPostings>,
    /// How many positions the word covers.
    pub width: u32,
}

/// Where the positions of a document are put.
pub struct PositionSink<'a> {
    /// Added to every position.
    pub base: u32,
    pub spans: &'a mut Vec<PositionSpan>,
    pub buffer: &'a mut Vec<u32>,
}

enum Union {
    One(TermPositions),
    Several(Several),
}

/// Some words and the document that each is at, kept apart as it is compared far more often.
struct Several {
    terms: Vec<TermPositions>,
    docs: Vec<DocId>,
}

impl Cursor {
    pub fn new(mut terms: Vec<TermPositions>) -> Cursor {
        let (doc, union) = match terms.len() {
            1 => {
                let term = terms.remove(0);
                (term.postings.doc(), Union::One(term))
            }
            _ => {
                let several = Several::new(terms);
                (several.doc(), Union::Several(several))
            }
        };
        Cursor { doc, union }
    }

    /// The document that the cursor is at, or `TERMINATED`.
    pub fn doc(&self) -> DocId {
        self.doc
    }

    /// Advances to the first document from `target` on; never goes back.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = match &mut self.union {
                Union::One(term) => term.postings.seek(target),
                Union::Several(several) => several.seek(target),
            };
        }
        self.doc
    }

    /// Reads the positions of the document that the cursor is at, and advances to the next.
    pub fn read(&mut self, sink: PositionSink<'_>) {
        self.doc = match &mut self.union {
            Union::One(term) => term.read(sink),
            Union::Several(several) => several.read(self.doc, sink),
        };
    }
}

impl PositionSink<'_> {
    fn reborrow(&mut self) -> PositionSink<'_> {
        PositionSink {
            base: self.base,
            spans: self.spans,
            buffer: self.buffer,
        }
    }
}

impl TermPositions {
    /// Reads the positions of the document that the postings are at; returns the next document.
    fn read(&mut self, sink: PositionSink<'_>) -> DocId {
        let PositionSink {
            base,
            spans,
            buffer,
        } = sink;
        self.postings.positions_with_offset(base, buffer);
        let width = self.width;
        spans.extend(buffer.iter().map(|&start| PositionSpan::of(start, width)));
        self.postings.advance()
    }
}

impl Several {
    fn new(terms: Vec<TermPositions>) -> Several {
        Several {
            docs: terms.iter().map(|term| term.postings.doc()).collect(),
            terms,
        }
    }

    fn doc(&self) -> DocId {
        self.docs.iter().copied().min().unwrap_or(TERMINATED)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for (doc, term) in self.docs.iter_mut().zip(&mut self.terms) {
            if *doc < target {
                *doc = term.postings.seek(target);
            }
        }
        self.doc()
    }

    fn read(&mut self, at: DocId, mut sink: PositionSink<'_>) -> DocId {
        for (doc, term) in self.docs.iter_mut().zip(&mut self.terms) {
            if *doc == at {
                *doc = term.read(sink.reborrow());
            }
        }
        self.doc()
    }
}
