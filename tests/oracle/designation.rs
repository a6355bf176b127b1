//! Names of letters and numbers as the reference reads them: every way to cut typed words anew.

use std::ops::Range;

use super::beside::LOOSE;
use super::line::Line;

/// A word that is looked for, and the position in the asked text if it is there as it is.
pub type Sought = (String, Option<usize>);

/// The ways to say the name that begins at a position, as it was typed first, and where it ends. With
/// `alone` it is of one position.
pub fn ways(
    asked: &Line,
    text: &str,
    at: usize,
    end: usize,
    alone: bool,
) -> (Vec<Vec<Sought>>, usize) {
    let mut to = at + 1;
    while to < end.min(at + 4) && !alone && seam(asked, text, to) != Seam::Apart {
        to += 1;
    }
    // Letters and numbers, each with its position and what is before it.
    let mut pieces: Vec<(&str, usize, Seam)> = Vec::new();
    for position in at..to {
        let before = match position == at {
            true => Seam::Apart,
            false => seam(asked, text, position),
        };
        let term = surface(asked, position);
        let typed = &text[bytes(asked, position)];
        let mut within = cut(term, typed);
        // No name has more than four.
        if pieces.len() + within.len() + to - position - 1 > 4 {
            within = vec![term];
        }
        for (number, piece) in within.into_iter().enumerate() {
            pieces.push((
                piece,
                position,
                if number == 0 { before } else { Seam::Within },
            ));
        }
    }
    let mut ways: Vec<Vec<Sought>> = vec![vec![]];
    for (piece, _, seam) in &pieces {
        ways = ways
            .into_iter()
            .flat_map(|way| longer(way, piece, *seam))
            .collect();
    }
    for way in &mut ways {
        for (term, position) in way {
            *position = (at..to).find(|position| surface(asked, *position) == term);
        }
    }
    ways.sort_by_key(|way| way.iter().any(|sought| sought.1.is_none()));
    (ways, to)
}

/// The way with a piece added to its last word, after it, or both.
fn longer(way: Vec<Sought>, piece: &str, seam: Seam) -> Vec<Vec<Sought>> {
    let apart = [way.clone(), vec![(piece.to_owned(), None)]].concat();
    let mut joined = way;
    match joined.last_mut() {
        Some(last) => last.0 += piece,
        None => return vec![apart],
    }
    match seam {
        Seam::Apart => vec![apart],
        Seam::Joined => vec![joined],
        Seam::Within | Seam::Either => vec![joined, apart],
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Seam {
    Apart,
    Joined,
    Either,
    /// Within a typed word.
    Within,
}

fn surface(asked: &Line, position: usize) -> &str {
    let mut tokens = asked.tokens.iter();
    &tokens
        .find(|token| token.at.start == position)
        .unwrap()
        .term
}

fn bytes(asked: &Line, position: usize) -> Range<usize> {
    let mut tokens = asked.tokens.iter();
    let token = tokens.find(|token| token.at.start == position);
    token.unwrap().bytes.clone()
}

/// What is between a position and the one before it.
fn seam(asked: &Line, text: &str, position: usize) -> Seam {
    let bytes = |position| {
        let mut tokens = asked.tokens.iter();
        tokens
            .find(|token| token.at.start == position)
            .unwrap()
            .bytes
            .clone()
    };
    let (one, two) = (bytes(position - 1), bytes(position));
    let gap = &text[one.end..two.start];
    let (first, second) = (surface(asked, position - 1), surface(asked, position));
    if first.len() == 1 && is_name(first, 1) && begins(second) {
        let is_article = ["a", "i"].contains(&&text[one]);
        return match gap {
            "-" | "." => Seam::Joined,
            " " if !is_article => Seam::Either,
            _ => Seam::Apart,
        };
    }
    match ["", " ", "-"].contains(&gap) && may_meet(first, second) {
        true => Seam::Either,
        false => Seam::Apart,
    }
}

/// Two neighbours of a question in one.
pub fn joined(first: &str, second: &str) -> Option<String> {
    let letter = first.len() == 1 && is_name(first, 1) && !["a", "i"].contains(&first);
    let meet = may_meet(first, second) || letter && begins(second);
    meet.then(|| format!("{first}{second}"))
}

fn may_meet(first: &str, second: &str) -> bool {
    let ends = first.ends_with(|letter: char| letter.is_ascii_digit());
    let is_ordinal = ["st", "nd", "rd", "th"].contains(&second);
    let follows = begins(second) || is_version(second);
    is_name(first, 2) && follows || ends && is_name(second, 2) && !is_ordinal
}

/// `v5`.
fn is_version(word: &str) -> bool {
    let mut letters = word.chars();
    letters
        .next()
        .is_some_and(|letter| letter.is_ascii_lowercase())
        && begins(letters.as_str())
}

fn is_name(word: &str, least: usize) -> bool {
    let letters = word.chars().all(|letter| letter.is_ascii_lowercase());
    letters && word.len() >= least && !LOOSE.contains(&word)
}

fn begins(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Letters and numbers apart, also before the letter of `TPUv5` that is typed in another case.
fn cut<'a>(word: &'a str, typed: &str) -> Vec<&'a str> {
    let is_digit = |letter: char| letter.is_ascii_digit() || letter == '.';
    if !word
        .chars()
        .all(|letter| is_digit(letter) || letter.is_ascii_lowercase())
    {
        return vec![word];
    }
    let upper = |at: usize| typed.as_bytes()[at].is_ascii_uppercase();
    let mut from = 0;
    let mut pieces = Vec::new();
    for (at, letter) in word.char_indices().skip(1) {
        let tail = &word[at..];
        let length = tail
            .find(|next| is_digit(next) != is_digit(letter))
            .unwrap_or(tail.len());
        let is_border = word[..at].ends_with(is_digit) != is_digit(letter);
        let is_seam = is_version(tail) && typed.len() == word.len() && upper(at - 1) != upper(at);
        if is_border && may_meet(&word[from..at], &tail[..length])
            || is_seam && may_meet(&word[from..at], tail)
        {
            pieces.push(&word[from..at]);
            from = at;
        }
    }
    pieces.push(&word[from..]);
    pieces
}
