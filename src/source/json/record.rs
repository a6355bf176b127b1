//! One JSON object to one article: which member is what.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::super::charset;
use super::super::extracted::{Extracted, names_in_byline, split_list};
use super::super::html::markup;
use super::super::turn::turn;
use super::surrogates;
use super::value::{Loose, Name, TOO_MANY};

/// The purpose of a member of an article.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    Authors,
    Date,
    Key,
    Lang,
    Outlet,
    Tags,
    Text,
    Title,
    Url,
}

const MEMBERS: usize = 9;

/// The names that members go by, in lower case without signs (`pub_date` and `pubDate` are
/// `pubdate`), sorted; where several say the same thing the lowest rank goes first.
const NAMES: &[(&str, Member, u8)] = &[
    ("abstract", Member::Text, 10),
    ("articlebody", Member::Text, 1),
    ("articletext", Member::Text, 4),
    ("author", Member::Authors, 1),
    ("authors", Member::Authors, 0),
    ("body", Member::Text, 2),
    ("bodytext", Member::Text, 4),
    ("byline", Member::Authors, 2),
    ("canonical", Member::Url, 2),
    ("canonicalurl", Member::Url, 1),
    ("categories", Member::Tags, 3),
    ("category", Member::Tags, 4),
    ("content", Member::Text, 3),
    ("contenthtml", Member::Text, 6),
    ("contents", Member::Text, 7),
    ("contenttext", Member::Text, 5),
    ("createdat", Member::Date, 12),
    ("creator", Member::Authors, 3),
    ("date", Member::Date, 0),
    ("datecreated", Member::Date, 11),
    ("datepublished", Member::Date, 2),
    ("description", Member::Text, 12),
    ("domain", Member::Outlet, 6),
    ("fulltext", Member::Text, 4),
    ("headline", Member::Title, 1),
    ("id", Member::Key, 0),
    ("inlanguage", Member::Lang, 2),
    ("keywords", Member::Tags, 1),
    ("lang", Member::Lang, 0),
    ("language", Member::Lang, 1),
    ("link", Member::Url, 3),
    ("name", Member::Title, 9),
    ("newspaper", Member::Outlet, 3),
    ("outlet", Member::Outlet, 0),
    ("permalink", Member::Url, 4),
    ("pubdate", Member::Date, 5),
    ("publication", Member::Outlet, 4),
    ("publicationdate", Member::Date, 6),
    ("publishdate", Member::Date, 4),
    ("published", Member::Date, 1),
    ("publishedat", Member::Date, 3),
    ("publishedon", Member::Date, 7),
    ("publishedtime", Member::Date, 8),
    ("publisher", Member::Outlet, 2),
    ("releasedate", Member::Date, 9),
    ("site", Member::Outlet, 5),
    ("sitename", Member::Outlet, 5),
    ("source", Member::Outlet, 1),
    ("summary", Member::Text, 11),
    ("tags", Member::Tags, 0),
    ("text", Member::Text, 0),
    ("timestamp", Member::Date, 13),
    ("title", Member::Title, 0),
    ("topics", Member::Tags, 2),
    ("uri", Member::Url, 5),
    ("url", Member::Url, 0),
    ("weburl", Member::Url, 2),
];

/// From this rank on, what is said as the text is a summary: a list of articles may have one.
const SUMMARY_RANK: u8 = 10;

/// The longest name in `NAMES`.
const LONGEST_NAME: usize = 15;

/// The article in a JSON object, or what is wrong with the object.
pub(super) fn read(bytes: &[u8]) -> Result<Extracted, String> {
    let _turn = turn(bytes.len());
    let error = match serde_json::from_slice::<Members>(bytes) {
        Ok(members) => return members.extracted(),
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

fn extracted(text: &str) -> Result<Extracted, String> {
    let members = serde_json::from_str::<Members>(text);
    let members = members.map_err(|error| describe_error(text.as_bytes(), &error))?;
    members.extracted()
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

/// The members of one object that say something of an article.
#[derive(Default)]
struct Members<'a>([Option<Claim<'a>>; MEMBERS]);

struct Claim<'a> {
    /// The member's name as it is written.
    name: Cow<'a, str>,
    rank: u8,
    value: Loose<'a>,
}

impl<'a> Members<'a> {
    /// Of two members for one thing the better rank stays, of two with one name the later.
    fn offer(&mut self, member: Member, claim: Claim<'a>) {
        let place = &mut self.0[member as usize];
        let is_better =
            |old: &Claim| claim.rank <= old.rank && !claim.value.is_blank() || old.value.is_blank();
        if place.as_ref().is_none_or(is_better) {
            *place = Some(claim);
        }
    }

    fn take(&mut self, member: Member) -> Option<(Loose<'a>, String)> {
        let claim = self.0[member as usize].take()?;
        Some((claim.value, format!("field {}", claim.name)))
    }

    fn extracted(mut self) -> Result<Extracted, String> {
        let mut extracted = Extracted::default();
        let has_room = self.0[Member::Title as usize].is_some();
        let has_room = has_room || self.0[Member::Text as usize].is_some();
        if !has_room {
            return Err("no text and no title".to_owned());
        }
        if let Some((value, from)) = self.take(Member::Title) {
            extracted.title(&value.heading(), &from);
        }
        if let Some((value, from)) = self.take(Member::Text) {
            claim_text(value, &from, &mut extracted);
        }
        if let Some((value, from)) = self.take(Member::Outlet) {
            extracted.outlet(&value.heading(), &from);
        }
        if let Some((value, from)) = self.take(Member::Date) {
            extracted.date_text(&value.joined(" "), &from);
        }
        if let Some((value, from)) = self.take(Member::Url) {
            extracted.url(&value.joined(" "), &from);
        }
        if let Some((value, from)) = self.take(Member::Lang) {
            extracted.lang(&value.joined(" "), &from);
        }
        if let Some((value, from)) = self.take(Member::Key) {
            extracted.key(&value.joined(" "), &from);
        }
        if let Some((value, from)) = self.take(Member::Authors) {
            extracted.authors(
                value
                    .strings()
                    .iter()
                    .flat_map(|name| names_in_byline(name)),
                &from,
            );
        }
        if let Some((value, from)) = self.take(Member::Tags) {
            match value {
                Loose::Many(_) => extracted.tags(value.strings(), &from),
                one => extracted.tags(split_list(&one.joined(", ")), &from),
            }
        }
        if extracted.article.text.is_empty() && extracted.article.about.title.is_none() {
            return Err("text and title are empty".to_owned());
        }
        Ok(extracted)
    }
}

fn claim_text(value: Loose, from: &str, extracted: &mut Extracted) {
    let text = value.joined("\n\n");
    if !markup::is_markup(&text) {
        return extracted.text(text, from);
    }
    match markup::text(&text) {
        Some(readable) => extracted.text(readable, &format!("{from}, HTML")),
        None => {
            let note = "the HTML of the text is too large or too deep and is kept as it is";
            extracted.notes.push(note.to_owned());
            extracted.text(text, from);
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Members::default();
                while let Some(Name(name)) = map.next_key::<Name>()? {
                    let Some((member, rank)) = member(&name) else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    let value = map.next_value()?;
                    members.offer(member, Claim { name, rank, value });
                }
                Ok(members)
            }
        }
        input.deserialize_map(Object)
    }
}

/// The purpose of a member by its name, however it is written: `_id`, `pubDate`, `pub_date`.
fn member(name: &str) -> Option<(Member, u8)> {
    let mut plain = [0u8; LONGEST_NAME];
    let mut length = 0;
    for byte in name.bytes().filter(|byte| !matches!(byte, b'_' | b'-')) {
        *plain.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let plain = &plain[..length];
    let at = NAMES.binary_search_by(|row| row.0.as_bytes().cmp(plain));
    at.ok().map(|at| (NAMES[at].1, NAMES[at].2))
}

/// Whether a member of this name holds the text of an article, and not only a summary of something.
pub(super) fn is_text(name: &[u8]) -> bool {
    let member = std::str::from_utf8(name).ok().and_then(member);
    matches!(member, Some((Member::Text, rank)) if rank < SUMMARY_RANK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        let longest = NAMES.iter().map(|row| row.0.len()).max();
        assert_eq!(longest, Some(LONGEST_NAME));
    }
}
