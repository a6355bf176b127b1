//! What the members of a record are called, in whatever program wrote it, and what they say of an article.
//!
//! JSON and tables read the same names. Of two members for one thing the better rank counts, unless it is blank.

use std::borrow::Cow;

use super::extracted::{Extracted, names_in_byline, shortened, split_list};
use super::html::markup;
use super::{markdown, xml};
use crate::record::Problem;

/// The purpose of a member of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Authors,
    Date,
    Key,
    Lang,
    Outlet,
    Summary,
    Tags,
    Text,
    Title,
    Url,
}

const FIELDS: usize = 10;

/// The names that members go by, in lower case without signs (`pub_date` and `pubDate` are
/// `pubdate`), sorted; where several say the same thing the lowest rank goes first.
const NAMES: &[(&str, Field, u8)] = &[
    ("abstract", Field::Summary, 0),
    ("abstractnote", Field::Summary, 0),
    ("articlebody", Field::Text, 1),
    ("articletext", Field::Text, 4),
    ("author", Field::Authors, 1),
    ("authors", Field::Authors, 0),
    ("body", Field::Text, 2),
    ("bodyhtml", Field::Text, 6),
    ("bodytext", Field::Text, 4),
    ("byline", Field::Authors, 2),
    ("canonical", Field::Url, 2),
    ("canonicalurl", Field::Url, 1),
    ("categories", Field::Tags, 3),
    ("category", Field::Tags, 4),
    ("channel", Field::Outlet, 9),
    ("containertitle", Field::Outlet, 1),
    ("content", Field::Text, 3),
    ("contenthtml", Field::Text, 6),
    ("contents", Field::Text, 7),
    ("contenttext", Field::Text, 5),
    ("createdat", Field::Date, 12),
    ("creator", Field::Authors, 3),
    ("creators", Field::Authors, 2),
    ("date", Field::Date, 0),
    ("datecreated", Field::Date, 11),
    ("datepublished", Field::Date, 2),
    ("dek", Field::Summary, 3),
    ("description", Field::Summary, 2),
    ("domain", Field::Outlet, 8),
    ("domainname", Field::Outlet, 8),
    ("excerpt", Field::Summary, 3),
    ("externalurl", Field::Url, 6),
    ("feed", Field::Outlet, 7),
    ("feedname", Field::Outlet, 7),
    ("feedtitle", Field::Outlet, 7),
    ("firstpublicationdate", Field::Date, 6),
    ("fullcontent", Field::Text, 4),
    ("fulltext", Field::Text, 4),
    ("givenurl", Field::Url, 6),
    ("headline", Field::Title, 1),
    ("html", Field::Text, 8),
    ("htmlcontent", Field::Text, 6),
    ("htmlurl", Field::Url, 6),
    ("id", Field::Key, 0),
    ("indexeddate", Field::Date, 12),
    ("inlanguage", Field::Lang, 2),
    ("issued", Field::Date, 2),
    ("keywords", Field::Tags, 1),
    ("label", Field::Tags, 5),
    ("labels", Field::Tags, 2),
    ("lang", Field::Lang, 0),
    ("language", Field::Lang, 1),
    ("leadparagraph", Field::Summary, 4),
    ("link", Field::Url, 3),
    ("links", Field::Url, 7),
    ("maintext", Field::Text, 4),
    ("manualtags", Field::Tags, 1),
    ("medianame", Field::Outlet, 3),
    ("name", Field::Title, 9),
    ("newspaper", Field::Outlet, 3),
    ("origin", Field::Outlet, 6),
    ("originaltitle", Field::Title, 8),
    ("outlet", Field::Outlet, 0),
    ("pagetitle", Field::Title, 3),
    ("pageurl", Field::Url, 4),
    ("permalink", Field::Url, 4),
    ("plaintext", Field::Text, 4),
    ("pubdate", Field::Date, 5),
    ("publication", Field::Outlet, 4),
    ("publicationdate", Field::Date, 6),
    ("publicationname", Field::Outlet, 4),
    ("publicationtitle", Field::Outlet, 4),
    ("publishdate", Field::Date, 4),
    ("published", Field::Date, 1),
    ("publishedat", Field::Date, 3),
    ("publishedby", Field::Authors, 4),
    ("publisheddate", Field::Date, 4),
    ("publishedon", Field::Date, 7),
    ("publishedtime", Field::Date, 8),
    ("publisher", Field::Outlet, 2),
    ("releasedate", Field::Date, 9),
    ("resolvedtitle", Field::Title, 2),
    ("resolvedurl", Field::Url, 3),
    ("savedurl", Field::Url, 6),
    ("seendate", Field::Date, 10),
    ("site", Field::Outlet, 5),
    ("sitename", Field::Outlet, 5),
    ("snippet", Field::Summary, 5),
    ("source", Field::Outlet, 1),
    ("sourcelanguage", Field::Lang, 3),
    ("sourcename", Field::Outlet, 2),
    ("sourceurl", Field::Url, 5),
    ("standfirst", Field::Summary, 3),
    ("storytext", Field::Text, 4),
    ("summary", Field::Summary, 1),
    ("tags", Field::Tags, 0),
    ("text", Field::Text, 0),
    ("textcontent", Field::Text, 5),
    ("timestamp", Field::Date, 13),
    ("title", Field::Title, 0),
    ("topics", Field::Tags, 2),
    ("trailtext", Field::Summary, 4),
    ("uri", Field::Url, 5),
    ("url", Field::Url, 0),
    ("webpublicationdate", Field::Date, 6),
    ("websitetitle", Field::Outlet, 4),
    ("webtitle", Field::Title, 2),
    ("weburl", Field::Url, 2),
];

/// The longest name in `NAMES`.
const LONGEST_NAME: usize = 20;

/// The purpose of a member by its name, however it is written: `_id`, `pubDate`, `pub_date`, `Pub Date`.
pub(super) fn field(name: &str) -> Option<(Field, u8)> {
    let mut plain = [0u8; LONGEST_NAME];
    let mut length = 0;
    for byte in name
        .bytes()
        .filter(|byte| !matches!(byte, b'_' | b'-' | b' '))
    {
        *plain.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let plain = &plain[..length];
    let at = NAMES.binary_search_by(|row| row.0.as_bytes().cmp(plain));
    at.ok().map(|at| (NAMES[at].1, NAMES[at].2))
}

/// The value of a member, as far as it can be text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Nothing,
    Text(Cow<'a, str>),
    /// Text in which HTML is meant, as blogs give it: `{"rendered": "..."}`.
    Rendered(String),
    Many(Vec<Value<'a>>),
}

impl<'a> Value<'a> {
    pub fn owned(text: impl ToString) -> Value<'a> {
        Value::Text(Cow::Owned(text.to_string()))
    }

    pub fn is_blank(&self) -> bool {
        match self {
            Value::Nothing => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::Rendered(text) => text.trim().is_empty(),
            Value::Many(values) => values.iter().all(Value::is_blank),
        }
    }

    /// Everything in it that is text or a number.
    pub fn joined(self, between: &str) -> String {
        match self {
            Value::Text(text) => text.into_owned(),
            Value::Rendered(text) => text,
            many => many.strings().join(between),
        }
    }

    pub fn strings(self) -> Vec<String> {
        match self {
            Value::Nothing => Vec::new(),
            Value::Many(values) => values.into_iter().flat_map(Value::strings).collect(),
            one => vec![one.joined("")],
        }
    }

    /// One line of text, its HTML read where HTML is meant.
    fn heading(self) -> String {
        match self {
            Value::Rendered(html) => markup::text(&html).unwrap_or(html),
            other => line(other.joined(", ")),
        }
    }
}

/// A line as a person reads it: `AT&amp;T` is `AT&T`, `<i>Stargate</i>` is `Stargate`.
fn line(text: String) -> String {
    const STYLES: &[&str] = &[
        "</b>",
        "</em>",
        "</i>",
        "</span>",
        "</strong>",
        "</sup>",
        "<br",
    ];
    if STYLES.iter().any(|style| text.contains(style)) {
        return markup::text(&text).unwrap_or(text);
    }
    match xml::unescaped(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(plain) => plain,
    }
}

/// A tag as its person gave it: feed readers write `user/1/label/chips`, and put states such as *read* among them.
fn label(tag: &str) -> Option<&str> {
    match tag
        .strip_prefix("user/")
        .and_then(|rest| rest.split_once('/'))
    {
        Some((_, rest)) if rest.starts_with("state/") => None,
        Some((_, rest)) => Some(rest.strip_prefix("label/").unwrap_or(tag)),
        None => Some(tag),
    }
}

/// Why there is no article in a record.
pub(super) struct Refusal {
    pub reason: String,
    /// Where its text is, of one that says that and nothing else.
    pub address: Option<String>,
}

impl Refusal {
    pub fn without_text(address: Option<String>) -> Refusal {
        Refusal {
            reason: match &address {
                Some(address) => format!("no text, only the address `{}`", shortened(address)),
                None => "no text".to_owned(),
            },
            address,
        }
    }

    /// The same as the problem of the record of this number.
    pub fn of(self, record: u64) -> Problem {
        Problem {
            record: Some(record),
            address: self.address,
            ..Problem::whole(self.reason)
        }
    }
}

impl From<String> for Refusal {
    fn from(reason: String) -> Refusal {
        Refusal {
            reason,
            address: None,
        }
    }
}

impl From<&str> for Refusal {
    fn from(reason: &str) -> Refusal {
        Refusal::from(reason.to_owned())
    }
}

/// The article of a record that says this, or why it is none.
pub(super) fn with_text(said: Extracted) -> Result<Extracted, Refusal> {
    match said.article.text.trim().is_empty() {
        true => Err(Refusal::without_text(said.article.about.url)),
        false => Ok(said),
    }
}

/// The members of one record that say something of an article.
#[derive(Default)]
pub(super) struct Claims<'a>([Option<Claim<'a>>; FIELDS]);

struct Claim<'a> {
    /// The member's name as it is written.
    name: Cow<'a, str>,
    rank: u8,
    value: Value<'a>,
}

impl<'a> Claims<'a> {
    /// Of two members for one thing the better rank stays, of two with one name the later.
    pub fn offer(&mut self, (field, rank): (Field, u8), name: Cow<'a, str>, value: Value<'a>) {
        self.put(field, Claim { name, rank, value });
    }

    fn put(&mut self, field: Field, claim: Claim<'a>) {
        let place = &mut self.0[field as usize];
        let is_better =
            |old: &Claim| claim.rank <= old.rank && !claim.value.is_blank() || old.value.is_blank();
        if place.as_ref().is_none_or(is_better) {
            *place = Some(claim);
        }
    }

    /// Takes over what a record within this one says and this one does not.
    pub fn fill(&mut self, inner: Claims<'a>) {
        for (own, inner) in self.0.iter_mut().zip(inner.0) {
            if own.as_ref().is_none_or(|own| own.value.is_blank()) && inner.is_some() {
                *own = inner;
            }
        }
    }

    fn take(&mut self, field: Field) -> Option<(Value<'a>, String)> {
        let claim = self.0[field as usize].take()?;
        Some((claim.value, format!("field {}", claim.name)))
    }

    /// The article, or why there is none in the record.
    pub fn extracted(self) -> Result<Extracted, Refusal> {
        with_text(self.said())
    }

    /// What is said of an article, which may be no text.
    pub fn said(mut self) -> Extracted {
        let mut extracted = Extracted::default();
        if let Some((value, from)) = self.take(Field::Title) {
            extracted.title(&value.heading(), &from);
        }
        self.claim_text(&mut extracted);
        if let Some((value, from)) = self.take(Field::Url) {
            // Of several addresses the first is the article's own.
            let own = value.strings().into_iter().next();
            extracted.url(&own.unwrap_or_default(), &from);
        }
        if let Some((value, from)) = self.take(Field::Outlet) {
            extracted.outlet(&value.heading(), &from);
        }
        if let Some((value, from)) = self.take(Field::Date) {
            extracted.date_text(&value.joined(" "), &from);
        }
        if let Some((value, from)) = self.take(Field::Lang) {
            extracted.lang(&value.joined(" "), &from);
        }
        if let Some((value, from)) = self.take(Field::Key) {
            extracted.key(&value.joined(" "), &from);
        }
        if let Some((value, from)) = self.take(Field::Authors) {
            let names = value.strings().into_iter().map(line);
            extracted.authors(names.flat_map(|name| names_in_byline(&name)), &from);
        }
        if let Some((value, from)) = self.take(Field::Tags) {
            match value {
                Value::Many(_) => {
                    let tags = value.strings().into_iter().map(line);
                    extracted.tags(tags.filter_map(|tag| label(&tag).map(str::to_owned)), &from);
                }
                one => extracted.tags(split_list(&line(one.joined(", "))), &from),
            }
        }
        extracted
    }

    /// The text, or a summary where there is no text or only the beginning of one.
    fn claim_text(&mut self, extracted: &mut Extracted) {
        let text = self
            .take(Field::Text)
            .filter(|(value, _)| !value.is_blank());
        let summary = self
            .take(Field::Summary)
            .filter(|(value, _)| !value.is_blank());
        let Some((value, from)) = text else {
            if let Some((value, from)) = summary {
                claim_readable(value, &from, extracted);
                extracted.article.about.is_summary = true;
            }
            return;
        };
        let text = value.clone_if_stub();
        let Some(stub) = text else {
            return claim_readable(value, &from, extracted);
        };
        extracted.article.about.is_summary = true;
        match summary {
            Some((summary, from)) if summary.length() > stub.len() => {
                claim_readable(summary, &from, extracted);
            }
            _ => claim_readable(Value::owned(stub), &from, extracted),
        }
    }
}

impl Value<'_> {
    /// The beginning of a text that says how much of it is left out: `The bill would… [+2841 chars]`.
    fn clone_if_stub(&self) -> Option<String> {
        let text = match self {
            Value::Text(text) => text.trim_end(),
            Value::Rendered(text) => text.trim_end(),
            Value::Nothing | Value::Many(_) => return None,
        };
        let (start, count) = text.strip_suffix(" chars]")?.rsplit_once("[+")?;
        let is_count = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
        is_count.then(|| start.trim_end().to_owned())
    }

    fn length(&self) -> usize {
        match self {
            Value::Nothing => 0,
            Value::Text(text) => text.trim().len(),
            Value::Rendered(text) => text.trim().len(),
            Value::Many(values) => values.iter().map(Value::length).sum(),
        }
    }
}

/// Claims a text as a person reads it, whatever it is written in.
fn claim_readable(value: Value, from: &str, extracted: &mut Extracted) {
    let text = value.joined("\n\n");
    if markup::is_markup(&text) {
        return match markup::text(&text) {
            Some(readable) => extracted.text(readable, &format!("{from}, HTML")),
            None => {
                let note = "the HTML of the text is too large or too deep and is kept as it is";
                extracted.notes.push(note.to_owned());
                extracted.text(text, from);
            }
        };
    }
    if markdown::is_evident(&text) {
        return extracted.text(markdown::text(&text), &format!("{from}, Markdown"));
    }
    extracted.text(line(text), from);
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
