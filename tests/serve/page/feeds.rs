//! Feeds: valid, the same ids after a rebuild, what came last first, and not sent again where nothing changed.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use super::site;
use crate::serve::{Answer, Server};
use crate::trouble::Site;

/// The elements of a document by their paths, each with its text; attributes as `path@name`.
fn elements(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let mut path: Vec<String> = Vec::new();
    let mut found: Vec<(String, String)> = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                path.push(tag.name().as_ref().to_owned());
                found.push((path.join("/"), String::new()));
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    let name = attribute.key.as_ref().to_owned();
                    let value = attribute.value.to_string();
                    found.push((
                        format!("{}@{name}", path.join("/")),
                        super::unescaped(&value),
                    ));
                }
                if matches!(event, Event::Empty(_)) {
                    path.pop();
                }
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Text(text) => {
                let path = path.join("/");

                if let Some((_, known)) = found.iter_mut().rev().find(|(known, _)| *known == path) {
                    known.push_str(text);
                }
            }
            _ => {}
        }
    }
    assert!(path.is_empty(), "`{path:?}` is not closed");
    found
}

fn texts<'a>(elements: &'a [(String, String)], path: &str) -> Vec<&'a str> {
    let found = elements.iter().filter(|(known, _)| known == path);
    found.map(|(_, text)| text.as_str()).collect()
}

fn ids_of_json(answer: &Answer) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap().clone();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_feed_has_what_its_standard_asks_for() {
    let server = Server::of(site(), &[]);
    server.site.run(&["beat", "add", "chips", "chip"]);
    for (path, question) in [
        ("/feed.atom", ""),
        ("/feed.atom", "?query=chip&limit=5"),
        ("/feed.atom", "?query=nothingatall"),
        ("/beats/chips/feed.atom", ""),
    ] {
        let answer = server.get(&format!("{path}{question}"));
        assert_eq!(
            answer.header("content-type"),
            "application/atom+xml; charset=utf-8"
        );
        let all = elements(&answer.body);
        for one in ["feed/id", "feed/title", "feed/updated", "feed/author/name"] {
            assert_eq!(texts(&all, one).len(), 1, "{one}");
        }
        let entries = texts(&all, "feed/entry").len();
        for one in ["id", "title", "updated", "summary"] {
            assert!(
                texts(&all, &format!("feed/entry/{one}")).len() >= entries,
                "{one}"
            );
        }
        let moments = texts(&all, "feed/entry/updated")
            .into_iter()
            .chain(texts(&all, "feed/updated"));
        let moments = moments.chain(texts(&all, "feed/entry/published"));
        for moment in moments {
            moment.parse::<jiff::Timestamp>().unwrap();
        }
        let links = texts(&all, "feed/entry/link@href")
            .into_iter()
            .chain(texts(&all, "feed/link@href"));
        for link in links {
            assert!(
                link.starts_with("http://") || link.starts_with("https://"),
                "{link}"
            );
            url::Url::parse(link).unwrap();
        }
        let own = texts(&all, "feed/link@href")[0];
        assert_eq!(own, format!("http://{}{path}{question}", server.address));
        // The other form has the same articles.
        let json = server.get(&format!("{}{question}", path.replace(".atom", ".json")));
        assert_eq!(
            json.header("content-type"),
            "application/feed+json; charset=utf-8"
        );
        assert_eq!(ids_of_json(&json), texts(&all, "feed/entry/id"));
        let feed = json.json();
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        for item in feed["items"].as_array().unwrap() {
            assert!(item["content_text"].is_string() && item["title"].is_string());
            assert_ne!(item["external_url"], Value::from("javascript:alert(1)"));
        }
    }
}

#[test]
fn what_came_last_comes_first_and_keeps_its_id() {
    let site = Site::new();
    let add = |name: &str, text: &str, when: &str| {
        site.write(name, text);
        let mut command = site.command(&["add", name]);
        let output = command.env("NEWSHOUND_NOW", when).output().unwrap();
        assert!(output.status.success());
    };
    // Published in another order than they came.
    let article =
        |title: &str, day: &str| format!("---\ntitle: {title}\ndate: {day}\n---\n\nA chip ban.\n");
    add(
        "a.md",
        &article("First", "2025-03-01"),
        "2030-01-01T00:00:00Z",
    );
    add(
        "b.md",
        &article("Second", "2025-01-01"),
        "2030-01-02T00:00:00Z",
    );
    add(
        "c.md",
        &article("Third", "2025-02-01"),
        "2030-01-03T00:00:00Z",
    );
    let server = Server::of(site, &[]);
    let titles = |answer: &Answer| -> Vec<String> {
        let items = answer.json()["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["title"].as_str().unwrap().to_owned())
            .collect()
    };
    let before = server.get("/feed.json?query=chip");
    assert_eq!(titles(&before), ["Third", "Second", "First"]);
    assert_eq!(
        before.json()["items"][0]["date_modified"],
        "2030-01-03T00:00:00Z"
    );
    let rebuilt = server.site.run(&["index", "--fresh"]);
    assert_eq!(rebuilt.code, Some(0), "{}", rebuilt.err);
    std::thread::sleep(std::time::Duration::from_millis(400));
    let after = server.get("/feed.json?query=chip");
    assert_eq!(before.body, after.body);
}

#[test]
fn a_feed_that_did_not_change_is_not_sent_again() {
    let server = Server::tiny();
    let own = server.address.clone();
    let get = |header: &str| {
        let request = format!("GET /feed.atom?query=chip HTTP/1.1\r\nHost: {own}\r\n{header}\r\n");
        server.send(&request)
    };
    let first = get("");
    assert_eq!(first.status, 200);
    let by_tag = format!("If-None-Match: {}\r\n", first.header("etag"));
    let by_time = format!("If-Modified-Since: {}\r\n", first.header("last-modified"));
    let before = "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT\r\n";
    assert_eq!(get(&by_tag).status, 304);
    assert_eq!(get(&by_time).status, 304);
    assert_eq!(get(before).status, 200);
    server.site.write("corpus/late.txt", "A late chip.");
    assert_eq!(server.site.run(&["index"]).code, Some(0));
    std::thread::sleep(std::time::Duration::from_millis(400));
    assert_eq!(get(&by_tag).status, 200);
    assert_eq!(get(&by_time).status, 200);
}

#[test]
fn a_feed_keeps_its_id_on_every_day_and_shares_it_with_no_other() {
    let server = Server::tiny();
    server.site.run(&["beat", "add", "chips", "chip"]);
    let id = |path: &str| {
        let all = elements(&server.get(path).body);
        texts(&all, "feed/id")[0].to_owned()
    };
    let of_days = id("/feed.atom?query=chip+since:7d");
    assert!(of_days.contains("since%253A7d"), "{of_days}");
    assert_eq!(
        id("/feed.atom?query=chip&limit=3"),
        id("/feed.atom?query=chip")
    );
    let all = [
        "/feed.atom",
        "/feed.atom?query=chip",
        "/feed.atom?query=chip&aliases=false",
        "/feed.atom?query=chip&outlet=ledger",
        "/beats/chips/feed.atom",
        "/beats/chips/feed.atom?aliases=false",
    ];
    let ids: std::collections::BTreeSet<String> = all.iter().map(|path| id(path)).collect();
    assert_eq!(ids.len(), all.len(), "{ids:?}");
    // A beat has its own question.
    assert_eq!(server.get("/beats/chips/feed.atom?query=musk").status, 400);
    assert_eq!(server.get("/feed.atom?limit=99999").status, 400);
}

#[test]
fn an_entry_shows_the_passage_that_answers_and_invents_nothing() {
    let site = Site::new();
    let long = "A sentence of a long article without the word. ".repeat(200);
    site.write(
        "corpus/a.md",
        format!(
            "---\ntitle: Long\noutlet: The Ledger\n---\n\n{long}\n\nAt its end a zeppelin lands.\n"
        ),
    );
    let server = Server::of(site, &[]);
    let all = elements(&server.get("/feed.atom?query=zeppelin").body);
    assert!(texts(&all, "feed/entry/summary")[0].contains("zeppelin"));
    let href = texts(&all, "feed/entry/link@href")[0];
    let (path, passage) = href.rsplit_once("#p").unwrap();
    assert_ne!(passage, "1");
    assert!(path.contains("query=zeppelin"), "{href}");
    assert!(texts(&all, "feed/entry/author").is_empty());
    assert_eq!(texts(&all, "feed/entry/dc:publisher"), ["The Ledger"]);
    let none = elements(&server.get("/feed.atom?query=nothingatall").body);
    assert!(!texts(&none, "feed/updated")[0].starts_with("1970"));
}
