//! Proximity: which of two kinds of matches are near enough to one another.
//!
//! Every pair within reach is a match. Pairs are written out only within another expression, where it
//! matters from where to where they go; otherwise it is enough to know who has a partner, which costs about
//! the length of both sides.

use std::borrow::Cow;
use std::ops::Range;

use crate::plan::expr::{Gap, Occurrences, PositionSpan};
use crate::span::gallop::seek;

/// About so many pairs are written out for one leaf in one article, whatever it is made of; but always the
/// nearest one for each match.
pub const MAX_PAIRS: usize = 1 << 18;

/// The matches of both sides of a proximity in one article.
pub struct Proximity<'a> {
    /// Left and right, sorted.
    of: [Cow<'a, [PositionSpan]>; 2],
    gap: Gap,
    borders: &'a [PositionSpan],
}

/// Which of the left and of the right are in a pair that matters, by their places.
#[derive(Default)]
pub struct Partners {
    are: [Vec<bool>; 2],
    /// By place: how many more reach it than the one before. Their sums say how many do.
    more: Vec<i32>,
}

impl<'a> Proximity<'a> {
    pub fn new(of: [&'a [PositionSpan]; 2], gap: Gap, at: &'a impl Occurrences) -> Proximity<'a> {
        let borders = match gap {
            Gap::Same(ends) => at.of(ends),
            Gap::Words(_) | Gap::Before(_) => &[],
        };
        Proximity {
            of: of.map(|side| whole(side, gap, borders)),
            gap,
            borders,
        }
    }

    /// Finds those that have a partner, and tells whether any has.
    pub fn partners(&self, paired: &mut Partners) -> bool {
        self.begin(paired);
        let Partners { are, more } = paired;
        let mut any = false;
        for &[first, second] in self.orders() {
            more.clear();
            more.resize(self.of[second].len() + 1, 0);
            let mut reach = false;
            self.reached([first, second], |a, reached| {
                are[first][a] = true;
                more[reached.start] += 1;
                more[reached.end] -= 1;
                reach = true;
            });
            if reach {
                any = true;
                let mut reaching = 0;
                for (is, more) in are[second].iter_mut().zip(more.iter()) {
                    reaching += more;
                    *is |= reaching > 0;
                }
            }
        }
        any
    }

    /// From where to where the pairs go, sorted, each once; and whether only the nearest were looked at,
    /// as there are more than about `pairs`.
    pub fn joined(&self, pairs: usize) -> (Vec<PositionSpan>, bool) {
        let (mut joined, mut is_cut) = (Vec::new(), false);
        self.followed(pairs, |a, partners, most| {
            is_cut |= partners.len() > most;
            joined.extend(partners.iter().take(most).map(|b| pair(a, *b)));
        });
        // Long runs are in order.
        joined.sort();
        joined.dedup();
        (joined, is_cut)
    }

    /// From where to where the shortest pair from each beginning goes; and whether only the nearest were
    /// looked at, as there are more than about `pairs`.
    pub fn shortest(&self, pairs: usize) -> (Vec<PositionSpan>, bool) {
        let (mut shortest, mut is_cut) = (Vec::new(), false);
        self.followed(pairs, |a, partners, most| {
            let mut nearest: Option<PositionSpan> = None;
            for (number, b) in partners.iter().enumerate() {
                if nearest.is_some_and(|nearest| b.start >= nearest.end) {
                    break;
                }
                if number == most {
                    is_cut = true;
                    break;
                }
                let ends_first = nearest.is_none_or(|nearest| b.end < nearest.end);
                nearest = if ends_first { Some(*b) } else { nearest };
            }
            shortest.extend(nearest.map(|b| pair(a, b)));
        });
        (shortest, is_cut)
    }

    /// Finds those that are in a pair that goes from where to where one of `joined` does, which are sorted.
    pub fn pairs_of(&self, joined: &[PositionSpan], pairs: usize, paired: &mut Partners) {
        self.begin(paired);
        for &[first, second] in self.orders() {
            let (first_side, second_side) = (&self.of[first], &self.of[second]);
            let most = most(pairs, first_side);
            let mut from = 0;
            self.reached([first, second], |a, reached| {
                let start = first_side[a].start;
                from = seek(joined, from, |one| one.start < start);
                let upto = seek(joined, from, |one| one.start <= start);
                let mut at = from;
                for b in reached.take(if from < upto { most } else { 0 }) {
                    let here = pair(first_side[a], second_side[b]);
                    at = seek(joined, at, |one| *one < here);
                    if joined.get(at) == Some(&here) {
                        (paired.are[first][a], paired.are[second][b]) = (true, true);
                    }
                }
            });
        }
    }

    fn begin(&self, paired: &mut Partners) {
        for (are, side) in paired.are.iter_mut().zip(&self.of) {
            are.clear();
            are.resize(side.len(), false);
        }
    }

    /// Those of each side that are paired, sorted.
    pub fn apart(&self, paired: &Partners) -> [Vec<PositionSpan>; 2] {
        std::array::from_fn(|side| chosen(&self.of[side], &paired.are[side]).collect())
    }

    /// Adds those that are paired to `found`, in order.
    pub fn together(&self, paired: &Partners, found: &mut Vec<PositionSpan>) {
        let [left, right] = [0, 1].map(|side| chosen(&self.of[side], &paired.are[side]));
        let (mut left, mut right) = (left.peekable(), right.peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            found.extend(if a <= b { left.next() } else { right.next() });
        }
        found.extend(left);
        found.extend(right);
    }

    /// Which side may come first, and which one behind it.
    fn orders(&self) -> &'static [[usize; 2]] {
        match self.gap {
            Gap::Before(_) => &[[0, 1]],
            Gap::Words(_) | Gap::Same(_) => &[[0, 1], [1, 0]],
        }
    }

    /// Calls `each` with every match that is followed by some of the other side within the gap, with these,
    /// and with how many of them may be looked at.
    fn followed(&self, pairs: usize, mut each: impl FnMut(PositionSpan, &[PositionSpan], usize)) {
        for &[first, second] in self.orders() {
            let (first_side, second_side) = (&self.of[first], &self.of[second]);
            let most = most(pairs, first_side);
            self.reached([first, second], |a, reached| {
                each(first_side[a], &second_side[reached], most);
            });
        }
    }

    /// Calls `each` with every match of a side that is followed by some of the other within the gap, by
    /// their places.
    #[inline]
    fn reached(&self, [first, second]: [usize; 2], mut each: impl FnMut(usize, Range<usize>)) {
        let (first, second) = (&self.of[first], &self.of[second]);
        let (mut from, mut to, mut border) = (0, 0, 0);
        for (place, a) in first.iter().enumerate() {
            let limit = match self.gap {
                Gap::Words(most) | Gap::Before(most) => (a.end - 1).saturating_add(most),
                Gap::Same(_) => {
                    while self.borders.get(border).is_some_and(|b| b.start < a.start) {
                        border += 1;
                    }
                    self.borders.get(border).map_or(u32::MAX, |b| b.start)
                }
            };
            from = seek(second, from, |b| b.start < a.end);
            to = seek(second, to, |b| b.start <= limit);
            if from < to {
                each(place, from..to);
            }
        }
    }
}

/// The matches of `left` that overlap none of `right` and have no partner there; a match and itself are
/// no pair.
pub fn without(
    left: &[PositionSpan],
    right: &[PositionSpan],
    gap: Gap,
    at: &impl Occurrences,
) -> Vec<PositionSpan> {
    let sides = Proximity::new([left, right], gap, at);
    let mut paired = Partners::default();
    sides.partners(&mut paired);
    let [near, _] = sides.apart(&paired);
    let lengths = right.iter().map(|b| b.end - b.start);
    let longest = lengths.max().unwrap_or(0);
    let overlaps = |a: &PositionSpan| {
        let from = right.partition_point(|b| b.start.saturating_add(longest) <= a.start);
        let mut begun = right[from..].iter().take_while(|b| b.start < a.end);
        begun.any(|b| b.end > a.start && b != a)
    };
    let alone = |a: &&PositionSpan| near.binary_search(a).is_err() && !overlaps(a);
    left.iter().filter(alone).copied().collect()
}

/// How many partners each match of a side is looked at with, the nearest ones, where about so many pairs are.
fn most(pairs: usize, side: &[PositionSpan]) -> usize {
    (pairs / side.len().max(1)).max(1)
}

fn chosen(side: &[PositionSpan], are: &[bool]) -> impl Iterator<Item = PositionSpan> {
    let each = side.iter().zip(are);
    each.filter(|(_, is)| **is).map(|(one, _)| *one)
}

fn pair(first: PositionSpan, second: PositionSpan) -> PositionSpan {
    PositionSpan {
        start: first.start,
        end: second.end,
    }
}

/// What lies in one sentence or paragraph, if that matters.
fn whole<'a>(
    side: &'a [PositionSpan],
    gap: Gap,
    borders: &[PositionSpan],
) -> Cow<'a, [PositionSpan]> {
    let is_wide = |one: &PositionSpan| one.end - one.start > 1;
    let unit = |position: u32| borders.partition_point(|border| border.start < position);
    let inside = |one: &&PositionSpan| !is_wide(one) || unit(one.start) == unit(one.end - 1);
    match gap {
        Gap::Same(_) if side.iter().any(is_wide) => {
            Cow::Owned(side.iter().filter(inside).copied().collect())
        }
        _ => Cow::Borrowed(side),
    }
}
