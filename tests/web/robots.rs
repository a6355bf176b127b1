//! The robots.txt of a host.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;
use newshound::web::robots::{LARGEST, Rules};
use newshound::web::{Failure, FailureKind};

use super::names::Names;
use super::server::{self, Route, Server};
use super::{client, now, url};

fn robots(routes: Vec<Route>) -> Result<Vec<u8>, Failure> {
    let server = Server::start(routes);
    let client = client(Names::news(server.port));
    client.robots(&url("http://news.example/a/b?c"), &now)
}

const RULES: &str = "User-agent: *\nDisallow: /private\n";

#[test]
fn the_rules_of_a_host_are_found_after_redirects_too() {
    let direct = robots(vec![server::page("/robots.txt", "", RULES)]);
    assert_eq!(direct.expect("rules"), RULES.as_bytes());
    let moved = robots(vec![
        server::redirect("/robots.txt", 301, "/b"),
        server::page("/b", "", RULES),
    ]);
    assert_eq!(moved.expect("rules"), RULES.as_bytes());
}

#[test]
fn rules_that_are_packed_are_read() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(RULES.as_bytes()).expect("written");
    packed.write_all(&vec![b'\n'; 50_000_000]).expect("written");
    let packed = packed.finish().expect("packed");
    let header = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        packed.len()
    );
    let found = robots(vec![server::bytes(
        "/robots.txt",
        [header.into_bytes(), packed].concat(),
    )]);
    let found = found.expect("rules");
    assert!(found.starts_with(RULES.as_bytes()) && found.len() == LARGEST);
}

#[test]
fn without_rules_everything_is_allowed() {
    for status in [400, 401, 403, 404, 410] {
        let found = robots(vec![server::status("/robots.txt", status, "")]).expect("no rules");
        assert!(Rules::parse(&found).allow("/private"), "{status}");
    }
    let inside = robots(vec![server::redirect(
        "/robots.txt",
        302,
        "http://10.0.0.7/",
    )]);
    assert_eq!(inside.expect("no rules"), b"");
    let circle = robots(vec![server::redirect("/robots.txt", 302, "/robots.txt")]);
    assert_eq!(circle.expect("no rules"), b"");
}

#[test]
fn a_host_that_fails_is_not_asked_further() {
    for status in [429, 500, 503] {
        let failure = robots(vec![server::status(
            "/robots.txt",
            status,
            "Retry-After: 60\r\n",
        )]);
        let failure = failure.expect_err("a failure");
        assert_eq!(
            (failure.kind, failure.retry_after.map(|wait| wait.as_secs())),
            (FailureKind::Failing, Some(60))
        );
    }
    let closed = robots(vec![server::act("/robots.txt", |_| ())]).expect_err("a failure");
    assert_eq!(closed.kind, FailureKind::Failing);
}

#[test]
fn rules_of_a_hundred_megabytes_are_read_as_far_as_they_count() {
    let sent = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&sent);
    let endless = server::act("/robots.txt", move |wire| {
        write!(
            wire,
            "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n{RULES}"
        )
        .ok();
        let line = [b'\n'; 10_000];
        for _ in 0..10_000 {
            if wire.write_all(&line).is_err() {
                return;
            }
            counted.fetch_add(line.len() as u64, Ordering::SeqCst);
        }
    });
    let found = robots(vec![endless]).expect("rules");
    assert_eq!(found.len(), LARGEST);
    assert!(!Rules::parse(&found).allow("/private"));
    assert!(sent.load(Ordering::SeqCst) < 20_000_000, "{sent:?}");
}
