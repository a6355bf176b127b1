use super::*;
use crate::trouble::files;
use crate::web::server::{bytes, page};

#[test]
fn a_page_is_kept_as_it_was_sent_and_found() {
    let server = Server::start(vec![page(
        "/story",
        "Content-Type: text/html\r\n",
        &article("Chip rules", "tungsten"),
    )]);
    let (site, address) = (Site::new(), server.address("/story"));
    let added = add(&site, &[&address]);
    assert_eq!(
        (added.code, added.err.as_str()),
        (Some(0), "1 article added.\n")
    );
    assert_eq!(count(&site, "tungsten"), "1");
    let shown = site.run(&["show", &address]).out;
    assert!(
        shown.contains("Chip rules") && shown.contains(&address),
        "{shown}"
    );
    assert!(site.path(KEPT).exists());
    assert_eq!(count_fresh(&site, "tungsten"), "1");
}

#[test]
fn a_feed_gives_its_entries_and_says_that_it_can_be_followed() {
    let entries = [
        ("https://wire.example/1", "tungsten"),
        ("https://wire.example/2", "gallium"),
    ];
    let server = Server::start(vec![page(
        "/feed",
        "Content-Type: application/rss+xml\r\n",
        &feed("", &entries),
    )]);
    let (site, address) = (Site::new(), server.address("/feed"));
    let added = add(&site, &[&address]);
    let said = format!(
        "`{address}` is a feed; `newshound pull --add {address}` follows it.\n2 articles added.\n"
    );
    assert_eq!((added.code, added.err), (Some(0), said));
    assert_eq!(count(&site, "gallium"), "1");
}

#[test]
fn a_pdf_is_read() {
    let pdf = pdf("The minister spoke of tungsten and of export rules.");
    let mut answer =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", pdf.len()).into_bytes();
    answer.extend(pdf);
    let server = Server::start(vec![bytes("/report.pdf", answer)]);
    let site = Site::new();
    let added = add(&site, &[&server.address("/report.pdf")]);
    assert_eq!(added.code, Some(0), "{added:?}");
    assert_eq!(count(&site, "tungsten"), "1");
}

#[test]
fn a_sitemap_is_listed_and_with_all_its_addresses_are_taken_in() {
    let (site, pages) = (Site::new(), two_pages());
    let lists = Server::start(vec![page("/sitemap.xml", "", &sitemap(&pages.address("")))]);
    let (map, one, two) = (
        lists.address("/sitemap.xml"),
        pages.address("/1"),
        pages.address("/2"),
    );
    let listed = add(&site, &[&map]);
    assert_eq!(listed.out, format!("{one}\n{two}\n"));
    assert_eq!(
        listed.err,
        format!("`{map}` lists 2 addresses; `--all` takes them in.\n")
    );
    assert_eq!(listed.code, Some(0));
    assert!(!site.path("corpus/web").exists());
    let added = add(&site, &["--all", &map]);
    assert_eq!(
        (added.code, added.err.as_str()),
        (Some(0), "2 articles added.\n")
    );
    assert_eq!(count(&site, "committee"), "2");
}

#[test]
fn with_all_the_addresses_of_a_file_are_taken_in_and_one_that_fails_stops_no_other() {
    let (site, server) = (Site::new(), two_pages());
    let (one, missing, two) = (
        server.address("/1"),
        server.address("/missing"),
        server.address("/2"),
    );
    site.write("list.txt", format!("{one}\n{missing}\n{two}\n"));
    let added = add(&site, &["--all", "list.txt"]);
    let said = format!(
        "`{missing}` was rejected: there is nothing at `{missing}` (404).\n2 articles added.\n"
    );
    assert_eq!((added.code, added.err), (Some(4), said));
    assert_eq!(count(&site, "committee"), "2");
}

#[test]
fn a_dry_run_shows_what_would_be_understood_and_writes_nothing() {
    let (site, server) = (Site::new(), two_pages());
    let before = files(&site.path(""));
    let shown = add(&site, &["--dry-run", &server.address("/1")]);
    assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""));
    for line in ["title    The first", "captured 2026-11-27"] {
        assert!(shown.out.contains(line), "{}", shown.out);
    }
    assert_eq!(files(&site.path("")), before);
    assert!(!site.path("corpus/.newshound").exists() && !site.path("index").exists());
    let missing = add(&site, &["--dry-run", &server.address("/missing")]);
    assert_eq!(missing.code, Some(4));
    assert_eq!(files(&site.path("")), before);
}

#[test]
fn what_is_said_of_an_address_holds_when_all_is_read_anew() {
    let (site, server) = (Site::new(), two_pages());
    let (one, two) = (server.address("/1"), server.address("/2"));
    add(&site, &[&two]);
    let added = add(
        &site,
        &["--title", "A better headline", "--tag", "minerals", &one],
    );
    assert_eq!(added.code, Some(0), "{added:?}");
    for _ in 0..2 {
        let shown = site.run(&["show", &one]).out;
        assert!(shown.contains("A better headline"), "{shown}");
        assert!(site.run(&["show", &two]).out.contains("The second"));
        assert_eq!(count(&site, "tag:minerals"), "1");
        assert_eq!(site.run(&["index", "--fresh"]).code, Some(0));
    }
}

#[test]
fn what_is_said_of_an_address_that_is_as_it_was_holds_too() {
    let (site, server) = (Site::new(), two_pages());
    let address = server.address("/1");
    add(&site, &[&address]);
    let again = add(&site, &["--tag", "minerals", &address]);
    let said =
        format!("`{address}` is as it was on 2026-11-27; nothing was added.\n1 article edited.\n");
    assert_eq!((again.code, again.err), (Some(0), said));
    assert_eq!(count(&site, "tag:minerals"), "1");
    assert_eq!(count_fresh(&site, "tag:minerals"), "1");
}

/// How many articles have a word after everything was read anew, without a problem.
fn count_fresh(site: &Site, word: &str) -> String {
    let fresh = site.run(&["index", "--fresh"]);
    assert_eq!(fresh.code, Some(0), "{fresh:?}");
    count(site, word)
}

/// A server of two pages.
fn two_pages() -> Server {
    Server::start(vec![
        page("/1", "", &article("The first", "tungsten")),
        page("/2", "", &article("The second", "gallium")),
    ])
}

fn sitemap(server: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         <url><loc>{server}/1</loc></url><url><loc>{server}/2</loc></url></urlset>"
    )
}

/// A PDF of one page.
fn pdf(line: &str) -> Vec<u8> {
    let content = format!("BT /F 12 Tf 72 700 Td ({line}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[4 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
    ];
    let objects: Vec<Vec<u8>> = objects.into_iter().map(String::into_bytes).collect();
    crate::pdf::file(&objects, "")
}
