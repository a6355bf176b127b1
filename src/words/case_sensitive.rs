//! Words that mean something else in capital letters: `US`, `WHO`, `ICE`.
//!
//! Words that only hold a sentence together (`AND`, `OF`, `THE`) are none of them: they are written in
//! capitals within headings and for stress, and seldom as anything's name.

/// Whether a folded word is one of them. Where somebody writes one in capitals, only its capital
/// form is meant; written small, both are.
pub fn is_case_sensitive(word: &str) -> bool {
    CASE_SENSITIVE.binary_search(&word).is_ok()
}

/// In order.
const CASE_SENSITIVE: &[&str] = &[
    "aid", "aim", "care", "cat", "dare", "doe", "doge", "ear", "ease", "fair", "flop", "flops",
    "hen", "ice", "ire", "is", "it", "laws", "mad", "map", "mess", "pet", "sat", "start", "tops",
    "un", "up", "us", "who",
];

#[cfg(test)]
mod tests {
    #[test]
    fn rows_are_in_order() {
        assert!(super::CASE_SENSITIVE.is_sorted());
    }
}
