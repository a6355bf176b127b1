//! Proximity: which of two kinds of matches are near enough to one another.

use std::borrow::Cow;
use std::cmp::Ordering;

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

/// The pairs of a proximity whose sides are marked as a whole, and room to find them in.
#[derive(Default)]
pub struct Pairs {
    found: Vec<[Stretch; 2]>,
    /// Those in which the right side comes first.
    turned: Vec<[Stretch; 2]>,
    merged: Vec<[Stretch; 2]>,
    ends: Vec<u32>,
}

impl Pairs {
    /// Both ends of each pair, sorted.
    pub fn found(&self) -> &[[Stretch; 2]] {
        &self.found
    }
}

/// Finds the pairs of `near`, each once. Both sides are sorted and hold nothing twice.
pub fn pairs(
    left: &[Stretch],
    right: &[Stretch],
    gap: Gap,
    at: &impl Occurrences,
    pairs: &mut Pairs,
) {
    let Pairs {
        found,
        turned,
        merged,
        ends,
    } = pairs;
    let borders = borders(gap, at);
    let (left, right) = (whole(left, gap, borders), whole(right, gap, borders));
    nearest(&left, &right, gap, borders, ends, found);
    if !matches!(gap, Gap::Before(_)) {
        nearest(&right, &left, gap, borders, ends, turned);
        merge(found, turned, merged);
        std::mem::swap(found, merged);
    }
}

/// The pairs of something and what begins soonest behind it, and of something and what ends last
/// before it, as far as they are within the gap, sorted.
fn nearest(
    first: &[Stretch],
    second: &[Stretch],
    gap: Gap,
    borders: &[Stretch],
    ends: &mut Vec<u32>,
    found: &mut Vec<[Stretch; 2]>,
) {
    found.clear();
    ends.clear();
    ends.extend(first.iter().map(|a| a.end));
    if !ends.is_sorted() {
        ends.sort_unstable();
    }
    let (mut behind, mut border, mut later) = (0, 0, 0);
    for a in first {
        // Ends are nearly sorted: only what covers several positions steps back.
        while behind > 0 && second[behind - 1].start >= a.end {
            behind -= 1;
        }
        while behind < second.len() && second[behind].start < a.end {
            behind += 1;
        }
        while later > 0 && ends[later - 1] > a.end {
            later -= 1;
        }
        while later < ends.len() && ends[later] <= a.end {
            later += 1;
        }
        let limit = match gap {
            Gap::Words(most) | Gap::Before(most) => (a.end - 1).saturating_add(most),
            Gap::Same(_) => {
                while border < borders.len() && borders[border].start < a.start {
                    border += 1;
                }
                borders.get(border).map_or(u32::MAX, |border| border.start)
            }
        };
        let Some(soonest) = second.get(behind).map(|b| b.start) else {
            continue;
        };
        // What begins before another of `first` has ended has this one as its last before it.
        let next = ends.get(later).copied().unwrap_or(u32::MAX);
        for b in &second[behind..] {
            if b.start > limit || (b.start != soonest && b.start >= next) {
                break;
            }
            found.push([*a, *b]);
        }
    }
}

/// Orders pairs as they are ordered, in fewer steps.
#[inline]
fn key(pair: &[Stretch; 2]) -> u128 {
    let [a, b] = pair.map(|one| u128::from(one.start) << 32 | u128::from(one.end));
    a << 64 | b
}

/// Two sorted lists in one, what is in both once.
fn merge(one: &[[Stretch; 2]], other: &[[Stretch; 2]], merged: &mut Vec<[Stretch; 2]>) {
    merged.clear();
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        match key(a).cmp(&key(b)) {
            Ordering::Less => merged.extend(one.next()),
            Ordering::Greater => merged.extend(other.next()),
            Ordering::Equal => {
                merged.extend(one.next());
                other.next();
            }
        }
    }
    merged.extend(one);
    merged.extend(other);
}

/// What lies in one sentence or paragraph, if that matters.
fn whole<'a>(side: &'a [Stretch], gap: Gap, borders: &[Stretch]) -> Cow<'a, [Stretch]> {
    let inside = |one: &Stretch| within(*one, *one, gap, borders);
    let is_wide = |one: &Stretch| one.end - one.start > 1;
    match gap {
        Gap::Same(_) if side.iter().any(is_wide) => {
            let inside = side.iter().filter(|one| !is_wide(one) || inside(one));
            Cow::Owned(inside.copied().collect())
        }
        _ => Cow::Borrowed(side),
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
