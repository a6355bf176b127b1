//! One segment as an evaluation sees it: its blocks, and what is kept of their articles.

use tantivy::DocId;
use tantivy::index::SegmentReader;

use crate::engine::tantivy::store::articles::ArticleTable;
use crate::engine::tantivy::store::blocks::BlockMap;
use crate::engine::tantivy::store::by_field::ByText;
use crate::engine::tantivy::store::stems::StemIndex;
use crate::engine::tantivy::store::term_lookup::Dictionaries;
use crate::engine::tantivy::store::term_stats::TermStats;
use crate::field::Field;
use crate::plan::calendar::{self, Calendar};

/// The blocks of a segment, and what is kept of their articles.
pub struct Blocks {
    pub dictionaries: Dictionaries,
    pub block_map: BlockMap,
    pub articles: ArticleTable,
    pub term_stats: ByText<TermStats>,
    pub stems: ByText<StemIndex>,
    reader: SegmentReader,
}

/// How much there is in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    pub articles: u64,
    pub passages: u64,
    pub words: u64,
}

impl Blocks {
    pub fn open(reader: &SegmentReader) -> tantivy::Result<Blocks> {
        Ok(Blocks {
            dictionaries: Dictionaries::open(reader)?,
            block_map: BlockMap::open(reader)?,
            articles: ArticleTable::open(reader)?,
            term_stats: TermStats::open(reader)?,
            stems: StemIndex::open(reader)?,
            reader: reader.clone(),
        })
    }

    /// Of the whole segment, removed articles among it.
    pub fn all(&self) -> Totals {
        Totals {
            articles: self.articles.count(),
            passages: u64::from(self.documents()).saturating_sub(self.block_map.all_records),
            words: self.block_map.all_words,
        }
    }

    /// How many articles and passages are not removed.
    pub fn count(&self) -> (u64, u64) {
        let Totals {
            mut articles,
            mut passages,
            ..
        } = self.all();
        let documents = if self.has_deleted() {
            self.documents()
        } else {
            0
        };
        for doc in (0..documents).filter(|doc| self.is_deleted(*doc)) {
            articles -= u64::from(articles > 0 && self.articles.begins_with(doc));
            passages -= u64::from(passages > 0 && !self.block_map.is_record(doc));
        }
        (articles, passages)
    }

    /// How many documents there are, those of removed articles and the records of files among them.
    pub fn documents(&self) -> DocId {
        self.reader.max_doc()
    }

    /// How many passages an article has.
    pub fn passages(&self, first: DocId) -> u32 {
        self.block_map.last_of(first) - first + 1
    }

    /// How many words the text of an article has.
    #[inline]
    pub fn length(&self, first: DocId, last: DocId) -> u32 {
        self.block_map.words(first, last + 1)
    }

    /// Whether the article falls on one of the days.
    pub fn is_within(&self, (field, days): &(Field, Calendar), first: DocId) -> bool {
        days.holds(match field {
            Field::Added => self.articles.added(first).map(calendar::of_nanoseconds),
            _ => self.articles.date(first),
        })
    }

    /// Whether any article is gone.
    pub fn has_deleted(&self) -> bool {
        self.reader.has_deletes()
    }

    pub fn is_deleted(&self, doc: DocId) -> bool {
        self.reader.is_deleted(doc)
    }

    /// The first documents of the articles that are not gone.
    pub fn live_articles(&self) -> impl Iterator<Item = DocId> {
        let mut next = 0;
        let firsts = std::iter::from_fn(move || {
            let first = Some(next).filter(|first| *first < self.documents())?;
            next = self.block_map.last_of(first) + 1;
            Some(first)
        });
        firsts.filter(|first| !self.block_map.is_record(*first) && !self.is_deleted(*first))
    }

    /// The passage of an article that holds a position of its text.
    pub fn passage_at(&self, first: DocId, last: DocId, position: u32) -> DocId {
        let (mut low, mut high) = (first, last);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.block_map.words(first, middle) <= position {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }
}
