//! The shape of the JSON, schema 1: one struct an object, its fields in the order written.
//!
//! Described for readers in `docs/json.md`, which changes with this file. Fields are only ever added.

use serde::Serialize;

use super::SCHEMA;
use crate::article::{About, Date, Id};
use crate::ledger::{Problem, Receipt};
use crate::render::score;
use crate::results::{
    Changes, Entry, Explain, Hit, Listing, Nothing, Results, Span, Status, Stored,
};

/// `search --json`
#[derive(Serialize)]
pub struct Answer<'a> {
    schema: u32,
    query: &'a str,
    read_as: &'a str,
    total: Total,
    notes: &'a [String],
    hits: Vec<Found<'a>>,
    nothing: Option<NothingView<'a>>,
    explain: Option<ExplainView<'a>>,
}

/// `search --jsonl`: one line.
#[derive(Serialize)]
pub struct Line<'a> {
    schema: u32,
    query: &'a str,
    #[serde(flatten)]
    hit: Found<'a>,
}

#[derive(Serialize)]
struct Total {
    articles: u64,
    passages: u64,
}

#[derive(Serialize)]
struct Found<'a> {
    rank: usize,
    score: f64,
    article: FoundArticle<'a>,
    passage: FoundPassage<'a>,
    more_in_article: u32,
    parts: Option<Vec<PartView<'a>>>,
}

#[derive(Serialize)]
struct FoundArticle<'a> {
    #[serde(flatten)]
    article: ArticleView<'a>,
    title_marks: Vec<SpanView>,
}

/// What every face of the JSON says of an article.
#[derive(Serialize)]
struct ArticleView<'a> {
    id: Id,
    key: Option<&'a str>,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    authors: &'a [String],
    date: Option<Date>,
    url: Option<&'a str>,
    lang: Option<&'a str>,
    tags: &'a [String],
    file: &'a str,
}

#[derive(Serialize)]
struct FoundPassage<'a> {
    address: String,
    number: u32,
    of: u32,
    text: &'a str,
    start: usize,
    start_byte: usize,
    marks: Vec<SpanView>,
}

#[derive(Serialize)]
struct SpanView {
    start: usize,
    end: usize,
    start_byte: usize,
    end_byte: usize,
}

#[derive(Serialize)]
struct PartView<'a> {
    name: &'a str,
    value: f64,
}

#[derive(Serialize)]
struct NothingView<'a> {
    missing: Vec<MissingView<'a>>,
    any_articles: Option<u64>,
}

#[derive(Serialize)]
struct MissingView<'a> {
    word: &'a str,
    nearest: Option<&'a str>,
}

#[derive(Serialize)]
struct ExplainView<'a> {
    leaves: Vec<LeafView<'a>>,
}

#[derive(Serialize)]
struct LeafView<'a> {
    text: &'a str,
    words: &'a [String],
    articles: u64,
}

/// `show --json`
#[derive(Serialize)]
pub struct Whole<'a> {
    schema: u32,
    article: WholeArticle<'a>,
}

#[derive(Serialize)]
struct WholeArticle<'a> {
    #[serde(flatten)]
    article: ArticleView<'a>,
    record: u32,
    added: jiff::Timestamp,
    text: &'a str,
    passages: Vec<PassageView>,
}

#[derive(Serialize)]
struct PassageView {
    address: String,
    number: usize,
    #[serde(flatten)]
    span: SpanView,
}

/// `list --json`
#[derive(Serialize)]
pub struct List<'a> {
    schema: u32,
    query: &'a str,
    read_as: &'a str,
    total: ListTotal,
    notes: &'a [String],
    articles: Vec<EntryView<'a>>,
}

#[derive(Serialize)]
struct ListTotal {
    articles: u64,
}

#[derive(Serialize)]
struct EntryView<'a> {
    #[serde(flatten)]
    article: ArticleView<'a>,
    passages: u32,
    words: u64,
    added: jiff::Timestamp,
}

/// `status --json`
#[derive(Serialize)]
pub struct State<'a> {
    schema: u32,
    corpus: &'a str,
    index: &'a str,
    layout: u32,
    articles: u64,
    passages: u64,
    files: u64,
    live_bytes: u64,
    dead_bytes: u64,
    changes: ChangesView,
    problem_count: u64,
    problems: Vec<ProblemView<'a>>,
}

#[derive(Serialize)]
struct ChangesView {
    new: u64,
    changed: u64,
    gone: u64,
}

#[derive(Serialize)]
struct ProblemView<'a> {
    file: &'a str,
    record: Option<u64>,
    reason: &'a str,
}

/// `index --json`, `add --json`
#[derive(Serialize)]
pub struct Done<'a> {
    schema: u32,
    added: u64,
    replaced: u64,
    unchanged: u64,
    removed: u64,
    displaced: u64,
    text_bytes: u64,
    problem_count: u64,
    problems: Vec<ProblemView<'a>>,
}

impl<'a> Answer<'a> {
    pub fn new(results: &'a Results) -> Self {
        Answer {
            schema: SCHEMA,
            query: &results.query,
            read_as: &results.read_as,
            total: Total {
                articles: results.total.articles,
                passages: results.total.passages,
            },
            notes: &results.notes,
            hits: results.hits.iter().map(|hit| found(results, hit)).collect(),
            nothing: results.nothing.as_ref().map(nothing),
            explain: results.explain.as_ref().map(explain),
        }
    }
}

impl<'a> Line<'a> {
    pub fn new(results: &'a Results, hit: &'a Hit) -> Self {
        Line {
            schema: SCHEMA,
            query: &results.query,
            hit: found(results, hit),
        }
    }
}

impl<'a> Whole<'a> {
    pub fn new(stored: &'a Stored) -> Self {
        Whole {
            schema: SCHEMA,
            article: WholeArticle {
                article: article(stored.id, &stored.about),
                record: stored.about.place.record,
                added: stored.added,
                text: &stored.text,
                passages: passages(stored),
            },
        }
    }
}

impl<'a> List<'a> {
    pub fn new(listing: &'a Listing) -> Self {
        List {
            schema: SCHEMA,
            query: &listing.query,
            read_as: &listing.read_as,
            total: ListTotal {
                articles: listing.total,
            },
            notes: &listing.notes,
            articles: listing.articles.iter().map(entry).collect(),
        }
    }
}

impl<'a> State<'a> {
    pub fn new(status: &'a Status) -> Self {
        let Changes { new, changed, gone } = status.changes;
        State {
            schema: SCHEMA,
            corpus: &status.corpus,
            index: &status.index,
            layout: status.layout,
            articles: status.articles,
            passages: status.passages,
            files: status.files,
            live_bytes: status.live_bytes,
            dead_bytes: status.dead_bytes,
            changes: ChangesView { new, changed, gone },
            problem_count: status.problem_count,
            problems: problems(&status.problems),
        }
    }
}

impl<'a> Done<'a> {
    pub fn new(receipt: &'a Receipt) -> Self {
        Done {
            schema: SCHEMA,
            added: receipt.added,
            replaced: receipt.replaced,
            unchanged: receipt.unchanged,
            removed: receipt.removed,
            displaced: receipt.displaced,
            text_bytes: receipt.text_bytes,
            problem_count: receipt.problem_count,
            problems: problems(&receipt.problems),
        }
    }
}

fn found<'a>(results: &Results, hit: &'a Hit) -> Found<'a> {
    let part = |(name, value)| PartView { name, value };
    let passage = &hit.passage;
    Found {
        rank: hit.rank,
        score: score::rounded(hit.score),
        article: FoundArticle {
            article: article(hit.article.id, &hit.article.about),
            title_marks: hit.article.title_marks.iter().map(span).collect(),
        },
        passage: FoundPassage {
            address: hit.address(),
            number: passage.number,
            of: passage.of,
            text: &passage.text,
            start: passage.start,
            start_byte: passage.start_byte,
            marks: passage.marks.iter().map(span).collect(),
        },
        more_in_article: hit.more_in_article,
        parts: results
            .explain
            .is_some()
            .then(|| score::parts(hit).into_iter().map(part).collect()),
    }
}

fn article(id: Id, about: &About) -> ArticleView<'_> {
    ArticleView {
        id,
        key: about.key.as_deref(),
        title: about.title.as_deref(),
        outlet: about.outlet.as_deref(),
        authors: &about.authors,
        date: about.date,
        url: about.url.as_deref(),
        lang: about.lang.as_deref(),
        tags: &about.tags,
        file: &about.place.file,
    }
}

fn span(span: &Span) -> SpanView {
    let Span {
        start,
        end,
        start_byte,
        end_byte,
    } = *span;
    SpanView {
        start,
        end,
        start_byte,
        end_byte,
    }
}

fn nothing(nothing: &Nothing) -> NothingView<'_> {
    let missing = nothing.missing.iter().map(|missing| MissingView {
        word: &missing.word,
        nearest: missing.nearest.as_deref(),
    });
    NothingView {
        missing: missing.collect(),
        any_articles: nothing.any_articles,
    }
}

fn explain(explain: &Explain) -> ExplainView<'_> {
    let leaves = explain.leaves.iter().map(|leaf| LeafView {
        text: &leaf.text,
        words: &leaf.words,
        articles: leaf.articles,
    });
    ExplainView {
        leaves: leaves.collect(),
    }
}

fn entry(entry: &Entry) -> EntryView<'_> {
    EntryView {
        article: article(entry.id, &entry.about),
        passages: entry.passages,
        words: entry.words,
        added: entry.added,
    }
}

/// Characters are counted once along the text, whatever the number of passages.
fn passages(stored: &Stored) -> Vec<PassageView> {
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

fn problems(problems: &[(String, Problem)]) -> Vec<ProblemView<'_>> {
    problems
        .iter()
        .map(|(file, problem)| ProblemView {
            file,
            record: problem.record,
            reason: &problem.reason,
        })
        .collect()
}
