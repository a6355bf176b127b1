//! The span algebra: where in an article an expression over words is true.
//!
//! The same evaluation decides a match, from the positions in the index, and draws the marks, from
//! the positions in the text. All lists are sorted by `(start, end)`; every operator costs about
//! the length of its operands, never their product.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

/// A stretch of positions of an article: `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    pub start: u32,
    pub end: u32,
}

/// A place where an expression is true: its extent, and the pieces of it that are to be marked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    pub extent: Stretch,
    pub pieces: SmallVec<[Stretch; 2]>,
}

/// An expression over sets of words; sets are named by their number in the plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    Set(usize),
    /// The parts in this order, with at most `slop` positions between them in all.
    Phrase {
        parts: Vec<Expr>,
        slop: u32,
    },
    Near {
        left: Box<Expr>,
        right: Box<Expr>,
        gap: Gap,
    },
    /// `left` where no `right` is within the gap.
    Without {
        left: Box<Expr>,
        right: Box<Expr>,
        gap: Gap,
    },
    Any(Vec<Expr>),
    /// `of` between a quotation's begin and its end.
    Quoted {
        of: Box<Expr>,
        begins: usize,
        ends: usize,
    },
}

/// How far apart two things may be. Neighbours are 1 apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    Words(u32),
    /// The left one first.
    Before(u32),
    /// No end of this set of borders between them.
    Same(usize),
}

impl Expr {
    /// Calls `each` with every set, those of borders too.
    pub fn sets(&self, each: &mut impl FnMut(usize)) {
        match self {
            Expr::Set(set) => each(*set),
            Expr::Phrase { parts, .. } | Expr::Any(parts) => {
                parts.iter().for_each(|part| part.sets(each))
            }
            Expr::Near { left, right, gap } | Expr::Without { left, right, gap } => {
                left.sets(each);
                right.sets(each);
                if let Gap::Same(ends) = gap {
                    each(*ends);
                }
            }
            Expr::Quoted { of, begins, ends } => {
                of.sets(each);
                each(*begins);
                each(*ends);
            }
        }
    }
}

/// Where the sets of a plan stand in one article.
pub trait Occurrences {
    /// Sorted by `(start, end)`.
    fn of(&self, set: usize) -> &[Stretch];
}

/// Every match of `expr`, sorted by extent.
pub fn matches(expr: &Expr, at: &impl Occurrences) -> Vec<Match> {
    match expr {
        Expr::Set(set) => at
            .of(*set)
            .iter()
            .map(|&stretch| Match::single(stretch))
            .collect(),
        Expr::Any(parts) => sorted(parts.iter().flat_map(|part| matches(part, at)).collect()),
        Expr::Phrase { .. } => extents(expr, at)
            .iter()
            .map(|&one| Match::single(one))
            .collect(),
        Expr::Near { left, right, gap } => near(&matches(left, at), &matches(right, at), *gap, at),
        Expr::Without { left, right, gap } => {
            without(matches(left, at), &matches(right, at), *gap, at)
        }
        Expr::Quoted { of, begins, ends } => quoted(matches(of, at), at.of(*begins), at.of(*ends)),
    }
}

impl Match {
    fn single(stretch: Stretch) -> Match {
        Match {
            extent: stretch,
            pieces: smallvec![stretch],
        }
    }
}

/// From where to where every match of `expr` goes, sorted, each once.
pub fn extents<'a>(expr: &Expr, at: &'a impl Occurrences) -> Cow<'a, [Stretch]> {
    match expr {
        Expr::Set(set) => Cow::Borrowed(at.of(*set)),
        Expr::Phrase { parts, slop: 0 } => Cow::Owned(adjacent(parts, at)),
        Expr::Phrase { parts, slop } => {
            let parts: Vec<_> = parts.iter().map(|part| extents(part, at)).collect();
            Cow::Owned(phrase(&parts, *slop))
        }
        Expr::Any(parts) => {
            let mut all: Vec<Stretch> = Vec::new();
            parts
                .iter()
                .for_each(|part| all.extend_from_slice(&extents(part, at)));
            all.sort_unstable();
            all.dedup();
            Cow::Owned(all)
        }
        other => {
            let mut all: Vec<_> = matches(other, at)
                .into_iter()
                .map(|found| found.extent)
                .collect();
            all.dedup();
            Cow::Owned(all)
        }
    }
}

/// The most of these that do not overlap: how many times something is there. `ai*` is there once in
/// `AI-generated`, as a part of it and as the whole.
pub fn times(extents: &[Stretch]) -> u32 {
    let mut by_end: Vec<&Stretch> = extents.iter().collect();
    by_end.sort_unstable_by_key(|one| one.end);
    let (mut times, mut behind) = (0, 0);
    for one in by_end {
        if one.start >= behind {
            times += 1;
            behind = one.end;
        }
    }
    times
}

/// Calls `each` with both ends of every pair of a proximity in words between two things of one
/// piece, each pair once, as `matches` has them. `false` if the expression is another one, or if
/// a thing begins within another; then nothing was called.
pub fn pairs(expr: &Expr, at: &impl Occurrences, mut each: impl FnMut([Stretch; 2])) -> bool {
    let Expr::Near { left, right, gap } = expr else {
        return false;
    };
    let (most, ordered) = match gap {
        Gap::Words(most) => (*most, false),
        Gap::Before(most) => (*most, true),
        Gap::Same(_) => return false,
    };
    if !is_one_piece(left) || !is_one_piece(right) {
        return false;
    }
    let (left, right) = (extents(left, at), extents(right, at));
    let apart = |of: &[Stretch]| of.windows(2).all(|two| two[0].end <= two[1].start);
    if !apart(&left) || !apart(&right) {
        return false;
    }
    let mut found: SmallVec<[[Stretch; 2]; 8]> = SmallVec::new();
    nearest(&left, &right, most, &mut found);
    if !ordered {
        nearest(&right, &left, most, &mut found);
        found.sort_unstable();
        found.dedup();
    }
    found.into_iter().for_each(&mut each);
    true
}

/// The pairs of something and what begins soonest behind it, and of something and what ends last
/// before it, that are at most so many positions apart.
fn nearest(
    first: &[Stretch],
    second: &[Stretch],
    most: u32,
    found: &mut SmallVec<[[Stretch; 2]; 8]>,
) {
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

/// Whether what is marked of a match is always its whole extent.
pub fn is_one_piece(expr: &Expr) -> bool {
    match expr {
        Expr::Set(_) | Expr::Phrase { .. } => true,
        Expr::Any(parts) => parts.iter().all(is_one_piece),
        Expr::Near { .. } | Expr::Without { .. } | Expr::Quoted { .. } => false,
    }
}

fn sorted(mut all: Vec<Match>) -> Vec<Match> {
    all.sort_unstable();
    all.dedup();
    all
}

/// The parts one right behind the other.
fn adjacent(parts: &[Expr], at: &impl Occurrences) -> Vec<Stretch> {
    let Some((first, rest)) = parts.split_first() else {
        return Vec::new();
    };
    let mut reached = extents(first, at).into_owned();
    for part in rest {
        let part = extents(part, at);
        let mut next = Vec::with_capacity(reached.len().min(part.len()));
        let mut from = 0;
        for begun in &reached {
            // Ends are nearly sorted: only words of several positions step back.
            while from > 0 && part[from - 1].start >= begun.end {
                from -= 1;
            }
            while from < part.len() && part[from].start < begun.end {
                from += 1;
            }
            let here = part[from..]
                .iter()
                .take_while(|stretch| stretch.start == begun.end);
            next.extend(here.map(|stretch| Stretch {
                start: begun.start,
                end: stretch.end,
            }));
        }
        next.sort_unstable();
        next.dedup();
        reached = next;
    }
    reached
}

/// From every start, the parts that follow soonest.
fn phrase(parts: &[Cow<'_, [Stretch]>], slop: u32) -> Vec<Stretch> {
    let Some((first, rest)) = parts.split_first() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for begin in first.iter() {
        // Ends reached so far, with the positions left free on the way.
        let mut reached: SmallVec<[(u32, u32); 2]> = smallvec![(begin.end, 0)];
        for part in rest {
            let mut next: SmallVec<[(u32, u32); 2]> = SmallVec::new();
            for &(end, free) in &reached {
                let from = part.partition_point(|stretch| stretch.start < end);
                let Some(soonest) = part.get(from).map(|stretch| stretch.start) else {
                    continue;
                };
                if soonest - end > slop - free {
                    continue;
                }
                let free = free + soonest - end;
                let same = part[from..]
                    .iter()
                    .take_while(|stretch| stretch.start == soonest);
                next.extend(same.map(|stretch| (stretch.end, free)));
            }
            next.sort_unstable();
            next.dedup();
            reached = next;
        }
        found.extend(reached.iter().map(|&(end, _)| Stretch {
            start: begin.start,
            end,
        }));
    }
    found.dedup();
    found
}

/// Pairs every match with its nearest partner on either side. A match that has a partner within
/// the gap is in some pair, and for either of its sides that has one it stands at the other edge
/// of a pair.
fn near(left: &[Match], right: &[Match], gap: Gap, at: &impl Occurrences) -> Vec<Match> {
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

fn without(left: Vec<Match>, right: &[Match], gap: Gap, at: &impl Occurrences) -> Vec<Match> {
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
                .any(|b| b.extent.end > a.extent.start)
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

/// The matches that lie within a quotation. Where another begins before the first has ended, the
/// first held no word: its end stands before its beginning.
fn quoted(of: Vec<Match>, begins: &[Stretch], ends: &[Stretch]) -> Vec<Match> {
    let inside = |found: &Match| {
        let opened = begins.partition_point(|b| b.start <= found.extent.start);
        let Some(open) = opened.checked_sub(1).map(|n| begins[n].start) else {
            return false;
        };
        let close = ends.partition_point(|e| e.start < open);
        let Some(close) = ends.get(close).map(|end| end.start) else {
            return false;
        };
        let is_empty = begins.get(opened).is_some_and(|next| next.start <= close);
        !is_empty && found.extent.end <= close + 1
    };
    of.into_iter().filter(inside).collect()
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
