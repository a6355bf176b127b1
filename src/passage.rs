//! Cuts an article into passages: the unit we index, rank and show.
//!
//! Cutting is pure: the same text always gives the same passages with the same numbers.
//! Not here: cleaning HTML (`source`), choosing words (`index`), deciding which is best (`rank`).

use std::ops::Range;

/// A stretch of an article's text. Passages tile the text: joined in order they give it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// From 1.
    pub number: u32,
    /// Its bytes within the article's text, the white space behind it included.
    pub bytes: Range<usize>,
    /// Ends of sentences, paragraphs and quotations that lie in it, in the order of `at`.
    pub borders: Vec<Border>,
}

/// A place in an article's text where something begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Border {
    /// Bytes from the beginning of the article's text. An end lies just behind the last byte.
    pub at: usize,
    pub what: Edge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edge {
    SentenceEnd,
    ParagraphEnd,
    QuoteBegin,
    QuoteEnd,
}
