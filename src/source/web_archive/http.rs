//! What a server sent: its status, the media type, and the document unpacked.

use std::io::{self, BufReader, Read};

use brotli_decompressor::Decompressor;
use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::super::spool::Spool;
use super::records::{LINES, field, line};
use crate::error::reason;
use crate::record::Problem;

/// A document as a server sent it.
pub struct Sent {
    /// Its media type in lower case, without parameters.
    pub media: Option<String>,
    /// The character set that the server states.
    pub charset: Option<&'static Encoding>,
    pub content: Box<dyn Read + Send>,
}

/// Whether documents of a media type are read: pages, PDFs and texts; one without a type may be any of them.
pub fn is_read(media: Option<&str>) -> bool {
    const READ: &[&str] = &[
        "text/html",
        "application/xhtml+xml",
        "application/pdf",
        "text/plain",
    ];
    media.is_none_or(|media| READ.contains(&essence(media)))
}

/// A media type without its parameters.
fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or(media).trim()
}

/// The document in a response; nothing where the server sent another answer than a document.
pub fn sent(content: Spool, address: &str) -> Result<Option<Sent>, Problem> {
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
        return Ok(None);
    }
    let mut header = Header::default();
    for _ in 0..LINES {
        match line(&mut input).map_err(failed)? {
            Some(line) if !line.is_empty() => header.add(&line),
            _ => break,
        }
    }
    if !is_read(header.media.as_deref()) {
        return Ok(None);
    }
    let content = header
        .unpacked(input)
        .map_err(|error| Problem::whole(format!("`{address}`: {}", reason(&error))))?;
    let media = header.media.as_deref();
    Ok(Some(Sent {
        charset: media.and_then(charset),
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
}

impl Header {
    fn add(&mut self, line: &[u8]) {
        let Some((name, value)) = field(line) else {
            return;
        };
        let value = value.to_ascii_lowercase();
        match &*name {
            "content-type" if !value.is_empty() => self.media = Some(value),
            "content-encoding" => self.packing = Some(value),
            "transfer-encoding" => self.is_chunked |= value.contains("chunked"),
            _ => {}
        }
    }

    /// The document without what it was wrapped in for its way. Some programs unwrap it and keep the header.
    fn unpacked(&self, mut input: BufReader<Spool>) -> io::Result<Box<dyn Read + Send>> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        if self.is_chunked
            && let Some(whole) = unchunked(&bytes)
        {
            bytes = whole;
        }
        let is_zlib = bytes.first().is_some_and(|byte| byte & 0x0f == 8);
        let bytes = io::Cursor::new(bytes);
        // Data of gzip is recognised as such where a file begins.
        Ok(match self.packing.as_deref() {
            Some("br") => Box::new(Decompressor::new(bytes, 64 << 10)),
            Some("deflate") if is_zlib => Box::new(ZlibDecoder::new(bytes)),
            Some("deflate") => Box::new(DeflateDecoder::new(bytes)),
            _ => Box::new(bytes),
        })
    }
}

/// Bytes without the lengths that divide them; nothing if they are not divided so. What was cut off is left out.
fn unchunked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest)?;
        let length = std::str::from_utf8(&rest[..end]).ok()?;
        let length = length.split(';').next()?.trim();
        let length = usize::from_str_radix(length, 16).ok()?;
        rest = &rest[end + 1..];
        if length == 0 {
            break;
        }
        let piece = &rest[..length.min(rest.len())];
        whole.extend_from_slice(piece);
        rest = &rest[piece.len()..];
        let blank = rest
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        rest = &rest[blank.min(2)..];
    }
    Some(whole)
}
