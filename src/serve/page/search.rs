//! The search and the box: an answer, and what it can be narrowed by.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{HTML, SHOWN, Shown, replied};
use crate::answer;
use crate::counts::{Facet, Facets, Timeline, Unit};
use crate::engine::Snapshot;
use crate::error::{Error, Kind, Result};
use crate::field::Field;
use crate::question::Question;
use crate::render::page::{self, Found, Link};
use crate::request::{Request, Sort, options};
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
    let shown = SHOWN.in_address(&link.query())?;
    let request = request(shown).map_err(|fault| SHOWN.refused(fault))?;
    let asked = move |asking: &Asking| answered(asking, request, &link, &headers);
    service.ask(asked).await
}

/// The request of these parameters; without words and filters for everything, the newest first.
fn request(shown: Shown) -> Result<Request, options::Fault> {
    let is_sorted = shown.search.sort.is_some();
    let request = shown.search.request(&Request::default())?;
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
    if question.limit > asking.bounds.limit {
        let message = format!(
            "more than {} results do not fit on a page",
            asking.bounds.limit
        );
        return Err(Error::new(Kind::Usage, message).hint("leave out `limit`"));
    }
    let snapshot = asking.snapshot()?;
    let address = format!("{} {}", link.to("/"), page::policy());
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
            let found = Found {
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

/// The articles over time, in stretches as long as fits.
fn timeline(snapshot: &dyn Snapshot, question: &Question) -> Result<Option<Timeline>> {
    let by = |unit| answer::timeline(snapshot, std::slice::from_ref(question), unit);
    let Some(years) = unless_too_long(by(Unit::Year))? else {
        return Ok(None);
    };
    let stretches = |timeline: &Timeline| {
        let line = timeline.lines.first();
        line.map_or(0, |line| line.buckets.len())
    };
    match stretches(&years) {
        0 => Ok(None),
        1..=3 => by(Unit::Month).map(Some),
        4..=9 => by(Unit::Quarter).map(Some),
        _ => Ok(Some(years)),
    }
}

fn unless_too_long<T>(counted: Result<T>) -> Result<Option<T>> {
    match counted {
        Err(error) if error.kind == Kind::Usage => Ok(None),
        counted => counted.map(Some),
    }
}
