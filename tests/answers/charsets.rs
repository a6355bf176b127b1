//! Character sets that are not what they are said to be.

use super::{answer, only, read};

/// A text, in words that no other character set would give.
const TEXT: &str = "Die Prüfung für große Modelle — so heißt es — wird später fällig.";

/// The text and the notes of a page that is sent as `media`.
fn page(media: &str, head: &str, text: &[u8]) -> (String, Vec<String>) {
    let page = [
        b"<!doctype html>",
        head.as_bytes(),
        b"<title>T</title><p>",
        text,
    ]
    .concat();
    let found = only(answer(&format!("Content-Type: {media}"), page));
    (found.article.text, found.notes)
}

fn noted(note: &str) -> (String, Vec<String>) {
    (TEXT.to_owned(), vec![note.to_owned()])
}

#[test]
fn what_is_utf8_is_read_as_that_whatever_is_stated() {
    for media in [
        "text/html; charset=iso-8859-1",
        "text/html; charset=windows-1251",
        "text/html; charset=shift_jis",
        "text/html; charset=utf-16",
        "text/html; charset=klingon",
        "text/html; charset=",
        "text/html",
    ] {
        assert_eq!(
            page(media, "", TEXT.as_bytes()),
            (TEXT.to_owned(), vec![]),
            "{media}"
        );
    }
    let head = "<meta charset=iso-8859-1>";
    assert_eq!(
        page("text/html", head, TEXT.as_bytes()),
        (TEXT.to_owned(), vec![])
    );
}

#[test]
fn what_is_not_what_is_stated_is_detected() {
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(TEXT);
    let lied = noted("read as windows-1252, though `utf-8` is stated");
    assert_eq!(page("text/html; charset=utf-8", "", &latin), lied);
    assert_eq!(
        page("text/html; charset=UTF-8", "<meta charset=utf-8>", &latin),
        lied
    );
    for media in [
        "text/html; charset=klingon",
        "text/html",
        "text/html; charset=iso-8859-1",
    ] {
        assert_eq!(
            page(media, "", &latin),
            noted("read as windows-1252"),
            "{media}"
        );
    }
    // Bytes that are none in what is stated.
    let (found, notes) = page("text/html; charset=euc-jp", "", &latin);
    assert_eq!(found, TEXT);
    assert_eq!(notes, ["read as windows-1252, though `euc-jp` is stated"]);
}

#[test]
fn the_page_knows_where_its_server_does_not() {
    let text = "Закон об искусственном интеллекте";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
    let head = "<meta charset=windows-1251>";
    let lied = "read as windows-1251, though `utf-8` is stated".to_owned();
    assert_eq!(
        page("text/html; charset=utf-8", head, &bytes),
        (text.to_owned(), vec![lied])
    );
}

#[test]
fn a_feed_is_in_what_it_or_its_server_says() {
    let feed = |declaration: &str| {
        let feed = format!(
            "{declaration}<rss version='2.0'><channel><title>T</title><item><title>A</title>\
             <link>https://p.example/1</link><description>Sejm przyjął ustawę o sztucznej inteligencji.</description></item></channel></rss>"
        );
        encoding_rs::ISO_8859_2.encode(&feed).0.into_owned()
    };
    let text = |media: &str, feed: Vec<u8>| {
        let sent = answer(&format!("Content-Type: {media}"), feed);
        let found = read("https://p.example/feed", sent)
            .remove(0)
            .expect("an article");
        (found.article.text, found.notes)
    };
    let expected = "Sejm przyjął ustawę o sztucznej inteligencji.".to_owned();
    assert_eq!(
        text("application/rss+xml; charset=iso-8859-2", feed("")),
        (expected.clone(), vec!["read as iso-8859-2".to_owned()])
    );
    assert_eq!(
        text(
            "text/xml; charset=utf-8",
            feed("<?xml version='1.0' encoding='iso-8859-2'?>")
        ),
        (
            expected,
            vec!["read as iso-8859-2, though `utf-8` is stated".to_owned()]
        )
    );
}
