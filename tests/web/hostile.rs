//! Servers that mean harm, each within its bound.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use newshound::web::{Client, FailureKind, Manner};

use super::names::Names;
use super::server::{self, Route, Server, Wire};
use super::{client, failure, get, manner};

/// What a route of a hostile server leads to.
fn reason(route: Route) -> String {
    let server = Server::start(vec![route]);
    failure(&client(Names::news(server.port)), "http://news.example/").reason
}

/// The same of plain bytes.
fn said(sent: impl Into<Vec<u8>>) -> String {
    reason(server::bytes("/", sent))
}

/// Writes a piece again and again until that fails, and counts; at most a gigabyte.
fn endless(first: &'static str, piece: &'static [u8]) -> (Route, Arc<AtomicU64>) {
    let sent = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&sent);
    let route = server::act("/", move |wire| {
        let pieces = piece.repeat(10_000 / piece.len());
        let mut is_open = wire.write_all(first.as_bytes()).is_ok();
        while is_open && counted.load(Ordering::SeqCst) < 1_000_000_000 {
            is_open = wire.write_all(&pieces).is_ok();
            counted.fetch_add(pieces.len() as u64, Ordering::SeqCst);
        }
    });
    (route, sent)
}

/// Sends a byte every few milliseconds.
fn drip(wire: &mut dyn Wire, first: &str) {
    let mut is_open = wire.write_all(first.as_bytes()).is_ok();
    let begun = Instant::now();
    while is_open && begun.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(10));
        is_open = wire.write_all(b"a").is_ok();
    }
}

#[test]
fn an_endless_body_ends_at_the_bound() {
    for (first, piece) in [
        ("HTTP/1.1 200 OK\r\n\r\n", &b"words and words "[..]),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"1\r\na\r\n",
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            b"Trailer: a\r\n",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"1\r\na\r\n",
        ),
    ] {
        let (route, sent) = endless(first, piece);
        let reason = reason(route);
        let expected = ["larger than 100 kB", "contradicts itself"];
        assert!(
            expected.iter().any(|expected| reason.contains(expected)),
            "{reason}"
        );
        assert!(
            sent.load(Ordering::SeqCst) < 20_000_000,
            "{sent:?} bytes were taken of {first:?}"
        );
    }
}

#[test]
fn a_header_of_a_gigabyte_ends_at_the_bound() {
    for (piece, expected) in [
        (
            &b"a"[..],
            "the header of the answer of `news.example` is larger than 64 kB",
        ),
        (
            b"X: a\r\n",
            "the header of the answer of `news.example` has too many lines",
        ),
    ] {
        let (route, sent) = endless("HTTP/1.1 200 OK\r\nX: ", piece);
        let server = Server::start(vec![route]);
        let manner = Manner {
            bytes: 20_000_000,
            ..manner(Names::news(server.port))
        };
        let client = Client::new(manner).expect("a client");
        assert_eq!(failure(&client, "http://news.example/").reason, expected);
        assert!(
            sent.load(Ordering::SeqCst) < 20_000_000,
            "{sent:?} bytes were taken"
        );
    }
    let (route, sent) = endless("", b"HTTP/1.1 103 Early Hints\r\n\r\n");
    let reason = reason(route);
    assert!(reason.contains("is larger than"), "{reason}");
    assert!(
        sent.load(Ordering::SeqCst) < 20_000_000,
        "{sent:?} bytes were taken"
    );
}

#[test]
fn a_drip_ends_at_its_time() {
    let length = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n";
    for first in [
        "",
        "HTTP/1.1 200 OK\r\nX: ",
        length,
        "HTTP/1.1 200 OK\r\n\r\n",
    ] {
        let server = Server::start(vec![server::act("/", move |wire| drip(wire, first))]);
        let manner = Manner {
            time: Duration::from_millis(200),
            ..manner(Names::news(server.port))
        };
        let client = Client::new(manner).expect("a client");
        let begun = Instant::now();
        let failure = failure(&client, "http://news.example/");
        let expected = "`news.example` did not finish its answer within 200 milliseconds";
        if !first.is_empty() {
            assert_eq!(failure.reason, expected);
        }
        assert!(
            begun.elapsed() < Duration::from_secs(3),
            "{:?}",
            begun.elapsed()
        );
        assert_eq!(failure.kind, FailureKind::Failing);
    }
}

#[test]
fn the_time_is_that_of_the_whole_chain() {
    let slow = |path: &'static str, to: &'static str| {
        server::act(path, move |wire| {
            thread::sleep(Duration::from_millis(150));
            write!(
                wire,
                "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
            )
            .ok();
        })
    };
    let server = Server::start(vec![
        slow("/", "/1"),
        slow("/1", "/2"),
        slow("/2", "/3"),
        slow("/3", "/4"),
    ]);
    let manner = Manner {
        time: Duration::from_millis(400),
        ..manner(Names::news(server.port))
    };
    let failure = failure(
        &Client::new(manner).expect("a client"),
        "http://news.example/",
    );
    assert!(
        failure.reason.contains("within 400 milliseconds"),
        "{failure:?}"
    );
}

#[test]
fn a_length_that_lies_is_seen() {
    let short = said("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
    assert_eq!(
        short,
        "the answer of `news.example` was cut off after 5 of 50 bytes"
    );
    let large = said("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\nhello");
    assert_eq!(large, "the answer of `news.example` is larger than 100 kB");
    for length in [
        "5\r\nContent-Length: 6",
        "-1",
        "5x",
        "99999999999999999999999999",
    ] {
        let reason = said(format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nhello"
        ));
        assert_eq!(
            reason, "`news.example` contradicts itself about the length of its answer",
            "{length}"
        );
    }
    let long = Server::start(vec![server::page("/", "", "hello")]);
    let answer = get(&client(Names::news(long.port)), "http://news.example/").expect("an answer");
    assert_eq!(answer.last().length, 5);
}

#[test]
fn broken_chunks_are_seen() {
    let header = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (body, expected) in [
        ("fffffffffffffffff\r\nhello", "is in chunks that are broken"),
        ("-5\r\nhello", "is in chunks that are broken"),
        ("five\r\nhello", "is in chunks that are broken"),
        (
            "5\r\nhello and more\r\n0\r\n\r\n",
            "is in chunks that are broken",
        ),
        ("5\r\nhel", "was cut off"),
        ("ffffffffffffffff\r\nhello", "was cut off"),
        ("5\r\nhello\r\n", "was cut off"),
    ] {
        let reason = said(format!("{header}{body}"));
        assert!(reason.ends_with(expected), "{body:?}: {reason}");
    }
}

#[test]
fn what_is_not_http_is_said() {
    let expected = "`news.example` did not answer in HTTP/1.1";
    for sent in [
        &b"<html>hello</html>"[..],
        b"\0\xff\xfe\x80 garbage\r\n\r\n",
        b"HTTP/0.9 200 OK\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ] {
        assert_eq!(said(sent), expected, "{}", String::from_utf8_lossy(sent));
    }
}

#[test]
fn a_connection_that_is_closed_at_once_is_said() {
    let reason = reason(server::act("/", |_| ()));
    assert_eq!(
        reason,
        "`news.example` closed the connection before it answered"
    );
    let half = said("HTTP/1.1 200 OK\r\nContent-Le");
    assert_eq!(
        half,
        "`news.example` closed the connection before it answered"
    );
    let raw = Server::raw(drop);
    let failure = failure(&client(Names::news(raw.port)), "http://news.example/");
    assert!(
        failure.reason.contains("closed the connection") || failure.reason.contains("broke"),
        "{failure:?}"
    );
}

#[test]
fn a_connection_that_breaks_is_no_end() {
    let breaking = Server::raw(|mut stream| {
        stream.peek(&mut [0]).ok();
        // Whoever closes with a request unread resets the connection.
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nhalf of it").ok();
    });
    let failure = failure(&client(Names::news(breaking.port)), "http://news.example/");
    assert_eq!(failure.reason, "the connection to `news.example` broke");
    assert_eq!(failure.kind, FailureKind::Failing);
}

#[test]
fn values_that_are_too_long_to_be_kept_are_not() {
    let long = "a".repeat(9_000);
    let header = format!("ETag: \"{long}\"\r\nContent-Type: a/{long}\r\nRetry-After: {long}\r\n");
    let server = Server::start(vec![server::page("/", &header, "hello")]);
    let answer = get(&client(Names::news(server.port)), "http://news.example/").expect("an answer");
    let last = answer.last();
    assert_eq!(
        (&last.validators.etag, &last.media, &last.later),
        (&None, &None, &None)
    );
}

#[test]
fn an_answer_before_the_request_is_an_answer() {
    let eager = Server::raw(|mut stream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            .ok();
        // Until the other side has read it.
        io::copy(&mut stream, &mut io::sink()).ok();
    });
    let answer = get(&client(Names::news(eager.port)), "http://news.example/").expect("an answer");
    assert_eq!(answer.last().length, 5);
}

#[test]
fn a_header_of_many_lines_is_too_long() {
    let lines = "X: a\r\n".repeat(100_000);
    let sent = format!("HTTP/1.1 200 OK\r\n{lines}\r\nhello");
    let server = Server::start(vec![server::bytes("/", sent)]);
    let manner = Manner {
        bytes: 20_000_000,
        ..manner(Names::news(server.port))
    };
    let failure = failure(
        &Client::new(manner).expect("a client"),
        "http://news.example/",
    );
    assert_eq!(
        failure.reason,
        "the header of the answer of `news.example` has too many lines"
    );
}
