//! Marks: where in a text a question is true.

pub mod marks;
pub mod term_sets;
