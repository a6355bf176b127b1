//! How many random cases a property is tried on.
//!
//! `NEWSHOUND_ROUNDS` is a share in percent. `.cargo/config.toml` sets a small one for the daily run;
//! `.ci/run` takes them all. With one seed the cases of a small share are the first of a large one.

use proptest::prelude::ProptestConfig;

/// The configured share of `all` cases, at least one.
pub fn rounds(all: u32) -> ProptestConfig {
    ProptestConfig {
        cases: (all * share()).div_ceil(100).max(1),
        failure_persistence: None,
        ..Default::default()
    }
}

/// In percent; all where nothing is said.
fn share() -> u32 {
    match std::env::var("NEWSHOUND_ROUNDS") {
        Ok(share) => share.parse().expect("NEWSHOUND_ROUNDS is a number"),
        Err(_) => 100,
    }
}
