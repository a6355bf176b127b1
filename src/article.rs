//! Articles: the value that every source makes and everything after it reads.
//!
//! An `Article` does not depend on the format it was written in. Nothing is invented: a missing
//! headline, date or outlet stays missing.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

/// A text of fewer letters and digits than this, some twenty words, may be that of two articles.
const LONG: usize = 100;

/// One article, whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
    /// Everything but the text.
    pub about: About,
    /// The body as it is indexed, shown and printed back, byte for byte. May be empty.
    pub text: String,
}

/// The metadata of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct About {
    /// The headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// As it was given; the id is made from its canonical form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A BCP 47 tag in lower case, such as `en` or `pt-br`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The tags it carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The identifier in the record itself (`id`, `_id`), if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// When a copy of it was taken from the web, if it comes from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<Date>,
    /// Whether its text is only a summary of it: the rest is elsewhere.
    #[serde(
        default,
        rename = "summary",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub is_summary: bool,
    /// The file and record of the corpus that it came from.
    #[serde(rename = "place")]
    pub provenance: Provenance,
    /// What the file says of the fields that a person corrected, by their names here; null for nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub corrected: BTreeMap<String, serde_json::Value>,
}

/// The file and record of the corpus that an article came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// The file's path within the corpus, with `/` between its parts.
    pub file: String,
    /// The article's number within its file, from 1.
    pub record: u32,
    /// Whether the file is of a format that can contain many articles.
    #[serde(default)]
    pub many: bool,
    /// The document within the file, if the file is one that holds documents: an entry of an archive, a letter of
    /// a mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

impl Provenance {
    /// The id that an article without address or key gets; `text` as `Article::exact_hash` returns it.
    pub fn id(&self, text: u64) -> Id {
        let Provenance { file, record, .. } = self;
        Id(xxh3_64(
            format!("{file}\nrecord {record}\n{text:012x}").as_bytes(),
        ))
    }
}

/// By what one of several versions of an article is in force: a whole text before a summary, then the later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Whether its text is only a summary.
    pub is_summary: bool,
    /// When it was captured, in seconds since 1970; of another article its file says how old it is.
    pub captured: Option<i64>,
}

impl About {
    /// By what it is in force, of several versions.
    pub fn standing(&self) -> Standing {
        Standing {
            is_summary: self.is_summary,
            captured: self.captured.map(Date::seconds),
        }
    }

    /// The canonical form of its URL, if it has one.
    pub fn address(&self) -> Option<String> {
        self.url.as_deref().and_then(canonical_url)
    }

    /// The id that its address gives it or, without one, its key; `address` as `address()` returns it.
    pub fn anchor(&self, address: Option<&str>) -> Option<Id> {
        let hash = |text: &str| Id(xxh3_64(text.as_bytes()));
        let Provenance { file, member, .. } = &self.provenance;
        let member = member
            .as_ref()
            .map_or_else(String::new, |name| format!("\nwithin {name}"));
        match (address, &self.key) {
            (Some(address), _) => Some(hash(address)),
            (None, Some(key)) => Some(hash(&format!("{file}{member}\nkey {key}"))),
            (None, None) => None,
        }
    }

    /// The host of the URL in lower case, without `www.`.
    pub fn site(&self) -> Option<String> {
        self.address().map(|address| site(&address).to_owned())
    }
}

/// The id that a URL gives an article; `None` if it is no web address.
pub fn url_id(url: &str) -> Option<Id> {
    canonical_url(url).map(|address| Id(xxh3_64(address.as_bytes())))
}

/// The host of a canonical URL.
pub fn site(address: &str) -> &str {
    let rest = address.strip_prefix("https://").unwrap_or(address);
    rest.split(['/', '?', ':']).next().unwrap_or(rest)
}

/// The host in a text typed for one: an address, or a part of it.
pub fn site_typed(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = site(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

impl Article {
    /// The id that its file alone gives it: by its address, its key or its text and place. It is the one that
    /// an article has when it comes into a corpus.
    pub fn id(&self) -> Id {
        let anchor = self.about.anchor(self.about.address().as_deref());
        anchor.unwrap_or_else(|| self.about.provenance.id(self.exact_hash()))
    }

    /// A hash of the text as it is folded, of 48 bits; nothing of one so short that two articles may have it.
    pub fn folded_hash(&self) -> Option<u64> {
        let mut folded = String::with_capacity(self.text.len());
        for c in self.text.chars() {
            match c {
                'a'..='z' | '0'..='9' => folded.push(c),
                'A'..='Z' => folded.push(c.to_ascii_lowercase()),
                _ if c.is_ascii() => {}
                _ => folded.extend(
                    c.nfkd()
                        .filter(|c| c.is_alphanumeric())
                        .flat_map(char::to_lowercase),
                ),
            }
        }
        (folded.len() >= LONG).then(|| xxh3_64(folded.as_bytes()) >> 16)
    }

    /// A hash of 48 bits by which an article is recognised elsewhere: that of its folded text or, of a short text,
    /// of headline, date and text as they are.
    pub fn text_hash(&self) -> u64 {
        self.folded_hash().unwrap_or_else(|| self.exact_hash())
    }

    /// A hash of headline, date and text as they are, of 48 bits: a part of the id of what has no address or key.
    pub fn exact_hash(&self) -> u64 {
        let About { title, date, .. } = &self.about;
        let date = date.map_or_else(String::new, |date| date.in_utc().to_string());
        let head = format!("{}\n{date}\n", title.as_deref().unwrap_or_default());
        (xxh3_64(head.as_bytes()) ^ xxh3_64(self.text.as_bytes()).rotate_left(1)) >> 16
    }

    /// A hash of what it says, wherever and whenever it was captured.
    pub fn essence(&self) -> u64 {
        let about = About {
            captured: None,
            provenance: Provenance::default(),
            ..self.about.clone()
        };
        let about = serde_json::to_string(&about).unwrap_or_default();
        content_hash(&about, &self.text)
    }

    /// A hash of everything that the index stores of the article: equal hashes, equal articles.
    pub fn content_hash(&self) -> u64 {
        // Writing a plain value as JSON cannot fail.
        content_hash(
            &serde_json::to_string(&self.about).unwrap_or_default(),
            &self.text,
        )
    }
}

/// The same, from `About` as JSON and the text.
pub fn content_hash(about: &str, text: &str) -> u64 {
    xxh3_64(about.as_bytes()) ^ xxh3_64(text.as_bytes()).rotate_left(1)
}

/// The form of a URL under which two spellings of one address are equal: no fragment, no
/// tracking parameters, no `www.`, no closing slash, `https` for `http`. `None` if it is no web address.
pub fn canonical_url(text: &str) -> Option<String> {
    let mut url = url::Url::parse(text.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_fragment(None);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}"));
    let path = url.path().trim_end_matches('/');
    let query = url.query().map(|query| format!("?{query}"));
    Some(format!(
        "https://{host}{}{path}{}",
        port.unwrap_or_default(),
        query.unwrap_or_default()
    ))
}

fn is_tracking(name: &str) -> bool {
    const NAMES: &[&str] = &["fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid"];
    name.starts_with("utm_") || NAMES.contains(&name)
}

/// An article's id: 64 bits, written as 16 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

impl Id {
    /// How many digits an id has.
    pub const DIGITS: usize = 16;
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}", self.0)
    }
}

impl FromStr for Id {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text.len() != Id::DIGITS || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(());
        }
        u64::from_str_radix(text, 16).map(Id).map_err(|_| ())
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(input)?;
        text.parse()
            .map_err(|()| serde::de::Error::custom("not an id"))
    }
}

impl Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

/// When an article was published: a calendar day as its outlet wrote it, or an instant.
///
/// A day is the same day in every zone; the day of an instant depends on the zone, unless its outlet wrote another
/// one than that of UTC: then that is its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Date {
    /// A calendar day, as its outlet wrote it.
    Day(jiff::civil::Date),
    /// A moment.
    Instant(jiff::Timestamp),
    /// A moment, and the offset from UTC in which its outlet wrote it, which is not none.
    Written(jiff::Timestamp, jiff::tz::Offset),
}

impl Date {
    /// A moment that was written with an offset from UTC.
    pub fn at(instant: jiff::Timestamp, offset: jiff::tz::Offset) -> Date {
        match offset.seconds() {
            0 => Date::Instant(instant),
            _ => Date::Written(instant, offset),
        }
    }

    /// The calendar day in `zone`.
    pub fn day(self, zone: &jiff::tz::TimeZone) -> jiff::civil::Date {
        match self {
            Date::Day(day) => day,
            Date::Instant(instant) => zone.to_datetime(instant).date(),
            Date::Written(..) if self.is_of_its_own_day() => self.written_day(),
            Date::Written(instant, _) => zone.to_datetime(instant).date(),
        }
    }

    /// The calendar day as it was written.
    pub fn written_day(self) -> jiff::civil::Date {
        match self {
            Date::Day(day) => day,
            Date::Instant(instant) => jiff::tz::Offset::UTC.to_datetime(instant).date(),
            Date::Written(instant, offset) => offset.to_datetime(instant).date(),
        }
    }

    /// Whether the day that was written is another one than that of UTC.
    pub fn is_of_its_own_day(self) -> bool {
        match self {
            Date::Day(_) => true,
            Date::Instant(_) => false,
            Date::Written(instant, _) => Date::Instant(instant).written_day() != self.written_day(),
        }
    }

    /// Without the offset in which it was written.
    pub fn in_utc(self) -> Date {
        match self {
            Date::Written(instant, _) => Date::Instant(instant),
            date => date,
        }
    }

    /// Seconds since 1970 UTC; a day counts from its first second in UTC.
    pub fn seconds(self) -> i64 {
        match self {
            Date::Day(day) => day
                .to_zoned(jiff::tz::TimeZone::UTC)
                .map_or(i64::MIN / 4, |z| z.timestamp().as_second()),
            Date::Instant(instant) | Date::Written(instant, _) => instant.as_second(),
        }
    }
}

/// `2025-01-21`, `2025-01-21T07:03:00Z` or `2025-01-21T02:03:00-05:00`.
impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Date::Day(day) => day.fmt(out),
            Date::Instant(instant) => instant.fmt(out),
            Date::Written(instant, offset) => instant.display_with_offset(*offset).fmt(out),
        }
    }
}

impl FromStr for Date {
    type Err = ();

    /// Reads the form that `Display` writes. Not here: the lenient forms of articles (`source`).
    fn from_str(text: &str) -> Result<Self, ()> {
        if text.len() <= 10 {
            return text.parse().map(Date::Day).map_err(|_| ());
        }
        let instant = text.parse().map_err(|_| ())?;
        let pieces = jiff::fmt::temporal::Pieces::parse(text).map_err(|_| ())?;
        let offset = pieces.to_numeric_offset().ok_or(())?;
        Ok(Date::at(instant, offset))
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(input)?;
        text.parse()
            .map_err(|()| serde::de::Error::custom("not a date"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_may_be_typed_as_it_stands_in_the_address_bar() {
        let typed = [
            "https://www.nist.gov/ai?x=1",
            "www.nist.gov",
            "nist.gov:443",
            "nist.gov",
        ];
        for text in typed {
            assert_eq!(site_typed(text), "nist.gov", "{text}");
        }
    }
}
