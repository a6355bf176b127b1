//! What a typed word or phrase is made of: patterns on index words, in sequence or as alternatives.

use crate::article;
use crate::field::{Field, FieldKind};
use crate::plan::designation::{self, IndexWord, TypedWord};
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

/// Whether any text has letters and a number written as this one word.
pub type IsWritten<'a> = &'a dyn Fn(&str) -> bool;

/// `None` if the text holds no word.
pub fn word(text: &str, how: MatchMode, field: Field, is_written: IsWritten<'_>) -> Option<Shape> {
    match (how, field.kind()) {
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
        (MatchMode::Fuzzy(edits), FieldKind::Text | FieldKind::Name) => {
            fuzzy(text, edits, is_written)
        }
        (_, FieldKind::Value | FieldKind::Host | FieldKind::Day) => value(text, field),
        (MatchMode::Forms, FieldKind::Text) => sequence(text, 0, true, is_written),
        (MatchMode::Relatives, FieldKind::Text) => with_relatives(text, is_written),
        (MatchMode::Exact | MatchMode::Forms | MatchMode::Relatives, _) => {
            sequence(text, 0, false, is_written)
        }
    }
}

/// `None` if the text holds no word.
pub fn phrase(text: &str, slop: u32, field: Field, is_written: IsWritten<'_>) -> Option<Shape> {
    match field.kind() {
        FieldKind::Text | FieldKind::Name => sequence(text, slop, false, is_written),
        FieldKind::Value | FieldKind::Host | FieldKind::Day => value(text, field),
    }
}

/// A name or a value from end to end; `None` if the text holds no word.
pub fn whole(text: &str, field: Field) -> Option<Shape> {
    let whole = words::whole(text);
    let is_empty = whole.is_empty();
    let term = if field.has_parts() {
        words::marked_whole(&whole)
    } else {
        whole
    };
    (!is_empty).then_some(Shape::Words(Pattern::Exact(term)))
}

/// Another way to say what was typed, written exactly like this.
pub fn other(other: &Variant, is_written: IsWritten<'_>) -> Option<Shape> {
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
            _ => sequence(name, 0, false, is_written),
        },
        Variant::Joined(words) | Variant::Apart(words) => {
            in_sequence(words.iter().map(exactly).collect(), 0)
        }
    }
}

fn with_relatives(text: &str, is_written: IsWritten<'_>) -> Option<Shape> {
    let forms = sequence(text, 0, true, is_written)?;
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
        Field::File => words::whole(within_corpus(text)),
        _ => words::whole(text),
    };
    if folded.is_empty() {
        return None;
    }
    let pattern = match field {
        // As a browser shows it: `https://www.nist.gov/ai`.
        Field::Site => Pattern::Exact(words::whole(article::site_typed(text))),
        // What is too long for a wildcard is the beginning of no id.
        Field::Id => Pattern::wildcard(&format!("{}*", folded.replace(['*', '?'], "")))
            .unwrap_or(Pattern::Exact(folded)),
        _ => Pattern::Exact(folded),
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
    /// The text between the word before it and itself.
    gap: String,
    written: String,
}

fn spots(text: &str) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let mut end = 0;
    words::words(text, &mut |word: words::Word<'_>| {
        let term = word.term.to_owned();
        let Some(spot) = spots.get_mut(word.position as usize) else {
            spots.push(Spot {
                surface: term,
                capital: None,
                singular: None,
                wide: Vec::new(),
                gap: text[end..word.bytes.start].to_owned(),
                written: text[word.bytes.clone()].to_owned(),
            });
            end = word.bytes.end;
            return;
        };
        if let Some(singular) = marked_plural(&term) {
            spot.singular = Some(singular.to_owned());
        }
        if term.contains(words::COMPOUND_MARK) {
            return;
        }
        if term.bytes().any(|b| b.is_ascii_uppercase()) {
            spot.capital = Some(term);
        } else if word.width > 1 || is_value(&term) {
            // Of what was typed with a particle, all is meant.
            spot.wide.push((term, word.width));
        }
    });
    spots
}

/// With `forms`, of what is one word: a plain one, or a hyphenated one, of which the end has forms.
fn sequence(text: &str, slop: u32, forms: bool, is_written: IsWritten<'_>) -> Option<Shape> {
    let spots = spots(text);
    let mut parts = Vec::new();
    let mut at = 0;
    while at < spots.len() {
        let (mut part, width) = match slop {
            0 => part(&spots[at..], forms && at == 0, is_written),
            // Words that may be apart are no designation together.
            _ => part(&spots[at..=last_of(&spots, at)], false, is_written),
        };
        parts.append(&mut part);
        at += width;
    }
    in_sequence(parts, slop)
}

/// The last of the spots that are one hyphenated word or one value with the one at `at`.
fn last_of(spots: &[Spot], at: usize) -> usize {
    let widths = spots[at].wide.iter().map(|(_, width)| *width as usize);
    at + widths.max().unwrap_or(1).min(spots.len() - at) - 1
}

fn in_sequence(mut parts: Vec<Shape>, slop: u32) -> Option<Shape> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Shape::Phrase { parts, slop }),
    }
}

/// The shapes of the first of `spots`, and how many of them they cover; they have forms only if they
/// cover all.
fn part(spots: &[Spot], forms: bool, is_written: IsWritten<'_>) -> (Vec<Shape>, usize) {
    let Some((wide, width)) = spots[0].wide.iter().max_by_key(|(_, width)| *width) else {
        return designated(spots, forms, is_written);
    };
    let width = (*width as usize).min(spots.len());
    let forms = forms && width == spots.len();
    if is_value(wide) {
        return (vec![Shape::Words(Pattern::Exact(wide.clone()))], width);
    }
    let joined = of_word(wide, forms);
    let mut apart = Vec::new();
    let mut at = 0;
    while at < width {
        let (mut part, covered) = designated(&spots[at..width], forms, is_written);
        apart.append(&mut part);
        at += covered;
    }
    let is_joined = |shape: &Shape| matches!(shape, Shape::Words(word) if word.takes(wide));
    let ways = match apart.as_slice() {
        [only] if is_joined(only) => vec![joined],
        _ => [Some(joined), in_sequence(apart, 0)]
            .into_iter()
            .flatten()
            .collect(),
    };
    (vec![Shape::Any(ways)], width)
}

/// The first of `spots`, in every way to write the designation that it begins.
fn designated(spots: &[Spot], forms: bool, is_written: IsWritten<'_>) -> (Vec<Shape>, usize) {
    let near = spots.iter().take(designation::PIECES);
    let typed: Vec<TypedWord<'_>> = near.map(Spot::typed).collect();
    let length = designation::length(&typed);
    let forms = forms && length == spots.len();
    let cuts = designation::cuts(&typed[..length], is_written);
    let mut ways = cuts.into_iter().map(|cut| {
        let last = cut.len() - 1;
        let words = cut.into_iter().enumerate();
        let words = words.map(|(at, word)| index_word(&word, spots, forms && at == last));
        words.collect::<Vec<_>>()
    });
    let as_typed = ways.next().unwrap_or_default();
    let others: Vec<Vec<Shape>> = ways.collect();
    if others.is_empty() {
        return (as_typed, length);
    }
    let all = std::iter::once(as_typed).chain(others);
    let all = all.filter_map(|way| in_sequence(way, 0));
    (vec![Shape::Any(all.collect())], length)
}

fn is_value(term: &str) -> bool {
    words::amount(term).is_some() || term.ends_with('%')
}

impl Spot {
    fn typed(&self) -> TypedWord<'_> {
        TypedWord {
            term: &self.surface,
            written: &self.written,
            gap: &self.gap,
        }
    }
}

fn index_word(word: &IndexWord, spots: &[Spot], forms: bool) -> Shape {
    match word.typed {
        Some(number) => plain(&spots[number], forms),
        None => of_word(&word.term, forms),
    }
}

fn plain(spot: &Spot, forms: bool) -> Shape {
    match (&spot.capital, &spot.singular) {
        (Some(capital), _) if words::is_case_sensitive(&spot.surface) => {
            Shape::Words(Pattern::Exact(capital.clone()))
        }
        (_, Some(singular)) if forms => {
            let forms = Forms::of_plural(&spot.surface, singular);
            Shape::Words(Pattern::Forms(Box::new(forms)))
        }
        _ => of_word(&spot.surface, forms),
    }
}

fn of_word(word: &str, forms: bool) -> Shape {
    Shape::Words(if forms {
        Pattern::forms(word)
    } else {
        Pattern::Exact(word.to_owned())
    })
}

/// Wildcards are parts of words: a hyphen or another sign between them parts the words.
fn wildcards(text: &str) -> Option<Shape> {
    let folded = folded_around_wildcards(text);
    // What is folded has a point within a number only: `GPT-4.1*`.
    let is_of_word = |c: &char| c.is_alphanumeric() || ".*?".contains(*c);
    let pieces = folded.split(|c: char| !is_of_word(&c));
    let mut parts: Vec<Shape> = pieces
        .filter(|piece| piece.chars().any(char::is_alphanumeric))
        .filter_map(|piece| Pattern::wildcard(piece).map(Shape::Words))
        .collect();
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => {
            let joined: String = folded.chars().filter(is_of_word).collect();
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
fn fuzzy(text: &str, edits: u8, is_written: IsWritten<'_>) -> Option<Shape> {
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
        return sequence(text, 0, false, is_written);
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
