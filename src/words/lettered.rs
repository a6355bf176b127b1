//! A single letter with a number after it: `H 100`, `S.1260`, `S. 1260`, `F-35` within `F-35-based`.
//!
//! In small letters, or with nothing that tells a letter from the article, it is no such name:
//! `a 100 percent tariff` is no `A100`.

use super::character::{LOWER, UPPER};
use super::surface_form::SurfaceForm;

/// The letters that are abbreviations with a point and a blank before a number: a Senate bill.
const DOTTED: &[&str] = &["S"];
/// The letters that are words.
const WORDS: &[&str] = &["A", "I"];

/// Where the number of a name begins whose letter is `word`; whether it is one is left to the caller.
pub fn number_after(text: &str, word: &SurfaceForm) -> Option<usize> {
    if word.bytes.len() != 1 || word.class & (LOWER | UPPER) == 0 || word.next != word.bytes.end {
        return None;
    }
    let letter = &text[word.bytes.clone()];
    let gap = match text.as_bytes()[word.next..] {
        [b'-', ..] => 1,
        _ if word.class != UPPER => return None,
        [b'.', b' ', ..] if DOTTED.contains(&letter) => 2,
        [b'.', ..] => 1,
        [b' ', ..] if !WORDS.contains(&letter) || is_told(&text[..word.bytes.start]) => 1,
        _ => return None,
    };
    let at = word.next + gap;
    text.as_bytes()
        .get(at)
        .is_some_and(u8::is_ascii_digit)
        .then_some(at)
}

/// Whether a capital letter after this text is no article or pronoun at the beginning of a sentence.
fn is_told(before: &str) -> bool {
    let before = before.strip_suffix(' ').unwrap_or_default();
    before.ends_with(|letter: char| letter.is_alphanumeric())
}
