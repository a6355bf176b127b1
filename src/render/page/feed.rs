//! Feeds: Atom (RFC 4287) and JSON Feed 1.1 of the articles that a question finds, those that came last first.
//!
//! The id of an entry is made of the id of its article alone, so that it is the same after every rebuild and in every
//! feed. An entry is published when its outlet says, and updated when it came or was last captured.

use jiff::Timestamp;
use minijinja::{Value, context};
use serde_json::json;

use super::{Link, rendered};
use crate::article::{About, Date};
use crate::error::{Error, Kind, Result};
use crate::passage;
use crate::render::{safe, snippet, wrap};
use crate::results::{Excerpt, ListedArticle};

/// A form of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedKind {
    Atom,
    Json,
}

impl FeedKind {
    /// How an address of it ends.
    pub fn ending(self) -> &'static str {
        match self {
            FeedKind::Atom => "atom",
            FeedKind::Json => "json",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            FeedKind::Atom => "application/atom+xml; charset=utf-8",
            FeedKind::Json => "application/feed+json; charset=utf-8",
        }
    }
}

/// The articles of a question, those that came last first.
#[derive(Debug)]
pub struct Feed<'a> {
    /// Where this server is: `http://127.0.0.1:7411`.
    pub origin: &'a str,
    /// The address of the feed there.
    pub own: &'a str,
    /// What is asked.
    pub link: &'a Link,
    /// The name of the beat, as it was typed and as it is the same in capitals, if it is one.
    pub beat: Option<(&'a str, String)>,
    /// When it changed last, of which a feed without an entry says that it is of then.
    pub changed: Timestamp,
    pub entries: &'a [FeedEntry],
}

/// An article of a feed.
#[derive(Debug)]
pub struct FeedEntry {
    pub listed: ListedArticle,
    /// The passage that answers; where none does better than another, the first.
    pub passage: Option<Excerpt>,
}

/// So many columns of its text an entry has.
const SUMMARY: usize = 400;

/// Writes a feed.
pub fn feed(feed: &Feed<'_>, kind: FeedKind) -> Result<Vec<u8>> {
    match kind {
        FeedKind::Atom => atom(feed),
        FeedKind::Json => json_feed(feed),
    }
}

/// What both forms say of an entry.
struct Said {
    id: String,
    title: String,
    href: String,
    external: Option<String>,
    published: Option<String>,
    updated: Timestamp,
    authors: Vec<String>,
    outlet: Option<String>,
    tags: Vec<String>,
    lang: Option<String>,
    summary: String,
}

impl Feed<'_> {
    fn title(&self) -> String {
        let asked = self
            .link
            .get("query")
            .map(|query| wrap::cut(&text(query), 100));
        match (&self.beat, asked) {
            (Some((name, _)), _) => format!("newshound: {}", text(name)),
            (None, Some(asked)) => format!("newshound: {asked}"),
            (None, None) => "newshound".to_owned(),
        }
    }

    /// Made of what was typed, and of the name of a beat, so that it is the same on every day.
    fn id(&self) -> String {
        const OF_SIZE: &[&str] = &["limit", "timeout", "explain"];
        let asked = self.link.without(OF_SIZE).sorted();
        match &self.beat {
            Some((_, key)) => {
                let options = encoded(&asked.without(&["query"]).query());
                let separator = if options.is_empty() { "" } else { ":" };
                format!("urn:newshound:beat:{}{separator}{options}", encoded(key))
            }
            None => format!("urn:newshound:question:{}", encoded(&asked.query())),
        }
    }

    fn home(&self) -> String {
        format!("{}{}", self.origin, self.link.to("/"))
    }

    fn said(&self, entry: &FeedEntry) -> Said {
        let FeedEntry { listed, passage } = entry;
        let about = &listed.about;
        let link = self.link.without(&["limit"]);
        let path = format!("/articles/{}", listed.id);
        let path = match passage {
            Some(passage) => format!(
                "{}#p{}",
                link.with("passage", passage.number).to(&path),
                passage.number
            ),
            None => link.to(&path),
        };
        let captured = about.captured.map(Date::seconds);
        let captured = captured.and_then(|moment| Timestamp::from_second(moment).ok());
        let known = |value: &str| Some(text(value)).filter(|value| !value.is_empty());
        let title = known(&listed.headline).unwrap_or_else(|| listed.id.to_string());
        let summary = passage
            .as_ref()
            .map(|passage| said_by(passage, about))
            .unwrap_or_default();
        Said {
            id: format!("urn:newshound:article:{}", listed.id),
            title: wrap::cut(&title, 300),
            href: format!("{}{path}", self.origin),
            external: about.url.as_deref().and_then(safe::link),
            published: about.date.map(|date| match date {
                Date::Day(day) => format!("{day}T00:00:00Z"),
                moment => moment.to_string(),
            }),
            updated: captured.map_or(listed.added, |moment| moment.max(listed.added)),
            authors: about
                .authors
                .iter()
                .filter_map(|name| known(name))
                .collect(),
            outlet: about.outlet.as_deref().and_then(known),
            tags: about.tags.iter().filter_map(|tag| known(tag)).collect(),
            lang: about.lang.clone(),
            summary: wrap::cut(&text(&summary), SUMMARY),
        }
    }
}

/// What a passage says: the sentences that hold the marks, or else its beginning.
fn said_by(passage: &Excerpt, about: &About) -> String {
    if !passage.marks.is_empty() {
        let ranges = snippet::snippet(passage, about.lang.as_deref(), SUMMARY);
        return snippet::line(passage, &ranges).text;
    }
    let said = passage.text.as_str();
    // The headline is its first sentence.
    let rest = match about.title {
        None if passage.number == 1 => said.strip_prefix(passage::first_sentence(said)),
        _ => None,
    };
    rest.unwrap_or(said).to_owned()
}

/// A safe line without the characters that XML has no place for.
fn text(text: &str) -> String {
    safe::line(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn atom(feed: &Feed<'_>) -> Result<Vec<u8>> {
    let said: Vec<Said> = feed.entries.iter().map(|entry| feed.said(entry)).collect();
    let updated = said.iter().map(|said| said.updated).max();
    let entries = said.into_iter().map(|said| {
        context! {
            id => said.id,
            title => said.title,
            href => said.href,
            external => said.external,
            published => said.published,
            updated => said.updated.to_string(),
            authors => said.authors,
            outlet => said.outlet,
            tags => said.tags,
            lang => said.lang,
            summary => said.summary,
        }
    });
    let text = rendered(
        "feed.xml",
        context! {
            id => feed.id(),
            title => feed.title(),
            own => format!("{}{}", feed.origin, feed.own),
            home => feed.home(),
            updated => updated.unwrap_or(feed.changed).to_string(),
            entries => entries.collect::<Value>(),
        },
    );
    text.map(String::into_bytes)
}

fn json_feed(feed: &Feed<'_>) -> Result<Vec<u8>> {
    let items = feed.entries.iter().map(|entry| {
        let said = feed.said(entry);
        let authors: Vec<_> = said
            .authors
            .iter()
            .map(|name| json!({ "name": name }))
            .collect();
        let mut item = json!({
            "id": said.id,
            "url": said.href,
            "title": said.title,
            "content_text": said.summary,
            "date_modified": said.updated.to_string(),
        });
        let more = [
            ("external_url", said.external.map(Into::into)),
            ("date_published", said.published.map(Into::into)),
            ("authors", (!authors.is_empty()).then(|| authors.into())),
            ("tags", (!said.tags.is_empty()).then(|| said.tags.into())),
            ("language", said.lang.map(Into::into)),
        ];
        for (name, value) in more {
            if let Some(value) = value {
                item[name] = value;
            }
        }
        item
    });
    let document = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title(),
        "home_page_url": feed.home(),
        "feed_url": format!("{}{}", feed.origin, feed.own),
        "authors": [{ "name": "newshound" }],
        "items": items.collect::<Vec<_>>(),
    });
    let written = serde_json::to_vec(&document);
    written.map_err(|_| Error::new(Kind::Io, "the feed cannot be written"))
}

/// How a browser searches here from its own box, as OpenSearch 1.1 says.
pub fn open_search(origin: &str) -> Result<Vec<u8>> {
    let text = rendered("opensearch.xml", context! { origin });
    text.map(String::into_bytes)
}
