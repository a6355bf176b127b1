//! Compounds: words made of two, such as `OpenAI`, `DeepMind`, `ChatGPT`.
//!
//! A capital inside a word shows where its second part begins. Such a word has a second form in the
//! index that records the place: `openai|4`.

use super::character::{CLASS, LOWER, UPPER};

/// Separates, in a second form, the word from the offset of its second part: `openai|4`. No folded word
/// contains it.
pub const COMPOUND_MARK: char = '|';

/// The fewest letters of each part: `iPhone` is not `i phone`.
const LEAST: usize = 2;

/// Where the second part begins in a word written like `OpenAI`: letters only, with one capital after
/// a small letter.
pub fn compound_split(word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    let mut found = None;
    for (at, pair) in bytes.windows(2).enumerate() {
        let (one, two) = (CLASS[pair[0] as usize], CLASS[pair[1] as usize]);
        if (one | two) & !(LOWER | UPPER) != 0 || one == 0 || two == 0 {
            return None;
        }
        if one == LOWER && two == UPPER && found.replace(at + 1).is_some() {
            return None;
        }
    }
    found.filter(|&at| at >= LEAST && bytes.len() - at >= LEAST)
}

/// Whether two folded words side by side can be one compound: letters only, and neither is a word that
/// occurs beside any other. `the rapist` is no `therapist`.
pub fn may_join(first: &str, second: &str) -> bool {
    let part = |word: &str| {
        word.len() >= LEAST
            && word.bytes().all(|byte| byte.is_ascii_lowercase())
            && !goes_with_any(word)
    };
    part(first) && part(second)
}

/// Whether a folded word occurs beside any other, as the `in` of `in 2024`.
pub fn goes_with_any(word: &str) -> bool {
    FREE.binary_search(&word).is_ok()
}

/// Articles, pronouns, prepositions, auxiliaries: words that occur beside any other. Sorted.
#[rustfmt::skip]
const FREE: &[&str] = &[
    "about", "after", "all", "am", "an", "and", "any", "are", "as", "at", "away", "back", "be",
    "been", "before", "but", "by", "can", "could", "did", "do", "does", "down", "for", "from",
    "had", "has", "have", "he", "her", "here", "him", "his", "how", "if", "in", "into", "is", "it",
    "its", "may", "me", "might", "more", "must", "my", "no", "not", "now", "of", "off", "on", "one",
    "or", "our", "out", "over", "re", "shall", "she", "should", "so", "some", "than", "that", "the",
    "their", "them", "then", "there", "they", "this", "through", "to", "un", "under", "up", "us",
    "was", "we", "were", "what", "when", "where", "who", "why", "will", "with", "would", "you",
    "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order() {
        let wrong = FREE.windows(2).find(|pair| pair[0] >= pair[1]);
        assert_eq!(wrong, None);
    }

    #[test]
    fn a_compound_has_one_capital_within_it() {
        let parts = ["OpenAI", "DeepMind", "ChatGPT", "openAI", "McCain"];
        assert_eq!(
            parts.map(compound_split),
            [Some(4), Some(4), Some(4), Some(4), Some(2)]
        );
        let whole = [
            "open",
            "AI",
            "AIgenerated",
            "xAI",
            "iPhone",
            "YouTubeTV",
            "Gpt4All",
            "été",
        ];
        assert_eq!(whole.map(compound_split), [None; 8]);
    }
}
