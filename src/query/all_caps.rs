//! Questions wholly in capitals: `NUMBER OF TROOPS IN SOUTH VIETNAM AND OTHER COUNTRIES`.
//!
//! Such a question is read as if it were typed in small letters, its AND, OR and NOT as words. It is
//! one if it consists of words, AND, OR and NOT only, has three words side by side, and has an
//! ordinary word (`OF`, `THE`). So `AI AND US` and `NIST OR FTC OR BIS OR DOGE` are none, nor is
//! anything with quotation marks, brackets or fields.

use super::notes::Notes;
use super::token::{Token, TokenKind, tokens};

/// Ordinary words that are no acronyms. Sorted.
const ORDINARY: &[&str] = &[
    "BY", "FOR", "FROM", "HAS", "HAVE", "HOW", "IN", "OF", "ON", "THAT", "THE", "THEIR", "THIS",
    "TO", "WAS", "WERE", "WHAT", "WHEN", "WHERE", "WHICH", "WHY", "WITH",
];
const SIDE_BY_SIDE: usize = 3;

/// The question in small letters, if it is all capitals; each byte keeps its offset.
pub fn lowered(text: &str, notes: &mut Notes) -> Option<String> {
    if text.chars().any(char::is_lowercase) {
        return None;
    }
    let tokens = tokens(text);
    if !is_all_caps(&tokens) {
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

fn is_all_caps(tokens: &[Token<'_>]) -> bool {
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
