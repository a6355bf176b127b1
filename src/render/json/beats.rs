//! The JSON of beats, and of what is new for them.

use std::borrow::Borrow;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::failed::{self, ErrorView};
use super::stored::{EntryView, ListTotal, entry};
use super::{SCHEMA, Sequence};
use crate::error::Result;
use crate::results::{ListedArticle, News, Unasked};

/// `beat list --json`, `beat show --json`, `beat new --json`
#[derive(Serialize, JsonSchema)]
pub struct Beats<B> {
    schema: u32,
    beats: Vec<B>,
}

/// A beat, with the articles that are new for it where they are shown.
#[derive(Serialize, JsonSchema)]
pub struct BeatView<'a, A> {
    beat: &'a str,
    query: &'a str,
    read_as: &'a str,
    total: ListTotal,
    new: u64,
    baseline: bool,
    shown: u64,
    last_shown: Option<Timestamp>,
    notes: &'a [String],
    error: Option<ErrorView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    articles: Option<A>,
}

/// A beat that cannot be asked, and why.
#[derive(Serialize, JsonSchema)]
pub struct UnaskedView<'a> {
    beat: &'a str,
    query: &'a str,
    error: ErrorView<'a>,
}

/// A beat of a list.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub enum BeatOrError<'a, A> {
    Beat(BeatView<'a, A>),
    Unasked(UnaskedView<'a>),
}

/// A new article as a line of its own.
#[derive(Serialize, JsonSchema)]
pub struct NewsLine<'a> {
    schema: u32,
    beat: &'a str,
    query: &'a str,
    article: EntryView<'a>,
}

impl<B> Beats<B> {
    pub fn new(beats: Vec<B>) -> Self {
        let schema = SCHEMA;
        Beats { schema, beats }
    }
}

impl<'a> BeatOrError<'a, ()> {
    pub fn new(beat: &'a std::result::Result<News, Unasked>) -> Self {
        match beat {
            Ok(news) => BeatOrError::Beat(view(news, None)),
            Err(unasked) => BeatOrError::Unasked(UnaskedView {
                beat: &unasked.beat.name,
                query: &unasked.beat.text,
                error: failed::view(&unasked.error),
            }),
        }
    }
}

impl<'a, I> BeatView<'a, NewArticles<'a, I>> {
    pub fn with(news: &'a News, articles: &'a Sequence<'a, I>) -> Self {
        view(news, Some(NewArticles { news, articles }))
    }
}

fn view<A>(news: &News, articles: Option<A>) -> BeatView<'_, A> {
    let listing = &news.listing;
    BeatView {
        beat: &news.beat,
        query: &listing.query,
        read_as: &listing.read_as,
        total: ListTotal {
            articles: listing.total,
        },
        new: news.new,
        baseline: news.is_baseline,
        shown: news.shown,
        last_shown: news.last,
        notes: &listing.notes,
        error: None,
        articles,
    }
}

/// The new articles, written as they come.
pub struct NewArticles<'a, I> {
    news: &'a News,
    articles: &'a Sequence<'a, I>,
}

impl<A: Borrow<ListedArticle>, I: Iterator<Item = Result<A>>> Serialize for NewArticles<'_, I> {
    fn serialize<S: Serializer>(&self, out: S) -> std::result::Result<S::Ok, S::Error> {
        self.articles.write(out, |elements, article| {
            let record = NewsLine::new(self.news, article.borrow());
            elements.write(&record.article, &record)
        })
    }
}

impl<'a> NewsLine<'a> {
    pub fn new(news: &'a News, article: &'a ListedArticle) -> Self {
        NewsLine {
            schema: SCHEMA,
            beat: &news.beat,
            query: &news.listing.query,
            article: entry(article),
        }
    }
}
