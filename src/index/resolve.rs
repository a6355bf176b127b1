//! From patterns to index words: which words of the dictionaries a plan's sets have.

use std::collections::BTreeMap;

use tantivy::Searcher;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;

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
    let prefix = pattern.prefix();
    if let Pattern::Exact(word) = pattern {
        // The word itself and, right behind it, the same word covering several positions.
        let end = format!("{word}\u{20}");
        return stream(index, word, Some(&end), pattern, &mut found);
    }
    stream(index, prefix, None, pattern, &mut found)
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
        let Ok(word) = std::str::from_utf8(words.key()) else {
            continue;
        };
        if pattern.takes(word) {
            let width = line::read(word).map_or(1, |(_, width)| width);
            found(
                word,
                Entry {
                    info: words.value().clone(),
                    width,
                },
            );
        }
    }
    Ok(())
}
