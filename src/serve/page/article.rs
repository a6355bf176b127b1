//! One article, with the marks of what was asked.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{HTML, SHOWN, guarded, shown};
use crate::error::{Error, Kind, Result};
use crate::library::passage_number;
use crate::render::page::{self, Link};
use crate::request::Request;
use crate::serve::problem::Problem;
use crate::serve::reply::{Tag, Whole};
use crate::serve::service::{Asking, Service};

/// An article, or where it is.
enum Article {
    Here(Whole),
    At(String),
}

impl IntoResponse for Article {
    fn into_response(self) -> Response {
        match self {
            Article::Here(whole) => guarded(whole.into_response()),
            Article::At(address) => {
                (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
            }
        }
    }
}

pub async fn article(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let link = Link::read(&query.unwrap_or_default());
    match found(&service, name, link.clone(), headers).await {
        Ok(response) => response,
        Err(problem) => shown(&problem, &link),
    }
}

async fn found(
    service: &Arc<Service>,
    name: String,
    link: Link,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let shown = SHOWN.in_address(&link.query())?;
    let passage = shown.passage;
    let request = shown.request();
    let request = request.map_err(|fault| SHOWN.refused(fault))?;
    let asked = move |asking: &Asking| answered(asking, &name, request, (&link, passage), &headers);
    Ok(service.ask(asked).await?.into_response())
}

fn answered(
    asking: &Asking,
    name: &str,
    request: Request,
    (link, passage): (&Link, Option<u32>),
    headers: &HeaderMap,
) -> Result<Article> {
    let library = &asking.library;
    let zone = request.zone.clone();
    let is_asked = request.has_words() || request.has_filters();
    let question = is_asked.then(|| asking.read(request)).transpose()?;
    let id = library.find(name, 1)?;
    let own = format!("/articles/{id}");
    if name != id.to_string() {
        let address = match passage_number(name) {
            Some(number) => format!("{}#p{number}", link.with("passage", number).to(&own)),
            None => link.to(&own),
        };
        return Ok(Article::At(address));
    }
    let commit = asking.snapshot()?.commit();
    let address = format!("{} {}", link.to(&own), page::look());
    let tag = Tag::of(commit, &address, question.as_slice());
    let bytes = match tag.is_known(headers) {
        true => None,
        false => {
            let mut stored = library.show(name)?;
            let passages = stored.passages.len();
            if let Some(number) = passage
                && !(1..=passages).contains(&(number as usize))
            {
                let message = format!("`{id}` has no passage {number}");
                let error = Error::new(Kind::NotFound, message);
                return Err(error.hint(format!("it has {passages}: `{id}:1` is the first")));
            }
            if let Some(question) = &question {
                stored.marks = Some(library.marks(question, &stored)?);
            }
            Some(page::article(&stored, link, passage, &zone)?)
        }
    };
    Ok(Article::Here(Whole {
        kind: HTML,
        tag: Some(tag),
        bytes,
    }))
}
