//! The structured content of answers for assistants: schema 1 in short, without what a reader of text does without.
//!
//! A field that has no value is left out. The structs describe themselves: their schemas are those of the tools.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::clipped;
use crate::article::About;
use crate::render::{parameters, safe, score};
use crate::results::{self, Hit, ListedArticle, NothingFound, Part, Results, Span};

/// `search`
#[derive(Serialize, JsonSchema)]
pub struct Found {
    total: Total,
    read_as: String,
    notes: Vec<String>,
    hits: Vec<FoundPassage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "in_short")]
    nothing: Option<Nothing>,
    truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Total {
    articles: u64,
    passages: u64,
}

#[derive(Serialize, JsonSchema)]
struct FoundPassage {
    address: String,
    #[serde(flatten)]
    card: Card,
    text: String,
    /// Pairs of characters of text: first, after the last.
    #[schemars(with = "Vec<Vec<usize>>")]
    marks: Vec<[usize; 2]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Vec<usize>>")]
    title_marks: Vec<[usize; 2]>,
    /// Of text, in the article.
    start: usize,
    of: u32,
    more_in_article: u32,
    score: f64,
    // So many characters of `text` people do not see.
    #[serde(default, skip_serializing_if = "is_none")]
    hidden: usize,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
}

// How an article is cited. What is said of it here would be part of the schema of each tool.
#[derive(Serialize, JsonSchema)]
pub struct Card {
    headline: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    summary: bool,
}

/// What would find something. Its schema would take more room than it is worth: the text says it in words.
fn in_short(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object" })
}

#[derive(Serialize)]
struct Nothing {
    missing: Vec<Missing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any_articles: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relatives_articles: Option<u64>,
    parts: Vec<FoundBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    looser: Option<FoundBy>,
}

#[derive(Serialize)]
struct Missing {
    word: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<String>,
}

#[derive(Serialize)]
struct FoundBy {
    query: String,
    articles: u64,
}

/// `list`
#[derive(Serialize, JsonSchema)]
pub struct List {
    total: Articles,
    read_as: String,
    notes: Vec<String>,
    articles: Vec<Listed>,
    truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Articles {
    articles: u64,
}

#[derive(Serialize, JsonSchema)]
struct Listed {
    id: String,
    #[serde(flatten)]
    card: Card,
    passages: u32,
    words: u64,
}

/// `fetch`
#[derive(Serialize, JsonSchema)]
pub struct Fetch {
    pub articles: Vec<Fetched>,
    /// Not given for want of room.
    pub left: Vec<String>,
    pub unknown: Vec<String>,
    pub truncated: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct Fetched {
    pub id: String,
    #[serde(flatten)]
    pub card: Card,
    pub authors: Vec<String>,
    pub text: String,
    /// Of text, in characters of the article.
    pub start: usize,
    pub end: usize,
    pub length: usize,
    // Those of `text`, if some were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<usize>>")]
    pub passages: Option<[usize; 2]>,
    pub of: usize,
}

/// `timeline`
#[derive(Serialize, JsonSchema)]
pub struct Timeline {
    pub by: String,
    pub questions: Vec<Line>,
    /// Those with a match; `counts` has one a question, `of` all articles.
    pub buckets: Vec<Bucket>,
    pub truncated: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct Line {
    pub read_as: String,
    pub articles: u64,
    pub undated: u64,
    pub notes: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct Bucket {
    pub from: String,
    pub to: String,
    pub counts: Vec<u64>,
    pub of: u64,
}

/// `facets`
#[derive(Serialize, JsonSchema)]
pub struct Facets {
    pub articles: u64,
    pub read_as: String,
    pub notes: Vec<String>,
    pub facets: Vec<Facet>,
    pub truncated: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct Facet {
    pub by: String,
    pub articles: u64,
    pub values: Vec<Value>,
    pub value_count: u64,
    // Articles without a value.
    pub unknown: u64,
}

#[derive(Serialize, JsonSchema)]
pub struct Value {
    pub value: String,
    pub count: u64,
}

/// `status`
#[derive(Serialize, JsonSchema)]
pub struct Status {
    pub articles: u64,
    pub passages: u64,
    pub files: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<String>,
    pub today: String,
    pub problems: u64,
    /// Files that are not indexed as they are now.
    pub outdated: u64,
    pub version: String,
}

/// The longest question that is printed back, in characters.
const QUESTION: usize = 500;
/// The longest note.
const NOTE: usize = 300;
/// So many notes and missing words are enough.
pub const MOST: usize = 10;
/// The longest headline.
const HEADLINE: usize = 300;
/// The longest name of an outlet, an author, or another value.
pub const NAME: usize = 100;
/// An address that is longer cannot be cited.
const ADDRESS: usize = 1000;

impl Found {
    pub fn of(results: &Results) -> Found {
        Found {
            total: Total {
                articles: results.total.articles,
                passages: results.total.passages,
            },
            read_as: question(&results.read_as),
            notes: notes(&results.notes),
            hits: results.hits.iter().map(passage).collect(),
            nothing: results.nothing.as_ref().map(nothing),
            truncated: results.part.truncated,
            cursor: cursor(&results.part),
        }
    }
}

impl List {
    pub fn of(listing: &results::Listing) -> List {
        List {
            total: Articles {
                articles: listing.total,
            },
            read_as: question(&listing.read_as),
            notes: notes(&listing.notes),
            articles: listing.articles.iter().map(listed).collect(),
            truncated: listing.part.truncated,
            cursor: cursor(&listing.part),
        }
    }
}

impl Card {
    /// `headline` is that of the article or its first sentence.
    pub fn of(about: &About, headline: &str) -> Card {
        let named = |name: &Option<String>| name.as_deref().map(|name| clipped(name, NAME));
        Card {
            headline: clipped(headline, HEADLINE),
            outlet: named(&about.outlet),
            date: about.date.map(|date| date.to_string()),
            url: about.url.clone().filter(|url| is_cited(url)),
            summary: about.is_summary,
        }
    }

    /// What is said of the article, a line each.
    pub fn lines(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let lines = [
            ("Headline", Some(&self.headline)),
            ("Outlet", self.outlet.as_ref()),
            ("Date", self.date.as_ref()),
            ("URL", self.url.as_ref()),
        ];
        let lines = lines
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?.as_str())));
        lines.chain(self.summary.then_some(("Text", "a summary only")))
    }
}

fn passage(hit: &Hit) -> FoundPassage {
    let Hit {
        article, passage, ..
    } = hit;
    let pairs = |marks: &[Span]| marks.iter().map(|mark| [mark.start, mark.end]).collect();
    FoundPassage {
        address: hit.address(),
        card: Card::of(&article.about, &article.headline),
        text: passage.text.clone(),
        marks: pairs(&passage.marks),
        title_marks: pairs(&marks_of_headline(hit)),
        start: passage.start,
        of: passage.of,
        more_in_article: hit.more_in_article,
        score: score::rounded(hit.score),
        hidden: hidden(&passage.text),
        truncated: passage.is_cut,
    }
}

/// Whether an address can be given to be cited: one of the web that is not too long.
fn is_cited(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    let is_of_web = |scheme: &str| ["http", "https"].contains(&&*scheme.to_ascii_lowercase());
    url.len() <= ADDRESS && scheme.is_some_and(is_of_web)
}

/// How many characters of a text people do not see.
pub fn hidden(text: &str) -> usize {
    let letters = text.chars();
    let letters = letters.filter(|letter| !matches!(letter, '\r' | '\n' | '\t'));
    letters.filter(|letter| safe::is_hidden(*letter)).count()
}

// serde hands a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_none(number: &usize) -> bool {
    *number == 0
}

/// The marks of the headline as far as it is shown.
pub fn marks_of_headline(hit: &Hit) -> Vec<Span> {
    let marks = hit.article.title_marks.iter().copied();
    marks.filter(|mark| mark.end <= HEADLINE).collect()
}

fn nothing(nothing: &NothingFound) -> Nothing {
    let missing = nothing.missing.iter().take(MOST).map(|missing| Missing {
        word: clipped(&missing.word, NAME),
        nearest: missing.nearest.clone(),
    });
    Nothing {
        missing: missing.collect(),
        any_articles: nothing.any_articles,
        relatives_articles: nothing.relatives_articles,
        parts: nothing.parts.iter().map(found_by).collect(),
        looser: nothing.looser.as_ref().map(found_by),
    }
}

fn found_by(found: &results::FoundBy) -> FoundBy {
    FoundBy {
        query: question(&found.query),
        articles: found.articles,
    }
}

fn listed(article: &ListedArticle) -> Listed {
    Listed {
        id: article.id.to_string(),
        card: Card::of(&article.about, &article.headline),
        passages: article.passages,
        words: article.words,
    }
}

/// A question as it was read.
pub fn question(read_as: &str) -> String {
    clipped(read_as, QUESTION)
}

/// The notes on a question. Flags of the command are arguments here.
pub fn notes(notes: &[String]) -> Vec<String> {
    let notes = notes.iter().take(MOST);
    notes
        .map(|note| clipped(&parameters::named(note), NOTE))
        .collect()
}

/// The authors that are named.
pub fn authors(about: &About) -> Vec<String> {
    let authors = about.authors.iter().take(MOST);
    authors.map(|name| clipped(name, NAME)).collect()
}

fn cursor(part: &Part) -> Option<String> {
    part.cursor().map(|cursor| cursor.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_the_web_is_cited() {
        assert!(is_cited("https://news.example/a") && is_cited("HTTP://news.example/"));
        assert!(!is_cited("javascript:alert(1)//://") && !is_cited("file:///etc/passwd"));
    }
}
