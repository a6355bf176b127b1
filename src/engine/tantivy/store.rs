//! The layout on disk: what a document is, how it is written, and how it is read again.
//!
//! `layout` knows which generation is in force and who may write; `folder` seals every file, in `pages`; `schema`
//! names the fields; `document`, `token_stream` and the sidecars `blocks`, `articles` and, kept `by_field`,
//! `term_stats` and `stems` are what articles become; `writer` writes it, `lookup` and `documents` read
//! it back, `segment` is what an evaluation sees of it.

pub mod articles;
pub mod blocks;
pub mod by_field;
pub mod delete;
pub mod document;
pub mod documents;
pub mod failed;
pub mod folder;
pub mod layout;
pub mod lookup;
pub mod packed;
pub mod paged;
pub mod pages;
pub mod parallel;
pub mod queue;
pub mod schema;
pub mod segment;
pub mod sidecar;
pub mod stems;
pub mod streamed;
pub mod term_lookup;
pub mod term_stats;
pub mod token_stream;
pub mod verify;
pub mod writer;
