//! Words that were parted at the end of a line.

use std::collections::HashSet;

/// The words of a document, by which a parted one is known.
pub(super) struct Words<'a>(HashSet<&'a str>);

/// After a hyphen that leaves something out: `pre- and post-market`.
const JOINERS: &[&str] = &[
    "and", "bis", "but", "et", "nor", "or", "oder", "to", "und", "versus",
];

impl<'a> Words<'a> {
    pub fn of(texts: impl Iterator<Item = &'a str>) -> Words<'a> {
        let words = texts.flat_map(str::split_whitespace);
        let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        Words(words.filter(|word| !word.is_empty()).collect())
    }

    /// The text with its parted words whole: `artifi- cial` is `artificial`, `AI- generated` is `AI-generated`.
    pub fn mended(&self, text: &str) -> String {
        let mut mended = String::with_capacity(text.len());
        let mut words = text.split_inclusive(char::is_whitespace).peekable();
        while let Some(word) = words.next() {
            let end = word.trim_end();
            let next = words.peek().map(|next| next.trim_end());
            let first = end
                .strip_suffix('-')
                .filter(|first| first.ends_with(char::is_alphanumeric));
            let (Some(first), Some(next)) = (first, next.filter(|next| !next.is_empty())) else {
                mended.push_str(word);
                continue;
            };
            match self.join(first, next) {
                Join::Apart => mended.push_str(word),
                Join::Hyphen => mended.push_str(end),
                Join::Whole => mended.push_str(first),
            }
        }
        mended
    }

    fn join(&self, first: &str, next: &str) -> Join {
        let is_letter = |c: char| c.is_alphanumeric();
        if JOINERS.contains(&next) || !next.starts_with(is_letter) {
            return Join::Apart;
        }
        let first = first
            .rsplit(|c: char| !is_letter(c))
            .next()
            .unwrap_or(first);
        let next: &str = next.split(|c: char| !is_letter(c)).next().unwrap_or(next);
        let is_small = |word: &str| word.chars().all(char::is_lowercase);
        let has = |word: &str| self.0.contains(word);
        let may_be_one = next.chars().all(char::is_lowercase)
            && first.chars().skip(1).all(char::is_lowercase)
            && first.chars().all(char::is_alphabetic);
        if !may_be_one || has(&format!("{first}-{next}")) {
            return Join::Hyphen;
        }
        if has(&format!("{first}{next}")) {
            return Join::Whole;
        }
        match has(next) && (has(first) || !is_small(first)) {
            true => Join::Hyphen,
            false => Join::Whole,
        }
    }
}

/// What becomes of a hyphen at the end of a line.
enum Join {
    Apart,
    Hyphen,
    Whole,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parted_words_are_whole_again() {
        let known = "artificial models generated state-of-the-art well known AI-based";
        for (text, expected) in [
            ("artifi- cial", "artificial"),
            ("an inter- national law", "an international law"),
            ("AI- generated text", "AI-generated text"),
            ("well- known", "well-known"),
            ("pre- and post-market", "pre- and post-market"),
            ("2023-04- 18", "2023-04-18"),
            ("a - b", "a - b"),
            ("U.S.- China", "U.S.- China"),
            ("end-", "end-"),
        ] {
            assert_eq!(Words::of([known].into_iter()).mended(text), expected);
        }
    }
}
