//! Pages, feeds, the wire, JSON and web archives that nest, multiply or never end.

use std::fmt::Write as _;
use std::io::{self, Cursor, Read};

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::{again, read, read_within};

#[test]
fn entities_that_multiply_stay_as_they_are() {
    let mut head = "<!ENTITY a0 \"ha\">".to_owned();
    for at in 1..30 {
        let before = at - 1;
        write!(
            head,
            "<!ENTITY a{at} \"&a{before};&a{before};&a{before};&a{before};\">"
        )
        .expect("written");
    }
    let head = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE x [{head}<!ENTITY out SYSTEM \"file:///etc/passwd\"> %b;]>"
    );
    let feed = format!("{head}<rss><item><description>&a29; &out;</description></item></rss>");
    assert_eq!(read("a.xml", Cursor::new(feed)), ["&a29; &out;"]);
    let item =
        format!("{head}<nitf><body><body.content><p>&a29; &out;</p></body.content></body></nitf>");
    assert_eq!(read("a.xml", Cursor::new(item)), ["&a29; &out;"]);
}

#[test]
fn a_document_in_a_document_without_end() {
    let nested = again("<nitf><body.content>", 20_000);
    let found = read("a.xml", nested.chain(Cursor::new("text")));
    assert!(!found.is_empty());
    for nested in [
        "<newsItem><inlineXML><nitf>",
        "<newsMessage>",
        "<newsItem><inlineXML><html><body>",
    ] {
        let nested = Cursor::new("<newsMessage><newsItem>").chain(again(nested, 20_000));
        assert!(!read("a.xml", nested).is_empty());
    }
}

#[test]
fn ends_without_beginnings() {
    let open = again("<a>", 4_000);
    let item = Cursor::new("<nitf><body.content>")
        .chain(open)
        .chain(again("</b>", 300_000));
    assert!(!read("a.xml", item).is_empty());
    let open = again("<a>", 4_000);
    let feed = Cursor::new("<rss><item><description>text")
        .chain(open)
        .chain(again("</b>", 300_000));
    assert!(!read("a.xml", feed).is_empty());
}

#[test]
fn one_entry_of_a_feed_without_end() {
    let long = io::repeat(b'x').take(50_000_000);
    let feed = Cursor::new("<rss><item><description>")
        .chain(long)
        .chain(Cursor::new(
            "</description></item><item><description>Two.</description></item></rss>",
        ));
    assert_eq!(
        read("a.xml", feed),
        [
            "problem: the entry is larger than 20 MB, the most that is read as one article",
            "Two."
        ]
    );
    let open = Cursor::new("<rss><item><![CDATA[").chain(again("]] >", 5_000_000));
    assert_eq!(read("a.xml", open).len(), 2);
    let tag = Cursor::new("<rss><item ").chain(again("a='>' ", 5_000_000));
    assert!(!read("a.xml", tag).is_empty());
}

#[test]
fn a_page_of_one_line() {
    let page = |bytes| Cursor::new("<html><p>").chain(io::repeat(b'x').take(bytes));
    assert_eq!(
        read("a.html", page(50_000_000)),
        ["problem: the document is larger than 20 MB, the most that is read as one article"]
    );
    let found = read("a.html", page(9_000_000));
    assert_eq!(found[0].len(), 9_000_000);
    assert_eq!(
        read("a.html", page(19_000_000)),
        ["problem: the text is longer than 10 MB, the most that is read as one article"]
    );
}

#[test]
fn pages_that_nest() {
    for nested in [
        "<div>",
        "<b>",
        "<table><tr><td>",
        "<svg>",
        "<ul><li>",
        "<p",
        "<a b=",
        "<!--",
        "<![CDATA[",
        "&lt;",
        "<select><option>",
        "<template>",
    ] {
        let page = Cursor::new("<html><body>")
            .chain(again(nested, 200_000))
            .chain(Cursor::new("text"));
        assert!(!read("a.html", page).is_empty(), "{nested}");
    }
}

#[test]
fn json_that_nests_and_never_ends() {
    for (start, nested) in [
        ("", "["),
        ("", "{\"a\":"),
        ("{\"text\": ", "["),
        ("{\"articles\": ", "[{\"a\":"),
        ("[", "{\"text\": \"a\"},"),
        ("[{\"text\": \"", "\\u0000"),
        ("{\"text\":\"", "\\\\"),
        ("{\"response\":", "{\"results\":"),
        ("[{", "\"a\":1,"),
    ] {
        let json = Cursor::new(start).chain(again(nested, 200_000));
        let found = read_within("a.json", json, &["page=2MB"]);
        assert!(!found.is_empty(), "{nested}");
    }
    let long = io::repeat(b'x').take(50_000_000);
    let lines = Cursor::new("{\"text\": \"One.\"}\n{\"text\": \"")
        .chain(long)
        .chain(Cursor::new("\"}\n{\"text\": \"Three.\"}\n"));
    assert_eq!(
        read("a.jsonl", lines),
        ["One.", "problem: line 2: longer than 20 MB", "Three."]
    );
}

/// A record of a web archive that states this length.
fn record(length: &str, body: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n\
         Content-Type: application/http\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n"
    )
}

fn sound(header: &str, body: &str) -> String {
    let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{header}\r\n{body}");
    record(&body.len().to_string(), &body)
}

#[test]
fn web_archives_whose_lengths_lie() {
    let last = sound("", "Last.");
    for length in ["-1", "18446744073709551616", "many", "", "0x10", "1e9"] {
        let archive = [sound("", "First."), record(length, "x"), last.clone()].concat();
        let found = read("a.warc", Cursor::new(archive));
        assert_eq!(found.len(), 3, "{length}: {found:?}");
        assert_eq!(found[0], "https://a.example/: First.");
        assert!(
            found[1].contains("no record begins after record 1"),
            "{found:?}"
        );
        assert_eq!(found[2], "https://a.example/: Last.");
    }
    for length in ["18446744073709551615", "9999999999"] {
        let archive = [sound("", "First."), record(length, "x"), last.clone()].concat();
        let found = read("a.warc", Cursor::new(archive));
        assert_eq!(found[0], "https://a.example/: First.");
        assert!(found[1].contains("cut off in its record 2"), "{found:?}");
        assert_eq!(found.len(), 2);
    }
}

#[test]
fn pieces_of_an_answer_that_lie() {
    let chunked = "Transfer-Encoding: chunked\r\n";
    for (body, expected) in [
        ("4\r\nText\r\n0\r\n\r\n", "Text"),
        ("ffffffffffffffff\r\nText", "Text"),
        (
            "4\r\nText\r\nfffffffffffffffff\r\n",
            "4\r\nText\r\nfffffffffffffffff",
        ),
        ("-4\r\nText\r\n0\r\n", "-4\r\nText\r\n0"),
        ("4\r\nText", "Text"),
        ("Text as it is", "Text as it is"),
    ] {
        let found = read("a.warc", Cursor::new(sound(chunked, body)));
        assert_eq!(
            found[0].trim(),
            format!("https://a.example/: {expected}"),
            "{body}"
        );
    }
}

#[test]
fn an_answer_that_unpacks_to_too_much() {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    io::copy(&mut io::repeat(b'x').take(100 << 20), &mut packed).expect("written");
    let packed = packed.finish().expect("packed");
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: deflate\r\n\r\n";
    let length = head.len() + packed.len();
    let head = record(&length.to_string(), &String::from_utf8_lossy(head));
    let archive = [
        head.trim_end().as_bytes(),
        b"\r\n\r\n",
        &packed,
        b"\r\n\r\n",
        sound("", "Last.").as_bytes(),
    ]
    .concat();
    let found = read_within("a.warc", Cursor::new(archive), &["page=1GB"]);
    assert_eq!(
        found,
        [
            "problem: `https://a.example/`: the data unpacks to more than 100 times its size",
            "https://a.example/: Last.",
        ]
    );
}

#[test]
fn a_web_archive_of_too_many_pages_says_so_once() {
    let archive = sound("", "Text.").repeat(20);
    let found = read_within("a.warc", Cursor::new(archive), &["entries=3"]);
    assert_eq!(found.len(), 4);
    assert_eq!(
        found[3],
        "problem: the file has more than 3 entries, the most that are read"
    );
}
