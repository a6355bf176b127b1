//! From patterns to index words: which words of the dictionaries a plan's sets have.

use std::collections::BTreeMap;

use levenshtein_automata::{DFA, Distance, SINK_STATE};
use tantivy::Searcher;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy_fst::Automaton;

use super::line;
use super::pattern::Pattern;
use super::plan::Plan;
use super::schema::Fields;

/// The words of every set of a plan.
pub struct Resolved {
    /// By segment, then by set.
    pub entries: Vec<Vec<Vec<Entry>>>,
    /// By set: the words in the index's spelling, and in how many documents each stands.
    pub words: Vec<BTreeMap<String, u64>>,
}

impl Resolved {
    /// In how many documents the words of a set stand, a document with several counted for each.
    pub fn documents(&self, set: usize) -> u64 {
        self.words[set].values().sum()
    }
}

/// An index word of a set in one segment.
#[derive(Debug, Clone)]
pub struct Entry {
    pub info: TermInfo,
    /// How many positions it covers.
    pub width: u32,
}

pub fn resolve(plan: &Plan, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Resolved> {
    let mut resolved = Resolved {
        entries: Vec::new(),
        words: vec![BTreeMap::new(); plan.sets.len()],
    };
    for segment in searcher.segment_readers() {
        let mut here = Vec::with_capacity(plan.sets.len());
        for (set, words) in plan.sets.iter().zip(&mut resolved.words) {
            let index = segment.inverted_index(fields.of_language(set.field))?;
            let mut entries = Vec::new();
            each_word(&index, &set.pattern, |word, entry| {
                *words.entry(word.to_owned()).or_default() += u64::from(entry.info.doc_freq);
                entries.push(entry);
            })?;
            here.push(entries);
        }
        resolved.entries.push(here);
    }
    Ok(resolved)
}

/// Calls `found` with every word of a dictionary that the pattern takes.
fn each_word(
    index: &InvertedIndexReader,
    pattern: &Pattern,
    mut found: impl FnMut(&str, Entry),
) -> std::io::Result<()> {
    if let Pattern::Exact(word) = pattern {
        // The word itself and, right behind it, the same word covering several positions.
        let end = format!("{word}\u{20}");
        return stream(index, word, Some(&end), pattern, &mut found);
    }
    if let Pattern::Fuzzy { dfa, .. } = pattern {
        let mut words = index.terms().search(Near(dfa)).into_stream()?;
        while words.advance() {
            enter(words.key(), words.value(), pattern, &mut found);
        }
        return Ok(());
    }
    for prefix in pattern.prefixes() {
        stream(index, prefix, None, pattern, &mut found)?;
    }
    Ok(())
}

/// The words that an edit distance accepts, whatever number of positions they cover.
pub struct Near<'a>(pub &'a DFA);

impl Automaton for Near<'_> {
    /// The state within the word; none within the number of positions behind it.
    type State = Option<u32>;

    fn start(&self) -> Option<u32> {
        Some(self.0.initial_state())
    }

    fn is_match(&self, state: &Option<u32>) -> bool {
        state.is_none_or(|state| matches!(self.0.distance(state), Distance::Exact(_)))
    }

    fn can_match(&self, state: &Option<u32>) -> bool {
        *state != Some(SINK_STATE)
    }

    fn accept(&self, state: &Option<u32>, byte: u8) -> Option<u32> {
        let state = (*state)?;
        match byte == line::WIDE as u8 {
            true if self.is_match(&Some(state)) => None,
            true => Some(SINK_STATE),
            false => Some(self.0.transition(state, byte)),
        }
    }
}

fn stream(
    index: &InvertedIndexReader,
    prefix: &str,
    end: Option<&str>,
    pattern: &Pattern,
    found: &mut impl FnMut(&str, Entry),
) -> std::io::Result<()> {
    let mut range = index.terms().range().ge(prefix);
    if let Some(end) = end {
        range = range.lt(end);
    }
    let mut words = range.into_stream()?;
    while words.advance() {
        if !words.key().starts_with(prefix.as_bytes()) {
            break;
        }
        enter(words.key(), words.value(), pattern, found);
    }
    Ok(())
}

fn enter(key: &[u8], info: &TermInfo, pattern: &Pattern, found: &mut impl FnMut(&str, Entry)) {
    if let Ok(word) = std::str::from_utf8(key)
        && pattern.takes(word)
    {
        let width = line::read(word).map_or(1, |(_, width)| width);
        found(
            word,
            Entry {
                info: info.clone(),
                width,
            },
        );
    }
}
