//! One segment as an evaluation sees it: its blocks and their columns.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::DocId;
use tantivy::columnar::{Column, ColumnValues};
use tantivy::index::SegmentReader;

use super::day::Window;
use crate::field::Field;

/// The blocks of a segment. Columns are unpacked by the stretch, as they are needed.
pub struct Blocks {
    number: Unpacked,
    of: Unpacked,
    base: Unpacked,
    pub date: Column<i64>,
    pub added: Column<i64>,
    pub id: Column<u64>,
    reader: SegmentReader,
}

impl Blocks {
    pub fn open(reader: &SegmentReader) -> tantivy::Result<Blocks> {
        let columns = reader.fast_fields();
        let unpacked = |name: &str| -> tantivy::Result<Unpacked> {
            Ok(Unpacked::new(
                columns.column_first_or_default(name)?,
                reader.max_doc(),
            ))
        };
        Ok(Blocks {
            number: unpacked("number")?,
            of: unpacked("of")?,
            base: unpacked("base")?,
            date: columns.i64("date")?,
            added: columns.i64("added")?,
            id: columns.u64("id_number")?,
            reader: reader.clone(),
        })
    }

    /// Whole articles of about `width` documents from the one that `doc` is in; more where that one
    /// alone is longer.
    pub fn window(&self, doc: DocId, width: u32) -> Range<DocId> {
        let from = self.header_of(doc);
        let first_end = from + self.passages(from) + 1;
        let end = match self.last() - from >= width {
            true => self.header_of(from + width).max(first_end),
            false => self.last() + 1,
        };
        from..end
    }

    /// The header of the block that a document is in.
    #[inline]
    pub fn header_of(&self, doc: DocId) -> DocId {
        doc - self.number.at(doc)
    }

    /// How many passages the block has.
    #[inline]
    pub fn passages(&self, header: DocId) -> u32 {
        self.of.at(header)
    }

    /// The position of a passage's first word in its article; a header's number of words.
    #[inline]
    pub fn base(&self, doc: DocId) -> u32 {
        self.base.at(doc)
    }

    /// The last document.
    pub fn last(&self) -> DocId {
        self.reader.max_doc().saturating_sub(1)
    }

    /// Whether the article falls on one of the days.
    pub fn is_within(&self, (field, window): &(Field, Window), header: DocId) -> bool {
        let column = if *field == Field::Added {
            &self.added
        } else {
            &self.date
        };
        window.holds(column.first(header))
    }

    /// Whether any article is gone.
    pub fn has_gone(&self) -> bool {
        self.reader.has_deletes()
    }

    pub fn is_gone(&self, header: DocId) -> bool {
        self.reader.is_deleted(header)
    }

    /// The passage of a block that holds a position of the article's text.
    pub fn passage_at(&self, header: DocId, position: u32) -> DocId {
        let (mut low, mut high) = (header + 1, header + self.passages(header));
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.base(middle) <= position {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }
}

const STRETCH: usize = 4096;

/// So many single values of a stretch are read before it is worth unpacking.
const SINGLE: u32 = 128;

/// A column of small numbers, unpacked a stretch at a time where many of its values are asked for.
struct Unpacked {
    packed: Arc<dyn ColumnValues<u64>>,
    stretches: Vec<Unpacking>,
    documents: usize,
}

#[derive(Default)]
struct Unpacking {
    asked: AtomicU32,
    values: OnceLock<Box<[u32]>>,
}

impl Unpacked {
    fn new(packed: Arc<dyn ColumnValues<u64>>, documents: DocId) -> Unpacked {
        let documents = documents as usize;
        let stretches = (0..documents.div_ceil(STRETCH))
            .map(|_| Unpacking::default())
            .collect();
        Unpacked {
            packed,
            stretches,
            documents,
        }
    }

    #[inline]
    fn at(&self, doc: DocId) -> u32 {
        let stretch = doc as usize / STRETCH;
        let Unpacking { asked, values } = &self.stretches[stretch];
        if let Some(values) = values.get() {
            return values[doc as usize % STRETCH];
        }
        self.unpacked(doc, asked, values)
    }

    #[cold]
    fn unpacked(&self, doc: DocId, asked: &AtomicU32, values: &OnceLock<Box<[u32]>>) -> u32 {
        if asked.fetch_add(1, Ordering::Relaxed) < SINGLE {
            return self.packed.get_val(doc) as u32;
        }
        let stretch = doc as usize / STRETCH;
        values.get_or_init(|| self.unpack(stretch))[doc as usize % STRETCH]
    }

    fn unpack(&self, stretch: usize) -> Box<[u32]> {
        let start = stretch * STRETCH;
        let mut values = vec![0; STRETCH.min(self.documents - start)];
        self.packed.get_range(start as u64, &mut values);
        values.into_iter().map(|value| value as u32).collect()
    }
}
