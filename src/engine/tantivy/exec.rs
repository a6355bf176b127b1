//! Answering: from the sets of a plan to scored passages, a window of articles at a time.
//!
//! `candidates` asks each leaf's `approximation` which articles may match, and `frequencies` counts on the
//! way; `verify` reads positions and decides with the algebra of `span`; `evaluate` runs the pass and
//! scores, and `top_k` keeps what is shown. What a leaf is worth is found first, by `weights`.

pub mod approximation;
pub mod bitset;
pub mod candidates;
pub mod evaluate;
pub mod frequencies;
pub mod leaf_matches;
pub mod matched;
pub mod position_bitmap;
pub mod positions;
pub mod postings;
pub mod snapshot;
pub mod top_k;
pub mod verify;
pub mod weights;
pub mod window;
