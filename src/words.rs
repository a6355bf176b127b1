//! Text to index words: folded surface words with their positions.

use std::ops::Range;

/// One index word as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// The folded form, or a second form at the same place (case-marked, joined, a value).
    pub term: &'a str,
    /// Where it stands in the text.
    pub bytes: Range<usize>,
    /// Counts the words of the text, from 0.
    pub position: u32,
    /// How many positions it covers: 1, or more for a joined or a value form.
    pub width: u32,
}
