//! One JSON object to one article: which member is what.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::charset;
use super::super::extracted::Extracted;
use super::super::fields::{self, Claims, Field, Refusal};
use super::super::turn::turn;
use super::ninjs;
use super::surrogates;
use super::value::{Loose, Name, TOO_MANY};

/// The article in a JSON object, or what is wrong with the object.
pub(super) fn read(bytes: &[u8]) -> Result<Extracted, Refusal> {
    let _turn = turn(bytes.len());
    if let Some(item) = ninjs::read(bytes) {
        return item.map_err(Refusal::from);
    }
    fields::with_text(members(bytes)?)
}

/// What a JSON object says of an article, which may be no text; or what is wrong with the object.
pub(super) fn said(bytes: &[u8]) -> Result<Extracted, Refusal> {
    let _turn = turn(bytes.len());
    members(bytes)
}

fn members(bytes: &[u8]) -> Result<Extracted, Refusal> {
    let error = match serde_json::from_slice::<Members>(bytes) {
        Ok(members) => return Ok(members.0.said()),
        Err(error) => error,
    };
    if let Ok(text) = std::str::from_utf8(bytes) {
        let mended = surrogates::mended(text).ok_or_else(|| describe_error(bytes, &error))?;
        let mut extracted = extracted(&mended)?;
        let note = "halves of characters were replaced by `\u{fffd}`";
        extracted.notes.push(note.to_owned());
        return Ok(extracted);
    }
    let decoded =
        charset::decode(bytes.to_vec(), None).ok_or("not text in any known character set")?;
    let mended = surrogates::mended(&decoded.text);
    let mut extracted = extracted(mended.as_ref().unwrap_or(&decoded.text))?;
    extracted.notes.extend(decoded.note);
    Ok(extracted)
}

fn extracted(text: &str) -> Result<Extracted, Refusal> {
    let members = serde_json::from_str::<Members>(text);
    let members = members.map_err(|error| describe_error(text.as_bytes(), &error))?;
    Ok(members.0.said())
}

fn describe_error(bytes: &[u8], error: &serde_json::Error) -> String {
    let is_object = bytes.trim_ascii_start().starts_with(b"{");
    match error.classify() {
        serde_json::error::Category::Data if error.to_string().starts_with(TOO_MANY) => {
            TOO_MANY.to_owned()
        }
        _ if !is_object => "not a JSON object".to_owned(),
        serde_json::error::Category::Eof => "the JSON is cut off".to_owned(),
        _ if error.line() > 1 => {
            let (line, column) = (error.line(), error.column());
            format!("not JSON at line {line}, column {column} of the record")
        }
        _ => format!("not JSON at column {}", error.column()),
    }
}

/// Members in which programs put the record itself: `{"key": 1, "data": {"title": …}}`.
pub(super) const WRAPPERS: &[&str] = &[
    "_source",
    "article",
    "attributes",
    "data",
    "document",
    "entry",
    "feed",
    "fields",
    "hits",
    "item",
    "node",
    "payload",
    "post",
    "record",
    "response",
    "result",
    "story",
];

/// The members of one object that say something of an article.
#[derive(Default)]
struct Members<'a>(Claims<'a>);

/// The same of an object within the record; nothing of any other value.
struct Inner<'a>(Option<Members<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members::default();
        while let Some(Name(name)) = map.next_key::<Name>()? {
            if let Some(purpose) = fields::field(&name) {
                let Loose(value) = map.next_value()?;
                members.0.offer(purpose, name, value);
            } else if WRAPPERS.contains(&&*name) {
                if let Inner(Some(inner)) = map.next_value()? {
                    members.0.fill(inner.0);
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(members)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Inner<'a> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(InnerVisitor)
    }
}

/// Takes an object as a record, and any other value as nothing.
struct InnerVisitor;

impl<'de> Visitor<'de> for InnerVisitor {
    type Value = Inner<'de>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        MembersVisitor.visit_map(map).map(Some).map(Inner)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Inner(None))
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Inner(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Inner(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Inner(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Inner(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Inner(None))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Inner(None))
    }
}

/// Whether a member of this name holds the text of an article, and not only a summary of something.
pub(super) fn is_text(name: &[u8]) -> bool {
    let purpose = std::str::from_utf8(name).ok().and_then(fields::field);
    matches!(purpose, Some((Field::Text, _)))
}
