//! A JSON value of whatever type, as far as it can be text; borrowed where it can be.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::fields::Value;

/// A value of whatever type, as far as it can be text.
pub(super) struct Loose<'a>(pub Value<'a>);

/// A member's name, borrowed where it can be.
pub(super) struct Name<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match Loose::deserialize(input)? {
            Loose(Value::Text(text)) => Ok(Name(text)),
            _ => Err(de::Error::custom("a name is text")),
        }
    }
}

/// The most values of a list, those of lists in it included.
const MOST: usize = 1_000_000;

/// The message of an error about a list that has more.
pub(super) const TOO_MANY: &str = "a list has more than a million values";

/// The members by which an object is meant, where a text is asked for, the best last.
const NAMING_MEMBERS: &[&str] = &[
    "@id",
    "htmlUrl",
    "url",
    "href",
    "tag",
    "label",
    "title",
    "main",
    "original",
    "raw",
    "literal",
    "displayName",
    "value",
    "@value",
    "html",
    "text",
    "content",
    "#text",
    "name",
    "$oid",
    "$date",
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
        Ok(Loose(Value::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Loose(Value::owned(text)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Loose(Value::owned(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Loose(Value::owned(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Loose(Value::owned(number)))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Loose(Value::Nothing))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Loose(Value::Nothing))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Loose(value)) = seq.next_element()? {
            match value {
                Value::Nothing => {}
                Value::Many(inner) => values.extend(inner),
                value => values.push(value),
            }
            if values.len() > MOST {
                return Err(de::Error::custom(TOO_MANY));
            }
        }
        Ok(Loose(Value::Many(values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut meant = Meant::default();
        while let Some(Name(name)) = map.next_key()? {
            let place = match &*name {
                "rendered" => {
                    let Loose(html) = map.next_value()?;
                    meant.rendered = Some(html.joined(" "));
                    continue;
                }
                "date-parts" => &mut meant.date,
                "family" | "lastName" => &mut meant.family,
                "given" | "firstName" => &mut meant.given,
                name => match NAMING_MEMBERS.iter().position(|naming| *naming == name) {
                    Some(rank)
                        if meant.rank.is_none_or(|best| best < rank) || meant.value.is_blank() =>
                    {
                        meant.rank = Some(rank);
                        &mut meant.value
                    }
                    _ => {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    }
                },
            };
            let Loose(value) = map.next_value()?;
            *place = value;
        }
        Ok(Loose(meant.value()))
    }
}

/// What an object is meant by.
struct Meant<'a> {
    rendered: Option<String>,
    /// A day as libraries write it: `[[2025, 1, 21]]`.
    date: Value<'a>,
    family: Value<'a>,
    given: Value<'a>,
    rank: Option<usize>,
    value: Value<'a>,
}

impl Default for Meant<'_> {
    fn default() -> Self {
        Meant {
            rendered: None,
            date: Value::Nothing,
            family: Value::Nothing,
            given: Value::Nothing,
            rank: None,
            value: Value::Nothing,
        }
    }
}

impl<'a> Meant<'a> {
    fn value(self) -> Value<'a> {
        if let Some(html) = self.rendered {
            return Value::Rendered(html);
        }
        if !self.family.is_blank() {
            let names = [self.given, self.family]
                .into_iter()
                .flat_map(Value::strings);
            let names: Vec<String> = names.filter(|name| !name.trim().is_empty()).collect();
            return Value::owned(names.join(" "));
        }
        if !self.date.is_blank() {
            let parts = self.date.strings().into_iter().take(3);
            let parts: Vec<String> = parts.map(|part| format!("{part:0>2}")).collect();
            return Value::owned(parts.join("-"));
        }
        self.value
    }
}
