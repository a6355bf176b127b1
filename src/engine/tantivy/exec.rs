//! Evaluation: from a plan to its best passages, a window of articles at a time.
//!
//! `evaluate` runs the pass over each segment. `candidates` finds the articles that may match: each leaf has
//! an `approximation` on its words, which are counted into `frequencies` on the way. `verify` reads
//! positions and decides with the algebra of `span`. `scoring` scores the matching articles with the
//! `weights` of the leaves and hands them to a `collector`, such as `top_k` or `tally`.
//!
//! Postings are read by `postings`, with positions by `positions` or, of many words, `position_bitmap`. Sets
//! of documents are `bitset`s over a `window`.

pub mod approximation;
pub mod bitset;
pub mod candidates;
pub mod collector;
pub mod evaluate;
pub mod frequencies;
pub mod leaf_matches;
pub mod position_bitmap;
pub mod positions;
pub mod postings;
pub mod scoring;
pub mod set_positions;
pub mod snapshot;
pub mod tally;
pub mod top_k;
pub mod verify;
pub mod weights;
pub mod window;
