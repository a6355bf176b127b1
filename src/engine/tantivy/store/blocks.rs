//! How the documents of a segment make blocks, and where sentences and quotations end in them: two
//! files of our own beside the engine's.
//!
//! `.blocks`, numbers with the lowest byte first:
//!
//! ```text
//! documents     u64        n
//! ends          u64 · n/64 a bit for each document with which a block ends, the lowest bit first
//! records       u64 · n/64 a bit for each document that is the record of a corpus file
//! words         u32 · n+1  words of all passages before this one in the segment, modulo 2³²
//! ```
//!
//! A block is told by its last document because carrying in an addition then brings what any of its
//! documents has to its end, 64 documents at a time (see `window`). Words are counted through, so that
//! a difference says where a passage begins in its article and how long an article is.
//!
//! `.borders`:
//!
//! ```text
//! offsets       u32 · n+1  where the borders of a document begin
//! borders       u8         position within the passage, less that of the border before, times four,
//!                          plus its kind: seven bits a byte, the lowest first, the last below 128
//! ```
//!
//! Reading trusts nothing: whatever the bytes are, answers lie within the segment.

use std::io;

use tantivy::directory::OwnedBytes;
use tantivy::index::SegmentReader;
use tantivy::{DocId, Segment};

use crate::engine::tantivy::store::document::Page;
use crate::engine::tantivy::store::sidecar::{self, Sidecar, number32, number64};
use crate::passage::Edge;

/// How the names of the files end.
pub const BLOCKS: &str = "blocks";
const BORDERS: &str = "borders";

/// By their number in the file.
const EDGES: [Edge; 4] = [
    Edge::SentenceEnd,
    Edge::ParagraphEnd,
    Edge::QuoteBegin,
    Edge::QuoteEnd,
];

/// The blocks of a segment.
pub struct Tiling {
    documents: DocId,
    ends: OwnedBytes,
    records: OwnedBytes,
    words: OwnedBytes,
    offsets: OwnedBytes,
    borders: OwnedBytes,
}

impl Tiling {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Tiling> {
        let blocks = sidecar::read(segment, BLOCKS)?;
        let borders = sidecar::read(segment, BORDERS)?;
        Tiling::of(segment.max_doc(), blocks, borders).map_err(sidecar::unreadable)
    }

    /// The same of a segment in the making, whose number of documents nobody else knows yet.
    pub fn of_new(segment: &SegmentReader) -> tantivy::Result<Tiling> {
        let blocks = sidecar::read(segment, BLOCKS)?;
        let borders = sidecar::read(segment, BORDERS)?;
        let documents = number64(&blocks, 0) as DocId;
        Tiling::of(documents, blocks, borders).map_err(sidecar::unreadable)
    }

    /// Fails with the file that is not one of so many documents.
    fn of(
        documents: DocId,
        blocks: OwnedBytes,
        borders: OwnedBytes,
    ) -> Result<Tiling, &'static str> {
        let bits = documents.div_ceil(64) as usize * 8;
        let numbers = (documents as usize + 1) * 4;
        let is_whole = blocks.len() == 8 + 2 * bits + numbers;
        if !is_whole || blocks[..8] != u64::from(documents).to_le_bytes() {
            return Err(BLOCKS);
        }
        if borders.len() < numbers {
            return Err(BORDERS);
        }
        let end = 8 + bits;
        Ok(Tiling {
            documents,
            ends: blocks.slice(8..end),
            records: blocks.slice(end..end + bits),
            words: blocks.slice(end + bits..blocks.len()),
            offsets: borders.slice(0..numbers),
            borders: borders.slice(numbers..borders.len()),
        })
    }

    /// 64 documents' bits: whether a block ends with them.
    #[inline]
    pub fn ends(&self, word: usize) -> u64 {
        number64(&self.ends, word)
    }

    /// 64 documents' bits: whether they are records of files.
    #[inline]
    pub fn records(&self, word: usize) -> u64 {
        number64(&self.records, word)
    }

    /// The first document of the block that a document is in.
    #[inline]
    pub fn first_of(&self, doc: DocId) -> DocId {
        let Some(before) = doc.checked_sub(1) else {
            return 0;
        };
        let mut word = before as usize / 64;
        let mut bits = self.ends(word) & (!0 >> (63 - before % 64));
        while bits == 0 {
            if word == 0 {
                return 0;
            }
            word -= 1;
            bits = self.ends(word);
        }
        word as DocId * 64 + 64 - bits.leading_zeros()
    }

    /// The last document of the block that a document is in.
    #[inline]
    pub fn last_of(&self, doc: DocId) -> DocId {
        let last = self.documents.saturating_sub(1);
        let mut word = doc as usize / 64;
        let mut bits = self.ends(word) & (!0 << (doc % 64));
        while bits == 0 {
            word += 1;
            if word * 64 > last as usize {
                return last;
            }
            bits = self.ends(word);
        }
        (word as DocId * 64 + bits.trailing_zeros()).min(last)
    }

    pub fn is_record(&self, doc: DocId) -> bool {
        self.records(doc as usize / 64) >> (doc % 64) & 1 == 1
    }

    /// How many blocks there are, and how many of them are records of files.
    pub fn count(&self) -> (u64, u64) {
        let ones = |bytes: &[u8]| -> u64 {
            let (numbers, _) = bytes.as_chunks::<8>();
            let ones = numbers
                .iter()
                .map(|bytes| u64::from_le_bytes(*bytes).count_ones());
            ones.map(u64::from).sum()
        };
        (ones(&self.ends), ones(&self.records))
    }

    /// Words from the beginning of `from` to the beginning of `to`.
    #[inline]
    pub fn words(&self, from: DocId, to: DocId) -> u32 {
        let (numbers, _) = self.words.as_chunks::<4>();
        let until = |doc: DocId| {
            numbers
                .get(doc as usize)
                .map_or(0, |n| u32::from_le_bytes(*n))
        };
        until(to).wrapping_sub(until(from))
    }

    /// Calls `each` with the positions of the borders of a kind in a passage, in order.
    pub fn borders(&self, doc: DocId, edge: Edge, mut each: impl FnMut(u32)) {
        let mut bytes = self.bytes_of_borders(doc).iter();
        let mut position = 0u32;
        while let Some(value) = vint(&mut bytes) {
            position = position.wrapping_add((value >> 2) as u32);
            if EDGES[value as usize & 3] == edge {
                each(position);
            }
        }
    }

    fn bytes_of_borders(&self, doc: DocId) -> &[u8] {
        let at = |doc: usize| number32(&self.offsets, doc) as usize;
        let range = at(doc as usize)..at(doc as usize + 1);
        self.borders.get(range).unwrap_or_default()
    }

    fn ends_at(&self, doc: DocId) -> bool {
        self.ends(doc as usize / 64) >> (doc % 64) & 1 == 1
    }
}

/// The next number; `None` at the end, or if there is no whole one.
fn vint<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<u64> {
    let (mut value, mut shift) = (0u64, 0);
    loop {
        let byte = *bytes.next()?;
        value |= u64::from(byte & 127).checked_shl(shift)?;
        if byte < 128 {
            return Some(value);
        }
        shift += 7;
    }
}

fn push_vint(mut value: u64, bytes: &mut Vec<u8>) {
    while value >= 128 {
        bytes.push(value as u8 & 127 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Writes the borders of one passage, whose positions never go back.
#[derive(Debug, Default)]
pub struct Borders {
    bytes: Vec<u8>,
    last: u32,
}

impl Borders {
    pub fn push(&mut self, edge: Edge, position: u32) {
        let kind = EDGES.iter().position(|known| *known == edge);
        let delta = u64::from(position.saturating_sub(self.last));
        self.last = position.max(self.last);
        push_vint(
            delta << 2 | kind.unwrap_or_default() as u64,
            &mut self.bytes,
        );
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// What the files of a segment are made of.
#[derive(Default)]
pub struct Tiler {
    documents: u32,
    ends: Vec<u64>,
    records: Vec<u64>,
    words: Vec<u32>,
    offsets: Vec<u32>,
    borders: Vec<u8>,
    /// Words before the next document.
    so_far: u32,
}

impl Tiler {
    fn push(&mut self, ends: bool, is_record: bool, words: u32, borders: &[u8]) {
        let (word, bit) = (self.documents as usize / 64, self.documents % 64);
        if word == self.ends.len() {
            self.ends.push(0);
            self.records.push(0);
        }
        self.ends[word] |= u64::from(ends) << bit;
        self.records[word] |= u64::from(is_record) << bit;
        self.words.push(self.so_far);
        self.offsets.push(self.borders.len() as u32);
        self.borders.extend_from_slice(borders);
        self.so_far = self.so_far.wrapping_add(words);
        self.documents += 1;
    }

    fn files(mut self) -> tantivy::Result<Vec<Vec<u8>>> {
        if u32::try_from(self.borders.len()).is_err() {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge).into());
        }
        self.words.push(self.so_far);
        self.offsets.push(self.borders.len() as u32);
        let mut blocks = u64::from(self.documents).to_le_bytes().to_vec();
        for bits in [&self.ends, &self.records] {
            blocks.extend(bits.iter().flat_map(|bits| bits.to_le_bytes()));
        }
        blocks.extend(self.words.iter().flat_map(|words| words.to_le_bytes()));
        let offsets = self.offsets.iter().flat_map(|offset| offset.to_le_bytes());
        let mut borders: Vec<u8> = offsets.collect();
        borders.append(&mut self.borders);
        Ok(vec![blocks, borders])
    }
}

impl Sidecar for Tiler {
    const FILES: &'static [&'static str] = &[BLOCKS, BORDERS];

    fn add(&mut self, _: DocId, page: &Page) {
        self.push(page.ends_block, page.is_record, page.words, &page.borders);
    }

    fn merge(&mut self, segment: &SegmentReader) -> tantivy::Result<()> {
        let old = Tiling::open(segment)?;
        for doc in (0..segment.max_doc()).filter(|doc| !segment.is_deleted(*doc)) {
            let words = old.words(doc, doc + 1);
            let borders = old.bytes_of_borders(doc);
            self.push(old.ends_at(doc), old.is_record(doc), words, borders);
        }
        Ok(())
    }

    fn into_files(self, _: &Segment) -> tantivy::Result<Vec<Vec<u8>>> {
        self.files()
    }

    fn size(&self) -> usize {
        16 * self.ends.len() + 4 * (self.words.len() + self.offsets.len()) + self.borders.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiling(pages: &[(bool, u32)], borders: &[u8]) -> Tiling {
        let mut tiler = Tiler::default();
        for (ends, words) in pages {
            tiler.push(*ends, false, *words, borders);
        }
        let documents = tiler.documents;
        let files = tiler.files().expect("few borders");
        let [blocks, borders] = files.try_into().expect("two files");
        let tiling = Tiling::of(documents, OwnedBytes::new(blocks), OwnedBytes::new(borders));
        tiling.expect("files as they were written")
    }

    #[test]
    fn a_block_is_told_by_its_last_document() {
        let long = (0..200).map(|n| (n == 199, 3));
        let pages: Vec<_> = [(true, 5)].into_iter().chain(long).collect();
        let tiling = tiling(&pages, &[]);
        assert_eq!((tiling.first_of(0), tiling.last_of(0)), (0, 0));
        for doc in [1, 63, 64, 65, 130, 200] {
            assert_eq!((tiling.first_of(doc), tiling.last_of(doc)), (1, 200));
        }
        assert_eq!(tiling.words(1, 201), 600);
        assert_eq!(tiling.words(1, 4), 9);
    }

    #[test]
    fn borders_come_back_with_their_kind() {
        let mut borders = Borders::default();
        for (edge, position) in [(2, 0), (0, 7), (1, 7), (3, 900)] {
            borders.push(EDGES[edge], position);
        }
        let tiling = tiling(&[(true, 0)], &borders.into_bytes());
        let of = |edge| {
            let mut found = Vec::new();
            tiling.borders(0, edge, |position| found.push(position));
            found
        };
        assert_eq!(of(Edge::QuoteBegin), [0]);
        assert_eq!(of(Edge::SentenceEnd), [7]);
        assert_eq!(of(Edge::QuoteEnd), [900]);
    }
}
