//! A prepared article: what an engine takes in, made without one.
//!
//! Making it needs no lock and no order, so that many threads do it at once: the text is cut into passages,
//! and each is turned into tokens and borders.

use std::collections::HashSet;

use crate::article::{About, Article, Date, Id, content_hash, site};
use crate::field::{FIELDS, Field, FieldKind};
use crate::passage::{self, Edge, Passage};
use crate::rank;
use crate::words;
use crate::words::events::{Event, events};
use crate::words::tokens::{TokenWriter, name_tokens, tokens};

/// An article ready to be put into an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The id by which it is found, replaced and removed.
    pub id: Id,
    /// Hash of everything that an engine keeps of the article: equal hashes, equal articles.
    pub hash: u64,
    /// When it came into the corpus, in nanoseconds since 1970 UTC.
    pub added: i64,
    /// When it was published.
    pub date: Option<Date>,
    /// How many words its headline has, function words left out.
    pub headline_words: u32,
    /// `About` as JSON.
    pub about: String,
    /// Which file and record of the corpus it came from.
    pub file: String,
    /// Its number within that file, from 1.
    pub record: u32,
    /// The values said once of the article, by searchable field; a field may come several times.
    pub fields: Vec<(Field, Terms)>,
    /// In reading order; at least one.
    pub passages: Vec<PreparedPassage>,
}

/// The terms of a field that is said once of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Terms {
    /// Words with positions, as `words::tokens` writes them.
    Tokens(String),
    /// One value, as `words::whole` folds it, and compared whole.
    Value(String),
}

impl Terms {
    fn memory(&self) -> usize {
        let (Terms::Tokens(text) | Terms::Value(text)) = self;
        size_of::<(Field, Terms)>() + text.capacity()
    }
}

/// A passage ready to be put into an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedPassage {
    /// With the white space after it: passages joined in order are the article's text.
    pub text: String,
    /// Where it begins in the article's text, in characters and in bytes.
    pub start: usize,
    /// The same in bytes.
    pub start_byte: usize,
    /// As `words::tokens` writes them.
    pub tokens: String,
    /// The borders with their positions, which count within the passage and never go back.
    pub borders: Vec<(Edge, u32)>,
    /// Number of positions.
    pub words: u32,
}

impl Prepared {
    /// `added` is when the article came into the corpus, in nanoseconds since 1970 UTC. It gets the id that its
    /// file gives it.
    pub fn new(article: &Article, added: i64) -> Prepared {
        let about = &article.about;
        let address = about.address();
        // Writing a plain value as JSON cannot fail.
        let json = serde_json::to_string(about).unwrap_or_default();
        let mut start = 0;
        let passages = passage::passages(&article.text, about.lang.as_deref());
        let passages = passages.map(|passage| {
            let prepared = PreparedPassage::new(&article.text, &passage, start);
            start += prepared.text.chars().count();
            prepared
        });
        Prepared {
            id: article.id(),
            hash: content_hash(&json, &article.text),
            added,
            date: about.date,
            headline_words: about.title.as_deref().map_or(0, content_words),
            fields: fields(about, address.as_deref()),
            file: about.provenance.file.clone(),
            record: about.provenance.record,
            about: json,
            passages: passages.collect(),
        }
    }

    /// The same under the id and with the moment that the article is known by.
    pub fn as_known(self, id: Id, added: jiff::Timestamp) -> Prepared {
        Prepared {
            id,
            added: i64::try_from(added.as_nanosecond()).unwrap_or(i64::MAX),
            ..self
        }
    }

    /// The article that it was made from.
    pub fn article(&self) -> Article {
        let passages = self.passages.iter().map(|passage| passage.text.as_str());
        Article {
            // It was written by `new`.
            about: serde_json::from_str(&self.about).unwrap_or_default(),
            text: passages.collect(),
        }
    }

    /// About how many bytes it takes in memory.
    pub fn memory(&self) -> u64 {
        let of = |passage: &PreparedPassage| {
            let borders = passage.borders.capacity() * size_of::<(Edge, u32)>();
            let own = size_of::<PreparedPassage>();
            own + borders + passage.text.capacity() + passage.tokens.capacity()
        };
        let passages: usize = self.passages.iter().map(of).sum();
        let fields = self.fields.iter().map(|(_, terms)| terms.memory());
        (passages + self.about.capacity() + fields.sum::<usize>()) as u64
    }

    /// Bytes of the article's text.
    pub fn text_bytes(&self) -> u64 {
        let passages = self.passages.iter();
        passages.map(|passage| passage.text.len() as u64).sum()
    }
}

impl PreparedPassage {
    fn new(text: &str, passage: &Passage, start: usize) -> PreparedPassage {
        let start_byte = passage.bytes.start;
        let text = &text[passage.bytes.clone()];
        let mut tokens = TokenWriter::with_capacity(text.len());
        let mut borders = Vec::with_capacity(passage.borders.len());
        let words = events(text, start_byte, &passage.borders, |event| match event {
            Event::Word(word) => tokens.push(&word),
            Event::Edge(edge, position) => borders.push((edge, position)),
        });
        PreparedPassage {
            text: text.to_owned(),
            start,
            start_byte,
            tokens: tokens.finish(),
            borders,
            words,
        }
    }
}

/// How many words a text has, function words left out.
fn content_words(text: &str) -> u32 {
    let (mut count, mut last) = (0, None);
    words::words(text, &mut |word| {
        let is_next = last.replace(word.position) != Some(word.position);
        count += u32::from(is_next && !rank::is_function_word(word.term));
    });
    count
}

fn fields(about: &About, address: Option<&str>) -> Vec<(Field, Terms)> {
    let mut fields = Vec::new();
    for row in FIELDS {
        for value in values(about, address, row.field) {
            let terms = match row.kind {
                FieldKind::Text => Terms::Tokens(tokens(value)),
                FieldKind::Name => Terms::Tokens(name_tokens(value)),
                _ => Terms::Value(words::whole(value)),
            };
            // A value without a word cannot be asked for.
            if !matches!(&terms, Terms::Value(value) if value.is_empty()) {
                fields.push((row.field, terms));
            }
        }
        let value = whole_value(about, address, row.field).map(words::whole);
        if let Some(whole) = value.filter(|whole| !whole.is_empty()) {
            fields.push((row.field, Terms::Value(words::marked_whole(&whole))));
        }
    }
    fields
}

/// The whole of which the values of a field are parts, if they are.
fn whole_value<'a>(about: &'a About, address: Option<&'a str>, field: Field) -> Option<&'a str> {
    match field {
        Field::Site => address.map(site),
        Field::File => Some(&about.provenance.file),
        _ => None,
    }
}

/// The values of a field that is said once of an article; ids and days are no terms.
pub(in crate::engine) fn values<'a>(
    about: &'a About,
    address: Option<&'a str>,
    field: Field,
) -> Vec<&'a str> {
    match field {
        Field::Title => about.title.as_deref().into_iter().collect(),
        Field::Outlet => about.outlet.as_deref().into_iter().collect(),
        Field::Author => about.authors.iter().map(String::as_str).collect(),
        Field::Tag => about.tags.iter().map(String::as_str).collect(),
        Field::Lang => about.lang.as_deref().into_iter().collect(),
        Field::Site => address.map_or_else(Vec::new, |address| domains(site(address))),
        Field::Key => about.key.as_deref().into_iter().collect(),
        Field::File => names_in(&about.provenance.file),
        Field::Body | Field::Id | Field::Date | Field::Added => Vec::new(),
    }
}

/// The most names of a path side by side, but for all of them.
const MOST_NAMES: usize = 4;

/// A path and what it may be called for short: its names side by side, `notes/call.md`, `call.md`, `notes`.
fn names_in(path: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
    ends.push(path.len());
    let mut names = vec![path];
    for first in 0..ends.len() {
        let start = first.checked_sub(1).map_or(0, |before| ends[before] + 1);
        let shorter = ends[first..].iter().take(MOST_NAMES);
        names.extend(shorter.filter_map(|end| path.get(start..*end)));
    }
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    names
}

/// The longest name that a domain can have.
const LONGEST_DOMAIN: usize = 253;

/// `a.b.eu` and every domain above it that can be one.
fn domains(site: &str) -> Vec<&str> {
    let above = site.match_indices('.').map(|(dot, _)| &site[dot + 1..]);
    let above = above.skip_while(|domain| domain.len() > LONGEST_DOMAIN);
    std::iter::once(site).chain(above).collect()
}
