use super::*;
use crate::web::server::{bytes, page};

const ONE: (&str, &str) = ("https://wire.example/1", "tungsten");
const TWO: (&str, &str) = ("https://wire.example/2", "gallium");

/// A site that follows these paths of a server.
fn following(server: &Server, paths: &[&str]) -> Site {
    let site = Site::new();
    let lines = paths
        .iter()
        .map(|path| format!("{}    {path}\n", server.address(path)));
    site.write("corpus/feeds.txt", lines.collect::<String>());
    site
}

fn sent(channel: &str, entries: &[(&str, &str)]) -> String {
    answer(200, "", &feed(channel, entries))
}

#[test]
fn only_what_is_new_is_added() {
    let server = Server::start(vec![turns(
        "/feed",
        vec![
            sent("", &[ONE]),
            sent("", &[TWO, ONE]),
            sent("<ttl>0</ttl>", &[TWO, ONE]),
        ],
    )]);
    let site = following(&server, &["/feed"]);
    let first = pull(&site, &[]);
    assert_eq!(
        (first.code, first.err.as_str()),
        (Some(0), "/feed: 1 new of 1 entry.\n1 article added.\n")
    );
    let second = pull(&site, &[]);
    assert_eq!(second.code, Some(0), "{second:?}");
    assert!(
        second
            .err
            .starts_with("/feed: 1 new of 2 entries.\n1 article added"),
        "{second:?}"
    );
    let third = pull(&site, &[]);
    assert_eq!(
        (third.code, third.err.as_str()),
        (Some(0), "/feed: nothing new.\n")
    );
    assert_eq!(site.run(&["list", "--ids"]).out.lines().count(), 2);
    assert_eq!(site.run(&["index", "--fresh"]).code, Some(0));
    assert_eq!(site.run(&["list", "--ids"]).out.lines().count(), 2);
}

#[test]
fn a_feed_need_not_be_sent_twice() {
    let first = answer(200, "ETag: W/\"7\"\r\n", &feed("", &[ONE]));
    let server = Server::start(vec![turns(
        "/feed",
        vec![first, "HTTP/1.1 304 Not Modified\r\n\r\n".to_owned()],
    )]);
    let site = following(&server, &["/feed"]);
    pull(&site, &[]);
    let second = pull(&site, &[]);
    assert_eq!(
        (second.code, second.err.as_str()),
        (Some(0), "/feed: nothing new.\n")
    );
    assert!(last_request(&server, "/feed").contains("if-none-match: w/\"7\""));
    assert_eq!(count(&site, "tungsten"), "1");
}

#[test]
fn a_feed_is_left_alone_as_long_as_it_asks() {
    let hours = "<skipHours><hour>12</hour><hour>13</hour></skipHours><ttl>60</ttl>";
    let server = Server::start(vec![turns("/feed", vec![sent(hours, &[ONE])])]);
    let site = following(&server, &["/feed"]);
    for (now, times) in [
        ("2026-11-10T10:00:00Z", 1),
        ("2026-11-10T10:50:00Z", 1),
        ("2026-11-10T11:10:00Z", 2),
        ("2026-11-10T12:30:00Z", 2),
        ("2026-11-10T13:59:00Z", 2),
        ("2026-11-10T14:00:00Z", 3),
    ] {
        let pulled = run_at(now, &site, &["pull"], &[]);
        assert_eq!(pulled.code, Some(0), "{pulled:?}");
        assert_eq!(asked(&server, "/feed"), times, "{now} {pulled:?}");
    }
    let early = run_at("2026-11-10T14:10:00Z", &site, &["pull"], &[]);
    assert!(
        early.err.contains("left alone until 2026-11-10T14:54:00Z"),
        "{early:?}"
    );
}

#[test]
fn pages_of_new_entries_are_fetched_once() {
    let pages = Server::start(vec![page("/1", "", &article("The first", "gallium"))]);
    let (one, two) = (pages.address("/1"), pages.address("/missing"));
    let entries = [(one.as_str(), "tungsten"), (two.as_str(), "cobalt")];
    let server = Server::start(vec![turns("/feed", vec![sent("", &entries)])]);
    let site = following(&server, &["/feed"]);
    let first = pull(&site, &["--full"]);
    assert_eq!(first.code, Some(4), "{first:?}");
    assert!(
        first
            .err
            .starts_with("/feed: 2 new of 2 entries, 1 page added.\n"),
        "{first:?}"
    );
    assert!(first.err.contains("(404)"), "{first:?}");
    assert_eq!(
        (count(&site, "gallium"), count(&site, "cobalt")),
        ("1".to_owned(), "1".to_owned())
    );
    let second = pull(&site, &["--full"]);
    assert_eq!(second.code, Some(0), "{second:?}");
    assert_eq!((asked(&pages, "/1"), asked(&pages, "/missing")), (1, 1));
    assert_eq!(site.run(&["list", "--ids"]).out.lines().count(), 2);
}

#[test]
fn a_feed_that_fails_stops_no_other() {
    let cut = feed("", &[("https://wire.example/3", "cobalt")]);
    let server = Server::start(vec![
        turns("/failing", vec![answer(500, "", "words")]),
        turns("/gone", vec![answer(410, "", "words")]),
        page("/page", "", &article("The front page", "nickel")),
        bytes(
            "/cut",
            format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}",
                cut.len(),
                &cut[..cut.len() - 9]
            ),
        ),
        turns("/good", vec![sent("", &[ONE])]),
    ]);
    let other = Server::start(vec![turns("/good", vec![sent("", &[TWO])])]);
    // A host that failed is left alone, so each has its own.
    for (path, why) in [
        ("/failing", "failed (500)"),
        ("/gone", "gone for good; `newshound pull --remove "),
        ("/page", "no feed"),
        ("/cut", "/cut: "),
    ] {
        let site = following(&server, &[path]);
        let feeds = format!(
            "{}    {path}\nhttp://localhost:{}/good    Good\n",
            server.address(path),
            other.port
        );
        site.write("corpus/feeds.txt", feeds);
        let pulled = pull(&site, &[]);
        assert_eq!(pulled.code, Some(4), "{pulled:?}");
        assert!(pulled.err.contains(why), "{pulled:?}");
        assert!(
            pulled.err.contains("Good: 1 new of 1 entry.\n"),
            "{pulled:?}"
        );
        assert_eq!(
            (count(&site, "gallium"), count(&site, "cobalt")),
            ("1".to_owned(), "0".to_owned())
        );
    }
}

#[test]
fn a_feed_that_moved_for_good_says_where_to() {
    let server = Server::start(vec![
        crate::web::server::redirect("/old", 301, "/feed"),
        turns("/feed", vec![sent("", &[ONE])]),
    ]);
    let pulled = pull(&following(&server, &["/old"]), &[]);
    assert_eq!(pulled.code, Some(0), "{pulled:?}");
    assert!(
        pulled
            .err
            .contains(&format!("It has moved to {}", server.address("/feed"))),
        "{pulled:?}"
    );
}
