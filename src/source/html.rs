//! Web pages: the article's body without the parts around it, and the page's metadata.

#[cfg(feature = "html")]
mod address;
#[cfg(feature = "html")]
mod body;
pub(super) mod feeds;
#[cfg(feature = "html")]
mod headline;
mod limits;
#[cfg(feature = "html")]
mod linked_data;
pub(super) mod markup;
#[cfg(feature = "html")]
mod metadata;
#[cfg(feature = "html")]
mod place;
#[cfg(feature = "html")]
mod published;
#[cfg(feature = "html")]
mod saved;
#[cfg(feature = "html")]
mod statements;
#[cfg(feature = "html")]
mod stub;
#[cfg(feature = "html")]
mod walls;

#[cfg(feature = "html")]
use dom_query::Document;

#[cfg(feature = "html")]
use super::extracted::Extracted;
use super::format::Format;
use super::input::Input;
use super::opened::Opened;
#[cfg(feature = "html")]
use super::stub::Stub;
#[cfg(feature = "html")]
use super::turn::turn;
use crate::record::Problem;
#[cfg(feature = "html")]
use metadata::Claimed;

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

/// The article in a piece of HTML that has no metadata of its own: the body of a letter.
#[cfg(feature = "html")]
pub(super) fn article(html: &str) -> Option<String> {
    let depth = limits::PIECE_DEPTH;
    let effort = limits::check(html, depth).ok()?;
    let page = Document::from(html);
    limits::is_shallow(&page, depth)
        .then(|| body::extract(html, &page, effort, &Claimed::default()).text)
}

/// All of its text where the extractor is left out.
#[cfg(not(feature = "html"))]
pub(super) fn article(html: &str) -> Option<String> {
    markup::text(html)
}

/// The page after the comments and white space that it may begin with.
fn without_comments(mut start: &[u8]) -> &[u8] {
    while start.starts_with(b"<!--") {
        match memchr::memmem::find(start, b"-->") {
            Some(end) => start = start[end + 3..].trim_ascii_start(),
            None => break,
        }
    }
    start
}

/// Pages are refused where the extractor is left out.
#[cfg(not(feature = "html"))]
fn open(_: Input) -> Result<Opened, Problem> {
    Err(Problem::whole(
        "the file is a web page, and this newshound was built without its feature `html`",
    ))
}

#[cfg(feature = "html")]
fn open(input: Input) -> Result<Opened, Problem> {
    let given = input.address.clone();
    let (depth, now) = (input.bounds.limits.depth, input.bounds.limits.now);
    let document = input.into_document(true)?;
    let _turn = turn(document.text.len());
    let effort = limits::check(&document.text, depth).map_err(Problem::whole)?;
    let page = Document::from(document.text.as_str());
    if !limits::is_shallow(&page, depth) {
        return Err(Problem::whole(limits::too_deep(depth)));
    }
    let mut extracted = Extracted::default();
    extracted.notes.extend(document.note);
    let saved = saved::saved(&document.text);
    let claimed = metadata::claim(&page, given.as_deref(), &saved, &mut extracted);
    published::not_after(now, &mut extracted);
    let body = body::extract(&document.text, &page, effort, &claimed);
    let part = stub::part(&document.text, body.text, &claimed);
    extracted.text(part.text, body.from);
    extracted.drop_title_from_text();
    if extracted.article.text.is_empty() {
        let nothing = "the page holds no text that is an article's";
        return Err(Problem::whole(part.stub.map_or(nothing, Stub::refusal)));
    }
    if let Some(stub) = part.stub {
        extracted.stub(stub, stub.note());
    }
    Ok(Opened::one(extracted, document.problem))
}

#[cfg(all(test, not(feature = "html")))]
mod tests {
    use crate::source;

    #[test]
    fn a_page_is_refused_where_pages_cannot_be_read() {
        let page = std::io::Cursor::new("<!doctype html><title>Chips</title><p>Chips.");
        let refused = source::read(Box::new(page), "chips.html");
        let reason = refused.err().map(|problem| problem.reason);
        assert!(reason.is_some_and(|reason| reason.ends_with("without its feature `html`")));
    }
}
