//! The span algebra: where in an article an expression over words is true.
//!
//! The same evaluation decides a match, from the positions in the index, and draws the marks, from
//! the positions in the text. All lists are sorted by `(start, end)`; every operator costs about
//! the length of its operands, never their product.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use crate::index::plan::expr::{Expr, Match, Occurrences, Stretch, sorted};
use crate::index::walk::near;

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
        Expr::Near { left, right, gap } => {
            near::near(&matches(left, at), &matches(right, at), *gap, at)
        }
        Expr::Without { left, right, gap } => {
            near::without(matches(left, at), &matches(right, at), *gap, at)
        }
        Expr::Quoted { of, begins, ends } => quoted(matches(of, at), at.of(*begins), at.of(*ends)),
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

/// The parts one right behind the other.
fn adjacent(parts: &[Expr], at: &impl Occurrences) -> Vec<Stretch> {
    let Some((first, rest)) = parts.split_first() else {
        return Vec::new();
    };
    let mut reached = extents(first, at);
    for part in rest {
        if reached.is_empty() {
            break;
        }
        let mut next = Vec::new();
        follow(&reached, &extents(part, at), &mut next);
        reached = Cow::Owned(next);
    }
    reached.into_owned()
}

/// What is reached when a stretch of `part` follows right behind one of `begun`, sorted.
pub fn follow(begun: &[Stretch], part: &[Stretch], reached: &mut Vec<Stretch>) {
    reached.clear();
    let mut from = 0;
    for begun in begun {
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
        reached.extend(here.map(|stretch| Stretch {
            start: begun.start,
            end: stretch.end,
        }));
    }
    if !reached.is_sorted() {
        reached.sort_unstable();
    }
    reached.dedup();
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
