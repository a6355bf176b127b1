//! The words of a prepared article with their positions, read from what is put into an engine.

use std::collections::{BTreeMap, BTreeSet};

use newshound::engine::{self, Prepared};
use newshound::field::Field;
use newshound::passage::Edge;
use newshound::plan::Set;
use newshound::plan::expr::PositionSpan;
use newshound::plan::pattern::Pattern;
use newshound::words::events;
use newshound::words::tokens;

/// The words and borders of one article.
pub struct Terms {
    terms: Vec<Term>,
    /// Borders of its text.
    borders: Vec<(Edge, PositionSpan)>,
    /// The position after the last one of each passage.
    ends: Vec<u32>,
}

/// A word of one field.
#[derive(Debug, Clone)]
pub struct Term {
    field: Field,
    /// In the index's spelling.
    pub spelling: String,
    /// From 1; the first one for what an article has once.
    pub passage: u32,
    pub at: PositionSpan,
}

impl Terms {
    pub fn of(article: &Prepared) -> Terms {
        let mut terms = Terms {
            terms: Vec::new(),
            borders: Vec::new(),
            ends: Vec::new(),
        };
        terms.push_value(Field::Id, &article.id.to_string());
        for (field, of_field) in &article.fields {
            match of_field {
                engine::Terms::Value(value) => terms.push_value(*field, value),
                engine::Terms::Tokens(tokens) => terms.push_tokens(*field, tokens, 1, 0),
            }
        }
        let mut base = 0;
        for (number, passage) in (1..).zip(&article.passages) {
            terms.push_tokens(Field::Body, &passage.tokens, number, base);
            let borders = passage.borders.iter();
            let borders = borders.map(|(edge, at)| (*edge, PositionSpan::of(base + at, 1)));
            terms.borders.extend(borders);
            base += passage.words;
            terms.ends.push(base);
        }
        terms
    }

    fn push_value(&mut self, field: Field, value: &str) {
        self.terms.push(Term {
            field,
            spelling: value.to_owned(),
            passage: 1,
            at: PositionSpan::of(0, 1),
        });
    }

    fn push_tokens(&mut self, field: Field, mut tokens: &str, passage: u32, base: u32) {
        let mut next = base;
        while let Some((step, spelling, rest)) = tokens::split_first(tokens) {
            next += step;
            let (_, width) = events::split_width(spelling).unwrap();
            self.terms.push(Term {
                field,
                spelling: spelling.to_owned(),
                passage,
                at: PositionSpan::of(next - 1, width),
            });
            tokens = rest;
        }
    }

    /// The words that a set of a plan takes.
    pub fn taken_by(&self, set: &Set) -> Vec<Term> {
        let of_field = self.terms.iter().filter(|term| term.field == set.field);
        let taken = of_field.filter(|term| set.pattern.takes(&term.spelling));
        taken.cloned().collect()
    }

    /// Whether a word is in the headline or the text, covering however many positions.
    pub fn has_in_text(&self, word: &str) -> bool {
        let is_text = |term: &&Term| matches!(term.field, Field::Title | Field::Body);
        let mut terms = self.terms.iter().filter(is_text);
        terms.any(|term| events::split_width(&term.spelling).unwrap().0 == word)
    }

    /// Where a set of a plan is, be it of words or of borders.
    pub fn positions(&self, set: &Set) -> Vec<PositionSpan> {
        let mut positions: Vec<PositionSpan> = match set.pattern {
            Pattern::Edge(edge) if set.field == Field::Body => {
                let borders = self.borders.iter().filter(|(known, _)| *known == edge);
                borders.map(|(_, at)| *at).collect()
            }
            _ => self.taken_by(set).iter().map(|term| term.at).collect(),
        };
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// The passages that a span of the text lies in.
    pub fn passages_of(&self, span: PositionSpan) -> std::ops::RangeInclusive<u32> {
        let number = |position: u32| {
            let before = self.ends.iter().filter(|end| **end <= position);
            before.count() as u32 + 1
        };
        number(span.start)..=number(span.end - 1)
    }
}

/// How many words the text of an article has.
pub fn length(article: &Prepared) -> u32 {
    article.passages.iter().map(|passage| passage.words).sum()
}

/// Words of one position, and how many passages contain each in any of some fields, counted by field.
pub fn documents<'a>(
    articles: impl Iterator<Item = &'a Prepared>,
    fields: &[Field],
) -> BTreeMap<String, u64> {
    let mut documents = BTreeMap::new();
    for article in articles {
        let terms = Terms::of(article).terms.into_iter();
        let of_fields =
            terms.filter(|term| fields.contains(&term.field) && term.at.end - term.at.start == 1);
        let places: BTreeSet<_> = of_fields
            .map(|term| (term.field, term.passage, term.spelling))
            .collect();
        for (.., word) in places {
            *documents.entry(word).or_default() += 1;
        }
    }
    documents
}
