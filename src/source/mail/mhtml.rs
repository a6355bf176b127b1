//! A page that a browser saved as one file: a letter of parts, of which one is the page and the others its pictures.

use std::io::Cursor;

use mail_parser::MimeHeaders;

use super::super::date;
use super::super::format::Format;
use super::super::html;
use super::super::input::Input;
use super::super::opened::{Opened, Record};
use super::{head, part};
use crate::record::Problem;

/// Recognised by the address of the page in its head, or by its name.
pub(in super::super) const FORMAT: Format = Format {
    name: "saved page",
    recognise,
    open,
};

fn recognise(input: &Input) -> bool {
    let name = input.name().to_ascii_lowercase();
    let is_named = name.ends_with(".mht") || name.ends_with(".mhtml");
    if !head::begins_letter(input.start(), if is_named { "a.mhtml" } else { "a.eml" }) {
        return false;
    }
    let decoded = head::decoded(head::split(input.start()).0);
    let headers = head::parsed(&decoded);
    let is_related = headers.is_content_type("multipart", "related");
    let is_single = headers.is_content_type("text", "html");
    let is_saved = headers.header_raw("Snapshot-Content-Location").is_some()
        || headers.header_raw("From").is_some_and(|from| {
            from.trim_start_matches([' ', '<', '"'])
                .starts_with("Saved by")
        });
    (is_related || is_single) && (is_saved || is_named)
}

fn open(input: Input) -> Result<Opened, Problem> {
    let name = input.name().to_owned();
    let (bounds, open) = (input.bounds.clone(), input.open);
    let (bytes, problem) = super::letter_bytes(input)?;
    let bytes = head::with_line_feeds(&bytes);
    let decoded = head::decoded(head::split(&bytes).0);
    let headers = head::parsed(&decoded);
    let parts = part::parts(&bytes, &bounds).list;
    let page = parts.into_iter().find(|part| part.kind == "text/html");
    let page = page.ok_or_else(|| Problem::whole("the saved page holds no page"))?;
    let said = headers.header_raw("Snapshot-Content-Location");
    let address = said
        .map(|said| said.trim().to_owned())
        .or(page.location.clone());
    let address = address.filter(|address| address.starts_with("http"));
    let captured = headers.date().filter(|date| date.is_valid());
    let captured = captured.and_then(|date| date::date(&date.to_rfc3339()));
    let text = page.text();
    let text =
        text.ok_or_else(|| Problem::whole("the page is not text in any known character set"))?;
    let content = Box::new(Cursor::new(text.text.into_bytes()));
    let input = Input::new(content, &name, bounds, open)?.stated(address, None);
    let opened = (html::FORMAT.open)(input)?;
    let records = opened.records.map(move |record| Record {
        result: record.result.map(|mut extracted| {
            if let Some(captured) = captured {
                extracted.captured(captured, "header Date");
            }
            extracted
        }),
        ..record
    });
    let problem = problem.map(|problem| Record {
        number: 1,
        member: None,
        result: Err(problem),
    });
    Ok(Opened {
        many: opened.many,
        ..Opened::many(records.chain(problem))
    })
}
