//! A cursor: the documents of one segment that hold any word of a set, in order.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use crate::index::plan::expr::Stretch;

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
    /// Many lists: gathered a window of documents at a time.
    Window(Box<Window>),
    /// Few enough to look at each: positions are read only of the documents that are taken.
    Few(Few),
}

/// A few lists, and the documents that they stand at: those are looked at far more often.
struct Few {
    lists: Vec<Reader>,
    docs: Vec<DocId>,
}

const FEW: usize = 12;

impl Cursor {
    pub fn new(mut lists: Vec<Reader>) -> Cursor {
        let union = match lists.len() {
            1 => Union::One(lists.remove(0)),
            0..=FEW => Union::Few(Few::new(lists)),
            _ => Union::Window(Box::new(Window::new(lists))),
        };
        let mut cursor = Cursor { doc: 0, union };
        cursor.doc = match &mut cursor.union {
            Union::One(list) => list.postings.doc(),
            Union::Window(window) => window.seek(0),
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
                Union::Window(window) => window.seek(target),
                Union::Few(few) => few.seek(target),
            };
        }
        self.doc
    }

    /// Takes the document that the cursor stands at, and goes on to the next: returns its number
    /// of occurrences.
    pub fn take(&mut self, positions: Positions<'_>) -> u32 {
        let (count, next) = match &mut self.union {
            Union::One(list) => (list.read(positions), list.postings.advance()),
            Union::Window(window) => window.take(positions),
            Union::Few(few) => few.take(self.doc, positions),
        };
        self.doc = next;
        count
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
    fn seek(&mut self, target: DocId) {
        if self.postings.doc() < target {
            self.postings.seek(target);
        }
    }

    fn read(&mut self, positions: Positions<'_>) -> u32 {
        let Positions {
            base,
            stretches,
            scratch,
        } = positions;
        self.postings.positions_with_offset(base, scratch);
        let width = self.width;
        stretches.extend(scratch.iter().map(|&start| Stretch {
            start,
            end: start + width,
        }));
        scratch.len() as u32
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

    fn take(&mut self, at: DocId, mut positions: Positions<'_>) -> (u32, DocId) {
        let mut count = 0;
        for (doc, list) in self.docs.iter_mut().zip(&mut self.lists) {
            if *doc == at {
                count += list.read(positions.again());
                *doc = list.postings.advance();
            }
        }
        (count, self.first())
    }
}

const WIDEST: u32 = 4096;
const NARROWEST: u32 = 64;

/// Occurrences by document, for the documents of `from..from + width`.
struct Window {
    lists: Vec<Reader>,
    from: DocId,
    /// Documents looked ahead at once: more and more while they are taken one after the other.
    width: u32,
    counts: Box<[u32]>,
    /// One bit a document.
    present: Box<[u64]>,
    /// The next document to look at, from `from` on.
    at: u32,
    /// Document and stretch, by list; then the stretches by document, with where each one's end.
    gathered: Vec<(u32, Stretch)>,
    stretches: Vec<Stretch>,
    ends: Vec<u32>,
}

impl Window {
    fn new(lists: Vec<Reader>) -> Window {
        Window {
            lists,
            from: 0,
            width: 0,
            counts: vec![0; WIDEST as usize].into(),
            present: vec![0; WIDEST as usize / 64].into(),
            at: 0,
            gathered: Vec::new(),
            stretches: Vec::new(),
            ends: Vec::new(),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target >= self.from + self.width {
            self.clear();
            let near = target < self.from + 2 * WIDEST;
            self.width = if near {
                (self.width * 4).clamp(NARROWEST, WIDEST)
            } else {
                NARROWEST
            };
            return self.gather(target);
        }
        self.at = target - self.from;
        self.next()
    }

    /// The first document from `at` on.
    fn next(&mut self) -> DocId {
        let mut word = (self.at / 64) as usize;
        let words = (self.width / 64) as usize;
        if word < words {
            let mut bits = self.present[word] & (!0 << (self.at % 64));
            while bits == 0 && word + 1 < words {
                word += 1;
                bits = self.present[word];
            }
            if bits != 0 {
                self.at = word as u32 * 64 + bits.trailing_zeros();
                return self.from + self.at;
            }
        }
        let end = self.from + self.width;
        self.clear();
        self.width = (self.width * 4).min(WIDEST);
        self.gather(end)
    }

    /// Fills the window with what comes from `target` on.
    fn gather(&mut self, target: DocId) -> DocId {
        let mut first = TERMINATED;
        for list in &mut self.lists {
            list.seek(target);
            first = first.min(list.postings.doc());
        }
        self.lists.retain(|list| list.postings.doc() != TERMINATED);
        if first == TERMINATED {
            (self.from, self.width) = (TERMINATED, 0);
            return TERMINATED;
        }
        (self.from, self.at) = (first, 0);
        let end = first + self.width;
        let mut scratch = Vec::new();
        for list in &mut self.lists {
            let mut doc = list.postings.doc();
            while doc < end {
                let at = doc - first;
                list.postings.positions(&mut scratch);
                let stretch = |&start: &u32| Stretch {
                    start,
                    end: start + list.width,
                };
                self.gathered
                    .extend(scratch.iter().map(|start| (at, stretch(start))));
                self.counts[at as usize] += list.postings.term_freq();
                self.present[at as usize / 64] |= 1 << (at % 64);
                doc = list.postings.advance();
            }
        }
        self.sort();
        first
    }

    /// Puts the stretches in the order of their documents.
    fn sort(&mut self) {
        self.ends.clear();
        let mut end = 0;
        for count in &self.counts[..self.width as usize] {
            self.ends.push(end);
            end += count;
        }
        self.stretches.clear();
        self.stretches
            .resize(end as usize, Stretch { start: 0, end: 0 });
        for (at, stretch) in self.gathered.drain(..) {
            let end = &mut self.ends[at as usize];
            self.stretches[*end as usize] = stretch;
            *end += 1;
        }
    }

    fn take(&mut self, positions: Positions<'_>) -> (u32, DocId) {
        let at = self.at as usize;
        let count = self.counts[at];
        let Positions {
            base, stretches, ..
        } = positions;
        let end = self.ends[at] as usize;
        let here = &self.stretches[end - count as usize..end];
        stretches.extend(here.iter().map(|one| Stretch {
            start: one.start + base,
            end: one.end + base,
        }));
        self.at += 1;
        let next = if self.at < self.width {
            self.next()
        } else {
            self.beyond()
        };
        (count, next)
    }

    fn beyond(&mut self) -> DocId {
        self.at = self.width;
        self.next()
    }

    fn clear(&mut self) {
        self.counts[..self.width as usize].fill(0);
        self.present[..self.width as usize / 64].fill(0);
    }
}
