//! Bytes to characters: what the bytes say, then what the page says, then the likeliest guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a page its character set may be stated.
const STATED_WITHIN: usize = 4096;

pub(super) struct Decoded {
    pub text: String,
    /// Says so when the bytes were not plain UTF-8.
    pub note: Option<String>,
}

impl Decoded {
    /// The note, which names the character set that is stated where the bytes are in another one.
    pub fn note_beside(&self, stated: Option<&'static Encoding>) -> Option<String> {
        let note = self.note.as_ref()?;
        let stated = stated.map(|stated| stated.name().to_ascii_lowercase());
        let read = note.strip_prefix(READ_AS);
        Some(match stated {
            Some(stated) if read.is_some_and(|read| read != stated) => {
                format!("{note}, though `{stated}` is stated")
            }
            _ => note.clone(),
        })
    }
}

const READ_AS: &str = "read as ";

/// The text of bytes, or nothing if they are not text in any known character set.
pub(super) fn decode(bytes: Vec<u8>, stated: Option<&'static Encoding>) -> Option<Decoded> {
    if let Some(decoded) = iso_2022_jp(&bytes) {
        return Some(decoded);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Some(Decoded { text, note: None }),
        Err(error) => error.into_bytes(),
    };
    if let Some(decoded) = damaged_utf8(&bytes) {
        return Some(decoded);
    }
    let guess = guessed(&bytes);
    let stated = stated.filter(|stated| *stated != WINDOWS_1252 || !is_mostly_high(&bytes));
    let mut encodings = stated.into_iter().chain([guess]);
    encodings.find_map(|encoding| read_as(encoding, &bytes))
}

/// Whether so many bytes are no ASCII that no language of Western Europe has as many, whatever is stated.
fn is_mostly_high(bytes: &[u8]) -> bool {
    let text = || bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    let high = text().filter(|byte| !byte.is_ascii()).count();
    high >= 20 && high * 4 > text().count()
}

/// The text of bytes that are sound in this character set.
fn read_as(encoding: &'static Encoding, bytes: &[u8]) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let name = encoding.name().to_ascii_lowercase();
    let note = format!("{READ_AS}{name}");
    Some(Decoded {
        text: text.into_owned(),
        note: Some(note),
    })
}

/// How bytes change to Japanese characters in ISO-2022-JP.
const TO_JAPANESE: &[&[u8]] = &[b"\x1b$@", b"\x1b$B", b"\x1b(I", b"\x1b(J"];

/// Japanese in seven bits: it is ASCII, and sound UTF-8, by its bytes, and says by its escapes what it
/// is.
fn iso_2022_jp(bytes: &[u8]) -> Option<Decoded> {
    // Most texts have no escape at all.
    memchr::memchr(b'\x1b', bytes)?;
    let changes = |escape: &&[u8]| memchr::memmem::find(bytes, escape).is_some();
    let is_japanese = bytes.is_ascii() && TO_JAPANESE.iter().any(changes);
    is_japanese.then(|| read_as(ISO_2022_JP, bytes)).flatten()
}

/// The character set that a page says it is written in.
pub(super) fn stated(page: &[u8]) -> Option<&'static Encoding> {
    let head = page[..page.len().min(STATED_WITHIN)].to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset=")? + b"charset=".len();
    let label = head[at..].trim_ascii_start();
    let label = label.strip_prefix(b"\"").unwrap_or(label);
    let label = label.strip_prefix(b"'").unwrap_or(label);
    let end = label
        .iter()
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)));
    one_byte_at_a_time(Encoding::for_label(&label[..end?])?)
}

/// A character set that a document can state: one that is read as ASCII first.
pub(super) fn one_byte_at_a_time(encoding: &'static Encoding) -> Option<&'static Encoding> {
    let is_multiple = encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE;
    (!is_multiple).then_some(encoding)
}

/// The character set that an XML document says it is written in.
pub(super) fn stated_in_xml(document: &[u8]) -> Option<&'static Encoding> {
    let declaration = document.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(&declaration[..declaration.len().min(256)], b"?>")?;
    let declaration = &declaration[..end];
    let at = memchr::memmem::find(declaration, b"encoding")? + b"encoding".len();
    let label = declaration[at..]
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let (quote, label) = label.split_first()?;
    let label = label.split(|byte| byte == quote).next()?;
    one_byte_at_a_time(Encoding::for_label(label)?)
}

/// The kind of UTF-16 that a byte order mark announces, or the first characters of an XML document.
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] | [b'<', 0, b'?' | b'!', 0, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] | [0, b'<', 0, b'?' | b'!', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 with a few bytes spoiled. In another character set hardly any bytes would be sound, nor a character be cut
/// off after two; and none has only bytes that UTF-8 never has.
fn damaged_utf8(bytes: &[u8]) -> Option<Decoded> {
    let (mut sound, mut spoiled, mut cut, mut never) = (0usize, 0usize, 0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        match chunk.invalid() {
            [] => {}
            [0xfe | 0xff] => never += 1,
            [_] => spoiled += 1,
            _ => cut += 1,
        }
    }
    (sound + cut >= spoiled && spoiled + never + cut > 0).then(|| Decoded {
        text: String::from_utf8_lossy(bytes).into_owned(),
        note: Some(format!(
            "damaged characters were replaced by `\u{fffd}`: {}",
            spoiled + never + cut
        )),
    })
}

/// The kind of UTF-16 that bytes without a mark are in, where every other byte of their beginning is a NUL.
pub(super) fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    const FEW: usize = 4;
    const MOST: usize = 4096;
    let start = &bytes[..bytes.len().min(MOST)];
    let pairs = start.len() / 2;
    let nuls = |at: usize| {
        start
            .iter()
            .skip(at)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (first, second) = (nuls(0), nuls(1));
    match () {
        () if pairs < FEW => None,
        () if first == 0 && second * 2 > pairs => Some(UTF_16LE),
        () if second == 0 && first * 2 > pairs => Some(UTF_16BE),
        () => None,
    }
}

/// The likeliest character set of bytes that are not sound UTF-8.
pub(super) fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The bytes without the NULs that a tape or a crash left at their end; of nothing else, all.
pub(super) fn unpadded(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != 0);
    end.map_or(bytes, |last| &bytes[..=last])
}

/// Whether bytes hold a NUL or so many control characters that no text would.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let bytes = unpadded(bytes);
    let is_control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, 0x08..=0x0d | 0x1b);
    let controls = bytes.iter().filter(is_control).count();
    bytes.contains(&0) || controls * 10 > bytes.len()
}
