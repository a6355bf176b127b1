//! Amounts of several words: `$500 billion` and `25 percent` are one thing to look for.

use super::token::{Token, What};
use super::word::PUNCTUATION;
use crate::field::Kind;
use crate::words;

/// The most words of an amount, and the most bytes.
const MOST_WORDS: usize = 4;
const LONGEST: usize = 64;

/// The tokens of `text` with each amount as one phrase, as if it stood between quotation marks.
pub fn joined<'a>(text: &'a str, tokens: Vec<Token<'a>>) -> Vec<Token<'a>> {
    let mut out: Vec<Token<'a>> = Vec::with_capacity(tokens.len());
    let mut next = 0;
    while let Some(token) = tokens.get(next) {
        let words = match out.last().map(|before| before.what) {
            Some(What::Equals | What::Day(..)) => 0,
            Some(What::Field(field)) if field.kind() != Kind::Text => 0,
            _ => run(&tokens[next..]),
        };
        let longest = (2..=words).rev().find_map(|words| {
            let end = tokens[next + words - 1].at.end;
            Some((words, amount(text.get(token.at.start..end)?)?))
        });
        match longest {
            Some((words, length)) => {
                let at = token.at.start..token.at.start + length;
                let what = What::Phrase {
                    text: &text[at.clone()],
                    closed: true,
                };
                out.push(Token { what, at });
                next += words;
            }
            None => {
                out.push(token.clone());
                next += 1;
            }
        }
    }
    out
}

/// How many of the first tokens are words, as far as an amount can reach.
fn run(tokens: &[Token<'_>]) -> usize {
    tokens
        .iter()
        .take(MOST_WORDS)
        .take_while(|token| matches!(token.what, What::Word(_)))
        .count()
}

/// The length of the amount that `text` is but for punctuation behind it.
fn amount(text: &str) -> Option<usize> {
    if text.len() > LONGEST {
        return None;
    }
    let mut found = None;
    let count = words::words(text, &mut |word| {
        let is_value = words::amount(word.term).is_some() || word.term.ends_with('%');
        if is_value && word.bytes.start == 0 {
            found = Some((word.bytes.end, word.width));
        }
    });
    let (end, width) = found?;
    let bare = text[end..].chars().all(|c| PUNCTUATION.contains(c));
    (width == count && bare).then_some(end)
}
