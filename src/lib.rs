//! newshound: full-text search over a pile of AI-policy news, on your own machine.
//!
//! A [`Library`] is a folder of articles, the corpus, and an index derived from it. A [`Request`] is a
//! question; it is true or false of an article, and what is ranked and returned is passages of articles, with
//! the matches marked.
//!
//! ```
//! use newshound::{Library, Request};
//!
//! # let folder = tempfile::tempdir()?;
//! # std::fs::create_dir(folder.path().join("corpus"))?;
//! # let corpus = folder.path().join("corpus");
//! # std::fs::copy("corpus/stargate.txt", corpus.join("stargate.txt"))?;
//! let library = Library::open(corpus);
//! library.update()?;
//!
//! let results = library.search(&Request::new("stargate AND lawsuit").limit(1))?;
//! assert_eq!(results.total.articles, 1);
//!
//! let passage = &results.hits[0].passage;
//! let marks = passage.marks.iter().map(|mark| &passage.text[mark.start_byte..mark.end_byte]);
//! assert_eq!(marks.collect::<Vec<_>>(), ["lawsuit", "lawsuit", "Stargate", "lawsuit", "lawsuit"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `examples/` has three programs to start from.
//!
//! # What flows where
//!
//! The life of an article:
//!
//! ```text
//! (an address -> web   asked politely, within bounds -> corpus   kept as it was sent)
//!
//! bytes -> corpus    stores the file as it came, walks the folder, keeps what is said beside a file
//!       -> source    recognises the format by content, yields articles one by one
//!       -> article   headline, text, outlet, date, …: what it was written in is forgotten
//!       -> engine::prepared   passages of whole sentences, their words and borders: pure, no engine
//!       -> ingest    which of several versions is in force: added, replaced, unchanged, displaced
//!       -> engine    in force all at once, on commit
//! ```
//!
//! The life of a question:
//!
//! ```text
//! text -> request    what was typed, or sent to a door as named options, and how much of the answer is wanted
//!      -> question   read: a query that can print itself back, beats in it, aliases, notes on what was odd
//!      -> plan       each leaf a predicate on words, or an expression over such; asks a dictionary which
//!                    compounds were written
//!      -> engine     counts, and the places and scores of the first matches (`span`, `rank`)
//!      -> answer     their texts, with the marks that `highlight` draws from the plan alone
//!      -> results    a plain value: ranges, never markup (or `counts`, of the articles that match)
//!      -> render     one face of many: terminal, JSON, CSV, addresses, a page, the text of an assistant
//! ```
//!
//! # Who knows whom
//!
//! Imports point down only, and rooms of one floor do not see one another, except among values.
//! `tests/house.rs` holds this.
//!
//! ```text
//! main                                the process: arguments, allocator, panic hook
//! command                             one verb, one file: its arguments and its `run`
//! serve                               the API, the page, the assistant's door: the same questions over HTTP
//! library                             one value over a corpus and its index: what every door calls
//! answer | collect | ingest           question to results | web to corpus | corpus to engine
//! corpus | engine | highlight | render   the folder | what holds articles | marks | bytes for readers
//! source | span | web                 formats | the algebra of positions | addresses to answers of servers
//! plan                                what a question is, over any engine
//! alias article beat counts field passage query question rank record request results words
//! error                               kind, thing, location, hint; the kind decides the exit code
//! ```
//!
//! `engine` is the door to what holds the articles: traits and plain values. `engine/tantivy` is one
//! implementation, in four rooms of which each knows those after it: `search`, `exec`, `terms`, `store`.
//!
//! # What must never happen
//!
//! - A word outside `engine/tantivy` names tantivy, or a message of it reaches a person.
//! - An engine decides what is true: leaves are predicates on one word (`plan::pattern`), positions are
//!   combined by `span`, and marks come from both.
//! - A face decides what is true: marks come with `results`, and only where the query is true.
//! - Text of an article reaches a terminal with control characters in it (`render::safe`).
//! - Input, however hostile, panics, hangs, or takes memory without bound.
//! - A killed process leaves half an index: what is in force is the old state or the new one.
//! - A file of the corpus is changed or destroyed. What is removed is moved to
//!   `corpus/.newshound/removed`; archives of the web are added to.
//! - A server is asked for what its robots.txt excludes, or a machine that is not public, unless a person says so.
//! - A door parses a question, ranks or draws a mark by itself, answers another site, or names a folder of the machine.
//! - One fact is in two places. Fields are the table in `field`, the language is the table in
//!   `query`, flags are the `Args` of a verb, parameters are the structs of `request::options` and of the doors; help,
//!   reference and `docs/openapi.json` are made from them.
//!
//! # What is absent
//!
//! No running of the scripts of pages; no reading of scans; no recognition of one story in other words; no stemming but
//! in English; no writing to the corpus over HTTP but what was shown of a beat. Nothing here closes a door to them: a source, a face or a verb is one file and
//! one line, an engine one room.

#![deny(missing_docs)]

// What a program over a corpus needs.
pub use article::{About, Article, Date, Id};
pub use corpus::{Edit, Overrides};
pub use error::{Error, Kind, Result};
pub use ingest::{Addition, Findings, Incoming, Outcome, Removal};
pub use library::{Library, Settings};
pub use record::{Problem, Receipt, Rejection};
pub use request::{Request, Sort};
pub use results::{Hit, Listing, Results, Status, StoredArticle};

// Where those names are at home.
pub mod article;
pub mod corpus;
pub mod error;
pub mod ingest;
pub mod library;
pub mod record;

// What another engine or another face is made of. They speak of plans and queries as well, whose rooms are
// below and may change at any time; so may these while there is one engine.
pub mod answer;
pub mod collect;
pub mod counts;
pub mod engine;
pub mod highlight;
pub mod question;
pub mod request;
pub mod results;

// Public for the command, the tests and the benches alone; it may change at any time.
#[doc(hidden)]
pub mod alias;
#[doc(hidden)]
pub mod beat;
#[doc(hidden)]
pub mod command;
#[doc(hidden)]
pub mod field;
#[doc(hidden)]
pub mod passage;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod query;
#[doc(hidden)]
pub mod rank;
#[doc(hidden)]
pub mod render;
#[cfg(feature = "serve")]
#[doc(hidden)]
pub mod serve;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod span;
#[doc(hidden)]
pub mod web;
#[doc(hidden)]
pub mod words;
