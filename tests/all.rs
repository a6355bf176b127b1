//! Every test of newshound that is not beside its code: one binary, offline, in seconds.

/// Reads `*.case` files: input, a row of dashes, what should come out.
mod case;
/// One value and its faces: terminal, JSON, tables, lists, errors.
mod render;
