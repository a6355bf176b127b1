use super::*;
use crate::web::server::page;

fn feeds(site: &Site) -> String {
    std::fs::read_to_string(site.path("corpus/feeds.txt")).expect("a list of feeds")
}

#[test]
fn the_feed_of_a_page_is_found_and_followed_once() {
    let head = "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"The Wire\" href=\"/feed.xml\">";
    let home = article("The front page", "tungsten").replace("<head>", &format!("<head>{head}"));
    let server = Server::start(vec![
        page("/", "Content-Type: text/html\r\n", &home),
        page("/feed.xml", "", &feed("", &[])),
    ]);
    let site = Site::new();
    let followed = pull(&site, &["--add", &server.address("/")]);
    assert_eq!(followed.code, Some(0), "{followed:?}");
    assert_eq!(followed.err, "`The Wire` is followed from now on.\n");
    let line = format!("{}    The Wire\n", server.address("/feed.xml"));
    assert_eq!(feeds(&site), line);
    assert_eq!(site.run(&["pull", "--list"]).out, line);
    let again = pull(&site, &["--add", &server.address("/feed.xml")]);
    assert_eq!(
        (again.code, again.err.as_str()),
        (Some(0), "1 feed followed already.\n")
    );
    assert_eq!(feeds(&site), line);
}

#[test]
fn a_page_that_names_no_feed_is_not_followed() {
    let server = Server::start(vec![page("/", "", &article("The front page", "tungsten"))]);
    let site = Site::new();
    let followed = pull(
        &site,
        &[
            "--add",
            &server.address("/"),
            "--add",
            &server.address("/none"),
        ],
    );
    assert_eq!(followed.code, Some(4), "{followed:?}");
    assert!(
        followed.err.contains("names none") && followed.err.contains("(404)"),
        "{followed:?}"
    );
    assert_eq!(site.run(&["pull", "--list"]).code, Some(1));
}

#[test]
fn a_feed_is_removed_by_its_address_or_its_name_and_comments_stay() {
    let site = Site::new();
    site.write(
        "corpus/feeds.txt",
        "# mornings\nhttps://a.example/feed    The Wire\n\n# evenings\nhttps://b.example/feed\nhttps://c.example/feed  Third",
    );
    let removed = site.run(&[
        "pull",
        "--remove",
        "the wire",
        "--remove",
        "https://b.example/feed",
    ]);
    assert_eq!(removed.code, Some(0), "{removed:?}");
    assert_eq!(
        removed.err,
        "`The Wire` is not followed any more.\n`https://b.example/feed` is not followed any more.\n"
    );
    assert_eq!(
        feeds(&site),
        "# mornings\n\n# evenings\nhttps://c.example/feed  Third"
    );
    let unknown = site.run(&["pull", "--remove", "the wire"]);
    assert_eq!(unknown.code, Some(1), "{unknown:?}");
}

#[test]
fn the_feeds_of_another_program_are_imported() {
    let site = Site::new();
    site.write(
        "feeds.opml",
        "<?xml version=\"1.0\"?><opml version=\"2.0\"><body><outline text=\"News\">\
         <outline type=\"rss\" text=\"The Wire\" xmlUrl=\"https://a.example/feed\" htmlUrl=\"https://a.example/\"/>\
         <outline type=\"rss\" text=\"Other\" xmlUrl=\"https://b.example/feed\"/></outline></body></opml>",
    );
    site.write("corpus/feeds.txt", "# mine\nhttps://b.example/feed    Mine");
    let imported = site.run(&["pull", "--import", "feeds.opml"]);
    assert_eq!(imported.code, Some(0), "{imported:?}");
    assert_eq!(
        imported.err,
        "`The Wire` is followed from now on.\n1 feed followed already.\n"
    );
    assert_eq!(
        feeds(&site),
        "# mine\nhttps://b.example/feed    Mine\nhttps://a.example/feed    The Wire\n"
    );
}

#[test]
fn lines_that_name_no_feed_are_said_and_the_others_are_read() {
    let server = Server::start(vec![page(
        "/feed",
        "",
        &feed("", &[("https://wire.example/1", "tungsten")]),
    )]);
    let site = Site::new();
    site.write(
        "corpus/feeds.txt",
        format!("not a feed\n{}\n", server.address("/feed")),
    );
    let pulled = pull(&site, &[]);
    assert_eq!(pulled.code, Some(4), "{pulled:?}");
    assert!(
        pulled.err.contains("Line 1 of `feeds.txt` names no feed"),
        "{pulled:?}"
    );
    assert_eq!(count(&site, "tungsten"), "1");
}

#[test]
fn without_feeds_there_is_nothing_to_pull() {
    let site = Site::new();
    let pulled = pull(&site, &[]);
    assert_eq!(pulled.code, Some(2), "{pulled:?}");
    assert!(
        pulled.err.contains("newshound pull --add URL"),
        "{pulled:?}"
    );
}

#[test]
fn bytes_of_another_character_set_stay_as_they_are() {
    let site = Site::new();
    let list = b"# caf\xe9\nhttps://a.example/feed    A\nhttps://b.example/feed    B\n";
    std::fs::write(site.path("corpus/feeds.txt"), list).expect("a file");
    assert_eq!(site.run(&["pull", "--remove", "A"]).code, Some(0));
    let now = std::fs::read(site.path("corpus/feeds.txt")).expect("a file");
    assert_eq!(now, b"# caf\xe9\nhttps://b.example/feed    B\n");
}
