//! The parts of a letter: found by their boundaries, even where one is missing, and decoded.

use encoding_rs::Encoding;
use mail_parser::MimeHeaders;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;

use super::super::charset;
use super::super::limits::Bounds;
use super::head;

/// A part of a letter that holds no others.
pub(super) struct Part<'a> {
    /// `text/html`, in small letters.
    pub kind: String,
    pub charset: Option<String>,
    /// The name of the file that it was.
    pub name: Option<String>,
    pub is_attached: bool,
    /// Where it was published, of the parts of a saved page.
    pub location: Option<String>,
    /// Whether its lines are broken for the way alone, and whether the blanks before the breaks are too.
    pub is_flowed: bool,
    pub has_soft_blanks: bool,
    /// The innermost set of alternatives that it is one of.
    pub choice: Option<usize>,
    encoding: String,
    body: &'a [u8],
}

/// The parts of a letter, in their order.
#[derive(Default)]
pub(super) struct Parts<'a> {
    /// The kind of the whole: `multipart/report`.
    pub kind: String,
    pub list: Vec<Part<'a>>,
    /// Whether there were more than are read.
    pub has_more: bool,
}

/// The most parts of a letter, whatever the limits are: each takes as long as a letter of its own.
const MOST: u64 = 2_000;

/// Parts may lie so deep in one another.
const DEPTH: usize = 20;

/// Something to be taken apart.
struct Piece<'a> {
    bytes: &'a [u8],
    depth: usize,
    choice: Option<usize>,
    /// What it is unless it says so itself.
    kind: &'static str,
}

/// Takes a letter apart.
pub(super) fn parts<'a>(letter: &'a [u8], bounds: &Bounds) -> Parts<'a> {
    let mut parts = Parts::default();
    let mut choices = 0;
    let mut waiting = vec![Piece {
        bytes: letter,
        depth: 0,
        choice: None,
        kind: "text/plain",
    }];
    let most = bounds.limits.entries.min(MOST);
    let mut count = 0;
    while let Some(piece) = waiting.pop() {
        count += 1;
        if count > most {
            parts.has_more = true;
            break;
        }
        let (part, boundary) = part(&piece);
        if piece.depth == 0 {
            parts.kind.clone_from(&part.kind);
        }
        let inner = boundary.map(|boundary| split(part.body, &boundary, most as usize));
        let inner = inner.filter(|inner| !inner.is_empty() && piece.depth < DEPTH);
        let Some(inner) = inner else {
            parts.list.push(part);
            continue;
        };
        let is_choice = part.kind == "multipart/alternative";
        choices += usize::from(is_choice);
        let choice = piece.choice.or(is_choice.then_some(choices));
        let kind = match &*part.kind {
            "multipart/digest" => "message/rfc822",
            _ => "text/plain",
        };
        waiting.extend(inner.into_iter().rev().map(|bytes| Piece {
            bytes,
            depth: piece.depth + 1,
            choice,
            kind,
        }));
    }
    parts
}

/// A part, and the boundary of the parts in it if it has any.
fn part<'a>(piece: &Piece<'a>) -> (Part<'a>, Option<String>) {
    let (head, body) = match piece.depth {
        0 => head::split(piece.bytes),
        _ => head::split_part(piece.bytes),
    };
    let decoded = head::decoded(head);
    let headers = head::parsed(&decoded);
    let content = headers.content_type();
    let kind = content.map_or_else(
        || piece.kind.to_owned(),
        |content| {
            format!(
                "{}/{}",
                content.ctype(),
                content.subtype().unwrap_or("plain")
            )
        },
    );
    let kind = kind.to_ascii_lowercase();
    let attribute = |name: &str| content.and_then(|content| content.attribute(name));
    let is = |name: &str, value: &str| {
        attribute(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
    };
    let boundary = attribute("boundary").map(str::to_owned);
    let boundary = boundary.filter(|_| kind.starts_with("multipart/"));
    let part = Part {
        charset: attribute("charset").map(str::to_owned),
        name: headers.attachment_name().map(str::to_owned),
        is_attached: headers
            .content_disposition()
            .is_some_and(|said| said.is_attachment()),
        location: headers.content_location().map(str::to_owned),
        is_flowed: is("format", "flowed"),
        has_soft_blanks: is("delsp", "yes"),
        choice: piece.choice,
        encoding: headers
            .content_transfer_encoding()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase(),
        body,
        kind,
    };
    (part, boundary)
}

/// What lies between the lines of a boundary; the last of it may be missing. No more than one above `most`.
fn split<'a>(body: &'a [u8], boundary: &str, most: usize) -> Vec<&'a [u8]> {
    let boundary = boundary.trim_end().as_bytes();
    let mut pieces = Vec::new();
    let mut begin = None;
    let mut at = 0;
    for line in head::Lines(body) {
        if pieces.len() > most {
            return pieces;
        }
        let end = line
            .strip_prefix(b"--")
            .and_then(|line| line.strip_prefix(boundary))
            .map(<[u8]>::trim_ascii);
        if let Some(end @ (b"" | b"--")) = end {
            pieces.extend(begin.map(|begin| &body[begin..at]));
            begin = (end != b"--").then_some(at + line.len());
        }
        at += line.len();
    }
    pieces.extend(begin.map(|begin| &body[begin..]));
    pieces
}

impl Part<'_> {
    /// The bytes as they were before they were sent.
    pub fn bytes(&self) -> Vec<u8> {
        match &*self.encoding {
            "base64" => base64_decode(self.body).unwrap_or_else(|| from_damaged_base64(self.body)),
            "quoted-printable" => from_quoted_printable(self.body),
            _ => self.body.to_vec(),
        }
    }

    /// The text. Sound UTF-8 is that, whatever is said of it.
    pub fn text(&self) -> Option<charset::Decoded> {
        let mut bytes = self.bytes();
        let label = self.charset.as_deref().unwrap_or_default().trim();
        let encoding = Encoding::for_label(label.as_bytes());
        if let Some(wide) = encoding.filter(|encoding| !encoding.is_ascii_compatible())
            && bytes.contains(&0)
        {
            let text = wide.decode(&bytes).0.into_owned();
            return Some(charset::Decoded { text, note: None });
        }
        bytes.retain(|byte| *byte != 0);
        let of_mail = charset_decoder(label.as_bytes());
        if encoding.is_none()
            && label.to_ascii_lowercase().contains("utf-7")
            && let Some(decode) = of_mail
        {
            let text = decode(&bytes);
            return Some(charset::Decoded { text, note: None });
        }
        let decoded = charset::decode(bytes, encoding)?;
        // That a letter is in the character set it says it is in is worth no note.
        let note = decoded.note.filter(|note| {
            encoding.is_none_or(|said| !note.ends_with(&said.name().to_ascii_lowercase()))
        });
        Some(charset::Decoded { note, ..decoded })
    }
}

/// What can be read of base64 with other characters in it.
fn from_damaged_base64(text: &[u8]) -> Vec<u8> {
    let is_known = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let known: Vec<u8> = text.iter().copied().filter(is_known).collect();
    let whole = known.len() / 4 * 4;
    base64_decode(&known[..whole]).unwrap_or_default()
}

/// What quoted-printable text means; what is no code in it stays as it is.
fn from_quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'=', rest) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            plain.push(byte);
            rest = &rest[2..];
            continue;
        }
        let blanks = rest
            .iter()
            .take_while(|byte| b" \t\r".contains(byte))
            .count();
        match rest.get(blanks) {
            Some(b'\n') => rest = &rest[blanks + 1..],
            None => rest = &[],
            Some(_) => plain.push(b'='),
        }
    }
    plain.extend_from_slice(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_codes_lose_little() {
        for (text, expected) in [
            ("caf=C3=A9 =\nau lait=  \r\n!", "café au lait!"),
            ("a=b, 5=", "a=b, 5"),
            ("=3D=3d", "=="),
        ] {
            let found = from_quoted_printable(text.as_bytes());
            assert_eq!(String::from_utf8_lossy(&found), expected, "{text}");
        }
        assert_eq!(from_damaged_base64(b"Q2hp*cHM!="), b"Chi");
    }

    #[test]
    fn boundaries_that_begin_with_one_another_are_kept_apart() {
        let body = b"preamble\n--x\none\n--xy\nstill\n--x  \ntwo\n--x--\nafter\n";
        assert_eq!(split(body, "x", 9), [&b"one\n--xy\nstill\n"[..], b"two\n"]);
        assert_eq!(split(b"--x\ncut off", "x", 9), [b"cut off"]);
    }
}
