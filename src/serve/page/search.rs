//! The search and the box: an answer, and what it can be narrowed by.

use std::sync::{Arc, LazyLock};

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{HTML, Shown, fits, replied};
use crate::answer;
use crate::counts::{Facet, Facets, Timeline, Unit};
use crate::engine::Snapshot;
use crate::error::{Kind, Result};
use crate::field::Field;
use crate::query::{Days, Query};
use crate::question::Question;
use crate::render::page::{self, Choice, Found, Link, Narrowing};
use crate::request::{Request, Sort, options};
use crate::serve::parameters::Parameters;
use crate::serve::problem::Problem;
use crate::serve::reply::{Tag, Whole};
use crate::serve::service::{Asking, Service, Timed};

/// What can be narrowed by, in this order.
const FACETS: &[Facet] = &[
    Facet::Field(Field::Outlet),
    Facet::Year,
    Facet::Field(Field::Tag),
    Facet::Field(Field::Author),
    Facet::Field(Field::Lang),
];

/// What a search is asked by: a passage is of an article.
static SEARCHED: LazyLock<Parameters<Shown>> = LazyLock::new(|| Parameters::without(&["passage"]));

/// So many nearest articles are shown where nothing is found.
const PARTIAL: usize = 3;

/// So many values of a facet are shown where all are asked for.
const MORE: usize = 200;

pub async fn search(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let link = Link::read(&query.unwrap_or_default());
    let answered = found(&service, link.clone(), headers).await;
    replied(answered, &link)
}

async fn found(
    service: &Arc<Service>,
    link: Link,
    headers: HeaderMap,
) -> Result<Timed<Whole>, Problem> {
    let shown = SEARCHED.in_address(&link.query())?;
    let request = request(shown).map_err(|fault| SEARCHED.refused(fault))?;
    let asked = move |asking: &Asking| answered(asking, request, &link, &headers);
    service.ask(asked).await
}

/// The request of these parameters; without words and filters for everything, the newest first.
fn request(shown: Shown) -> Result<Request, options::Fault> {
    if let Some(name) = &shown.more
        && !FACETS.iter().any(|facet| facet.name() == name)
    {
        return Err(options::Fault::Value("more".to_owned(), name.clone()));
    }
    let is_sorted = shown.search.sort.is_some();
    let request = shown.request()?;
    if request.has_words() || request.has_filters() {
        return Ok(Request {
            partial: PARTIAL,
            ..request
        });
    }
    Ok(Request {
        everything: true,
        per_article: Some(1),
        sort: if is_sorted {
            request.sort
        } else {
            Sort::Newest
        },
        ..request
    })
}

fn answered(asking: &Asking, request: Request, link: &Link, headers: &HeaderMap) -> Result<Whole> {
    let is_everything = request.everything;
    let question = asking.read(request)?;
    fits(question.limit, asking)?;
    let snapshot = asking.snapshot()?;
    let address = format!("{} {}", link.to("/"), page::look());
    let tag = Tag::of(snapshot.commit(), &address, std::slice::from_ref(&question));
    let bytes = match tag.is_known(headers) {
        true => None,
        false => {
            let results = answer::search(&*snapshot, &question)?;
            let is_some = results.total.articles > 0;
            let long = link.get("more");
            let facets = is_some.then(|| facets(&*snapshot, &question, long));
            let facets = facets.transpose()?.flatten();
            let timeline = is_some.then(|| timeline(&*snapshot, &question));
            let timeline = timeline.transpose()?.flatten();
            let narrowing = Narrowing {
                choices: FACETS
                    .iter()
                    .map(|by| choice(asking, &question, link, *by))
                    .collect(),
                days: days(asking, link),
            };
            let found = Found {
                narrowing: &narrowing,
                link,
                is_everything,
                results: &results,
                facets: facets.as_ref(),
                timeline: timeline.as_ref(),
                corpus: snapshot.count()?,
                zone: question.zone.clone(),
                limit: question.limit,
                offset: question.offset,
            };
            Some(page::search(&found)?)
        }
    };
    Ok(Whole {
        kind: HTML,
        tag: Some(tag),
        bytes,
    })
}

/// The facets; none of a question that is too long to be narrowed.
fn facets(
    snapshot: &dyn Snapshot,
    question: &Question,
    long: Option<&str>,
) -> Result<Option<Facets>> {
    let limit = match long {
        Some(_) => MORE,
        None => page::VALUES,
    };
    let narrowed = Question {
        offset: 0,
        limit,
        ..question.clone()
    };
    unless_too_long(answer::facets(snapshot, &narrowed, FACETS))
}

/// What is chosen of a facet, and the link that has no choice of it and keeps what was typed.
fn choice(asking: &Asking, question: &Question, link: &Link, by: Facet) -> Choice {
    let chosen = answer::choices(&question.query, by);
    let (name, controls): (_, &[&str]) = match by {
        Facet::Field(field) => (
            field.name(),
            if field == Field::Outlet {
                &["outlet"]
            } else {
                &[]
            },
        ),
        Facet::Year => ("date", &["after", "before"]),
    };
    let is_of_it = |filter: &str| {
        let filter = filter.strip_prefix("NOT ").unwrap_or(filter);
        filter
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(':'))
    };
    let base = match chosen.is_empty() {
        true => link.from_the_first(),
        false => link
            .narrowed_only(|filter| !is_of_it(filter))
            .without(controls),
    };
    // What was typed may choose as well.
    let read = SEARCHED.in_address(&base.query()).ok();
    let read = read.and_then(|shown| request(shown).ok());
    let read = read.and_then(|request| asking.read(request).ok());
    let is_free = read.is_some_and(|read| answer::choices(&read.query, by).is_empty());
    Choice {
        by,
        chosen: chosen.into_iter().cloned().collect(),
        base: is_free.then_some(base),
    }
}

/// The filters of an address that are stretches of days.
fn days(asking: &Asking, link: &Link) -> Vec<(String, Days)> {
    let read = link.narrowing().filter_map(|filter| {
        let question = asking.read(Request::new(filter)).ok()?;
        match question.query {
            Query::Days {
                field: Field::Date,
                days,
            } => Some((filter.to_owned(), days)),
            _ => None,
        }
    });
    read.collect()
}

/// The articles over time: in the shortest stretches in which nearly all have room, else in those in which most have.
fn timeline(snapshot: &dyn Snapshot, question: &Question) -> Result<Option<Timeline>> {
    let mut best: Option<(u64, Timeline)> = None;
    for unit in [Unit::Month, Unit::Quarter, Unit::Year] {
        let by = answer::timeline(snapshot, std::slice::from_ref(question), unit);
        let Some(timeline) = unless_too_long(by)? else {
            continue;
        };
        let Some(line) = timeline.lines.first() else {
            continue;
        };
        let buckets = &line.buckets[page::window(line, page::BARS)];
        let shown: u64 = buckets.iter().map(|bucket| bucket.articles.count).sum();
        let dated = line.articles.saturating_sub(line.undated.count);
        let is_enough = shown * 100 >= dated * ENOUGH;
        if best.as_ref().is_none_or(|(most, _)| shown > *most) {
            best = Some((shown, timeline));
        }
        if is_enough {
            break;
        }
    }
    Ok(best.map(|(_, timeline)| timeline))
}

/// So many of a hundred dated articles are nearly all.
const ENOUGH: u64 = 95;

fn unless_too_long<T>(counted: Result<T>) -> Result<Option<T>> {
    match counted {
        Err(error) if error.kind == Kind::Usage => Ok(None),
        counted => counted.map(Some),
    }
}
