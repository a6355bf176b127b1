//! Feeds as they are followed, and the pages that name them.

use std::io::Cursor;
use std::time::Duration;

use jiff::civil::Weekday;
use newshound::source::{self, Entry, Feed, FeedLinkKind, Limits};

use super::{ADDRESS, PAGE, SITEMAP, answer};

#[track_caller]
fn feed(media: &str, text: &str) -> Option<Feed> {
    let sent = answer(&format!("Content-Type: {media}"), text);
    let feed = source::feed(
        "https://paper.example/news/feed",
        Box::new(Cursor::new(sent)),
        Limits::default(),
    );
    feed.expect("an answer")
}

/// Address, headline, whether there is a text and whether it is a summary.
fn entries(feed: &Feed) -> Vec<String> {
    let shown = |entry: &Entry| {
        let text = match (entry.text.is_some(), entry.is_summary) {
            (false, _) => "nothing",
            (true, true) => "summary",
            (true, false) => "text",
        };
        let address = entry.address.as_deref().unwrap_or("-");
        format!("{address} {} {text}", entry.title.as_deref().unwrap_or("-"))
    };
    feed.entries.iter().map(shown).collect()
}

#[test]
fn a_feed_is_followed() {
    let rss = r#"<?xml version="1.0"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
        xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
        <title>The Paper</title><link>/news/</link><ttl>90</ttl><sy:updatePeriod>hourly</sy:updatePeriod>
        <skipHours><hour>0</hour><hour>23</hour><hour>24</hour><hour>x</hour></skipHours>
        <skipDays><day>Sunday</day><day>Someday</day></skipDays>
        <item><title>One</title><link>1?a&amp;b</link><description>First.</description></item>
        <item><title>Two</title><link>https://paper.example/2</link></item>
        <item><title>Three</title><content:encoded>&lt;p&gt;The third.</content:encoded></item>
        </channel></rss>"#;
    let read = feed("application/rss+xml", rss).expect("a feed");
    assert_eq!(read.title.as_deref(), Some("The Paper"));
    assert_eq!(read.wait, Some(Duration::from_secs(90 * 60)));
    assert_eq!(read.skip_hours, [0, 23]);
    assert_eq!(read.skip_days, [Weekday::Sunday]);
    assert_eq!(
        entries(&read),
        [
            "https://paper.example/news/1?a&b One summary",
            "https://paper.example/2 Two nothing",
            "- Three text"
        ]
    );
    let changed = feed("text/xml", &rss.replace("First.", "Second.")).expect("a feed");
    assert_ne!(changed.entries[0].text, read.entries[0].text);
    assert_eq!(changed.entries[2], read.entries[2]);
}

#[test]
fn every_kind_of_feed_is_followed() {
    let atom = feed(
        "application/atom+xml",
        r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title>
        <entry><title>One</title><link href="/1"/><summary>First.</summary></entry></feed>"#,
    );
    assert_eq!(
        entries(&atom.expect("a feed")),
        ["https://paper.example/1 One summary"]
    );
    let rdf = feed(
        "application/rdf+xml",
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
        <channel><title>RDF</title><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel>
        <item rdf:about="https://p.example/1"><title>One</title><link>https://p.example/1</link></item></rdf:RDF>"#,
    );
    let rdf = rdf.expect("a feed");
    assert_eq!(rdf.wait, Some(Duration::from_secs(6 * 3600)));
    assert_eq!(entries(&rdf), ["https://p.example/1 One nothing"]);
    let cdf = feed(
        "application/xml",
        r#"<CHANNEL HREF="https://p.example/"><TITLE>CDF</TITLE>
        <ITEM HREF="1.htm"><TITLE>One</TITLE><ABSTRACT>First.</ABSTRACT></ITEM></CHANNEL>"#,
    );
    assert_eq!(
        entries(&cdf.expect("a feed")),
        ["https://paper.example/news/1.htm One summary"]
    );
    let json = feed(
        "application/feed+json",
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "JSON",
        "items": [{"id": "1", "url": "https://p.example/1", "title": "One"},
                  {"id": "2", "url": "https://p.example/2", "title": "Two", "content_text": "Second."}]}"#,
    );
    let json = json.expect("a feed");
    assert_eq!(json.title.as_deref(), Some("JSON"));
    assert_eq!(
        entries(&json),
        [
            "https://p.example/1 One nothing",
            "https://p.example/2 Two text"
        ]
    );
}

#[test]
fn a_feed_of_nothing_is_a_feed_and_a_page_is_none() {
    for (media, text) in [
        (
            "application/rss+xml",
            "<rss version='2.0'><channel><title>T</title><ttl>0</ttl></channel></rss>",
        ),
        (
            "application/feed+json",
            r#"{"version": "https://jsonfeed.org/version/1", "title": "T", "items": []}"#,
        ),
    ] {
        let read = feed(media, text).expect("a feed");
        assert_eq!((read.entries, read.wait), (vec![], None));
    }
    let monthly =
        "<rss xmlns:sy='s'><channel><sy:updatePeriod>monthly</sy:updatePeriod></channel></rss>";
    let read = feed("text/xml", monthly).expect("a feed");
    assert_eq!(read.wait, Some(Duration::from_secs(7 * 24 * 3600)));
    assert_eq!(feed("text/html", PAGE), None);
    assert_eq!(feed("application/json", r#"{"text": "Chips."}"#), None);
    assert_eq!(feed("application/xml", SITEMAP), None);
}

#[test]
fn a_page_names_its_feeds() {
    let page = r#"<!doctype html><html><head><title>T</title><base href="/blog/">
        <link rel="alternate" type="application/rss+xml" title="Paper &raquo; Comments Feed" href="comments/feed/">
        <link rel="Alternate nofollow" type="Application/RSS+XML; charset=utf-8" title=" The  Paper" href="feed/">
        <link rel="alternate" type="application/atom+xml" href="https://other.example/atom">
        <link rel=alternate type=application/feed+json href="//paper.example/feed.json">
        <link rel="alternate" type="application/rss+xml" href="feed/">
        <link rel="alternate" hreflang="de" href="/de">
        <link rel="alternate" type="text/xml+oembed" href="/oembed">
        <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
        <link rel="stylesheet" type="text/css" href="a.css"></head><body><p>Text."#;
    let sent = answer("Content-Type: text/html", page);
    let links = source::feed_links(
        "https://paper.example/a/b",
        Box::new(Cursor::new(sent)),
        Limits::default(),
    );
    let links: Vec<_> = links
        .expect("a page")
        .into_iter()
        .map(|link| (link.kind, link.address, link.title))
        .collect();
    let expected = [
        (
            FeedLinkKind::Rss,
            "https://paper.example/blog/feed/",
            Some("The Paper"),
        ),
        (FeedLinkKind::Atom, "https://other.example/atom", None),
        (FeedLinkKind::Json, "https://paper.example/feed.json", None),
        (
            FeedLinkKind::Rss,
            "https://paper.example/blog/comments/feed/",
            Some("Paper » Comments Feed"),
        ),
    ];
    assert_eq!(
        links,
        expected.map(|(kind, address, title)| (kind, address.to_owned(), title.map(str::to_owned)))
    );
    let sent = answer("Content-Type: text/plain", "A note.");
    let links = source::feed_links(ADDRESS, Box::new(Cursor::new(sent)), Limits::default());
    assert_eq!(links, Ok(vec![]));
}
