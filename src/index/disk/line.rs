//! A line: the index words of a stretch of text, written so that tantivy can take them back apart.
//!
//! Text is turned into words once, by `words`; the line carries the words and their positions into
//! the index. A word is preceded by `NEXT` (it stands one position further on) or `SAME` (it stands
//! where the last one stood). The borders between sentences, paragraphs and quotations go apart from
//! it, to `tiling`.

use std::iter::Peekable;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::index::disk::tiling::Borders;
use crate::passage::{Border, Edge};
use crate::words::{self, Word};

/// The tokenizer's name in the schema.
pub const NAME: &str = "line";

const NEXT: u8 = 0x1d;
const SAME: u8 = 0x1e;
/// Stands between a wide word and its width: `aigenerated`, this, `2`.
pub const WIDE: char = '\u{1f}';

/// The index's own spelling of a word that covers `width` positions; the buffer is overwritten.
pub fn spelled<'a>(term: &'a str, width: u32, buffer: &'a mut String) -> &'a str {
    if width <= 1 {
        return term;
    }
    buffer.clear();
    push_spelled(buffer, term, width);
    buffer
}

fn push_spelled(line: &mut String, term: &str, width: u32) {
    line.push_str(term);
    if width > 1 {
        line.push(WIDE);
        line.push_str(&width.to_string());
    }
}

/// The word and its width, read back from the index's spelling.
pub fn read(spelling: &str) -> Option<(&str, u32)> {
    match spelling.split_once(WIDE) {
        Some((term, width)) => Some((term, width.parse().ok()?)),
        None => Some((spelling, 1)),
    }
}

/// What stands at one position of a text.
pub enum Event<'a> {
    Word(Word<'a>),
    Edge(Edge, u32),
}

/// Tells the words of `text` and the `borders` in it, in order of position; `at` is where `text`
/// begins in the text that the borders count in. Returns the number of positions.
///
/// An end stands at the position of the last word before it, a beginning at that of the first
/// word behind it. A border with no word on its side is left out, and so is a quotation without one.
pub fn events(text: &str, at: usize, borders: &[Border], mut each: impl FnMut(Event<'_>)) -> u32 {
    let is_begin = |border: &&Border| border.what == Edge::QuoteBegin;
    let mut begins = borders.iter().filter(is_begin).peekable();
    let mut ends = borders.iter().filter(|border| !is_begin(border)).peekable();
    let mut last: Option<u32> = None;
    // What began before an end and still waits for a word held none.
    let held_none = |begins: &mut Peekable<_>, end: &Border| {
        let is_of = |begin: &&Border| begin.at < end.at;
        end.what == Edge::QuoteEnd && begins.next_if(is_of).is_some()
    };
    let positions = words::words(text, &mut |word: Word<'_>| {
        let (position, here) = (word.position, at + word.bytes.start);
        let fresh = last != Some(position);
        if fresh {
            while let Some(end) = ends.next_if(|border| border.at <= here) {
                let is_left_out = held_none(&mut begins, end);
                if let Some(last) = last.filter(|_| !is_left_out) {
                    each(Event::Edge(end.what, last));
                }
            }
        }
        each(Event::Word(word));
        last = Some(position);
        if fresh {
            while let Some(begin) = begins.next_if(|border| border.at <= here) {
                each(Event::Edge(begin.what, position));
            }
        }
    });
    if let Some(last) = last {
        for end in ends {
            if !held_none(&mut begins, end) {
                each(Event::Edge(end.what, last));
            }
        }
    }
    positions
}

/// A stretch of text as the index takes it.
#[derive(Default)]
pub struct Written {
    pub line: String,
    pub borders: Borders,
    /// Positions.
    pub words: u32,
}

/// Writes the words of `text` and the `borders` in it, which count from where it begins `at`.
pub fn write(text: &str, at: usize, borders: &[Border]) -> Written {
    let mut written = Written {
        line: String::with_capacity(text.len() + text.len() / 4),
        ..Written::default()
    };
    let mut last = None;
    written.words = events(text, at, borders, |event| match event {
        Event::Word(word) => {
            let step = if last == Some(word.position) {
                SAME
            } else {
                NEXT
            };
            last = Some(word.position);
            push(&mut written.line, step, word.term, word.width);
        }
        Event::Edge(edge, position) => written.borders.push(edge, position),
    });
    written
}

fn push(line: &mut String, step: u8, term: &str, width: u32) {
    line.push(char::from(step));
    push_spelled(line, term, width);
}

/// Takes a line apart again.
#[derive(Clone, Default)]
pub struct Line {
    token: Token,
}

pub struct LineStream<'a> {
    rest: &'a str,
    begun: bool,
    token: &'a mut Token,
}

impl Tokenizer for Line {
    type TokenStream<'a> = LineStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LineStream<'a> {
        self.token.reset();
        self.token.position = 0;
        LineStream {
            rest: text,
            begun: false,
            token: &mut self.token,
        }
    }
}

impl TokenStream for LineStream<'_> {
    fn advance(&mut self) -> bool {
        let bytes = self.rest.as_bytes();
        let Some(&step) = bytes.first() else {
            return false;
        };
        let end = bytes[1..]
            .iter()
            .position(|&b| b == NEXT || b == SAME)
            .map_or(bytes.len(), |n| n + 1);
        if step == NEXT && self.begun {
            self.token.position += 1;
        }
        self.begun = true;
        self.token.text.clear();
        self.token.text.push_str(&self.rest[1..end]);
        self.rest = &self.rest[end..];
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
