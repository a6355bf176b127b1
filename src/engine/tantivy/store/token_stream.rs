//! The tokens of a prepared text, taken apart for tantivy.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::words::tokens::split_first;

/// The tokenizer's name in the schema.
pub const NAME: &str = "line";

/// Takes the tokens of a text apart.
#[derive(Clone, Default)]
pub struct Encoded {
    token: Token,
}

pub struct EncodedStream<'a> {
    rest: &'a str,
    begun: bool,
    token: &'a mut Token,
}

impl Tokenizer for Encoded {
    type TokenStream<'a> = EncodedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> EncodedStream<'a> {
        self.token.reset();
        self.token.position = 0;
        EncodedStream {
            rest: text,
            begun: false,
            token: &mut self.token,
        }
    }
}

impl TokenStream for EncodedStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((step, word, rest)) = split_first(self.rest) else {
            return false;
        };
        if self.begun {
            self.token.position += step as usize;
        }
        self.begun = true;
        self.token.text.clear();
        self.token.text.push_str(word);
        self.rest = rest;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
