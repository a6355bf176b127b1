//! What is kept of each article beside its words, and which article an id names: a file of our own beside
//! the engine's.
//!
//! `.articles`, numbers with the lowest byte first:
//!
//! ```text
//! documents     u64        n
//! articles      u64        m
//! added         u64 · 3    how the times of addition are packed
//! dates         u64 · 3    how the dates are packed
//! firsts        u64 · n/64 a bit for each document with which an article begins, the lowest bit first
//! ranks         u32 · n/64 articles that begin before these 64 documents
//! ids           u64 · m    of the articles in their order
//! hashes        u64 · m    of everything the index holds of the article
//! added         u8         when it came into the corpus, in nanoseconds since 1970 (see `packed`)
//! dates         u8         as `calendar` writes them, where there is one (see `packed`)
//! headlines     u8 · m     words of the headline but function words, 255 if there are more
//! sorted        u64 · m    the ids, rising
//! begins        u32 · m    the first documents of the articles with these ids
//! ```
//!
//! An id may be there several times; all articles with it but one have been removed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Write};

use tantivy::directory::FileSlice;
use tantivy::index::SegmentReader;
use tantivy::{DocId, HasLen, Segment};

use crate::article::Id;
use crate::engine::tantivy::store::document::BlockDocument;
use crate::engine::tantivy::store::packed::{PackedColumn, Packing};
use crate::engine::tantivy::store::paged::Paged;
use crate::engine::tantivy::store::sidecar::{self, Sidecar, live_documents};

/// How the name of the file ends.
const ARTICLES: &str = "articles";

const HEADER: usize = (2 + 2 * Packing::HEADER) * size_of::<u64>();

/// One row: an article beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub id: Id,
    /// Of everything the index holds of it.
    pub hash: u64,
    /// When it came into the corpus, in nanoseconds since 1970.
    pub added: i64,
    /// As `calendar` writes it.
    pub date: Option<i64>,
    /// Words of its headline but function words; 255 if there are more.
    pub headline: u8,
}

/// The articles of a segment, removed ones among them.
pub struct ArticleTable {
    articles: usize,
    firsts: Paged,
    ranks: Paged,
    ids: Paged,
    hashes: Paged,
    added: PackedColumn,
    dates: PackedColumn,
    headlines: Paged,
    sorted: Paged,
    begins: Paged,
}

/// Which part of the file has the words of headlines.
const HEADLINES: usize = 6;

impl ArticleTable {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<ArticleTable> {
        ArticleTable::of(segment.max_doc(), &sidecar::read(segment, ARTICLES)?)
    }

    /// The same with all of it verified, for a merge.
    fn open_whole(segment: &SegmentReader) -> tantivy::Result<ArticleTable> {
        ArticleTable::of(segment.max_doc(), &sidecar::read_whole(segment, ARTICLES)?)
    }

    fn of(documents: DocId, file: &FileSlice) -> tantivy::Result<ArticleTable> {
        let [n, articles, packing @ ..] =
            sidecar::header::<{ 2 + 2 * Packing::HEADER }>(file, ARTICLES)?;
        let (packings, _) = packing.as_chunks();
        let packings = [packings[0], packings[1]].map(Packing::read);
        let [Some(added), Some(dates)] = packings else {
            return Err(sidecar::unreadable(ARTICLES));
        };
        let words = documents.div_ceil(64) as usize;
        let lengths = [8 * words, 4 * words].into_iter();
        let columns = [8, 8, added.bytes(), dates.bytes(), 1, 8, 4]
            .map(|bytes| bytes * articles.min(n) as usize);
        let mut lengths: Vec<usize> = lengths.chain(columns).collect();
        let whole = HEADER + lengths.iter().sum::<usize>();
        if file.len() + lengths[HEADLINES] == whole {
            // Layouts before 8 had none.
            lengths[HEADLINES] = 0;
        }
        let whole = HEADER + lengths.iter().sum::<usize>();
        let is_whole = n == u64::from(documents) && articles <= n;
        if !is_whole || file.len() != whole {
            return Err(sidecar::unreadable(ARTICLES));
        }
        let mut from = HEADER;
        let mut parts = lengths.into_iter().map(|length| {
            from += length;
            file.slice(from - length..from)
        });
        let mut part = || parts.next().ok_or_else(|| sidecar::unreadable(ARTICLES));
        Ok(ArticleTable {
            articles: articles as usize,
            firsts: Paged::new(part()?),
            ranks: Paged::new(part()?),
            ids: Paged::new(part()?),
            hashes: Paged::new(part()?),
            added: PackedColumn::new(added, part()?),
            dates: PackedColumn::new(dates, part()?),
            headlines: Paged::new(part()?),
            sorted: Paged::new(part()?),
            begins: Paged::new(part()?),
        })
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.articles as u64
    }

    /// Whether an article begins with a document.
    #[inline]
    pub fn begins_with(&self, doc: DocId) -> bool {
        self.number(doc).is_some()
    }

    /// The number of the article that begins with a document.
    #[inline]
    fn number(&self, first: DocId) -> Option<usize> {
        let (word, bit) = (first as usize / 64, first % 64);
        let firsts = self.firsts.number64(word);
        let before = (firsts & ((1 << bit) - 1)).count_ones();
        (firsts >> bit & 1 == 1).then(|| self.ranks.number32(word) as usize + before as usize)
    }

    #[inline]
    pub fn id(&self, first: DocId) -> Option<Id> {
        Some(Id(self.ids.number64(self.number(first)?)))
    }

    #[inline]
    pub fn hash(&self, first: DocId) -> Option<u64> {
        Some(self.hashes.number64(self.number(first)?))
    }

    #[inline]
    pub fn added(&self, first: DocId) -> Option<i64> {
        self.added.get(self.number(first)?)
    }

    #[inline]
    pub fn date(&self, first: DocId) -> Option<i64> {
        self.dates.get(self.number(first)?)
    }

    /// How many words its headline has, function words left out.
    #[inline]
    pub fn headline(&self, first: DocId) -> u8 {
        let number = self.number(first);
        number.map_or(0, |number| u8::from_le_bytes(self.headlines.number(number)))
    }

    /// What is kept of the article that begins with a document.
    fn row(&self, first: DocId) -> Option<Row> {
        Some(Row {
            id: self.id(first)?,
            hash: self.hash(first)?,
            added: self.added(first)?,
            date: self.date(first),
            headline: self.headline(first),
        })
    }

    /// Ids from `from` to `to` with the first documents of their blocks, in the order of the ids.
    pub fn between(&self, from: Id, to: Id) -> impl Iterator<Item = (Id, DocId)> {
        let (mut low, mut high) = (0, self.articles);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.sorted.number64(middle) < from.0 {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let found = (low..self.articles).map(|at| self.sorted(at));
        found.take_while(move |(id, _)| *id <= to)
    }

    fn sorted(&self, at: usize) -> (Id, DocId) {
        (Id(self.sorted.number64(at)), self.begins.number32(at))
    }

    /// The first documents of the blocks with an id.
    pub fn of_id(&self, id: Id) -> impl Iterator<Item = DocId> {
        self.between(id, id).map(|(_, first)| first)
    }
}

/// The ids that begin with these hexadecimal digits; `None` if they are none.
pub fn ids_beginning(prefix: &str) -> Option<(Id, Id)> {
    const DIGITS: usize = 16;
    let is_prefix = prefix.len() <= DIGITS && prefix.bytes().all(|byte| byte.is_ascii_hexdigit());
    let id = |rest: &str| -> Option<Id> { format!("{prefix}{rest}").parse().ok() };
    let missing = DIGITS.saturating_sub(prefix.len());
    is_prefix.then_some(())?;
    Some((id(&"0".repeat(missing))?, id(&"f".repeat(missing))?))
}

/// Writes the file of a segment; `rows` gives what is kept of its documents, something for each with which an
/// article begins, and `sorted` the ids, rising, with these documents.
fn write<I: Iterator<Item = Option<Row>>, S: Iterator<Item = (Id, DocId)>>(
    segment: &Segment,
    rows: impl Fn() -> I,
    sorted: impl Fn() -> S,
) -> tantivy::Result<()> {
    sidecar::write(segment, ARTICLES, |out| write_to(out, rows, sorted))
}

fn write_to<I: Iterator<Item = Option<Row>>, S: Iterator<Item = (Id, DocId)>>(
    out: &mut dyn Write,
    rows: impl Fn() -> I,
    sorted: impl Fn() -> S,
) -> io::Result<()> {
    let (documents, articles) = (rows().count() as u64, rows().flatten().count() as u64);
    out.write_all(&documents.to_le_bytes())?;
    out.write_all(&articles.to_le_bytes())?;
    let added = Packing::of(|| rows().flatten().map(|row| row.added));
    let dates = Packing::of(|| rows().flatten().filter_map(|row| row.date));
    for number in added.header().into_iter().chain(dates.header()) {
        out.write_all(&number.to_le_bytes())?;
    }
    sidecar::write_bits(out, rows().map(|row| row.is_some()))?;
    let mut before = 0u32;
    for (doc, row) in rows().enumerate() {
        if doc.is_multiple_of(64) {
            out.write_all(&before.to_le_bytes())?;
        }
        before += u32::from(row.is_some());
    }
    for row in rows().flatten() {
        out.write_all(&row.id.0.to_le_bytes())?;
    }
    for row in rows().flatten() {
        out.write_all(&row.hash.to_le_bytes())?;
    }
    for row in rows().flatten() {
        added.write(out, Some(row.added))?;
    }
    for row in rows().flatten() {
        dates.write(out, row.date)?;
    }
    for row in rows().flatten() {
        out.write_all(&[row.headline])?;
    }
    for (id, _) in sorted() {
        out.write_all(&id.0.to_le_bytes())?;
    }
    for (_, first) in sorted() {
        out.write_all(&first.to_le_bytes())?;
    }
    Ok(())
}

/// The articles of a segment in the making, by document.
#[derive(Default)]
pub struct ArticleRows(Vec<Option<Row>>);

impl ArticleRows {
    fn sorted(&self) -> Vec<(Id, DocId)> {
        let ids = (0..)
            .zip(&self.0)
            .filter_map(|(doc, row)| Some((row.as_ref()?.id, doc)));
        let mut ids: Vec<(Id, DocId)> = ids.collect();
        ids.sort_unstable();
        ids
    }
}

impl Sidecar for ArticleRows {
    const FILES: &'static [&'static str] = &[ARTICLES];

    fn add(&mut self, _: DocId, document: &BlockDocument) {
        self.0.push(document.article);
    }

    fn write(self, segment: &Segment) -> tantivy::Result<()> {
        let sorted = self.sorted();
        write(
            segment,
            || self.0.iter().copied(),
            || sorted.iter().copied(),
        )
    }

    fn merge(sources: &[SegmentReader], target: &Segment) -> tantivy::Result<()> {
        let tables = sources.iter().map(ArticleTable::open_whole);
        let tables = tables.collect::<tantivy::Result<Vec<ArticleTable>>>()?;
        let mut base = 0;
        let kept: Vec<Kept> = sources
            .iter()
            .map(|source| Kept::new(source, &mut base))
            .collect();
        let rows = || {
            let tables = tables.iter().zip(sources);
            tables.flat_map(|(table, source)| live_documents(source).map(|doc| table.row(doc)))
        };
        let sorted = || Merged::new(&tables, &kept);
        write(target, rows, sorted)
    }

    fn size(&self) -> usize {
        self.0.len() * size_of::<Option<Row>>()
    }
}

/// Which documents of a segment are kept in a merge, and what they become there.
struct Kept<'a> {
    segment: &'a SegmentReader,
    /// The new numbers of the first documents kept from each 64.
    numbers: Vec<DocId>,
}

impl Kept<'_> {
    fn new<'a>(segment: &'a SegmentReader, base: &mut DocId) -> Kept<'a> {
        let mut numbers = Vec::with_capacity(segment.max_doc().div_ceil(64) as usize);
        for doc in 0..segment.max_doc() {
            if doc % 64 == 0 {
                numbers.push(*base);
            }
            *base += DocId::from(!segment.is_deleted(doc));
        }
        Kept { segment, numbers }
    }

    fn number(&self, doc: DocId) -> Option<DocId> {
        let is_kept = doc < self.segment.max_doc() && !self.segment.is_deleted(doc);
        let before = doc / 64 * 64..doc;
        let before = before.filter(|doc| !self.segment.is_deleted(*doc)).count();
        is_kept.then(|| self.numbers[doc as usize / 64] + before as DocId)
    }
}

/// The sorted ids of several segments in one order, with the documents that are kept.
struct Merged<'a> {
    tables: &'a [ArticleTable],
    kept: &'a [Kept<'a>],
    /// The next id of each segment: its id, its document as it becomes, the segment, and where it lies there.
    next: BinaryHeap<Reverse<(Id, DocId, usize, usize)>>,
}

impl<'a> Merged<'a> {
    fn new(tables: &'a [ArticleTable], kept: &'a [Kept<'a>]) -> Merged<'a> {
        let next = BinaryHeap::new();
        let mut merged = Merged { tables, kept, next };
        (0..tables.len()).for_each(|segment| merged.enter(segment, 0));
        merged
    }

    /// Takes note of the next id of a segment that is kept, from a place on.
    fn enter(&mut self, segment: usize, from: usize) {
        let (table, kept) = (&self.tables[segment], &self.kept[segment]);
        let mut places = from..table.articles;
        let found = places.find_map(|at| {
            let (id, first) = table.sorted(at);
            Some((id, kept.number(first)?, segment, at))
        });
        self.next.extend(found.map(Reverse));
    }
}

impl Iterator for Merged<'_> {
    type Item = (Id, DocId);

    fn next(&mut self) -> Option<(Id, DocId)> {
        let Reverse((id, first, segment, at)) = self.next.pop()?;
        self.enter(segment, at + 1);
        Some((id, first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u64, date: Option<i64>) -> Row {
        Row {
            id: Id(id),
            hash: id * 10,
            added: -5,
            date,
            headline: id as u8,
        }
    }

    #[test]
    fn articles_are_found_by_their_first_document_and_by_their_id() {
        let mut rows = vec![None; 200];
        rows[0] = Some(row(12, Some(3)));
        rows[70] = Some(row(7, None));
        rows[199] = Some(row(7, Some(-4)));
        let rows = ArticleRows(rows);
        let (sorted, mut file) = (rows.sorted(), Vec::new());
        write_to(
            &mut file,
            || rows.0.iter().copied(),
            || sorted.iter().copied(),
        )
        .expect("memory");
        let table = ArticleTable::of(200, &FileSlice::from(file)).expect("a whole file");
        for (doc, row) in (0..).zip(&rows.0) {
            assert_eq!(table.row(doc), *row);
        }
        assert_eq!(table.of_id(Id(7)).collect::<Vec<_>>(), [70, 199]);
        assert_eq!(table.of_id(Id(8)).count(), 0);
        let after: Vec<_> = table.between(Id(8), Id(u64::MAX)).collect();
        assert_eq!(after, [(Id(12), 0)]);
    }

    #[test]
    fn ids_are_found_by_how_they_begin() {
        assert_eq!(ids_beginning(""), Some((Id(0), Id(u64::MAX))));
        assert_eq!(
            ids_beginning("00ff"),
            Some((Id(0xff << 48), Id((0x100 << 48) - 1)))
        );
        assert_eq!(
            ids_beginning("00000000000000aB"),
            Some((Id(0xab), Id(0xab)))
        );
        assert_eq!(ids_beginning("xyz"), None);
        assert_eq!(ids_beginning("00000000000000000"), None);
    }
}
