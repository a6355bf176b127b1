//! The JSON of an error.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA;
use super::answer::SpanView;
use crate::error::{Error, Location};

/// An error where the answer would have been JSON.
#[derive(Serialize, JsonSchema)]
pub struct Failure<'a> {
    schema: u32,
    error: ErrorView<'a>,
}

/// An error where the answer would have come over HTTP, as RFC 9457 has it.
#[derive(Serialize, JsonSchema)]
pub struct Problem<'a> {
    /// The same for every problem of this code.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: &'a str,
    code: &'a str,
    hint: Option<&'a str>,
    position: Option<PositionView<'a>>,
}

impl<'a> Problem<'a> {
    pub fn new(error: &'a Error, code: &'a str, status: u16) -> Self {
        Problem {
            kind: format!("urn:newshound:problem:{code}"),
            title: code.replace('_', " "),
            status,
            detail: &error.message,
            code,
            hint: error.hint.as_deref(),
            position: error.location.as_ref().map(position),
        }
    }
}

/// What was wrong, and what would help.
#[derive(Serialize, JsonSchema)]
pub(super) struct ErrorView<'a> {
    code: &'static str,
    exit: u8,
    message: &'a str,
    hint: Option<&'a str>,
    position: Option<PositionView<'a>>,
}

/// Where in a text that was typed.
#[derive(Serialize, JsonSchema)]
struct PositionView<'a> {
    text: &'a str,
    #[serde(flatten)]
    span: SpanView,
}

impl<'a> Failure<'a> {
    pub fn new(error: &'a Error) -> Self {
        Failure {
            schema: SCHEMA,
            error: view(error),
        }
    }
}

pub(super) fn view(error: &Error) -> ErrorView<'_> {
    ErrorView {
        code: error.kind.name(),
        exit: error.kind.exit_code(),
        message: &error.message,
        hint: error.hint.as_deref(),
        position: error.location.as_ref().map(position),
    }
}

fn position(location: &Location) -> PositionView<'_> {
    let Location { text, at } = location;
    let character = |byte: usize| text.get(..byte).map_or(0, |before| before.chars().count());
    PositionView {
        text,
        span: SpanView {
            start: character(at.start),
            end: character(at.end),
            start_byte: at.start,
            end_byte: at.end,
        },
    }
}
