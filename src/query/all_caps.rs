//! Questions wholly in capitals: `NUMBER OF TROOPS IN SOUTH VIETNAM AND OTHER COUNTRIES`.
//!
//! Where every letter is a capital, capitals say nothing: a shouted question is read as if it were
//! written small, its AND, OR and NOT as words. It is shouted if it holds nothing but words, AND, OR
//! and NOT, three words of it stand side by side, and one of its words goes with any text (`OF`,
//! `THE`). So `AI AND US` and `NIST OR FTC OR BIS OR DOGE` are no shouting, nor is anything with
//! quotation marks, brackets or fields.

use super::notes::Notes;
use super::token::{Token, TokenKind, tokens};

/// Words of any text that are no acronyms, in order.
const ORDINARY: &[&str] = &[
    "BY", "FOR", "FROM", "HAS", "HAVE", "HOW", "IN", "OF", "ON", "THAT", "THE", "THEIR", "THIS",
    "TO", "WAS", "WERE", "WHAT", "WHEN", "WHERE", "WHICH", "WHY", "WITH",
];
const SIDE_BY_SIDE: usize = 3;

/// The question in small letters, if it is shouted; each byte stays where it is.
pub fn lowered(text: &str, notes: &mut Notes) -> Option<String> {
    if text.chars().any(char::is_lowercase) {
        return None;
    }
    let tokens = tokens(text);
    if !is_shouted(&tokens) {
        return None;
    }
    for token in &tokens {
        if !matches!(token.kind, TokenKind::Word(_)) {
            let word = &text[token.at.clone()];
            let message = format!("`{word}` is read as a word of a question in capitals");
            let hint = "write the other words in small letters";
            notes.push(message, hint, token.at.clone());
        }
    }
    Some(text.to_ascii_lowercase())
}

fn is_shouted(tokens: &[Token<'_>]) -> bool {
    let word = |token: &Token<'_>| matches!(token.kind, TokenKind::Word(_));
    let operator =
        |token: &Token<'_>| matches!(token.kind, TokenKind::And | TokenKind::Or | TokenKind::Not);
    let ordinary = |token: &Token<'_>| match token.kind {
        TokenKind::Word(word) => ORDINARY.binary_search(&word).is_ok(),
        _ => false,
    };
    tokens.iter().all(|token| word(token) || operator(token))
        && tokens.windows(SIDE_BY_SIDE).any(|run| run.iter().all(word))
        && tokens.iter().any(ordinary)
}

#[cfg(test)]
mod tests {
    #[test]
    fn rows_are_in_order() {
        assert!(super::ORDINARY.is_sorted());
    }
}
