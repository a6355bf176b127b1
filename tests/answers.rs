//! Answers of servers: the articles in them, and what else is read of them.

use std::io::Cursor;

use jiff::Timestamp;
use newshound::record::Problem;
use newshound::source::{self, Extracted, Limits};

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
