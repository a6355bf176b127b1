//! Expressions over sets of words, and the places where they are true.

/// A range of positions in an article: `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PositionSpan {
    pub start: u32,
    pub end: u32,
}

impl PositionSpan {
    /// `width` positions from `start` on.
    #[inline]
    pub fn of(start: u32, width: u32) -> PositionSpan {
        let end = start.saturating_add(width);
        PositionSpan { start, end }
    }

    /// The same, counted from `base` positions before.
    #[inline]
    pub fn from(self, base: u32) -> PositionSpan {
        PositionSpan {
            start: self.start.saturating_add(base),
            end: self.end.saturating_add(base),
        }
    }
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

    /// How many proximities it is made of.
    pub fn proximities(&self) -> usize {
        let sum = |parts: &[Expr]| parts.iter().map(Expr::proximities).sum();
        match self {
            Expr::Set(_) => 0,
            Expr::Phrase { parts, .. } | Expr::Any(parts) => sum(parts),
            Expr::Near { left, right, .. } => 1 + left.proximities() + right.proximities(),
            Expr::Without { left, right, .. } => left.proximities() + right.proximities(),
            Expr::Quoted { of, .. } => of.proximities(),
        }
    }

    /// How many pieces a match has at least; they are marked.
    pub fn pieces(&self) -> u32 {
        match self {
            Expr::Set(_) | Expr::Phrase { .. } => 1,
            Expr::Any(parts) => parts.iter().map(Expr::pieces).min().unwrap_or(1),
            Expr::Near { left, right, .. } => left.pieces() + right.pieces(),
            Expr::Without { left: of, .. } | Expr::Quoted { of, .. } => of.pieces(),
        }
    }
}

/// Where the words of each set of a plan occur in one article.
pub trait Occurrences {
    /// Sorted by `(start, end)`.
    fn of(&self, set: usize) -> &[PositionSpan];
}

/// Whether what is marked of a match is always its whole extent.
pub fn is_one_piece(expr: &Expr) -> bool {
    match expr {
        Expr::Set(_) | Expr::Phrase { .. } => true,
        Expr::Any(parts) => parts.iter().all(is_one_piece),
        Expr::Near { .. } | Expr::Without { .. } | Expr::Quoted { .. } => false,
    }
}
