//! What an honest answer gives, and what its status means.

use std::io::Read;
use std::time::Duration;

use newshound::web::{Answer, FailureKind, Validators};

use super::names::{NEWS, Names};
use super::server::{self, Server};
use super::{client, get, now, url};

fn response(answer: &mut Answer) -> String {
    let last = answer.exchanges.last_mut().expect("an exchange");
    let mut text = String::new();
    last.response.read_to_string(&mut text).expect("text");
    text
}

#[test]
fn what_was_sent_is_kept_byte_for_byte() {
    let sent = "HTTP/1.1 200 Fine\r\nContent-Type: Text/HTML; charset=x\r\nETag: \"a\"\r\n\
                Last-Modified: Sun, 01 Mar 2026 00:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n\
                5;more\r\nhello\r\n0\r\nTrailer: b\r\n\r\n";
    let server = Server::start(vec![server::bytes("/a?b", format!("{sent}and more"))]);
    let client = client(Names::news(server.port));
    let mut answer = get(&client, "http://news.example/a?b#c").expect("an answer");
    assert_eq!(response(&mut answer), sent);
    let last = answer.last();
    assert_eq!(last.address.as_str(), "http://news.example/a?b");
    assert_eq!(last.header, sent.find("5;more").expect("a body") as u64);
    assert_eq!((last.status, last.length), (200, 5));
    assert_eq!(last.media.as_deref(), Some("text/html"));
    assert_eq!(last.validators.etag.as_deref(), Some("\"a\""));
    assert_eq!(
        last.validators.modified.as_deref(),
        Some("Sun, 01 Mar 2026 00:00:00 GMT")
    );
    assert_eq!(last.ip.map(|ip| ip.to_string()).as_deref(), Some(NEWS));
    assert_eq!(last.at, now());
    assert_eq!(
        server.requests(),
        [String::from_utf8(last.request.clone()).expect("ASCII")]
    );
    assert_eq!(answer.failure(now()), None);
}

#[test]
fn a_request_says_who_asks_and_nothing_else_of_us() {
    let server = Server::start(vec![server::page("/", "Set-Cookie: a=b\r\n", "hello")]);
    let client = client(Names::news(server.port));
    get(&client, "http://news.example").expect("an answer");
    let requests = server.requests();
    let mut lines: Vec<_> = requests[0]
        .lines()
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(lines.remove(0), "GET / HTTP/1.1");
    lines.sort_by_key(|line| line.split(':').next().map(str::to_lowercase));
    let names: Vec<_> = lines
        .iter()
        .map(|line| line.split(':').next().expect("a name").to_lowercase())
        .collect();
    assert_eq!(
        names,
        [
            "accept",
            "accept-encoding",
            "connection",
            "host",
            "user-agent"
        ]
    );
    assert!(
        lines[1].ends_with("gzip") && lines[2].ends_with("close"),
        "{lines:?}"
    );
    let agent = lines[4].split_once(": ").expect("a value").1;
    assert!(
        agent.starts_with(concat!("newshound/", env!("CARGO_PKG_VERSION"))),
        "{agent}"
    );
}

#[test]
fn what_is_known_is_not_sent_again() {
    let unchanged = "HTTP/1.1 304 Not Modified\r\nETag: \"b\"\r\nContent-Length: 9000000\r\n\r\n";
    let server = Server::start(vec![
        server::redirect("/", 302, "/b"),
        server::bytes("/b", unchanged),
    ]);
    let client = client(Names::news(server.port));
    let validators = Validators {
        etag: Some("\"a\"".to_owned()),
        modified: Some("nonsense\r\nthat: injects".to_owned()),
    };
    let answer = client.get(&url("http://news.example/"), &validators, &now, &mut |_| {
        Ok(())
    });
    let answer = answer.expect("an answer");
    assert_eq!((answer.last().status, answer.failure(now())), (304, None));
    assert_eq!(answer.last().header, unchanged.len() as u64);
    let requests = server.requests();
    assert!(
        requests[0]
            .to_lowercase()
            .contains("if-none-match: \"a\"\r\n"),
        "{requests:?}"
    );
    assert!(
        !requests[0].contains("injects") && !requests[0].contains("odified"),
        "{requests:?}"
    );
    assert!(
        !requests[1].to_lowercase().contains("if-none-match"),
        "{requests:?}"
    );
}

#[test]
fn a_status_says_what_follows_from_it() {
    use FailureKind::{Failing, Gone, Missing, Refused};
    let statuses = [
        ("/400", 400, Refused),
        ("/401", 401, Refused),
        ("/402", 402, Refused),
        ("/403", 403, Refused),
        ("/404", 404, Missing),
        ("/410", 410, Gone),
        ("/429", 429, Failing),
        ("/451", 451, Refused),
        ("/500", 500, Failing),
        ("/503", 503, Failing),
        ("/206", 206, Failing),
        ("/302", 302, Failing),
        ("/999", 999, Failing),
    ];
    let routes = statuses
        .iter()
        .map(|(path, status, _)| server::status(path, *status, ""))
        .collect();
    let server = Server::start(routes);
    let client = client(Names::news(server.port));
    for (path, status, kind) in statuses {
        let answer = get(&client, &format!("http://news.example{path}")).expect("an answer");
        assert_eq!(answer.last().status, status);
        let failure = answer.failure(now()).expect("a failure");
        assert_eq!(failure.kind, kind, "{failure:?}");
        assert!(failure.reason.contains("`"), "{failure:?}");
    }
}

#[test]
fn a_server_is_left_alone_as_long_as_it_wants_within_bounds() {
    let week = Duration::from_secs(7 * 24 * 60 * 60);
    let waits = [
        ("/1", "120", Some(Duration::from_secs(120))),
        (
            "/2",
            "Sun, 01 Mar 2026 00:01:00 GMT",
            Some(Duration::from_secs(60)),
        ),
        ("/3", "Sun, 01 Mar 2020 00:01:00 GMT", Some(Duration::ZERO)),
        ("/4", "Fri, 01 Mar 2126 00:01:00 GMT", Some(week)),
        ("/5", "99999999999999999999999999", Some(week)),
        ("/6", "soon", None),
        ("/7", "-5", None),
    ];
    let route = |(path, value, _): &(&'static str, &str, _)| {
        server::status(path, 503, &format!("Retry-After: {value}\r\n"))
    };
    let server = Server::start(waits.iter().map(route).collect());
    let client = client(Names::news(server.port));
    for (path, value, wait) in waits {
        let answer = get(&client, &format!("http://news.example{path}")).expect("an answer");
        assert_eq!(
            answer.failure(now()).expect("a failure").retry_after,
            wait,
            "{value}"
        );
    }
}

#[test]
fn an_answer_of_nothing_is_none() {
    let server = Server::start(vec![
        server::page("/a", "", ""),
        server::bytes(
            "/b",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        server::bytes("/c", "HTTP/1.1 204 No Content\r\n\r\n"),
        server::bytes("/d", "HTTP/1.0 200 OK\r\n\r\n"),
    ]);
    let client = client(Names::news(server.port));
    for path in ["/a", "/b", "/c", "/d"] {
        let answer = get(&client, &format!("http://news.example{path}")).expect("an answer");
        let failure = answer.failure(now()).expect("a failure");
        assert_eq!(
            failure.reason,
            format!("`http://news.example{path}` sent nothing")
        );
    }
}

#[test]
fn hints_before_the_answer_are_no_part_of_it() {
    let hints = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
    let sent = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    let server = Server::start(vec![server::bytes("/", format!("{hints}{hints}{sent}"))]);
    let mut answer =
        get(&client(Names::news(server.port)), "http://news.example/").expect("an answer");
    assert_eq!(
        (answer.last().status, answer.last().header),
        (200, sent.len() as u64 - 2)
    );
    assert_eq!(response(&mut answer), sent);
}

#[test]
fn a_client_is_shared_by_threads() {
    let server = Server::start(vec![server::page("/", "", "hello")]);
    let client = client(Names::news(server.port));
    std::thread::scope(|scope| {
        let ask = || get(&client, "http://news.example/").map(|answer| answer.last().length);
        let asked: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        for asked in asked {
            assert_eq!(asked.join().expect("a thread"), Ok(5));
        }
    });
}
