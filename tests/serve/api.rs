//! The API: the documents of the command at addresses, and what is said where there is none.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use url::form_urlencoded;

use super::{Answer, Server, copy};
use crate::trouble::Site;

const DESCRIPTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");

/// The same as `--token-file`.
const TOKEN: &str = "0123456789abcdef";

fn tiny() -> Site {
    let site = Site::new();
    copy(Path::new("tests/corpora/tiny"), &site.path("corpus"));
    site
}

/// Names and values as an address has them.
fn encoded(pairs: &[(&str, &str)]) -> String {
    let mut address = form_urlencoded::Serializer::new(String::new());
    address.extend_pairs(pairs);
    address.finish()
}

/// A name as a part of a path.
fn part(name: &str) -> String {
    name.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Why there is no answer: the status and the code.
fn refused(answer: &Answer) -> (u16, String) {
    let problem = answer.json();
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(problem["status"], answer.status);
    (answer.status, problem["code"].as_str().unwrap().to_owned())
}

/// What is wrong, and what helps.
fn said(answer: &Answer) -> String {
    let problem = answer.json();
    let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    format!("{}; {}", text("detail"), text("hint"))
}

#[test]
fn a_get_a_post_and_the_command_print_the_same_bytes() {
    let server = Server::of(tiny(), &[]);
    let questions = [
        "lawsuit",
        "\"facial recognition\"",
        "chip OR court",
        "regulat*",
        "title:act",
        "what is known of stargate?",
        "zzzz",
        "chips act since:last-week",
    ];
    let mut compared = 0;
    let flags: &[(&str, &[(&str, &str)])] = &[
        ("search", &[]),
        (
            "search",
            &[("limit", "2"), ("per-article", "all"), ("sort", "oldest")],
        ),
        (
            "search",
            &[
                ("offset", "1"),
                ("fresh-half-life", "30d"),
                ("after", "2020"),
            ],
        ),
        (
            "search",
            &[("explain", "true"), ("zone", "Europe/Brussels")],
        ),
        ("list", &[]),
        (
            "list",
            &[("sort", "oldest"), ("limit", "3"), ("before", "2025-06")],
        ),
        (
            "timeline",
            &[
                ("by", "quarter"),
                ("beside", "chip"),
                ("beside", "court, ban"),
            ],
        ),
        (
            "facets",
            &[("by", "outlet,year"), ("limit", "2"), ("offset", "1")],
        ),
        ("facets", &[("outlet", "!!!"), ("by", "year,lang")]),
        ("timeline", &[("outlet", "")]),
        (
            "terms",
            &[("least", "1"), ("all-words", "true"), ("limit", "7")],
        ),
    ];
    for query in questions {
        for (verb, options) in flags {
            let mut arguments = vec![(*verb).to_owned(), "--json".to_owned()];
            for (name, value) in *options {
                arguments.push(format!("--{name}"));
                arguments.extend((*value != "true").then(|| (*value).to_owned()));
            }
            arguments.extend(["--".to_owned(), query.to_owned()]);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let command = server.site.run(&arguments);
            let pairs = [&[("query", query)], *options].concat();
            let got = server.get(&format!("/v1/{verb}?{}", encoded(&pairs)));
            assert_eq!(got.status, 200, "{arguments:?}: {}", got.body);
            assert_eq!(got.body, command.out, "{arguments:?}");
            let posted = server.post(&format!("/v1/{verb}"), &body(&pairs).to_string());
            assert_eq!(posted.body, command.out, "{arguments:?}");
            compared += 1;
        }
    }
    assert_eq!(compared, questions.len() * flags.len());
    for verb in ["list", "timeline", "facets", "terms", "status"] {
        let command = server.site.run(&[verb, "--json"]);
        assert_eq!(
            server.get(&format!("/v1/{verb}")).body,
            command.out,
            "{verb}"
        );
    }
}

/// The same names and values as a body has them.
fn body(pairs: &[(&str, &str)]) -> Value {
    let mut body = json!({});
    for (name, value) in pairs {
        let name = name.replace('-', "_");
        let read = match (name.as_str(), *value) {
            ("query", text) => json!(text),
            ("beside", text) => {
                let mut all = body["beside"].as_array().cloned().unwrap_or_default();
                all.push(json!(text));
                json!(all)
            }
            ("by", text) if text.contains(',') => json!(text.split(',').collect::<Vec<_>>()),
            (_, text) => serde_json::from_str(text)
                .ok()
                .filter(|value: &Value| !value.is_number() || name != "after")
                .unwrap_or_else(|| json!(text)),
        };
        body[name.as_str()] = read;
    }
    body
}

#[test]
fn an_article_is_found_by_whatever_the_command_takes() {
    let server = Server::of(tiny(), &[]);
    let list = server.get("/v1/list").json();
    let of = |article: &Value| article["id"].as_str().unwrap().to_owned();
    let ids: Vec<String> = list["articles"]
        .as_array()
        .unwrap()
        .iter()
        .map(of)
        .collect();
    let url = list["articles"].as_array().unwrap().iter();
    let url = url
        .filter_map(|article| article["url"].as_str())
        .next()
        .unwrap();
    let (first, beginning, address) = (&ids[0], &ids[1][..9], format!("{}:1", ids[2]));
    for name in [first, beginning, &address, "stargate-permits.md", url] {
        let shown = server.site.run(&["show", "--json", name]);
        let got = server.get(&format!("/v1/articles/{}", part(name)));
        assert_eq!((got.status, got.body), (200, shown.out), "{name}");
    }
    let marked = server
        .site
        .run(&["show", "--json", "--query", "permit", "stargate-permits.md"]);
    let got = server.get("/v1/articles/stargate-permits.md?query=permit");
    assert_eq!(got.body, marked.out);
    let missing = |path: &str| refused(&server.get(path));
    assert_eq!(missing("/v1/articles/nowhere"), (404, "not_found".into()));
    assert_eq!(missing(&format!("/v1/articles/{first}:99")).0, 404);
    assert_eq!(missing("/v1/articles/%FF").0, 400);
    assert_eq!(
        missing(&format!("/v1/articles/{first}?captured=2020-01-01")).0,
        404
    );
    assert_eq!(
        missing(&format!("/v1/articles/{first}?captured=never")).0,
        400
    );
    assert_eq!(missing("/v1/articles/brussels%00").0, 404);
}

#[test]
fn a_beginning_of_several_ids_is_a_conflict() {
    let site = Site::new();
    // Of seventeen ids two begin alike.
    for number in 0..17 {
        site.write(
            &format!("corpus/{number}.txt"),
            format!("The chip ban, day {number}."),
        );
    }
    let server = Server::of(site, &[]);
    let digits = "0123456789abcdef".chars();
    let got: Vec<Answer> = digits
        .map(|digit| server.get(&format!("/v1/articles/{digit}")))
        .collect();
    let shared = got.iter().find(|answer| answer.status == 409).unwrap();
    assert_eq!(refused(shared), (409, "ambiguous".into()));
    assert!(said(shared).contains("give more digits"));
}

#[test]
fn a_passage_comes_with_its_address_its_marks_and_its_neighbours() {
    let server = Server::of(tiny(), &[]);
    let hits = server
        .get("/v1/search?query=the&limit=100&per_article=all")
        .json();
    let hits = hits["hits"].as_array().unwrap().iter();
    let hit = hits
        .max_by_key(|hit| hit["passage"]["of"].as_u64())
        .unwrap();
    let (id, number) = (
        hit["article"]["id"].as_str().unwrap(),
        &hit["passage"]["number"],
    );
    let path = format!("/v1/articles/{id}/passages/{number}");
    let one = server.get(&format!("{path}?query=the")).json();
    assert_eq!(one["passage"], hit["passage"], "as the search gives it");
    assert_eq!(one["article"], hit["article"]);
    assert_eq!((&one["before"], &one["after"]), (&json!([]), &json!([])));
    let of = hit["passage"]["of"].as_u64().unwrap();
    assert!(of >= 2, "a passage with neighbours");
    let text = server.get(&format!("/v1/articles/{id}")).json();
    let text = text["article"]["text"].as_str().unwrap();
    let all = server
        .get(&format!("/v1/articles/{id}/passages/1?around=1000"))
        .json();
    let after = all["after"].as_array().unwrap();
    assert_eq!(after.len() as u64, of - 1);
    for (passage, number) in std::iter::once(&all["passage"]).chain(after).zip(1..) {
        assert_eq!(passage["address"], format!("{id}:{number}"));
        let from = passage["start_byte"].as_u64().unwrap() as usize;
        assert!(text[from..].starts_with(passage["text"].as_str().unwrap()));
        let start = passage["start"].as_u64().unwrap() as usize;
        assert_eq!(text[..from].chars().count(), start);
    }
    let last = server
        .get(&format!("/v1/articles/{id}/passages/{of}?around=1"))
        .json();
    assert_eq!(last["before"][0]["number"], of - 1);
    for (number, status) in [
        ("0", 404),
        ("99999999999999999999999", 404),
        ("one", 400),
        ("-1", 400),
    ] {
        let path = format!("/v1/articles/{id}/passages/{number}");
        assert_eq!(server.get(&path).status, status, "{number}");
    }
}

#[test]
fn pages_give_every_hit_once_until_something_is_committed() {
    let server = Server::of(tiny(), &[]);
    for (verb, of, name) in [("search", "hits", "passage"), ("list", "articles", "id")] {
        let question = "query=the&per_article=all&sort=newest";
        let question = if verb == "list" {
            "query=the&sort=newest"
        } else {
            question
        };
        let found = |limit: usize| {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = server
                    .get(&format!("/v1/{verb}?{question}&limit={limit}{cursor}"))
                    .json();
                let page_of = page[of].as_array().unwrap();
                assert!(page_of.len() <= limit);
                seen.extend(page_of.iter().map(|one| one[name].to_string()));
                match page["cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={}", part(next)),
                    None => return seen,
                }
            }
        };
        let whole = found(1000);
        let distinct: BTreeSet<&String> = whole.iter().collect();
        assert!(whole.len() > 5 && distinct.len() == whole.len());
        for limit in [1, 2, 5] {
            assert_eq!(found(limit), whole, "{verb}, pages of {limit}");
        }
    }
    let page = server.get("/v1/search?query=the&limit=1").json();
    let cursor = page["cursor"].as_str().unwrap().to_owned();
    let other = server.get(&format!("/v1/search?query=court&cursor={cursor}"));
    assert_eq!(refused(&other), (400, "usage".into()));
    server.site.write("new.txt", "The end.");
    assert_eq!(server.site.run(&["add", "new.txt"]).code, Some(0));
    let path = format!("/v1/search?query=the&limit=1&cursor={cursor}");
    let began = std::time::Instant::now();
    while server.get(&path).status == 200 {
        assert!(began.elapsed().as_secs() < 30, "a commit is seen");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(refused(&server.get(&path)), (410, "expired".into()));
}

#[test]
fn an_answer_that_is_known_is_not_sent_again() {
    let server = Server::of(tiny(), &[]);
    server.site.run(&["beat", "add", "courts", "court"]);
    let id = server.get("/v1/list?limit=1").json()["articles"][0]["id"].clone();
    let id = id.as_str().unwrap();
    let paths = [
        "/v1/search?query=court".to_owned(),
        "/v1/search?query=court&fresh_half_life=30d".to_owned(),
        "/v1/search?query=beat:courts".to_owned(),
        "/v1/list".to_owned(),
        "/v1/timeline".to_owned(),
        "/v1/facets".to_owned(),
        "/v1/terms?query=court".to_owned(),
        "/v1/beats".to_owned(),
        "/v1/beats/courts/new".to_owned(),
        "/v1/status".to_owned(),
        format!("/v1/articles/{id}"),
        format!("/v1/articles/{id}/passages/1"),
        "/v1/openapi.json".to_owned(),
    ];
    let mut tags = BTreeSet::new();
    for path in &paths {
        let first = server.get(path);
        let tag = first.header("etag").to_owned();
        assert!(tag.len() > 10, "{path}: {}", first.body);
        let again = |method: &str, tag: &str| {
            let own = &server.address;
            server.send(&format!(
                "{method} {path} HTTP/1.1\r\nHost: {own}\r\nIf-None-Match: \"x\", {tag}\r\n\r\n"
            ))
        };
        let known = again("GET", &tag);
        assert_eq!((known.status, known.body.as_str()), (304, ""), "{path}");
        assert_eq!(known.header("etag"), tag);
        assert_eq!(again("GET", "\"0000000000000000\"").status, 200);
        assert!(tags.insert(tag), "{path} has a tag of its own");
        if !path.ends_with("openapi.json") {
            assert!(first.header("server-timing").contains("answer;dur="));
            assert!(known.header("server-timing").contains("wait;dur="));
        }
    }
    let of = |path: &str| server.get(path).header("etag").to_owned();
    let (before, of_beat) = (of(&paths[0]), of(&paths[2]));
    server.site.run(&["beat", "remove", "courts"]);
    server.site.run(&["beat", "add", "courts", "chip"]);
    assert_ne!(of(&paths[2]), of_beat, "another question under the name");
    assert_eq!(of(&paths[0]), before);
    server
        .site
        .write("corpus/aliases.txt", "court = tribunal\n");
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_ne!(of(&paths[0]), before, "another name for the word");
    let posted = server.post("/v1/search", r#"{"query":"court"}"#);
    assert_eq!(
        posted.header("etag"),
        "",
        "the answer to a POST is not kept"
    );
}

#[test]
fn a_head_is_a_get_without_its_body_and_other_methods_are_named() {
    let server = Server::of(tiny(), &[]);
    let own = &server.address;
    let send = |method: &str, path: &str| {
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n");
        let mut stream = server.connect();
        std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut stream, &mut text).unwrap();
        text.to_lowercase()
    };
    let head = send("HEAD", "/v1/search?query=court");
    let got = server.get("/v1/search?query=court");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.ends_with("\r\n\r\n"), "no body");
    assert!(head.contains(&format!("content-length: {}", got.body.len())));
    assert!(head.contains(&format!("etag: {}", got.header("etag"))));
    for (path, allowed) in [
        ("/v1/search", "get,head,post"),
        ("/v1/status", "get,head"),
        ("/v1/beats/x/new", "get,head,post"),
        ("/metrics", "get,head"),
        ("/v1/openapi.json", "get,head"),
    ] {
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
            let answer = send(method, path);
            assert!(
                answer.starts_with("http/1.1 405"),
                "{method} {path}: {answer}"
            );
            assert!(
                answer.contains(&format!("allow: {allowed}\r\n")),
                "{answer}"
            );
            assert!(answer.contains("application/problem+json"));
        }
    }
    for path in [
        "/v1/nothing",
        "/v2/search",
        "/v1/articles/",
        "/v1/search/",
        "//v1/search",
    ] {
        assert_eq!(
            refused(&server.get(path)),
            (404, "not_found".into()),
            "{path}"
        );
    }
}

#[test]
fn what_cannot_be_taken_is_named_with_what_helps() {
    let server = Server::of(tiny(), &[]);
    let long = "x".repeat(20_000);
    for (path, status, expected) in [
        (
            "/v1/search?quer=a",
            400,
            "there is no parameter `quer` here; did you mean `query`?",
        ),
        (
            "/v1/list?offst=1",
            400,
            "there is no parameter `offst` here; did you mean `offset`?",
        ),
        (
            "/v1/status?a=1",
            400,
            "there is no parameter `a` here; this address takes no parameters",
        ),
        (
            "/v1/timeline?by=x",
            400,
            "`x` is no value of `by`; write `day` or `week` or ",
        ),
        ("/v1/facets?by=x", 400, "`x` is no value of `by`; write `"),
        (
            "/v1/search?query=a&any&all",
            400,
            "`any` and `all` do not go together; leave out one of them",
        ),
        (
            "/v1/list?cursor=a&offset=1",
            400,
            "`cursor` and `offset` do not go together; leave out one of them",
        ),
        (
            "/v1/search?query=a&after=foo",
            400,
            "`after: \"foo\"` is not a ",
        ),
        (
            "/v1/openapi.json?a=1",
            400,
            "there is no parameter `a` here; ",
        ),
        ("/v1/search", 400, "`query` is missing; "),
        ("/v1/search?query=", 400, "the question is empty; "),
        (
            "/v1/search?query=%2F(%2F",
            400,
            "`/(/` has a `(` that is never closed; ",
        ),
        (
            "/v1/search?query=a&query=b",
            400,
            "`query` is given twice; ",
        ),
        ("/v1/search?query=%FF", 400, "`query` is not UTF-8 text; "),
        (
            "/v1/search?query=a&limit=1001",
            400,
            "`1001` is no value of `limit`; How many to return: from 0 to 1000",
        ),
        (
            "/v1/search?query=a&limit=99999999999999999999",
            400,
            "`99999999999999999999` is no value of `limit`; How many to return: from 0 to 1000",
        ),
        (
            "/v1/search?query=a&offset=1000000001",
            400,
            "`1000000001` is no value of `offset`; How many to skip: from 0 to 1000000000",
        ),
        (
            "/v1/search?query=a&offset=18446744073709551615",
            400,
            "`18446744073709551615` is no value of `offset`; ",
        ),
        (
            "/v1/search?query=a&timeout=21",
            400,
            "`21` is no value of `timeout`; Seconds until the question is given up: from 0.1 to 20",
        ),
        (
            "/v1/search?query=a&timeout=NaN",
            400,
            "`NaN` is no value of `timeout`; ",
        ),
        (
            "/v1/search?query=a&per_article=0",
            400,
            "`0` is no value of `per_article`; ",
        ),
        (
            "/v1/search?query=a&sort=up",
            400,
            "`up` is no value of `sort`; ",
        ),
        (
            "/v1/search?query=a&cursor=x",
            400,
            "the cursor cannot be read; ",
        ),
        (
            "/v1/search?query=a&zone=Mars",
            400,
            "`Mars` is no value of `zone`; ",
        ),
        ("/v1/facets?by=", 400, "`` is no value of `by`; "),
        ("/v1/terms?least=0", 400, "`0` is no value of `least`; "),
        ("/v1/beats/none/new", 404, "there is no beat `none`; "),
        (
            &format!("/v1/search?query={long}"),
            414,
            "the address is longer than 16384 bytes; send the question as the body of a POST",
        ),
    ] {
        let answer = server.get(path);
        let said = said(&answer);
        assert_eq!(answer.status, status, "{path}: {said}");
        assert!(said.starts_with(expected), "{path}: {said}");
    }
    let broken = server
        .get("/v1/search?query=chips%20act%20since:last-week&strict")
        .json();
    assert_eq!(broken["position"]["start"], 16);
    assert_eq!(
        server
            .get("/v1/search?query=court%00ban&offset=1000000000")
            .status,
        200
    );
}

#[test]
fn a_body_has_to_be_an_object_of_json() {
    let server = Server::of(tiny(), &[]);
    let own = &server.address;
    let status = |body: &str| refused(&server.post("/v1/search", body)).0;
    for body in [
        "",
        "{",
        "[]",
        "null",
        "\"court\"",
        "{\"query\":1}",
        "{\"query\":null}",
        "{}",
    ] {
        assert_eq!(status(body), 400, "{body}");
    }
    let whole = server.post("/v1/search", r#"{"query":"court","limit":2.0}"#);
    assert_eq!(
        whole.body,
        server.get("/v1/search?query=court&limit=2").body
    );
    for body in [
        r#"{"query":"a","limit":1.5}"#,
        r#"{"query":"a","limit":1e30}"#,
        r#"{"query":"a","limit":-1}"#,
        r#"{"query":"a","limit":"1"}"#,
        r#"{"query":"a","any":"true"}"#,
        r#"{"query":"a","per_article":"3"}"#,
        r#"{"query":"a","per_article":99999999999}"#,
    ] {
        assert_eq!(status(body), 400, "{body}");
    }
    for body in [
        r#"{"beside":"a"}"#,
        &json!({ "beside": vec!["a"; 21] }).to_string(),
    ] {
        assert_eq!(server.post("/v1/timeline", body).status, 400);
    }
    assert_eq!(server.post("/v1/facets", r#"{"by":[]}"#).status, 400);
    let deep = format!("{}1{}", "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(status(&deep), 400);
    let answer = server.post("/v1/search?limit=1", r#"{"query":"court"}"#);
    assert!(said(&answer).starts_with("`limit` is in the address of a POST"));
    let large = json!({ "query": "x".repeat(70_000) }).to_string();
    assert_eq!(
        refused(&server.post("/v1/search", &large)),
        (413, "too_large".into())
    );
    let form = server.send(&format!(
        "POST /v1/search HTTP/1.1\r\nHost: {own}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\nquery=a"
    ));
    assert_eq!(refused(&form), (415, "media_type".into()));
}

#[test]
fn beats_are_looked_at_by_anyone_and_acknowledged_with_the_token() {
    let site = tiny();
    site.write("token", TOKEN);
    assert_eq!(site.run(&["index"]).code, Some(0));
    site.run(&["beat", "add", "courts", "court OR lawsuit"]);
    site.run(&["beat", "add", "chips", "chip"]);
    let server = Server::of(site, &[]);
    let shown = |arguments: &[&str]| server.site.run(arguments).out;
    assert_eq!(
        server.get("/v1/beats").body,
        shown(&["beat", "list", "--json"])
    );
    let peek = ["beat", "new", "courts", "--peek", "--json"];
    assert_eq!(server.get("/v1/beats/courts/new").body, shown(&peek));
    assert_eq!(
        server.get("/v1/beats/COURTS/new?all&limit=1").body,
        shown(&[&peek[..], &["--all", "--limit", "1"]].concat())
    );
    let denied = server.post("/v1/beats/courts/new", r#"{"ids":[]}"#);
    assert_eq!(refused(&denied), (403, "forbidden".into()));
    assert!(said(&denied).contains("--token-file"), "{}", said(&denied));

    let locked = Server::with_token(server);
    let post = |path: &str, body: &str, token: &str| locked.post_with(path, body, token);
    let new = |query: &str| {
        let news = locked
            .get_with(&format!("/v1/beats/courts/new{query}"), TOKEN)
            .json();
        let articles = news["beats"][0]["articles"].as_array().unwrap().iter();
        articles.map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    let all = new("?all");
    assert!(all.len() > 2, "{all:?}");
    let path = "/v1/beats/courts/new";
    assert_eq!(
        refused(&post(path, r#"{"ids":[]}"#, "wrong-wrong-wrong")).0,
        401
    );
    assert_eq!(refused(&post(path, "{}", TOKEN)).0, 400);
    for id in ["x", "0", "ABCDEF0123456789", "0123456789abcdef:1"] {
        let body = json!({ "ids": [id] }).to_string();
        assert_eq!(refused(&post(path, &body, TOKEN)).0, 400, "{id}");
    }
    assert_eq!(
        refused(&post("/v1/beats/none/new", r#"{"ids":[]}"#, TOKEN)).0,
        404
    );
    // An id that is not new changes nothing, not even what is known from now on.
    post(path, r#"{"ids":["0000000000000000"]}"#, TOKEN);
    assert_eq!(new(""), [Value::Null; 0]);
    assert_eq!(new("?all"), all);
    // What was shown is known, and what was not is new.
    let first = json!({ "ids": [all[0]] }).to_string();
    let left = post(path, &first, TOKEN).json();
    assert_eq!(left["beats"][0]["new"], all.len() - 1);
    assert_eq!(new(""), all[1..]);
    assert_eq!(post(path, &first, TOKEN).json(), left, "twice is once");
    // What came between the look and the word for it stays new.
    locked.site.write("late.txt", "Late news: the court ruled.");
    locked.site.run(&["add", "late.txt"]);
    let rest = json!({ "ids": all[1..] }).to_string();
    let began = std::time::Instant::now();
    while post(path, &rest, TOKEN).json()["beats"][0]["new"] != 1 {
        assert!(began.elapsed().as_secs() < 30, "a commit is seen");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(new("").len(), 1);
    let command = locked.site.run(&["beat", "new", "courts", "--json"]).out;
    let command: Value = serde_json::from_str(&command).unwrap();
    assert_eq!(command["beats"][0]["new"], 1, "the command knows the same");
    // Without an id what is there is taken for known, as the command does at the first time.
    assert_eq!(
        post("/v1/beats/chips/new", r#"{"ids":[]}"#, TOKEN).json()["beats"][0]["baseline"],
        false
    );
}

#[test]
fn no_answer_names_a_folder_of_the_machine() {
    let site = tiny();
    site.write("corpus/aliases.txt", "this is no alias\n");
    site.write(
        "corpus/.newshound/beats.txt",
        "no beat\nbroken: /(/\ncourts: court\n",
    );
    let corpus = site.path("corpus").display().to_string();
    let folder = site.path("").display().to_string();
    let server = Server::of(site, &["--corpus", &corpus]);
    let id = server.get("/v1/list?limit=1").json()["articles"][0]["id"].clone();
    let paths = [
        "/v1/search?query=court".to_owned(),
        "/v1/search?query=court&strict".to_owned(),
        "/v1/search?query=beat:nothing".to_owned(),
        "/v1/beats".to_owned(),
        "/v1/beats/courts/new".to_owned(),
        "/v1/beats/x/new".to_owned(),
        "/v1/status".to_owned(),
        format!("/v1/articles/{}", id.as_str().unwrap()),
        "/metrics".to_owned(),
    ];
    let mut noted = 0;
    for path in &paths {
        let answer = server.get(path);
        assert!(
            !answer.body.contains(folder.trim_end_matches('/')),
            "{path}: {}",
            answer.body
        );
        noted += usize::from(answer.body.contains("aliases.txt"));
    }
    assert!(noted >= 3, "the file of the aliases is named");
    let status = server.get("/v1/status").json();
    assert_eq!(
        (&status["corpus"], &status["index"]),
        (&json!("corpus"), &json!("index"))
    );
    std::fs::remove_dir_all(server.site.path("index")).unwrap();
    let began = std::time::Instant::now();
    while server.get("/v1/search?query=court").status == 200 {
        assert!(
            began.elapsed().as_secs() < 30,
            "an index that is gone is noticed"
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    for path in ["/v1/search?query=court", "/v1/status", "/readyz"] {
        let answer = server.get(path);
        assert_eq!(refused(&answer), (503, "index".into()), "{path}");
        assert!(
            !answer.body.contains(folder.trim_end_matches('/')),
            "{}",
            answer.body
        );
    }
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn nothing_outside_the_corpus_has_a_name() {
    let site = tiny();
    let folder = site.path("").display().to_string();
    let folder = folder.trim_end_matches('/').to_owned();
    let own = folder.rsplit('/').next().unwrap().to_owned();
    let server = Server::of(site, &["--corpus", &format!("{folder}/corpus")]);
    let shown = |name: &str| server.get(&format!("/v1/articles/{}", part(name)));
    for name in ["stargate-permits.md", "corpus/stargate-permits.md"] {
        assert_eq!(shown(name).status, 200, "{name}");
    }
    for name in [
        format!("{folder}/corpus/stargate-permits.md"),
        format!("../{own}/corpus/stargate-permits.md"),
        "corpus/../corpus/stargate-permits.md".to_owned(),
        format!("{folder}/corpus"),
        format!("{folder}/index/none"),
    ] {
        let answer = shown(&name);
        assert_eq!(refused(&answer).0, 404, "{name}");
        // It is said back as it was written, whether there is such a folder or not.
        let message = format!("there is no article `{name}`; ");
        assert!(said(&answer).starts_with(&message), "{}", said(&answer));
    }
}

#[test]
fn the_numbers_are_those_of_the_answers_under_names_that_are_bounded() {
    let server = Server::of(tiny(), &[]);
    assert_eq!(server.get("/healthz").body, "ok\n");
    assert_eq!(server.get("/readyz").body, "ok\n");
    for number in 0..30 {
        server.get(&format!("/v1/articles/x{number}"));
        server.get(&format!("/nothing/{number}"));
        server.get(&format!("/v1/search?query=x{number}"));
    }
    let answer = server.get("/metrics");
    assert!(
        answer
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    let mut series = BTreeSet::new();
    let mut typed = BTreeSet::new();
    for line in answer.body.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let words: Vec<&str> = comment.split(' ').collect();
            if words[0] == "TYPE" {
                assert!(
                    ["counter", "gauge", "histogram"].contains(&words[2]),
                    "{line}"
                );
                typed.insert(words[1].to_owned());
            }
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
        let base = name.split('{').next().unwrap();
        let is_typed = |suffix: &&str| typed.contains(base.trim_end_matches(suffix));
        assert!(
            ["", "_bucket", "_sum", "_count"].iter().any(is_typed),
            "{line}"
        );
        assert!(series.insert(name.to_owned()), "twice: {line}");
    }
    let count = |name: &str| {
        let line = answer.body.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|value| value.trim().parse::<u64>().ok())
    };
    let of = |path: &str, status: u16| {
        format!("newshound_answers_total{{path=\"{path}\",status=\"{status}\"}} ")
    };
    assert_eq!(count(&of("/v1/articles/{id}", 404)), Some(30));
    assert_eq!(count(&of("other", 404)), Some(30));
    assert_eq!(count(&of("/v1/search", 200)), Some(30));
    assert!(count("newshound_articles ").unwrap() > 5);
    assert!(series.len() < 150, "{} series", series.len());
}

#[test]
fn the_description_is_that_of_the_types() {
    let made = newshound::serve::description(true);
    let written = std::fs::read_to_string(DESCRIPTION).unwrap_or_else(|_| "{}".to_owned());
    let written: Value = serde_json::from_str(&written).unwrap();
    if std::env::var_os("NEWSHOUND_BLESS").is_some() {
        let text = serde_json::to_string_pretty(&made).unwrap();
        std::fs::write(DESCRIPTION, text + "\n").unwrap();
    } else {
        assert!(
            made == written,
            "docs/openapi.json is not what the types say; NEWSHOUND_BLESS=1 writes it"
        );
    }
    let served = Server::of(tiny(), &[]).get("/v1/openapi.json");
    assert_eq!(served.json(), newshound::serve::description(false));
    assert_eq!(served.json()["security"], json!([]));
}

#[test]
fn every_answer_obeys_the_description() {
    let site = tiny();
    site.run(&["index"]);
    site.write(
        "corpus/.newshound/beats.txt",
        "courts: court\nbroken: /(/\n",
    );
    site.write("token", TOKEN);
    let server = Server::of(site, &["--token-file", "token"]);
    let description = newshound::serve::description(true);
    let id = server.get_with("/v1/list?limit=1", TOKEN).json()["articles"][0]["id"].clone();
    let id = id.as_str().unwrap();
    let mut seen = BTreeSet::new();
    let mut check = |method: &str, path: &str, answer: &Answer| {
        let pointer = |path: &str| path.replace('/', "~1");
        let of = format!(
            "/paths/{}/{method}/responses/{}",
            pointer(path),
            answer.status
        );
        let response = description
            .pointer(&of)
            .unwrap_or_else(|| panic!("{of} is not described"));
        let response = match response["$ref"].as_str() {
            Some(reference) => description.pointer(&reference[1..]).unwrap(),
            None => response,
        };
        let kind = answer.header("content-type");
        let schema = &response["content"][kind]["schema"];
        assert!(schema.is_object(), "{of}: {kind}");
        let mut whole = schema.clone();
        whole["components"] = description["components"].clone();
        let validator = jsonschema::validator_for(&whole).unwrap();
        let document = answer.json();
        let wrong: Vec<String> = validator
            .iter_errors(&document)
            .map(|one| one.to_string())
            .collect();
        assert!(wrong.is_empty(), "{of}: {wrong:?}");
        seen.insert(format!("{method} {path}"));
    };
    for (path, address) in [
        ("/v1/search", "/v1/search?query=court&explain".to_owned()),
        ("/v1/search", "/v1/search?query=zzzz+court".to_owned()),
        ("/v1/search", "/v1/search?query=%2F(%2F".to_owned()),
        ("/v1/search", "/v1/search?query=a&limit=5000".to_owned()),
        ("/v1/list", "/v1/list?limit=2".to_owned()),
        ("/v1/timeline", "/v1/timeline?beside=court".to_owned()),
        ("/v1/facets", "/v1/facets?by=outlet,author,year".to_owned()),
        ("/v1/terms", "/v1/terms?query=court&least=1".to_owned()),
        ("/v1/articles/{id}", format!("/v1/articles/{id}?query=the")),
        ("/v1/articles/{id}", "/v1/articles/nothing".to_owned()),
        (
            "/v1/articles/{id}/passages/{n}",
            format!("/v1/articles/{id}/passages/1?around=3"),
        ),
        (
            "/v1/articles/{id}/passages/{n}",
            format!("/v1/articles/{id}/passages/999"),
        ),
        ("/v1/beats", "/v1/beats".to_owned()),
        (
            "/v1/beats/{name}/new",
            "/v1/beats/courts/new?all".to_owned(),
        ),
        ("/v1/beats/{name}/new", "/v1/beats/none/new".to_owned()),
        ("/v1/status", "/v1/status".to_owned()),
    ] {
        check("get", path, &server.get_with(&address, TOKEN));
        check("get", path, &server.get(&address));
    }
    for (path, address, body) in [
        (
            "/v1/search",
            "/v1/search",
            r#"{"query":"court","per_article":"all"}"#,
        ),
        ("/v1/search", "/v1/search", r#"{"limit":"x"}"#),
        ("/v1/list", "/v1/list", "{}"),
        ("/v1/timeline", "/v1/timeline", r#"{"beside":["a","b"]}"#),
        ("/v1/facets", "/v1/facets", r#"{"by":["lang"]}"#),
        ("/v1/terms", "/v1/terms", "{}"),
        (
            "/v1/beats/{name}/new",
            "/v1/beats/courts/new",
            r#"{"ids":[]}"#,
        ),
    ] {
        check("post", path, &server.post_with(address, body, TOKEN));
        check("post", path, &server.post(address, body));
    }
    let paths = description["paths"].as_object().unwrap();
    let methods = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().keys();
        let methods = methods.filter(|name| *name != "parameters");
        methods.map(move |method| format!("{method} {path}"))
    });
    assert_eq!(methods.collect::<BTreeSet<_>>(), seen, "each is asked here");
}
