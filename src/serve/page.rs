//! The page: what a person with a browser meets, and what a reader of feeds fetches.
//!
//! A page is asked for by the parameters of the API and a few of its own; what is left empty in a form is not asked for.
//! The address says everything, so that it can be kept and sent. One thing alone is changed from here: what was shown of
//! a beat (`beats`), and only by a form of this process (`forgery`).

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::parameters::Parameters;
use super::problem::Problem;
use super::reply::Whole;
use super::service::{Asking, Service, Timed};
use crate::error::{Error, Kind, Result};
use crate::render::page::{self, Link};
use crate::request::{Request, options};

mod article;
mod beats;
mod feeds;
mod forgery;
mod notices;
mod search;

/// The addresses of the page.
pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/", get(search::search))
        .route("/articles/{id}", get(article::article))
        .route("/beats", get(beats::all))
        .route("/beats/{name}", get(beats::one).post(beats::acknowledge))
        .route("/beats/{name}/feed.atom", get(feeds::atom_of_beat))
        .route("/beats/{name}/feed.json", get(feeds::json_of_beat))
        .route("/feed.atom", get(feeds::atom))
        .route("/feed.json", get(feeds::json))
        .route("/opensearch.xml", get(open_search))
        .route("/favicon.ico", get(StatusCode::NO_CONTENT))
}

/// What is asked for, and how much of it is shown.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Shown {
    #[serde(flatten)]
    search: options::Search,
    /// Only articles that these filters of the language find too.
    #[schemars(schema_with = "filters")]
    narrow: Option<Vec<String>>,
    /// Show whole passages.
    full: Option<bool>,
    /// The facet of which all values are shown.
    more: Option<String>,
    /// The number of the passage that is quoted.
    passage: Option<u32>,
}

/// So many filters narrow a question at most.
const MOST_FILTERS: usize = 32;

fn filters(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string" }, "maxItems": MOST_FILTERS })
}

impl Shown {
    /// The request of these parameters.
    fn request(self) -> Result<Request, options::Fault> {
        let request = self.search.request(&Request::default())?;
        let narrow = self.narrow.unwrap_or_default();
        Ok(Request { narrow, ..request })
    }
}

/// Fails where more results are asked for than an answer has at most.
fn fits(limit: usize, asking: &Asking) -> Result<()> {
    let most = asking.bounds.limit;
    if limit <= most {
        return Ok(());
    }
    let message = format!("more than {most} results do not fit on a page");
    Err(Error::new(Kind::Usage, message).hint("leave out `limit`"))
}

static SHOWN: LazyLock<Parameters<Shown>> = LazyLock::new(Parameters::new);

const HTML: &str = "text/html; charset=utf-8";

/// The answer to a question as a page, or why there is none.
fn replied(answered: Result<Timed<Whole>, Problem>, link: &Link) -> Response {
    match answered {
        Ok(answered) => guarded(answered.into_response()),
        Err(problem) => shown(&problem, link),
    }
}

/// A problem as a page, with what was asked kept in the box.
pub fn shown(problem: &Problem, link: &Link) -> Response {
    let status = problem.status;
    let Ok(bytes) = page::problem(&problem.error, status.as_u16(), link) else {
        return problem.clone().into_response();
    };
    let mut response = problem.clone().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    headers.remove(header::CONTENT_LENGTH);
    *response.body_mut() = bytes.into();
    guarded(response)
}

/// Whether an address that there is not was asked for by a person with a browser.
pub fn is_for_people(uri: &Uri, headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT);
    let accepted = accepted.and_then(|accepted| accepted.to_str().ok());
    let is_page = accepted.is_some_and(|accepted| accepted.contains("text/html"));
    let is_of_programs = ["/v1", "/mcp"]
        .iter()
        .any(|door| uri.path().starts_with(door));
    is_page && !is_of_programs
}

/// A response with the policy of pages.
fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    let set = [
        (header::CONTENT_SECURITY_POLICY, page::policy()),
        (header::X_FRAME_OPTIONS, "DENY"),
        (opener, "same-origin"),
    ];
    for (name, value) in set {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}

/// How this server was called, for addresses that are read elsewhere. The guard has looked at it.
fn origin(headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    format!("http://{}", host.unwrap_or("localhost"))
}

/// How a browser can search here from its own box.
async fn open_search(headers: HeaderMap) -> Response {
    let link = Link::default();
    match page::open_search(&origin(&headers)) {
        Ok(bytes) => {
            let kind = "application/opensearchdescription+xml";
            ([(header::CONTENT_TYPE, kind)], bytes).into_response()
        }
        Err(error) => {
            let message = error.message;
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            shown(&Problem::new(status, error.kind.name(), message), &link)
        }
    }
}
