//! The segments of an index one after the other or, where there is much to do, several at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::engine::threads;

/// What `work` makes of each segment, in their order. `is_much` says that it is worth some threads.
pub fn each_segment<T: Send>(
    segments: usize,
    is_much: bool,
    work: impl Fn(usize) -> tantivy::Result<T> + Sync,
) -> tantivy::Result<Vec<T>> {
    let hands = match is_much {
        true => threads().min(segments),
        false => 1,
    };
    if hands < 2 {
        return (0..segments).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut made = Vec::new();
        loop {
            let segment = next.fetch_add(1, Ordering::Relaxed);
            if segment >= segments {
                return made;
            }
            made.push((segment, work(segment)));
        }
    };
    let mut made = std::thread::scope(|scope| {
        let others: Vec<_> = (1..hands).map(|_| scope.spawn(take)).collect();
        let mut made = take();
        for other in others {
            match other.join() {
                Ok(more) => made.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    });
    made.sort_unstable_by_key(|(segment, _)| *segment);
    made.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_comes_in_order_and_the_first_error_counts() {
        for is_much in [false, true] {
            let squares = each_segment(9, is_much, |n| Ok(n * n)).unwrap();
            assert_eq!(squares, [0, 1, 4, 9, 16, 25, 36, 49, 64]);
            let failed = each_segment(5, is_much, |n| match n {
                0..3 => Ok(n),
                _ => Err(tantivy::TantivyError::InvalidArgument(n.to_string())),
            });
            assert!(failed.unwrap_err().to_string().contains('3'));
        }
    }
}
