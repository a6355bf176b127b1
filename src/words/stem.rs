//! Stems: the common form under which the forms of a word are grouped.

use std::sync::OnceLock;

use frostem::{Algorithm, Stemmer};

/// The Snowball stem of a folded word. A word with any character but a to z is its own stem.
pub fn stem(word: &str) -> String {
    static ENGLISH: OnceLock<Stemmer> = OnceLock::new();
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let english = ENGLISH.get_or_init(|| Stemmer::new(Algorithm::English));
    english.stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_begins_as_its_word_does() {
        // Those that Snowball lists as exceptions, each ending in words of its own, and words with a y in them.
        let words = [
            "skis",
            "skies",
            "dying",
            "lying",
            "tying",
            "idly",
            "gently",
            "ugly",
            "early",
            "only",
            "singly",
            "sky",
            "news",
            "howe",
            "atlas",
            "cosmos",
            "bias",
            "andes",
            "inning",
            "outing",
            "canning",
            "yes",
            "yielding",
            "youth",
            "by",
            "say",
            "generate",
            "communism",
            "arsenal",
            "past",
            "running",
            "hopping",
            "happy",
            "ied",
            "ies",
            "ing",
            "eed",
            "s",
            "ss",
            "y",
            "yy",
            "controls",
            "h100",
            "f-16",
            "",
        ];
        for word in words {
            assert_eq!(stem(word).chars().next(), word.chars().next(), "{word}");
        }
        let letters = "abcdefghijklmnopqrstuvwxyz";
        let endings = [
            "s", "ed", "ing", "ies", "ied", "eed", "ly", "al", "ation", "ization", "ful", "y",
        ];
        for first in letters.chars() {
            for second in letters.chars() {
                for ending in endings {
                    let word = format!("{first}{second}{ending}");
                    assert_eq!(stem(&word).chars().next(), Some(first), "{word}");
                }
            }
        }
    }
}
