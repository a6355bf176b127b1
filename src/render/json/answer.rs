//! The JSON of search results, and of an article in every document.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::{SCHEMA, Sequence};
use crate::article::{About, Date, Id};
use crate::error::Result;
use crate::render::score;
use crate::results::{
    Excerpt, Explain, FoundBy, Hit, NothingFound, Part, Results, Span, StoredArticle, address,
};

/// `search --json`
#[derive(Serialize, JsonSchema)]
pub struct Answer<'a, H> {
    schema: u32,
    query: &'a str,
    read_as: &'a str,
    total: Total,
    notes: &'a [String],
    hits: H,
    nothing: Option<NothingView<'a>>,
    explain: Option<ExplainView<'a>>,
    truncated: bool,
    cursor: Option<String>,
}

/// `search --jsonl`: one line.
#[derive(Serialize, JsonSchema)]
pub struct HitLine<'a> {
    schema: u32,
    query: &'a str,
    #[serde(flatten)]
    hit: HitView<'a>,
}

/// One passage of an article, over HTTP.
#[derive(Serialize, JsonSchema)]
pub struct OnePassage<'a> {
    schema: u32,
    article: HitArticle<'a>,
    passage: HitPassage<'a>,
    before: Vec<HitPassage<'a>>,
    after: Vec<HitPassage<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Total {
    articles: u64,
    passages: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct HitView<'a> {
    rank: usize,
    score: f64,
    article: HitArticle<'a>,
    passage: HitPassage<'a>,
    more_in_article: u32,
    parts: Option<Vec<PartView<'a>>>,
}

#[derive(Serialize, JsonSchema)]
struct HitArticle<'a> {
    #[serde(flatten)]
    article: ArticleView<'a>,
    title_marks: Vec<SpanView>,
}

/// The fields of an article in every document.
#[derive(Serialize, JsonSchema)]
pub(super) struct ArticleView<'a> {
    #[schemars(with = "String")]
    id: Id,
    key: Option<&'a str>,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    authors: &'a [String],
    #[schemars(with = "Option<String>")]
    date: Option<Date>,
    url: Option<&'a str>,
    lang: Option<&'a str>,
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    captured: Option<Date>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    summary: bool,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    corrected: &'a BTreeMap<String, serde_json::Value>,
}

#[derive(Serialize, JsonSchema)]
struct HitPassage<'a> {
    address: String,
    number: u32,
    of: u32,
    text: &'a str,
    start: usize,
    start_byte: usize,
    marks: Vec<SpanView>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct SpanView {
    pub start: usize,
    pub end: usize,
    pub start_byte: usize,
    pub end_byte: usize,
}

#[derive(Serialize, JsonSchema)]
struct PartView<'a> {
    name: &'a str,
    value: f64,
}

#[derive(Serialize, JsonSchema)]
struct NothingView<'a> {
    missing: Vec<MissingView<'a>>,
    any_articles: Option<u64>,
    relatives_articles: Option<u64>,
    parts: Vec<FoundByView<'a>>,
    looser: Option<FoundByView<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct FoundByView<'a> {
    query: &'a str,
    articles: u64,
}

#[derive(Serialize, JsonSchema)]
struct MissingView<'a> {
    word: &'a str,
    nearest: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct ExplainView<'a> {
    leaves: Vec<LeafView<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct LeafView<'a> {
    text: &'a str,
    words: &'a [String],
    articles: u64,
    also: &'a [String],
}

/// The hits of an answer, written as they come.
pub struct HitsView<'a, I> {
    results: &'a Results,
    hits: &'a Sequence<'a, I>,
}

impl<H: Borrow<Hit>, I: Iterator<Item = Result<H>>> Serialize for HitsView<'_, I> {
    fn serialize<S: Serializer>(&self, out: S) -> std::result::Result<S::Ok, S::Error> {
        self.hits.write(out, |elements, hit| {
            let hit = hit.borrow();
            let record = HitLine::new(self.results, hit);
            elements.write(&record.hit, &record)
        })
    }
}

impl<'a, I> Answer<'a, HitsView<'a, I>> {
    pub fn new(results: &'a Results, hits: &'a Sequence<'a, I>) -> Self {
        Answer {
            schema: SCHEMA,
            query: &results.query,
            read_as: &results.read_as,
            total: Total {
                articles: results.total.articles,
                passages: results.total.passages,
            },
            notes: &results.notes,
            hits: HitsView { results, hits },
            nothing: results.nothing.as_ref().map(nothing),
            explain: results.explain.as_ref().map(explain),
            truncated: results.part.truncated,
            cursor: cursor(&results.part),
        }
    }
}

impl<'a> HitLine<'a> {
    pub fn new(results: &'a Results, hit: &'a Hit) -> Self {
        HitLine {
            schema: SCHEMA,
            query: &results.query,
            hit: hit_view(results, hit),
        }
    }
}

impl<'a> OnePassage<'a> {
    /// A passage of an article with those before and after it.
    pub fn new(
        stored: &'a StoredArticle,
        meant: &'a Excerpt,
        (before, after): (&'a [Excerpt], &'a [Excerpt]),
    ) -> Self {
        let marks = stored.marks.as_ref();
        let title_marks = marks.map_or(&[][..], |marks| &marks.title);
        let all = |excerpts: &'a [Excerpt]| {
            let each = excerpts.iter();
            each.map(|one| passage(stored.id, one)).collect()
        };
        OnePassage {
            schema: SCHEMA,
            article: HitArticle {
                article: article(stored.id, &stored.about),
                title_marks: title_marks.iter().map(span).collect(),
            },
            passage: passage(stored.id, meant),
            before: all(before),
            after: all(after),
        }
    }
}

fn passage(id: Id, excerpt: &Excerpt) -> HitPassage<'_> {
    HitPassage {
        address: address(id, excerpt.number),
        number: excerpt.number,
        of: excerpt.of,
        text: &excerpt.text,
        start: excerpt.start,
        start_byte: excerpt.start_byte,
        marks: excerpt.marks.iter().map(span).collect(),
        truncated: excerpt.is_cut,
    }
}

fn hit_view<'a>(results: &Results, hit: &'a Hit) -> HitView<'a> {
    let part = |(name, value)| PartView { name, value };
    HitView {
        rank: hit.rank,
        score: score::rounded(hit.score),
        article: HitArticle {
            article: article(hit.article.id, &hit.article.about),
            title_marks: hit.article.title_marks.iter().map(span).collect(),
        },
        passage: passage(hit.article.id, &hit.passage),
        more_in_article: hit.more_in_article,
        parts: results
            .explain
            .is_some()
            .then(|| score::parts(hit).into_iter().map(part).collect()),
    }
}

pub(super) fn article(id: Id, about: &About) -> ArticleView<'_> {
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
        captured: about.captured,
        summary: about.is_summary,
        file: &about.provenance.file,
        member: about.provenance.member.as_deref(),
        corrected: &about.corrected,
    }
}

/// Where the answer goes on, as `--cursor` takes it.
pub(super) fn cursor(part: &Part) -> Option<String> {
    part.cursor().map(|cursor| cursor.to_string())
}

pub(super) fn span(span: &Span) -> SpanView {
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

fn nothing(nothing: &NothingFound) -> NothingView<'_> {
    let missing = nothing.missing.iter().map(|missing| MissingView {
        word: &missing.word,
        nearest: missing.nearest.as_deref(),
    });
    NothingView {
        missing: missing.collect(),
        any_articles: nothing.any_articles,
        relatives_articles: nothing.relatives_articles,
        parts: nothing.parts.iter().map(found_by).collect(),
        looser: nothing.looser.as_ref().map(found_by),
    }
}

fn found_by(found: &FoundBy) -> FoundByView<'_> {
    FoundByView {
        query: &found.query,
        articles: found.articles,
    }
}

fn explain(explain: &Explain) -> ExplainView<'_> {
    let leaves = explain.leaves.iter().map(|leaf| LeafView {
        text: &leaf.text,
        words: &leaf.words,
        articles: leaf.articles,
        also: &leaf.also,
    });
    ExplainView {
        leaves: leaves.collect(),
    }
}
