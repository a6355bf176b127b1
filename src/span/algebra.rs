//! The span algebra: the matches of an expression in an article.
//!
//! All lists are sorted by `(start, end)`. Which parts of a match are marked is decided by `pieces`.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use crate::plan::expr::{Expr, Gap, Occurrences, PositionSpan, is_one_piece};
use crate::request::interrupt::{Steps, Stopped};
use crate::span::gallop::seek;
use crate::span::proximity::{self, Proximity};

/// An expression and its matches in one article.
pub struct ExprSpans<'a> {
    pub expr: &'a Expr,
    /// Sorted, each once.
    pub spans: Cow<'a, [PositionSpan]>,
    /// The same for the parts of the expression, unless its matches are marked as a whole.
    pub parts: Vec<ExprSpans<'a>>,
    /// Whether there are so many pairs that only the nearest were looked at.
    pub is_cut: bool,
}

/// How much an evaluation may do.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// About how many pairs of each proximity are written out.
    pub pairs: usize,
    pub steps: &'a Steps<'a>,
}

/// Every match of `expr`, a proximity's within the limits.
pub fn spans_of<'a>(
    expr: &'a Expr,
    at: &'a impl Occurrences,
    limits: Limits<'_>,
) -> Result<ExprSpans<'a>, Stopped> {
    let of_part = |part: &'a Expr| spans_of(part, at, limits);
    let (mut parts, mut is_cut) = (Vec::new(), false);
    let spans = match expr {
        Expr::Set(set) => Cow::Borrowed(at.of(*set)),
        Expr::Phrase { parts, slop: 0 } => Cow::Owned(exact_phrase(parts, at, limits)?),
        Expr::Phrase { parts, slop } => Cow::Owned(sloppy_phrase(parts, *slop, at, limits)?),
        Expr::Any(any) => {
            parts = any.iter().map(of_part).collect::<Result<_, _>>()?;
            let united = union(&parts, limits.steps)?;
            if is_one_piece(expr) {
                parts.clear();
            }
            Cow::Owned(united)
        }
        Expr::Near { left, right, gap } => {
            parts = vec![of_part(left)?, of_part(right)?];
            let pairs;
            (pairs, is_cut) = proximity([&parts[0], &parts[1]], *gap, at).pairs(limits)?;
            Cow::Owned(pairs)
        }
        Expr::Without { left, right, gap } => {
            parts = vec![of_part(left)?, of_part(right)?];
            let [left, right] = [&parts[0].spans, &parts[1].spans];
            Cow::Owned(proximity::without(left, right, *gap, at, limits.steps)?)
        }
        Expr::Quoted { of, begins, ends } => {
            parts = vec![of_part(of)?];
            let (begins, ends) = (at.of(*begins), at.of(*ends));
            limits.steps.take(parts[0].spans.len())?;
            let quoted = parts[0].spans.iter();
            let quoted = quoted.filter(|one| is_quoted(**one, begins, ends));
            Cow::Owned(quoted.copied().collect())
        }
    };
    is_cut |= parts.iter().any(|part| part.is_cut);
    Ok(ExprSpans {
        expr,
        spans,
        parts,
        is_cut,
    })
}

/// The proximity of two evaluated expressions.
pub fn proximity<'a>(
    [left, right]: [&'a ExprSpans<'_>; 2],
    gap: Gap,
    at: &'a impl Occurrences,
) -> Proximity<'a> {
    Proximity::new([&left.spans, &right.spans], gap, at)
}

/// The matches of any of the parts.
fn union(parts: &[ExprSpans<'_>], steps: &Steps<'_>) -> Result<Vec<PositionSpan>, Stopped> {
    let mut all: Vec<PositionSpan> = Vec::new();
    for part in parts {
        steps.take(part.spans.len())?;
        all.extend_from_slice(&part.spans);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// The matches of a part of a phrase. No proximity is one, so no pairs are written out.
fn phrase_part<'a>(
    part: &'a Expr,
    at: &'a impl Occurrences,
    limits: Limits<'_>,
) -> Result<Cow<'a, [PositionSpan]>, Stopped> {
    let spans = spans_of(part, at, Limits { pairs: 0, ..limits })?.spans;
    limits.steps.take(spans.len())?;
    Ok(spans)
}

/// Matches of the parts, each beginning where the one before ends.
fn exact_phrase(
    parts: &[Expr],
    at: &impl Occurrences,
    limits: Limits<'_>,
) -> Result<Vec<PositionSpan>, Stopped> {
    let Some((first, rest)) = parts.split_first() else {
        return Ok(Vec::new());
    };
    let mut phrase = phrase_part(first, at, limits)?;
    for part in rest {
        if phrase.is_empty() {
            break;
        }
        let mut longer = Vec::new();
        follow(&phrase, &phrase_part(part, at, limits)?, &mut longer);
        phrase = Cow::Owned(longer);
    }
    Ok(phrase.into_owned())
}

/// The spans that one of `phrase` makes with one of `part` that begins where it ends, sorted.
pub fn follow(phrase: &[PositionSpan], part: &[PositionSpan], longer: &mut Vec<PositionSpan>) {
    longer.clear();
    let mut from = 0;
    for begun in phrase {
        from = seek(part, from, |span| span.start < begun.end);
        let here = part[from..]
            .iter()
            .take_while(|span| span.start == begun.end);
        longer.extend(here.map(|span| PositionSpan {
            start: begun.start,
            end: span.end,
        }));
    }
    if !longer.is_sorted() {
        longer.sort_unstable();
    }
    longer.dedup();
}

/// From every start, the parts that follow soonest, with at most `slop` positions between them in all.
fn sloppy_phrase(
    parts: &[Expr],
    slop: u32,
    at: &impl Occurrences,
    limits: Limits<'_>,
) -> Result<Vec<PositionSpan>, Stopped> {
    let parts = parts.iter().map(|part| phrase_part(part, at, limits));
    let parts = parts.collect::<Result<Vec<_>, Stopped>>()?;
    let Some((first, rest)) = parts.split_first() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for begin in first.iter() {
        // The ends reached so far, with the positions between the parts.
        let mut reached: SmallVec<[(u32, u32); 2]> = smallvec![(begin.end, 0)];
        for part in rest {
            limits.steps.take(reached.len())?;
            let mut next: SmallVec<[(u32, u32); 2]> = SmallVec::new();
            for &(end, between) in &reached {
                let from = part.partition_point(|span| span.start < end);
                let Some(soonest) = part.get(from).map(|span| span.start) else {
                    continue;
                };
                if soonest - end > slop - between {
                    continue;
                }
                let between = between + soonest - end;
                let same = part[from..].iter().take_while(|span| span.start == soonest);
                next.extend(same.map(|span| (span.end, between)));
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
    Ok(found)
}

/// Whether a match lies within a quotation.
fn is_quoted(found: PositionSpan, begins: &[PositionSpan], ends: &[PositionSpan]) -> bool {
    let opened = begins.partition_point(|begin| begin.start <= found.start);
    let Some(open) = opened.checked_sub(1).map(|last| begins[last].start) else {
        return false;
    };
    let close = ends.partition_point(|end| end.start < open);
    let Some(close) = ends.get(close).map(|end| end.start) else {
        return false;
    };
    found.end <= close + 1
}
