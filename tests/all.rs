//! Every test of newshound that is not beside its code: one binary, offline, in seconds.

/// Reads `*.case` files: input, a row of dashes, what should come out.
mod case;
/// Question in, tree and notes out; every tree prints to a text that is read as the same tree.
mod queries;
