//! Whether a text is written in words, as a question or a sentence is, or in the query language.
//!
//! Notes on words that may be meant as operators are for questions in the language and for a few
//! keywords: in a sentence they would be noise.

use super::token::{Token, TokenKind, tokens};

/// More words than these are a sentence.
const MOST_KEYWORDS: usize = 6;

/// Words that a question begins with.
#[rustfmt::skip]
const ASKING: &[&str] = &[
    "how", "what", "what's", "when", "where", "which", "who", "who's", "whom", "whose", "why",
];

/// Verbs that a question of at least three words begins with.
#[rustfmt::skip]
const AUXILIARIES: &[&str] = &[
    "am", "are", "aren't", "can", "can't", "could", "couldn't", "did", "didn't", "do", "does", "doesn't",
    "don't", "had", "has", "hasn't", "have", "haven't", "is", "isn't", "may", "might", "must", "shall",
    "should", "shouldn't", "was", "wasn't", "were", "weren't", "will", "won't", "would", "wouldn't",
];

/// Words that sentences have and keywords do not. Sorted.
#[rustfmt::skip]
const OF_SENTENCES: &[&str] = &[
    "a", "an", "are", "be", "been", "can", "could", "did", "do", "does", "had", "has", "have", "he",
    "her", "his", "how", "i", "if", "is", "it", "its", "may", "might", "must", "my", "our", "shall",
    "she", "should", "that", "the", "their", "these", "they", "this", "those", "was", "we", "were",
    "what", "when", "where", "whether", "which", "who", "whose", "why", "will", "would", "you", "your",
];

/// Whether `text`, cut into `tokens`, is written in words.
pub fn is_in_words(text: &str, tokens: &[Token<'_>]) -> bool {
    let words = || tokens.iter().filter_map(word);
    let is_long = words().nth(MOST_KEYWORDS).is_some();
    let asks = ends_in_question(text);
    let is_sentence = is_long || asks || words().any(is_of_sentences);
    is_sentence && !has_language(tokens)
}

/// Whether `text` is a question in words: it begins with a word of asking or an auxiliary, ends with a
/// question mark, or has more words than keywords have; and nothing in it is of the query language.
pub fn asks_in_words(text: &str) -> bool {
    let tokens = tokens(text);
    let words: Option<Vec<&str>> = tokens.iter().map(word).collect();
    let Some(words) = words.filter(|_| !has_language(&tokens)) else {
        return false;
    };
    let Some(first) = words.first().filter(|_| words.len() > 1) else {
        return false;
    };
    let lower = first.to_lowercase().replace('’', "'");
    let begins = |known: &[&str]| !is_shouted(first) && known.contains(&&*lower);
    // `May 2025` is a date.
    let is_number = |word: &&str| word.starts_with(|letter: char| letter.is_ascii_digit());
    let is_dated = words.get(1).is_some_and(is_number);
    let asks = begins(ASKING) || words.len() > 2 && !is_dated && begins(AUXILIARIES);
    asks || ends_in_question(text) || words.len() > MOST_KEYWORDS
}

/// Whether anything in `tokens` is of the query language alone: quotation marks and brackets are of
/// sentences as well.
pub fn has_language(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| match token.kind {
        TokenKind::Word(word) => word.len() > 1 && word.contains(['*', '~']),
        TokenKind::Phrase { .. } | TokenKind::Open | TokenKind::Close | TokenKind::Minus => false,
        _ => true,
    })
}

fn word<'a>(token: &Token<'a>) -> Option<&'a str> {
    match token.kind {
        TokenKind::Word(word) => Some(word),
        _ => None,
    }
}

fn ends_in_question(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['!', '"', '”', '’', '\'']);
    text.ends_with(['?', '？', '؟'])
}

/// `IT` in capitals is a name.
fn is_shouted(word: &str) -> bool {
    word.len() > 1 && !word.contains(char::is_lowercase)
}

fn is_of_sentences(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    !is_shouted(word) && OF_SENTENCES.binary_search(&lower.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn rows_are_in_order() {
        assert!(super::OF_SENTENCES.is_sorted());
    }
}
