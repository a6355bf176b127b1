//! newshound: full-text search over a pile of AI-policy news, on your own machine.
//!
//! `corpus/` is the truth and `index/` is derived from it. A question is true or false of an
//! article; what is ranked and shown is its passages.
//!
//! # What flows where
//!
//! The life of an article:
//!
//! ```text
//! file  -> corpus   is kept as it came, with what is said of it from outside
//!       -> source   recognises the format by content, yields articles one by one
//!       -> article  headline, text, outlet, date, …: what it was written in is forgotten
//!       -> passage  cuts it into whole sentences, about 100 words: pure and numbered
//!       -> words    folds each word as it stands; no stems, they are found when asked
//!       -> index    the article as one block of its passages, in force all at once
//!       -> ledger   what became of it: added, replaced, unchanged, displaced, or the reason why not
//! ```
//!
//! The life of a query:
//!
//! ```text
//! text -> query     a plain tree that can print itself back, and notes on what was odd
//!      -> alias     other names for one thing, shipped and of the corpus
//!      -> ask       the query and how much of its answer is wanted
//!      -> index     each word to a set of index words; one pass over the articles in which the
//!                   Boolean is decided and the passages are scored (`rank`); the best are marked
//!      -> results   a plain value: ranges, never markup
//!      -> render    one face of many: terminal, JSON, CSV, addresses
//! ```
//!
//! # Who knows whom
//!
//! Imports point down only, and rooms of one floor do not see one another, except among values.
//! `tests/house.rs` holds this.
//!
//! ```text
//! main                     the clock, the process
//! command                  one verb, one file: its arguments and its `run`
//! ingest                   corpus to index: what has to be read, what it replaces
//! corpus | engine | render the folder of articles | the engine and its folder | bytes for readers
//! source                   formats: bytes to articles
//! alias article ask field ledger passage query rank results words
//! error                    kind, thing, place, hint; the kind decides the exit code
//! ```
//!
//! # What must never happen
//!
//! - A word outside `index` names the engine, or a message of the engine reaches a person.
//! - A face decides what is true: marks come with `results`, and only where the query is true.
//! - Text of an article reaches a terminal with control characters in it (`render::safe`).
//! - Input, however hostile, panics, hangs, or takes memory without bound.
//! - A killed process leaves half an index: what is in force is the old state or the new one.
//! - A file of the corpus is changed or destroyed. What is removed is moved to `corpus/.removed`.
//! - One fact stands in two places. Fields are the table in `field`, the language is the table in
//!   `query`, flags are the `Args` of a verb; help and reference are made from them.
//!
//! # What is absent
//!
//! No fetching of addresses, no feeds, mail or PDF; no server; no copies of one story recognised; no
//! stemming but in English. Nothing here closes a door to them: a source, a face or a
//! verb is one file and one line, and the engine stands behind one seam (put articles, remove them,
//! answer a question, fetch an article).

pub mod alias;
pub mod answer;
pub mod article;
pub mod command;
pub mod corpus;
pub mod engine;
pub mod error;
pub mod field;
pub mod highlight;
pub mod ingest;
pub mod library;
pub mod passage;
pub mod plan;
pub mod query;
pub mod question;
pub mod rank;
pub mod record;
pub mod render;
pub mod request;
pub mod results;
pub mod source;
pub mod span;
pub mod words;
