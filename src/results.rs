//! The answers to questions, as plain values that the terminal, JSON and every other face render.
//!
//! Marks are ranges, never markup. Not here: how an answer is found (`engine`), how it looks (`render`).

use std::ops::{Add, Range, RangeInclusive};

pub mod receipt;

use crate::article::{About, Id};
use crate::beat::Beat;
use crate::error::Error;
use crate::request::cursor::Cursor;

/// The answer to one query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Results {
    /// The text of the question.
    pub query: String,
    /// The query that it was parsed to, printed.
    pub read_as: String,
    /// Exact counts.
    pub total: Total,
    /// Full sentences about parts of the question that could not be taken as written.
    pub notes: Vec<String>,
    /// Best first (or in the order that was asked for).
    pub hits: Vec<Hit>,
    /// Set if nothing was found.
    pub nothing: Option<NothingFound>,
    /// Set if an explanation was asked for.
    pub explain: Option<Explain>,
    /// Which part of the whole answer this is.
    pub part: Part,
}

/// Which part of a whole answer a page of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// Where it begins.
    pub begins: Cursor,
    /// How many results it has.
    pub results: usize,
    /// Whether there are further ones after them.
    pub more: bool,
    /// Whether some were left out of it, or cut, for want of room.
    pub truncated: bool,
}

impl Part {
    /// Where the answer goes on, if it does.
    pub fn cursor(&self) -> Option<Cursor> {
        self.more.then(|| self.begins.after(self.results))
    }

    /// The first `results` of it, for want of room for more; `cut` says that the last of them is not whole.
    pub fn first(self, results: usize, cut: bool) -> Part {
        Part {
            results,
            more: self.more || results < self.results,
            truncated: self.truncated || cut || results < self.results,
            ..self
        }
    }
}

/// Exact counts of all matches, shown or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    /// How many articles match.
    pub articles: u64,
    /// How many of their passages match.
    pub passages: u64,
}

impl Add for Total {
    type Output = Total;

    fn add(self, more: Total) -> Total {
        Total {
            articles: self.articles + more.articles,
            passages: self.passages + more.passages,
        }
    }
}

/// The answer to a query as ranked addresses: `Results` without texts and marks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranking {
    /// Exact counts.
    pub total: Total,
    /// In the order of `Results::hits`.
    pub passages: Vec<RankedPassage>,
}

/// The address and the score of a matching passage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankedPassage {
    /// The article.
    pub article: Id,
    /// From 1.
    pub passage: u32,
    /// The greater, the better.
    pub score: f32,
}

/// A matching passage, with its text and its marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// From 1; the first hit at `--offset 10` has rank 11.
    pub rank: usize,
    /// The greater, the better.
    pub score: f32,
    /// Its article.
    pub article: Card,
    /// Its text.
    pub passage: Excerpt,
    /// How many further passages of the article match, over the limit per article.
    pub more_in_article: u32,
    /// The parts of the score, if an explanation was asked for. They add up to `score`.
    pub parts: Vec<ScorePart>,
}

impl Hit {
    /// The passage's address: `id:number`.
    pub fn address(&self) -> String {
        address(self.article.id, self.passage.number)
    }
}

/// The address of a passage: `id:number`.
pub fn address(article: Id, passage: u32) -> String {
    format!("{article}:{passage}")
}

/// The article of a hit.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The id of the article.
    pub id: Id,
    /// Headline, outlet, date and the like.
    pub about: About,
    /// The headline or, without one, the first sentence.
    pub headline: String,
    /// Marks in `about.title`; empty without a title.
    pub title_marks: Vec<Span>,
}

/// A passage's text with its marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Excerpt {
    /// From 1.
    pub number: u32,
    /// How many passages the article has.
    pub of: u32,
    /// Without the white space after it.
    pub text: String,
    /// Where `text` begins in the article's text, in characters and in bytes.
    pub start: usize,
    /// The same in bytes.
    pub start_byte: usize,
    /// In order, not overlapping; offsets into `text`.
    pub marks: Vec<Span>,
    /// Whether `text` is only the beginning of the passage, for want of room.
    pub is_cut: bool,
}

/// A marked range, in characters and in bytes; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first character.
    pub start: usize,
    /// The character after the last one.
    pub end: usize,
    /// The same in bytes.
    pub start_byte: usize,
    /// The byte after the last one.
    pub end_byte: usize,
}

impl Span {
    /// The marks of a text within a range of its bytes, as offsets in bytes into that. The marks are in order; one that is
    /// longer than the range is cut.
    pub fn within(marks: &[Span], range: &Range<usize>) -> Vec<Span> {
        let first = marks.partition_point(|mark| mark.end_byte <= range.start);
        let marks = marks[first..].iter();
        let inside = marks.take_while(|mark| mark.start_byte < range.end);
        let inside = inside.map(|mark| Span {
            start_byte: mark.start_byte.max(range.start) - range.start,
            end_byte: mark.end_byte.min(range.end) - range.start,
            ..*mark
        });
        inside.collect()
    }
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// What it was given for.
    pub name: String,
    /// How much it adds.
    pub value: f32,
}

/// Why nothing was found, and what another question would find.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NothingFound {
    /// Words of the query that occur in no article, each once.
    pub missing: Vec<MissingWord>,
    /// How many articles the question would find under `--any`, if that is another question.
    pub any_articles: Option<u64>,
    /// How many articles it would find with the relatives of its words, if any.
    pub relatives_articles: Option<u64>,
    /// What each part finds by itself that all have to be true; empty for a question of one part, or of more than
    /// `NothingFound::MOST_PARTS`.
    pub parts: Vec<FoundBy>,
    /// A looser question, and what it finds.
    pub looser: Option<FoundBy>,
    /// Articles that have some of the words, those that lack least first, if they were asked for.
    pub partial: Vec<PartialAnswer>,
}

/// An article that has some of what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct PartialAnswer {
    /// Its best passage for any of the words.
    pub hit: Hit,
    /// What of the question is not true in it, in the query language.
    pub lacking: Vec<String>,
}

/// A question and how many articles it finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundBy {
    /// In the query language.
    pub query: String,
    /// How many articles.
    pub articles: u64,
}

impl NothingFound {
    /// The most parts that are looked at by themselves.
    pub const MOST_PARTS: usize = 8;
    /// The most missing words that a nearest word is looked up for.
    pub const MOST_SUGGESTED: usize = 8;
}

/// A word of the query that occurs in no article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingWord {
    /// As it was asked for.
    pub word: String,
    /// The nearest word that does occur; looked up for the first `NothingFound::MOST_SUGGESTED` words.
    pub nearest: Option<String>,
}

/// How a query was evaluated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explain {
    /// In the order of the question.
    pub leaves: Vec<ExplainedLeaf>,
}

/// One word, phrase or proximity of the query.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedLeaf {
    /// In the query language.
    pub text: String,
    /// Other names and spellings that were looked for too: aliases and compounds, sorted.
    pub also: Vec<String>,
    /// The index words that it was expanded to, sorted.
    pub words: Vec<String>,
    /// How many articles it matches.
    pub articles: u64,
}

/// One article as the index stores it, for `show`.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredArticle {
    /// The id of the article.
    pub id: Id,
    /// Headline, outlet, date and the like.
    pub about: About,
    /// When it came into the corpus.
    pub added: jiff::Timestamp,
    /// The whole text.
    pub text: String,
    /// The bytes of each passage in `text`, in order; they tile it.
    pub passages: Vec<std::ops::Range<usize>>,
    /// Where else in the corpus it is, as far as that was looked for.
    pub also: Vec<OtherPlace>,
    /// Where a question is true in it, if one was asked of it.
    pub marks: Option<ArticleMarks>,
}

/// The marks of one article, as offsets into its headline and into its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleMarks {
    /// In order, not overlapping.
    pub title: Vec<Span>,
    /// In order, not overlapping.
    pub text: Vec<Span>,
}

/// A place of an article besides the one that is in force.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherPlace {
    /// The file's path within the corpus.
    pub file: String,
    /// The record's number within its file, from 1; 0 where it is not known.
    pub record: u32,
    /// When it was captured, in seconds since 1970, if it comes from the web.
    pub captured: Option<i64>,
}

impl StoredArticle {
    /// Some of its passages, counted from 1, each with the marks in it, as a hit has them.
    pub fn excerpts(&self, numbers: RangeInclusive<usize>) -> impl Iterator<Item = Excerpt> {
        let of = u32::try_from(self.passages.len()).unwrap_or(u32::MAX);
        let skipped = numbers.start().saturating_sub(1);
        let first = self.passages.get(skipped).map_or(0, |bytes| bytes.start);
        let mut start = characters(&self.text, 0..first);
        let marks = self.marks.as_ref().map_or(&[][..], |marks| &marks.text);
        let passages = (1..).zip(&self.passages).skip(skipped);
        let wanted = passages.take_while(move |(number, _)| numbers.contains(number));
        wanted.map(move |(number, bytes)| {
            let text = self.text.get(bytes.clone()).unwrap_or_default();
            let shown = text.trim_end();
            let excerpt = Excerpt {
                number: u32::try_from(number).unwrap_or(u32::MAX),
                of,
                text: shown.to_owned(),
                start,
                start_byte: bytes.start,
                marks: within(marks, (bytes.start, start), shown),
                is_cut: false,
            };
            start += text.chars().count();
            excerpt
        })
    }
}

fn characters(text: &str, bytes: std::ops::Range<usize>) -> usize {
    text.get(bytes).map_or(0, |part| part.chars().count())
}

/// The marks in a part of a text that begins at this byte and character, as offsets into it.
fn within(marks: &[Span], (byte, character): (usize, usize), part: &str) -> Vec<Span> {
    let length = part.chars().count();
    let inside = marks
        .iter()
        .filter(|mark| mark.start_byte < byte + part.len() && byte < mark.end_byte);
    inside
        .map(|mark| Span {
            start: mark.start.saturating_sub(character),
            end: (mark.end - character).min(length),
            start_byte: mark.start_byte.saturating_sub(byte),
            end_byte: (mark.end_byte - byte).min(part.len()),
        })
        .collect()
}

impl Results {
    /// The hits that are at hand, as faces take them.
    pub fn each(&self) -> impl Iterator<Item = crate::error::Result<&Hit>> {
        self.hits.iter().map(Ok)
    }
}

impl Listing {
    /// The articles that are at hand, as faces take them.
    pub fn each(&self) -> impl Iterator<Item = crate::error::Result<&ListedArticle>> {
        self.articles.iter().map(Ok)
    }
}

/// The answer to `list`: articles instead of passages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// The text that was asked.
    pub query: String,
    /// How it was read, in the query language.
    pub read_as: String,
    /// How many articles match, shown or not.
    pub total: u64,
    /// Full sentences about what could not be taken as written.
    pub notes: Vec<String>,
    /// In the order that was asked for.
    pub articles: Vec<ListedArticle>,
    /// Which part of the whole answer this is.
    pub part: Part,
}

/// One article of a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedArticle {
    /// The id of the article.
    pub id: Id,
    /// Headline, outlet, date and the like.
    pub about: About,
    /// The headline or, without one, the first sentence.
    pub headline: String,
    /// How many passages it has.
    pub passages: u32,
    /// How many words its headline and text have.
    pub words: u64,
    /// When it came into the corpus.
    pub added: jiff::Timestamp,
}

/// What is new for a beat.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct News {
    /// Its name.
    pub beat: String,
    /// Its question, how it was read, how many articles match; without the articles.
    pub listing: Listing,
    /// Whether it was never asked before, so that what matches is there already and counts as shown.
    pub is_baseline: bool,
    /// How many articles are new.
    pub new: u64,
    /// How many articles were shown before.
    pub shown: u64,
    /// When articles were shown, or taken for known, last.
    pub last: Option<jiff::Timestamp>,
}

/// A beat that cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unasked {
    /// The beat.
    pub beat: Beat,
    /// Why.
    pub error: Box<Error>,
}

impl Unasked {
    /// The error of one of so many beats, which names it unless it is alone.
    pub fn error_among(&self, beats: usize) -> Error {
        let error = Error::clone(&self.error);
        if beats == 1 {
            return error;
        }
        let message = format!(
            "the beat `{}` cannot be asked: {}",
            self.beat.name, error.message
        );
        Error { message, ..error }
    }
}

/// The state of an index and its corpus.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Status {
    /// The folder of articles.
    pub corpus: String,
    /// The folder of the index.
    pub index: String,
    /// The version of its layout.
    pub layout: u32,
    /// How many articles are indexed.
    pub articles: u64,
    /// How many passages they have.
    pub passages: u64,
    /// How many files of the corpus are indexed.
    pub files: u64,
    /// How many problems there were on the way in.
    pub problem_count: u64,
    /// File and problem.
    pub problems: Vec<(String, crate::record::Problem)>,
    /// How many things were guessed of articles, or left out as they could not be understood.
    pub remark_count: u64,
    /// File and remark.
    pub remarks: Vec<(String, crate::record::Problem)>,
    /// Bytes on disk in use, and bytes that can be reclaimed.
    pub live_bytes: u64,
    /// Bytes on disk of removed articles.
    pub dead_bytes: u64,
    /// Files that are new, changed or gone since the index was built.
    pub changes: Changes,
    /// Files with records that another version of the same article displaced, and how many each.
    pub displaced: Vec<(String, u64)>,
    /// Inputs of `add` that were not taken in.
    pub rejected: Vec<crate::record::Rejection>,
    /// Files, there or gone, whose description was given for an article that is not in them.
    pub orphans: Vec<String>,
}

/// How the corpus differs from its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// Files that were not there.
    pub new: u64,
    /// Files with other bytes.
    pub changed: u64,
    /// Files that are no longer there.
    pub gone: u64,
}
