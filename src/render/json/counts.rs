//! The JSON of counts: over time, by what is said of articles, and by the terms in them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA;
use crate::counts::{Bucket, FacetOf, Facets, KeyTerm, KeyTerms, Share, Timeline, TimelineOf};

/// `timeline --json`
#[derive(Serialize, JsonSchema)]
pub struct Over<'a, B> {
    schema: u32,
    query: &'a str,
    read_as: &'a str,
    by: &'a str,
    zone: Option<&'a str>,
    aliases: bool,
    total: Articles,
    notes: &'a [String],
    buckets: Vec<B>,
    undated: ShareView<'a>,
    beside: Vec<Beside<'a, B>>,
}

/// A further question of a timeline.
#[derive(Serialize, JsonSchema)]
pub struct Beside<'a, B> {
    query: &'a str,
    read_as: &'a str,
    total: Articles,
    notes: &'a [String],
    buckets: Vec<B>,
    undated: ShareView<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Articles {
    articles: u64,
}

#[derive(Serialize, JsonSchema)]
struct ShareView<'a> {
    count: u64,
    of: u64,
    share: Option<f64>,
    question: &'a str,
}

#[derive(Serialize, JsonSchema)]
pub struct BucketView<'a> {
    #[schemars(with = "Option<String>")]
    from: Option<Date>,
    #[schemars(with = "Option<String>")]
    to: Option<Date>,
    #[serde(flatten)]
    share: ShareView<'a>,
}

/// `timeline --jsonl`: one line.
#[derive(Serialize, JsonSchema)]
pub struct BucketLine<'a> {
    schema: u32,
    query: &'a str,
    by: &'a str,
    #[serde(flatten)]
    bucket: BucketView<'a>,
}

/// `facets --json`
#[derive(Serialize, JsonSchema)]
pub struct ByFacet<'a, V> {
    schema: u32,
    query: &'a str,
    read_as: &'a str,
    zone: Option<&'a str>,
    aliases: bool,
    total: Articles,
    notes: &'a [String],
    facets: Vec<FacetView<'a, V>>,
}

#[derive(Serialize, JsonSchema)]
pub struct FacetView<'a, V> {
    by: &'a str,
    read_as: &'a str,
    total: Articles,
    values: Vec<V>,
    value_count: u64,
    unknown: ShareView<'a>,
}

#[derive(Serialize, JsonSchema)]
pub struct ValueView<'a> {
    value: Option<&'a str>,
    #[serde(flatten)]
    share: ShareView<'a>,
}

/// `facets --jsonl`: one line.
#[derive(Serialize, JsonSchema)]
pub struct ValueLine<'a> {
    schema: u32,
    query: &'a str,
    by: &'a str,
    #[serde(flatten)]
    value: ValueView<'a>,
}

/// `terms --json`
#[derive(Serialize, JsonSchema)]
pub struct Apart<'a, T> {
    schema: u32,
    query: &'a str,
    read_as: &'a str,
    total: Articles,
    corpus: Articles,
    compared: u64,
    notes: &'a [String],
    terms: Vec<T>,
}

#[derive(Serialize, JsonSchema)]
pub struct TermView<'a> {
    term: &'a str,
    articles: u64,
    of: u64,
    log_ratio: f64,
    g2: f64,
    question: &'a str,
    of_question: &'a str,
}

/// `terms --jsonl`: one line.
#[derive(Serialize, JsonSchema)]
pub struct TermLine<'a> {
    schema: u32,
    query: &'a str,
    #[serde(flatten)]
    term: TermView<'a>,
}

impl<'a, B> Over<'a, B> {
    /// The document; `buckets` says how those of a line look.
    pub fn new<E>(
        timeline: &'a Timeline,
        line: &'a TimelineOf,
        mut buckets: impl FnMut(&'a TimelineOf) -> Result<Vec<B>, E>,
    ) -> Result<Over<'a, B>, E> {
        let beside = timeline.lines.iter().skip(1).map(|line| {
            Ok(Beside {
                query: &line.query,
                read_as: &line.read_as,
                total: articles(line.articles),
                notes: &line.notes,
                buckets: buckets(line)?,
                undated: share(&line.undated),
            })
        });
        let beside = beside.collect::<Result<_, E>>()?;
        Ok(Over {
            schema: SCHEMA,
            query: &line.query,
            read_as: &line.read_as,
            by: timeline.by.name(),
            zone: timeline.zone.as_deref(),
            aliases: timeline.aliases,
            total: articles(line.articles),
            notes: &line.notes,
            buckets: buckets(line)?,
            undated: share(&line.undated),
            beside,
        })
    }
}

/// The buckets of a line.
pub fn buckets(line: &TimelineOf) -> Vec<BucketView<'_>> {
    line.buckets.iter().map(bucket).collect()
}

fn bucket(bucket: &Bucket) -> BucketView<'_> {
    BucketView {
        from: Some(bucket.from),
        to: Some(bucket.to),
        share: share(&bucket.articles),
    }
}

/// The buckets of a line as records.
pub fn bucket_lines<'a>(
    timeline: &'a Timeline,
    line: &'a TimelineOf,
) -> impl Iterator<Item = BucketLine<'a>> {
    let views = line.buckets.iter().map(bucket);
    views.map(|bucket| BucketLine {
        schema: SCHEMA,
        query: &line.query,
        by: timeline.by.name(),
        bucket,
    })
}

/// The articles of a line without a date, as a record without days.
pub fn undated_line<'a>(timeline: &'a Timeline, line: &'a TimelineOf) -> BucketLine<'a> {
    BucketLine {
        schema: SCHEMA,
        query: &line.query,
        by: timeline.by.name(),
        bucket: BucketView {
            from: None,
            to: None,
            share: share(&line.undated),
        },
    }
}

impl<'a, V> ByFacet<'a, V> {
    /// The document; `values` says how those of a facet look.
    pub fn new<E>(
        facets: &'a Facets,
        mut values: impl FnMut(&'a FacetOf) -> Result<Vec<V>, E>,
    ) -> Result<ByFacet<'a, V>, E> {
        let views = facets.facets.iter().map(|facet| {
            Ok(FacetView {
                by: facet.by.name(),
                read_as: &facet.read_as,
                total: articles(facet.articles),
                values: values(facet)?,
                value_count: facet.value_count,
                unknown: share(&facet.unknown),
            })
        });
        Ok(ByFacet {
            schema: SCHEMA,
            query: &facets.query,
            read_as: &facets.read_as,
            zone: facets.zone.as_deref(),
            aliases: facets.aliases,
            total: articles(facets.articles),
            notes: &facets.notes,
            facets: views.collect::<Result<_, E>>()?,
        })
    }
}

/// The values of a facet.
pub fn values(facet: &FacetOf) -> Vec<ValueView<'_>> {
    let views = facet.values.iter().map(|value| ValueView {
        value: Some(&value.value),
        share: share(&value.articles),
    });
    views.collect()
}

/// The values of a facet as records.
pub fn value_lines<'a>(
    facets: &'a Facets,
    facet: &'a FacetOf,
) -> impl Iterator<Item = ValueLine<'a>> {
    values(facet).into_iter().map(|value| ValueLine {
        schema: SCHEMA,
        query: &facets.query,
        by: facet.by.name(),
        value,
    })
}

/// The articles of a facet without a value, as a record without one.
pub fn unknown_line<'a>(facets: &'a Facets, facet: &'a FacetOf) -> ValueLine<'a> {
    ValueLine {
        schema: SCHEMA,
        query: &facets.query,
        by: facet.by.name(),
        value: ValueView {
            value: None,
            share: share(&facet.unknown),
        },
    }
}

impl<'a, T> Apart<'a, T> {
    /// The document with its terms.
    pub fn new(terms: &'a KeyTerms, views: Vec<T>) -> Apart<'a, T> {
        Apart {
            schema: SCHEMA,
            query: &terms.query,
            read_as: &terms.read_as,
            total: articles(terms.articles),
            corpus: articles(terms.corpus),
            compared: terms.compared,
            notes: &terms.notes,
            terms: views,
        }
    }
}

/// The terms of a question.
pub fn terms(terms: &KeyTerms) -> impl Iterator<Item = TermView<'_>> {
    terms.terms.iter().map(term)
}

fn term(term: &KeyTerm) -> TermView<'_> {
    /// Four decimals.
    const UNIT: f64 = 1e4;
    // A figure that is rounded to nothing has no sign.
    let rounded = |figure: f64| (figure * UNIT).round() / UNIT + 0.0;
    TermView {
        term: &term.term,
        articles: term.here.count,
        of: term.everywhere.count,
        log_ratio: rounded(term.log_ratio),
        g2: rounded(term.g2),
        question: &term.here.question,
        of_question: &term.everywhere.question,
    }
}

/// The terms of a question as records.
pub fn term_lines(terms: &KeyTerms) -> impl Iterator<Item = TermLine<'_>> {
    let views = terms.terms.iter().map(term);
    views.map(|term| TermLine {
        schema: SCHEMA,
        query: &terms.query,
        term,
    })
}

fn articles(articles: u64) -> Articles {
    Articles { articles }
}

fn share(share: &Share) -> ShareView<'_> {
    /// Six decimals: one of a million articles is seen.
    const UNIT: f64 = 1e6;
    ShareView {
        count: share.count,
        of: share.of,
        share: share.share().map(|part| (part * UNIT).round() / UNIT),
        question: &share.question,
    }
}
