//! Who is let in, and what is said to those who are not.

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
