//! Answers of servers: the articles in them, and what else is read of them.

use std::io::Cursor;

use jiff::Timestamp;
use newshound::record::Problem;
use newshound::source::{self, Address, Extracted, Kind, Limits};

const ADDRESS: &str = "https://paper.example/chips";

const PAGE: &str = "<!doctype html><title>Chips</title><p>Here are chips.";

fn noon() -> Timestamp {
    "2025-01-21T12:00:00Z".parse().expect("a moment")
}

/// An answer with a header of these lines.
fn answer(header: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let header: String = header.lines().map(|line| format!("{line}\r\n")).collect();
    let head = format!("HTTP/1.1 200 OK\r\n{header}\r\n");
    [head.as_bytes(), body.as_ref()].concat()
}

fn read(address: &str, answer: Vec<u8>) -> Vec<Result<Extracted, Problem>> {
    let answer = Box::new(Cursor::new(answer));
    match source::response(address, noon(), answer, Limits::default()) {
        Ok(articles) => articles.collect(),
        Err(problem) => vec![Err(problem)],
    }
}

#[track_caller]
fn only(answer: Vec<u8>) -> Extracted {
    let mut read = read(ADDRESS, answer);
    assert_eq!(read.len(), 1, "{read:?}");
    read.remove(0).expect("an article")
}

#[track_caller]
fn refused(answer: Vec<u8>) -> String {
    let mut read = read(ADDRESS, answer);
    assert_eq!(read.len(), 1, "{read:?}");
    read.remove(0).expect_err("a problem").reason
}

/// A web archive of one answer for each address and moment.
fn archive(records: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (address, moment, answer) in records {
        let head = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: {moment}\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            answer.len()
        );
        archive.extend(head.as_bytes());
        archive.extend(*answer);
        archive.extend(b"\r\n\r\n");
    }
    archive
}

#[test]
fn an_answer_is_read_as_the_record_of_a_web_archive_is() {
    let chunked = format!("{:x}\r\n{PAGE}\r\n0\r\n\r\n", PAGE.len());
    let answer = answer(
        "Content-Type: text/html; charset=utf-8\nTransfer-Encoding: chunked",
        chunked,
    );
    let kept = archive(&[(ADDRESS, "2025-01-21T12:00:00Z", &answer)]);
    let kept = source::read(Box::new(Cursor::new(kept)), "web.warc").expect("an archive");
    let mut kept: Vec<Extracted> = kept.map(|read| read.expect("an article")).collect();
    let mut found = only(answer);
    assert_eq!(found.article.text, "Here are chips.");
    assert_eq!(found.article.about.url.as_deref(), Some(ADDRESS));
    assert_eq!(
        found.article.about.captured.map(|date| date.to_string()),
        Some("2025-01-21T12:00:00Z".to_owned())
    );
    assert_eq!(found.article.about.provenance.file, ADDRESS);
    assert_eq!(kept[0].article.about.provenance.file, "web.warc");
    found.article.about.provenance = Default::default();
    kept[0].article.about.provenance = Default::default();
    assert_eq!(kept, [found]);
}

#[test]
fn an_answer_without_a_document_says_so() {
    let missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Nothing here.";
    assert_eq!(
        refused(missing.to_vec()),
        "the server answered `404 Not Found`"
    );
    assert_eq!(
        refused(answer("Content-Type: image/png", "\u{1}\u{2}")),
        "the server sent `image/png`, which is not read"
    );
    assert_eq!(
        refused(answer("Content-Type: text/html", "")),
        "the file holds no text"
    );
}

#[test]
fn of_a_web_archive_the_capture_of_one_moment_is_read_alone() {
    let page = |text: &str| answer("Content-Type: text/html", format!("<p>{text}"));
    let kept = archive(&[
        (ADDRESS, "2025-01-21T11:59:59Z", &page("The first.")),
        // It would be a problem if it were opened.
        (ADDRESS, "2025-01-21T12:00:01Z", &page("")),
        (ADDRESS, "2025-01-21T12:00:00.25Z", &page("The second.")),
        (
            "https://other.example/",
            "2025-01-21T12:00:00Z",
            &page("Another."),
        ),
    ]);
    let at = |bytes: Vec<u8>, moment: Timestamp| -> Vec<String> {
        let input = Box::new(Cursor::new(bytes));
        let read = source::captured_at(input, "web.warc", Limits::default(), moment);
        read.expect("an archive")
            .map(|read| read.expect("an article").article.text)
            .collect()
    };
    assert_eq!(at(kept.clone(), noon()), ["The second.", "Another."]);
    assert_eq!(at(kept, Timestamp::UNIX_EPOCH), [""; 0]);
    assert_eq!(at(b"A note.".to_vec(), noon()), [""; 0]);
}

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

const SITEMAP: &str = r#"<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://p.example/1?a=1&amp;b=2</loc><image:image><image:loc>https://p.example/1.png</image:loc></image:image></url>
<url><image:image><image:loc>https://p.example/2.png</image:loc></image:image><loc> https://p.example/2
</loc><news:news><news:title>Chips &amp; rules</news:title></news:news></url>
<url><loc>https://p.example/1?a=1&amp;b=2</loc></url>
<url><loc>ftp://p.example/3</loc></url>
</urlset>"#;

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

#[test]
fn of_data_in_a_web_archive_the_articles_are_read_and_nothing_is_told() {
    let of = |media: &str, body: &str| answer(&format!("Content-Type: {media}"), body);
    let feed = r#"<rss version="2.0"><channel><title>Paper</title>
        <item><title>One</title><link>https://paper.example/1</link><description>First.</description></item>
        <item><title>Two</title><description>Second.</description></item></channel></rss>"#;
    let sent = [
        of("application/rss+xml; charset=utf-8", feed),
        of("application/json", r#"{"title": "A", "text": "Third."}"#),
        of("application/json", r#"{"status": "ok"}"#),
        of("application/json", r#"[{"id": 1}, {"id": 2}]"#),
        of("application/json", "true"),
        of("text/xml", "<answer>1</answer>"),
        of("application/xml", SITEMAP),
        of("text/plain", "https://p.example/1\nhttps://p.example/2"),
        of("text/csv", "title,text\nA,Fourth.\n"),
        of("application/octet-stream", "var a = 1;"),
        of("application/rtf", "{\\rtf1 Fifth.}"),
        of("text/css", "a { color: red }"),
    ];
    let records: Vec<_> = sent
        .iter()
        .map(|sent| (ADDRESS, "2025-01-21T12:00:00Z", &**sent))
        .collect();
    let read = source::read(Box::new(Cursor::new(archive(&records))), "web.warc");
    let read = read
        .expect("an archive")
        .map(|read| read.expect("no problem").article);
    let read: Vec<_> = read
        .map(|article| (article.text.trim().to_owned(), article.about.url))
        .collect();
    let expected = [
        ("First.", Some("https://paper.example/1")),
        ("Second.", None),
        ("Third.", Some(ADDRESS)),
        ("Fourth.", None),
        ("Fifth.", Some(ADDRESS)),
    ];
    assert_eq!(
        read,
        expected.map(|(text, url)| (text.to_owned(), url.map(str::to_owned)))
    );
}
