//! Operators in small letters: `AI or chips`, `AI and not privacy`, `AI near privacy`.
//!
//! They are words. Where they may be meant as operators, a note shows the whole question with them in
//! capitals: *or*, *not* and the proximities between keywords, and any of them in a question that uses
//! the language otherwise. An *and* between keywords alone says nothing that its absence does not.

use super::in_words::{has_language, is_in_words};
use super::notes::{Notes, short};
use super::token::{Token, TokenKind};
use super::word;

/// Small words, the operators that they may be meant for, and the distance of a proximity that is typed
/// without one.
#[rustfmt::skip]
const OPERATORS: &[(&str, &str, u32)] = &[
    ("and",    "AND",   0),
    ("or",     "OR",    0),
    ("not",    "NOT",   0),
    ("adj",    "adj/",  1),
    ("near",   "near/", 5),
    ("within", "w/",    5),
];

/// A question of more bytes is not shown whole.
const LONGEST: usize = 80;

/// A small word among the tokens, and the operator that it may be meant for.
struct Meant {
    /// Its bytes in the text, those of its number included.
    at: std::ops::Range<usize>,
    typed: String,
    operator: String,
}

/// Notes the words of `text` that may be meant as operators.
pub fn note(text: &str, tokens: &[Token<'_>], notes: &mut Notes) {
    if is_in_words(text, tokens) {
        return;
    }
    let meant: Vec<Meant> = (0..tokens.len())
        .filter_map(|at| meant(tokens, at))
        .collect();
    // A capital that no neighbour has is no headline's: `AI And privacy`.
    let has_small = tokens.iter().any(begins_small);
    let is_odd = |one: &Meant| has_small && one.typed.contains(char::is_uppercase);
    let is_asked = |one: &Meant| one.operator != "AND" || is_odd(one);
    let uses_language = has_language(tokens) || tokens.iter().any(|token| !is_word(token));
    let (Some(first), Some(last)) = (meant.first(), meant.last()) else {
        return;
    };
    if uses_language || meant.iter().any(is_asked) {
        let at = first.at.start..last.at.end;
        notes.push(message(&meant), hint(text, &meant), at);
    }
}

fn meant(tokens: &[Token<'_>], at: usize) -> Option<Meant> {
    let token = &tokens[at];
    let TokenKind::Word(typed) = token.kind else {
        return None;
    };
    let mut rows = OPERATORS.iter();
    let (_, operator, distance) = rows.find(|row| typed.eq_ignore_ascii_case(row.0))?;
    let number = tokens.get(at + 1).and_then(number);
    let (operator, end) = match number {
        _ if !operator.ends_with('/') => ((*operator).to_owned(), at + 1),
        Some(number) => (format!("{operator}{number}"), at + 2),
        // `NEAR` has a note of its own.
        None if typed == "NEAR" => return None,
        None => (format!("{operator}{distance}"), at + 1),
    };
    // A *not* that comes first is a part of a name: `not guilty`.
    let follows = at
        .checked_sub(1)
        .is_some_and(|at| ends_operand(&tokens[at]));
    let is_between = follows && tokens.get(end).is_some_and(begins_operand);
    is_between.then(|| Meant {
        at: token.at.start..tokens[end - 1].at.end,
        typed: typed.to_owned(),
        operator,
    })
}

fn message(meant: &[Meant]) -> String {
    let mut typed: Vec<&str> = Vec::new();
    for one in meant {
        if !typed.contains(&one.typed.as_str()) {
            typed.push(&one.typed);
        }
    }
    match typed.as_slice() {
        [one] => format!("`{one}` is read as a word"),
        several => format!("`{}` are read as words", several.join("`, `")),
    }
}

/// The question with its operators in capitals, or the operators alone where it is long.
fn hint(text: &str, meant: &[Meant]) -> String {
    let mut written = String::new();
    let mut end = 0;
    for one in meant {
        written.push_str(&text[end..one.at.start]);
        written.push_str(&one.operator);
        end = one.at.end;
    }
    written.push_str(&text[end..]);
    if written.len() <= LONGEST && !written.contains(['\n', '`']) {
        return format!("write `{}`", written.trim());
    }
    let mut operators: Vec<&str> = meant.iter().map(|one| one.operator.as_str()).collect();
    operators.sort_unstable();
    operators.dedup();
    format!("write `{}`", short(&operators.join("`, `")))
}

fn is_word(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word(_))
}

fn begins_small(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word(word) if word.starts_with(char::is_lowercase))
}

fn number(token: &Token<'_>) -> Option<u32> {
    match token.kind {
        TokenKind::Word(word) => word::number(word),
        _ => None,
    }
}

fn ends_operand(token: &Token<'_>) -> bool {
    matches!(
        token.kind,
        TokenKind::Word(_)
            | TokenKind::Phrase { .. }
            | TokenKind::Regex(_)
            | TokenKind::Close
            | TokenKind::Tail(_)
            | TokenKind::And
            | TokenKind::Or
    )
}

fn begins_operand(token: &Token<'_>) -> bool {
    !matches!(
        token.kind,
        TokenKind::Close | TokenKind::And | TokenKind::Or | TokenKind::Near { .. }
    )
}
