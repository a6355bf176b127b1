//! A cursor: the documents of one segment that hold any word of a set, in order.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use super::spans::Stretch;

/// The postings of one index word.
pub struct List {
    pub postings: SegmentPostings,
    /// How many positions the word covers.
    pub width: u32,
}

/// The union of some lists.
// A query has a handful, made once: room matters less than a pointer followed at each step.
#[expect(clippy::large_enum_variant)]
pub enum Cursor {
    One(List),
    /// A word's forms: few enough to look at each.
    Few(Vec<List>),
    /// A wildcard's words: merged once, up front.
    Many(Merged),
}

const FEW: usize = 12;

pub struct Merged {
    /// Document, list, number of occurrences; sorted.
    entries: Vec<(DocId, u32, u32)>,
    at: usize,
    lists: Vec<List>,
}

impl Cursor {
    pub fn new(mut lists: Vec<List>) -> Cursor {
        match lists.len() {
            1 => Cursor::One(lists.remove(0)),
            0..=FEW => Cursor::Few(lists),
            _ => Cursor::Many(Merged::new(lists)),
        }
    }

    /// The document that the cursor stands at, or `TERMINATED`.
    pub fn doc(&self) -> DocId {
        match self {
            Cursor::One(list) => list.postings.doc(),
            Cursor::Few(lists) => lists
                .iter()
                .map(|list| list.postings.doc())
                .min()
                .unwrap_or(TERMINATED),
            Cursor::Many(merged) => merged.doc(),
        }
    }

    /// Goes to the first document from `target` on, never back.
    pub fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Cursor::One(list) => seek(&mut list.postings, target),
            Cursor::Few(lists) => {
                let docs = lists
                    .iter_mut()
                    .map(|list| seek(&mut list.postings, target));
                docs.min().unwrap_or(TERMINATED)
            }
            Cursor::Many(merged) => merged.seek(target),
        }
    }

    /// Takes the document that the cursor stands at: returns its number of occurrences, adds
    /// their stretches to `stretches` if wanted, counted from `base`, and goes on.
    pub fn take(
        &mut self,
        base: impl FnOnce() -> u32,
        mut stretches: Option<&mut Vec<Stretch>>,
        scratch: &mut Vec<u32>,
    ) -> u32 {
        let doc = self.doc();
        let base = if stretches.is_some() { base() } else { 0 };
        match self {
            Cursor::One(list) => {
                let count = list.read(base, stretches, scratch);
                list.postings.advance();
                count
            }
            Cursor::Few(lists) => {
                let mut count = 0;
                for list in lists.iter_mut().filter(|list| list.postings.doc() == doc) {
                    count += list.read(base, stretches.as_deref_mut(), scratch);
                    list.postings.advance();
                }
                count
            }
            Cursor::Many(merged) => merged.take(base, stretches, scratch),
        }
    }
}

impl List {
    fn read(
        &mut self,
        base: u32,
        stretches: Option<&mut Vec<Stretch>>,
        scratch: &mut Vec<u32>,
    ) -> u32 {
        let Some(stretches) = stretches else {
            return self.postings.term_freq();
        };
        self.postings.positions_with_offset(base, scratch);
        let width = self.width;
        stretches.extend(scratch.iter().map(|&start| Stretch {
            start,
            end: start + width,
        }));
        scratch.len() as u32
    }
}

impl Merged {
    fn new(mut lists: Vec<List>) -> Merged {
        let mut entries = Vec::new();
        for (number, list) in lists.iter_mut().enumerate() {
            // A copy walks ahead; the list itself stays at its beginning for its positions.
            let mut ahead = list.postings.clone();
            while ahead.doc() != TERMINATED {
                entries.push((ahead.doc(), number as u32, ahead.term_freq()));
                ahead.advance();
            }
        }
        entries.sort_unstable();
        Merged {
            entries,
            at: 0,
            lists,
        }
    }

    fn doc(&self) -> DocId {
        self.entries
            .get(self.at)
            .map_or(TERMINATED, |entry| entry.0)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let mut step = 1;
        while self
            .entries
            .get(self.at + step)
            .is_some_and(|entry| entry.0 < target)
        {
            step *= 2;
        }
        let end = (self.at + step + 1).min(self.entries.len());
        self.at += self.entries[self.at..end].partition_point(|entry| entry.0 < target);
        self.doc()
    }

    fn take(
        &mut self,
        base: u32,
        mut stretches: Option<&mut Vec<Stretch>>,
        scratch: &mut Vec<u32>,
    ) -> u32 {
        let doc = self.doc();
        let mut count = 0;
        while let Some(&(_, number, times)) =
            self.entries.get(self.at).filter(|entry| entry.0 == doc)
        {
            count += times;
            if let Some(stretches) = stretches.as_deref_mut() {
                let list = &mut self.lists[number as usize];
                seek(&mut list.postings, doc);
                list.read(base, Some(stretches), scratch);
            }
            self.at += 1;
        }
        count
    }
}

fn seek(postings: &mut SegmentPostings, target: DocId) -> DocId {
    if postings.doc() < target {
        postings.seek(target)
    } else {
        postings.doc()
    }
}
