//! What a typed word or phrase is made of: patterns on index words, in sequence or as alternatives.

use crate::article;
use crate::field::{Field, FieldKind};
use crate::plan::expansion::Variant;
use crate::plan::pattern::Pattern;
use crate::query::{self, MatchMode};
use crate::words;
use crate::words::forms::{Forms, marked_plural};

/// Patterns on the words of one field.
pub enum Shape {
    Words(Pattern),
    Any(Vec<Shape>),
    Phrase { parts: Vec<Shape>, slop: u32 },
}

/// `None` if the text holds no word.
pub fn word(text: &str, how: MatchMode, kind: FieldKind, field: Field) -> Option<Shape> {
    match (how, kind) {
        (MatchMode::Wildcard, FieldKind::Text | FieldKind::Name) if text != "*" => wildcards(text),
        (MatchMode::Wildcard, _) => {
            let text = if field == Field::File {
                within_corpus(text)
            } else {
                text
            };
            Pattern::wildcard(&folded_around_wildcards(text)).map(Shape::Words)
        }
        (MatchMode::Regex, _) => Pattern::regex(text).map(Shape::Words),
        (MatchMode::Fuzzy(edits), FieldKind::Text | FieldKind::Name) => fuzzy(text, edits),
        (_, FieldKind::Value | FieldKind::Host | FieldKind::Day) => value(text, field),
        (MatchMode::Forms, FieldKind::Text) => sequence(text, 0, true),
        (MatchMode::Relatives, FieldKind::Text) => with_relatives(text),
        (MatchMode::Exact | MatchMode::Forms | MatchMode::Relatives, _) => sequence(text, 0, false),
    }
}

/// `None` if the text holds no word.
pub fn phrase(text: &str, slop: u32, kind: FieldKind, field: Field) -> Option<Shape> {
    match kind {
        FieldKind::Text | FieldKind::Name => sequence(text, slop, false),
        FieldKind::Value | FieldKind::Host | FieldKind::Day => value(text, field),
    }
}

/// Another way to say what was typed, written exactly like this.
pub fn other(other: &Variant) -> Option<Shape> {
    let exactly = |word: &String| Shape::Words(Pattern::Exact(word.clone()));
    match other {
        Variant::Name(name) => match spots(name).as_slice() {
            // A short form in capitals is meant in capitals: `.ai` is no artificial intelligence.
            [
                Spot {
                    capital: Some(capital),
                    ..
                },
            ] => Some(exactly(capital)),
            _ => sequence(name, 0, false),
        },
        Variant::Joined(word) => Some(exactly(word)),
        Variant::Apart(first, second) => {
            let parts = vec![exactly(first), exactly(second)];
            Some(Shape::Phrase { parts, slop: 0 })
        }
    }
}

fn with_relatives(text: &str) -> Option<Shape> {
    let forms = sequence(text, 0, true)?;
    Some(match relatives(text) {
        Some(relatives) => Shape::Any(vec![forms, Shape::Words(relatives)]),
        None => forms,
    })
}

/// The relatives of what is one plain word.
pub fn relatives(text: &str) -> Option<Pattern> {
    let spots = spots(text);
    match spots.as_slice() {
        [spot] if spot.wide.is_empty() => {
            let is_name = spot.capital.is_some() && words::is_case_sensitive(&spot.surface);
            (!is_name).then(|| Pattern::relatives(&spot.surface))
        }
        _ => None,
    }
}

/// A path as it is within the corpus, whose own name may be typed before it.
fn within_corpus(path: &str) -> &str {
    let path = path.trim_start_matches("./");
    path.strip_prefix("corpus/").unwrap_or(path)
}

/// A value compared whole. An id is given by its beginning.
fn value(text: &str, field: Field) -> Option<Shape> {
    let folded = match field {
        Field::File => words::fold(within_corpus(text)),
        _ => words::fold(text),
    };
    let folded = folded.trim();
    if folded.is_empty() {
        return None;
    }
    let pattern = match field {
        // As a browser shows it: `https://www.nist.gov/ai`.
        Field::Site => Pattern::Exact(words::fold(article::site_typed(text))),
        // What is too long for a wildcard is the beginning of no id.
        Field::Id => Pattern::wildcard(&format!("{}*", folded.replace(['*', '?'], "")))
            .unwrap_or_else(|| Pattern::Exact(folded.to_owned())),
        _ => Pattern::Exact(folded.to_owned()),
    };
    Some(Shape::Words(pattern))
}

/// One word of the text with its second forms.
struct Spot {
    surface: String,
    /// Its capital form, where it is written in capitals.
    capital: Option<String>,
    /// Its singular, where it is the plural of a short form in capitals.
    singular: Option<String>,
    /// Values and joined forms that begin here, with their widths.
    wide: Vec<(String, u32)>,
}

fn spots(text: &str) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    words::words(text, &mut |word: words::Word<'_>| {
        let term = word.term.to_owned();
        match spots.get_mut(word.position as usize) {
            None => spots.push(Spot {
                surface: term,
                capital: None,
                singular: None,
                wide: Vec::new(),
            }),
            Some(spot) if let Some(singular) = marked_plural(&term) => {
                spot.singular = Some(singular.to_owned());
            }
            Some(_) if term.contains(words::COMPOUND_MARK) => {}
            Some(spot) if word.width > 1 || words::amount(&term).is_some() => {
                spot.wide.push((term, word.width))
            }
            Some(spot) if term.bytes().any(|b| b.is_ascii_uppercase()) => spot.capital = Some(term),
            Some(spot) => spot.wide.push((term, word.width)),
        }
    });
    spots
}

/// With `forms`, of what is one word: a plain one, or a hyphenated one, of which the end has forms.
fn sequence(text: &str, slop: u32, forms: bool) -> Option<Shape> {
    let spots = spots(text);
    let mut parts = Vec::new();
    let mut at = 0;
    while at < spots.len() {
        let (part, width) = part(&spots[at..], forms && at == 0);
        parts.push(part);
        at += width;
    }
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(Shape::Phrase { parts, slop }),
    }
}

/// The shape of the first of `spots`, and how many of them it covers; it has forms only if it covers all.
fn part(spots: &[Spot], forms: bool) -> (Shape, usize) {
    let first = &spots[0];
    let Some((wide, width)) = first.wide.iter().max_by_key(|(_, width)| *width) else {
        return (plain(first, forms && spots.len() == 1), 1);
    };
    let width = (*width as usize).min(spots.len());
    let forms = forms && width == spots.len();
    if is_value(wide) {
        return (Shape::Words(Pattern::Exact(wide.clone())), width);
    }
    let joined = Shape::Words(if forms {
        Pattern::forms(wide)
    } else {
        Pattern::Exact(wide.clone())
    });
    let apart = spots[..width].iter().enumerate();
    let apart = apart.map(|(at, spot)| plain(spot, forms && at + 1 == width));
    let apart = Shape::Phrase {
        parts: apart.collect(),
        slop: 0,
    };
    (Shape::Any(vec![joined, apart]), width)
}

fn is_value(term: &str) -> bool {
    words::amount(term).is_some() || term.ends_with('%')
}

fn plain(spot: &Spot, forms: bool) -> Shape {
    let guarded = words::is_case_sensitive(&spot.surface);
    Shape::Words(match &spot.capital {
        Some(capital) if guarded => Pattern::Exact(capital.clone()),
        _ if forms => Pattern::Forms(Box::new(match &spot.singular {
            Some(singular) => Forms::of_plural(&spot.surface, singular),
            None => Forms::of(&spot.surface),
        })),
        _ => Pattern::Exact(spot.surface.clone()),
    })
}

/// Wildcards are parts of words: a hyphen or another sign between them parts the words.
fn wildcards(text: &str) -> Option<Shape> {
    let folded = folded_around_wildcards(text);
    let pieces = folded.split(|c: char| !(c.is_alphanumeric() || c == '*' || c == '?'));
    let mut parts: Vec<Shape> = pieces
        .filter(|piece| piece.chars().any(char::is_alphanumeric))
        .filter_map(|piece| Pattern::wildcard(piece).map(Shape::Words))
        .collect();
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => {
            let joined: String = folded
                .chars()
                .filter(|c| c.is_alphanumeric() || "*?".contains(*c))
                .collect();
            let joined = Shape::Words(Pattern::wildcard(&joined)?);
            Some(Shape::Any(vec![joined, Shape::Phrase { parts, slop: 0 }]))
        }
    }
}

fn folded_around_wildcards(text: &str) -> String {
    let mut folded = String::new();
    for piece in text.split_inclusive(['*', '?']) {
        let (letters, wild) = match piece.strip_suffix(['*', '?']) {
            Some(letters) => (letters, &piece[letters.len()..]),
            None => (piece, ""),
        };
        folded.push_str(&words::fold(letters));
        folded.push_str(wild);
    }
    folded
}

/// Of a hyphenated word the edits may be in any of its parts, or in all of it in one.
fn fuzzy(text: &str, edits: u8) -> Option<Shape> {
    let spots = spots(text);
    let near = |word: &str| {
        Shape::Words(match query::edits(word, edits) {
            0 => Pattern::Exact(word.to_owned()),
            edits => Pattern::fuzzy(word, edits),
        })
    };
    let mut wide = spots.iter().flat_map(|spot| &spot.wide);
    if let [spot] = spots.as_slice() {
        return Some(near(&spot.surface));
    }
    if spots.len() > PARTS || wide.any(|(word, _)| is_value(word)) {
        return sequence(text, 0, false);
    }
    let joined = spots.first()?.wide.iter();
    let joined = joined.filter(|(_, width)| *width as usize == spots.len());
    let joined = joined.map(|(word, _)| near(word));
    let near_in = |at: usize| {
        let parts = spots.iter().enumerate().map(|(number, spot)| {
            if number == at {
                near(&spot.surface)
            } else {
                plain(spot, false)
            }
        });
        Shape::Phrase {
            parts: parts.collect(),
            slop: 0,
        }
    };
    Some(Shape::Any(
        joined.chain((0..spots.len()).map(near_in)).collect(),
    ))
}

/// Words of more parts are no slip of the finger.
const PARTS: usize = 6;
