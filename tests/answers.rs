//! Answers of servers: the articles in them, and what else is read of them.

/// Character sets that are not what they are said to be.
mod charsets;
/// Feeds as they are followed, and the pages that name them.
mod feeds;
/// Lists of addresses, in answers and in files.
mod lists;

use std::io::Cursor;

use jiff::Timestamp;
use newshound::record::Problem;
use newshound::source::{self, Extracted, Limits};

const ADDRESS: &str = "https://paper.example/chips";

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

#[test]
fn of_a_page_in_an_archive_on_the_web_the_original_counts() {
    let about = |address: &str, header: &str| {
        let sent = answer(&format!("Content-Type: text/html\n{header}"), PAGE);
        let about = read(address, sent)
            .remove(0)
            .expect("an article")
            .article
            .about;
        let captured = about.captured.map(|date| date.to_string());
        (about.url.unwrap_or_default(), captured.unwrap_or_default())
    };
    let here = |url: &str, captured: &str| (url.to_owned(), captured.to_owned());
    let replayed = "https://web.archive.org/web/20240105123456/https://paper.example/chips";
    assert_eq!(
        about(replayed, "X: y"),
        here(ADDRESS, "2024-01-05T12:34:56Z")
    );
    let link = "Link: <https://m.example/timemap>; rel=\"timemap\", <https://Paper.example/Chips>; rel=\"original\", \
                <https://m.example/>; rel=\"timegate\"";
    let when = "Memento-Datetime: Fri, 05 Jan 2024 12:34:56 GMT";
    let memento = "https://m.example/AbCdE";
    assert_eq!(
        about(memento, &format!("{when}\n{link}")),
        here("https://Paper.example/Chips", "2024-01-05T12:34:56Z")
    );
    // One of the two alone says nothing.
    assert_eq!(about(memento, link), here(memento, "2025-01-21T12:00:00Z"));
    assert_eq!(about(memento, when), here(memento, "2025-01-21T12:00:00Z"));
    let kept = archive(&[(
        replayed,
        "2025-01-21T12:00:00Z",
        &answer("Content-Type: text/html", PAGE),
    )]);
    let moment = "2024-01-05T12:34:56Z".parse().expect("a moment");
    let read = source::captured_at(
        Box::new(Cursor::new(kept)),
        "web.warc",
        Limits::default(),
        moment,
    );
    assert_eq!(read.expect("an archive").count(), 1);
}
