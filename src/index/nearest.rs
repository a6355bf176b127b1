//! Did you mean: the nearest index word to one that occurs nowhere.

use std::collections::BTreeMap;

use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};
use tantivy::Searcher;

use super::line;
use super::resolve::Near;
use super::schema::Fields;
use crate::words;

/// By edits (one for words of up to four letters, two for longer ones), then by how many
/// documents hold it, then by the alphabet.
pub fn nearest(
    searcher: &Searcher,
    fields: &Fields,
    word: &str,
) -> tantivy::Result<Option<String>> {
    let word = words::fold(word);
    let edits = if word.chars().count() > 4 { 2 } else { 1 };
    let near = LevenshteinAutomatonBuilder::new(edits, true).build_dfa(&word);
    let mut found: BTreeMap<(u8, String), u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        for field in [fields.title, fields.body] {
            let index = segment.inverted_index(field)?;
            let mut words = index.terms().search(Near(&near)).into_stream()?;
            while words.advance() {
                let Distance::Exact(distance) = near.eval(words.key()) else {
                    continue;
                };
                let term = std::str::from_utf8(words.key()).ok().and_then(line::read);
                if let Some((term, 1)) =
                    term.filter(|(term, _)| term.chars().all(char::is_alphabetic))
                {
                    let documents = u64::from(words.value().doc_freq);
                    *found.entry((distance, term.to_lowercase())).or_default() += documents;
                }
            }
        }
    }
    let best = found
        .into_iter()
        .min_by_key(|((distance, _), documents)| (*distance, u64::MAX - documents));
    Ok(best.map(|((_, word), _)| word))
}
