//! One segment as an evaluation sees it: blocks, columns, and the cursors of the plan's sets.

use std::sync::Arc;

use tantivy::columnar::{Column, ColumnValues};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Term};

use super::schema::{self, Fields};

/// The blocks of a segment.
pub struct Blocks {
    number: Arc<dyn ColumnValues<u64>>,
    of: Arc<dyn ColumnValues<u64>>,
    base: Arc<dyn ColumnValues<u64>>,
    pub date: Column<i64>,
    pub added: Column<i64>,
    pub id: Column<u64>,
    pub lengths: FieldNormReader,
    headers: SegmentPostings,
    reader: SegmentReader,
}

impl Blocks {
    pub fn open(reader: &SegmentReader, fields: &Fields) -> tantivy::Result<Blocks> {
        let columns = reader.fast_fields();
        let headers = reader.inverted_index(fields.kind)?.read_postings(
            &Term::from_field_text(fields.kind, schema::HEADER),
            IndexRecordOption::Basic,
        )?;
        Ok(Blocks {
            number: columns.column_first_or_default("number")?,
            of: columns.column_first_or_default("of")?,
            base: columns.column_first_or_default("base")?,
            date: columns.i64("date")?,
            added: columns.i64("added")?,
            id: columns.u64("id_number")?,
            lengths: reader.get_fieldnorms_reader(fields.body)?,
            headers: headers.unwrap_or_else(SegmentPostings::empty),
            reader: reader.clone(),
        })
    }

    /// The header of the block that a document is in.
    pub fn header_of(&self, doc: DocId) -> DocId {
        doc - self.number.get_val(doc) as DocId
    }

    /// How many passages the block has.
    pub fn passages(&self, header: DocId) -> u32 {
        self.of.get_val(header) as u32
    }

    /// The position of a passage's first word in its article; a header's number of words.
    pub fn base(&self, doc: DocId) -> u32 {
        self.base.get_val(doc) as u32
    }

    /// The first header from `target` on. Never asked to go back.
    pub fn next_header(&mut self, target: DocId) -> DocId {
        if self.headers.doc() < target {
            self.headers.seek(target)
        } else {
            self.headers.doc()
        }
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

/// An index word of a set in one segment.
#[derive(Debug, Clone)]
pub struct Entry {
    pub info: TermInfo,
    pub width: u32,
}
