//! Texts, headings and persons as feeds and news items give them: plain, as HTML that is escaped, or as elements among
//! the others.

use mail_parser::decoders::base64::base64_decode;

use super::charset;
use super::extracted::names_in_byline;
use super::html::markup;
use super::xml::{Element, Piece, Xml};

/// Elements within a text may lie so deep in one another.
const DEPTH: usize = 500;

/// The prefix of a name in lower case, or nothing.
pub(super) fn prefix(qualified: &str) -> String {
    let prefix = qualified.split_once(':').map(|(prefix, _)| prefix);
    prefix.unwrap_or_default().to_ascii_lowercase()
}

/// Whether names with this prefix are those of feeds themselves.
pub(super) fn is_own(prefix: &str) -> bool {
    matches!(prefix, "" | "a" | "atom" | "atom03" | "atom10" | "rss")
}

/// The value of an attribute, in small letters or in capitals.
pub(super) fn attribute(element: &Element, name: &str) -> Option<String> {
    let value = element.attribute(name);
    value.or_else(|| element.attribute(&name.to_ascii_uppercase()))
}

pub(super) fn lang_of(element: &Element) -> Option<String> {
    element.attribute("lang")
}

pub(super) fn base_of(element: &Element) -> Option<String> {
    element.attribute("base")
}

/// The readable text of an element, from the source of its content; empty where it has none.
pub(super) fn text(source: &str, element: &Element) -> String {
    let kind = element.attribute("type").unwrap_or_default();
    let mode = element.attribute("mode").unwrap_or_default();
    let is_text = kind.is_empty() || !kind.contains('/') || kind.starts_with("text/");
    let is_xml = kind.ends_with("xml") || kind.contains("html");
    match Content::of(source) {
        Content::Elements(html) => markup::text(&html).unwrap_or_default(),
        Content::Text(text) if mode == "base64" || !is_text && !is_xml => {
            from_base64(&text).map_or_else(String::new, |text| readable(&text))
        }
        Content::Text(text) if kind == "text/plain" => text.trim().to_owned(),
        Content::Text(text) => readable(&text),
    }
}

/// A text of one line.
pub(super) fn heading(source: &str) -> Option<String> {
    let text = match Content::of(source) {
        Content::Elements(html) => markup::text(&html)?,
        Content::Text(text) if has_entity(&text) || text.contains("</") => markup::text(&text)?,
        Content::Text(text) => text,
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Who is named: by elements, as `jane@example.org (Jane Doe)`, or plainly.
pub(super) fn person(source: &str) -> Vec<String> {
    let mut xml = Xml::new(source, DEPTH);
    let (mut name, mut mail, mut plain) = (String::new(), String::new(), String::new());
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Start(element) => match &*element.name.to_ascii_lowercase() {
                "name" => name = xml.text(),
                "email" => mail = xml.text(),
                _ => Xml::skip(&mut xml),
            },
            Piece::Text(text) => plain.push_str(&text),
            Piece::End(_) => {}
        }
    }
    let mut said = [name, plain, mail]
        .into_iter()
        .filter(|said| !said.trim().is_empty());
    said.next()
        .map(|said| names_in_byline(&unaddressed(&said)))
        .unwrap_or_default()
}

/// The name in `jane@example.org (Jane Doe)` or `Jane Doe <jane@example.org>`.
fn unaddressed(text: &str) -> String {
    let text = heading(&text.replace('<', "&lt;")).unwrap_or_default();
    let within = |open, close| {
        let (before, rest) = text.split_once(open)?;
        Some((before.trim(), rest.split(close).next()?.trim()))
    };
    match (within('(', ')'), within('<', '>')) {
        (Some((mail, name)), _) if mail.contains('@') && !name.is_empty() => name.to_owned(),
        (_, Some((name, mail))) if mail.contains('@') && !name.is_empty() => {
            name.trim_matches('"').to_owned()
        }
        _ => text,
    }
}

/// The content of an element.
enum Content {
    /// Elements and text, as HTML.
    Elements(String),
    Text(String),
}

impl Content {
    fn of(source: &str) -> Content {
        let (mut html, mut text, mut has_elements) = (String::new(), String::new(), false);
        for piece in Xml::new(source, DEPTH) {
            match piece {
                Piece::Start(element) => {
                    has_elements = true;
                    html.push_str(&format!("<{}>", as_html(&element.name)));
                }
                Piece::End(name) => html.push_str(&format!("</{}>", as_html(&name))),
                Piece::Text(piece) => {
                    let escaped = piece.replace('&', "&amp;").replace('<', "&lt;");
                    html.push_str(&escaped);
                    text.push_str(&piece);
                }
            }
        }
        match has_elements {
            true => Content::Elements(html),
            false => Content::Text(text),
        }
    }
}

/// The elements of news items that a piece of HTML calls otherwise; heads and pictures with their captions are no text.
const AS_HTML: &[(&str, &str)] = &[
    ("block", "div"),
    ("head", "template"),
    ("hl1", "h1"),
    ("hl2", "h2"),
    ("media", "template"),
];

fn as_html(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let known = AS_HTML.iter().find(|row| row.0 == name);
    known.map_or(name, |row| row.1.to_owned())
}

/// A text that may be HTML, as a reader sees it; paragraphs may be parted by blank lines alone.
fn readable(text: &str) -> String {
    let text = text.trim();
    if !has_tag(text) && !has_entity(text) {
        return text.to_owned();
    }
    let read = |html: &str| markup::text(html).unwrap_or_default();
    if has_block(text) || !text.contains("\n\n") {
        return read(text);
    }
    let paragraphs = text.split("\n\n").map(read);
    let paragraphs: Vec<String> = paragraphs.filter(|text| !text.is_empty()).collect();
    paragraphs.join("\n\n")
}

/// The tags that part paragraphs.
const BLOCKS: &[&str] = &["<p", "<br", "<div", "<li", "<table", "<pre", "<h"];

fn has_block(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    BLOCKS.iter().any(|block| lower.contains(block))
}

fn has_tag(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut starts = memchr::memchr_iter(b'<', bytes);
    starts.any(|at| {
        matches!(
            bytes.get(at + 1),
            Some(b'/' | b'!' | b'a'..=b'z' | b'A'..=b'Z')
        )
    })
}

/// The longest name of an entity that feeds have.
const ENTITY: usize = 12;

fn has_entity(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'&', bytes).any(|at| {
        let rest = &bytes[at + 1..];
        let end = rest.iter().take(ENTITY).position(|byte| *byte == b';');
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
        end.is_some_and(|end| end > 1 && rest[..end].iter().all(is_name))
    })
}

/// The text that is written in base64; nothing if it is none.
fn from_base64(text: &str) -> Option<String> {
    let bytes = base64_decode(text.trim().as_bytes())?;
    if charset::is_binary(&bytes) {
        return None;
    }
    charset::decode(bytes, None).map(|decoded| decoded.text)
}
