//! Events: the words of a text and the borders between them, in order of position.
//!
//! Every engine indexes these events and marks are drawn from them, so both see the same words.

use std::iter::Peekable;

use super::Word;
use crate::passage::{Border, Edge};
use crate::words;

/// Separates a term from its width: `aigenerated`, this, `2`.
pub const WIDTH_MARK: char = '\u{1f}';

/// The spelling in the index of a term that covers `width` positions; the buffer is overwritten.
pub fn with_width<'a>(term: &'a str, width: u32, buffer: &'a mut String) -> &'a str {
    if width <= 1 {
        return term;
    }
    buffer.clear();
    push_with_width(buffer, term, width);
    buffer
}

pub fn push_with_width(line: &mut String, term: &str, width: u32) {
    line.push_str(term);
    if width > 1 {
        line.push(WIDTH_MARK);
        line.push_str(&width.to_string());
    }
}

/// The term and its width, read back from its spelling in the index.
pub fn split_width(spelling: &str) -> Option<(&str, u32)> {
    match spelling.split_once(WIDTH_MARK) {
        Some((term, width)) => Some((term, width.parse().ok()?)),
        None => Some((spelling, 1)),
    }
}

/// A word or a border of a text.
pub enum Event<'a> {
    Word(Word<'a>),
    /// A border, and the position of the word that it is at.
    Edge(Edge, u32),
}

/// Calls `each` with the words of `text` and the `borders` in it, in order of position. Borders are
/// offsets into a longer text, in which `text` begins at byte `at`. Returns the number of positions.
///
/// An end has the position of the last word before it, a beginning that of the first word after it.
/// Left out are a border with no word on that side, and a quotation without a word.
pub fn events(text: &str, at: usize, borders: &[Border], mut each: impl FnMut(Event<'_>)) -> u32 {
    let is_begin = |border: &&Border| border.edge == Edge::QuoteBegin;
    let mut begins = borders.iter().filter(is_begin).peekable();
    let mut ends = borders.iter().filter(|border| !is_begin(border)).peekable();
    let mut last: Option<u32> = None;
    // A quotation whose beginning still waits for a word at its end has none.
    let is_empty_quotation = |begins: &mut Peekable<_>, end: &Border| {
        let is_of = |begin: &&Border| begin.at < end.at;
        end.edge == Edge::QuoteEnd && begins.next_if(is_of).is_some()
    };
    let positions = words::words(text, &mut |word: Word<'_>| {
        let (position, here) = (word.position, at + word.bytes.start);
        let fresh = last != Some(position);
        if fresh {
            while let Some(end) = ends.next_if(|border| border.at <= here) {
                let is_left_out = is_empty_quotation(&mut begins, end);
                if let Some(last) = last.filter(|_| !is_left_out) {
                    each(Event::Edge(end.edge, last));
                }
            }
        }
        each(Event::Word(word));
        last = Some(position);
        if fresh {
            while let Some(begin) = begins.next_if(|border| border.at <= here) {
                each(Event::Edge(begin.edge, position));
            }
        }
    });
    if let Some(last) = last {
        for end in ends {
            if !is_empty_quotation(&mut begins, end) {
                each(Event::Edge(end.edge, last));
            }
        }
    }
    positions
}
