//! Cleans one word of a question: punctuation off its ends, `~2` and `^3` off its tail.

use crate::words;
pub use crate::words::is_quote;

/// Characters around words that do not belong to them.
pub const PUNCTUATION: &str = "？！。，、；：,.;:!?'’‘‚‛`´…[]{}<>‹›|\\/=·•¿¡^\
    -\u{2010}\u{2011}\u{2012}–\u{2212}\u{2043}\u{2d7}\u{207b}\u{fe63}\u{ff0d}\
    —―\u{2e3a}\u{2e3b}\u{fe58}\u{fe31}\u{fe32}";

/// Dashes that a keyboard or a paste gives for a hyphen, which means NOT before a word.
const HYPHENS: &str = "-\u{2010}\u{2011}\u{2012}–\u{2212}\u{2043}\u{2d7}\u{207b}\u{fe63}\u{ff0d}";

/// Longer dashes, which a text has before a name and around an aside as well.
const LONG_DASHES: &str = "—―\u{2e3a}\u{2e3b}\u{fe58}\u{fe31}\u{fe32}";

/// Whether `c` is a hyphen, in whatever form it was typed or pasted.
pub fn is_hyphen(c: char) -> bool {
    HYPHENS.contains(c)
}

/// Whether `c` is a dash that is longer than a hyphen.
pub fn is_long_dash(c: char) -> bool {
    LONG_DASHES.contains(c)
}

/// Whether `c` is a hyphen or a dash.
pub fn is_dash(c: char) -> bool {
    is_hyphen(c) || is_long_dash(c)
}

/// A word without the signs around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bare<'a> {
    pub text: &'a str,
    /// The number after `~`, 1 where none is written.
    pub tilde: Option<u32>,
    /// The product of the numbers after `^`.
    pub boost: Option<f32>,
}

/// Takes punctuation, boost and tilde off `run`. Cleaning the same text again changes nothing.
pub fn bare(run: &str) -> Bare<'_> {
    let text = trim_start(run);
    if is_address(text) {
        return Bare {
            text: trim_end(text),
            tilde: None,
            boost: None,
        };
    }
    tail(text)
}

/// Takes punctuation, boosts and tildes off the end of `run`.
pub fn tail(run: &str) -> Bare<'_> {
    let mut found = Bare {
        text: run,
        tilde: None,
        boost: None,
    };
    loop {
        found.text = trim_end(found.text);
        if let Some((head, by)) = boost(found.text).filter(|(head, _)| !is_number(trim_end(head))) {
            found.boost = Some(found.boost.unwrap_or(1.0) * by);
            found.text = head;
        } else if let Some((head, edits)) = tilde(found.text) {
            found.tilde = found.tilde.or(Some(edits));
            found.text = head;
        } else {
            return found;
        }
    }
}

/// The word after the `~` of `~governance`; `~50` is about 50.
pub fn relatives(run: &str) -> Option<&str> {
    let rest = run.strip_prefix('~')?;
    rest.starts_with(char::is_alphabetic).then_some(rest)
}

/// Splits off the `^3` at the end of `text`: the text before it, and the number.
pub fn boost(text: &str) -> Option<(&str, f32)> {
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    let by = text[head.len()..].parse().ok()?;
    Some((head.strip_suffix('^')?, by))
}

/// Whether a word is a number: `10^26` is its power and no weight.
pub fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn tilde(text: &str) -> Option<(&str, u32)> {
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[head.len()..];
    let edits = number(if digits.is_empty() { "1" } else { digits })?;
    Some((head.strip_suffix('~')?, edits))
}

/// How many of the edits asked for a word has: one of one or two letters none, as nearly every other would be
/// near it; one of three or four at most one.
pub fn edits(word: &str, asked: u8) -> u8 {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    match letters.take(5).count() {
        0..=2 => 0,
        3..=4 => asked.min(1),
        _ => asked,
    }
}

fn trim_start(text: &str) -> &str {
    let mut text = text;
    while let Some(first) = text.chars().next() {
        let mut after = text[first.len_utf8()..].chars();
        let belongs = match first {
            '.' => after.next().is_some_and(char::is_alphanumeric),
            '+' | '~' => false,
            '*' => !text.starts_with("**"),
            _ => !PUNCTUATION.contains(first),
        };
        if belongs {
            break;
        }
        text = if text.starts_with("..") || first == '*' {
            text.trim_start_matches(first)
        } else {
            &text[first.len_utf8()..]
        };
    }
    text
}

fn trim_end(text: &str) -> &str {
    let mut text = text;
    while let Some(last) = text.chars().next_back() {
        if text.ends_with("**") {
            text = text.trim_end_matches('*');
            continue;
        }
        if !PUNCTUATION.contains(last) || (last == '.' && is_acronym(text)) {
            break;
        }
        text = &text[..text.len() - last.len_utf8()];
    }
    text
}

/// Whether `text` is made of letters with a point after each: `U.S.`, `a.m.`.
fn is_acronym(text: &str) -> bool {
    if text.len() < 4 || text.len() > 32 {
        return false;
    }
    let mut letters = 0;
    let mut chars = text.chars();
    while let Some(letter) = chars.next() {
        if !letter.is_alphabetic() || chars.next() != Some('.') {
            return false;
        }
        letters += 1;
    }
    letters > 1
}

/// Whether `text` has a word to look for. A vowel sign without its letter is none, `§` is one.
pub fn has_word(text: &str) -> bool {
    let is_plain = text.bytes().any(|byte| byte.is_ascii_alphanumeric());
    is_plain || !text.is_ascii() && !words::fold(text).is_empty()
}

/// Whether `text` is punctuation alone, such as a dash between blanks.
pub fn is_punctuation(text: &str) -> bool {
    text.chars()
        .all(|c| PUNCTUATION.contains(c) || is_joiner(c))
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The number that `digits` write, `u32::MAX` where it is greater.
pub fn number(digits: &str) -> Option<u32> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    all_digits.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// Whether `text` begins like `https://…`.
pub fn is_address(text: &str) -> bool {
    let scheme = letters(text);
    !scheme.is_empty() && text[scheme.len()..].starts_with("://")
}

pub fn letters(text: &str) -> &str {
    let end = text.bytes().take(16).take_while(u8::is_ascii_alphabetic);
    &text[..end.count()]
}
