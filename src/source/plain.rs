//! Plain text: the article's text is the file, byte for byte.

use super::format::{Format, Opened};
use super::found::Found;
use super::input::{ARTICLE_BYTES, Input};
use crate::record::Problem;

/// Recognises whatever nothing else does. Never makes up a headline, a date or an outlet.
pub(super) const FORMAT: Format = Format {
    name: "plain text",
    recognise: |_| true,
    open,
};

fn open(input: Input) -> Result<Opened, Problem> {
    let document = input.into_document(ARTICLE_BYTES, false)?;
    if document.text.trim().is_empty() {
        return Err(Problem::whole("the file holds no text"));
    }
    let mut found = Found::default();
    found.article.text = document.text;
    found.notes.extend(document.note);
    Ok(Opened::one(found, document.problem))
}
