//! A query ready to be carried out: every leaf an expression over sets of index words.
//!
//! A plan knows no index: which words a set has is found per segment when it is carried out, and
//! per text when marks are drawn. Making one is left to `planner`.

use super::day::Window;
use super::pattern::Pattern;
use super::spans::Expr;
use crate::field::Field;

/// A query ready to be carried out.
#[derive(Default)]
pub struct Plan {
    pub sets: Vec<Set>,
    pub leaves: Vec<Leaf>,
    pub windows: Vec<(Field, Window)>,
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
#[derive(Debug)]
pub struct Leaf {
    /// In the query language.
    pub text: String,
    /// Aliases and compounds that are looked for besides.
    pub also: Vec<String>,
    /// Whether it is one word.
    pub is_word: bool,
    /// Where to look, and for what. Title and body are looked at apart; any of them will do.
    pub sides: Vec<(Field, Expr)>,
    /// True where there are at least this many matches.
    pub times: u32,
    pub boost: f32,
    /// Whether its matches are marked and scored: it is running text and not under a NOT.
    pub shown: bool,
}

#[derive(Debug, Default, Clone, PartialEq)]
pub enum Node {
    /// Every article.
    #[default]
    All,
    Leaf(usize),
    /// A window on days, by its number in the plan.
    Window(usize),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}
