use super::*;
use crate::web::server::page;

/// An answer with a page of that word.
fn good(header: &str, word: &str) -> String {
    answer(200, header, &article("Chip rules", word))
}

#[test]
fn a_robots_txt_is_obeyed_and_asked_for_once_a_day() {
    let server = Server::start(vec![
        page(
            "/robots.txt",
            "",
            "User-agent: newshound\nDisallow: /private\n",
        ),
        page("/private/story", "", &article("Chip rules", "tungsten")),
        page("/story", "", &article("Chip rules", "gallium")),
    ]);
    let site = Site::new();
    let (private, open) = (server.address("/private/story"), server.address("/story"));
    let refused = run_at("2026-11-10T08:00:00Z", &site, &["add"], &[&private]);
    assert_eq!(refused.code, Some(4));
    assert!(refused.err.contains("robots.txt"), "{refused:?}");
    assert_eq!(asked(&server, "/private/story"), 0);
    for (now, times) in [
        ("2026-11-10T09:00:00Z", 1),
        ("2026-11-11T07:59:00Z", 1),
        ("2026-11-11T09:00:00Z", 2),
    ] {
        run_at(now, &site, &["add"], &[&open]);
        assert_eq!(asked(&server, "/robots.txt"), times, "{now}");
    }
}

#[test]
fn nothing_is_asked_of_a_host_whose_robots_txt_fails() {
    let server = Server::start(vec![
        turns("/robots.txt", vec![answer(500, "", "words")]),
        page("/story", "", &article("Chip rules", "tungsten")),
    ]);
    let site = Site::new();
    assert_eq!(add(&site, &[&server.address("/story")]).code, Some(4));
    assert_eq!(asked(&server, "/story"), 0);
}

#[test]
fn the_program_says_its_name_and_keeps_no_cookie() {
    let cookie = "Set-Cookie: who=you; Path=/\r\n";
    let moved =
        "HTTP/1.1 302 Found\r\nSet-Cookie: step=1\r\nLocation: /two\r\nContent-Length: 0\r\n\r\n";
    let server = Server::start(vec![
        turns("/one", vec![moved.to_owned()]),
        turns("/two", vec![good(cookie, "tungsten")]),
        turns("/three", vec![good(cookie, "gallium")]),
    ]);
    let site = Site::new();
    let added = add(&site, &[&server.address("/one"), &server.address("/three")]);
    assert_eq!(added.code, Some(0), "{added:?}");
    add(&site, &[&server.address("/two")]);
    for request in server.requests() {
        let request = request.to_lowercase();
        assert!(!request.contains("\ncookie:"), "{request}");
        assert!(request.contains("\nuser-agent: newshound/"), "{request}");
    }
}

#[test]
fn a_host_that_wants_to_be_left_alone_is() {
    for (status, verb) in [(429, "add"), (503, "add"), (429, "pull")] {
        let busy = answer(status, "Retry-After: 3600\r\n", "words");
        let server = Server::start(vec![turns(
            "/feed",
            vec![
                busy,
                answer(
                    200,
                    "",
                    &feed("", &[("https://wire.example/1", "tungsten")]),
                ),
            ],
        )]);
        let site = Site::new();
        let address = server.address("/feed");
        site.write("feeds.txt", format!("{address}\n"));
        let given = if verb == "add" {
            address.as_str()
        } else {
            "feeds.txt"
        };
        let first = run_at("2026-11-10T08:00:00Z", &site, &[verb], &[given]);
        assert_eq!(first.code, Some(4), "{first:?}");
        let requests = server.requests().len();
        let early = run_at("2026-11-10T08:59:00Z", &site, &[verb], &[given]);
        assert_eq!(early.code, Some(4), "{early:?}");
        assert!(
            early.err.contains("left alone until 2026-11-10T09:00:00Z"),
            "{early:?}"
        );
        assert_eq!(server.requests().len(), requests);
        let late = run_at("2026-11-10T09:01:00Z", &site, &[verb], &[given]);
        assert_eq!(late.code, Some(0), "{late:?}");
    }
}

#[test]
fn a_host_that_failed_is_left_alone_by_pull_and_not_by_a_person() {
    let failed = answer(500, "", "words");
    let entries = [("https://wire.example/1", "tungsten")];
    let server = Server::start(vec![
        turns(
            "/feed",
            vec![
                failed.clone(),
                failed.clone(),
                answer(200, "", &feed("", &entries)),
            ],
        ),
        page("/story", "", &article("Chip rules", "gallium")),
    ]);
    let site = Site::new();
    site.write("corpus/feeds.txt", format!("{}\n", server.address("/feed")));
    for (now, code, times) in [
        ("2026-11-10T08:00:00Z", 4, 1),
        ("2026-11-10T08:10:00Z", 4, 1),
        // After a quarter of an hour it is tried again, then after half an hour.
        ("2026-11-10T08:16:00Z", 4, 2),
        ("2026-11-10T08:32:00Z", 4, 2),
        ("2026-11-10T08:47:00Z", 0, 3),
    ] {
        let pulled = run_at(now, &site, &["pull"], &[]);
        assert_eq!(pulled.code, Some(code), "{now} {pulled:?}");
        assert_eq!(asked(&server, "/feed"), times, "{now}");
    }
    let failing = Site::new();
    failing.write(
        "corpus/feeds.txt",
        format!("{}\n", server.address("/none/feed")),
    );
    let server = Server::start(vec![
        turns("/feed", vec![failed]),
        page("/story", "", &article("Chip rules", "gallium")),
    ]);
    failing.write("corpus/feeds.txt", format!("{}\n", server.address("/feed")));
    assert_eq!(pull(&failing, &[]).code, Some(4));
    let added = add(&failing, &[&server.address("/story")]);
    assert_eq!(added.code, Some(0), "{added:?}");
}
