//! A line: the index words of a stretch of text, written so that tantivy can take them back apart.
//!
//! Text is turned into words once, by `words`; the line carries the words and their positions into
//! the index. A word is preceded by `NEXT` (it stands one position further on) or `SAME` (it stands
//! where the last one stood). The borders between sentences, paragraphs and quotations go apart from
//! it, to `tiling`.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::engine::tantivy::store::blocks::Borders;
use crate::passage::Border;
use crate::words::events::{Event, events, push_spelled};

/// The tokenizer's name in the schema.
pub const NAME: &str = "line";

const NEXT: u8 = 0x1d;
const SAME: u8 = 0x1e;
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
