//! Galloping search: through a sorted list in growing steps, from the place of the last search.

/// The number of leading elements that `is_before` holds for. It is cheap if it is not far from `near`.
#[inline]
pub fn seek<T>(sorted: &[T], near: usize, is_before: impl Fn(&T) -> bool) -> usize {
    seek_at(sorted.len(), near, |at| is_before(&sorted[at]))
}

/// The same of so many items, of which `is_before` takes the place.
#[inline]
pub fn seek_at(items: usize, near: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high, mut step) = (near, near, 1);
    while low > 0 && !is_before(low - 1) {
        high = low - 1;
        low = low.saturating_sub(step);
        step *= 2;
    }
    while high < items && is_before(high) {
        low = high + 1;
        high = (high + step).min(items);
        step *= 2;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_from_anywhere() {
        let sorted = [1, 3, 3, 3, 5, 8, 8, 9, 20, 31];
        for near in 0..=sorted.len() {
            for start in 0..40 {
                let is_before = |one: &u32| *one < start;
                let expected = sorted.partition_point(is_before);
                assert_eq!(seek(&sorted, near, is_before), expected, "{near} {start}");
            }
        }
    }
}
