//! Replies: bytes with the headers that say what they are, how long they took and whether they have changed.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;
use xxhash_rust::xxh3::xxh3_64;

use super::page;
use super::problem::Problem;
use super::service::{Service, Timed};
use crate::error::{Error, Kind, Result};
use crate::question::Question;
use crate::render::page::Link;

/// What an answer depends on: the same tag, the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag(u64);

impl Tag {
    /// Of the answer of a commit to questions that were read, asked for by this address and with these options.
    pub fn of(commit: u64, address: &str, questions: &[Question]) -> Tag {
        let read = questions.iter().map(|question| {
            let Question { begins, notes, .. } = question;
            format!("{} {} {notes:?}", begins.question, begins.now)
        });
        let read = read.collect::<Vec<_>>().join("\n");
        let version = env!("CARGO_PKG_VERSION");
        Tag(xxh3_64(
            format!("{version} {commit}\n{address}\n{read}").as_bytes(),
        ))
    }

    /// Of an answer that depends on more than that.
    pub fn of_bytes(bytes: &[u8]) -> Tag {
        Tag(xxh3_64(bytes))
    }

    fn text(self) -> String {
        format!("\"{:016x}\"", self.0)
    }

    /// Whether these headers say that these bytes are there already.
    pub fn is_known(self, headers: &HeaderMap) -> bool {
        let known = headers.get_all(header::IF_NONE_MATCH).iter();
        let known = known.filter_map(|value| value.to_str().ok());
        let mut known = known.flat_map(|value| value.split(',')).map(str::trim);
        known.any(|tag| tag == "*" || tag.trim_start_matches("W/") == self.text())
    }
}

/// An answer that is whole: its bytes, none where they are known already.
pub struct Whole {
    pub kind: &'static str,
    pub tag: Option<Tag>,
    pub bytes: Option<Vec<u8>>,
}

pub const JSON: &str = "application/json";

/// Writes an answer, up to as many bytes as are allowed.
pub fn written(
    most: usize,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Vec<u8>> {
    let mut bytes = Bounded {
        bytes: Vec::new(),
        most,
    };
    match write(&mut bytes) {
        Ok(()) => {
            // It is held until it is taken, which may be long.
            bytes.bytes.shrink_to_fit();
            Ok(bytes.bytes)
        }
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let message = format!("the answer is longer than {most} bytes");
            Err(Error::new(Kind::Usage, message).hint("ask for fewer results: `limit`"))
        }
        // What was to be written may be what failed.
        Err(error) => Err(error
            .downcast()
            .unwrap_or_else(|error| Error::io("the answer", &error))),
    }
}

struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl IntoResponse for Whole {
    fn into_response(self) -> Response {
        let mut response = match self.bytes {
            Some(bytes) => bytes.into_response(),
            None => StatusCode::NOT_MODIFIED.into_response(),
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        );
        if let Some(tag) = self
            .tag
            .and_then(|tag| HeaderValue::from_str(&tag.text()).ok())
        {
            headers.insert(header::ETAG, tag);
        }
        response
    }
}

impl<T: IntoResponse> IntoResponse for Timed<T> {
    fn into_response(self) -> Response {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        let timing = format!(
            "wait;dur={:.2}, answer;dur={:.2}",
            milliseconds(self.waited),
            milliseconds(self.took)
        );
        let mut response = self.answer.into_response();
        if let Ok(timing) = HeaderValue::from_str(&timing) {
            response.headers_mut().insert("server-timing", timing);
        }
        response
    }
}

/// Counts every answer of these doors, and says of each that its type is not to be guessed.
pub fn recorded(doors: Router, service: &Arc<Service>) -> Router {
    doors.layer(from_fn_with_state(Arc::clone(service), record))
}

async fn record(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let path = request.extensions().get::<MatchedPath>();
    let path = path.map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let mut response = held(&service, response);
    service
        .metrics
        .answered(&path, response.status().as_u16(), began.elapsed());
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    response
}

/// Counts an answer among those that are held until they are taken. Without room for it, it is refused.
fn held(service: &Service, response: Response) -> Response {
    let size = response.body().size_hint().exact().unwrap_or(0);
    if size < LEAST_COUNTED {
        return response;
    }
    let Some(room) = service.room(size) else {
        return Problem::full().into_response();
    };
    let room = Arc::new(room);
    response.map(|body| Body::new(Counted { body, room }))
}

/// An answer with its room.
struct Counted {
    body: Body,
    room: Arc<OwnedSemaphorePermit>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        let held = |bytes| {
            let room = Arc::clone(&self.room);
            Bytes::from_owner(Held { bytes, _room: room })
        };
        frame.map(|frame| frame.map(|frame| frame.map(|frame| frame.map_data(held))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A smaller answer is not counted: those of all connections are little together.
const LEAST_COUNTED: u64 = 64 << 10;

/// Bytes that have their room until the last of them is sent.
struct Held {
    bytes: Bytes,
    _room: Arc<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// An address that there is not.
pub async fn no_address(uri: Uri, headers: HeaderMap) -> Response {
    let message = "there is no such address";
    let problem = Problem::new(StatusCode::NOT_FOUND, "not_found", message);
    match page::is_for_people(&uri, &headers) {
        true => page::shown(&problem, &Link::default()),
        false => problem
            .hint("`/v1/openapi.json` lists those of the API")
            .into_response(),
    }
}

/// A method that an address does not have.
pub async fn no_method() -> Problem {
    let message = "this address has no such method";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", message)
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;
    use crate::library::Library;
    use crate::serve::Bounds;

    #[test]
    fn an_answer_has_its_room_until_its_last_byte_is_sent() {
        let bounds = Bounds {
            held: 200 << 10,
            ..Bounds::default()
        };
        let service = Arc::new(Service::new(Library::open("nowhere"), bounds));
        let doors = Router::new()
            .route("/large", get(|| async { vec![b'a'; 150 << 10] }))
            .route("/small", get(|| async { "a" }));
        let doors = recorded(doors, &service);
        let ask = |path: &'static str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            doors.clone().oneshot(request)
        };
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.build().unwrap();
        runtime.block_on(async {
            let first = ask("/large").await.unwrap();
            assert_eq!(first.status(), 200);
            assert_eq!(first.body().size_hint().exact(), Some(150 << 10));
            let second = ask("/large").await.unwrap();
            assert_eq!(second.status(), 503);
            assert_eq!(second.headers()[header::RETRY_AFTER], "1");
            assert_eq!(ask("/small").await.unwrap().status(), 200);
            let bytes = first.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(bytes.len(), 150 << 10);
            assert_eq!(ask("/large").await.unwrap().status(), 503);
            drop(bytes);
            assert_eq!(ask("/large").await.unwrap().status(), 200);
        });
    }
}
