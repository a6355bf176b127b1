//! The algebra of position spans: where in an article an expression over words matches.
//!
//! The same evaluation decides a match, with the positions of an index, and draws the marks, with those of a
//! text. Positions come through `expr::Occurrences`; nothing here knows from where. Long evaluations are
//! stopped by a `request::interrupt`.
//!
//! A new operator is a variant of `Expr` and what the compiler then asks for: what it requires (`required`),
//! its matches (`algebra`), what of them is marked (`pieces`).

pub mod algebra;
pub mod gallop;
pub mod pieces;
pub mod proximity;
pub mod required;
