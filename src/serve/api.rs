//! The API: the documents of schema 1 over HTTP, each at an address of its own.
//!
//! A GET has its parameters in the address, a POST in an object of JSON; both have the same names.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::parameters::Parameters;
use super::problem::Problem;
use super::reply::{self, JSON, Tag, Whole};
use super::service::{Asking, Service};
use crate::answer;
use crate::error::Result;
use crate::render::json;
use crate::request::{Request, options};

/// The addresses of the API.
pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/v1/search", get(search).post(search))
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(reply::no_address)
        .method_not_allowed_fallback(reply::no_method)
}

static SEARCH: LazyLock<Parameters<options::Search>> = LazyLock::new(Parameters::new);

async fn search(
    State(service): State<Arc<Service>>,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let options = match method {
        Method::POST => SEARCH.in_body(&headers, body).await?,
        _ => SEARCH.in_address(&query.unwrap_or_default())?,
    };
    let address = format!("{uri} {options:?}");
    let request = options
        .request(&Request::default())
        .map_err(|fault| SEARCH.refused(fault))?;
    let answered = service.ask(move |asking| found(asking, request, &address, &headers));
    Ok(answered.await?.into_response())
}

/// The answer to a search, as `newshound search --json` prints it.
fn found(asking: &Asking, request: Request, address: &str, headers: &HeaderMap) -> Result<Whole> {
    let question = asking.read(request)?;
    let snapshot = asking.snapshot()?;
    let tag = Tag::of(snapshot.commit(), address, std::slice::from_ref(&question));
    let bytes = match tag.is_known(headers) {
        true => None,
        false => {
            let (results, hits) = answer::begin(&*snapshot, &question)?;
            let write = |out: &mut dyn std::io::Write| json::results(&results, hits, None, out);
            Some(reply::written(asking.bounds.answer, write)?)
        }
    };
    Ok(Whole {
        kind: JSON,
        tag: Some(tag),
        bytes,
    })
}

/// The process is alive.
async fn health() -> &'static str {
    "ok\n"
}

/// Questions can be answered.
async fn ready(State(service): State<Arc<Service>>) -> Result<&'static str, Problem> {
    // Opening a commit reads files.
    let checked = tokio::task::spawn_blocking(move || service.check()).await;
    checked.unwrap_or_else(|_| Err(Problem::ending()))?;
    Ok("ok\n")
}

async fn metrics(State(service): State<Arc<Service>>) -> Response {
    let text = tokio::task::spawn_blocking(move || {
        let gauges = service.gauges();
        service.metrics.text(gauges.as_ref())
    });
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    (
        [(header::CONTENT_TYPE, kind)],
        text.await.unwrap_or_default(),
    )
        .into_response()
}
