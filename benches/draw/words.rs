//! The words of the passages, each with its document frequency.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Words of letters in lower case, most frequent first where a class is asked for.
pub struct Vocabulary {
    counts: HashMap<String, u32>,
}

impl Vocabulary {
    pub fn of(passages: &[String]) -> Vocabulary {
        let mut counts = HashMap::new();
        for passage in passages {
            let mut words: Vec<&str> = lower_words(passage).collect();
            words.sort_unstable();
            words.dedup();
            for word in words {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
        Vocabulary { counts }
    }

    /// The number of passages that contain a word.
    pub fn count(&self, word: &str) -> u32 {
        self.counts.get(word).copied().unwrap_or(0)
    }

    /// At most `most` words whose counts lie in a range, spread evenly over it.
    pub fn of_class(&self, class: Range<u32>, most: usize) -> Vec<String> {
        let within = self
            .counts
            .iter()
            .filter(|(_, count)| class.contains(count));
        let mut words: Vec<(&String, u32)> = within.map(|(word, count)| (word, *count)).collect();
        words.sort_unstable_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
        let step = (words.len() / most).max(1);
        let spread = words.into_iter().step_by(step).take(most);
        spread.map(|(word, _)| word.clone()).collect()
    }

    /// Beginnings that up to 1,000 words share, the most widely shared first.
    pub fn prefixes(&self, most: usize) -> Vec<String> {
        let mut shared: BTreeMap<&str, u32> = BTreeMap::new();
        for word in self.counts.keys() {
            for length in 2..=5 {
                if let Some(beginning) = word.get(..length) {
                    *shared.entry(beginning).or_default() += 1;
                }
            }
        }
        let mut shared: Vec<(&str, u32)> = shared.into_iter().collect();
        shared.retain(|(_, words)| (10..=1_000).contains(words));
        shared.sort_by_key(|&(beginning, words)| (std::cmp::Reverse(words), beginning));
        let step = (shared.len() / most).max(1);
        let spread = shared.into_iter().step_by(step).take(most);
        spread
            .map(|(beginning, _)| format!("{beginning}*"))
            .collect()
    }
}

/// Runs of letters that are written in lower case.
pub fn lower_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_lowercase()))
}
