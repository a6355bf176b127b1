//! Case-sensitive words: common words that are another word in capitals, such as `US`, `WHO`, `ICE`.
//!
//! Other function words (`AND`, `OF`, `THE`) are none of them: their capitals are those of headings
//! and stress, seldom of a name.

/// Whether a folded word is one of them. In a question, its capital form finds the capital form only;
/// its small form finds both.
pub fn is_case_sensitive(word: &str) -> bool {
    CASE_SENSITIVE.binary_search(&word).is_ok()
}

/// Sorted.
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
