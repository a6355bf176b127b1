//! The formats that can be read, told apart by how a file begins.

use super::charset::is_binary;
use super::format::Format;
use super::input::Input;
use super::{html, json, json_lines, markdown, plain};
use crate::record::Problem;

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
    let format = FORMATS.iter().find(|format| (format.recognise)(input));
    let format = format.copied().unwrap_or(plain::FORMAT);
    if format != plain::FORMAT && format != markdown::FORMAT {
        return Ok(format);
    }
    let start = input.start();
    match UNREAD.iter().find(|(magic, _)| start.starts_with(magic)) {
        Some((_, kind)) => Err(Problem::whole(format!(
            "the file is {kind}, which is not read yet"
        ))),
        None if is_binary(input.sample()) => Err(Problem::whole(
            "the file holds binary data, which is not read",
        )),
        None => Ok(format),
    }
}
