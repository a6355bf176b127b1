//! The algebra of positions: where in an article an expression over words is true.
//!
//! The same evaluation decides a match, from the positions in an index, and draws the marks, from the
//! positions in a text. Nothing here knows where positions come from: they are asked for through
//! `expr::Occurrences`.

pub mod algebra;
pub mod gallop;
pub mod pieces;
pub mod proximity;
pub mod required;
