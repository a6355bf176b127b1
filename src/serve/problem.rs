//! Problems: why there is no answer, as RFC 9457 has them, with the stable code of the error.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::{Error, Kind};
use crate::library::Library;
use crate::render::{json, parameters};

/// Why there is no answer.
#[derive(Debug, Clone)]
pub struct Problem {
    pub status: StatusCode,
    pub code: &'static str,
    pub error: Error,
}

/// After so many seconds it is worth another try.
const AGAIN: HeaderValue = HeaderValue::from_static("1");

impl Problem {
    /// A problem of the door itself, which no error of the library is.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Problem {
        Problem {
            status,
            code,
            error: Error::new(Kind::Usage, message),
        }
    }

    /// The problem of an error. Where corpus and index are on this machine is left out of it.
    pub fn of(error: &Error, library: &Library) -> Problem {
        Problem {
            status: status(error.kind),
            code: error.kind.name(),
            error: of_parameters(error_without_paths(error.clone(), library)),
        }
    }

    /// The same with one thing that helps.
    pub fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.error = self.error.hint(hint);
        self
    }

    /// An error of what was sent.
    pub fn bad(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, Kind::Usage.name(), message)
    }

    pub fn too_many() -> Problem {
        let message = "too many questions are asked at once";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many", message).hint("ask again later")
    }

    /// So much is waiting to be taken that there is no room for another answer.
    pub fn full() -> Problem {
        let message = "too many answers wait to be taken by those who asked";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "full", message).hint("ask again later")
    }

    pub fn too_large(message: impl Into<String>) -> Problem {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
    }

    pub fn ending() -> Problem {
        let message = "the server is ending";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "ending", message)
    }
}

/// The status that an error of this kind has.
fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Usage | Kind::Query | Kind::Rejected => StatusCode::BAD_REQUEST,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Expired => StatusCode::GONE,
        Kind::Index | Kind::Busy | Kind::TimedOut | Kind::Cancelled => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        Kind::Io => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// An error that names options as a door does: `per_article` instead of the flag.
fn of_parameters(error: Error) -> Error {
    if !matches!(
        error.kind,
        Kind::Usage | Kind::Query | Kind::Expired | Kind::TimedOut | Kind::NotFound
    ) {
        return error;
    }
    Error {
        message: parameters::named(&error.message),
        hint: error.hint.as_deref().map(parameters::named),
        ..error
    }
}

/// An error that does not say where corpus and index are. One that is about what was asked has that in it as it was
/// written, and does not say it by itself.
pub fn error_without_paths(error: Error, library: &Library) -> Error {
    if matches!(error.kind, Kind::Usage | Kind::Query | Kind::NotFound) {
        return error;
    }
    Error {
        message: without_paths(&error.message, library),
        hint: error.hint.map(|hint| without_paths(&hint, library)),
        ..error
    }
}

/// A text in which the folders of corpus and index are called so, wherever they are.
pub fn without_paths(text: &str, library: &Library) -> String {
    let folders = [(library.index(), "index"), (library.corpus(), "corpus")];
    let mut text = text.to_owned();
    let mut around = Vec::new();
    for (folder, name) in folders {
        let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let real = folder.canonicalize().unwrap_or_else(|_| absolute.clone());
        for path in [real.as_path(), &absolute, folder] {
            let shown = path.display().to_string();
            if shown.contains('/') {
                text = text.replace(&shown, name);
            }
            around.extend(path.parent().map(|folder| format!("{}/", folder.display())));
        }
    }
    // What lies beside them is named by itself.
    around.retain(|folder| folder.len() > 2 && folder.starts_with('/'));
    for folder in around {
        text = text.replace(&folder, "");
    }
    text
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = Vec::new();
        // Writing to memory does not fail.
        let _ = json::problem(&self.error, self.code, self.status.as_u16(), &mut body);
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if matches!(
            self.status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        ) {
            headers.insert(header::RETRY_AFTER, AGAIN);
        }
        response
    }
}
