//! Health: how large the index is, and whether what it holds is whole.

use std::collections::{BTreeSet, HashSet};
use std::io::ErrorKind;
use std::path::PathBuf;

use tantivy::directory::Directory;
use tantivy::{Index, Searcher};

use crate::article::{Article, Id};
use crate::engine::Size;
use crate::engine::tantivy::store::documents;
use crate::engine::tantivy::store::folder::{BOOKS, Folder};
use crate::engine::tantivy::store::lookup;
use crate::error::reason;

pub fn size(searcher: &Searcher) -> tantivy::Result<Size> {
    let mut size = Size::default();
    for segment in searcher.segment_readers() {
        let bytes = segment.space_usage()?.total().get_bytes();
        let dead = u64::from(segment.num_deleted_docs());
        let dead = bytes * dead / u64::from(segment.max_doc().max(1));
        size.live += bytes - dead;
        size.dead += dead;
    }
    Ok(size)
}

/// What is wrong with the files of a generation, as full sentences.
pub fn files(index: &Index, folder: &Folder) -> tantivy::Result<Vec<String>> {
    Ok(wrong(
        folder,
        index.load_metas()?.list_segment_files(),
        |_| false,
    ))
}

/// The same of the files that a reader has open; `may_be_gone` where a writer may have removed one since.
pub fn opened_files(folder: &Folder, may_be_gone: bool) -> Vec<String> {
    let is_gone = |error| may_be_gone && error == ErrorKind::NotFound;
    wrong(folder, folder.opened_files(), is_gone)
}

fn wrong(
    folder: &Folder,
    parts: impl IntoIterator<Item = PathBuf>,
    is_expected: impl Fn(ErrorKind) -> bool,
) -> Vec<String> {
    let mut files = BTreeSet::from(BOOKS.map(PathBuf::from));
    // Of the files that a segment may have, opening it misses what it should have.
    files.extend(
        parts
            .into_iter()
            .filter(|part| folder.exists(part).unwrap_or(true)),
    );
    let mut wrong = Vec::new();
    for file in files {
        match folder.is_whole(&file) {
            Ok(true) => {}
            Ok(false) => wrong.push(format!("`{}` is not what was written.", file.display())),
            Err(error) if is_expected(error.kind()) => {}
            Err(error) => wrong.push(format!("`{}`: {}.", file.display(), reason(&error))),
        }
    }
    wrong
}

/// Checks, as full sentences, that each article is there once and gives back the
/// article that was put in.
pub fn blocks(index: &crate::engine::tantivy::Index) -> tantivy::Result<Vec<String>> {
    let searcher = index.searcher();
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for (segment, blocks) in index.blocks.iter().enumerate() {
        for first in blocks.live_articles() {
            let id = blocks.articles.id(first).unwrap_or(Id(0));
            if !seen.insert(id) {
                wrong.push(format!("Article {id} is in the index twice."));
            }
            let about = documents::about(&searcher, &index.fields, segment, first)?;
            let text = lookup::texts(index, segment, first)?.concat();
            let article = Article { about, text };
            let hash = Some(article.content_hash());
            if hash != blocks.articles.hash(first) {
                wrong.push(format!("Article {id} is not the one that was put in."));
            }
        }
    }
    Ok(wrong)
}
