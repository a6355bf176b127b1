//! A query ready to be carried out: every leaf an expression over sets of index words.
//!
//! A plan knows no index: which words a set has is found per segment when it is carried out, and
//! per text when marks are drawn.
//!
//! `planner` makes one: `shape` and `pattern` say what a typed word means, `expansion` what else it is
//! called, `designation` how letters and a number may be written, `context` what the operators around it say.

pub mod calendar;
pub mod context;
pub mod designation;
pub mod expansion;
pub mod expr;
pub mod pattern;
pub mod planner;
pub mod shape;

use std::sync::Arc;

use crate::field::Field;
use crate::plan::calendar::Calendar;
use crate::plan::expr::Expr;
use crate::plan::pattern::Pattern;

/// A query ready to be carried out.
#[derive(Default)]
pub struct Plan {
    pub sets: Arc<Vec<Set>>,
    pub leaves: Vec<Leaf>,
    pub days: Vec<(Field, Calendar)>,
    pub tree: Node,
    /// Full sentences about words that could not be used.
    pub notes: Vec<String>,
}

/// The words of one field that a pattern takes.
pub struct Set {
    pub field: Field,
    pub pattern: Pattern,
}

/// Something that is true or false in an article and may be marked in it.
#[derive(Debug, Clone, Default)]
pub struct Leaf {
    /// In the query language.
    pub text: String,
    /// Aliases and compounds that are looked for besides.
    pub also: Vec<String>,
    /// The word, if it is one.
    pub word: Option<String>,
    /// Whether it is asked for: it is not under a NOT.
    pub wanted: bool,
    /// Where to look, and for what. Title and body are looked at apart; any of them will do.
    pub sides: Vec<(Field, Expr)>,
    /// The sets of words that make it no truer and count a little for its score: the relatives of a word.
    pub relatives: Vec<usize>,
    /// True where there are at least this many matches.
    pub times: u32,
    pub boost: f32,
    /// How many words of the question it is; 0 for what others have said already.
    pub words: u32,
    /// Whether its matches are marked and scored: it is running text and not under a NOT.
    pub shown: bool,
}

impl Plan {
    /// The plan of one leaf by itself.
    pub fn alone(&self, leaf: usize) -> Plan {
        Plan {
            sets: Arc::clone(&self.sets),
            leaves: vec![self.leaves[leaf].clone()],
            tree: Node::Leaf(0),
            ..Plan::default()
        }
    }

    /// The leaf that is likely to take longest; the first of several.
    pub fn dearest(&self) -> Option<&Leaf> {
        let mut dearest = None;
        for leaf in &self.leaves {
            let sides = leaf.sides.iter();
            let cost: u64 = sides.map(|(_, expr)| self.cost(expr)).sum();
            if dearest.is_none_or(|(most, _)| cost > most) {
                dearest = Some((cost, leaf));
            }
        }
        dearest.map(|(_, leaf)| leaf)
    }

    /// About how long an expression takes, in words that are looked up.
    fn cost(&self, expr: &Expr) -> u64 {
        const OF_A_SCAN: u64 = 1000;
        let all = |parts: &[Expr]| parts.iter().map(|part| self.cost(part)).sum();
        match expr {
            Expr::Set(set) if self.sets[*set].pattern.is_wide() => OF_A_SCAN,
            Expr::Set(_) => 1,
            Expr::Phrase { parts, .. } | Expr::Any(parts) => all(parts),
            // Within another proximity its pairs are written out.
            Expr::Near { left, right, .. } | Expr::Without { left, right, .. } => {
                2 * (self.cost(left) + self.cost(right))
            }
            Expr::Quoted { of, .. } => self.cost(of),
        }
    }

    /// Whether the mark of a word depends on more of the article than the word.
    pub fn needs_context(&self) -> bool {
        let alone = |expr: &Expr| matches!(expr, Expr::Set(_));
        let mut shown = self.leaves.iter().filter(|leaf| leaf.shown);
        shown.any(|leaf| leaf.times > 1 || !leaf.sides.iter().all(|(_, expr)| alone(expr)))
    }
}

impl Leaf {
    /// The sets whose words make the leaf true wherever they occur; and what is left of its sides,
    /// which is decided by positions.
    pub fn parts(&self) -> (Vec<usize>, Vec<(Field, Expr)>) {
        if self.times > 1 {
            return (Vec::new(), self.sides.clone());
        }
        let (mut words, mut rest) = (Vec::new(), Vec::new());
        for (field, expr) in &self.sides {
            let mut others = Vec::new();
            take_apart(expr, &mut words, &mut others);
            match others.len() {
                0 => {}
                1 => rest.extend(others.into_iter().map(|other| (*field, other))),
                _ => rest.push((*field, Expr::Any(others))),
            }
        }
        words.sort_unstable();
        words.dedup();
        (words, rest)
    }
}

fn take_apart(expr: &Expr, words: &mut Vec<usize>, others: &mut Vec<Expr>) {
    match expr {
        Expr::Set(set) => words.push(*set),
        Expr::Any(parts) => parts
            .iter()
            .for_each(|part| take_apart(part, words, others)),
        other => others.push(other.clone()),
    }
}

#[derive(Debug, Default, Clone, PartialEq)]
pub enum Node {
    /// Every article.
    #[default]
    All,
    Leaf(usize),
    /// A window on days, by its number in the plan.
    Days(usize),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}
