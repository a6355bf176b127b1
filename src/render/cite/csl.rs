//! CSL JSON: a list of items, each with its quotation as its `annote`.

use std::io::{self, Write};

use serde::Serialize;

use super::{Citation, DateParts};
use crate::render::json;

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name>,
    #[serde(rename = "container-title", skip_serializing_if = "Option::is_none")]
    outlet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<DateParts>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annote: Option<&'a str>,
    custom: Custom<'a>,
}

/// A name as it is written, not taken apart.
#[derive(Serialize)]
struct Name {
    literal: String,
}

#[derive(Serialize)]
struct Custom<'a> {
    address: String,
    added: String,
    sha256: &'a str,
}

pub fn write(citations: &[Citation], out: &mut dyn Write) -> io::Result<()> {
    let items: Vec<Item<'_>> = citations.iter().map(item).collect();
    json::document(&items, out)
}

fn item(citation: &Citation) -> Item<'_> {
    let authors = citation.authors().into_iter();
    Item {
        id: citation.key(),
        kind: "article-newspaper",
        title: citation.title(),
        author: authors.map(|literal| Name { literal }).collect(),
        outlet: citation.outlet(),
        issued: citation.date().map(DateParts::from),
        url: citation.url(),
        language: citation.about.lang.as_deref(),
        annote: citation.quotation(),
        custom: Custom {
            address: citation.address(),
            added: citation.added().to_string(),
            sha256: &citation.sha256,
        },
    }
}
