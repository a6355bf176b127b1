//! The head of a letter or of a part of one: where it ends, and what its lines say.

use std::borrow::Cow;

use mail_parser::{Message, MessageParser, MessagePart};

use super::super::charset;

/// Headers that programs write and no person does.
const OF_PROGRAMS: &[&str] = &[
    "arc-seal",
    "content-transfer-encoding",
    "delivered-to",
    "dkim-signature",
    "list-id",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "x-mailer",
];

/// Headers that a text may begin with as well.
const OF_PERSONS: &[&str] = &[
    "bcc",
    "cc",
    "content-type",
    "date",
    "from",
    "in-reply-to",
    "references",
    "reply-to",
    "sender",
    "subject",
    "to",
];

/// Whether a file begins with the head of a letter. A text that begins with `Subject:` or `From:` alone is none.
pub(super) fn begins_letter(start: &[u8], name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_named = [".eml", ".eml.gz", ".emlx", ".mht", ".mhtml"]
        .iter()
        .any(|end| name.ends_with(end));
    let (mut of_programs, mut of_persons, mut has_sender) = (0, 0, false);
    for line in Lines(start).take(200) {
        let line = line.trim_ascii_end();
        match header(line) {
            _ if line.is_empty() => break,
            Some((name, value)) => {
                of_programs += usize::from(OF_PROGRAMS.contains(&&*name));
                of_persons += usize::from(OF_PERSONS.contains(&&*name));
                of_programs += usize::from(name == "content-type" && is_multipart(value));
                has_sender |= name == "from" && value.contains(&b'@');
            }
            None if line.starts_with(b" ") || line.starts_with(b"\t") => {}
            None if line.starts_with(b"From ") || line.starts_with(b">From ") => {}
            // The head of a letter may be damaged, but not begin so.
            None if of_programs + of_persons < 3 => break,
            None => {}
        }
    }
    let known = of_programs + of_persons;
    of_programs >= 1 && known >= 2 || has_sender && of_persons >= 3 || is_named && known >= 1
}

fn is_multipart(value: &[u8]) -> bool {
    let value = value.trim_ascii_start().to_ascii_lowercase();
    value.starts_with(b"multipart/")
}

/// The name in small letters and the value of a header line.
fn header(line: &[u8]) -> Option<(String, &[u8])> {
    let colon = line.iter().take(80).position(|byte| *byte == b':')?;
    let name = line[..colon].trim_ascii_end();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let is_header = !name.is_empty() && name.iter().all(is_name);
    let name = is_header.then(|| String::from_utf8_lossy(name).to_ascii_lowercase())?;
    Some((name, &line[colon + 1..]))
}

/// Whether a line is one of a head.
pub(super) fn is_header(line: &[u8]) -> bool {
    header(line).is_some() || line.starts_with(b">From ")
}

/// The lines of a text with their ends.
pub(super) struct Lines<'a>(pub &'a [u8]);

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let first = memchr::memchr2(b'\n', b'\r', self.0);
        let length = first.map_or(self.0.len(), |at| match self.0.get(at..at + 2) {
            Some(b"\r\n") => at + 2,
            _ => at + 1,
        });
        let (line, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(line)
    }
}

/// The head and the body of a letter: parted by the first empty line or, without one, where lines begin that belong to
/// no head.
pub(super) fn split(letter: &[u8]) -> (&[u8], &[u8]) {
    parted(letter, false)
}

/// The same of a part in a letter, whose head, which is short, ends before the first such line.
pub(super) fn split_part(part: &[u8]) -> (&[u8], &[u8]) {
    parted(part, true)
}

fn parted(part: &[u8], ends_early: bool) -> (&[u8], &[u8]) {
    let (mut length, mut body) = (0, None);
    for line in Lines(part) {
        if line.trim_ascii().is_empty() {
            return (&part[..length], &part[length + line.len()..]);
        }
        let belongs =
            is_header(line) || line.starts_with(b"From ") || line[0].is_ascii_whitespace();
        if !belongs && length > 0 && body.is_none() {
            body = Some(length);
            if ends_early {
                break;
            }
        }
        length += line.len();
    }
    part.split_at(body.unwrap_or(part.len()))
}

/// The longest head that is read.
const HEAD_BYTES: usize = 1 << 20;

/// A head in UTF-8, whatever characters were written raw in it, without the line of an envelope.
pub(super) fn decoded(head: &[u8]) -> Vec<u8> {
    let mut head = &head[..head.len().min(HEAD_BYTES)];
    while head.starts_with(b"From ") || head.starts_with(b">From ") {
        let first = Lines(head).next().map_or(0, <[u8]>::len);
        head = &head[first..];
    }
    let decoded = charset::decode(head.to_vec(), None);
    let text = decoded.map(|decoded| decoded.text);
    let head = text.map_or_else(|| head.to_vec(), String::into_bytes);
    let mut head = shortened(&head);
    head.extend_from_slice(b"\r\n\r\n");
    head
}

/// The most fields of a head, and the most bytes of one: reading a field takes the square of its length at worst.
const FIELDS: usize = 1000;
const FIELD_BYTES: usize = 16 << 10;

/// A head without the ends of fields that are too long, and without those after very many.
fn shortened(head: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(head.len());
    let (mut fields, mut length) = (0, 0);
    for line in Lines(head) {
        if !line[0].is_ascii_whitespace() {
            (fields, length) = (fields + 1, 0);
        }
        if fields > FIELDS {
            break;
        }
        length += line.len();
        if length <= FIELD_BYTES {
            kept.extend_from_slice(line);
        }
    }
    kept
}

/// The headers of a head that was decoded.
pub(super) fn parsed(head: &[u8]) -> Message<'_> {
    let message = MessageParser::default().parse_headers(head);
    let mut message = message.unwrap_or_default();
    if message.parts.is_empty() {
        // Asking a message without a part for its kind panics.
        message.parts.push(MessagePart::default());
    }
    message
}

/// A letter with line feeds: in a few the lines end with carriage returns alone.
pub(super) fn with_line_feeds(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.contains(&b'\n') || !bytes.contains(&b'\r') {
        return Cow::Borrowed(bytes);
    }
    let fed = bytes.iter().map(|byte| match byte {
        b'\r' => b'\n',
        byte => *byte,
    });
    Cow::Owned(fed.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_no_letter() {
        for (text, name, expected) in [
            ("Received: from a\nSubject: Chips\n\nText", "a", true),
            (
                "From: Jane <jane@a.org>\nTo: b\nSubject: Chips\n\nText",
                "a",
                true,
            ),
            ("From a Tue\nMessage-ID: <1>\nDate: x\n\nText", "a", true),
            ("Subject: Chips\n\nText", "a.eml", true),
            ("Subject: Chips\n\nText", "a.txt", false),
            (
                "Date: 2025-01-21\nSubject: Chips\nTo: all\n\nText",
                "a",
                false,
            ),
            ("From here on, chips\nDate: x\n", "a", false),
            ("Dear all,\nReceived: one\nDate: two\n", "a", false),
            ("Note: this\nReceived: by us\n\nText", "a", false),
        ] {
            assert_eq!(begins_letter(text.as_bytes(), name), expected, "{text}");
        }
    }
}
