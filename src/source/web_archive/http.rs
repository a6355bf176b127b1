//! What a server sent: its status, the media type, and the document unpacked.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use brotli_decompressor::Decompressor;
use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::super::date::date;
use super::super::extracted::{is_address, shortened};
use super::super::limits::Bounds;
use super::super::packed::{Bounded, Within};
use super::super::replay::filled;
use super::super::spool::{self, Spool};
use super::records::{LINES, field, line};
use crate::article::Date;
use crate::error::reason;
use crate::record::Problem;

/// A document as a server sent it.
pub struct Sent {
    /// Its media type in lower case, without parameters.
    pub media: Option<String>,
    /// The character set that the server states.
    pub charset: Option<&'static Encoding>,
    /// What the server says of it if it is an archive of other servers' pages.
    pub memento: Option<Memento>,
    pub content: Box<dyn Read + Send>,
}

/// A page in a web archive on the web, as the archive says in its header (RFC 7089).
pub struct Memento {
    /// The address that was archived.
    pub original: String,
    pub captured: Date,
}

/// How what is of a media type is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As an article, which it is meant to be.
    Document,
    /// As a file that holds articles or none: feeds, data, what programs answer.
    File,
    /// As whatever it is recognised to be.
    Anything,
}

/// How a media type is read, if it is; one that is not stated may be any.
pub fn reading(media: Option<&str>) -> Option<Reading> {
    let Some(media) = media.map(essence) else {
        return Some(Reading::Anything);
    };
    let is_file = FILES.contains(&media)
        || FAMILIES.iter().any(|start| media.starts_with(start))
        || media.starts_with("application/")
            && (media.ends_with("+xml") || media.ends_with("+json"));
    match DOCUMENTS.contains(&media) {
        true => Some(Reading::Document),
        false => is_file.then_some(Reading::File),
    }
}

const DOCUMENTS: &[&str] = &[
    "application/pdf",
    "application/xhtml+xml",
    "text/html",
    "text/markdown",
    "text/plain",
];

/// Besides those that end as XML and JSON do.
const FILES: &[&str] = &[
    "application/csv",
    "application/epub+zip",
    "application/gzip",
    "application/json",
    "application/jsonl",
    "application/mbox",
    "application/octet-stream",
    "application/rtf",
    "application/x-gzip",
    "application/x-ndjson",
    "application/x-tar",
    "application/x-zip-compressed",
    "application/xml",
    "application/zip",
    "binary/octet-stream",
    "message/rfc822",
    "multipart/related",
    "text/csv",
    "text/json",
    "text/rtf",
    "text/tab-separated-values",
    "text/x-opml",
    "text/xml",
];

/// How the media types of office documents begin.
const FAMILIES: &[&str] = &[
    "application/vnd.oasis.opendocument.",
    "application/vnd.openxmlformats-officedocument.",
];

/// A media type without its parameters.
fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or(media).trim()
}

/// What a response holds.
pub enum Answer {
    Document(Sent),
    /// Something else than a document that is read, and what.
    Other(String),
}

/// What the server answered.
pub fn answer(content: Spool, address: &str, bounds: &Bounds) -> Result<Answer, Problem> {
    let mut input = BufReader::new(content);
    let failed = |error: io::Error| Problem::failed(&error);
    let status = line(&mut input).map_err(failed)?.unwrap_or_default();
    if !status.starts_with(b"HTTP/") {
        return Err(Problem::whole(format!(
            "`{address}`: the record holds no answer of a server"
        )));
    }
    let code = status.split(|byte| *byte == b' ').nth(1);
    let is_document = code.is_some_and(|code| matches!(code, b"200" | b"203"));
    if !is_document {
        let said = String::from_utf8_lossy(&status);
        let said = said.split_once(' ').map_or(&*said, |(_, said)| said);
        let said = shortened(said);
        return Ok(Answer::Other(format!("the server answered `{said}`")));
    }
    let mut header = Header::default();
    for _ in 0..LINES {
        match line(&mut input).map_err(failed)? {
            Some(line) if !line.is_empty() => header.add(&line),
            _ => break,
        }
    }
    if reading(header.media.as_deref()).is_none() {
        let media = shortened(essence(header.media.as_deref().unwrap_or_default()));
        return Ok(Answer::Other(format!(
            "the server sent `{media}`, which is not read"
        )));
    }
    let content = header
        .unpacked(input, bounds)
        .map_err(|error| Problem::whole(format!("`{address}`: {}", reason(&error))))?;
    let media = header.media.as_deref();
    Ok(Answer::Document(Sent {
        charset: media.and_then(charset),
        memento: header.memento(),
        media: media.map(|media| essence(media).to_owned()),
        content,
    }))
}

fn charset(media: &str) -> Option<&'static Encoding> {
    let (_, label) = media.split_once("charset=")?;
    let label = label.split(';').next()?.trim().trim_matches(['"', '\'']);
    Encoding::for_label(label.as_bytes())
}

#[derive(Default)]
struct Header {
    media: Option<String>,
    packing: Option<String>,
    is_chunked: bool,
    /// When what is sent was archived, and what.
    captured: Option<Date>,
    original: Option<String>,
}

impl Header {
    fn add(&mut self, line: &[u8]) {
        let Some((name, value)) = field(line) else {
            return;
        };
        if name == "link" {
            self.original = self.original.take().or_else(|| original(&value));
        } else if name == "memento-datetime" {
            self.captured = date(&value);
        }
        let value = value.to_ascii_lowercase();
        match &*name {
            "content-type" if !value.is_empty() => self.media = Some(value),
            "content-encoding" => self.packing = Some(value),
            "transfer-encoding" => self.is_chunked |= value.contains("chunked"),
            _ => {}
        }
    }

    fn memento(&self) -> Option<Memento> {
        Some(Memento {
            original: self.original.clone()?,
            captured: self.captured?,
        })
    }

    /// The document without what it was wrapped in for its way. Some programs unwrap it and keep the header.
    fn unpacked(
        &self,
        mut input: BufReader<Spool>,
        bounds: &Bounds,
    ) -> io::Result<Box<dyn Read + Send>> {
        if self.is_chunked {
            input = unchunked(input)?;
        }
        let is_zlib = filled(&mut input)?
            .first()
            .is_some_and(|byte| byte & 0x0f == 8);
        let place = input.stream_position()?;
        let length = input.seek(SeekFrom::End(0))?;
        input.seek(SeekFrom::Start(place))?;
        // Data of gzip is recognised as such where a file begins.
        let inner: Box<dyn Read + Send> = match self.packing.as_deref() {
            Some("br") => Box::new(Decompressor::new(input, 64 << 10)),
            Some("deflate") if is_zlib => Box::new(ZlibDecoder::new(input)),
            Some("deflate") => Box::new(DeflateDecoder::new(input)),
            _ => return Ok(Box::new(input)),
        };
        let bounded = Bounded::new(bounds, move || length);
        Ok(Box::new(Within { inner, bounded }))
    }
}

/// The address that is linked as the original one: `<https://…>; rel="original"`.
fn original(links: &str) -> Option<String> {
    let links = links.split('<').filter_map(|link| link.split_once('>'));
    let is_original = |parameters: &str| {
        parameters.split(';').any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            let value = value.trim().trim_end_matches(',').trim().trim_matches('"');
            let mut relations = value.split_ascii_whitespace();
            name.trim().eq_ignore_ascii_case("rel")
                && relations.any(|relation| relation.eq_ignore_ascii_case("original"))
        })
    };
    let mut originals = links.filter(|(_, parameters)| is_original(parameters));
    let address = originals.next()?.0.trim();
    is_address(address).then(|| address.to_owned())
}

/// An answer without the lengths that divide it; as it is if it is not divided so.
fn unchunked(mut input: BufReader<Spool>) -> io::Result<BufReader<Spool>> {
    let place = input.stream_position()?;
    let mut whole = spool::empty();
    if joined(&mut input, &mut whole)? {
        whole.rewind()?;
        return Ok(BufReader::new(whole));
    }
    input.seek(SeekFrom::Start(place))?;
    Ok(input)
}

/// The longest line with the length of a piece.
const LENGTH_BYTES: u64 = 1 << 10;

/// Puts the pieces of an answer together; says whether there are any. What was cut off is left out.
fn joined(input: &mut BufReader<Spool>, whole: &mut Spool) -> io::Result<bool> {
    while !filled(input)?.is_empty() {
        let mut line = Vec::new();
        let mut head = input.by_ref().take(LENGTH_BYTES);
        head.read_until(b'\n', &mut line)?;
        let Some(length) = length(&line) else {
            return Ok(false);
        };
        if length == 0 {
            break;
        }
        io::copy(&mut input.by_ref().take(length), whole)?;
        for end in *b"\r\n" {
            if filled(input)?.first() == Some(&end) {
                input.consume(1);
            }
        }
    }
    Ok(true)
}

/// The length that a line states.
fn length(line: &[u8]) -> Option<u64> {
    let line = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    u64::from_str_radix(line.split(';').next()?.trim(), 16).ok()
}
