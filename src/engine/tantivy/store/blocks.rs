//! How the documents of a segment make blocks, and where sentences and quotations end in them: two
//! files of our own beside the engine's.
//!
//! `.blocks`, numbers with the lowest byte first:
//!
//! ```text
//! documents     u64        n
//! records       u64        how many of them are records of corpus files
//! words         u64        of all passages
//! ends          u64 · n/64 a bit for each document with which a block ends, the lowest bit first
//! records       u64 · n/64 a bit for each document that is the record of a corpus file
//! words         u32 · n+1  words of all passages before this one in the segment, modulo 2³²
//! ```
//!
//! A block is keyed by its last document: adding 64-bit words carries any set bit to the block's end (see
//! `window`). Words are counted through, so that a difference says where a passage begins in its article
//! and how long an article is.
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

use std::io::{self, Write};

use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy::index::SegmentReader;
use tantivy::{DocId, HasLen, Segment};

use crate::engine::tantivy::store::document::BlockDocument;
use crate::engine::tantivy::store::paged::Paged;
use crate::engine::tantivy::store::sidecar::{self, Sidecar, live_documents};
use crate::passage::Edge;

/// How the names of the files end.
const BLOCKS: &str = "blocks";
const BORDERS: &str = "borders";

const HEADER: usize = 3 * size_of::<u64>();

/// By their number in the file.
const EDGES: [Edge; 4] = [
    Edge::SentenceEnd,
    Edge::ParagraphEnd,
    Edge::QuoteBegin,
    Edge::QuoteEnd,
];

/// The blocks of a segment.
pub struct BlockMap {
    documents: DocId,
    /// Of the whole segment, removed articles among it.
    pub all_records: u64,
    pub all_words: u64,
    ends: Paged,
    records: Paged,
    words: Paged,
    offsets: Paged,
    borders: Paged,
}

impl BlockMap {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<BlockMap> {
        let (blocks, borders) = BlockMap::files(segment, sidecar::read)?;
        BlockMap::of(Some(segment.max_doc()), &blocks, &borders)
    }

    /// The same with all of it verified, for a merge.
    fn open_whole(segment: &SegmentReader) -> tantivy::Result<BlockMap> {
        let (blocks, borders) = BlockMap::files(segment, sidecar::read_whole)?;
        BlockMap::of(Some(segment.max_doc()), &blocks, &borders)
    }

    /// The same of a segment that is being written, whose number of documents only its file knows yet.
    pub fn of_new(segment: &SegmentReader) -> tantivy::Result<BlockMap> {
        let (blocks, borders) = BlockMap::files(segment, sidecar::read_whole)?;
        BlockMap::of(None, &blocks, &borders)
    }

    fn files(
        segment: &SegmentReader,
        read: impl Fn(&SegmentReader, &str) -> tantivy::Result<FileSlice>,
    ) -> tantivy::Result<(FileSlice, FileSlice)> {
        Ok((read(segment, BLOCKS)?, read(segment, BORDERS)?))
    }

    /// Fails if a file is not one of so many documents.
    fn of(
        documents: Option<DocId>,
        blocks: &FileSlice,
        borders: &FileSlice,
    ) -> tantivy::Result<BlockMap> {
        let [n, all_records, all_words] = sidecar::header(blocks, BLOCKS)?;
        let documents = documents.unwrap_or(n as DocId);
        let bits = documents.div_ceil(64) as usize * size_of::<u64>();
        let numbers = (documents as usize + 1) * size_of::<u32>();
        if n != u64::from(documents) || blocks.len() != HEADER + 2 * bits + numbers {
            return Err(sidecar::unreadable(BLOCKS));
        }
        if borders.len() < numbers {
            return Err(sidecar::unreadable(BORDERS));
        }
        let end = HEADER + bits;
        Ok(BlockMap {
            documents,
            all_records,
            all_words,
            ends: Paged::new(blocks.slice(HEADER..end)),
            records: Paged::new(blocks.slice(end..end + bits)),
            words: Paged::new(blocks.slice_from(end + bits)),
            offsets: Paged::new(borders.slice_to(numbers)),
            borders: Paged::new(borders.slice_from(numbers)),
        })
    }

    /// 64 documents' bits: whether a block ends with them.
    #[inline]
    pub fn ends(&self, word: usize) -> u64 {
        self.ends.number64(word)
    }

    /// 64 documents' bits: whether they are records of files.
    #[inline]
    pub fn records(&self, word: usize) -> u64 {
        self.records.number64(word)
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

    /// Words from the beginning of `from` to the beginning of `to`.
    #[inline]
    pub fn words(&self, from: DocId, to: DocId) -> u32 {
        let until = |doc: DocId| self.words.number32(doc as usize);
        until(to).wrapping_sub(until(from))
    }

    /// Calls `each` with the positions of the borders of a kind in a passage, in order.
    pub fn borders(&self, doc: DocId, edge: Edge, mut each: impl FnMut(u32)) {
        let bytes = self.bytes_of_borders(doc);
        let mut bytes = bytes.iter();
        let mut position = 0u32;
        while let Some(value) = vint(&mut bytes) {
            position = position.wrapping_add((value >> 2) as u32);
            if EDGES[value as usize & 3] == edge {
                each(position);
            }
        }
    }

    fn bytes_of_borders(&self, doc: DocId) -> OwnedBytes {
        let at = |doc: usize| self.offsets.number32(doc) as usize;
        let bytes = self.borders.bytes(at(doc as usize), at(doc as usize + 1));
        bytes.unwrap_or_else(OwnedBytes::empty)
    }

    fn row(&self, doc: DocId) -> Row {
        let at = |doc: usize| self.offsets.number32(doc);
        Row {
            ends_block: self.ends(doc as usize / 64) >> (doc % 64) & 1 == 1,
            is_record: self.is_record(doc),
            words: self.words(doc, doc + 1),
            borders: at(doc as usize + 1).wrapping_sub(at(doc as usize)),
        }
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

/// What is written of a document.
#[derive(Debug, Clone, Copy)]
struct Row {
    ends_block: bool,
    is_record: bool,
    words: u32,
    /// Bytes of its borders.
    borders: u32,
}

/// Writes the files of a segment; `rows` gives those of its documents, and `each_border` all their borders in
/// the same order.
fn write<I: Iterator<Item = Row>>(
    segment: &Segment,
    rows: impl Fn() -> I,
    each_border: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()>,
) -> tantivy::Result<()> {
    sidecar::write(segment, BLOCKS, |out| write_blocks(out, &rows))?;
    sidecar::write(segment, BORDERS, |out| {
        write_offsets(out, &rows)?;
        each_border(&mut |borders| out.write_all(borders))
    })
}

fn write_blocks<I: Iterator<Item = Row>>(
    out: &mut dyn Write,
    rows: impl Fn() -> I,
) -> io::Result<()> {
    let (mut documents, mut records, mut words) = (0u64, 0u64, 0u64);
    for row in rows() {
        documents += 1;
        records += u64::from(row.is_record);
        words += u64::from(row.words);
    }
    for number in [documents, records, words] {
        out.write_all(&number.to_le_bytes())?;
    }
    sidecar::write_bits(out, rows().map(|row| row.ends_block))?;
    sidecar::write_bits(out, rows().map(|row| row.is_record))?;
    sidecar::write_sums(out, rows().map(|row| row.words))
}

/// Writes where the borders of documents begin.
fn write_offsets<I: Iterator<Item = Row>>(
    out: &mut dyn Write,
    rows: impl Fn() -> I,
) -> io::Result<()> {
    let borders: u64 = rows().map(|row| u64::from(row.borders)).sum();
    if u32::try_from(borders).is_err() {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    sidecar::write_sums(out, rows().map(|row| row.borders))
}

/// The blocks of a segment in the making.
#[derive(Default)]
pub struct BlockRows {
    rows: Vec<Row>,
    borders: Vec<u8>,
}

impl Sidecar for BlockRows {
    const FILES: &'static [&'static str] = &[BLOCKS, BORDERS];

    fn add(&mut self, _: DocId, document: &BlockDocument) {
        self.rows.push(Row {
            ends_block: document.ends_block,
            is_record: document.is_record,
            words: document.words,
            borders: document.borders.len() as u32,
        });
        self.borders.extend_from_slice(&document.borders);
    }

    fn write(self, segment: &Segment) -> tantivy::Result<()> {
        let rows = || self.rows.iter().copied();
        write(segment, rows, |push| push(&self.borders))
    }

    fn merge(sources: &[SegmentReader], target: &Segment) -> tantivy::Result<()> {
        let maps = sources.iter().map(BlockMap::open_whole);
        let maps = maps.collect::<tantivy::Result<Vec<BlockMap>>>()?;
        let documents = || {
            let maps = maps.iter().zip(sources);
            maps.flat_map(|(map, source)| live_documents(source).map(move |doc| (map, doc)))
        };
        let rows = || documents().map(|(map, doc)| map.row(doc));
        write(target, rows, |push| {
            let mut borders = documents().map(|(map, doc)| map.bytes_of_borders(doc));
            borders.try_for_each(|borders| push(&borders))
        })
    }

    fn size(&self) -> usize {
        self.rows.len() * size_of::<Row>() + self.borders.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_map(pages: &[(bool, u32)], borders: &[u8]) -> BlockMap {
        let row = |(ends_block, words): &(bool, u32)| Row {
            ends_block: *ends_block,
            is_record: false,
            words: *words,
            borders: borders.len() as u32,
        };
        let rows = || pages.iter().map(row);
        let [mut blocks, mut of_borders] = [const { Vec::new() }; 2];
        write_blocks(&mut blocks, rows).expect("memory");
        write_offsets(&mut of_borders, rows).expect("memory");
        of_borders.extend_from_slice(borders);
        let [blocks, borders] = [blocks, of_borders].map(FileSlice::from);
        BlockMap::of(Some(pages.len() as DocId), &blocks, &borders)
            .expect("files as they were written")
    }

    #[test]
    fn a_block_is_keyed_by_its_last_document() {
        let long = (0..200).map(|n| (n == 199, 3));
        let pages: Vec<_> = [(true, 5)].into_iter().chain(long).collect();
        let block_map = block_map(&pages, &[]);
        assert_eq!((block_map.first_of(0), block_map.last_of(0)), (0, 0));
        for doc in [1, 63, 64, 65, 130, 200] {
            assert_eq!((block_map.first_of(doc), block_map.last_of(doc)), (1, 200));
        }
        assert_eq!(block_map.words(1, 201), 600);
        assert_eq!(block_map.words(1, 4), 9);
    }

    #[test]
    fn borders_come_back_with_their_kind() {
        let mut borders = Borders::default();
        for (edge, position) in [(2, 0), (0, 7), (1, 7), (3, 900)] {
            borders.push(EDGES[edge], position);
        }
        let block_map = block_map(&[(true, 0)], &borders.into_bytes());
        let of = |edge| {
            let mut found = Vec::new();
            block_map.borders(0, edge, |position| found.push(position));
            found
        };
        assert_eq!(of(Edge::QuoteBegin), [0]);
        assert_eq!(of(Edge::SentenceEnd), [7]);
        assert_eq!(of(Edge::QuoteEnd), [900]);
    }
}
