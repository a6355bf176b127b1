use super::*;

/// A page of several versions, asked for on one day after the other.
struct Page {
    site: Site,
    server: Server,
    address: String,
}

impl Page {
    fn new(answers: Vec<String>) -> Page {
        let server = Server::start(vec![turns("/story", answers)]);
        let address = server.address("/story");
        Page {
            site: Site::new(),
            server,
            address,
        }
    }

    fn add(&self, day: u8) -> Ended {
        run_at(
            &format!("2026-11-{day}T08:00:00Z"),
            &self.site,
            &["add"],
            &[&self.address],
        )
    }

    fn size(&self) -> u64 {
        self.site.path(KEPT).metadata().expect("a file").len()
    }

    /// The second time it is said that nothing is new, and nothing is kept.
    fn is_as_it_was(&self) {
        assert_eq!(self.add(10).err, "1 article added.\n");
        let size = self.size();
        let again = self.add(12);
        let said = format!(
            "`{}` is as it was on 2026-11-10; nothing was added.\n",
            self.address
        );
        assert_eq!((again.code, again.err), (Some(0), said));
        assert_eq!(self.size(), size);
        assert_eq!(count(&self.site, "tungsten"), "1");
    }
}

#[test]
fn a_server_that_says_that_nothing_is_new_is_believed() {
    let header = "ETag: \"one\"\r\nLast-Modified: Tue, 10 Nov 2026 07:00:00 GMT\r\n";
    let page = Page::new(vec![
        answer(200, header, &article("Chip rules", "tungsten")),
        "HTTP/1.1 304 Not Modified\r\n\r\n".to_owned(),
    ]);
    page.is_as_it_was();
    let request = last_request(&page.server, "/story");
    assert!(request.contains("if-none-match: \"one\""), "{request}");
    assert!(
        request.contains("if-modified-since: tue, 10 nov 2026"),
        "{request}"
    );
}

#[test]
fn the_same_bytes_again_are_nothing_new() {
    Page::new(vec![answer(200, "", &article("Chip rules", "tungsten"))]).is_as_it_was();
}

#[test]
fn a_newer_text_is_searched_and_the_older_is_shown_by_its_day() {
    let page = Page::new(vec![
        answer(200, "", &article("Chip rules", "tungsten")),
        answer(200, "", &article("Chip rules", "gallium")),
    ]);
    let site = &page.site;
    page.add(10);
    let ids = site.run(&["list", "--ids"]).out;
    let second = page.add(12);
    assert_eq!(second.code, Some(0), "{second:?}");
    for _ in 0..2 {
        assert_eq!(
            (count(site, "gallium"), count(site, "tungsten")),
            ("1".to_owned(), "0".to_owned())
        );
        assert_eq!(site.run(&["list", "--ids"]).out, ids);
        let older = site
            .run(&["show", &page.address, "--captured", "2026-11-10"])
            .out;
        assert!(
            older.contains("tungsten") && !older.contains("gallium"),
            "{older}"
        );
        assert_eq!(site.run(&["index", "--fresh"]).code, Some(0));
    }
}
