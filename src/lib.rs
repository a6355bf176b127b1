//! newshound: a full-text search index over a pile of news, on your own machine.

pub mod article;
pub mod ask;
pub mod command;
pub mod error;
pub mod field;
pub mod index;
pub mod ingest;
pub mod ledger;
pub mod passage;
pub mod query;
pub mod rank;
pub mod render;
pub mod results;
pub mod source;
pub mod words;
