//! Work on each segment of an index: one after the other or, where there is much to do, several at once.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::engine::threads;

/// The results of `work` on each segment, in their order; `is_much` says that it is worth some threads.
///
/// A process has one pool of threads, for one question at a time: another one that comes meanwhile does its work by itself,
/// so that many questions do not make many threads, and a short one does not wait for a long one.
pub fn each_segment<T: Send, E: Send>(
    segments: usize,
    is_much: bool,
    work: impl Fn(usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let taken = (is_much && segments > 1).then(Taken::take).flatten();
    match taken.as_ref().and_then(|_| pool()) {
        Some(pool) => {
            let each = || (0..segments).into_par_iter().with_max_len(1).map(&work);
            let done: Vec<Result<T, E>> = pool.install(|| each().collect());
            done.into_iter().collect()
        }
        None => (0..segments).map(work).collect(),
    }
}

/// The pool is taken until this is dropped.
struct Taken;

static IS_TAKEN: AtomicBool = AtomicBool::new(false);

impl Taken {
    fn take() -> Option<Taken> {
        let was_taken = IS_TAKEN.swap(true, Ordering::Acquire);
        (!was_taken).then_some(Taken)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        IS_TAKEN.store(false, Ordering::Release);
    }
}

/// None where the system has no threads to give: then the caller does the work.
fn pool() -> Option<&'static ThreadPool> {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    let build = || ThreadPoolBuilder::new().num_threads(threads()).build().ok();
    POOL.get_or_init(build).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_the_pool_taken_does_the_work() {
        let (entered, waits) = std::sync::mpsc::channel();
        let (lets, leaves) = std::sync::mpsc::channel::<()>();
        let leaves = std::sync::Mutex::new(leaves);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                each_segment(64, true, |n| {
                    let _ = entered.send(());
                    // Until the other end is gone.
                    let _ = leaves.lock().unwrap().recv();
                    Ok::<usize, ()>(n)
                })
            });
            waits.recv().unwrap();
            assert_eq!(each_segment(2, true, Ok::<usize, ()>), Ok(vec![0, 1]));
            drop(lets);
        });
    }

    #[test]
    fn results_come_in_order_and_the_first_error_counts() {
        for is_much in [false, true] {
            let squares: Result<Vec<usize>, usize> = each_segment(9, is_much, |n| Ok(n * n));
            assert_eq!(squares.unwrap(), [0, 1, 4, 9, 16, 25, 36, 49, 64]);
            let failed = each_segment(5, is_much, |n| if n < 3 { Ok(n) } else { Err(n) });
            assert_eq!(failed, Err(3));
        }
    }
}
