//! Work on each segment of an index: one after the other or, where there is much to do, several at once.

use std::sync::OnceLock;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::engine::threads;

/// The results of `work` on each segment, in their order; `is_much` says that it is worth some threads.
///
/// All questions of a process share one pool of threads, so that many at once do not make many threads.
pub fn each_segment<T: Send, E: Send>(
    segments: usize,
    is_much: bool,
    work: impl Fn(usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    match pool().filter(|_| is_much && segments > 1) {
        Some(pool) => {
            let each = || (0..segments).into_par_iter().with_max_len(1).map(&work);
            let done: Vec<Result<T, E>> = pool.install(|| each().collect());
            done.into_iter().collect()
        }
        None => (0..segments).map(work).collect(),
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
    fn results_come_in_order_and_the_first_error_counts() {
        for is_much in [false, true] {
            let squares: Result<Vec<usize>, usize> = each_segment(9, is_much, |n| Ok(n * n));
            assert_eq!(squares.unwrap(), [0, 1, 4, 9, 16, 25, 36, 49, 64]);
            let failed = each_segment(5, is_much, |n| if n < 3 { Ok(n) } else { Err(n) });
            assert_eq!(failed, Err(3));
        }
    }
}
