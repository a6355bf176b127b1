//! Reads one word of a text as it is written (its surface form), with its folded form.
//!
//! Words in plain lower case are not copied. Not here: second forms, positions.

use std::ops::Range;

use super::character::{CLASS, DIGIT, LOWER, NON_ASCII, Role, UPPER, WORD, class, fold_into, role};
use super::script::{Script, script};
use super::{acronym, number};

/// A word in a text; `term` gives its folded form.
#[derive(Debug, Clone)]
pub struct SurfaceForm {
    pub bytes: Range<usize>,
    /// Where to read on: after a possessive, otherwise at the end of `bytes`.
    pub next: usize,
    /// Those of `LOWER`, `UPPER` and `DIGIT` that the word has characters of.
    pub class: u8,
    /// Whether the folded form is in the buffer; otherwise it is the text itself.
    copied: bool,
}

/// The longest term, in bytes; longer ones are cut.
const LONGEST: usize = 255;
/// The length that a longer term is cut to.
const CUT: usize = 200;

/// The first word at or after `from`. The buffer is overwritten.
pub fn next(text: &str, from: usize, buffer: &mut String) -> Option<SurfaceForm> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let class = CLASS[*bytes.get(at)? as usize];
        if class & WORD != 0 {
            return Some(plain(text, at, buffer));
        }
        if class != NON_ASCII {
            at += 1;
            continue;
        }
        let letter = text[at..].chars().next()?;
        let found = match role(letter) {
            Role::Letter => wide(text, at, buffer),
            Role::Alone => alone(letter, at, buffer),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        at += letter.len_utf8();
    }
}

impl SurfaceForm {
    /// The folded form.
    pub fn term<'a>(&self, text: &'a str, buffer: &'a str) -> &'a str {
        if self.copied {
            shortened(buffer)
        } else {
            shortened(&text[self.bytes.clone()])
        }
    }

    /// Whether it is written wholly in capitals, at least two and at most eight characters.
    pub fn in_capitals(&self, term: &str) -> bool {
        self.class & (LOWER | UPPER) == UPPER
            && (2..=8).contains(&term.len())
            && term.bytes().all(|byte| CLASS[byte as usize] & WORD != 0)
            && term.bytes().filter(u8::is_ascii_alphabetic).count() >= 2
    }
}

/// The term or, if it is too long to be indexed, its beginning.
pub fn shortened(term: &str) -> &str {
    if term.len() > LONGEST {
        &term[..term.floor_char_boundary(CUT)]
    } else {
        term
    }
}

/// Whether a word begins at this byte.
pub fn begins(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        Some(&byte) if byte < 128 => CLASS[byte as usize] & WORD != 0,
        Some(_) => letter_at(text, at)
            .is_some_and(|letter| matches!(role(letter), Role::Letter | Role::Alone)),
        None => false,
    }
}

pub fn letter_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// A word that begins with an ASCII letter or digit.
fn plain(text: &str, start: usize, buffer: &mut String) -> SurfaceForm {
    let bytes = text.as_bytes();
    let mut class = 0;
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        let here = CLASS[byte as usize];
        if here & WORD == 0 {
            break;
        }
        class |= here;
        end += 1;
    }
    match bytes.get(end) {
        Some(b'.' | b'&' | b'+' | b'#' | b',') => {
            if let Some(signed) = signed(text, start..end, class, buffer) {
                return signed;
            }
        }
        Some(&byte) if byte == b'\'' || byte == b'`' || byte >= 128 => {
            let beyond = apostrophe_or_letter(text, end);
            if beyond
                && possessive(text, end).is_none()
                && let Some(word) = wide(text, start, buffer)
            {
                return word;
            }
        }
        _ => {}
    }
    let copied = class & UPPER != 0;
    if copied {
        fold_ascii(&text[start..end], buffer);
    }
    SurfaceForm {
        bytes: start..end,
        next: possessive(text, end).unwrap_or(end),
        class,
        copied,
    }
}

/// Words with signs in them: acronyms, numbers, `R&D`, `C++`.
fn signed(text: &str, run: Range<usize>, class: u8, buffer: &mut String) -> Option<SurfaceForm> {
    let sign = text.as_bytes()[run.end];
    let letters = class & DIGIT == 0;
    let end = match sign {
        b'.' if letters => return acronym::read(text, run, buffer).map(|end| folded(text, end)),
        b'.' | b',' if class == DIGIT => {
            return number::read(text, run, buffer).map(|end| folded(text, end));
        }
        b'.' => return number::version(text, run, buffer).map(|end| folded(text, end)),
        b'&' if letters => ampersand(text, run.clone())?,
        b'+' | b'#' if letters => plus(text, run.clone())?,
        _ => return None,
    };
    fold_ascii(&text[run.start..end], buffer);
    Some(folded(text, (run.start..end, class)))
}

/// A word whose folded form has been put into the buffer.
fn folded(text: &str, (bytes, class): (Range<usize>, u8)) -> SurfaceForm {
    let next = possessive(text, bytes.end).unwrap_or(bytes.end);
    SurfaceForm {
        bytes,
        next,
        class,
        copied: true,
    }
}

/// The end of `AT&T`, `R&D`, `Q&A`: short words joined by an ampersand without blanks.
fn ampersand(text: &str, run: Range<usize>) -> Option<usize> {
    let bytes = text.as_bytes();
    let tail = bytes[run.end + 1..]
        .iter()
        .take(4)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let end = run.end + 1 + tail;
    let short = run.len() <= 3 && (1..=3).contains(&tail);
    (short && !goes_on(text, end)).then_some(end)
}

/// The end of `C++`, `C#`, `F#`.
fn plus(text: &str, run: Range<usize>) -> Option<usize> {
    let rest = &text[run.end..];
    let end = match rest.as_bytes() {
        [b'+', b'+', ..] => run.end + 2,
        [b'#', ..] => run.end + 1,
        _ => return None,
    };
    (run.len() == 1 && !goes_on(text, end)).then_some(end)
}

/// Whether the character at this byte would belong to a word that ends just before it.
pub fn continues(text: &str, at: usize) -> bool {
    letter_at(text, at).is_some_and(|letter| matches!(role(letter), Role::Letter | Role::Mark))
}

/// A mark is of the letter before it, whatever that is.
fn script_of(letter: char) -> Script {
    match role(letter) {
        Role::Mark => Script::Common,
        _ => script(letter),
    }
}

/// The same of a word in Latin letters or digits.
fn goes_on(text: &str, at: usize) -> bool {
    let is_plain = |letter| !Script::Spaced.parts_from(script_of(letter));
    continues(text, at) && letter_at(text, at).is_some_and(is_plain)
}

/// Whether a word in Latin letters or digits can go on at this byte with an apostrophe or a letter
/// outside ASCII.
fn apostrophe_or_letter(text: &str, at: usize) -> bool {
    let Some(letter) = letter_at(text, at) else {
        return false;
    };
    match role(letter) {
        Role::Letter | Role::Mark => goes_on(text, at),
        Role::Ignored => true,
        Role::Apostrophe => goes_on(text, at + letter.len_utf8()),
        _ => false,
    }
}

/// Where the text goes on after a possessive `'s` at this byte.
fn possessive(text: &str, at: usize) -> Option<usize> {
    let byte = *text.as_bytes().get(at)?;
    if byte != b'\'' && byte != b'`' && byte < 128 {
        return None;
    }
    let mark = letter_at(text, at).filter(|letter| role(*letter) == Role::Apostrophe)?;
    let s = at + mark.len_utf8();
    let is_s = matches!(text.as_bytes().get(s), Some(b's' | b'S'));
    (is_s && !apostrophe_or_letter(text, s + 1)).then_some(s + 1)
}

fn fold_ascii(text: &str, buffer: &mut String) {
    buffer.clear();
    buffer.push_str(&text[..text.len().min(LONGEST + 1)]);
    buffer.make_ascii_lowercase();
}

/// A word with characters outside ASCII; `None` if folding leaves nothing of it.
fn wide(text: &str, start: usize, buffer: &mut String) -> Option<SurfaceForm> {
    buffer.clear();
    let mut word = SurfaceForm {
        bytes: start..start,
        next: start,
        class: 0,
        copied: true,
    };
    let mut written = Script::Common;
    for (offset, letter) in text[start..].char_indices() {
        let at = start + offset;
        match role(letter) {
            Role::Letter if written.parts_from(script(letter)) => break,
            Role::Letter | Role::Mark => {
                written = written.then(script_of(letter));
                word.class |= class(letter);
                word.bytes.end = at + letter.len_utf8();
                if buffer.len() <= LONGEST {
                    fold_into(letter, buffer);
                }
            }
            Role::Ignored => {}
            Role::Apostrophe => {
                if let Some(next) = possessive(text, at) {
                    word.next = next;
                    break;
                }
                if !continues(text, at + letter.len_utf8()) {
                    break;
                }
            }
            _ => break,
        }
    }
    word.next = word.next.max(word.bytes.end);
    (!buffer.is_empty()).then_some(word)
}

/// One ideograph or fraction.
fn alone(letter: char, at: usize, buffer: &mut String) -> Option<SurfaceForm> {
    buffer.clear();
    if letter.is_numeric() {
        buffer.push(letter);
    } else {
        fold_into(letter, buffer);
    }
    let bytes = at..at + letter.len_utf8();
    (!buffer.is_empty()).then_some(SurfaceForm {
        next: bytes.end,
        bytes,
        class: 0,
        copied: true,
    })
}
