//! Proximity: which of two kinds of matches are near enough to one another.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::index::plan::expr::{Gap, Match, Occurrences, Stretch, sorted};

/// Pairs every match with its nearest partner on either side. A match that has a partner within
/// the gap is in some pair, and for either of its sides that has one it stands at the other edge
/// of a pair.
pub fn near(left: &[Match], right: &[Match], gap: Gap, at: &impl Occurrences) -> Vec<Match> {
    let borders = borders(gap, at);
    let (left, right) = (
        &*in_one_unit(left, gap, borders),
        &*in_one_unit(right, gap, borders),
    );
    let mut pairs = Vec::new();
    let mut pair = |first: &Match, second: &Match| {
        if within(first.extent, second.extent, gap, borders) {
            pairs.push(joined(first, second));
        }
    };
    let (left_by_end, right_by_end) = (by_end(left), by_end(right));
    for a in left {
        following(right, a).for_each(|b| pair(a, b));
        if !matches!(gap, Gap::Before(_)) {
            preceding(right, &right_by_end, a).for_each(|b| pair(b, a));
        }
    }
    for b in right {
        preceding(left, &left_by_end, b).for_each(|a| pair(a, b));
        if !matches!(gap, Gap::Before(_)) {
            following(left, b).for_each(|a| pair(b, a));
        }
    }
    sorted(pairs)
}

/// The matches of `left` that have no partner of `right` within the gap.
pub fn without(left: Vec<Match>, right: &[Match], gap: Gap, at: &impl Occurrences) -> Vec<Match> {
    let borders = borders(gap, at);
    let near = &*in_one_unit(right, gap, borders);
    let by_end = by_end(near);
    let longest = right
        .iter()
        .map(|b| b.extent.end - b.extent.start)
        .max()
        .unwrap_or(0);
    let alone = |a: &Match| {
        let overlaps = || {
            let from = right.partition_point(|b| b.extent.start + longest <= a.extent.start);
            right[from..]
                .iter()
                .take_while(|b| b.extent.start < a.extent.end)
                // Nothing is near itself.
                .any(|b| b.extent.end > a.extent.start && b.extent != a.extent)
        };
        let after = || following(near, a).any(|b| within(a.extent, b.extent, gap, borders));
        let before = || {
            let ordered = matches!(gap, Gap::Before(_));
            !ordered
                && preceding(near, &by_end, a).any(|b| within(b.extent, a.extent, gap, borders))
        };
        !(overlaps() || after() || before())
    };
    left.into_iter().filter(alone).collect()
}

/// The pairs of something and what begins soonest behind it, and of something and what ends last
/// before it, that are at most so many positions apart.
pub fn nearest(first: &[Stretch], second: &[Stretch], most: u32, found: &mut Vec<[Stretch; 2]>) {
    let mut behind = 0;
    for (number, a) in first.iter().enumerate() {
        while behind < second.len() && second[behind].start < a.end {
            behind += 1;
        }
        // What begins before the next of `first` has ended has this one as its last before it.
        let next = first.get(number + 1).map_or(u32::MAX, |next| next.end);
        let others = second[behind..].iter().enumerate();
        let mine =
            others.take_while(|(n, b)| b.start + 1 - a.end <= most && (*n == 0 || b.start < next));
        found.extend(mine.map(|(_, b)| [*a, *b]));
    }
}

fn borders(gap: Gap, at: &impl Occurrences) -> &[Stretch] {
    match gap {
        Gap::Same(ends) => at.of(ends),
        Gap::Words(_) | Gap::Before(_) => &[],
    }
}

/// Whether `second`, which begins behind the end of `first`, is within the gap.
fn within(first: Stretch, second: Stretch, gap: Gap, borders: &[Stretch]) -> bool {
    match gap {
        Gap::Words(most) | Gap::Before(most) => second.start + 1 - first.end <= most,
        Gap::Same(_) => unit(first.start, borders) == unit(second.end - 1, borders),
    }
}

/// The number of the sentence or paragraph that a position is in.
fn unit(position: u32, borders: &[Stretch]) -> usize {
    borders.partition_point(|border| border.start < position)
}

/// The matches that may have a partner in their sentence or paragraph: those that lie in one. So
/// the nearest of them is within reach if any is.
fn in_one_unit<'a>(matches: &'a [Match], gap: Gap, borders: &[Stretch]) -> Cow<'a, [Match]> {
    if !matches!(gap, Gap::Same(_)) {
        return Cow::Borrowed(matches);
    }
    let inside = |found: &&Match| within(found.extent, found.extent, gap, borders);
    Cow::Owned(matches.iter().filter(inside).cloned().collect())
}

fn joined(first: &Match, second: &Match) -> Match {
    let extent = Stretch {
        start: first.extent.start,
        end: first.extent.end.max(second.extent.end),
    };
    let mut pieces: SmallVec<[Stretch; 2]> =
        first.pieces.iter().chain(&second.pieces).copied().collect();
    pieces.sort_unstable();
    pieces.dedup();
    Match { extent, pieces }
}

/// The matches that begin soonest behind `a`.
fn following<'a>(others: &'a [Match], a: &Match) -> impl Iterator<Item = &'a Match> + use<'a> {
    let from = others.partition_point(|b| b.extent.start < a.extent.end);
    let soonest = others.get(from).map(|b| b.extent.start);
    others[from..]
        .iter()
        .take_while(move |b| Some(b.extent.start) == soonest)
}

/// The matches that end last before `a`.
fn preceding<'a>(
    others: &'a [Match],
    by_end: &'a [usize],
    a: &Match,
) -> impl Iterator<Item = &'a Match> + use<'a> {
    let upto = by_end.partition_point(|&n| others[n].extent.end <= a.extent.start);
    let last = upto.checked_sub(1).map(|n| others[by_end[n]].extent.end);
    let ends = by_end[..upto].iter().rev().map(|&n| &others[n]);
    ends.take_while(move |b| Some(b.extent.end) == last)
}

fn by_end(matches: &[Match]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..matches.len()).collect();
    order.sort_by_key(|&n| matches[n].extent.end);
    order
}
