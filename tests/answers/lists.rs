//! Lists of addresses, in answers and in files.

use std::io::Cursor;

use newshound::source::{self, Address, Kind, Limits};

use super::{SITEMAP, answer};

/// The addresses of a list, each as kind, address and title.
#[track_caller]
fn listed(name: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
    let bytes = bytes.as_ref().to_vec();
    let as_file = source::addresses(
        Box::new(Cursor::new(bytes.clone())),
        name,
        Limits::default(),
    );
    let as_file = as_file.expect("a file that can be read");
    let answer = Box::new(Cursor::new(answer("", bytes)));
    let address = format!("https://paper.example/{name}");
    let answered = source::addresses_in(&address, answer, Limits::default());
    assert_eq!(answered.expect("an answer"), as_file);
    as_file.into_iter().flatten().map(shown).collect()
}

fn shown(address: Address) -> String {
    let kind = match address.kind {
        Kind::Page => "page",
        Kind::Feed => "feed",
        Kind::Sitemap => "sitemap",
    };
    let title = address.title.unwrap_or_default();
    format!("{kind} {} {title}", address.address)
        .trim_end()
        .to_owned()
}

#[test]
fn a_list_of_addresses_is_listed_in_order_and_each_once() {
    let pages = [
        "page https://p.example/1?a=1&b=2",
        "page https://p.example/2 Chips & rules",
    ];
    assert_eq!(listed("sitemap.xml", SITEMAP), pages);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, SITEMAP.as_bytes()).expect("written");
    assert_eq!(
        listed("sitemap.xml.gz", packer.finish().expect("packed")),
        pages
    );
    assert_eq!(
        listed(
            "sitemap.xml",
            "<sitemapindex><sitemap><loc>https://p.example/s1.xml</loc></sitemap></sitemapindex>"
        ),
        ["sitemap https://p.example/s1.xml"]
    );
    assert_eq!(
        listed(
            "feeds",
            r#"<opml version="2.0"><body><outline text="AI">
            <outline text="Paper &amp; Co" xmlUrl="https://p.example/feed?a&amp;b" htmlUrl="https://p.example"/>
            <outline title="A page" type="link" url="https://q.example/"/></outline></body></opml>"#
        ),
        [
            "feed https://p.example/feed?a&b Paper & Co",
            "page https://q.example/ A page"
        ]
    );
    assert_eq!(
        listed(
            "bookmarks.html",
            r#"<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p>
            <DT><A HREF="https://p.example/?a&amp;b" ICON_URI="https://p.example/icon">Bill &amp; chips</A>
            <DT><a add_date=1 href='https://q.example/x'>https://q.example/x</a>
            <DT><A HREF="javascript:alert(1)">Run</A></DL>"#
        ),
        [
            "page https://p.example/?a&b Bill & chips",
            "page https://q.example/x"
        ]
    );
    assert_eq!(
        listed(
            "Bookmarks",
            r#"{"roots": {"bookmark_bar": {"children": [
            {"name": "Bill", "url": "https://p.example/b", "icon": "https://p.example/i"},
            {"children": [{"url": "https://p.example/c", "name": "Chips"}], "name": "Folder"}]}}}"#
        ),
        [
            "page https://p.example/b Bill",
            "page https://p.example/c Chips"
        ]
    );
    assert_eq!(
        listed(
            "links.txt",
            "https://p.example/1\n\nhttp://q.example/\nhttps://p.example/1\n"
        ),
        ["page https://p.example/1", "page http://q.example/"]
    );
    assert_eq!(
        listed("a.url", "[InternetShortcut]\nURL=https://p.example/1\n"),
        ["page https://p.example/1"]
    );
    assert_eq!(
        listed(
            "pocket.csv",
            "title,url,tags\nBill,https://p.example/b,ai\n,https://p.example/c,\n"
        ),
        ["page https://p.example/b Bill", "page https://p.example/c"]
    );
    assert_eq!(
        listed(
            "news.json",
            r#"[{"url": "https://p.example/1"}, {"url": "https://p.example/2"}]"#
        ),
        ["page https://p.example/1", "page https://p.example/2"]
    );
}

#[test]
fn what_is_more_than_a_list_is_none() {
    for (name, text) in [
        ("a.txt", "See https://p.example/1 for more."),
        (
            "a.html",
            "<!doctype html><p><a href=https://p.example/1>One</a>",
        ),
        (
            "a.json",
            r#"[{"url": "https://p.example/1"}, {"text": "Chips.", "url": "https://p.example/2"}]"#,
        ),
        ("a.txt", ""),
    ] {
        assert_eq!(listed(name, text), [""; 0], "{text}");
    }
}

#[test]
fn a_long_list_is_known_as_far_as_it_may_be() {
    let lines: Vec<String> = (0..50_002)
        .map(|at| format!("https://p.example/{at}"))
        .collect();
    let lines = lines.join("\n");
    assert_eq!(listed("a.txt", &lines).len(), 50_000);
    let read = source::read(Box::new(Cursor::new(lines)), "a.txt");
    let reason = read.err().map(|problem| problem.reason);
    assert_eq!(
        reason.as_deref(),
        Some(
            "the file is a list of more than 50000 addresses without texts; `newshound add --all FILE` fetches them"
        )
    );
}
