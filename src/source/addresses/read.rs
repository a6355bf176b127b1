//! The addresses of a list, in each way in which lists are written.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::xml::{self, Piece, Xml};
use super::{Kind, Listed};

pub(super) fn lines(text: &str, listed: &mut Listed) {
    for line in text.lines() {
        listed.add(line, None, Kind::Page);
    }
}

/// The lines `URL=https://…`.
pub(super) fn shortcut(text: &str, listed: &mut Listed) {
    for (name, address) in text.lines().filter_map(|line| line.split_once('=')) {
        if name.trim().eq_ignore_ascii_case("url") {
            listed.add(address, None, Kind::Page);
        }
    }
}

pub(super) fn properties(text: &str, depth: usize, listed: &mut Listed) {
    let mut xml = Xml::new(text, depth);
    while let Some(piece) = xml.next() {
        if matches!(piece, Piece::Start(element) if element.name == "string") {
            listed.add(&xml.text(), None, Kind::Page);
        }
    }
}

pub(super) fn opml(text: &str, depth: usize, listed: &mut Listed) {
    for piece in Xml::new(text, depth) {
        let Piece::Start(element) = piece else {
            continue;
        };
        if element.name != "outline" {
            continue;
        }
        let first = |names: &[&str]| names.iter().find_map(|name| element.attribute(name));
        let title = first(&["title", "text"]);
        match (first(&["xmlUrl", "xmlurl"]), first(&["htmlUrl", "url"])) {
            (Some(feed), _) => listed.add(&feed, title.as_deref(), Kind::Feed),
            (None, Some(page)) => listed.add(&page, title.as_deref(), Kind::Page),
            (None, None) => {}
        }
    }
}

/// The pages of a site, or the lists of them. Pictures and films of a page have addresses of their own.
pub(super) fn sitemap(text: &str, depth: usize, listed: &mut Listed) {
    let (mut kind, mut address, mut title) = (Kind::Page, None, None);
    let mut xml = Xml::new(text, depth);
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Start(element) => match &*element.name {
                "sitemap" => kind = Kind::Sitemap,
                "url" => kind = Kind::Page,
                "image" | "video" => Xml::skip(&mut xml),
                "loc" => address = address.or(Some(xml.text())),
                "title" => title = title.or(Some(xml.text())),
                _ => {}
            },
            Piece::End(name) if matches!(&*name, "sitemap" | "url") => {
                let (address, title) = (address.take(), title.take());
                listed.add(&address.unwrap_or_default(), title.as_deref(), kind);
            }
            Piece::End(_) | Piece::Text(_) => {}
        }
    }
}

/// The links of a page that is a list.
pub(super) fn html(text: &str, listed: &mut Listed) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        let Some(tag) = rest.strip_prefix(['a', 'A']) else {
            continue;
        };
        let Some((tag, after)) = tag.split_once('>') else {
            return;
        };
        if let Some(address) = href(tag) {
            let title = after.split('<').next().unwrap_or_default();
            listed.add(&address, Some(&xml::unescaped(title)), Kind::Page);
        }
        rest = after;
    }
}

/// The address in what follows the name of a tag.
fn href(tag: &str) -> Option<Cow<'_, str>> {
    let lower = tag.to_ascii_lowercase();
    let at = memchr::memmem::find(lower.as_bytes(), b" href")? + " href".len();
    let value = tag[at..].trim_start().strip_prefix('=')?.trim_start();
    let value = match value.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(&value[..1]).next(),
        None => value.split_whitespace().next(),
    };
    value.map(xml::unescaped)
}

/// Bookmarks as browsers keep them: objects within objects, of which some have an address.
pub(super) fn json(text: &str, listed: &mut Listed) {
    let mut values = serde_json::Deserializer::from_str(text);
    // Of what is cut off or damaged the beginning is read.
    let _ = Bookmarks(listed).deserialize(&mut values);
}

/// Takes the bookmarks out of whatever value comes.
struct Bookmarks<'a>(&'a mut Listed);

impl<'de> DeserializeSeed<'de> for Bookmarks<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Self::Value, D::Error> {
        input.deserialize_any(self)
    }
}

/// A value that is a text is that text.
impl<'de> Visitor<'de> for Bookmarks<'_> {
    type Value = Option<String>;

    fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element_seed(Bookmarks(self.0))?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut address, mut title) = (None, None);
        while let Some(name) = map.next_key::<Cow<str>>()? {
            match &*name {
                "uri" | "url" => address = map.next_value_seed(Bookmarks(self.0))?,
                "name" | "title" => title = map.next_value_seed(Bookmarks(self.0))?,
                "guid" | "icon" | "iconUri" => drop(map.next_value::<IgnoredAny>()?),
                _ => drop(map.next_value_seed(Bookmarks(self.0))?),
            }
        }
        if let Some(address) = address {
            self.0.add(&address, title.as_deref(), Kind::Page);
        }
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}
