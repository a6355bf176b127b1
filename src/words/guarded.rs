//! Words that mean something else in capital letters: `US`, `WHO`, `ICE`.

/// Whether a folded word is one of them. Where somebody writes one in capitals, only its capital
/// form is meant; written small, both are.
pub fn is_guarded(word: &str) -> bool {
    GUARDED.binary_search(&word).is_ok()
}

/// In order.
const GUARDED: &[&str] = &[
    "act", "aid", "aim", "all", "am", "an", "and", "are", "as", "at", "be", "best", "but", "can",
    "care", "cat", "dare", "do", "doe", "doge", "ear", "ease", "fair", "flop", "flops", "for",
    "go", "has", "he", "hen", "his", "ice", "if", "in", "ire", "is", "it", "laws", "mad", "map",
    "may", "me", "mess", "my", "no", "not", "of", "on", "or", "out", "pet", "sat", "so", "start",
    "the", "to", "tops", "un", "up", "us", "was", "we", "who",
];

#[cfg(test)]
mod tests {
    #[test]
    fn rows_are_in_order() {
        assert!(super::GUARDED.is_sorted());
    }
}
