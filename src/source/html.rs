//! Web pages: the article's body without what stands around it, and what the page says of it.

mod body;
mod bounds;
mod linked_data;
pub(super) mod markup;
mod said;

use dom_query::Document;

use super::format::{Format, Opened};
use super::found::Found;
use super::input::Input;
use crate::record::Problem;

/// Recognised by how pages and pieces of pages begin, whatever the file is called.
pub(super) const FORMAT: Format = Format {
    name: "HTML",
    recognise,
    open,
};

/// How a page begins, in lower case.
const PAGE_STARTS: &[&[u8]] = &[b"<!doctype html", b"<body", b"<head", b"<html"];

/// How a piece of a page begins; Markdown begins with these too.
const PIECE_STARTS: &[&[u8]] = &[
    b"<article",
    b"<div",
    b"<h1",
    b"<main",
    b"<meta",
    b"<p>",
    b"<p ",
    b"<section",
    b"<title",
];

fn recognise(input: &Input) -> bool {
    let start = without_comments(input.start());
    let start = &start[..start.len().min(1024)];
    let start = start.to_ascii_lowercase();
    let begins = |signs: &[&[u8]]| signs.iter().any(|sign| start.starts_with(sign));
    let is_xhtml = start.starts_with(b"<?xml") && memchr::memmem::find(&start, b"<html").is_some();
    let name = input.name().to_ascii_lowercase();
    let is_markdown = name.ends_with(".md") || name.ends_with(".md.gz");
    begins(PAGE_STARTS) || is_xhtml || begins(PIECE_STARTS) && !is_markdown
}

/// What follows the comments and white space that a page may begin with.
fn without_comments(mut start: &[u8]) -> &[u8] {
    while start.starts_with(b"<!--") {
        match memchr::memmem::find(start, b"-->") {
            Some(end) => start = start[end + 3..].trim_ascii_start(),
            None => break,
        }
    }
    start
}

fn open(input: Input) -> Result<Opened, Problem> {
    let document = input.into_document(bounds::PAGE_BYTES, true)?;
    let effort = bounds::check(&document.text).map_err(Problem::whole)?;
    let page = Document::from(document.text.as_str());
    if !bounds::is_shallow(&page) {
        return Err(Problem::whole(bounds::TOO_DEEP));
    }
    let mut found = Found::default();
    found.notes.extend(document.note);
    said::claim(&page, &mut found);
    let body = body::extract(&document.text, &page, effort);
    found.text(body.text, body.from);
    found.part_title_from_text();
    if found.article.text.is_empty() && found.article.about.title.is_none() {
        return Err(Problem::whole("the page holds no text"));
    }
    Ok(Opened::one(found, document.problem))
}
