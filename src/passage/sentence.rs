//! Where sentences end.
//!
//! A stop ends a sentence if a blank follows it and the next word does not begin in lower case, unless
//! the word before it is an abbreviation.

use std::ops::Range;

use super::abbreviation::{DotMeaning, begins_sentence, dot_meaning};

/// The sentences of one paragraph, in order, without the white space around them.
pub fn split(
    text: &str,
    paragraph: Range<usize>,
    lang: Option<&str>,
    found: &mut Vec<Range<usize>>,
) {
    let bytes = text.as_bytes();
    let mut start = paragraph.start;
    let mut at = start;
    while let Some(stop) = next_stop(&bytes[..paragraph.end], at) {
        let end = after_closers(text, stop, paragraph.end);
        at = end.max(stop + 1);
        if is_end(text, start, stop, end, paragraph.end, lang) {
            found.push(start..end);
            start = skip_blanks(text, end, paragraph.end);
            at = start;
        }
    }
    if start < paragraph.end {
        found.push(start..paragraph.end);
    }
}

const STOP: u8 = 1;
/// A byte that can begin a stop outside ASCII: an ellipsis, an East Asian full stop.
const LEAD: u8 = 2;

static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    table[b'.' as usize] = STOP;
    table[b'!' as usize] = STOP;
    table[b'?' as usize] = STOP;
    table[0xd8] = LEAD;
    table[0xdb] = LEAD;
    table[0xe0] = LEAD;
    table[0xe2] = LEAD;
    table[0xe3] = LEAD;
    table[0xef] = LEAD;
    table
};

fn next_stop(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes
            .get(at..)?
            .iter()
            .position(|byte| CLASS[*byte as usize] != 0)?;
        if CLASS[bytes[at] as usize] == STOP || wide_stop(&bytes[at..]).is_some() {
            return Some(at);
        }
        at += 1;
    }
}

/// The length of a stop outside ASCII, and whether it needs no blank after it.
fn wide_stop(bytes: &[u8]) -> Option<(usize, bool)> {
    match bytes {
        [0xe2, 0x80, 0xa6, ..] => Some((3, false)),
        // The question mark and the full stop of Arabic script.
        [0xd8, 0x9f, ..] | [0xdb, 0x94, ..] => Some((2, false)),
        // The danda of Indic scripts.
        [0xe0, 0xa5, 0xa4 | 0xa5, ..] => Some((3, false)),
        [0xe3, 0x80, 0x82, ..] => Some((3, true)),
        [0xef, 0xbc, 0x81 | 0x9f, ..] => Some((3, true)),
        _ => None,
    }
}

/// Stops, and the quotes and brackets that can close after one.
const CLOSERS: &str = ".!?…؟۔।॥。！？\"'”’»)]」』";

/// Where the text goes on after the stop, further stops, and closing quotes and brackets.
fn after_closers(text: &str, stop: usize, end: usize) -> usize {
    let rest = &text[stop..end];
    let mut after = stop
        + rest
            .find(|letter| !CLOSERS.contains(letter))
            .unwrap_or(rest.len());
    // A footnote's number: `world.[1]`.
    while let Some(note) = footnote(&text.as_bytes()[after..end]) {
        after += note;
    }
    after
}

fn footnote(bytes: &[u8]) -> Option<usize> {
    let inner = bytes.strip_prefix(b"[")?;
    let digits = inner
        .iter()
        .take(3)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    (digits > 0 && inner.get(digits) == Some(&b']')).then_some(digits + 2)
}

fn skip_blanks(text: &str, from: usize, end: usize) -> usize {
    let rest = &text[from..end];
    end - rest.trim_start().len()
}

fn is_end(
    text: &str,
    start: usize,
    stop: usize,
    end: usize,
    paragraph: usize,
    lang: Option<&str>,
) -> bool {
    if end == paragraph {
        return true;
    }
    if let Some((_, true)) = wide_stop(&text.as_bytes()[stop..]) {
        return true;
    }
    let rest = &text[end..paragraph];
    let next = rest.trim_start();
    if next.len() == rest.len() {
        return false;
    }
    if next.starts_with('.') {
        // `. . .`: only the last of the dots may end a sentence.
        return false;
    }
    let opener = |letter: char| !letter.is_alphanumeric() && !letter.is_whitespace();
    let word = next.trim_start_matches(opener);
    let Some(first) = word.chars().next() else {
        return true;
    };
    if first.is_lowercase() {
        // Names such as `iPhone` and `xAI` begin sentences all the same.
        return word.chars().nth(1).is_some_and(char::is_uppercase);
    }
    let single = text.as_bytes()[stop] == b'.' && end == stop + 1;
    !single || is_full_stop(&text[start..stop], word, first, lang)
}

/// Whether a single dot after `before` ends the sentence, given the word that follows.
fn is_full_stop(before: &str, next: &str, first: char, lang: Option<&str>) -> bool {
    let word = last_word(before);
    // `1. Background`, `A. Scope`: the number of a paragraph.
    if word.len() == before.len() && word.len() <= 3 && is_ordinal(word) {
        return false;
    }
    match dot_meaning(word) {
        DotMeaning::Title => false,
        DotMeaning::Number => !first.is_ascii_digit(),
        DotMeaning::Ordinal => !counts_with_dots(lang) || first.is_ascii_digit(),
        DotMeaning::Initial => word == "I" || begins_sentence(next),
        DotMeaning::Ending => begins_sentence(next),
        DotMeaning::Word => true,
    }
}

fn is_ordinal(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit()) || word.len() == 1
}

/// Languages that write an ordinal number with a dot.
fn counts_with_dots(lang: Option<&str>) -> bool {
    const DOTTED: &[&str] = &[
        "cs", "da", "de", "et", "fi", "hr", "hu", "nb", "nn", "no", "pl", "sk", "sl", "tr",
    ];
    let lang = lang.unwrap_or_default();
    let primary = lang.split(['-', '_']).next().unwrap_or_default();
    DOTTED.binary_search(&primary).is_ok()
}

/// The word before a stop, with the dots within it but no bracket or quote before it.
fn last_word(before: &str) -> &str {
    const FAR: usize = 24;
    let near = before.len().saturating_sub(FAR);
    let tail = &before[before.ceil_char_boundary(near)..];
    let blank = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '(' | '[' | '"' | '“' | '‘' | '\'' | '—' | '–' | '/')
    };
    tail.rfind(blank)
        .and_then(|at| tail.get(at..))
        .map_or(tail, |word| word.trim_start_matches(blank))
}
