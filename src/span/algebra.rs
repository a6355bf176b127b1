//! The span algebra: where in an article an expression over words is true.
//!
//! The same evaluation decides a match, from the positions in the index, and draws the marks, from
//! the positions in the text. All lists are sorted by `(start, end)`. What of a match is marked is told
//! by `pieces`.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use crate::plan::expr::{Expr, Gap, Occurrences, Stretch, is_one_piece};
use crate::span::gallop::seek;
use crate::span::proximity::{self, Sides};

/// An expression in one article: from where to where each of its matches goes.
pub struct Held<'a> {
    pub expr: &'a Expr,
    /// Sorted, each once.
    pub extents: Cow<'a, [Stretch]>,
    /// The same of its parts, unless its matches are marked as a whole.
    pub parts: Vec<Held<'a>>,
    /// Whether there are so many pairs that only the nearest were looked at.
    pub is_cut: bool,
}

/// Every match of `expr`; of each proximity within it about so many `pairs` are written out.
pub fn held<'a>(expr: &'a Expr, at: &'a impl Occurrences, pairs: usize) -> Held<'a> {
    let held = |part| held(part, at, pairs);
    let (mut parts, mut is_cut): (Vec<Held<'a>>, _) = (Vec::new(), false);
    let extents = match expr {
        Expr::Set(set) => Cow::Borrowed(at.of(*set)),
        Expr::Phrase { parts, slop: 0 } => Cow::Owned(adjacent(parts, at)),
        Expr::Phrase { parts, slop } => Cow::Owned(phrase(parts, *slop, at)),
        Expr::Any(any) => {
            parts.extend(any.iter().map(held));
            let united = united(&parts);
            if is_one_piece(expr) {
                parts.clear();
            }
            Cow::Owned(united)
        }
        Expr::Near { left, right, gap } => {
            parts.extend([held(left), held(right)]);
            let joined;
            (joined, is_cut) = sides([&parts[0], &parts[1]], *gap, at).joined(pairs);
            Cow::Owned(joined)
        }
        Expr::Without { left, right, gap } => {
            parts.extend([held(left), held(right)]);
            let [left, right] = [&parts[0].extents, &parts[1].extents];
            Cow::Owned(proximity::without(left, right, *gap, at))
        }
        Expr::Quoted { of, begins, ends } => {
            parts.push(held(of));
            let (begins, ends) = (at.of(*begins), at.of(*ends));
            let quoted = parts[0].extents.iter();
            let quoted = quoted.filter(|one| is_quoted(**one, begins, ends));
            Cow::Owned(quoted.copied().collect())
        }
    };
    is_cut |= parts.iter().any(|part| part.is_cut);
    Held {
        expr,
        extents,
        parts,
        is_cut,
    }
}

/// Both sides of a proximity.
pub fn sides<'a>(
    [left, right]: [&'a Held<'_>; 2],
    gap: Gap,
    at: &'a impl Occurrences,
) -> Sides<'a> {
    Sides::new([&left.extents, &right.extents], gap, at)
}

/// The matches of any of the parts.
fn united(parts: &[Held<'_>]) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    parts
        .iter()
        .for_each(|part| all.extend_from_slice(&part.extents));
    all.sort_unstable();
    all.dedup();
    all
}

/// Where a part of a phrase stands; no proximity is one.
fn whole<'a>(part: &'a Expr, at: &'a impl Occurrences) -> Cow<'a, [Stretch]> {
    held(part, at, 0).extents
}

/// The parts one right behind the other.
fn adjacent(parts: &[Expr], at: &impl Occurrences) -> Vec<Stretch> {
    let Some((first, rest)) = parts.split_first() else {
        return Vec::new();
    };
    let mut reached = whole(first, at);
    for part in rest {
        if reached.is_empty() {
            break;
        }
        let mut next = Vec::new();
        follow(&reached, &whole(part, at), &mut next);
        reached = Cow::Owned(next);
    }
    reached.into_owned()
}

/// What is reached when a stretch of `part` follows right behind one of `begun`, sorted.
pub fn follow(begun: &[Stretch], part: &[Stretch], reached: &mut Vec<Stretch>) {
    reached.clear();
    let mut from = 0;
    for begun in begun {
        from = seek(part, from, |stretch| stretch.start < begun.end);
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
fn phrase(parts: &[Expr], slop: u32, at: &impl Occurrences) -> Vec<Stretch> {
    let parts: Vec<_> = parts.iter().map(|part| whole(part, at)).collect();
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
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a match lies within a quotation.
fn is_quoted(found: Stretch, begins: &[Stretch], ends: &[Stretch]) -> bool {
    let opened = begins.partition_point(|b| b.start <= found.start);
    let Some(open) = opened.checked_sub(1).map(|n| begins[n].start) else {
        return false;
    };
    let close = ends.partition_point(|e| e.start < open);
    let Some(close) = ends.get(close).map(|end| end.start) else {
        return false;
    };
    found.end <= close + 1
}
