//! Plain text: the article's text is the file, byte for byte.

use super::extracted::Extracted;
use super::format::Format;
use super::input::Input;
use super::opened::Opened;
use crate::record::Problem;

/// Recognises whatever nothing else does. Never makes up a headline, a date or an outlet.
pub(super) const FORMAT: Format = Format {
    name: "plain text",
    recognise: |_| true,
    open,
};

fn open(input: Input) -> Result<Opened, Problem> {
    let document = input.into_document(false)?;
    if document.text.trim().is_empty() {
        return Err(Problem::whole("the file holds no text"));
    }
    let mut extracted = Extracted::default();
    extracted.article.text = document.text;
    extracted.notes.extend(document.note);
    Ok(Opened::one(extracted, document.problem))
}
