//! Pieces: what is marked of the matches of an expression, and how many matches there are.
//!
//! A word or a phrase is one piece; a proximity has the pieces of both its sides. A part of an expression
//! counts only in the matches that the whole has.

use crate::plan::expr::{Expr, Occurrences, PositionSpan};
use crate::request::interrupt::{Interrupt, Steps, Stopped};
use crate::span::algebra::{ExprSpans, Limits, proximity, spans_of};
use crate::span::proximity::{MAX_PAIRS, Partners};

/// The pieces of one expression after the other, in memory that is used again.
pub struct Pieces<'a> {
    /// Sorted, each once.
    pub found: Vec<PositionSpan>,
    /// Whether any article had so many pairs that only the nearest were looked at.
    pub is_cut: bool,
    steps: Steps<'a>,
    partners: Partners,
    /// How many pairs are written out for each proximity.
    pairs: usize,
}

impl<'a> Pieces<'a> {
    pub fn new(interrupt: &'a Interrupt) -> Pieces<'a> {
        Pieces {
            found: Vec::new(),
            is_cut: false,
            steps: Steps::new(interrupt),
            partners: Partners::default(),
            pairs: 0,
        }
    }

    /// Finds the pieces of all matches of `expr`.
    pub fn find(&mut self, expr: &Expr, at: &impl Occurrences) -> Result<(), Stopped> {
        self.found.clear();
        self.share_pairs(expr);
        self.add(expr, at)?;
        if !self.found.is_sorted() {
            self.found.sort();
        }
        self.found.dedup();
        Ok(())
    }

    /// The largest number of matches of `expr` that do not overlap. `ai*` matches once in `AI-generated`,
    /// as a part of it and as the whole.
    pub fn times(&mut self, expr: &Expr, at: &impl Occurrences) -> Result<u32, Stopped> {
        self.share_pairs(expr);
        let mut by_end = match expr {
            Expr::Near { left, right, gap } => {
                let sides = [&self.spans_of(left, at)?, &self.spans_of(right, at)?];
                let (shortest, is_cut) =
                    proximity(sides, *gap, at).shortest_pairs(self.limits())?;
                self.is_cut |= is_cut;
                shortest
            }
            _ => self.spans_of(expr, at)?.spans.into_owned(),
        };
        self.steps.take(by_end.len())?;
        by_end.sort_unstable_by_key(|one| one.end);
        let (mut times, mut end) = (0, 0);
        for one in by_end {
            if one.start >= end {
                times += 1;
                end = one.end;
            }
        }
        Ok(times)
    }

    /// Divides the pairs that may be written out among the proximities.
    fn share_pairs(&mut self, expr: &Expr) {
        self.pairs = MAX_PAIRS / expr.proximities().max(1);
    }

    fn limits(&self) -> Limits<'_> {
        Limits {
            pairs: self.pairs,
            steps: &self.steps,
        }
    }

    fn spans_of<'e>(
        &mut self,
        expr: &'e Expr,
        at: &'e impl Occurrences,
    ) -> Result<ExprSpans<'e>, Stopped> {
        let spans = spans_of(expr, at, self.limits())?;
        self.is_cut |= spans.is_cut;
        Ok(spans)
    }

    fn add(&mut self, expr: &Expr, at: &impl Occurrences) -> Result<(), Stopped> {
        match expr {
            Expr::Any(parts) => parts.iter().try_for_each(|part| self.add(part, at)),
            // These pairs are in no other expression: they need not be written out.
            Expr::Near { left, right, gap } => {
                let (left, right) = (self.spans_of(left, at)?, self.spans_of(right, at)?);
                let sides = [&left, &right];
                let proximity = proximity(sides, *gap, at);
                if !proximity.find_partners(&mut self.partners, &self.steps)? {
                    return Ok(());
                }
                if sides.iter().all(|side| side.parts.is_empty()) {
                    proximity.merge_sides(&self.partners, &mut self.found);
                    return Ok(());
                }
                self.add_sides(sides, &proximity.by_side(&self.partners), at)
            }
            Expr::Set(_) | Expr::Phrase { .. } | Expr::Without { .. } | Expr::Quoted { .. } => {
                let all = self.spans_of(expr, at)?;
                self.add_of(&all, &all.spans, at)
            }
        }
    }

    /// Adds the pieces of the matches whose span is one of `spans`, which are sorted.
    fn add_of(
        &mut self,
        of: &ExprSpans<'_>,
        spans: &[PositionSpan],
        at: &impl Occurrences,
    ) -> Result<(), Stopped> {
        match (of.expr, of.parts.as_slice()) {
            (_, []) => self.found.extend_from_slice(spans),
            (Expr::Near { gap, .. }, [left, right]) => {
                let proximity = proximity([left, right], *gap, at);
                let limits = Limits {
                    pairs: self.pairs,
                    steps: &self.steps,
                };
                proximity.find_partners_in(spans, limits, &mut self.partners)?;
                self.add_sides([left, right], &proximity.by_side(&self.partners), at)?;
            }
            (Expr::Any(_), parts) => {
                for part in parts {
                    self.steps.take(spans.len())?;
                    let is_here = |one: &&PositionSpan| part.spans.binary_search(one).is_ok();
                    let here: Vec<PositionSpan> = spans.iter().filter(is_here).copied().collect();
                    self.add_of(part, &here, at)?;
                }
            }
            // Of `a NOT w/5 b` and of a quotation the first part is marked.
            (_, [first, ..]) => self.add_of(first, spans, at)?,
        }
        Ok(())
    }

    fn add_sides(
        &mut self,
        sides: [&ExprSpans<'_>; 2],
        spans: &[Vec<PositionSpan>; 2],
        at: &impl Occurrences,
    ) -> Result<(), Stopped> {
        for (side, spans) in sides.into_iter().zip(spans) {
            self.add_of(side, spans, at)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use super::*;
    use crate::plan::expr::Gap;

    /// Two words that take turns, `count` times each.
    struct Turns([Vec<PositionSpan>; 2]);

    impl Turns {
        fn of(count: u32) -> Turns {
            let word = |first| (0..count).map(move |turn| PositionSpan::of(2 * turn + first, 1));
            Turns([0, 1].map(|first| word(first).collect()))
        }
    }

    impl Occurrences for Turns {
        fn of(&self, set: usize) -> &[PositionSpan] {
            &self.0[set]
        }
    }

    fn nested(depth: usize, wrap: fn(Box<Expr>, Box<Expr>) -> Expr) -> Expr {
        (0..depth).fold(Expr::Set(0), |inner, _| {
            wrap(Box::new(inner), Box::new(Expr::Set(1)))
        })
    }

    /// Each takes many seconds where nothing stops it.
    fn pathological() -> [Expr; 3] {
        let near = nested(64, |left, right| {
            let gap = Gap::Words(5_000);
            Expr::Near { left, right, gap }
        });
        let without = nested(64, |left, right| {
            let gap = Gap::Before(0);
            Expr::Without { left, right, gap }
        });
        let sloppy = Expr::Phrase {
            parts: (0..5_000).map(|number| Expr::Set(number % 2)).collect(),
            slop: 9,
        };
        [near, without, sloppy]
    }

    #[test]
    fn an_article_with_too_many_pairs_is_left_at_the_deadline() {
        let article = Turns::of(100_000);
        for expr in pathological() {
            let begun = Instant::now();
            let interrupt = Interrupt {
                deadline: Some(begun + Duration::from_millis(20)),
                ..Interrupt::none()
            };
            let mut pieces = Pieces::new(&interrupt);
            assert_eq!(pieces.find(&expr, &article), Err(Stopped::TimedOut));
            assert_eq!(pieces.times(&expr, &article), Err(Stopped::TimedOut));
            let taken = begun.elapsed();
            assert!(taken < Duration::from_secs(10), "{taken:?}");
        }
    }

    #[test]
    fn an_article_with_too_many_pairs_is_left_when_another_thread_cancels() {
        let article = Turns::of(100_000);
        let cancelled = Arc::new(AtomicBool::new(false));
        let interrupt = Interrupt {
            cancelled: Some(Arc::clone(&cancelled)),
            ..Interrupt::none()
        };
        let [expr, ..] = pathological();
        let found = std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(20));
                cancelled.store(true, Ordering::Relaxed);
            });
            Pieces::new(&interrupt).find(&expr, &article)
        });
        assert_eq!(found, Err(Stopped::Cancelled));
    }

    #[test]
    fn an_ordinary_article_is_not_stopped_by_a_far_deadline() {
        let article = Turns::of(10);
        let interrupt = Interrupt {
            deadline: Some(Instant::now() + Duration::from_secs(3600)),
            ..Interrupt::none()
        };
        let mut pieces = Pieces::new(&interrupt);
        let near = nested(1, |left, right| {
            let gap = Gap::Before(1);
            Expr::Near { left, right, gap }
        });
        assert_eq!(pieces.find(&near, &article), Ok(()));
        assert_eq!(pieces.found.len(), 20);
        assert_eq!(pieces.times(&near, &article), Ok(10));
    }
}
