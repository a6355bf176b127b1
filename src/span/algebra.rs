//! The span algebra: where in an article an expression over words is true.
//!
//! The same evaluation decides a match, from the positions in the index, and draws the marks, from
//! the positions in the text. All lists are sorted by `(start, end)`. What of a match is marked is told
//! by `pieces`.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use crate::plan::expr::{Expr, Gap, Occurrences, PositionSpan, is_one_piece};
use crate::span::gallop::seek;
use crate::span::proximity::{self, Proximity};

/// An expression in one article: from where to where each of its matches goes.
pub struct ExprSpans<'a> {
    pub expr: &'a Expr,
    /// Sorted, each once.
    pub spans: Cow<'a, [PositionSpan]>,
    /// The same of its parts, unless its matches are marked as a whole.
    pub parts: Vec<ExprSpans<'a>>,
    /// Whether there are so many pairs that only the nearest were looked at.
    pub is_cut: bool,
}

/// Every match of `expr`; of each proximity within it about so many `pairs` are written out.
pub fn held<'a>(expr: &'a Expr, at: &'a impl Occurrences, pairs: usize) -> ExprSpans<'a> {
    let held = |part| held(part, at, pairs);
    let (mut parts, mut is_cut): (Vec<ExprSpans<'a>>, _) = (Vec::new(), false);
    let spans = match expr {
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
            let [left, right] = [&parts[0].spans, &parts[1].spans];
            Cow::Owned(proximity::without(left, right, *gap, at))
        }
        Expr::Quoted { of, begins, ends } => {
            parts.push(held(of));
            let (begins, ends) = (at.of(*begins), at.of(*ends));
            let quoted = parts[0].spans.iter();
            let quoted = quoted.filter(|one| is_quoted(**one, begins, ends));
            Cow::Owned(quoted.copied().collect())
        }
    };
    is_cut |= parts.iter().any(|part| part.is_cut);
    ExprSpans {
        expr,
        spans,
        parts,
        is_cut,
    }
}

/// Both sides of a proximity.
pub fn sides<'a>(
    [left, right]: [&'a ExprSpans<'_>; 2],
    gap: Gap,
    at: &'a impl Occurrences,
) -> Proximity<'a> {
    Proximity::new([&left.spans, &right.spans], gap, at)
}

/// The matches of any of the parts.
fn united(parts: &[ExprSpans<'_>]) -> Vec<PositionSpan> {
    let mut all: Vec<PositionSpan> = Vec::new();
    parts
        .iter()
        .for_each(|part| all.extend_from_slice(&part.spans));
    all.sort_unstable();
    all.dedup();
    all
}

/// Where a part of a phrase stands; no proximity is one.
fn whole<'a>(part: &'a Expr, at: &'a impl Occurrences) -> Cow<'a, [PositionSpan]> {
    held(part, at, 0).spans
}

/// The parts one right behind the other.
fn adjacent(parts: &[Expr], at: &impl Occurrences) -> Vec<PositionSpan> {
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

/// What is reached when a span of `part` follows right behind one of `begun`, sorted.
pub fn follow(begun: &[PositionSpan], part: &[PositionSpan], reached: &mut Vec<PositionSpan>) {
    reached.clear();
    let mut from = 0;
    for begun in begun {
        from = seek(part, from, |span| span.start < begun.end);
        let here = part[from..]
            .iter()
            .take_while(|span| span.start == begun.end);
        reached.extend(here.map(|span| PositionSpan {
            start: begun.start,
            end: span.end,
        }));
    }
    if !reached.is_sorted() {
        reached.sort_unstable();
    }
    reached.dedup();
}

/// From every start, the parts that follow soonest.
fn phrase(parts: &[Expr], slop: u32, at: &impl Occurrences) -> Vec<PositionSpan> {
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
                let from = part.partition_point(|span| span.start < end);
                let Some(soonest) = part.get(from).map(|span| span.start) else {
                    continue;
                };
                if soonest - end > slop - free {
                    continue;
                }
                let free = free + soonest - end;
                let same = part[from..].iter().take_while(|span| span.start == soonest);
                next.extend(same.map(|span| (span.end, free)));
            }
            next.sort_unstable();
            next.dedup();
            reached = next;
        }
        found.extend(reached.iter().map(|&(end, _)| PositionSpan {
            start: begin.start,
            end,
        }));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a match lies within a quotation.
fn is_quoted(found: PositionSpan, begins: &[PositionSpan], ends: &[PositionSpan]) -> bool {
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
