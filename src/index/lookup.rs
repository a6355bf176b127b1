//! Looking things up by what they are: articles by id, files by path or content.

use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::schema::{DISPLACED, FILE, Fields, HEADER};
use super::{store, writer};
use crate::article::{Article, Id};
use crate::ledger::FileRecord;
use crate::results::Stored;
use crate::words;

/// What is known of an article without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub hash: u64,
    /// The corpus file that it came from.
    pub file: String,
}

pub fn article(searcher: &Searcher, fields: &Fields, id: Id) -> tantivy::Result<Option<Stored>> {
    let Some((segment, header)) = header(searcher, fields, id)? else {
        return Ok(None);
    };
    let about = store::about(searcher, fields, segment, header)?;
    let columns = searcher.segment_reader(segment as u32).fast_fields();
    let added = columns.i64("added")?.first(header);
    let hash = columns.u64("hash")?.first(header);
    let mut text = String::new();
    let mut passages = Vec::new();
    for passage in store::passages(searcher, fields, segment, header)? {
        let start = text.len();
        text.push_str(&passage.text);
        passages.push(start..text.len());
    }
    let Article { about, text } = whole(Article { about, text }, hash)?;
    Ok(Some(Stored {
        id,
        about,
        added: store::added(added.unwrap_or_default()),
        text,
        passages,
    }))
}

/// An article that is the one that was put in.
fn whole(article: Article, hash: Option<u64>) -> tantivy::Result<Article> {
    match Some(article.content_hash()) == hash {
        true => Ok(article),
        false => {
            let why = "an article is not the one that was put in";
            Err(TantivyError::InternalError(why.to_owned()))
        }
    }
}

pub fn known(searcher: &Searcher, fields: &Fields, id: Id) -> tantivy::Result<Option<Known>> {
    let Some((segment, header)) = header(searcher, fields, id)? else {
        return Ok(None);
    };
    let hash = searcher
        .segment_reader(segment as u32)
        .fast_fields()
        .u64("hash")?
        .first(header);
    let file = store::about(searcher, fields, segment, header)?.place.file;
    Ok(Some(Known {
        hash: hash.unwrap_or_default(),
        file,
    }))
}

pub fn ids_beginning(
    searcher: &Searcher,
    fields: &Fields,
    prefix: &str,
    most: usize,
) -> tantivy::Result<Vec<Id>> {
    let prefix = prefix.to_ascii_lowercase();
    let mut found = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.id)?;
        let mut ids = index.terms().range().ge(&prefix).into_stream()?;
        let mut here = 0;
        while here < most && ids.advance() && ids.key().starts_with(prefix.as_bytes()) {
            let postings =
                index.read_postings_from_terminfo(ids.value(), IndexRecordOption::Basic)?;
            let id = std::str::from_utf8(ids.key())
                .ok()
                .and_then(|id| id.parse().ok());
            if let Some(id) = id.filter(|_| first_alive(segment, postings).is_some()) {
                found.push(id);
                here += 1;
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(most);
    Ok(found)
}

pub fn ids_of_file(searcher: &Searcher, fields: &Fields, path: &str) -> tantivy::Result<Vec<Id>> {
    let mut found = Vec::new();
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let ids = segment.fast_fields().u64("id_number")?;
        for header in alive(segment, fields.file, &words::fold(path))? {
            // Folding may bring two paths together: the stored one decides.
            let about = store::about(searcher, fields, number, header)?;
            if let Some(id) = ids.first(header).filter(|_| about.place.file == path) {
                found.push((about.place.record, Id(id)));
            }
        }
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, id)| id).collect())
}

pub fn files(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<FileRecord>> {
    let mut found = records_where(searcher, fields, fields.kind, FILE)?;
    found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

pub fn file(
    searcher: &Searcher,
    fields: &Fields,
    path: &str,
) -> tantivy::Result<Option<FileRecord>> {
    Ok(records_where(searcher, fields, fields.path, path)?.pop())
}

/// The files with records that gave way to newer ones with the same URL.
pub fn files_with_displaced(
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<Vec<FileRecord>> {
    records_where(searcher, fields, fields.kind, DISPLACED)
}

pub fn files_with_content(
    searcher: &Searcher,
    fields: &Fields,
    hash: u64,
) -> tantivy::Result<Vec<FileRecord>> {
    records_where(searcher, fields, fields.digest, &writer::digest(hash))
}

/// How many articles and passages there are.
pub fn count(searcher: &Searcher, fields: &Fields) -> tantivy::Result<(u64, u64)> {
    let (mut articles, mut passages) = (0, 0);
    for segment in searcher.segment_readers() {
        let of = segment.fast_fields().column_first_or_default::<u64>("of")?;
        for header in alive(segment, fields.kind, HEADER)? {
            articles += 1;
            passages += of.get_val(header);
        }
    }
    Ok((articles, passages))
}

/// How many headers a segment has, removed ones included.
pub fn headers(segment: &SegmentReader, fields: &Fields) -> tantivy::Result<u64> {
    frequency(segment, fields.kind, HEADER)
}

/// How many file records a segment has, removed ones included.
pub fn records(segment: &SegmentReader, fields: &Fields) -> tantivy::Result<u64> {
    frequency(segment, fields.kind, FILE)
}

fn frequency(segment: &SegmentReader, field: Field, value: &str) -> tantivy::Result<u64> {
    let index = segment.inverted_index(field)?;
    Ok(u64::from(
        index.doc_freq(&Term::from_field_text(field, value))?,
    ))
}

fn header(searcher: &Searcher, fields: &Fields, id: Id) -> tantivy::Result<Option<(usize, DocId)>> {
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        // The header is the first document of its block.
        if let Some(header) = alive(segment, fields.id, &id.to_string())?.next() {
            return Ok(Some((number, header)));
        }
    }
    Ok(None)
}

fn records_where(
    searcher: &Searcher,
    fields: &Fields,
    field: Field,
    value: &str,
) -> tantivy::Result<Vec<FileRecord>> {
    let mut found = Vec::new();
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        for doc in alive(segment, field, value)? {
            found.push(store::file_record(
                searcher,
                fields,
                DocAddress::new(number as u32, doc),
            )?);
        }
    }
    Ok(found)
}

/// The documents of a segment that hold a value and are not removed.
pub fn alive<'a>(
    segment: &'a SegmentReader,
    field: Field,
    value: &str,
) -> tantivy::Result<impl Iterator<Item = DocId> + use<'a>> {
    let index = segment.inverted_index(field)?;
    let postings = index.read_postings(
        &Term::from_field_text(field, value),
        IndexRecordOption::Basic,
    )?;
    let mut postings = postings.unwrap_or_else(SegmentPostings::empty);
    let docs = std::iter::from_fn(move || {
        let doc = postings.doc();
        postings.advance();
        (doc != TERMINATED).then_some(doc)
    });
    Ok(docs.filter(|&doc| !segment.is_deleted(doc)))
}

fn first_alive(segment: &SegmentReader, mut postings: SegmentPostings) -> Option<DocId> {
    while postings.doc() != TERMINATED {
        if !segment.is_deleted(postings.doc()) {
            return Some(postings.doc());
        }
        postings.advance();
    }
    None
}
