//! What a JSON Feed says of itself before its entries, and so of each of them.

use serde_json::Value;

use super::super::extracted::Extracted;

/// What is said of the entries by the members before them; `head` ends where their list begins.
pub(super) fn said(head: &[u8]) -> Option<Extracted> {
    memchr::memmem::find(head, b"jsonfeed.org")?;
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
