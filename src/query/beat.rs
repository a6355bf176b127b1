//! Reads `beat:chips`: the question of a beat takes its place, as if it were typed there in brackets.
//!
//! A beat means the same wherever it is asked for: words side by side in it are all asked for, or any of them if it is
//! a question in words. One that cannot be read is an error and never read as words, as another question would be
//! answered in silence.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ops::Range;

use super::apart::TypedDays;
use super::in_words::asks_in_words;
use super::notes::short;
use super::parse::{Parser, parse_within};
use super::token::{Token, TokenKind, tokens};
use super::{DefaultOperator, Note, ParseOptions, ParsedQuery, Query, normal_form, word};
use crate::beat::{Beat, Beats, is_name, key};
use crate::error::{Error, Kind};

/// The name before the colon.
pub const NAME: &str = "beat";
/// So many beats may be within one another.
const MOST_NESTED: usize = 16;
/// So many words, operators and fields may come from beats.
const MOST_PARTS: usize = 20_000;

/// The beats that were read for one question.
#[derive(Default)]
pub struct Expansion {
    /// Those that are being read, the outermost first.
    open: RefCell<Vec<String>>,
    /// By key.
    read: RefCell<HashMap<String, Read>>,
    /// Parts that came from beats.
    parts: Cell<usize>,
    /// Notes on beats that were read and not yet handed on, without a place.
    notes: RefCell<Vec<Note>>,
    /// Whether an error already names its beat.
    is_named: Cell<bool>,
}

#[derive(Clone)]
struct Read {
    query: Query,
    parts: usize,
    days: Vec<TypedDays>,
}

impl Parser<'_> {
    /// The question of the beat that is named by the word `run`.
    pub fn beat(&mut self, run: &str, at: Range<usize>) -> Option<Query> {
        let bare = word::bare(run);
        let is_plain = bare.tilde.is_none();
        let name = if is_plain { bare.text } else { run };
        let query = self.expanded(name, at.clone())?;
        Some(self.boosted(query, bare.boost, &at))
    }

    /// The question of the beat `name`; none, and an error for the whole, if it cannot be read.
    pub fn expanded(&mut self, name: &str, at: Range<usize>) -> Option<Query> {
        if self.failed.is_some() {
            return None;
        }
        let from = self.tokens[..self.next].iter().rev().take(2);
        let mut from =
            from.filter(|token| token.kind == TokenKind::Beat && token.at.end == at.start);
        let at = from.next().map_or(at.start, |token| token.at.start)..at.end;
        let read = self
            .expansion
            .read(name, self.options)
            .map_err(|error| match error.location {
                Some(_) => error,
                None => error.at(self.text, at.clone()),
            });
        for note in self.expansion.notes.take() {
            if let Some(hint) = note.hint {
                self.notes.push(note.message, hint, at.clone());
            }
        }
        match read {
            Ok(read) => {
                let days = read.days.into_iter();
                self.days_read
                    .extend(days.map(|days| days.placed(at.clone())));
                Some(read.query)
            }
            Err(error) => {
                self.failed = Some(error);
                None
            }
        }
    }
}

impl Expansion {
    fn read(&self, name: &str, options: &ParseOptions<'_>) -> Result<Read, Error> {
        let none = Beats::default();
        let beats = options.beats.unwrap_or(&none);
        let Some(beat) = beats.named(name).filter(|_| is_name(name)) else {
            return Err(beats.unknown(&short(name), "beat:"));
        };
        let key = key(name);
        self.check(&key, beats)?;
        let known = self.read.borrow().get(&key).cloned();
        let read = match known {
            Some(read) => read,
            None => {
                self.open.borrow_mut().push(key.clone());
                let read = self.parsed(beat, options);
                self.open.borrow_mut().pop();
                let read = read.map_err(|error| self.named(error, beat))?;
                self.read.borrow_mut().insert(key, read.clone());
                read
            }
        };
        let parts = self.parts.get() + read.parts;
        self.parts.set(parts);
        if parts > MOST_PARTS {
            self.is_named.set(true);
            let message = "the question is too large with all of its beats";
            let hint = "ask for fewer beats at once: more than 20000 words come from them";
            return Err(Error::new(Kind::Query, message).hint(hint));
        }
        Ok(read)
    }

    /// Fails where a beat is within itself, or within too many others.
    fn check(&self, key: &str, beats: &Beats) -> Result<(), Error> {
        let open = self.open.borrow();
        let shown = |key: &String| {
            beats
                .named(key)
                .map_or(key.clone(), |beat| beat.name.clone())
        };
        if let Some(first) = open.iter().position(|one| one == key) {
            let circle: Vec<String> = open[first..].iter().map(shown).collect();
            let message = match circle.as_slice() {
                [one] => format!("the beat `{one}` names itself"),
                several => format!(
                    "the beats `{}` name one another in a circle",
                    several.join("`, `")
                ),
            };
            let hint = match circle.as_slice() {
                [first, .., last] => format!("take `beat:{first}` out of the beat `{last}`"),
                _ => format!("take `beat:{}` out of it", circle.concat()),
            };
            self.is_named.set(true);
            return Err(Error::new(Kind::Query, message).hint(hint));
        }
        if open.len() >= MOST_NESTED {
            self.is_named.set(true);
            let message = format!("beats name one another more than {MOST_NESTED} deep");
            let hint = format!(
                "take a beat out of the beat `{}`",
                open.first().map(shown).unwrap_or_default()
            );
            return Err(Error::new(Kind::Query, message).hint(hint));
        }
        Ok(())
    }

    fn parsed(&self, beat: &Beat, options: &ParseOptions<'_>) -> Result<Read, Error> {
        let operator = match asks_in_words(&beat.text) {
            true => DefaultOperator::Or,
            false => DefaultOperator::And,
        };
        let options = ParseOptions {
            operator,
            ..options.clone()
        };
        // Notes of beats within it come first, in the order in which they are read.
        let ParsedQuery { query, notes, days } = parse_within(&beat.text, &options, self)?;
        for note in notes {
            let message = match note.message.starts_with(IN_BEAT) {
                true => note.message,
                false => format!("{IN_BEAT}{}`: {}", beat.name, note.message),
            };
            self.notes.borrow_mut().push(Note { message, ..note });
        }
        Ok(Read {
            parts: normal_form::parts(&query),
            query,
            days,
        })
    }

    /// An error in the question of a beat, with the innermost beat that it is in.
    fn named(&self, error: Error, beat: &Beat) -> Error {
        if self.is_named.replace(true) {
            return error;
        }
        let message = format!("{IN_BEAT}{}`: {}", beat.name, error.message);
        Error { message, ..error }
    }
}

/// A message that begins so names its beat.
const IN_BEAT: &str = "in the beat `";

/// Whether `text` may ask for a beat: then it is worth while to have them at hand.
pub fn names_beat(text: &str) -> bool {
    let before = |(colon, _): (usize, &str)| text.get(..colon).unwrap_or_default();
    let mut names = text.match_indices(':').map(before);
    names.any(|before| {
        let name = before
            .len()
            .checked_sub(NAME.len())
            .and_then(|at| before.get(at..));
        name.is_some_and(|name| name.eq_ignore_ascii_case(NAME))
    })
}

/// The names of beats that `text` asks for, as they are typed.
pub fn beats_of(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let mut names = Vec::new();
    let mut open: Option<usize> = None;
    for token in &tokens {
        match (token.kind, open) {
            (TokenKind::Beat, _) => open = Some(0),
            (TokenKind::Open, Some(depth)) => open = Some(depth + 1),
            (TokenKind::Close, Some(depth)) => {
                open = depth.checked_sub(1).filter(|depth| *depth > 0)
            }
            (TokenKind::Word(_) | TokenKind::Phrase { .. }, Some(depth)) => {
                names.extend(name_of(token));
                open = (depth > 0).then_some(depth);
            }
            _ => {}
        }
    }
    names
}

fn name_of(token: &Token<'_>) -> Option<String> {
    match token.kind {
        TokenKind::Word(run) => Some(word::bare(run).text.to_owned()),
        TokenKind::Phrase { text, .. } => Some(text.trim().to_owned()),
        _ => None,
    }
}
