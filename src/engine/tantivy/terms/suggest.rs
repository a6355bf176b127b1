//! Did you mean: the nearest index word to one that occurs nowhere.

use std::collections::BTreeMap;

use levenshtein_automata::Distance;
use tantivy::Searcher;
use tantivy::schema::Field;

use crate::engine::tantivy::terms::dictionary::Dictionary;
use crate::engine::tantivy::terms::resolve::WithinEdits;
use crate::plan::pattern::automaton;
use crate::words;
use crate::words::events;

/// Shorter words are another word after any edit.
const SHORTEST: usize = 3;
/// Longer ones are no slip of the finger, and comparing them takes long.
const LONGEST: usize = 64;

/// By edits (one for words of up to four letters, two for longer ones; two letters that changed
/// places are one), then by how many documents hold it, then by the alphabet. An acronym that is
/// mostly written in capitals comes in capitals.
pub fn nearest(
    searcher: &Searcher,
    fields: &[Field],
    word: &str,
) -> tantivy::Result<Option<String>> {
    let word = words::fold(word);
    let letters = word.chars().count();
    if !(SHORTEST..=LONGEST).contains(&letters) {
        return Ok(None);
    }
    let dictionary = Dictionary::open(searcher, fields)?;
    let mut found: Vec<_> = candidates(&dictionary, &word, if letters > 4 { 2 } else { 1 })?
        .into_iter()
        .collect();
    found.sort_by_key(|((distance, _), documents)| (*distance, u64::MAX - documents));
    for ((_, word), documents) in found {
        // Words of articles that were removed stay in the dictionary for a while.
        if dictionary.contains(&word) {
            let capitals = word.to_ascii_uppercase();
            let shouted = dictionary.documents(&capitals) * 2 >= documents;
            return Ok(Some(if shouted { capitals } else { word }));
        }
    }
    Ok(None)
}

/// The words within so many edits, by edits, and how many documents hold each.
fn candidates(
    dictionary: &Dictionary<'_>,
    word: &str,
    edits: u8,
) -> tantivy::Result<BTreeMap<(u8, String), u64>> {
    let near = automaton(edits).build_dfa(word);
    let mut found = BTreeMap::new();
    for words in dictionary.each() {
        let mut words = words.all()?.search(WithinEdits(&near)).into_stream()?;
        while words.advance() {
            let Distance::Exact(distance) = near.eval(words.key()) else {
                continue;
            };
            let term = std::str::from_utf8(words.key())
                .ok()
                .and_then(events::split_width);
            let plain = |letter: char| letter.is_alphabetic() && !letter.is_uppercase();
            if let Some((term, 1)) = term.filter(|(term, _)| term.chars().all(plain)) {
                let documents = u64::from(words.value().doc_freq);
                *found.entry((distance, term.to_owned())).or_default() += documents;
            }
        }
    }
    Ok(found)
}
