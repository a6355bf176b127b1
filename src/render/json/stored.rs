//! The JSON of one whole article, and of a list of articles.

use std::borrow::Borrow;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::answer::{ArticleView, SpanView, article, cursor, span};
use super::{SCHEMA, Sequence};
use crate::error::Result;
use crate::results::{ListedArticle, Listing, OtherPlace, StoredArticle};

/// `show --json`
#[derive(Serialize, JsonSchema)]
pub struct Whole<'a> {
    schema: u32,
    article: WholeArticle<'a>,
}

#[derive(Serialize, JsonSchema)]
struct WholeArticle<'a> {
    #[serde(flatten)]
    article: ArticleView<'a>,
    record: u32,
    added: jiff::Timestamp,
    text: &'a str,
    passages: Vec<PassageView>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<PlaceView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_marks: Option<Vec<SpanView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<Vec<SpanView>>,
}

/// Another place of an article.
#[derive(Serialize, JsonSchema)]
struct PlaceView<'a> {
    file: &'a str,
    record: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    captured: Option<Timestamp>,
}

#[derive(Serialize, JsonSchema)]
struct PassageView {
    address: String,
    number: usize,
    #[serde(flatten)]
    span: SpanView,
}

/// `list --json`
#[derive(Serialize, JsonSchema)]
pub struct List<'a, A> {
    schema: u32,
    query: &'a str,
    read_as: &'a str,
    total: ListTotal,
    notes: &'a [String],
    articles: A,
    truncated: bool,
    cursor: Option<String>,
}

/// An article of a list as a line of its own.
#[derive(Serialize, JsonSchema)]
pub struct ListLine<'a> {
    schema: u32,
    query: &'a str,
    article: EntryView<'a>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ListTotal {
    pub articles: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct EntryView<'a> {
    #[serde(flatten)]
    article: ArticleView<'a>,
    passages: u32,
    words: u64,
    added: jiff::Timestamp,
}

impl<'a> ListLine<'a> {
    pub fn new(listing: &'a Listing, article: &'a ListedArticle) -> Self {
        ListLine {
            schema: SCHEMA,
            query: &listing.query,
            article: entry(article),
        }
    }
}

impl<'a> Whole<'a> {
    pub fn new(stored: &'a StoredArticle) -> Self {
        let marks = stored.marks.as_ref();
        Whole {
            schema: SCHEMA,
            article: WholeArticle {
                article: article(stored.id, &stored.about),
                record: stored.about.provenance.record,
                added: stored.added,
                text: &stored.text,
                passages: passages(stored),
                also: stored.also.iter().map(place).collect(),
                title_marks: marks.map(|marks| marks.title.iter().map(span).collect()),
                marks: marks.map(|marks| marks.text.iter().map(span).collect()),
            },
        }
    }
}

/// The articles of a listing, written as they come.
pub struct EntriesView<'a, I> {
    listing: &'a Listing,
    articles: &'a Sequence<'a, I>,
}

impl<A: Borrow<ListedArticle>, I: Iterator<Item = Result<A>>> Serialize for EntriesView<'_, I> {
    fn serialize<S: Serializer>(&self, out: S) -> std::result::Result<S::Ok, S::Error> {
        self.articles.write(out, |elements, article| {
            let record = ListLine::new(self.listing, article.borrow());
            elements.write(&record.article, &record)
        })
    }
}

impl<'a, I> List<'a, EntriesView<'a, I>> {
    pub fn new(listing: &'a Listing, articles: &'a Sequence<'a, I>) -> Self {
        List {
            schema: SCHEMA,
            query: &listing.query,
            read_as: &listing.read_as,
            total: ListTotal {
                articles: listing.total,
            },
            notes: &listing.notes,
            articles: EntriesView { listing, articles },
            truncated: listing.part.truncated,
            cursor: cursor(&listing.part),
        }
    }
}

fn place(place: &OtherPlace) -> PlaceView<'_> {
    PlaceView {
        file: &place.file,
        record: (place.record > 0).then_some(place.record),
        captured: place
            .captured
            .and_then(|at| Timestamp::from_second(at).ok()),
    }
}

pub(super) fn entry(entry: &ListedArticle) -> EntryView<'_> {
    EntryView {
        article: article(entry.id, &entry.about),
        passages: entry.passages,
        words: entry.words,
        added: entry.added,
    }
}

/// Counts the characters of the text once, whatever the number of passages.
fn passages(stored: &StoredArticle) -> Vec<PassageView> {
    let (mut byte, mut character) = (0, 0);
    let mut character_at = |at: usize| {
        character += stored
            .text
            .get(byte..at)
            .map_or(0, |text| text.chars().count());
        byte = at;
        character
    };
    let spans = stored.passages.iter().map(|bytes| SpanView {
        start: character_at(bytes.start),
        end: character_at(bytes.end),
        start_byte: bytes.start,
        end_byte: bytes.end,
    });
    let numbered = spans.zip(1..).map(|(span, number)| PassageView {
        address: format!("{}:{number}", stored.id),
        number,
        span,
    });
    numbered.collect()
}
