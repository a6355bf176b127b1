//! The engine: what holds articles and answers requests.

pub mod tantivy;
