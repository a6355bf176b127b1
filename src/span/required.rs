//! The words that an article must contain for an expression to match in it, whatever their positions.

use std::collections::HashSet;

use crate::plan::expr::Expr;

/// A condition that every match fulfils.
pub enum Required<'a> {
    Set(usize),
    All(Vec<&'a Expr>),
    Any(Vec<&'a Expr>),
}

impl<'a> Required<'a> {
    pub fn of(expr: &'a Expr) -> Required<'a> {
        match expr {
            Expr::Set(set) => Required::Set(*set),
            Expr::Phrase { parts, .. } => Required::All(distinct(parts)),
            Expr::Any(parts) => Required::Any(parts.iter().collect()),
            Expr::Near { left, right, .. } => Required::All(vec![left, right]),
            Expr::Without { left: of, .. } | Expr::Quoted { of, .. } => Required::of(of),
        }
    }
}

/// The parts, each word once: a phrase may repeat one thousands of times.
fn distinct(parts: &[Expr]) -> Vec<&Expr> {
    let mut seen = HashSet::new();
    let is_new = |part: &&Expr| match part {
        Expr::Set(set) => seen.insert(*set),
        _ => true,
    };
    parts.iter().filter(is_new).collect()
}
