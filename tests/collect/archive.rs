use std::fs;
use std::process::Stdio;
use std::time::Duration;

use super::*;
use crate::web::server::page;

/// A corpus that has one page, and the server of that and a second one.
struct Kept {
    server: Server,
    /// The file with the first page.
    first: Vec<u8>,
    site: Site,
}

impl Kept {
    fn new() -> Kept {
        let server = Server::start(vec![
            page("/1", "", &article("The first", "tungsten")),
            page("/2", "", &article("The second", "gallium")),
        ]);
        let site = Site::new();
        assert_eq!(add(&site, &[&server.address("/1")]).code, Some(0));
        let first = fs::read(site.path(KEPT)).expect("a file");
        Kept {
            server,
            first,
            site,
        }
    }

    fn add_second(&self) {
        let added = add(&self.site, &[&self.server.address("/2")]);
        assert_eq!(added.code, Some(0), "{added:?}");
        assert!(added.err.starts_with("1 article added"), "{added:?}");
    }

    /// So many articles are found, now and after everything was read anew, and nothing is wrong.
    #[track_caller]
    fn has(&self, articles: usize) {
        for run in [&["index"][..], &["check"], &["index", "--fresh"]] {
            let ended = self.site.run(run);
            assert_eq!(ended.code, Some(0), "{run:?} {ended:?}");
            let found = self.site.run(&["list", "--ids"]).out;
            assert_eq!(found.lines().count(), articles, "{run:?} {ended:?}");
        }
    }

    fn now(&self, file: &str) -> Vec<u8> {
        fs::read(self.site.path(file)).expect("a file")
    }
}

const SECOND: &str = "corpus/web/2026-11-2.warc.gz";

#[test]
fn what_was_cut_off_in_a_month_that_is_over_is_taken_back_in_the_next() {
    let kept = Kept::new();
    let spoiled = [&kept.first[..], &kept.first[..100]].concat();
    fs::write(kept.site.path(KEPT), spoiled).expect("a file");
    let second = kept.server.address("/2");
    let added = run_at("2026-12-01T00:00:00Z", &kept.site, &["add"], &[&second]);
    assert_eq!(added.code, Some(0), "{added:?}");
    assert_eq!(kept.now(KEPT), kept.first);
    kept.has(2);
}

#[test]
fn what_was_cut_off_by_a_kill_is_taken_back_by_the_next_one() {
    let kept = Kept::new();
    kept.add_second();
    let (whole, first) = (kept.now(KEPT), kept.first.len());
    assert!(whole.starts_with(&kept.first));
    // Cut within what the second one added.
    for end in (first + 1..whole.len()).step_by(97) {
        fs::write(kept.site.path(KEPT), &whole[..end]).expect("written");
        let third = Server::start(vec![page("/3", "", &article("The third", "cobalt"))]);
        let added = add(&kept.site, &[&third.address("/3")]);
        assert_eq!(added.code, Some(0), "{end} {added:?}");
        let now = kept.now(KEPT);
        assert!(now.starts_with(&kept.first), "{end}");
        let fresh = kept.site.run(&["index", "--fresh"]);
        assert_eq!(fresh.code, Some(0), "{end} {fresh:?}");
        assert_eq!(
            (count(&kept.site, "tungsten"), count(&kept.site, "cobalt")),
            ("1".to_owned(), "1".to_owned())
        );
    }
    assert_eq!(kept.site.run(&["check"]).code, Some(0));
}

#[test]
fn what_is_cut_off_is_said_until_the_next_one_takes_it_back() {
    let kept = Kept::new();
    let whole = &kept.first;
    fs::write(kept.site.path(KEPT), &whole[..whole.len() - 9]).expect("written");
    // The last record is the request for the page; its answer is whole.
    let read = kept.site.run(&["index"]);
    assert_eq!(read.code, Some(4), "{read:?}");
    assert!(
        read.err.contains("is cut off\n1 article unchanged"),
        "{read:?}"
    );
    kept.add_second();
    kept.has(2);
}

#[test]
fn bytes_of_another_program_at_the_end_are_left_as_they_are() {
    for foreign in [
        &b"no record"[..],
        b"x",
        b"this is no record, and was never one",
        &[0; 600],
    ] {
        let kept = Kept::new();
        fs::write(kept.site.path(KEPT), [&kept.first[..], foreign].concat()).expect("written");
        let added = add(&kept.site, &[&kept.server.address("/2")]);
        assert_eq!(added.code, Some(0), "{foreign:?} {added:?}");
        assert_eq!(
            kept.now(KEPT),
            [&kept.first[..], foreign].concat(),
            "{foreign:?}"
        );
        assert!(kept.site.path(SECOND).exists(), "{foreign:?}");
        assert_eq!(
            (count(&kept.site, "tungsten"), count(&kept.site, "gallium")),
            ("1".to_owned(), "1".to_owned())
        );
    }
}

#[test]
fn without_the_note_of_its_size_a_file_grows_as_before() {
    let kept = Kept::new();
    fs::remove_file(kept.site.path("corpus/.newshound/web/kept.json")).expect("removed");
    kept.add_second();
    assert!(kept.now(KEPT).starts_with(&kept.first) && !kept.site.path(SECOND).exists());
    kept.has(2);
    fs::write(
        kept.site.path("corpus/.newshound/web/kept.json"),
        "{\"web/2026-11.warc.gz\": 99999999}",
    )
    .expect("written");
    fs::remove_dir_all(kept.site.path("corpus/.newshound/web/hosts")).expect("removed");
    let again = add(&kept.site, &[&kept.server.address("/2")]);
    assert_eq!(again.code, Some(0), "{again:?}");
    kept.has(2);
}

#[test]
fn an_add_may_be_killed_while_the_server_answers() {
    let text = answer(200, "", &article("Chip rules", "tungsten"));
    let turn = AtomicUsize::new(0);
    let server = Server::start(vec![act("/story", move |wire: &mut dyn Wire| {
        let (head, rest) = text.split_at(text.len() / 2);
        wire.write_all(head.as_bytes()).ok();
        wire.flush().ok();
        if turn.fetch_add(1, Ordering::SeqCst) == 0 {
            std::thread::sleep(Duration::from_secs(5));
        }
        wire.write_all(rest.as_bytes()).ok();
    })]);
    let (site, address) = (Site::new(), server.address("/story"));
    let mut running = command(&site, &["add"], &[&address])
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    while asked(&server, "/story") == 0 {
        std::thread::yield_now();
    }
    running.kill().expect("killed");
    running.wait().expect("it ended");
    let added = add(&site, &[&address]);
    assert_eq!(
        (added.code, added.err.as_str()),
        (Some(0), "1 article added.\n")
    );
    assert_eq!(count(&site, "tungsten"), "1");
}

#[test]
fn what_was_kept_and_not_indexed_is_found_after_the_same_again() {
    let body = feed("", &[("https://wire.example/1", "gallium")]);
    let server = Server::start(vec![
        page("/feed", "", &body),
        page("/1", "", &article("The first", "tungsten")),
    ]);
    let address = server.address("/feed");
    for (verb, given, said) in [
        (
            "add",
            address.as_str(),
            "nothing was added.\n1 article added",
        ),
        ("pull", "feeds.txt", "nothing new.\n1 article added"),
    ] {
        let site = Site::new();
        site.write("feeds.txt", &address);
        add(&site, &[&server.address("/1")]);
        // As after a kill between the two: nothing can be indexed for now.
        fs::rename(site.path("index"), site.path("before")).expect("an index");
        site.write("index", "no folder");
        let failed = run(&site, &[verb], &[given]);
        assert!(!matches!(failed.code, Some(0 | 4)), "{failed:?}");
        fs::remove_file(site.path("index")).expect("removed");
        fs::rename(site.path("before"), site.path("index")).expect("moved");
        assert_eq!(count(&site, "gallium"), "0");
        let again = run(&site, &[verb], &[given]);
        assert_eq!(again.code, Some(0), "{again:?}");
        assert!(again.err.contains(said), "{again:?}");
        assert_eq!(count(&site, "gallium"), "1");
        let third = run(&site, &[verb], &[given]);
        assert!(!third.err.contains("article"), "{third:?}");
    }
}

#[test]
fn what_was_indexed_otherwise_is_not_read_again() {
    let kept = Kept::new();
    let note = kept.site.path("corpus/.newshound/web/unindexed.json");
    assert_eq!(fs::read(&note).expect("a note"), b"[]");
    fs::write(&note, "[\"web/2026-11.warc.gz\", \"web/none.warc.gz\"]").expect("written");
    kept.has(1);
    let again = add(&kept.site, &[&kept.server.address("/1")]);
    let said = format!(
        "`{}` is as it was on 2026-11-27; nothing was added.\n",
        kept.server.address("/1")
    );
    assert_eq!((again.code, again.err), (Some(0), said));
}
