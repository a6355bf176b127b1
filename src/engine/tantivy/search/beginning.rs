//! The values of a field by their beginning, for whoever is typing: found by the dictionaries, as articles write them.

use std::collections::BTreeMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use crate::engine::prepared;
use crate::engine::tantivy::Index;
use crate::engine::tantivy::store::documents;
use crate::engine::tantivy::store::failed::Result;
use crate::field::{Field, FieldKind};
use crate::words;

/// So many articles are looked at for how a value is written, as someone waits who is typing.
const MOST_ARTICLES: usize = 200;

/// The first values that begin so.
pub fn values(index: &Index, field: Field, beginning: &str, most: usize) -> Result<Vec<String>> {
    if matches!(field.kind(), FieldKind::Text | FieldKind::Day) {
        return Ok(Vec::new());
    }
    let beginning = match field.has_parts() {
        true => words::marked_whole(beginning),
        false => beginning.to_owned(),
    };
    let mut found = BTreeMap::new();
    let mut left = MOST_ARTICLES;
    let searcher = index.searcher();
    for (segment, blocks) in index.blocks.iter().enumerate() {
        let reader = searcher.segment_reader(segment as u32);
        let of_index = index.fields.of_language(field);
        let dictionary = blocks.dictionaries.field(reader, of_index)?;
        let mut terms = dictionary.all()?.range().ge(&beginning).into_stream()?;
        let mut here = 0;
        while left > 0 && here < most && terms.advance() {
            let Ok(term) = std::str::from_utf8(terms.key()) else {
                continue;
            };
            if !term.starts_with(&beginning) {
                break;
            }
            let option = IndexRecordOption::Basic;
            let postings = dictionary.index();
            let mut postings = postings.read_postings_from_terminfo(terms.value(), option)?;
            while postings.doc() != TERMINATED && blocks.is_deleted(postings.doc()) {
                postings.advance();
            }
            if postings.doc() == TERMINATED {
                continue;
            }
            let about = documents::about(&searcher, &index.fields, segment, postings.doc())?;
            let address = about.address();
            let whole = words::unmarked(term);
            let mut written = prepared::values(&about, address.as_deref(), field).into_iter();
            if let Some(written) = written.find(|written| words::whole(written) == whole) {
                found.insert(whole.to_owned(), written.to_owned());
            }
            (here, left) = (here + 1, left - 1);
        }
    }
    Ok(found.into_values().take(most).collect())
}
