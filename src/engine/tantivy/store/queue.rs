//! How much waits to be indexed: the engine's own queue counts groups of documents, whatever their size.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Bytes of documents that may wait; more where one group alone is larger.
const MOST: usize = 48 << 20;
/// A thread that failed takes nothing off; the engine then says so when it is given the next group.
const PATIENCE: Duration = Duration::from_secs(20);

/// The documents on their way to the engine's threads, in bytes.
#[derive(Clone, Default)]
pub struct Queue(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    bytes: Mutex<usize>,
    taken_off: Condvar,
}

/// A place in the queue, given back when dropped.
#[derive(Debug)]
pub struct Ticket {
    bytes: usize,
    waiting: Arc<Waiting>,
}

impl Queue {
    /// Waits until there is room for so many bytes.
    pub fn enter(&self, bytes: usize) -> Ticket {
        let is_full = |waiting: &mut usize| *waiting > 0 && *waiting + bytes > MOST;
        let waiting = self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .0
            .taken_off
            .wait_timeout_while(waiting, PATIENCE, is_full);
        let (mut waiting, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *waiting += bytes;
        Ticket {
            bytes,
            waiting: Arc::clone(&self.0),
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let waiting = self.waiting.bytes.lock();
        *waiting.unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.waiting.taken_off.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_waits_until_the_ones_before_it_are_taken_off() {
        let queue = Queue::default();
        let first = queue.enter(2 * MOST);
        std::thread::scope(|scope| {
            let second = scope.spawn(|| queue.enter(1));
            std::thread::sleep(Duration::from_millis(20));
            assert!(!second.is_finished());
            drop(first);
            assert_eq!(second.join().unwrap().bytes, 1);
        });
        assert_eq!(*queue.0.bytes.lock().unwrap(), 0);
    }
}
