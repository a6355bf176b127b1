//! One segment as an evaluation sees it: its blocks and their columns.

use tantivy::DocId;
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;

use crate::engine::tantivy::store::blocks::Tiling;
use crate::engine::tantivy::store::by_field::ByText;
use crate::engine::tantivy::store::ids::Ids;
use crate::engine::tantivy::store::stems::Members;
use crate::engine::tantivy::store::term_stats::Words;
use crate::field::Field;
use crate::plan::calendar::{self, Calendar};

/// The blocks of a segment. What is said once of an article is in the columns of its first document.
pub struct Blocks {
    pub tiling: Tiling,
    pub ids: Ids,
    pub spreads: ByText<Words>,
    pub families: ByText<Members>,
    pub date: Column<i64>,
    pub added: Column<i64>,
    pub id: Column<u64>,
    pub hash: Column<u64>,
    pub ever: Ever,
    reader: SegmentReader,
}

/// What has come into a segment, removed articles among it.
pub struct Ever {
    pub articles: u64,
    pub passages: u64,
    pub words: u64,
}

impl Blocks {
    pub fn open(reader: &SegmentReader) -> tantivy::Result<Blocks> {
        let columns = reader.fast_fields();
        let tiling = Tiling::open(reader)?;
        let (ends, records) = tiling.count();
        Ok(Blocks {
            ever: Ever {
                articles: ends.saturating_sub(records),
                passages: u64::from(reader.max_doc()).saturating_sub(records),
                words: u64::from(tiling.words(0, reader.max_doc())),
            },
            tiling,
            ids: Ids::open(reader)?,
            spreads: Words::open(reader)?,
            families: Members::open(reader)?,
            date: columns.i64("date")?,
            added: columns.i64("added")?,
            id: columns.u64("id_number")?,
            hash: columns.u64("hash")?,
            reader: reader.clone(),
        })
    }

    /// How many documents there are, those of removed articles and the records of files among them.
    pub fn documents(&self) -> DocId {
        self.reader.max_doc()
    }

    /// How many passages an article has.
    pub fn passages(&self, first: DocId) -> u32 {
        self.tiling.last_of(first) - first + 1
    }

    /// How many words the text of an article has.
    #[inline]
    pub fn length(&self, first: DocId, last: DocId) -> u32 {
        self.tiling.words(first, last + 1)
    }

    /// Whether the article falls on one of the days.
    pub fn is_within(&self, (field, days): &(Field, Calendar), first: DocId) -> bool {
        days.holds(match field {
            Field::Added => self.added.first(first).map(calendar::of_nanoseconds),
            _ => self.date.first(first),
        })
    }

    /// Whether any article is gone.
    pub fn has_gone(&self) -> bool {
        self.reader.has_deletes()
    }

    pub fn is_gone(&self, doc: DocId) -> bool {
        self.reader.is_deleted(doc)
    }

    /// The first documents of the articles that are not gone.
    pub fn articles(&self) -> impl Iterator<Item = DocId> {
        let mut next = 0;
        let firsts = std::iter::from_fn(move || {
            let first = Some(next).filter(|first| *first < self.documents())?;
            next = self.tiling.last_of(first) + 1;
            Some(first)
        });
        firsts.filter(|first| !self.tiling.is_record(*first) && !self.is_gone(*first))
    }

    /// The passage of an article that holds a position of its text.
    pub fn passage_at(&self, first: DocId, last: DocId, position: u32) -> DocId {
        let (mut low, mut high) = (first, last);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.tiling.words(first, middle) <= position {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }
}
