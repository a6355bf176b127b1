//! Chooses which sentences make a passage together.
//!
//! Every way of cutting has a price, and the cheapest is taken: the square of how far each passage
//! is from the wanted length, and the prices below for cutting where it hurts.

use std::ops::Range;

/// A sentence or, of a monstrous one, a piece.
#[derive(Debug, Clone)]
pub struct Atom {
    pub bytes: Range<usize>,
    pub words: u32,
    /// What it costs to end a passage behind it.
    pub cut: u32,
}

/// Words of a passage.
pub const WANTED: u32 = 100;
/// A paragraph of up to so many words is one passage or a part of one.
pub const SHORT: u32 = 140;
/// A sentence longer than this is taken apart.
pub const LONGEST_SENTENCE: u32 = 400;

/// Prices, in squared words.
pub const WITHIN_SHORT_PARAGRAPH: u32 = 100_000;
pub const WITHIN_LONG_PARAGRAPH: u32 = 400;
pub const AFTER_HEADING: u32 = 20_000;
/// Between two headings, or two lines of a list.
pub const BETWEEN_HEADINGS: u32 = 1_500;

/// No passage of more than one atom grows beyond this.
const LARGEST: u32 = 300;

/// How many words lie in a stretch of text, near enough. Text without blanks counts by its bytes.
pub fn words(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let begins = bytes.iter().zip(bytes.iter().skip(1));
    let count: usize = begins
        .map(|(a, b)| usize::from(*a <= b' ' && *b > b' '))
        .sum();
    u32::try_from((count + 1).max(bytes.len() / 10)).unwrap_or(u32::MAX)
}

/// The number of the first atom of each passage but the first.
pub fn cuts(atoms: &[Atom]) -> Vec<usize> {
    // best[n]: the price of the first n atoms, and where their last passage begins.
    let mut best: Vec<(u64, usize)> = vec![(0, 0)];
    for end in 1..=atoms.len() {
        let mut words = 0;
        let mut cheapest = (u64::MAX, end - 1);
        for start in (0..end).rev() {
            words += atoms[start].words;
            if words > LARGEST && start + 1 < end {
                break;
            }
            let price = best[start].0 + price(words) + u64::from(atoms[end - 1].cut);
            if price <= cheapest.0 {
                cheapest = (price, start);
            }
        }
        best.push(cheapest);
    }
    let mut cuts = Vec::new();
    let mut end = atoms.len();
    while end > 0 {
        end = best[end].1;
        if end > 0 {
            cuts.push(end);
        }
    }
    cuts.reverse();
    cuts
}

fn price(words: u32) -> u64 {
    let off = u64::from(words.abs_diff(WANTED));
    off * off
}
