//! Pieces: what is marked of the matches of an expression, and how many times it is there.
//!
//! A word or a phrase is one piece; a proximity has those of both its sides. Something within a proximity
//! counts only in the matches that the whole has.

use crate::plan::expr::{Expr, Occurrences, PositionSpan};
use crate::span::algebra::{ExprSpans, held, sides};
use crate::span::proximity::{MAX_PAIRS, Partners};

/// What is marked of an expression in one article, and room to find it in.
#[derive(Default)]
pub struct Pieces {
    /// Sorted, each once.
    pub found: Vec<PositionSpan>,
    /// Whether there are so many pairs in an article that only the nearest were looked at.
    pub is_cut: bool,
    paired: Partners,
    /// How many pairs are written out for each proximity.
    pairs: usize,
}

impl Pieces {
    /// Finds the pieces of all matches of `expr`.
    pub fn find(&mut self, expr: &Expr, at: &impl Occurrences) {
        self.found.clear();
        self.share(expr);
        self.add(expr, at);
        if !self.found.is_sorted() {
            self.found.sort();
        }
        self.found.dedup();
    }

    /// How many times `expr` is there: the most of its matches that do not overlap. `ai*` is there once in
    /// `AI-generated`, as a part of it and as the whole.
    pub fn times(&mut self, expr: &Expr, at: &impl Occurrences) -> u32 {
        self.share(expr);
        let mut by_end = match expr {
            Expr::Near { left, right, gap } => {
                let both = [&self.held(left, at), &self.held(right, at)];
                let (shortest, is_cut) = sides(both, *gap, at).shortest(self.pairs);
                self.is_cut |= is_cut;
                shortest
            }
            _ => self.held(expr, at).spans.into_owned(),
        };
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

    /// Shares out what may be written out among the proximities.
    fn share(&mut self, expr: &Expr) {
        self.pairs = MAX_PAIRS / expr.proximities().max(1);
    }

    fn held<'a>(&mut self, expr: &'a Expr, at: &'a impl Occurrences) -> ExprSpans<'a> {
        let held = held(expr, at, self.pairs);
        self.is_cut |= held.is_cut;
        held
    }

    fn add(&mut self, expr: &Expr, at: &impl Occurrences) {
        match expr {
            Expr::Any(parts) => parts.iter().for_each(|part| self.add(part, at)),
            // Nothing is near these pairs in turn: they need not be written out.
            Expr::Near { left, right, gap } => {
                let (left, right) = (self.held(left, at), self.held(right, at));
                let both = [&left, &right];
                let sides = sides(both, *gap, at);
                if !sides.partners(&mut self.paired) {
                    return;
                }
                match both.iter().all(|side| side.parts.is_empty()) {
                    true => sides.together(&self.paired, &mut self.found),
                    false => self.add_both(both, &sides.apart(&self.paired), at),
                }
            }
            _ => {
                let held = self.held(expr, at);
                self.add_of(&held, &held.spans, at);
            }
        }
    }

    /// Adds the pieces of those matches that go from where to where one of `spans` does, which are
    /// sorted.
    fn add_of(&mut self, held: &ExprSpans<'_>, spans: &[PositionSpan], at: &impl Occurrences) {
        match (held.expr, held.parts.as_slice()) {
            (_, []) => self.found.extend_from_slice(spans),
            (Expr::Near { gap, .. }, [left, right]) => {
                let sides = sides([left, right], *gap, at);
                sides.pairs_of(spans, self.pairs, &mut self.paired);
                self.add_both([left, right], &sides.apart(&self.paired), at);
            }
            (Expr::Any(_), parts) => {
                for part in parts {
                    let is_here = |one: &&PositionSpan| part.spans.binary_search(one).is_ok();
                    let here: Vec<PositionSpan> = spans.iter().filter(is_here).copied().collect();
                    self.add_of(part, &here, at);
                }
            }
            // Of `a NOT w/5 b` and of what is quoted the first part is marked.
            (_, [of, ..]) => self.add_of(of, spans, at),
        }
    }

    fn add_both(
        &mut self,
        both: [&ExprSpans<'_>; 2],
        paired: &[Vec<PositionSpan>; 2],
        at: &impl Occurrences,
    ) {
        for (side, paired) in both.into_iter().zip(paired) {
            self.add_of(side, paired, at);
        }
    }
}
