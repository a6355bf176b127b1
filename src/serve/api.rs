//! The API: the documents of schema 1 over HTTP, each at an address of its own.
//!
//! A GET has its parameters in the address, a POST in an object of JSON; both have the same names. What an address takes
//! and gives is said once, by an `Ask` in `documents`: its route, the checks of its parameters, and what the description
//! says of it are made of that.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{Extension, RawPathParams, RawQuery, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, get, on};
use serde_json::Value;

use super::asked::Nothing;
use super::guard::Trusted;
use super::parameters::{Parameters, pairs};
use super::problem::Problem;
use super::reply::{self, JSON, Tag, Whole};
use super::service::{Asking, Bounds, Service};
use crate::error::Result;
use crate::request::options::{self, Options};

mod description;
mod documents;

use documents::{Answer, Ask, Named, Refusal, Way};

/// An address: how it is asked, and what it gives.
struct Address {
    path: &'static str,
    summary: &'static str,
    document: &'static str,
    way: Way,
    required: &'static [&'static str],
    options: Options,
    route: MethodRouter<Arc<Service>>,
}

impl Address {
    fn of<T: Ask>(bounds: &Bounds) -> Address {
        let parameters = Arc::new(Parameters::<T>::within(bounds, T::REQUIRED));
        let options = parameters.options().clone();
        let answer = move |service: State<Arc<Service>>, named: NamedOrNot, request: Request| {
            asked(service.0, Arc::clone(&parameters), named, request)
        };
        // A HEAD is answered where a GET is.
        let filter = match T::WAY {
            Way::Looks => MethodFilter::GET,
            Way::Asks => MethodFilter::GET.or(MethodFilter::POST),
            Way::Changes => MethodFilter::POST,
        };
        Address {
            path: T::PATH,
            summary: T::SUMMARY,
            document: T::DOCUMENT,
            way: T::WAY,
            required: T::REQUIRED,
            options,
            route: on(filter, answer),
        }
    }
}

type NamedOrNot = Result<RawPathParams, RawPathParamsRejection>;

/// Every address of a document.
fn addresses(bounds: &Bounds) -> [Address; 11] {
    use super::asked::{Article, Beats, Facets, List, News, Passage, Shown, Terms, Timeline};
    [
        Address::of::<options::Search>(bounds),
        Address::of::<Article>(bounds),
        Address::of::<Passage>(bounds),
        Address::of::<List>(bounds),
        Address::of::<Timeline>(bounds),
        Address::of::<Facets>(bounds),
        Address::of::<Terms>(bounds),
        Address::of::<Beats>(bounds),
        Address::of::<News>(bounds),
        Address::of::<Shown>(bounds),
        Address::of::<Nothing>(bounds),
    ]
}

/// The addresses of the API.
pub fn routes(bounds: &Bounds) -> Router<Arc<Service>> {
    let documents = addresses(bounds).into_iter();
    let routes = documents.fold(Router::new(), |router, address| {
        router.route(address.path, address.route)
    });
    routes
        .route(description::PATH, get(described))
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(reply::no_address)
        .method_not_allowed_fallback(reply::no_method)
}

/// What the API is, as OpenAPI 3.1 has it: of a server with a token or without.
pub fn description(is_locked: bool) -> Value {
    let bounds = Bounds::default();
    description::of(&addresses(&bounds), is_locked)
}

/// Answers what an address is asked.
async fn asked<T: Ask>(
    service: Arc<Service>,
    parameters: Arc<Parameters<T>>,
    named: NamedOrNot,
    request: Request,
) -> Result<Response, Problem> {
    let named = named.map_err(|_| Problem::bad("a name in the address is not UTF-8 text"))?;
    let named = Named(
        named
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    );
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let is_trusted = parts.extensions.get::<Trusted>().is_some();
    if T::WAY == Way::Changes && !is_trusted {
        let problem = Problem::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "nothing is changed without a token",
        );
        return Err(problem.hint("start the server with `--token-file FILE`"));
    }
    let is_post = parts.method == Method::POST;
    let options: T = match is_post {
        true => {
            if let Some((name, _)) = pairs(query)?.first() {
                let message = format!("`{name}` is in the address of a POST");
                return Err(Problem::bad(message).hint("put all parameters into its body"));
            }
            parameters.in_body(&parts.headers, body).await?
        }
        false => parameters.in_address(query)?,
    };
    let headers = (!is_post).then_some(parts.headers);
    let address = parts.uri.to_string();
    let answered = service.ask(move |asking| {
        let whole = |answer: Answer| whole(answer, asking, &address, headers.as_ref());
        match options.answer(asking, &named).and_then(whole) {
            Ok(whole) => Ok(Ok(whole)),
            Err(Refusal::Fault(fault)) => Ok(Err(parameters.refused(fault))),
            Err(Refusal::Problem(problem)) => Ok(Err(problem)),
            Err(Refusal::Error(error)) => Err(error),
        }
    });
    Ok(answered.await?.transpose()?.into_response())
}

/// Writes an answer, unless it is known already to the program with these headers.
fn whole(
    answer: Answer,
    asking: &Asking,
    address: &str,
    headers: Option<&HeaderMap>,
) -> Result<Whole, Refusal> {
    let is_known = |tag: Tag| headers.is_some_and(|headers| tag.is_known(headers));
    let early = answer
        .of
        .as_ref()
        .map(|(commit, questions)| Tag::of(*commit, address, questions));
    let (tag, bytes) = match early {
        Some(tag) if is_known(tag) => (tag, None),
        early => {
            let bytes = reply::written(asking.bounds.answer, answer.write)?;
            let tag = early.unwrap_or_else(|| Tag::of_bytes(&bytes));
            (tag, (!is_known(tag)).then_some(bytes))
        }
    };
    Ok(Whole {
        kind: JSON,
        // The answer to a POST is not kept.
        tag: headers.is_some().then_some(tag),
        bytes,
    })
}

/// The description of this program, which is the same as long as it runs.
async fn described(
    trusted: Option<Extension<Trusted>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Whole, Problem> {
    NONE.in_address(query.as_deref().unwrap_or_default())?;
    let bytes = match trusted {
        Some(_) => &*LOCKED,
        None => &*OPEN,
    };
    let tag = Tag::of_bytes(bytes);
    Ok(Whole {
        kind: JSON,
        tag: Some(tag),
        bytes: (!tag.is_known(&headers)).then(|| bytes.clone()),
    })
}

static LOCKED: LazyLock<Vec<u8>> = LazyLock::new(|| text(true));
static OPEN: LazyLock<Vec<u8>> = LazyLock::new(|| text(false));

fn text(is_locked: bool) -> Vec<u8> {
    serde_json::to_vec_pretty(&description(is_locked)).unwrap_or_default()
}

static NONE: LazyLock<Parameters<Nothing>> = LazyLock::new(Parameters::new);

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
