//! Designations: names of letters and numbers, such as `GPT-4.1`, `SB 1047`, `MI300X`, `100 MW`.
//!
//! Between the letters and the number there may be a blank, a hyphen or nothing, in a question as in a
//! text. So a typed designation is looked for in every way that it may be cut into words. Digits that
//! meet stay apart, and so does a single letter after a number: `1 A` is no `1A`. A single letter before
//! a number is joined in the index already, where its capital tells it from an article.

use crate::words;

/// A word of a typed text.
#[derive(Debug, Clone, Copy)]
pub struct TypedWord<'a> {
    pub term: &'a str,
    /// As it was typed.
    pub written: &'a str,
    /// The text between the word before it and itself.
    pub gap: &'a str,
}

/// One way to cut typed words into index words: where in them each index word is.
pub type Cut = Vec<IndexWord>;

/// An index word that a designation may have been written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexWord {
    pub term: String,
    /// The number of the typed word that it is, if it is one from end to end.
    pub typed: Option<usize>,
}

/// The most pieces of a designation; what has more is left as it was typed.
pub const PIECES: usize = 4;

/// Letters or a number of a designation.
struct Piece<'a> {
    text: &'a str,
    /// The number of its typed word.
    word: usize,
    before: Border,
}

/// What is between a piece and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Border {
    /// Never written as one word.
    Apart,
    /// As one word or as two.
    Either,
    /// One word in the index, however it was written.
    Joined,
}

/// The number of words, from the first one on, that are one designation together: 1 if it is none.
pub fn length(words: &[TypedWord<'_>]) -> usize {
    let pairs = words.windows(2).take(PIECES - 1);
    1 + pairs
        .take_while(|pair| between(pair[0], pair[1]) != Border::Apart)
        .count()
}

/// The ways to cut the words of one designation, as they were typed first. `is_written` says of words
/// joined into one whether any text has them so.
pub fn cuts(typed: &[TypedWord<'_>], is_written: &dyn Fn(&str) -> bool) -> Vec<Cut> {
    let pieces = pieces(typed);
    let borders = pieces.len() - 1;
    let as_typed: usize = (0..borders)
        .filter(|at| {
            let next = &pieces[at + 1];
            next.word == pieces[*at].word || next.before == Border::Joined
        })
        .map(|at| 1 << at)
        .sum();
    let fits = |joined: &usize| {
        (0..borders).all(|at| match pieces[at + 1].before {
            Border::Apart => joined >> at & 1 == 0,
            Border::Either => true,
            Border::Joined => joined >> at & 1 == 1,
        })
    };
    let others = (0..1usize << borders).filter(|joined| *joined != as_typed && fits(joined));
    let others = others.filter_map(|joined| {
        let cut = cut(&pieces, typed, joined);
        let known = |word: &IndexWord| {
            let is_piece = pieces.iter().any(|piece| piece.text == word.term);
            word.typed.is_some() || is_piece || is_written(&word.term)
        };
        cut.iter().all(known).then_some(cut)
    });
    std::iter::once(cut(&pieces, typed, as_typed))
        .chain(others)
        .collect()
}

/// Two neighbours of a question as one word, if they can be one.
pub fn joined(first: TypedWord<'_>, second: TypedWord<'_>) -> Option<String> {
    (between(first, second) != Border::Apart).then(|| format!("{}{}", first.term, second.term))
}

fn pieces<'a>(typed: &[TypedWord<'a>]) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    for (number, word) in typed.iter().enumerate() {
        let before = match number {
            0 => Border::Apart,
            _ => between(typed[number - 1], *word),
        };
        let of_word = apart(*word);
        let is_short = pieces.len() + of_word.len() + typed.len() - number - 1 <= PIECES;
        let of_word = if is_short { of_word } else { vec![word.term] };
        for (at, text) in of_word.into_iter().enumerate() {
            pieces.push(Piece {
                text,
                word: number,
                before: if at == 0 { before } else { Border::Either },
            });
        }
    }
    pieces
}

/// The pieces joined where a bit is set.
fn cut(pieces: &[Piece<'_>], typed: &[TypedWord<'_>], joined: usize) -> Cut {
    let mut cut: Cut = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match cut.last_mut() {
            Some(last) if joined >> (at - 1) & 1 == 1 => last.term.push_str(piece.text),
            _ => cut.push(IndexWord {
                term: piece.text.to_owned(),
                typed: Some(piece.word),
            }),
        }
        if let Some(last) = cut.last_mut() {
            let is_whole = last.term == typed[piece.word].term;
            last.typed = is_whole.then_some(piece.word);
        }
    }
    cut
}

fn between(first: TypedWord<'_>, second: TypedWord<'_>) -> Border {
    let is_hyphen = matches!(second.gap, "-" | "\u{2010}" | "\u{2011}" | "\u{2013}");
    let letters = is_letters(first.term);
    if letters && first.term.len() == 1 && begins_in_digit(second.term) {
        return match second.gap {
            "." => Border::Joined,
            _ if is_hyphen => Border::Joined,
            " " | "\u{a0}" if !matches!(first.written, "a" | "i") => Border::Either,
            _ => Border::Apart,
        };
    }
    let is_gap = is_hyphen || matches!(second.gap, "" | " " | "\u{a0}");
    if is_gap && may_meet(first.term, second.term) {
        Border::Either
    } else {
        Border::Apart
    }
}

/// Whether letters and a number, or a number and letters, may be written as one word.
fn may_meet(first: &str, second: &str) -> bool {
    let name = |word: &str| word.len() > 1 && is_letters(word) && !words::goes_with_any(word);
    let ends_in_digit = first
        .bytes()
        .next_back()
        .is_some_and(|byte| byte.is_ascii_digit());
    name(first) && (begins_in_digit(second) || is_version(second))
        || ends_in_digit && name(second) && !ORDINAL.contains(&second)
}

/// The ends of ordinals: `42nd`.
const ORDINAL: &[&str] = &["st", "nd", "rd", "th"];

/// Whether a word is one letter with a number after it: `v5`.
fn is_version(word: &str) -> bool {
    matches!(word.as_bytes(), [letter, digit, ..] if letter.is_ascii_lowercase() && digit.is_ascii_digit())
}

/// The letters and the numbers that a word is made of, where they may be written apart.
fn apart(word: TypedWord<'_>) -> Vec<&str> {
    let (term, bytes) = (word.term, word.term.as_bytes());
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let is_plain = |byte: u8| is_digit(byte) || byte.is_ascii_lowercase();
    if !term.bytes().all(is_plain) {
        return vec![term];
    }
    let (mut pieces, mut from) = (Vec::new(), 0);
    for at in 1..bytes.len() {
        let kind = is_digit(bytes[at]);
        let run = bytes[at..]
            .iter()
            .take_while(|byte| is_digit(**byte) == kind);
        let end = at + run.count();
        let is_border = is_digit(bytes[at - 1]) != kind;
        let is_seam = is_version(&term[at..]) && changes_case(word, at);
        if is_border && may_meet(&term[from..at], &term[at..end])
            || is_seam && may_meet(&term[from..at], &term[at..])
        {
            pieces.push(&term[from..at]);
            from = at;
        }
    }
    pieces.push(&term[from..]);
    pieces
}

/// Whether the letter at `at` was typed in another case than the one before it: the `v` of `TPUv5`.
fn changes_case(word: TypedWord<'_>, at: usize) -> bool {
    let written = word.written.as_bytes();
    let is_upper = |at: usize| written.get(at).is_some_and(u8::is_ascii_uppercase);
    written.len() == word.term.len() && is_upper(at - 1) != is_upper(at)
}

fn is_letters(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn begins_in_digit(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed<'a>(term: &'a str, gap: &'a str) -> TypedWord<'a> {
        let written = term;
        TypedWord { term, written, gap }
    }

    fn all(typed: &[TypedWord<'_>]) -> Vec<String> {
        let cuts = cuts(typed, &|_| true).into_iter();
        let words = cuts.map(|cut| cut.into_iter().map(|word| word.term).collect::<Vec<_>>());
        words.map(|words| words.join(" ")).collect()
    }

    #[test]
    fn a_word_is_cut_between_letters_and_numbers() {
        assert_eq!(all(&[typed("gpt4.1", "")]), ["gpt4.1", "gpt 4.1"]);
        assert_eq!(all(&[typed("mi300x", "")]), ["mi300x", "mi 300x"]);
        assert_eq!(all(&[typed("100mw", "")]), ["100mw", "100 mw"]);
        let whole = [
            "h100",
            "in2024",
            "42nd",
            "1a",
            "1990s",
            "openai",
            "ai2b3c4de5fg6",
        ];
        for word in whole {
            assert_eq!(all(&[typed(word, "")]), [word]);
        }
    }

    #[test]
    fn words_are_joined_where_letters_and_a_number_meet() {
        let pairs = [
            ("sb", "1047", " ", 2),
            ("hr", "1", "", 2),
            ("gpt", "4o", "-", 2),
            ("2024", "25", "-", 1),
            ("in", "2024", " ", 1),
            ("1", "a", " ", 1),
            ("a", "100", " ", 1),
            ("h", "100", " ", 2),
            ("tpu", "v5", " ", 2),
            ("sb", "1047", ", ", 1),
        ];
        for (first, second, gap, expected) in pairs {
            let words = [typed(first, ""), typed(second, gap)];
            assert_eq!(length(&words), expected, "{first}{gap}{second}");
        }
        assert_eq!(all(&[typed("f", ""), typed("35", "-")]), ["f35"]);
    }
}
