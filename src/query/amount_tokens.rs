//! Amounts of several words: `$500 billion` and `25 percent` are one thing to look for.

use super::amount;
use super::token::{Token, TokenKind};
use super::word::{PUNCTUATION, boost};
use crate::field::FieldKind;
use crate::words;

/// The most words of an amount.
const MOST_WORDS: usize = 4;
/// The most bytes of an amount.
const LONGEST: usize = 64;

/// The tokens of `text` with each amount as one phrase, as if it were typed in quotation marks.
pub fn joined<'a>(text: &'a str, tokens: Vec<Token<'a>>) -> Vec<Token<'a>> {
    let mut out: Vec<Token<'a>> = Vec::with_capacity(tokens.len());
    let mut next = 0;
    while let Some(token) = tokens.get(next) {
        let (read, words): (Reader, usize) = match out.last().map(|before| before.kind) {
            Some(TokenKind::Equals | TokenKind::Day(..) | TokenKind::Beat) => (amount, 0),
            Some(TokenKind::Field(field)) if field.kind() != FieldKind::Text => (amount, 0),
            Some(TokenKind::Amount) => (asked, run(&tokens[next..])),
            _ => (amount, run(&tokens[next..])),
        };
        let longest = (2..=words).rev().find_map(|words| {
            let end = tokens[next + words - 1].at.end;
            Some((words, end, read(text.get(token.at.start..end)?)?))
        });
        match longest {
            Some((words, end, length)) => {
                let at = token.at.start..token.at.start + length;
                let kind = TokenKind::Phrase {
                    text: &text[at.clone()],
                    closed: true,
                };
                let tail = at.end..end;
                out.push(Token { kind, at });
                if text[tail.clone()].starts_with('^') {
                    let kind = TokenKind::Tail(&text[tail.clone()]);
                    out.push(Token { kind, at: tail });
                }
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

/// Returns the length of the amount that a text begins with; `None` unless only a weight or
/// punctuation follows it.
type Reader = fn(&str) -> Option<usize>;

/// How many of the first tokens are words, as far as an amount can reach.
fn run(tokens: &[Token<'_>]) -> usize {
    tokens
        .iter()
        .take(MOST_WORDS)
        .take_while(|token| matches!(token.kind, TokenKind::Word(_)))
        .count()
}

/// The length of the amount in `text`, where nothing but a weight or punctuation follows it.
fn amount(text: &str) -> Option<usize> {
    if text.len() > LONGEST {
        return None;
    }
    let bare = &text[..weightless(text)];
    let mut found = None;
    let count = words::words(bare, &mut |word| {
        let is_value = words::amount(word.term).is_some() || word.term.ends_with('%');
        if is_value && word.bytes.start == 0 {
            found = Some((word.bytes.end, word.width));
        }
    });
    let (end, width) = found?;
    let nothing_else = bare[end..].chars().all(|c| PUNCTUATION.contains(c));
    (width == count && nothing_else).then_some(if bare.len() == text.len() {
        end
    } else {
        bare.len()
    })
}

/// The same after `amount:`, where a comparison or a range is an amount too.
fn asked(text: &str) -> Option<usize> {
    if text.len() > LONGEST {
        return None;
    }
    let bare = amount::unpunctuated(&text[..weightless(text)]);
    amount::amounts(bare).map(|_| bare.len())
}

/// The length of `text` without a `^3` at its end.
fn weightless(text: &str) -> usize {
    boost(text).map_or(text.len(), |(head, _)| head.len())
}
