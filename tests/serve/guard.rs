//! Who is let in, and what is said to those who are not.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use super::Server;
use crate::trouble::Site;

#[test]
fn a_page_of_another_site_gets_nothing() {
    let server = Server::tiny();
    let own = &server.address;
    let status = |headers: &str| {
        let answer = server.send(&format!(
            "GET /v1/search?query=chip HTTP/1.1\r\n{headers}\r\n"
        ));
        (answer.status, answer.json()["code"].clone())
    };
    let port = own.split(':').next_back().unwrap();
    assert_eq!(status(&format!("Host: {own}\r\n")).0, 200);
    assert_eq!(status(&format!("Host: localhost:{port}\r\n")).0, 200);
    assert_eq!(status(&format!("Host: [::1]:{port}\r\n")).0, 200);
    assert_eq!(
        status(&format!("Host: {own}\r\nOrigin: http://{own}\r\n")).0,
        200
    );
    for headers in [
        String::new(),
        format!("Host: news.example:{port}\r\n"),
        format!("Host: 0.0.0.0:{port}\r\n"),
        format!("Host: {own}\r\nHost: {own}\r\n"),
        format!("Host: {own}\r\nOrigin: null\r\n"),
        format!("Host: {own}\r\nOrigin: http://news.example\r\n"),
        format!("Host: {own}\r\nOrigin: http://localhost:{port}\r\n"),
        format!("Host: {own}\r\nOrigin: http://{own}\r\nOrigin: http://news.example\r\n"),
    ] {
        assert_eq!(status(&headers), (403, "forbidden".into()), "{headers}");
    }
}

#[test]
fn a_stranger_is_sent_away_before_the_body_is_read() {
    let server = Server::tiny();
    let answer = server
        .send("POST /v1/search HTTP/1.1\r\nHost: news.example\r\nContent-Length: 1000\r\n\r\n");
    assert_eq!(answer.status, 403);
}

#[test]
fn other_machines_need_a_token() {
    let site = Site::new();
    site.write("corpus/a.txt", "A chip ban.");
    let ended = site.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("there is no token"), "{}", ended.err);

    site.write("token", "0123456789abcdef\n");
    let server = Server::of(site, &["--token-file", "token"]);
    let own = &server.address;
    let status = |header: &str| {
        let request = format!("GET /v1/search?query=chip HTTP/1.1\r\nHost: {own}\r\n{header}\r\n");
        server.send(&request).status
    };
    assert_eq!(status("Authorization: Bearer 0123456789abcdef\r\n"), 200);
    assert_eq!(status(""), 401);
    assert_eq!(status("Authorization: Bearer 0123456789abcdee\r\n"), 401);
    let in_address = server.get("/v1/search?query=chip&token=0123456789abcdef");
    assert_eq!(in_address.status, 401);
}

/// A site with a token that only its owner can read.
fn with_token() -> Site {
    let site = Site::new();
    site.write("corpus/a.txt", "A chip ban.");
    site.write("token", "0123456789abcdef\n");
    let own = fs::Permissions::from_mode(0o600);
    fs::set_permissions(site.path("token"), own).unwrap();
    site
}

#[test]
fn a_browser_asks_for_the_token_as_a_password() {
    let server = Server::of(with_token(), &["--token-file", "token"]);
    let own = &server.address;
    let asked = |header: &str| {
        server.send(&format!(
            "GET /v1/search?query=chip HTTP/1.1\r\nHost: {own}\r\n{header}\r\n"
        ))
    };
    let refused = asked("");
    assert_eq!(refused.status, 401);
    assert!(refused.header("www-authenticate").starts_with("Basic "));
    // `ann:0123456789abcdef`
    let password = "Authorization: Basic YW5uOjAxMjM0NTY3ODlhYmNkZWY=\r\n";
    assert_eq!(asked(password).status, 200);
    let twice = format!("Authorization: Bearer wrong\r\n{password}");
    assert_eq!(asked(&twice).status, 401);
    // Health too is for those who may come in.
    assert_eq!(server.get("/healthz").status, 401);
    assert_eq!(server.get("/nothing").status, 401);
}

#[test]
fn a_token_is_said_nowhere() {
    let server = Server::of(with_token(), &["--token-file", "token"]);
    let token = "0123456789abcdef";
    let own = &server.address;
    let answers = [
        format!("GET /v1/search?query=chip&token={token} HTTP/1.1\r\nHost: {own}\r\n\r\n"),
        format!("GET /metrics HTTP/1.1\r\nHost: {own}\r\nAuthorization: Bearer {token}\r\n\r\n"),
        format!("GET /v1/x HTTP/1.1\r\nHost: {own}\r\nAuthorization: Bearer {token}\r\n\r\n"),
        format!("GET /v1/search?limit=x HTTP/1.1\r\nHost: {own}\r\nAuthorization: Bearer {token}\r\n\r\n"),
    ]
    .map(|request| server.send(&request));
    for answer in &answers {
        assert!(!format!("{answer:?}").contains(token), "{answer:?}");
    }
    let process = server.process();
    for place in ["cmdline", "environ"] {
        let bytes = fs::read(process.join(place)).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(token), "{place}");
    }
    assert!(!server.said().contains(token), "{}", server.said());
    assert!(!server.said().contains("Others"), "{}", server.said());
}

#[test]
fn a_token_that_others_can_read_is_noted() {
    let site = with_token();
    let all = fs::Permissions::from_mode(0o644);
    fs::set_permissions(site.path("token"), all).unwrap();
    let server = Server::of(site, &["--token-file", "token"]);
    let note = "Others on this machine can read `token`: `chmod 600 token`.";
    assert!(server.said().contains(note), "{}", server.said());
}

#[test]
fn it_listens_at_an_address_of_the_newer_kind() {
    if TcpListener::bind("[::1]:0").is_err() {
        println!("NOT TESTED: this machine has no IPv6.");
        return;
    }
    let site = Site::new();
    site.write("corpus/a.txt", "A chip ban.");
    let server = Server::at("[::1]:0", site, &[]);
    let port = server.address.rsplit(':').next().unwrap();
    assert_eq!(server.get("/v1/search?query=chip").status, 200);
    for (host, status) in [
        (format!("localhost:{port}"), 200),
        (format!("[0:0:0:0:0:0:0:1]:{port}"), 200),
        (format!("::1:{port}"), 403),
        ("[::1]".to_owned(), 403),
        (format!("[::]:{port}"), 403),
        (format!("[::1%25lo]:{port}"), 403),
    ] {
        let request = format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n");
        assert_eq!(server.send(&request).status, status, "{host}");
    }
}

#[test]
fn everywhere_it_is_called_by_the_address_that_was_reached() {
    let server = Server::at(
        "0.0.0.0:0",
        with_token(),
        &["--token-file", "token", "--host", "news.example"],
    );
    let port = server.address.rsplit(':').next().unwrap();
    for (host, status) in [
        (format!("127.0.0.1:{port}"), 200),
        (format!("localhost:{port}"), 200),
        // A proxy may listen at another port.
        ("news.example".to_owned(), 200),
        ("NEWS.example:443".to_owned(), 200),
        (format!("0.0.0.0:{port}"), 403),
        (format!("192.0.2.7:{port}"), 403),
        (format!("news.example.org:{port}"), 403),
        // A name of someone else that resolves to this machine.
        (format!("rebound.example:{port}"), 403),
    ] {
        let with = |token: &str| {
            let request = format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\n{token}\r\n");
            server.send(&request).status
        };
        assert_eq!(
            with("Authorization: Bearer 0123456789abcdef\r\n"),
            status,
            "{host}"
        );
        assert_ne!(with(""), 200, "{host}");
    }
}

#[test]
fn a_host_is_a_name_without_anything_around_it() {
    let site = Site::new();
    site.write("corpus/a.txt", "A chip ban.");
    for host in ["http://x/", "x:80", "x/y", "a b"] {
        let ended = site.run(&["serve", "--host", host]);
        assert_eq!(ended.code, Some(2), "{host}");
        let hint = "hint: write `news.example`, without `http://` and port";
        assert!(ended.err.contains(hint), "{}", ended.err);
    }
}

#[test]
fn requests_that_can_be_read_in_two_ways_are_refused() {
    let server = Server::tiny();
    let own = &server.address;
    for request in [
        // Of another server, though it calls this one by its name.
        format!("GET http://news.example/healthz HTTP/1.1\r\nHost: {own}\r\n\r\n"),
        format!("GET http://{own}/healthz HTTP/1.1\r\nHost: news.example\r\n\r\n"),
        format!("GET http://{own}/healthz HTTP/1.1\r\n\r\n"),
        "GET /healthz HTTP/1.0\r\n\r\n".to_owned(),
        format!("GET /healthz HTTP/1.1\r\nHost: {own} \u{b}\r\n\r\n"),
        format!("GET /healthz HTTP/1.1\r\nHost:\r\nX: {own}\r\n\r\n"),
        format!("CONNECT {own} HTTP/1.1\r\nHost: news.example\r\n\r\n"),
        format!(
            "POST /v1/search HTTP/1.1\r\nHost: {own}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{{}} "
        ),
        format!("POST /v1/search HTTP/1.1\r\nHost: {own}\r\nContent-Length: +2\r\n\r\n{{}}"),
        format!(
            "POST /v1/search HTTP/1.1\r\nHost: {own}\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n"
        ),
        format!(
            "POST /v1/search HTTP/1.1\r\nHost: {own}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"
        ),
        format!("GET /healthz HTTP/1.1\r\nHost: {own}\r\n folded\r\n\r\n"),
        format!("GET /healthz HTTP/1.1 \r\nHost: {own}\r\n\r\n"),
        format!("GET  /healthz HTTP/1.1\r\nHost: {own}\r\n\r\n"),
        format!("GET /healthz HTTP/2.0\r\nHost: {own}\r\n\r\n"),
    ] {
        let status = server.send(&request).status;
        assert!(
            [400, 403, 411, 505].contains(&status),
            "{status} to {request}"
        );
    }
    let named = format!("GET http://{own}/healthz HTTP/1.1\r\nHost: {own}\r\n\r\n");
    assert_eq!(server.send(&named).status, 200);
}

/// A body whose end other servers may see elsewhere is not read, and the connection ends.
#[test]
fn no_request_is_smuggled_in_a_body() {
    let server = Server::tiny();
    let own = &server.address;
    let within = format!("GET /healthz HTTP/1.1\r\nHost: {own}\r\n\r\n");
    let both = format!(
        "POST /v1/search HTTP/1.1\r\nHost: {own}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{within}",
        within.len() + 5
    );
    let mut stream = server.connect();
    stream.write_all(both.as_bytes()).unwrap();
    let mut all = String::new();
    stream
        .set_read_timeout(Some(std::time::Duration::from_secs(2)))
        .unwrap();
    let _ = stream.read_to_string(&mut all);
    assert!(all.starts_with("HTTP/1.1 411 "), "{all}");
    assert_eq!(all.matches("HTTP/1.1 ").count(), 1, "{all}");
}

#[test]
fn no_other_site_is_ever_allowed_anything() {
    let server = Server::tiny();
    let own = &server.address;
    for (origin, status) in [
        ("Origin: http://news.example\r\n".to_owned(), 403),
        ("Origin: null\r\n".to_owned(), 403),
        (format!("Origin: http://{own}\r\n"), 405),
        (String::new(), 405),
    ] {
        let preflight = server.send(&format!(
            "OPTIONS /v1/search HTTP/1.1\r\nHost: {own}\r\n{origin}Access-Control-Request-Method: POST\r\nAccess-Control-Request-Private-Network: true\r\n\r\n"
        ));
        assert_eq!(preflight.status, status, "{origin}");
        let asked = server.send(&format!(
            "GET /v1/search?query=chip HTTP/1.1\r\nHost: {own}\r\n{origin}\r\n"
        ));
        for (name, _) in preflight.headers.iter().chain(&asked.headers) {
            assert!(!name.starts_with("access-control-"), "{name}");
        }
        for answer in [preflight, asked] {
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
        }
    }
}

/// Whatever goes wrong, an answer does not say where things are on this machine.
#[test]
fn no_answer_says_where_anything_is() {
    let site = Site::new();
    site.write("corpus/a.txt", "A chip ban.");
    site.write("corpus/aliases.txt", "chip = \nno alias\n");
    let root = site.path("");
    let (corpus, index) = (site.path("corpus"), site.path("index"));
    let [of_corpus, of_index] = [&corpus, &index].map(|path| path.to_str().unwrap());
    let server = Server::of(site, &["--corpus", of_corpus, "--index", of_index]);
    let own = &server.address;
    let asked = || {
        let mut addresses: Vec<String> = [
            "/",
            "/v1",
            "/v1/",
            "/v1/status",
            "/v1/beats",
            "/v1/openapi.json",
            "/healthz",
            "/readyz",
            "/metrics",
            "/mcp",
            "/../etc/passwd",
            "/%2e%2e/",
            "/v1/articles/00000000",
            "/v1/articles/a.txt",
            "/v1/articles/%2Fetc%2Fpasswd",
            "/v1/beats/x/new",
        ]
        .map(str::to_owned)
        .to_vec();
        for door in ["search", "list", "timeline", "facets", "terms"] {
            for query in [
                "chip",
                "",
                "(",
                "\"",
                "beat:none",
                "file:/etc/passwd",
                "file:*",
                "/[/",
                "a~9",
                "since:x",
                "chip&limit=x",
                "chip&x=1",
                "chip&cursor=x",
                "chip&zone=../../etc/passwd",
                "chip&explain",
                "%ff",
                "a*&limit=100000",
            ] {
                addresses.push(format!("/v1/{door}?query={query}"));
            }
        }
        for address in &addresses {
            for method in ["GET", "POST", "DELETE", "HEAD"] {
                let request = format!(
                    "{method} {address} HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                );
                let mut stream = server.connect();
                stream.write_all(request.as_bytes()).unwrap();
                let mut bytes = Vec::new();
                stream.read_to_end(&mut bytes).unwrap();
                let text = String::from_utf8_lossy(&bytes);
                let home = std::env::var("HOME").unwrap_or_else(|_| "/root".to_owned());
                for place in [
                    root.to_str().unwrap(),
                    "/dev/shm",
                    "/tmp/",
                    &home,
                    env!("CARGO_MANIFEST_DIR"),
                ] {
                    assert!(place == "/" || !text.contains(place), "{request}{text}");
                }
            }
        }
    };
    let settled = |status: u16| {
        super::eventually(|| server.get("/readyz").status, |now| *now == status);
    };
    asked();
    let pointer = index.join("layout.json");
    let right = fs::read_to_string(&pointer).unwrap();
    for wrong in ["", "{}", "{\"layout\":7}", &right.replace("g-", "g-x")] {
        fs::write(&pointer, wrong).unwrap();
        fs::File::open(&pointer)
            .unwrap()
            .set_modified(std::time::SystemTime::now())
            .unwrap();
        settled(503);
        asked();
        fs::write(&pointer, &right).unwrap();
        settled(200);
    }
    fs::rename(&index, root.join("away")).unwrap();
    settled(503);
    asked();
    fs::rename(root.join("away"), &index).unwrap();
    settled(200);
    fs::rename(&corpus, root.join("away")).unwrap();
    settled(503);
    asked();
}
