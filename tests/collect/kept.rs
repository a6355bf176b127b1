//! What is kept and remembered where a corpus is not our own, is full, or has lost something.

use std::os::unix::fs::symlink;
use std::sync::{Arc, OnceLock};

use super::*;
use crate::web::server::page;

fn story(text: &str) -> String {
    answer(200, "", &article("A story", text))
}

#[test]
fn nothing_is_written_through_a_link() {
    let server = Server::start(vec![turns("/story", vec![story("tungsten")])]);
    for (link, is_folder) in [
        ("corpus/web", true),
        ("corpus/.newshound/web", true),
        ("corpus/.newshound/web/hosts", true),
        ("corpus/.newshound/web/lock", false),
        ("corpus/web/2026-11.warc.gz", false),
    ] {
        let site = Site::new();
        let outside = site.path("outside");
        if is_folder {
            std::fs::create_dir(&outside).expect("a folder");
        } else {
            std::fs::write(&outside, "not ours").expect("a file");
        }
        let link = site.path(link);
        std::fs::create_dir_all(link.parent().expect("a folder")).expect("folders");
        symlink(&outside, &link).expect("a link");
        let ended = add(&site, &[&server.address("/story")]);
        assert_eq!(ended.code, Some(74), "{}: {ended:?}", link.display());
        if is_folder {
            let entries = std::fs::read_dir(&outside).expect("a folder");
            assert_eq!(entries.count(), 0, "{}", link.display());
        } else {
            assert_eq!(std::fs::read(&outside).expect("a file"), b"not ours");
        }
    }
}

#[test]
fn what_the_corpus_has_lost_is_fetched_again() {
    let answers = vec![answer(
        200,
        "ETag: \"7\"\r\n",
        &article("A story", "tungsten"),
    )];
    let server = Server::start(vec![turns("/story", answers)]);
    let (site, address) = (Site::new(), server.address("/story"));
    add(&site, &[&address]);
    std::fs::remove_dir_all(site.path("corpus/web")).expect("a folder");
    site.run(&["index"]);
    assert_eq!(count(&site, "tungsten"), "0");
    assert_eq!(add(&site, &[&address]).err, "1 article added.\n");
    assert!(!last_request(&server, "/story").contains("if-none-match"));
    assert_eq!(count(&site, "tungsten"), "1");
}

#[test]
fn versions_of_one_second_have_moments_of_their_own() {
    let answers = ["tungsten", "gallium", "indium"].map(story).to_vec();
    let server = Server::start(vec![turns("/story", answers)]);
    let (site, address) = (Site::new(), server.address("/story"));
    for _ in 0..3 {
        assert_eq!(add(&site, &[&address]).code, Some(0));
    }
    for (second, word) in [("00", "tungsten"), ("01", "gallium"), ("02", "indium")] {
        let moment = format!("2026-11-27T10:30:{second}Z");
        let shown = site.run(&["show", &address, "--captured", &moment, "--text"]);
        assert!(shown.out.contains(word), "{moment}: {shown:?}");
    }
    let shown = site.run(&["show", &address, "--captured", "2026-11-27", "--text"]);
    assert!(shown.out.contains("indium"), "{shown:?}");
}

#[test]
fn what_is_said_of_one_article_is_refused_before_a_server_is_asked() {
    let server = Server::start(vec![turns("/story", vec![story("tungsten")])]);
    let (site, address) = (Site::new(), server.address("/story"));
    let other = server.address("/other");
    for given in [&[&*address, &*other][..], &["--all", &address]] {
        let ended = add(&site, &[&["--title", "T"], given].concat());
        assert_eq!(ended.code, Some(2), "{ended:?}");
    }
    assert_eq!(server.requests(), Vec::<String>::new());
}

#[test]
fn a_pause_has_a_bound() {
    let site = Site::new();
    let ended = site.run(&[
        "add",
        "--pause",
        "18446744073709551615",
        "https://a.example/",
    ]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
}

#[test]
fn looking_remembers_a_host_for_its_run() {
    let pages = ["/1", "/2"].map(|path| page(path, "", &article("A story", "tungsten")));
    let mut routes: Vec<Route> = pages.into();
    routes.push(page("/robots.txt", "", "User-agent: *\nDisallow: /no\n"));
    let server = Server::start(routes);
    let site = Site::new();
    let addresses = ["/1", "/2"].map(|path| server.address(path));
    let ended = add(&site, &["--dry-run", &addresses[0], &addresses[1]]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(asked(&server, "/robots.txt"), 1);
    assert!(!site.path("corpus").join(".newshound").join("web").exists());
}

#[test]
fn lists_in_lists_end_with_a_word() {
    let base: Arc<OnceLock<String>> = Arc::default();
    let lists = ["/0", "/1", "/2", "/3", "/4", "/5", "/6"];
    let routes = lists.windows(2).map(|pair| {
        let (base, next) = (Arc::clone(&base), pair[1]);
        act(pair[0], move |wire: &mut dyn Wire| {
            let base = base.get().expect("a server");
            let list =
                format!("<sitemapindex><sitemap><loc>{base}{next}</loc></sitemap></sitemapindex>");
            wire.write_all(answer(200, "", &list).as_bytes()).ok();
        })
    });
    let server = Server::start(routes.collect());
    base.set(server.address("")).expect("once");
    let ended = add(&Site::new(), &["--all", &server.address("/0")]);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(ended.err.contains("/3` lists is left out"), "{ended:?}");
    assert_eq!((asked(&server, "/3"), asked(&server, "/4")), (1, 0));
}

#[test]
fn pages_that_were_not_asked_for_are_asked_for_another_time() {
    let busy = turns("/1", vec![answer(503, "", "busy"), story("tungsten")]);
    let pages = Server::start(vec![busy, turns("/2", vec![story("gallium")])]);
    let (one, two) = (pages.address("/1"), pages.address("/2"));
    let entries = [(&*one, "one"), (&*two, "two")];
    let feed = answer(200, "ETag: \"7\"\r\n", &feed("", &entries));
    let feeds = Server::start(vec![turns(
        "/feed",
        vec![feed, "HTTP/1.1 304 Not Modified\r\n\r\n".to_owned()],
    )]);
    let site = Site::new();
    site.write("corpus/feeds.txt", format!("{}\n", feeds.address("/feed")));
    let first = pull(&site, &["--full"]);
    assert_eq!(first.code, Some(4), "{first:?}");
    for minute in 31..40 {
        run_at(
            &format!("2026-11-27T10:{minute}:00Z"),
            &site,
            &["pull"],
            &["--full"],
        );
    }
    let last = run_at("2026-11-27T12:00:00Z", &site, &["pull"], &["--full"]);
    assert_eq!(last.code, Some(0), "{last:?}");
    assert_eq!(
        (count(&site, "tungsten"), count(&site, "gallium")),
        ("1".into(), "1".into())
    );
}
