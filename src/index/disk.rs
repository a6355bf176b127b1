//! On the disk and back: what a document is, how it is written, and how it is read again.
//!
//! `layout` knows which generation is in force and who may write; `folder` seals every file; `schema`
//! names the fields; `page`, `line` and the sidecars `tiling`, `ids` and, kept `by_text`, `spreads` and `families` are
//! what articles become;
//! `writer` writes it, `lookup` and `store` read it back, `segment` is what an evaluation sees of it.

pub mod by_text;
pub mod crew;
pub mod day;
pub mod families;
pub mod folder;
pub mod gallop;
pub mod ids;
pub mod layout;
pub mod line;
pub mod lookup;
pub mod page;
pub mod removal;
pub mod schema;
pub mod segment;
pub mod sidecar;
pub mod spreads;
pub mod store;
pub mod tiling;
pub mod verify;
pub mod writer;
