//! Marks: where in the text of a hit its question is true.

pub mod highlight;
pub mod vocabulary;
