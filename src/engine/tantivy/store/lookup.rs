//! Looking things up by what they are: articles by id, files by path or content.

use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, TERMINATED, TantivyError};

use crate::article::{Article, Id};
use crate::engine::tantivy::Index;
use crate::engine::tantivy::store::articles;
use crate::engine::tantivy::store::documents;
use crate::engine::tantivy::store::segment::Blocks;
use crate::engine::{Head, StoredPassage, Version};
use crate::record::FileRecord;
use crate::results::{StoredArticle, Total};
use crate::words;

pub fn article(index: &Index, id: Id) -> tantivy::Result<Option<StoredArticle>> {
    let Some((segment, first)) = first(index, id) else {
        return Ok(None);
    };
    let blocks = &index.blocks[segment];
    let mut text = String::new();
    let mut passages = Vec::new();
    for passage in texts(index, segment, first)? {
        let start = text.len();
        text.push_str(&passage);
        passages.push(start..text.len());
    }
    let about = documents::about(&index.searcher(), &index.fields, segment, first)?;
    let Article { about, text } = whole(Article { about, text }, blocks.articles.hash(first))?;
    Ok(Some(StoredArticle {
        id,
        about,
        added: documents::added(blocks.articles.added(first).unwrap_or_default()),
        text,
        passages,
        also: Vec::new(),
        marks: None,
    }))
}

/// The texts of an article's passages.
pub fn texts(index: &Index, segment: usize, first: DocId) -> tantivy::Result<Vec<String>> {
    let last = index.blocks[segment].block_map.last_of(first);
    documents::texts(&index.searcher(), &index.fields, segment, first..=last)
}

/// An article that is the one that was put in.
fn whole(article: Article, hash: Option<u64>) -> tantivy::Result<Article> {
    if Some(article.content_hash()) == hash {
        return Ok(article);
    }
    let why = "an article is not the one that was put in";
    Err(TantivyError::InternalError(why.to_owned()))
}

/// What is said once of an article.
pub fn head(index: &Index, id: Id) -> tantivy::Result<Option<Head>> {
    let Some((segment, first)) = first(index, id) else {
        return Ok(None);
    };
    let blocks = &index.blocks[segment];
    let last = blocks.block_map.last_of(first);
    Ok(Some(Head {
        about: documents::about(&index.searcher(), &index.fields, segment, first)?,
        added: documents::added(blocks.articles.added(first).unwrap_or_default()),
        passages: last - first + 1,
        words: blocks.length(first, last),
    }))
}

/// One passage of an article, by its number from 1.
pub fn passage(index: &Index, id: Id, number: u32) -> tantivy::Result<Option<StoredPassage>> {
    let Some((segment, first)) = first(index, id) else {
        return Ok(None);
    };
    let passages = index.blocks[segment].passages(first);
    if !(1..=passages).contains(&number) {
        return Ok(None);
    }
    let doc = first + number - 1;
    documents::passage(&index.searcher(), &index.fields, segment, doc).map(Some)
}

/// What tells whether an article changed, without reading its text.
pub fn version(index: &Index, id: Id) -> tantivy::Result<Option<Version>> {
    let Some((segment, first)) = first(index, id) else {
        return Ok(None);
    };
    let hash = index.blocks[segment].articles.hash(first);
    let about = documents::about(&index.searcher(), &index.fields, segment, first)?;
    Ok(Some(Version {
        hash: hash.unwrap_or_default(),
        standing: about.standing(),
        record: about.provenance.record,
        file: about.provenance.file,
        added: documents::added(
            index.blocks[segment]
                .articles
                .added(first)
                .unwrap_or_default(),
        ),
    }))
}

pub fn ids_beginning(index: &Index, prefix: &str, most: usize) -> Vec<Id> {
    let Some((from, to)) = articles::ids_beginning(prefix) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for blocks in &index.blocks {
        let here = blocks.articles.between(from, to);
        let live = here.filter(|(_, first)| !blocks.is_deleted(*first));
        found.extend(live.map(|(id, _)| id).take(most));
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(most);
    found
}

pub fn ids_of_file(index: &Index, path: &str) -> tantivy::Result<Vec<Id>> {
    let searcher = index.searcher();
    let mut found = Vec::new();
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        for first in live(
            segment,
            &index.blocks[number],
            index.fields.file,
            &words::whole(path),
        )? {
            // Folding may bring two paths together: the stored one decides.
            let about = documents::about(&searcher, &index.fields, number, first)?;
            let id = index.blocks[number].articles.id(first);
            if let Some(id) = id.filter(|_| about.provenance.file == path) {
                found.push((about.provenance.record, id));
            }
        }
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, id)| id).collect())
}

/// The records of files that hold a value, in no promised order.
pub fn records(index: &Index, field: Field, value: &str) -> tantivy::Result<Vec<FileRecord>> {
    let searcher = index.searcher();
    let mut found = Vec::new();
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        for doc in live(segment, &index.blocks[number], field, value)? {
            let at = DocAddress::new(number as u32, doc);
            found.push(documents::file_record(&searcher, &index.fields, at)?);
        }
    }
    Ok(found)
}

/// How many articles and passages there are.
pub fn count(index: &Index) -> Total {
    let mut total = Total::default();
    for (articles, passages) in index.blocks.iter().map(Blocks::count) {
        total.articles += articles;
        total.passages += passages;
    }
    total
}

/// The segment of an article, and the first document of its block.
fn first(index: &Index, id: Id) -> Option<(usize, DocId)> {
    let mut segments = index.blocks.iter().enumerate();
    segments.find_map(|(number, blocks)| {
        let first = blocks
            .articles
            .of_id(id)
            .find(|first| !blocks.is_deleted(*first));
        first.map(|first| (number, first))
    })
}

/// The documents of a segment that hold a value and are not removed.
fn live<'a>(
    segment: &'a SegmentReader,
    blocks: &Blocks,
    field: Field,
    value: &str,
) -> tantivy::Result<impl Iterator<Item = DocId> + use<'a>> {
    let words = blocks.dictionaries.field(segment, field)?;
    let option = IndexRecordOption::Basic;
    let mut postings = match words.get(value)? {
        Some(found) => words
            .index()
            .read_postings_from_terminfo(&found.info, option)?,
        None => SegmentPostings::empty(),
    };
    let docs = std::iter::from_fn(move || {
        let doc = postings.doc();
        postings.advance();
        (doc != TERMINATED).then_some(doc)
    });
    Ok(docs.filter(|&doc| !segment.is_deleted(doc)))
}
