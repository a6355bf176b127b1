//! Where quotations begin and end.

use std::ops::Range;

use super::{Border, Edge};

/// The kind of mark that opened a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Straight,
    /// `“` or `”`, and `„` before them.
    Curly,
    Low,
    Guillemet,
}

/// The borders of the quotations of a text, in order.
///
/// A quotation ends with its closing mark, or with its paragraph when the next one does not open
/// with a quotation mark again. A quotation within a quotation has no borders of its own.
pub fn quotations(text: &str, paragraphs: &[Range<usize>]) -> Vec<Border> {
    let mut borders = Vec::new();
    let mut open: Option<Mark> = None;
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let mut from = paragraph.start;
        if open.is_some() {
            // The mark that reopens the quotation is no new beginning.
            from += letter_at(text, from).map_or(0, char::len_utf8);
        }
        open = scan(text, from..paragraph.end, open, &mut borders);
        let next = paragraphs
            .get(number + 1)
            .and_then(|next| letter_at(text, next.start));
        if open.is_some() && next.and_then(opening) != open {
            borders.push(Border {
                at: paragraph.end,
                edge: Edge::QuoteEnd,
            });
            open = None;
        }
    }
    borders
}

fn scan(
    text: &str,
    range: Range<usize>,
    mut open: Option<Mark>,
    borders: &mut Vec<Border>,
) -> Option<Mark> {
    let bytes = &text.as_bytes()[..range.end];
    // How many inner quotations are open.
    let mut inner = 0_u32;
    // The first bytes of all marks.
    for at in memchr::memchr3_iter(b'"', 0xe2, 0xc2, &bytes[range.start..]) {
        let at = range.start + at;
        let Some(letter) = letter_at(text, at).filter(|letter| is_mark(*letter)) else {
            continue;
        };
        if let Some(mark) = open {
            if letter != '"' && opening(letter) == Some(mark) {
                inner += 1;
            } else if !closes(text, at, letter, mark, range.end) {
                continue;
            } else if inner > 0 {
                inner -= 1;
            } else {
                borders.push(Border {
                    at: at + letter.len_utf8(),
                    edge: Edge::QuoteEnd,
                });
                open = None;
            }
        } else if opens(text, at, letter, range.clone()) {
            borders.push(Border {
                at,
                edge: Edge::QuoteBegin,
            });
            open = opening(letter);
        }
    }
    open
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»')
}

fn opening(letter: char) -> Option<Mark> {
    match letter {
        '"' => Some(Mark::Straight),
        '“' => Some(Mark::Curly),
        '„' => Some(Mark::Low),
        '«' => Some(Mark::Guillemet),
        _ => None,
    }
}

/// Whether a mark opens a quotation. A straight one does before a word and not after one.
fn opens(text: &str, at: usize, letter: char, range: Range<usize>) -> bool {
    if letter != '"' {
        return opening(letter).is_some();
    }
    let before = text[..at].chars().next_back().filter(|_| at > range.start);
    let after = text[at + 1..range.end].chars().next();
    !before.is_some_and(char::is_alphanumeric) && after.is_some_and(|next| !next.is_whitespace())
}

/// Whether a mark closes the quotation of `mark`. A straight one between a blank and a word does not:
/// it would open one.
fn closes(text: &str, at: usize, letter: char, mark: Mark, end: usize) -> bool {
    match (mark, letter) {
        (Mark::Straight, '"') => {
            let blank_before = text[..at].ends_with(char::is_whitespace);
            let after = text[at + 1..end].chars().next();
            !(blank_before && after.is_some_and(|next| !next.is_whitespace()))
        }
        (Mark::Straight | Mark::Curly, '”') => true,
        (Mark::Curly, '"') => {
            let after = text[at + 1..end].chars().next();
            after.is_none_or(|next| !next.is_alphanumeric())
        }
        (Mark::Low, '“' | '”') | (Mark::Guillemet, '»') => true,
        _ => false,
    }
}

fn letter_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}
