//! The documents that contain any of some index words, with frequencies, a window at a time.

use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, TERMINATED};

use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::store::failed::Result;
use crate::engine::tantivy::terms::resolve::{Entry, TermLocation};
use crate::field::Field;
use crate::request::interrupt::Steps;

/// The postings of more words than this are merged once, for the whole segment.
pub const MAX_CURSORS: usize = 48;

/// The union of the postings of some words in one segment.
pub enum PostingsUnion {
    /// A cursor for each word.
    Cursors(Vec<PostingsCursor>),
    /// Every document with its frequency, and the next one to read.
    Merged {
        frequencies: Vec<(DocId, u32)>,
        next: usize,
    },
}

/// The postings of one word.
pub struct PostingsCursor {
    block: BlockSegmentPostings,
    /// The next posting of the block.
    next: usize,
}

impl PostingsUnion {
    pub fn open(
        snapshot: &Snapshot<'_>,
        segment: usize,
        field: Field,
        entries: &[&Entry],
    ) -> Result<PostingsUnion> {
        snapshot.interrupt.check()?;
        let ids = entries.iter().filter_map(|entry| match entry.location {
            TermLocation::Document(doc) => Some((doc, 1)),
            TermLocation::Postings(_) => None,
        });
        let mut frequencies: Vec<(DocId, u32)> = ids.collect();
        if !frequencies.is_empty() {
            frequencies.sort_unstable();
            return Ok(PostingsUnion::merged(frequencies));
        }
        let reader = snapshot.searcher.segment_reader(segment as u32);
        let index = reader.inverted_index(snapshot.fields.of_language(field))?;
        let mut words = entries.iter().filter_map(|entry| entry.postings());
        let open = |info: &TermInfo| {
            let option = IndexRecordOption::WithFreqs;
            let block = index.read_block_postings_from_terminfo(info, option)?;
            Ok(PostingsCursor { block, next: 0 })
        };
        if entries.len() <= MAX_CURSORS {
            let cursors = words.map(open).collect::<Result<_>>()?;
            return Ok(PostingsUnion::Cursors(cursors));
        }
        let mut by_doc = vec![0; reader.max_doc() as usize];
        let mut add = |doc, times| by_doc[doc as usize] += times;
        let steps = Steps::new(snapshot.interrupt);
        if let Some(first) = words.next() {
            // One cursor serves all, as allocating one costs more than most words have to read.
            let mut cursor: PostingsCursor = open(first)?;
            cursor.for_each(TERMINATED, &mut add);
            for info in words {
                steps.take(100 + info.doc_freq as usize)?;
                index.reset_block_postings_from_terminfo(info, &mut cursor.block)?;
                cursor.next = 0;
                cursor.for_each(TERMINATED, &mut add);
            }
        }
        let frequencies = (0..).zip(by_doc).filter(|(_, times)| *times > 0);
        Ok(PostingsUnion::merged(frequencies.collect()))
    }

    fn merged(frequencies: Vec<(DocId, u32)>) -> PostingsUnion {
        PostingsUnion::Merged {
            frequencies,
            next: 0,
        }
    }

    /// The next document, or `TERMINATED`.
    pub fn doc(&self) -> DocId {
        match self {
            PostingsUnion::Cursors(cursors) => {
                let docs = cursors.iter().map(PostingsCursor::doc);
                docs.min().unwrap_or(TERMINATED)
            }
            PostingsUnion::Merged { frequencies, next } => {
                frequencies.get(*next).map_or(TERMINATED, |(doc, _)| *doc)
            }
        }
    }

    /// Calls `each` with every document of `from..end` and its frequency, and advances past them. A
    /// document with several of the words may come several times. Documents before `from` are skipped.
    pub fn for_each(&mut self, from: DocId, end: DocId, each: &mut impl FnMut(DocId, u32)) {
        match self {
            PostingsUnion::Cursors(cursors) => {
                for cursor in cursors {
                    cursor.seek(from);
                    cursor.for_each(end, each);
                }
            }
            PostingsUnion::Merged { frequencies, next } => {
                let rest = &frequencies[*next..];
                let first = rest.partition_point(|(doc, _)| *doc < from);
                let here = rest[first..].iter().take_while(|(doc, _)| *doc < end);
                let mut taken = 0;
                for (doc, times) in here {
                    each(*doc, *times);
                    taken += 1;
                }
                *next += first + taken;
            }
        }
    }
}

impl PostingsCursor {
    fn doc(&self) -> DocId {
        let doc = self.block.docs().get(self.next);
        doc.copied().unwrap_or(TERMINATED)
    }

    fn seek(&mut self, target: DocId) {
        if self.doc() < target {
            self.next = self.block.seek(target);
        }
    }

    fn for_each(&mut self, end: DocId, each: &mut impl FnMut(DocId, u32)) {
        loop {
            let docs = self.block.docs();
            let from = self.next.min(docs.len());
            let is_whole = docs.last().is_some_and(|last| *last < end);
            let to = if is_whole {
                docs.len()
            } else {
                // Seldom far, as windows are narrow.
                from + docs[from..].iter().take_while(|doc| **doc < end).count()
            };
            // A field of plain values has no frequencies.
            match self.block.freqs().get(from..to) {
                Some(times) => {
                    let here = docs[from..to].iter().zip(times);
                    here.for_each(|(doc, times)| each(*doc, *times));
                }
                None => docs[from..to].iter().for_each(|doc| each(*doc, 1)),
            }
            self.next = to;
            if !is_whole {
                return;
            }
            self.block.advance();
            self.next = 0;
        }
    }
}
