//! Chooses where lines break, by the columns that a terminal gives each character.

use std::ops::Range;

use textwrap::WordSeparator;
use textwrap::core::{Word, break_words, display_width};
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_width::UnicodeWidthChar;

/// The bytes of each line of `text`, the blanks at its end left out. At least one line.
///
/// The first line is at most `first` columns wide and the others `rest`; a word wider than both is
/// broken. `text` is one safe line.
pub fn lines(text: &str, first: usize, rest: usize) -> Vec<Range<usize>> {
    let widest = first.min(rest).max(1);
    let words: Vec<Word> = break_words(
        WordSeparator::UnicodeBreakProperties.find_words(text),
        widest,
    );
    let mut at = 0;
    wrap_first_fit(&words, &[first as f64, rest as f64])
        .into_iter()
        .map(|line| {
            let length = |words: &[Word]| -> usize {
                words
                    .iter()
                    .map(|w| w.word.len() + w.whitespace.len())
                    .sum()
            };
            let start = at;
            at += length(line);
            start..at - line.last().map_or(0, |word| word.whitespace.len())
        })
        .collect()
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    display_width(text)
}

/// The beginning of a text that fits into `width` columns, with `…` after it if anything is left out.
pub fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let Some(mut left) = width.checked_sub(1) else {
        return String::new();
    };
    let end = text
        .char_indices()
        .find(
            |&(_, letter)| match left.checked_sub(letter.width().unwrap_or(0)) {
                Some(less) => {
                    left = less;
                    false
                }
                None => true,
            },
        )
        .map_or(text.len(), |(at, _)| at);
    format!("{}…", text[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<&str> {
        lines(text, width, width)
            .into_iter()
            .map(|line| &text[line])
            .collect()
    }

    #[test]
    fn lines_break_between_words_and_only_then_within() {
        assert_eq!(
            wrapped("export controls on chips", 9),
            ["export", "controls", "on chips"]
        );
        assert_eq!(wrapped("antidisestablish", 6), ["antidi", "sestab", "lish"]);
        assert_eq!(wrapped("人工智能法案", 5), ["人工", "智能", "法案"]);
        assert_eq!(wrapped("", 5), [""]);
    }

    #[test]
    fn a_cut_text_fits() {
        assert_eq!(cut("export controls", 8), "export…");
        assert_eq!(cut("人工智能", 5), "人工…");
        assert_eq!(cut("short", 5), "short");
    }
}
