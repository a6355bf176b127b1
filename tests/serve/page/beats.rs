//! Beats on the page: looking changes nothing, the button says what was seen.

use super::{between, page, unescaped};
use crate::serve::{Answer, Server};
use crate::trouble::Site;

/// A corpus with a beat that was asked once, and two articles that came since.
fn followed() -> Server {
    let site = Site::new();
    site.write("corpus/a.txt", "A chip ban was here before.");
    let run = |arguments: &[&str]| {
        let ended = site.run(arguments);
        assert!(ended.code.is_some_and(|code| code < 2), "{}", ended.err);
    };
    run(&["beat", "add", "chips", "chip"]);
    run(&["beat", "new"]);
    site.write("corpus/b.txt", "A second chip ban.");
    site.write("corpus/c.txt", "A third chip ban.");
    run(&["index"]);
    Server::of(site, &[])
}

/// The addresses of the articles that a page shows.
fn shown(page: &Answer) -> usize {
    between(&page.body, "data-address=\"", "\"").len()
}

/// The fields of the form of a page, as a browser sends them.
fn form(page: &Answer) -> String {
    let fields = between(&page.body, "method=\"post\"", "</form>");
    let inputs = between(fields[0], "<input type=\"hidden\" name=\"", ">");
    let pairs = inputs.iter().map(|input| {
        let (name, value) = input.split_once("\" value=\"").unwrap();
        format!("{name}={}", unescaped(value.trim_end_matches('"')))
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn send(server: &Server, path: &str, headers: &str, body: &str) -> Answer {
    let own = &server.address;
    server.send(&format!(
        "POST {path} HTTP/1.1\r\nHost: {own}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    ))
}

fn new(server: &Server) -> String {
    let ended = server.site.run(&["beat", "new", "--count", "chips"]);
    ended.out.trim().to_owned()
}

/// Waits until a server has seen the newest commit.
fn wait() {
    std::thread::sleep(std::time::Duration::from_millis(400));
}

#[test]
fn the_button_acknowledges_what_was_shown_and_nothing_else() {
    let server = followed();
    assert!(page(&server, "/beats").body.contains("2 new"));
    let beat = page(&server, "/beats/chips");
    assert_eq!(shown(&beat), 2);
    assert!(beat.body.contains("<mark>chip</mark>"));
    assert!(beat.body.contains("Acknowledge 2 articles"));
    for looked_at in [
        "/beats",
        "/beats/chips",
        "/beats/chips/feed.atom",
        "/beats/chips/feed.json",
    ] {
        assert_eq!(server.get(looked_at).status, 200);
    }
    assert_eq!(new(&server), "2");

    // One comes while the page is looked at.
    server.site.write("corpus/d.txt", "A fourth chip ban.");
    assert_eq!(server.site.run(&["index"]).code, Some(0));
    wait();
    let answer = send(&server, "/beats/chips", "", &form(&beat));
    let to = answer.header("location").to_owned();
    assert_eq!(answer.status, 303);
    assert_eq!(new(&server), "1");
    let after = page(&server, &to);
    assert!(
        after.body.contains("2 articles acknowledged"),
        "{}",
        after.body
    );
    assert_eq!(shown(&after), 1);
    // It is said once.
    assert!(!page(&server, &to).body.contains("acknowledged"));
    // Sent again, it changes nothing more.
    let again = send(&server, "/beats/chips", "", &form(&beat));
    assert_eq!(again.status, 303);
    let again = page(&server, again.header("location")).body;
    assert!(again.contains("was acknowledged before"), "{again}");
    assert_eq!(new(&server), "1");
}

#[test]
fn a_form_of_another_site_acknowledges_nothing() {
    let server = followed();
    let beat = page(&server, "/beats/chips");
    let form = form(&beat);
    let without = form.split('&').filter(|pair| !pair.starts_with("proof="));
    let without = without.collect::<Vec<_>>().join("&");
    let forged = format!("proof={}&{without}", "0".repeat(64));
    for (headers, body) in [
        ("", without.as_str()),
        ("", forged.as_str()),
        ("Origin: http://news.example\r\n", form.as_str()),
        ("Origin: null\r\n", form.as_str()),
    ] {
        let answer = send(&server, "/beats/chips", headers, body);
        assert_eq!(answer.status, 403, "{headers}{body}");
    }
    let own = format!("Origin: http://{}\r\n", server.address);
    assert_eq!(new(&server), "2");
    assert_eq!(send(&server, "/beats/chips", &own, &form).status, 303);
    assert_eq!(new(&server), "0");
}

#[test]
fn a_beat_begins_with_what_the_page_counted() {
    let site = Site::new();
    site.write("corpus/a.txt", "A chip ban was here before.");
    site.run(&["index"]);
    site.run(&["beat", "add", "chips", "chip"]);
    let server = Server::of(site, &[]);
    let beat = page(&server, "/beats/chips");
    assert!(beat.body.contains("Start following"));
    assert_eq!(shown(&beat), 0);
    // One that comes before the button is pressed is not taken for known unseen.
    server.site.write("corpus/b.txt", "A second chip ban.");
    assert_eq!(server.site.run(&["index"]).code, Some(0));
    wait();
    let answer = send(&server, "/beats/chips", "", &form(&beat));
    let again = page(&server, answer.header("location"));
    assert!(again.body.contains("nothing was acknowledged"));
    // What the beat does not find changes nothing of it.
    server.site.write("corpus/c.txt", "A court.");
    assert_eq!(server.site.run(&["index"]).code, Some(0));
    wait();
    let answer = send(&server, "/beats/chips", "", &form(&again));
    let begun = page(&server, answer.header("location")).body;
    assert!(begun.contains("2 articles acknowledged"), "{begun}");
    assert!(page(&server, "/beats/chips").body.contains("Nothing new"));
}

#[test]
fn no_address_says_what_was_not_done() {
    let server = followed();
    for path in ["/beats/chips?seen=99999", "/beats/chips?changed=true"] {
        assert_eq!(server.get(path).status, 400, "{path}");
    }
    assert!(
        !page(&server, "/beats/chips?said=99999")
            .body
            .contains("role=\"status\"")
    );
}
