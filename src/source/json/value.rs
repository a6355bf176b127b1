//! A JSON value of whatever type, as far as it can be text; borrowed where it can be.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::html::markup;

/// A value of whatever type, as far as it can be text.
pub(super) enum Loose<'a> {
    Nothing,
    Text(Cow<'a, str>),
    /// Text in which HTML is meant, as blogs give it: `{"rendered": "..."}`.
    Rendered(String),
    Many(Vec<Loose<'a>>),
}

impl Loose<'_> {
    fn owned(text: impl ToString) -> Self {
        Loose::Text(Cow::Owned(text.to_string()))
    }

    pub fn is_blank(&self) -> bool {
        match self {
            Loose::Nothing => true,
            Loose::Text(text) => text.trim().is_empty(),
            Loose::Rendered(text) => text.trim().is_empty(),
            Loose::Many(values) => values.iter().all(Loose::is_blank),
        }
    }

    /// Everything in it that is text or a number.
    pub fn joined(self, between: &str) -> String {
        match self {
            Loose::Text(text) => text.into_owned(),
            Loose::Rendered(text) => text,
            many => many.strings().join(between),
        }
    }

    pub fn strings(self) -> Vec<String> {
        match self {
            Loose::Nothing => Vec::new(),
            Loose::Many(values) => values.into_iter().flat_map(Loose::strings).collect(),
            one => vec![one.joined("")],
        }
    }

    /// One line of text, its HTML read where HTML is meant.
    pub fn heading(self) -> String {
        match self {
            Loose::Rendered(html) => markup::text(&html).unwrap_or(html),
            other => other.joined(", "),
        }
    }
}

/// A member's name, borrowed where it can be.
pub(super) struct Name<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Loose::deserialize(input)? {
            Loose::Text(text) => Ok(Name(text)),
            _ => Err(de::Error::custom("a name is text")),
        }
    }
}

/// The most values of a list, those of lists in it included.
const MOST: usize = 1_000_000;

/// The message of an error about a list that has more.
pub(super) const TOO_MANY: &str = "a list has more than a million values";

/// The members by which an object is meant, where a text is asked for.
const NAMING_MEMBERS: &[&str] = &[
    "$date", "$oid", "#text", "@id", "name", "text", "url", "value",
];

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(LooseVisitor)
    }
}

/// Takes whatever value comes.
struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose<'de>;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("anything")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Loose::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Loose::owned(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Loose::owned(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Loose::owned(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Loose::owned(number))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Loose::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Loose::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            match value {
                Loose::Nothing => {}
                Loose::Many(inner) => values.extend(inner),
                value => values.push(value),
            }
            if values.len() > MOST {
                return Err(de::Error::custom(TOO_MANY));
            }
        }
        Ok(Loose::Many(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut value = Loose::Nothing;
        while let Some(Name(name)) = map.next_key()? {
            if name == "rendered" {
                value = Loose::Rendered(map.next_value::<Loose>()?.joined(" "));
            } else if NAMING_MEMBERS.contains(&&*name) && value.is_blank() {
                value = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(value)
    }
}
