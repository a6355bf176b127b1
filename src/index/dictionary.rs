//! The dictionary of headlines and texts: whether anybody wrote a word.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED};

use super::schema::Fields;

/// Whether an article that has not been removed holds this word, in the index's spelling.
pub fn holds(searcher: &Searcher, fields: &Fields, spelling: &str) -> tantivy::Result<bool> {
    for segment in searcher.segment_readers() {
        for field in [fields.title, fields.body] {
            let index = segment.inverted_index(field)?;
            let Some(info) = index.terms().get(spelling)? else {
                continue;
            };
            if segment.alive_bitset().is_none() {
                return Ok(true);
            }
            let option = IndexRecordOption::Basic;
            let mut postings = index.read_postings_from_terminfo(&info, option)?;
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    return Ok(true);
                }
                postings.advance();
            }
        }
    }
    Ok(false)
}

/// In how many documents a word stands, those of articles that were removed among them.
pub fn documents(searcher: &Searcher, fields: &Fields, spelling: &str) -> tantivy::Result<u64> {
    let mut documents = 0;
    for segment in searcher.segment_readers() {
        for field in [fields.title, fields.body] {
            let info = segment.inverted_index(field)?.terms().get(spelling)?;
            documents += info.map_or(0, |info| u64::from(info.doc_freq));
        }
    }
    Ok(documents)
}
