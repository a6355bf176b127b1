use std::sync::Arc;
use std::time::Duration;

use newshound::Library;
use newshound::collect::{self, Asking};
use newshound::web::{Failure, Manner};
use url::Url;

use super::*;
use crate::web::names::{NEWS, Names};
use crate::web::server::{page, redirect};

/// Adds an address, which is refused with these words; nothing is kept.
#[track_caller]
fn is_refused(site: &Site, address: &str, why: &str) {
    let added = add(site, &[address]);
    assert_eq!(added.code, Some(4), "{added:?}");
    assert!(added.err.contains(why), "{added:?}");
    nothing_is_kept(site);
}

#[track_caller]
fn nothing_is_kept(site: &Site) {
    assert!(!site.path("corpus/web").exists());
}

#[test]
fn loopback_is_not_asked_unless_that_is_allowed() {
    let server = Server::start(vec![page("/story", "", &article("Chip rules", "tungsten"))]);
    let site = Site::new();
    for address in [
        server.address("/story"),
        format!("http://localhost:{}/story", server.port),
    ] {
        let added = site.run(&["add", &address]);
        assert_eq!(added.code, Some(4), "{added:?}");
        assert!(added.err.contains("--allow-local"), "{added:?}");
    }
    assert_eq!(server.requests(), Vec::<String>::new());
    nothing_is_kept(&site);
}

/// Why an address of `news.example` is not taken in, with names that lead there.
fn taken(site: &Site, names: Arc<Names>, address: &str) -> Result<(), Failure> {
    let library = Library::open(site.path("corpus"));
    let manner = Manner {
        net: names,
        time: Duration::from_secs(2),
        ..Manner::default()
    };
    let asking = Asking {
        manner,
        pause: Duration::ZERO,
    };
    let collector = library.collector(asking, false).expect("a collector");
    let address = Url::parse(address).expect("an address");
    collect::take(&collector, &address, false).map(|_| ())
}

#[test]
fn a_redirect_from_a_public_name_to_loopback_is_not_followed() {
    let secret = Server::start(vec![page("/", "", &article("Secrets", "tungsten"))]);
    let server = Server::start(vec![redirect("/story", 302, &secret.address("/"))]);
    let (site, names) = (Site::new(), Names::news(server.port));
    let failure =
        taken(&site, Arc::clone(&names), "http://news.example/story").expect_err("a refusal");
    assert!(failure.reason.contains("127.0.0.1"), "{failure:?}");
    assert_eq!(secret.requests(), Vec::<String>::new());
    assert!(
        names.wanted().iter().all(|wanted| wanted.starts_with(NEWS)),
        "{names:?}"
    );
    nothing_is_kept(&site);
}

#[test]
fn a_name_that_resolves_to_loopback_at_the_second_look_is_not_asked_there() {
    let server = Server::start(vec![page("/story", "", &article("Chip rules", "tungsten"))]);
    let names = Names::default().host("news.example", &[&[NEWS], &["127.0.0.1"]]);
    let names = Arc::new(
        names
            .leads(NEWS, server.port)
            .leads("127.0.0.1", server.port),
    );
    let site = Site::new();
    let failure =
        taken(&site, Arc::clone(&names), "http://news.example/story").expect_err("a refusal");
    assert!(failure.reason.contains("127.0.0.1"), "{failure:?}");
    assert!(
        names.wanted().iter().all(|wanted| wanted.starts_with(NEWS)),
        "{names:?}"
    );
    assert_eq!(asked(&server, "/story"), 0);
    nothing_is_kept(&site);
}

#[test]
fn a_page_before_whose_text_there_is_a_wall_is_not_kept() {
    let body = format!(
        "<html><head><title>Chip rules</title><script type=\"application/ld+json\">\
         {{\"@type\":\"NewsArticle\",\"headline\":\"Chip rules\",\"isAccessibleForFree\":false}}</script></head>\
         <body><article><h1>Chip rules</h1><p>{SENTENCE}</p>\
         <div class=paywall><h2>Subscribe to continue reading</h2></div></article></body></html>"
    );
    let server = Server::start(vec![page("/story", "", &body)]);
    let site = Site::new();
    is_refused(
        &site,
        &server.address("/story"),
        "save the page from a browser",
    );
    let looked = add(&site, &["--dry-run", &server.address("/story")]);
    assert!(looked.err.contains("would be rejected"), "{looked:?}");
}

#[test]
fn what_wants_a_login_or_is_no_article_is_not_kept() {
    let server = Server::start(vec![
        turns("/login", vec![answer(401, "", "words")]),
        turns("/pay", vec![answer(402, "", &article("Pay", "tungsten"))]),
        turns("/empty", vec![answer(200, "", "")]),
        turns(
            "/picture",
            vec![answer(200, "", "\u{1}\u{2}PNG\u{0}\u{0}\u{0}\u{0}")],
        ),
    ]);
    let site = Site::new();
    for (path, why) in [
        ("/login", "wants a login (401)"),
        ("/pay", "wants a payment (402)"),
        ("/empty", "sent nothing"),
        ("/picture", "was rejected"),
        ("/none", "(404)"),
    ] {
        is_refused(&site, &server.address(path), why);
    }
    let other = add(&site, &["ftp://news.example/story"]);
    assert_eq!(other.code, Some(4), "{other:?}");
}

#[test]
fn a_copy_in_a_web_archive_keeps_its_address_and_its_day_and_is_asked_for_as_such() {
    let path = "/web/20240105123456id_/https://example.org/story";
    let memento = "Memento-Datetime: Fri, 05 Jan 2024 12:34:56 GMT\r\n\
                   Link: <https://example.org/story>; rel=\"original\"\r\n";
    let server = Server::start(vec![page(
        path,
        memento,
        &article("Chip rules", "tungsten"),
    )]);
    let (site, address) = (Site::new(), server.address(path));
    is_refused(&site, &address, "--archived");
    let added = add(&site, &["--archived", &address]);
    assert_eq!(
        (added.code, added.err.as_str()),
        (Some(0), "1 article added.\n")
    );
    let shown = site
        .run(&["show", "--json", "https://example.org/story"])
        .out;
    for field in [
        "\"url\": \"https://example.org/story\"",
        "\"captured\": \"2024-01-05T12:34:56Z\"",
    ] {
        assert!(shown.contains(field), "{shown}");
    }
}

#[test]
fn a_page_of_no_archive_is_not_taken_for_a_copy() {
    let server = Server::start(vec![page("/story", "", &article("Chip rules", "tungsten"))]);
    let site = Site::new();
    let added = add(&site, &["--archived", &server.address("/story")]);
    assert_eq!(added.code, Some(4), "{added:?}");
    assert!(added.err.contains("leave out `--archived`"), "{added:?}");
    nothing_is_kept(&site);
}

#[test]
fn an_address_without_its_beginning_is_recognised_as_one() {
    let site = Site::new();
    let ended = add(&site, &["harbor.example/story"]);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(
        ended
            .err
            .contains("`https://harbor.example/story` if it is an address"),
        "{ended:?}"
    );
    let ended = add(&site, &["story.txt", "./a.b/story"]);
    assert!(!ended.err.contains("https"), "{ended:?}");
}

#[test]
fn a_line_of_a_list_that_is_no_address_is_named() {
    let server = Server::start(vec![page("/1", "", &article("A story", "tungsten"))]);
    let site = Site::new();
    let list = format!("# to read\n{}\nftp://x/y\nask Jane\n", server.address("/1"));
    site.write("list.txt", list);
    let ended = add(&site, &["--all", "list.txt"]);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(
        ended
            .err
            .contains("`ask Jane` was rejected: it is no address of the web"),
        "{ended:?}"
    );
    assert!(ended.err.contains("`ftp://x/y` was rejected"), "{ended:?}");
    assert_eq!(count(&site, "tungsten"), "1");
    assert_eq!(site.run(&["list", "--ids"]).out.lines().count(), 1);
}
