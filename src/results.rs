//! What was found, as a plain value: the terminal, JSON and every other face render this.
//!
//! Marks are ranges, never markup. Nothing here knows how it was found.

use std::ops::Add;

use crate::article::{About, Id};

/// The answer to one query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Results {
    /// The text that was asked.
    pub query: String,
    /// How it was read, in the query language.
    pub read_as: String,
    pub total: Total,
    /// Full sentences about what could not be taken as written.
    pub notes: Vec<String>,
    /// Best first (or in the order that was asked for).
    pub hits: Vec<Hit>,
    /// Filled when nothing was found.
    pub nothing: Option<NothingFound>,
    /// Filled when an explanation was asked for.
    pub explain: Option<Explain>,
}

/// Exact counts over the whole index, not only over the hits shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    pub articles: u64,
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

/// The answer to a query as places alone: what `Results` says, without texts and marks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranking {
    pub total: Total,
    /// In the order of `Results::hits`.
    pub passages: Vec<RankedPassage>,
}

/// A passage that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankedPassage {
    pub article: Id,
    /// From 1.
    pub passage: u32,
    pub score: f32,
}

/// One passage found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// From 1; the first hit at `--offset 10` has rank 11.
    pub rank: usize,
    pub score: f32,
    pub article: Card,
    pub passage: Excerpt,
    /// Matching passages of the same article beyond those that could be shown of it.
    pub more_in_article: u32,
    /// What the score is made of, when an explanation was asked for. Adds up to `score`.
    pub parts: Vec<ScorePart>,
}

impl Hit {
    /// The passage's address: `id:number`.
    pub fn address(&self) -> String {
        format!("{}:{}", self.article.id, self.passage.number)
    }
}

/// What is said of an article wherever one of its passages is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub id: Id,
    pub about: About,
    /// The headline or, where there is none, the first sentence.
    pub headline: String,
    /// Marks in `about.title`; empty where there is no title.
    pub title_marks: Vec<Span>,
}

/// A passage's text with its marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Excerpt {
    /// From 1.
    pub number: u32,
    /// How many passages the article has.
    pub of: u32,
    /// Without the white space behind it.
    pub text: String,
    /// Where `text` begins in the article's text, in characters and in bytes.
    pub start: usize,
    pub start_byte: usize,
    /// In order, not overlapping; offsets into `text`.
    pub marks: Vec<Span>,
}

/// A marked stretch, in characters and in bytes; the end is just behind the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub start_byte: usize,
    pub end_byte: usize,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    pub name: String,
    pub value: f32,
}

/// Why nothing was found, and what would be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NothingFound {
    /// Words of the query that occur nowhere, each once.
    pub missing: Vec<MissingWord>,
    /// How many articles the question would find if any of its words were enough, where that is
    /// another question.
    pub any_articles: Option<u64>,
}

impl NothingFound {
    /// Of more missing words than these nobody is helped by the nearest.
    pub const MOST_SUGGESTED: usize = 8;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingWord {
    pub word: String,
    /// The nearest word that does occur; looked for of the first `Nothing::LIKENED` words only.
    pub nearest: Option<String>,
}

/// How a query was carried out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explain {
    pub leaves: Vec<ExplainedLeaf>,
}

/// One word, phrase or proximity of the query.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedLeaf {
    /// In the query language.
    pub text: String,
    /// Other names and spellings that were looked for besides: aliases and compounds, sorted.
    pub also: Vec<String>,
    /// The index words that it became, sorted.
    pub words: Vec<String>,
    /// Articles in which it is true.
    pub articles: u64,
}

/// One article as the index holds it, for `show`.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredArticle {
    pub id: Id,
    pub about: About,
    /// When it came into the corpus.
    pub added: jiff::Timestamp,
    pub text: String,
    /// Bytes of each passage in `text`, in order; they tile it.
    pub passages: Vec<std::ops::Range<usize>>,
}

/// The answer to `list`: articles instead of passages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    pub query: String,
    pub read_as: String,
    /// Articles that answer to the query, shown or not.
    pub total: u64,
    pub notes: Vec<String>,
    pub articles: Vec<ListedArticle>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ListedArticle {
    pub id: Id,
    pub about: About,
    /// The headline or, where there is none, the first sentence.
    pub headline: String,
    pub passages: u32,
    /// Words of headline and text.
    pub words: u64,
    pub added: jiff::Timestamp,
}

/// The state of an index and its corpus.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Status {
    pub corpus: String,
    pub index: String,
    pub layout: u32,
    pub articles: u64,
    pub passages: u64,
    pub files: u64,
    pub problem_count: u64,
    /// File and problem.
    pub problems: Vec<(String, crate::record::Problem)>,
    /// Bytes on disk that answer queries, and bytes that wait to be reclaimed.
    pub live_bytes: u64,
    pub dead_bytes: u64,
    /// Files that are new, changed or gone since the index was built.
    pub changes: Changes,
    /// Files with records that gave way to a newer one with the same URL or key, and how many each.
    pub displaced: Vec<(String, u64)>,
    /// What was given to `add` and never taken in.
    pub rejected: Vec<crate::record::Rejection>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    pub new: u64,
    pub changed: u64,
    pub gone: u64,
}
