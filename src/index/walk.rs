//! Answering: from the sets of a plan to scored passages, a window of articles at a time.
//!
//! `sieve` asks each leaf's `need` which articles may match, and `table` counts on the way; `judge` looks
//! at positions, with the algebra of `spans`,
//! `near` and `pieces`; `evaluate` runs the pass and scores, and `best`
//! keeps what is shown. What a leaf is worth is found first, by `weigh`.

pub mod best;
pub mod bitmap;
pub mod bits;
pub mod cursor;
pub mod evaluate;
pub mod evidence;
pub mod ground;
pub mod judge;
pub mod list;
pub mod matched;
pub mod missing;
pub mod near;
pub mod need;
pub mod pieces;
pub mod sieve;
pub mod spans;
pub mod table;
pub mod weigh;
pub mod window;
