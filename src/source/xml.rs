//! XML as it is found: read to its end whatever is wrong with it, entities that multiply never expanded.
//!
//! Elements come as a person means them: an end that fits no open element is passed over, one that is missing is put
//! in. Names are without their prefix.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};

use markup5ever::data::NAMED_ENTITIES;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::charset;

/// The text of an XML document, by its mark, its declaration or the likeliest guess; and a note where it was guessed.
pub(super) fn decoded(bytes: Vec<u8>) -> Option<charset::Decoded> {
    let stated = charset::stated_in_xml(&bytes);
    charset::decode(bytes, stated)
}

/// The name of the outermost element of a document that begins like this, without its prefix and in lower case; and its
/// tag. Blanks, comments, instructions and a document type may precede it.
pub(super) fn root(start: &[u8]) -> Option<(String, &[u8])> {
    let mut rest = start.trim_ascii_start();
    loop {
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'!', ..] if has_subset(rest) => b"]>",
            [b'<', b'!', ..] => b">",
            _ => break,
        };
        let at = memchr::memmem::find(rest, end)? + end.len();
        rest = rest[at..].trim_ascii_start();
    }
    let tag = rest.strip_prefix(b"<")?;
    let end = memchr::memchr(b'>', tag).unwrap_or(tag.len());
    let tag = &tag[..end];
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b":_-.".contains(byte);
    let end = tag.iter().position(|byte| !is_name(byte));
    let name = std::str::from_utf8(&tag[..end.unwrap_or(tag.len())]).ok()?;
    let name = name.rsplit(':').next().unwrap_or(name);
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        .then(|| (name.to_ascii_lowercase(), tag))
}

/// Whether a document type has declarations in brackets.
fn has_subset(declaration: &[u8]) -> bool {
    let first = memchr::memchr2(b'[', b'>', declaration);
    first.is_some_and(|at| declaration[at] == b'[')
}

/// A piece of a document.
pub(super) enum Piece<'a> {
    Start(Element<'a>),
    /// The name of the element that ends.
    End(String),
    /// A piece of text; the next may go on with it.
    Text(Cow<'a, str>),
}

/// The start of an element.
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
    /// Its name without a prefix.
    pub name: String,
}

impl Element<'_> {
    /// The value of an attribute, by its name without a prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.html_attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name);
        found.map(|attribute| unescaped(&attribute.value).into_owned())
    }

    /// Its name as it is written, with its prefix.
    pub fn qualified(&self) -> String {
        self.start.name().as_ref().to_owned()
    }
}

/// As deep as most documents are.
const SHALLOW: usize = 16;

/// The pieces of a document.
pub(super) struct Xml<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// The names of the open elements.
    open: Vec<String>,
    /// How many of each name are open that lie deeper than `SHALLOW`, so that none is looked for in vain.
    deep: HashMap<String, usize>,
    waiting: VecDeque<Piece<'a>>,
    /// Elements may lie so deep in one another; the tags of deeper ones are passed over.
    depth: usize,
    /// Why the document could not be read to its end.
    pub broken: Option<String>,
    is_done: bool,
}

impl<'a> Xml<'a> {
    pub fn new(text: &'a str, depth: usize) -> Xml<'a> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Xml {
            text,
            reader,
            open: Vec::new(),
            deep: HashMap::new(),
            waiting: VecDeque::new(),
            depth,
            broken: None,
            is_done: false,
        }
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Passes over the rest of the element that was started last.
    pub fn skip(&mut self) {
        let depth = self.open.len();
        while self.open.len() >= depth && self.next().is_some() {}
    }

    /// The source of the content of the element that was started last, to its end.
    pub fn inner(&mut self) -> &'a str {
        let depth = self.open.len();
        if self
            .waiting
            .iter()
            .any(|piece| matches!(piece, Piece::End(_)))
        {
            self.skip();
            return "";
        }
        let from = self.at();
        let mut to = from;
        while self.open.len() >= depth {
            to = self.at();
            if self.next().is_none() {
                break;
            }
        }
        self.text.get(from..to).unwrap_or_default()
    }

    /// The text of the element that was started last, to its end.
    pub fn text(&mut self) -> String {
        let depth = self.open.len();
        let mut text = String::new();
        while self.open.len() >= depth {
            match self.next() {
                Some(Piece::Text(piece)) => text.push_str(&piece),
                Some(_) => {}
                None => break,
            }
        }
        text
    }

    fn at(&self) -> usize {
        self.reader.buffer_position() as usize
    }

    fn start(&mut self, start: BytesStart<'a>, is_empty: bool) -> Option<Piece<'a>> {
        if self.open.len() >= self.depth {
            return None;
        }
        let name = start.local_name().as_ref().to_owned();
        self.push(name.clone());
        if is_empty {
            self.waiting.push_back(Piece::End(name.clone()));
        }
        Some(Piece::Start(Element { start, name }))
    }

    fn push(&mut self, name: String) {
        if self.open.len() >= SHALLOW {
            *self.deep.entry(name.clone()).or_default() += 1;
        }
        self.open.push(name);
    }

    fn pop(&mut self) {
        let Some(name) = self.open.pop().filter(|_| self.open.len() >= SHALLOW) else {
            return;
        };
        if let Some(count) = self.deep.get_mut(&name) {
            *count -= 1;
            if *count == 0 {
                self.deep.remove(&name);
            }
        }
    }

    /// Ends the innermost element of this name and all within it.
    fn end(&mut self, name: &str) {
        let is_deep = self.deep.contains_key(name);
        let within = if is_deep { self.open.len() } else { SHALLOW };
        let mut open = self.open.iter().take(within);
        if let Some(at) = open.rposition(|open| open == name) {
            let ended = self.open[at..].iter().rev().cloned();
            self.waiting.extend(ended.map(Piece::End));
        }
    }
}

impl<'a> Iterator for Xml<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if let Some(piece) = self.waiting.pop_front() {
                if matches!(piece, Piece::End(_)) {
                    self.pop();
                }
                return Some(piece);
            }
            if self.is_done {
                return None;
            }
            match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    if let Some(piece) = self.start(start, false) {
                        return Some(piece);
                    }
                }
                Ok(Event::Empty(start)) => {
                    if let Some(piece) = self.start(start, true) {
                        return Some(piece);
                    }
                }
                Ok(Event::End(end)) => self.end(end.local_name().as_ref()),
                Ok(Event::Text(text)) => return Some(Piece::Text(text.into_inner())),
                Ok(Event::CData(text)) => return Some(Piece::Text(text.into_inner())),
                Ok(Event::GeneralRef(name)) => {
                    return Some(Piece::Text(Cow::Owned(entity(&name.into_inner()))));
                }
                Ok(Event::Eof) => self.finish(),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
                Err(error) => {
                    self.broken = Some(error.to_string());
                    self.finish();
                }
            }
        }
    }
}

impl Xml<'_> {
    fn finish(&mut self) {
        self.is_done = true;
        if !self.open.is_empty() && self.broken.is_none() {
            self.broken = Some("the XML is cut off".to_owned());
        }
        if let Some(outermost) = self.open.first().cloned() {
            let ended = self.open.iter().rev().cloned();
            self.waiting.extend(ended.map(Piece::End));
            debug_assert!(!outermost.is_empty() || !self.waiting.is_empty());
        }
    }
}

/// What an entity means; one that is unknown stays as it is written.
fn entity(name: &str) -> String {
    let meant = match name.strip_prefix('#') {
        Some(number) => numbered(number).map(String::from),
        None => named(name),
    };
    meant.unwrap_or_else(|| format!("&{name};"))
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).filter(|c| *c != '\0')
}

fn named(name: &str) -> Option<String> {
    let (first, second) = *NAMED_ENTITIES.get(format!("{name};").as_str())?;
    let second = char::from_u32(second).filter(|c| *c != '\0');
    let first = char::from_u32(first).filter(|c| *c != '\0')?;
    Some([Some(first), second].into_iter().flatten().collect())
}

/// A text with the entities in it resolved, those of HTML too.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut plain = text[..first].to_owned();
    let mut rest = &text[first..];
    while let Some(after) = rest.strip_prefix('&') {
        let end = after
            .bytes()
            .take(LONGEST_ENTITY)
            .position(|byte| byte == b';');
        let name = end.map(|end| &after[..end]).filter(|name| is_name(name));
        match name {
            Some(name) => {
                plain.push_str(&entity(name));
                rest = &after[name.len() + 1..];
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
        let next = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        plain.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(plain)
}

/// The longest name of an entity is `CounterClockwiseContourIntegral`.
const LONGEST_ENTITY: usize = 40;

fn is_name(name: &str) -> bool {
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of a document, as it ought to have been written.
    fn mended(text: &str) -> String {
        let mut xml = Xml::new(text, 4);
        let mut mended = String::new();
        for piece in xml.by_ref() {
            match piece {
                Piece::Start(element) => mended.push_str(&format!("<{}>", element.name)),
                Piece::End(name) => mended.push_str(&format!("</{name}>")),
                Piece::Text(text) => mended.push_str(&text),
            }
        }
        assert_eq!(xml.depth(), 0, "{text}");
        mended
    }

    #[test]
    fn whatever_is_wrong_each_element_ends() {
        for (text, expected) in [
            ("<a>x<b/>y</a>", "<a>x<b></b>y</a>"),
            ("<a><b>x</a>y", "<a><b>x</b></a>y"),
            ("<a>x</b>y</a>", "<a>xy</a>"),
            ("<a><b>x", "<a><b>x</b></a>"),
            ("<n:a><m:b>x</b></n:a>", "<a><b>x</b></a>"),
            (
                "<a>R&D &amp; &eacute;&alpha;&#233;&#x41;&nosuch;</a>",
                "<a>R&D & éαéA&nosuch;</a>",
            ),
            (
                "<!DOCTYPE a [<!ENTITY lol \"lollol\">]><a>&lol;</a>",
                "<a>&lol;</a>",
            ),
            ("<a><![CDATA[<p>x</p>]]></a>", "<a><p>x</p></a>"),
            (
                "<a><b><c><d><e>x</e></d></c></b></a>",
                "<a><b><c><d>x</d></c></b></a>",
            ),
        ] {
            assert_eq!(mended(text), expected, "{text}");
        }
    }

    #[test]
    fn the_source_of_an_element_and_its_text_end_with_it() {
        let text = "<a><b>x <i>y</i></b><c/><d>z</d></a>";
        let mut xml = Xml::new(text, 100);
        let (mut sources, mut texts) = (Vec::new(), Vec::new());
        while let Some(piece) = xml.next() {
            if let Piece::Start(Element { name, .. }) = piece {
                match &*name {
                    "b" | "c" => sources.push(xml.inner()),
                    "d" => texts.push(xml.text()),
                    _ => {}
                }
            }
        }
        assert_eq!(sources, ["x <i>y</i>", ""]);
        assert_eq!(texts, ["z"]);
    }

    #[test]
    fn the_root_follows_whatever_precedes_it() {
        for (text, expected) in [
            ("<rss version='2.0'><channel>", Some("rss")),
            (
                "\n<!-- a > b --><?xml version=\"1.0\"?>\n<?style x?><atom:feed>",
                Some("feed"),
            ),
            ("<!DOCTYPE rss [<!ENTITY a \"b>\">\n]>\n<RSS>", Some("rss")),
            ("<!DOCTYPE a SYSTEM \"b.dtd\"><a/>", Some("a")),
            ("<!-- a comment that never ends", None),
            ("< 5 km", None),
            ("a <b>", None),
        ] {
            let found = root(text.as_bytes()).map(|(name, _)| name);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn entities_in_attributes() {
        assert_eq!(
            unescaped("a&amp;b&lt;&unknown;&;& c &#9;"),
            "a&b<&unknown;&;& c \t"
        );
    }
}
