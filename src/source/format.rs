//! The formats that can be read, and how each is recognised by its content.

use std::fmt;

use super::found::Found;
use super::input::Input;
use super::{html, json, json_lines, markdown, plain};
use crate::record::Problem;

/// A format: how it is recognised and how it is read.
#[derive(Clone, Copy)]
pub struct Format {
    /// As a person calls it: `JSON Lines`.
    pub name: &'static str,
    /// Whether a file that begins like this one is of this format.
    pub(super) recognise: fn(&Input) -> bool,
    pub(super) open: fn(Input) -> Result<Opened, Problem>,
}

/// A file opened in its format.
pub(super) struct Opened {
    /// Whether it is of a kind that can hold many articles.
    pub many: bool,
    pub records: Box<dyn Iterator<Item = Record> + Send>,
}

/// One record of a file: an article or what is wrong with it.
pub(super) struct Record {
    /// From 1.
    pub number: u64,
    pub found: Result<Found, Problem>,
}

/// The first that recognises the content reads it; plain text recognises everything.
const FORMATS: &[Format] = &[
    json_lines::FORMAT,
    json::FORMAT,
    html::FORMAT,
    markdown::FORMAT,
    plain::FORMAT,
];

/// How a kind that cannot be read yet begins, and what a person calls it.
const UNREAD: &[(&[u8], &str)] = &[
    (b"%!PS", "PostScript"),
    (b"%PDF-", "a PDF"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"<?xml", "an XML document"),
    (b"<feed", "a feed"),
    (b"<rss", "a feed"),
    (b"BZh", "a bzip2 archive"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"RIFF", "a sound, film or picture"),
    (b"SQLite format 3\0", "a database"),
    (b"WARC/", "a web archive"),
    (b"\x1f\x8b", "gzip within gzip"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "rich text"),
];

/// The format of what `input` begins with.
pub(super) fn recognise(input: &Input) -> Result<Format, Problem> {
    if input.is_blank() {
        return Err(Problem::whole("the file holds no text"));
    }
    let found = FORMATS.iter().find(|format| (format.recognise)(input));
    let found = found.copied().unwrap_or(plain::FORMAT);
    if found != plain::FORMAT && found != markdown::FORMAT {
        return Ok(found);
    }
    let start = input.start();
    match UNREAD.iter().find(|(magic, _)| start.starts_with(magic)) {
        Some((_, kind)) => Err(Problem::whole(format!(
            "the file is {kind}, which is not read yet"
        ))),
        None if is_binary(input.sample()) => Err(Problem::whole(
            "the file holds binary data, which is not read",
        )),
        None => Ok(found),
    }
}

/// Whether bytes hold a NUL or so many control characters that no text would.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let is_control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, 0x08..=0x0d | 0x1b);
    let controls = bytes.iter().filter(is_control).count();
    bytes.contains(&0) || controls * 10 > bytes.len()
}

impl Opened {
    /// A file that is one article, and what went wrong after it.
    pub fn one(found: Found, problem: Option<Problem>) -> Self {
        let records = [Some(Ok(found)), problem.map(Err)];
        let records = records.into_iter().flatten();
        Opened {
            many: false,
            records: Box::new(records.map(|found| Record { number: 1, found })),
        }
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}
