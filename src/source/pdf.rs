//! PDF: its text in reading order, and what it says of itself. It is taken apart in a process of its own.

#[cfg(feature = "pdf")]
mod child;
#[cfg(feature = "pdf")]
mod hyphens;
#[cfg(feature = "pdf")]
mod pages;

use serde::{Deserialize, Serialize};

use super::format::Format;
use super::input::Input;
#[cfg(not(feature = "pdf"))]
use super::limits::Limits;
use super::opened::Opened;
use super::process;
use super::properties::{Headings, Properties};
use crate::record::Problem;

/// Recognised by its first letters, or by them after a few others, as mail and web servers leave them.
pub(super) const FORMAT: Format = Format {
    name: "PDF",
    recognise: |input| {
        let sample = input.sample();
        let start = &sample[..sample.len().min(1024)];
        let is_within = memchr::memmem::find(start, b"%PDF-").is_some();
        let has_objects = || memchr::memmem::find(sample, b" obj").is_some();
        start.trim_ascii_start().starts_with(b"%PDF-") || is_within && has_objects()
    },
    open,
};

/// What the child says of a PDF.
#[derive(Serialize, Deserialize)]
enum Reply {
    Read(Box<Read>),
    /// Why there is no article in it.
    Refused(String),
}

#[derive(Default, Serialize, Deserialize)]
struct Read {
    text: String,
    title: Option<String>,
    /// The largest text of its first page.
    heading: Option<String>,
    author: Option<String>,
    keywords: Option<String>,
    created: Option<String>,
    modified: Option<String>,
    /// What is wrong with a part of it.
    problem: Option<String>,
}

#[cfg(feature = "pdf")]
pub(super) use child::work;

/// Without the feature no PDF comes so far.
#[cfg(not(feature = "pdf"))]
pub(super) fn work(_: &[u8], _: &Limits) -> String {
    String::new()
}

fn open(input: Input) -> Result<Opened, Problem> {
    if cfg!(not(feature = "pdf")) {
        return Err(Problem::whole(
            "the file is a PDF, and this newshound was built without its feature `pdf`",
        ));
    }
    let (name, limits) = (input.name().to_owned(), input.bounds.limits);
    let (bytes, broken) = input.into_spool()?;
    let said = process::run("pdf", bytes, &limits).map_err(|problem| Problem {
        reason: format!("the file is a PDF; {}", problem.reason),
        ..problem
    })?;
    let reply = serde_json::from_str(&said);
    let read = match reply.map_err(|_| Problem::whole("the file is a PDF; its reader failed"))? {
        Reply::Read(read) => *read,
        Reply::Refused(reason) => return Err(Problem::whole(reason)),
    };
    let headings = Headings {
        title: read
            .heading
            .map(|heading| (heading, "largest text of page 1")),
        first: None,
    };
    let properties = Properties {
        title: read.title,
        authors: read.author.into_iter().collect(),
        keywords: read.keywords.into_iter().collect(),
        created: read.created,
        modified: read.modified,
        ..Properties::default()
    };
    let extracted = properties.article(&name, read.text, headings);
    let broken = broken.map(|error| Problem::failed(&error));
    Ok(Opened::one(
        extracted,
        broken.or(read.problem.map(Problem::whole)),
    ))
}
