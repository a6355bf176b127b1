//! The documents of some index words, in order, taken a window at a time.

use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, TERMINATED};

use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::terms::resolve::{Entry, Place};
use crate::field::Field;

/// More words than this are read together once, for the whole segment.
pub const MAX_CURSORS: usize = 48;

/// The documents of a set of index words.
pub enum PostingsUnion {
    /// One for each word.
    Few(Vec<TermPostings>),
    /// Every document of the segment with its number of occurrences, and where to go on.
    Many {
        counts: Vec<(DocId, u32)>,
        at: usize,
    },
}

/// The documents of one index word.
pub struct TermPostings {
    block: BlockSegmentPostings,
    /// In the block.
    at: usize,
}

impl PostingsUnion {
    /// Some words of a field of a segment.
    pub fn open(
        snapshot: &Snapshot<'_>,
        segment: usize,
        field: Field,
        entries: &[&Entry],
    ) -> tantivy::Result<PostingsUnion> {
        let single = entries.iter().filter_map(|entry| match entry.place {
            Place::Document(doc) => Some((doc, 1)),
            Place::Postings(_) => None,
        });
        let mut counts: Vec<(DocId, u32)> = single.collect();
        if !counts.is_empty() {
            counts.sort_unstable();
            return Ok(PostingsUnion::Many { counts, at: 0 });
        }
        let reader = snapshot.searcher.segment_reader(segment as u32);
        let index = reader.inverted_index(snapshot.fields.of_language(field))?;
        let mut words = entries.iter().filter_map(|entry| entry.postings());
        let open = |info: &TermInfo| {
            let option = IndexRecordOption::WithFreqs;
            let block = index.read_block_postings_from_terminfo(info, option)?;
            Ok(TermPostings { block, at: 0 })
        };
        if entries.len() <= MAX_CURSORS {
            return Ok(PostingsUnion::Few(
                words.map(open).collect::<tantivy::Result<_>>()?,
            ));
        }
        let mut table = vec![0; reader.max_doc() as usize];
        let mut each = |doc, times| table[doc as usize] += times;
        if let Some(first) = words.next() {
            // One takes the place of the other, as making room for one costs more than most hold.
            let mut word: TermPostings = open(first)?;
            word.for_each(TERMINATED, &mut each);
            for info in words {
                index.reset_block_postings_from_terminfo(info, &mut word.block)?;
                word.at = 0;
                word.for_each(TERMINATED, &mut each);
            }
        }
        let counts = (0..).zip(table).filter(|(_, times)| *times > 0);
        Ok(PostingsUnion::Many {
            counts: counts.collect(),
            at: 0,
        })
    }

    /// The document that the list stands at, or `TERMINATED`.
    pub fn doc(&self) -> DocId {
        match self {
            PostingsUnion::Few(words) => {
                let docs = words.iter().map(TermPostings::doc);
                docs.min().unwrap_or(TERMINATED)
            }
            PostingsUnion::Many { counts, at } => {
                counts.get(*at).map_or(TERMINATED, |(doc, _)| *doc)
            }
        }
    }

    /// Hands on every document of `from..end` with its number of occurrences and stands behind
    /// them; a document with several of the words may come several times. Never goes back.
    pub fn for_each(&mut self, from: DocId, end: DocId, each: &mut impl FnMut(DocId, u32)) {
        match self {
            PostingsUnion::Few(words) => {
                for word in words {
                    word.seek(from);
                    word.for_each(end, each);
                }
            }
            PostingsUnion::Many { counts, at } => {
                let rest = &counts[*at..];
                let first = rest.partition_point(|(doc, _)| *doc < from);
                let here = rest[first..].iter().take_while(|(doc, _)| *doc < end);
                let mut taken = 0;
                for (doc, times) in here {
                    each(*doc, *times);
                    taken += 1;
                }
                *at += first + taken;
            }
        }
    }
}

impl TermPostings {
    fn doc(&self) -> DocId {
        self.block
            .docs()
            .get(self.at)
            .copied()
            .unwrap_or(TERMINATED)
    }

    fn seek(&mut self, target: DocId) {
        if self.doc() < target {
            self.at = self.block.seek(target);
        }
    }

    fn for_each(&mut self, end: DocId, each: &mut impl FnMut(DocId, u32)) {
        loop {
            let docs = self.block.docs();
            let from = self.at.min(docs.len());
            let whole = docs.last().is_some_and(|last| *last < end);
            let upto = match whole {
                true => docs.len(),
                // Seldom far, as windows are narrow.
                false => from + docs[from..].iter().take_while(|doc| **doc < end).count(),
            };
            // A field of plain values keeps no numbers of occurrences.
            match self.block.freqs().get(from..upto) {
                Some(times) => {
                    let here = docs[from..upto].iter().zip(times);
                    here.for_each(|(doc, times)| each(*doc, *times));
                }
                None => docs[from..upto].iter().for_each(|doc| each(*doc, 1)),
            }
            self.at = upto;
            if !whole {
                return;
            }
            self.block.advance();
            self.at = 0;
        }
    }
}
