//! Text to index words.

use newshound::words::{Word, words};

#[test]
fn cases() {
    crate::case::check("words", listed);
}

/// One line a word: position, width, term, the text it stands for.
fn listed(text: &str) -> String {
    let mut lines = String::new();
    words(text, &mut |word: Word<'_>| {
        let marked = text[word.bytes.clone()].replace('\n', "\\n");
        let (at, width, term) = (word.position, word.width, word.term);
        lines += &format!("{at} {width} {term} [{marked}]\n");
    });
    lines
}
