//! Stems: the common form under which the forms of a word are grouped.

use std::sync::OnceLock;

use frostem::{Algorithm, Stemmer};

/// The Snowball stem of a folded word. A word with any character but a to z is its own stem.
pub fn stem(word: &str) -> String {
    static ENGLISH: OnceLock<Stemmer> = OnceLock::new();
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let english = ENGLISH.get_or_init(|| Stemmer::new(Algorithm::English));
    english.stem(word).into_owned()
}
