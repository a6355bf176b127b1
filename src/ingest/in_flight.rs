//! How much is on its way from the readers: long texts wait for one another, so that what a run holds in memory has a
//! bound, however many readers there are.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Bytes of long texts that are on their way at once; more where one alone is longer.
const MOST: u64 = 16 << 20;

/// The long texts on their way.
#[derive(Default)]
pub struct InFlight(Arc<Bytes>);

#[derive(Default)]
struct Bytes {
    bytes: Mutex<u64>,
    landed: Condvar,
}

/// A long text on its way, until it is dropped.
pub struct Ticket {
    bytes: u64,
    of: Arc<Bytes>,
}

impl InFlight {
    /// Waits until there is room for a text. The caller holds no other ticket: two that wait for each other would do
    /// so for ever.
    pub fn enter(&self, bytes: u64) -> Ticket {
        let now = self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |now: &mut u64| *now > 0 && *now + bytes > MOST;
        let mut now = self
            .0
            .landed
            .wait_while(now, is_full)
            .unwrap_or_else(PoisonError::into_inner);
        *now += bytes;
        Ticket {
            bytes,
            of: Arc::clone(&self.0),
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        *self.of.bytes.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.of.landed.notify_all();
    }
}
