//! Proximity: pairs of matches of two expressions that are within a gap of one another.
//!
//! Every such pair is a match. The two of a pair do not overlap. Pairs are written out only within another expression, which needs their
//! spans; otherwise it is enough to know which matches have a partner, which takes about as long as both
//! lists.

use std::borrow::Cow;
use std::ops::Range;

use crate::plan::expr::{Gap, Occurrences, PositionSpan};
use crate::request::interrupt::{Steps, Stopped};
use crate::span::algebra::Limits;
use crate::span::gallop::seek;

/// About how many pairs are written out for one leaf in one article, whatever its expression; but always
/// the nearest one of each match.
pub const MAX_PAIRS: usize = 1 << 18;

/// The matches of both sides of a proximity in one article.
pub struct Proximity<'a> {
    /// Left and right, sorted.
    sides: [Cow<'a, [PositionSpan]>; 2],
    gap: Gap,
    borders: &'a [PositionSpan],
}

/// Which matches of the left and of the right side have a partner, by their index.
#[derive(Default)]
pub struct Partners {
    has: [Vec<bool>; 2],
    /// By index: how many more reach it than the one before. Their running sum says how many do.
    more: Vec<i32>,
}

impl<'a> Proximity<'a> {
    pub fn new(
        sides: [&'a [PositionSpan]; 2],
        gap: Gap,
        at: &'a impl Occurrences,
    ) -> Proximity<'a> {
        let borders = match gap {
            Gap::Same(ends) => at.of(ends),
            Gap::Words(_) | Gap::Before(_) => &[],
        };
        Proximity {
            sides: sides.map(|side| within_borders(side, gap, borders)),
            gap,
            borders,
        }
    }

    /// Finds the matches that have a partner, and returns whether any has.
    pub fn find_partners(
        &self,
        partners: &mut Partners,
        steps: &Steps<'_>,
    ) -> Result<bool, Stopped> {
        self.reset(partners);
        let Partners { has, more } = partners;
        let mut any = false;
        for &[first, second] in self.orders() {
            more.clear();
            more.resize(self.sides[second].len() + 1, 0);
            let mut any_here = false;
            self.for_each([first, second], steps, |index, reached| {
                has[first][index] = true;
                more[reached.start] += 1;
                more[reached.end] -= 1;
                any_here = true;
                Ok(())
            })?;
            if any_here {
                any = true;
                let mut reaching = 0;
                for (has, more) in has[second].iter_mut().zip(more.iter()) {
                    reaching += more;
                    *has |= reaching > 0;
                }
            }
        }
        Ok(any)
    }

    /// The spans of the pairs, sorted, each once; and whether there are so many that only the nearest of
    /// each match were looked at.
    pub fn pairs(&self, limits: Limits<'_>) -> Result<(Vec<PositionSpan>, bool), Stopped> {
        let (mut pairs, mut is_cut) = (Vec::new(), false);
        self.for_each_partners(limits, |one, partners, most| {
            is_cut |= partners.len() > most;
            let partners = &partners[..most.min(partners.len())];
            limits.steps.take(partners.len())?;
            pairs.extend(partners.iter().map(|partner| pair(one, *partner)));
            Ok(())
        })?;
        // A stable sort, as long runs are in order.
        pairs.sort();
        pairs.dedup();
        Ok((pairs, is_cut))
    }

    /// The span of the shortest pair from each start; and whether there are so many pairs that only the
    /// nearest of each match were looked at.
    pub fn shortest_pairs(&self, limits: Limits<'_>) -> Result<(Vec<PositionSpan>, bool), Stopped> {
        let (mut shortest, mut is_cut) = (Vec::new(), false);
        self.for_each_partners(limits, |one, partners, most| {
            let mut nearest: Option<PositionSpan> = None;
            for (number, partner) in partners.iter().enumerate() {
                if nearest.is_some_and(|nearest| partner.start >= nearest.end) {
                    break;
                }
                if number == most {
                    is_cut = true;
                    break;
                }
                limits.steps.take(1)?;
                let ends_first = nearest.is_none_or(|nearest| partner.end < nearest.end);
                nearest = if ends_first { Some(*partner) } else { nearest };
            }
            shortest.extend(nearest.map(|partner| pair(one, partner)));
            Ok(())
        })?;
        Ok((shortest, is_cut))
    }

    /// Finds the matches that are in a pair whose span is one of `spans`, which are sorted.
    pub fn find_partners_in(
        &self,
        spans: &[PositionSpan],
        limits: Limits<'_>,
        partners: &mut Partners,
    ) -> Result<(), Stopped> {
        self.reset(partners);
        for &[first, second] in self.orders() {
            let (first_side, second_side) = (&self.sides[first], &self.sides[second]);
            let most = most_partners(limits.pairs, first_side);
            let mut from = 0;
            self.for_each([first, second], limits.steps, |index, reached| {
                let start = first_side[index].start;
                from = seek(spans, from, |span| span.start < start);
                let to = seek(spans, from, |span| span.start <= start);
                let most = if from < to { most } else { 0 };
                let mut at = from;
                limits.steps.take(most.min(reached.len()))?;
                for partner in reached.take(most) {
                    let here = pair(first_side[index], second_side[partner]);
                    at = seek(spans, at, |span| *span < here);
                    if spans.get(at) == Some(&here) {
                        (partners.has[first][index], partners.has[second][partner]) = (true, true);
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn reset(&self, partners: &mut Partners) {
        for (has, side) in partners.has.iter_mut().zip(&self.sides) {
            has.clear();
            has.resize(side.len(), false);
        }
    }

    /// The matches of each side that have a partner, sorted.
    pub fn by_side(&self, partners: &Partners) -> [Vec<PositionSpan>; 2] {
        std::array::from_fn(|side| chosen(&self.sides[side], &partners.has[side]).collect())
    }

    /// Adds the matches of both sides that have a partner to `found`, sorted.
    pub fn merge_sides(&self, partners: &Partners, found: &mut Vec<PositionSpan>) {
        let sides = [0, 1].map(|side| chosen(&self.sides[side], &partners.has[side]));
        let [mut left, mut right] = sides.map(Iterator::peekable);
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            found.extend(if a <= b { left.next() } else { right.next() });
        }
        found.extend(left);
        found.extend(right);
    }

    /// Which side may come first, and which one after it.
    fn orders(&self) -> &'static [[usize; 2]] {
        match self.gap {
            Gap::Before(_) => &[[0, 1]],
            Gap::Words(_) | Gap::Same(_) => &[[0, 1], [1, 0]],
        }
    }

    /// Calls `each` with every match that has partners after it, with these, and with how many of them may
    /// be looked at.
    fn for_each_partners(
        &self,
        limits: Limits<'_>,
        mut each: impl FnMut(PositionSpan, &[PositionSpan], usize) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        for &[first, second] in self.orders() {
            let (first_side, second_side) = (&self.sides[first], &self.sides[second]);
            let most = most_partners(limits.pairs, first_side);
            self.for_each([first, second], limits.steps, |index, reached| {
                each(first_side[index], &second_side[reached], most)
            })?;
        }
        Ok(())
    }

    /// Calls `each` with every match of a side that has partners after it on the other, by their indices.
    #[inline]
    fn for_each(
        &self,
        [first, second]: [usize; 2],
        steps: &Steps<'_>,
        mut each: impl FnMut(usize, Range<usize>) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        let (first, second) = (&self.sides[first], &self.sides[second]);
        let (mut from, mut to, mut border) = (0, 0, 0);
        for (index, one) in first.iter().enumerate() {
            steps.take(1)?;
            let limit = match self.gap {
                Gap::Words(most) | Gap::Before(most) => (one.end - 1).saturating_add(most),
                Gap::Same(_) => {
                    let borders = &self.borders[border..];
                    let passed = borders.iter().take_while(|at| at.start < one.start);
                    border += passed.count();
                    self.borders.get(border).map_or(u32::MAX, |at| at.start)
                }
            };
            from = seek(second, from, |other| other.start < one.end);
            to = seek(second, to, |other| other.start <= limit);
            if from < to {
                each(index, from..to)?;
            }
        }
        Ok(())
    }
}

/// The matches of `left` that have no partner among those of `right`. What overlaps a match is no partner of it.
pub fn without(
    left: &[PositionSpan],
    right: &[PositionSpan],
    gap: Gap,
    at: &impl Occurrences,
    steps: &Steps<'_>,
) -> Result<Vec<PositionSpan>, Stopped> {
    let proximity = Proximity::new([left, right], gap, at);
    let mut partners = Partners::default();
    proximity.find_partners(&mut partners, steps)?;
    let [near, _] = proximity.by_side(&partners);
    steps.take(left.len())?;
    let alone = left.iter().filter(|one| near.binary_search(one).is_err());
    Ok(alone.copied().collect())
}

/// With how many partners, the nearest ones, each match of a side is looked at so that there are about
/// `pairs` in all.
fn most_partners(pairs: usize, side: &[PositionSpan]) -> usize {
    (pairs / side.len().max(1)).max(1)
}

fn chosen(side: &[PositionSpan], has: &[bool]) -> impl Iterator<Item = PositionSpan> {
    let each = side.iter().zip(has);
    each.filter(|(_, has)| **has).map(|(one, _)| *one)
}

fn pair(first: PositionSpan, second: PositionSpan) -> PositionSpan {
    PositionSpan {
        start: first.start,
        end: second.end,
    }
}

/// The matches that lie in one sentence or paragraph, if the gap asks for it.
fn within_borders<'a>(
    side: &'a [PositionSpan],
    gap: Gap,
    borders: &[PositionSpan],
) -> Cow<'a, [PositionSpan]> {
    let is_wide = |one: &PositionSpan| one.end - one.start > 1;
    let unit = |position: u32| borders.partition_point(|border| border.start < position);
    let is_within = |one: &&PositionSpan| !is_wide(one) || unit(one.start) == unit(one.end - 1);
    match gap {
        Gap::Same(_) if side.iter().any(is_wide) => {
            Cow::Owned(side.iter().filter(is_within).copied().collect())
        }
        _ => Cow::Borrowed(side),
    }
}
