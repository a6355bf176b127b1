//! Long documents and records are taken apart one at a time: what that takes in memory is many times their length.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of a document that waits for its turn; one article seldom has as many.
const LONG: usize = 1 << 20;

static TURN: Mutex<()> = Mutex::new(());

/// Waits until no other long document is being taken apart; it is this one's turn until the guard is dropped.
pub(super) fn turn(bytes: usize) -> Option<MutexGuard<'static, ()>> {
    (bytes > LONG).then(|| TURN.lock().unwrap_or_else(PoisonError::into_inner))
}
