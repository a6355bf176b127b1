//! The page: what a person with a browser meets.
//!
//! A page is asked for by the parameters of the API and a few of its own; what is left empty in a form is not asked for.
//! The address says everything, so that it can be kept and sent.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use schemars::JsonSchema;
use serde::Deserialize;

use super::reply::Whole;
use super::service::{Service, Timed};
use crate::render::page;
use crate::request::options;

mod article;
mod search;

/// The addresses of the page.
pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/", get(search::search))
        .route("/articles/{id}", get(article::article))
}

/// What is asked for, and how much of it is shown.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Shown {
    #[serde(flatten)]
    search: options::Search,
    /// Show whole passages.
    full: Option<bool>,
    /// The facet of which all values are shown.
    more: Option<String>,
    /// The number of the passage that is quoted.
    passage: Option<u32>,
}

const HTML: &str = "text/html; charset=utf-8";

/// A page, which may do only what it brings itself.
struct Page(Timed<Whole>);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        guarded(self.0.into_response())
    }
}

/// A response with the policy of pages.
fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let set = [
        (header::CONTENT_SECURITY_POLICY, page::policy()),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in set {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}
