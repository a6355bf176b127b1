//! Chooses which sentences make a passage together.
//!
//! Each way of cutting has a cost, and the cheapest is taken. The cost is, for each passage, the
//! square of its distance from the wanted length in words, and the penalty of the place where it ends.

use std::ops::Range;

/// A sentence, or a piece of one that is too long.
#[derive(Debug, Clone)]
pub struct Atom {
    pub bytes: Range<usize>,
    pub words: u32,
    /// The penalty for ending a passage after it.
    pub cut: u32,
}

/// The wanted length of a passage, in words.
pub const WANTED: u32 = 100;
/// The most words of a paragraph that is kept within one passage.
pub const SHORT: u32 = 140;
/// The most words of a sentence that is kept whole.
pub const LONGEST_SENTENCE: u32 = 400;

/// Penalties, in squared words.
pub const WITHIN_SHORT_PARAGRAPH: u32 = 100_000;
pub const WITHIN_LONG_PARAGRAPH: u32 = 400;
pub const AFTER_HEADING: u32 = 20_000;
/// Between two headings, or two lines of a list.
pub const BETWEEN_HEADINGS: u32 = 1_500;

/// The most words of a passage of more than one atom.
const LARGEST: u32 = 300;

/// About how many words a text has. Text without blanks is counted by its bytes.
pub fn words(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let begins = bytes.iter().zip(bytes.iter().skip(1));
    let count: usize = begins
        .map(|(a, b)| usize::from(*a <= b' ' && *b > b' '))
        .sum();
    u32::try_from((count + 1).max(bytes.len() / 10)).unwrap_or(u32::MAX)
}

/// More atoms than a stretch of prose has.
const MANY: usize = 1 << 15;
/// The fewest words of an atom where there are too many.
const JOINED: u32 = 8;

/// Joins short neighbours where a text is all short lines, so that it has few places to be cut at.
pub fn join_short(atoms: &mut Vec<Atom>) {
    if atoms.len() <= MANY {
        return;
    }
    atoms.dedup_by(|next, last| {
        let is_short = last.words < JOINED;
        if is_short {
            last.bytes.end = next.bytes.end;
            last.words += next.words;
            last.cut = next.cut;
        }
        is_short
    });
}

/// The number of the first atom of each passage but the first.
pub fn cuts(atoms: &[Atom]) -> Vec<usize> {
    // best[n]: the lowest cost of the first n atoms, and where their last passage begins.
    let mut best: Vec<(u64, usize)> = vec![(0, 0)];
    for end in 1..=atoms.len() {
        let mut words = 0;
        let mut cheapest = (u64::MAX, end - 1);
        for start in (0..end).rev() {
            words += atoms[start].words;
            if words > LARGEST && start + 1 < end {
                break;
            }
            let cost = best[start].0 + cost(words) + u64::from(atoms[end - 1].cut);
            if cost <= cheapest.0 {
                cheapest = (cost, start);
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

fn cost(words: u32) -> u64 {
    let off = u64::from(words.abs_diff(WANTED));
    off * off
}
