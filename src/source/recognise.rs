//! The formats that can be read, told apart by how a file begins.

use super::addresses;
use super::archive;
use super::charset::is_binary;
use super::feed;
use super::format::Format;
use super::html;
use super::input::Input;
use super::json;
use super::kinds;
use super::mail::{self, mbox, mhtml};
use super::markdown;
use super::office::{self, docx, epub, odt, rtf};
use super::omnivore;
use super::opened::Opened;
use super::pdf;
use super::plain;
use super::ris;
use super::table::{csv, xlsx};
use super::web_archive;
use super::wire;
use super::zotero;
use crate::record::Problem;

/// The first that recognises the content reads it; plain text recognises everything.
const FORMATS: &[Format] = &[
    web_archive::WARC,
    web_archive::ARC,
    web_archive::WACZ,
    docx::FORMAT,
    odt::FORMAT,
    epub::FORMAT,
    rtf::FORMAT,
    office::PRESENTATION,
    xlsx::FORMAT,
    pdf::FORMAT,
    omnivore::FORMAT,
    archive::ZIP,
    archive::TAR,
    addresses::FORMAT,
    json::lines::FORMAT,
    json::FORMAT,
    zotero::FORMAT,
    feed::FORMAT,
    wire::FORMAT,
    html::FORMAT,
    mhtml::FORMAT,
    mbox::FORMAT,
    mail::FORMAT,
    ris::FORMAT,
    csv::FORMAT,
    markdown::FORMAT,
    plain::FORMAT,
];

/// Those whose files may be nothing but lists of addresses.
pub(super) const LISTS: &[Format] = &[
    addresses::FORMAT,
    csv::FORMAT,
    feed::FORMAT,
    json::FORMAT,
    json::lines::FORMAT,
];

/// How documents begin that are not prose, whatever is wrong with them.
const NOT_PROSE: &[(&[u8], &str)] = &[
    (
        b"@article{",
        "a list of BibTeX; export it as RIS, CSL JSON or CSV",
    ),
    (
        b"@misc{",
        "a list of BibTeX; export it as RIS, CSL JSON or CSV",
    ),
    (
        b"@online{",
        "a list of BibTeX; export it as RIS, CSL JSON or CSV",
    ),
    (b"<?xml", "an XML document of a kind that is not read"),
    (b"<rdf:", "an XML document of a kind that is not read"),
    (b"<rss", "a damaged feed"),
    (b"WARC/1", "a damaged web archive"),
];

/// Opens a document in its format; nothing of a kind that lies beside articles and is none.
pub(super) fn open(input: Input) -> Result<Option<Opened>, Problem> {
    match recognise(&input)? {
        Recognised::As(format) => (format.open)(input).map(Some),
        Recognised::Beside(_) => Ok(None),
    }
}

/// What becomes of a document.
pub(super) enum Recognised {
    As(Format),
    /// It is of a kind that lies beside articles, as a person calls it.
    Beside(&'static str),
}

/// The format of what `input` begins with.
pub(super) fn recognise(input: &Input) -> Result<Recognised, Problem> {
    if input.is_blank() {
        return Err(Problem::whole("the file holds no text"));
    }
    if let Some(kind) = kinds::of(input.start()) {
        if kind.is_beside {
            return Ok(Recognised::Beside(kind.name));
        }
        let hint = kind
            .hint
            .map_or_else(String::new, |hint| format!("; {hint}"));
        return Err(Problem::whole(format!("the file is {}{hint}", kind.name)));
    }
    let format = FORMATS.iter().find(|format| (format.recognise)(input));
    let format = format.copied().unwrap_or(plain::FORMAT);
    if format == plain::FORMAT || format == markdown::FORMAT {
        check_prose(input)?;
    }
    Ok(Recognised::As(format))
}

/// Fails where a text is none that a person would read.
fn check_prose(input: &Input) -> Result<(), Problem> {
    let start = input.start();
    if !input.is_prose {
        return Err(Problem::whole("the file is of no format that is read"));
    }
    if let Some((_, kind)) = NOT_PROSE.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Err(Problem::whole(format!("the file is {kind}")));
    }
    if is_binary(input.sample()) {
        return Err(Problem::whole(
            "the file holds binary data, which is not read",
        ));
    }
    Ok(())
}
