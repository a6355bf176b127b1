//! JSON Feed: what it says of itself before its entries, and so of each of them.

use serde_json::Value;

use super::super::extracted::Extracted;
use super::super::feed::followed::{self, Feed};
use super::super::input::Input;
use super::{State, record};

/// Whether a file in JSON is such a feed.
pub(in super::super) fn is_one(input: &Input) -> bool {
    memchr::memmem::find(input.sample(), SIGN).is_some()
}

/// Reads a feed as it is followed. It has no way to say when it changes.
pub(in super::super) fn followed(input: Input) -> Feed {
    let mut values = super::values(input, record::said);
    let said = values.by_ref().filter_map(|record| record.result.ok());
    let mut entries = followed::listed(said);
    // Without a list of entries the feed itself is the only record.
    if values.state == State::Sequence {
        entries.clear();
    }
    let of_feed = values.said.unwrap_or_default();
    Feed {
        title: of_feed.article.about.outlet,
        entries,
        ..Feed::default()
    }
}

const SIGN: &[u8] = b"jsonfeed.org";

/// What is said of the entries by the members before them; `head` ends where their list begins.
pub(super) fn said(head: &[u8]) -> Option<Extracted> {
    memchr::memmem::find(head, SIGN)?;
    let whole = [head, b"[]}"].concat();
    let feed: Value = serde_json::from_slice(&whole).ok()?;
    let mut said = Extracted::default();
    let text = |name: &str| feed.get(name).and_then(Value::as_str).unwrap_or_default();
    said.outlet(text("title"), "title of the feed");
    said.lang(text("language"), "language of the feed");
    let listed = feed.get("authors").and_then(Value::as_array);
    let authors = listed.into_iter().flatten().chain(feed.get("author"));
    let names = authors.filter_map(|author| author.get("name")?.as_str());
    said.authors(names.map(str::to_owned), "author of the feed");
    Some(said)
}
