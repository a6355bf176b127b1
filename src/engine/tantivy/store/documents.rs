//! Reading documents back: what an article is, what a passage says, what a file gave.

use std::ops::RangeInclusive;

use tantivy::schema::{Field, TantivyDocument, Value};
use tantivy::{DocAddress, DocId, Searcher};

use crate::article::About;
use crate::engine::StoredPassage;
use crate::engine::tantivy::store::schema::Fields;
use crate::record::FileRecord;

pub fn about(
    searcher: &Searcher,
    fields: &Fields,
    segment: usize,
    first: DocId,
) -> tantivy::Result<About> {
    let document = document(searcher, segment, first)?;
    json(&document, fields.about)
}

pub fn passage(
    searcher: &Searcher,
    fields: &Fields,
    segment: usize,
    doc: DocId,
) -> tantivy::Result<StoredPassage> {
    let document = document(searcher, segment, doc)?;
    let number = |field| {
        document
            .get_first(field)
            .and_then(|value| value.as_u64())
            .unwrap_or_default()
    };
    Ok(StoredPassage {
        text: string(&document, fields.text)?,
        start: number(fields.start) as usize,
        start_byte: number(fields.start_byte) as usize,
    })
}

/// The texts of an article's passages, in order.
pub fn texts(
    searcher: &Searcher,
    fields: &Fields,
    segment: usize,
    passages: RangeInclusive<DocId>,
) -> tantivy::Result<Vec<String>> {
    let texts = passages.map(|doc| Ok(passage(searcher, fields, segment, doc)?.text));
    texts.collect()
}

pub fn file_record(
    searcher: &Searcher,
    fields: &Fields,
    at: DocAddress,
) -> tantivy::Result<FileRecord> {
    let document: TantivyDocument = searcher.doc(at)?;
    json(&document, fields.record)
}

/// Nanoseconds since 1970 as a time.
pub fn added(nanoseconds: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

fn document(searcher: &Searcher, segment: usize, doc: DocId) -> tantivy::Result<TantivyDocument> {
    searcher.doc(DocAddress::new(segment as u32, doc))
}

fn string(document: &TantivyDocument, field: Field) -> tantivy::Result<String> {
    let value = document
        .get_first(field)
        .and_then(|value| value.as_str().map(str::to_owned));
    value
        .ok_or_else(|| tantivy::TantivyError::InternalError("a stored field is missing".to_owned()))
}

fn json<T: serde::de::DeserializeOwned>(
    document: &TantivyDocument,
    field: Field,
) -> tantivy::Result<T> {
    let text = string(document, field)?;
    serde_json::from_str(&text).map_err(|_| {
        tantivy::TantivyError::InternalError("a stored field cannot be read".to_owned())
    })
}
