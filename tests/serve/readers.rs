//! The index changes under a server in every way that folders do: by `newshound`, by `mv`, `rm` and `cp`, by a disk that
//! fails. It is noticed, told, and over when the index is back.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{Answer, Server, copy, eventually};
use crate::trouble::{Site, files};

/// A server of a corpus of one article, with flags.
fn server(flags: &[&str]) -> Server {
    let site = Site::new();
    site.write("corpus/a.txt", "A chip ban is proposed.");
    Server::of(site, flags)
}

/// How many articles match.
fn found(server: &Server, word: &str) -> u64 {
    let answer = server.get(&format!("/v1/search?query={word}"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["total"]["articles"].as_u64().unwrap()
}

fn add(site: &Site, name: &str, text: &str) {
    site.write(name, text);
    let added = site.run(&["add", name]);
    assert_eq!(added.code, Some(0), "{}", added.err);
}

/// What a question is answered once there is a reason not to answer it, and what is said of readiness.
fn refused(server: &Server) -> Answer {
    let ask = || server.get("/v1/search?query=chip");
    let refused = eventually(ask, |answer| answer.status != 200);
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (503, "1"),
        "{}",
        refused.body
    );
    assert_eq!(refused.json()["code"], "index");
    assert_eq!(server.get("/readyz").status, 503);
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.get("/metrics").status, 200);
    refused
}

/// It answers again.
fn answers(server: &Server) {
    let ask = || server.get("/v1/search?query=chip");
    let answer = eventually(ask, |answer| answer.status == 200);
    assert_eq!(answer.json()["total"]["articles"], 1);
    // What was found of a damaged index is remembered for a moment.
    eventually(|| server.get("/readyz").status, |ready| *ready == 200);
}

#[test]
fn what_others_add_is_seen_within_a_second_and_never_kept_waiting() {
    let server = server(&[]);
    let (began, many) = (Instant::now(), 1000);
    let asked = std::thread::scope(|scope| {
        let asks = (0..4).map(|_| {
            scope.spawn(|| (0..many / 4).for_each(|_| assert!(found(&server, "chip") >= 1)))
        });
        let asks: Vec<_> = asks.collect();
        // The right to write is free all the time.
        for number in 0..3 {
            site_adds(&server.site, number);
        }
        asks.into_iter().for_each(|ask| ask.join().unwrap());
        began.elapsed()
    });
    assert!(asked < Duration::from_secs(60), "{asked:?}");
    // It is asked at once, and a second later.
    site_adds(&server.site, 3);
    let added = Instant::now();
    eventually(|| found(&server, "tariff"), |found| *found == 4);
    assert!(
        added.elapsed() < Duration::from_secs(1),
        "{:?}",
        added.elapsed()
    );
}

fn site_adds(site: &Site, number: usize) {
    let name = format!("new/{number}.txt");
    site.write(&name, format!("A tariff of {number} percent on each chip."));
    let added = site.run(&["add", "--wait", "0", &name]);
    assert_eq!(added.code, Some(0), "{}", added.err);
}

#[test]
fn an_index_that_is_built_anew_is_the_next_one_asked() {
    let server = server(&[]);
    assert_eq!(found(&server, "chip"), 1);
    fs::write(server.site.path("corpus/b.txt"), "Another chip.").unwrap();
    let built = server.site.run(&["index", "--fresh"]);
    assert_eq!(built.code, Some(0), "{}", built.err);
    eventually(|| found(&server, "chip"), |found| *found == 2);
}

#[test]
fn an_index_that_is_moved_away_or_deleted_is_missed_until_it_is_back() {
    let server = server(&[]);
    let (index, away) = (server.site.path("index"), server.site.path("away"));
    assert_eq!(found(&server, "chip"), 1);
    fs::rename(&index, &away).unwrap();
    let told = refused(&server).json();
    assert_eq!(told["detail"], "there is no index");
    assert_eq!(told["hint"], "newshound index");
    fs::rename(&away, &index).unwrap();
    answers(&server);
    fs::remove_dir_all(&index).unwrap();
    refused(&server);
    assert_eq!(server.site.run(&["index"]).code, Some(0));
    answers(&server);
}

#[test]
fn an_index_of_another_corpus_answers_nothing() {
    let server = server(&[]);
    let site = &server.site;
    site.write("other/corpus/b.txt", "Another chip.");
    let other = site.run(&[
        "index",
        "--corpus",
        "other/corpus",
        "--index",
        "other/index",
    ]);
    assert_eq!(other.code, Some(0), "{}", other.err);
    fs::rename(site.path("index"), site.path("away")).unwrap();
    // It says which corpus it is of as seen from where it lies.
    fs::rename(site.path("corpus"), site.path("kept")).unwrap();
    fs::create_dir(site.path("corpus")).unwrap();
    copy(&site.path("other/index"), &site.path("index"));
    let pointer = fs::read_to_string(site.path("index/layout.json")).unwrap();
    assert!(pointer.contains("../corpus"), "{pointer}");
    fs::remove_dir_all(site.path("index")).unwrap();
    let elsewhere = site.run(&["index", "--corpus", "other/corpus", "--index", "index"]);
    assert_eq!(elsewhere.code, Some(0), "{}", elsewhere.err);
    let told = refused(&server);
    assert_eq!(told.json()["detail"], "the index is of another corpus");
    fs::remove_dir_all(site.path("index")).unwrap();
    fs::remove_dir(site.path("corpus")).unwrap();
    fs::rename(site.path("kept"), site.path("corpus")).unwrap();
    fs::rename(site.path("away"), site.path("index")).unwrap();
    answers(&server);
}

#[test]
fn an_index_of_another_layout_is_told_by_its_number() {
    let server = server(&[]);
    let file = server.site.path("index/layout.json");
    let own = fs::read_to_string(&file).unwrap();
    let other = own.replace("\"layout\":9", "\"layout\":7");
    assert_ne!(own, other);
    replace(&file, other.as_bytes());
    let told = refused(&server).json();
    let title = told["detail"].as_str().unwrap();
    assert!(
        title.starts_with("the index at `index` has layout 7"),
        "{title}"
    );
    assert_eq!(told["hint"], "newshound index --fresh");
    replace(&file, own.as_bytes());
    answers(&server);
}

/// Writes a file beside another one and puts it in its place, as most programs do.
fn replace(file: &Path, bytes: &[u8]) {
    let beside = file.with_extension("beside");
    fs::write(&beside, bytes).unwrap();
    fs::rename(beside, file).unwrap();
}

/// The files of the index that are large enough to be read in parts.
fn segment_files(site: &Site) -> Vec<std::path::PathBuf> {
    let mut files = files(&site.path("index"));
    files.retain(|file| !file.ends_with("lock") && file.metadata().unwrap().len() > 0);
    files
}

/// As `cp` does it: emptied, then written again.
#[test]
fn files_that_are_emptied_in_their_place_do_not_bring_it_down() {
    let mut server = server(&[]);
    for round in 0..2 {
        let kept: Vec<_> = segment_files(&server.site)
            .into_iter()
            .map(|file| (fs::read(&file).unwrap(), file))
            .collect();
        answers(&server);
        for (_, file) in &kept {
            fs::File::options()
                .write(true)
                .open(file)
                .unwrap()
                .set_len(0)
                .unwrap();
        }
        // An answer that is known already may be given; a new question cannot be.
        for word in ["chip", "ban", "proposed", "a*"] {
            let answer = server.get(&format!("/v1/search?query={word}&limit={}", 5 + round));
            assert!([200, 503].contains(&answer.status), "{}", answer.body);
        }
        refused(&server);
        assert!(server.is_alive());
        for (bytes, file) in &kept {
            fs::write(file, bytes).unwrap();
        }
        answers(&server);
    }
}

#[test]
fn bytes_that_were_changed_are_found_out_and_over_when_they_are_right_again() {
    let mut server = server(&[]);
    for file in segment_files(&server.site) {
        let right = fs::read(&file).unwrap();
        let wrong: Vec<u8> = right.iter().map(|byte| byte ^ 0x55).collect();
        fs::write(&file, &wrong).unwrap();
        // Without a newer commit, what was read before is not read again.
        let fresh = server.site.path("index/layout.json");
        let pointer = fs::read(&fresh).unwrap();
        replace(&fresh, &pointer);
        eventually(
            || server.get("/v1/search?query=chip&explain=true").status,
            |status| [200, 503].contains(status),
        );
        assert!(server.is_alive(), "{}", file.display());
        fs::write(&file, &right).unwrap();
        eventually(|| server.get("/readyz").status, |status| *status == 200);
        answers(&server);
    }
}

/// A server that runs for months: what older commits held is given back.
#[test]
fn commits_leave_nothing_open() {
    let server = server(&[]);
    let held = || {
        let open = fs::read_dir(server.process().join("fd")).unwrap().count();
        let maps = fs::read_to_string(server.process().join("maps")).unwrap();
        let of_index = maps.lines().filter(|line| line.contains("/index/"));
        let deleted = of_index.clone().filter(|line| line.ends_with("(deleted)"));
        (open, of_index.count(), deleted.count())
    };
    let library = newshound::Library::open(server.site.path("corpus"));
    for number in 0..200 {
        let name = format!("new/{number}.txt");
        server
            .site
            .write(&name, format!("Story {number} of a chip."));
        let path = server.site.path(&name);
        library
            .add([path], &newshound::Overrides::default())
            .unwrap();
        if number % 10 == 0 {
            eventually(|| found(&server, "chip"), |found| *found == number + 2);
        }
    }
    eventually(|| found(&server, "chip"), |found| *found == 201);
    let (open, maps, deleted) = held();
    assert!(open < 100 && maps < 400, "{open} files, {maps} maps");
    assert!(deleted < maps / 2 + 1, "{deleted} of {maps}");
}

#[test]
fn it_keeps_the_index_in_step_where_it_is_asked_to() {
    let mut server = server(&["--watch"]);
    assert_eq!(found(&server, "chip"), 1);
    server.site.write("corpus/b.txt", "Another chip.");
    eventually(|| found(&server, "chip"), |found| *found == 2);
    // Between its changes others may write.
    add(&server.site, "c.txt", "The third chip.");
    eventually(|| found(&server, "chip"), |found| *found == 3);
    // What goes wrong is said, and ends nothing.
    fs::rename(server.site.path("corpus"), server.site.path("away")).unwrap();
    eventually(
        || server.said(),
        |said| said.contains("is gone; waiting for it to come back."),
    );
    assert_eq!(found(&server, "chip"), 3);
    fs::rename(server.site.path("away"), server.site.path("corpus")).unwrap();
    server.site.write("corpus/d.txt", "The fourth chip.");
    eventually(|| found(&server, "chip"), |found| *found == 4);
    let began = Instant::now();
    assert_eq!(server.end(nix::sys::signal::Signal::SIGTERM), Some(0));
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(server.site.run(&["check"]).code, Some(0));
}

#[test]
fn an_index_that_is_deleted_is_built_again_where_it_is_kept_in_step() {
    let server = server(&["--watch"]);
    assert_eq!(found(&server, "chip"), 1);
    eventually(|| server.said(), |said| said.contains("Watching"));
    fs::remove_dir_all(server.site.path("index")).unwrap();
    refused(&server);
    answers(&server);
}

#[test]
fn what_is_in_the_corpus_is_missed_while_its_folder_is_gone() {
    let server = server(&[]);
    server.site.run(&["beat", "add", "chips", "chip"]);
    let paths = [
        "/v1/beats",
        "/v1/beats/chips/new",
        "/v1/search?query=beat:chips",
        "/v1/status",
        "/readyz",
    ];
    for path in paths {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    fs::rename(server.site.path("corpus"), server.site.path("away")).unwrap();
    for path in paths {
        let answer = server.get(path);
        let problem = answer.json();
        assert_eq!(
            (answer.status, &problem["code"], &problem["detail"]),
            (
                503,
                &"index".into(),
                &"the folder of the corpus is gone".into()
            ),
            "{path}"
        );
    }
    // What is indexed is found.
    assert_eq!(found(&server, "chip"), 1);
    fs::rename(server.site.path("away"), server.site.path("corpus")).unwrap();
    for path in paths {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
}

/// An index that is damaged is not put right by a server, and is tried again.
#[test]
fn a_damaged_index_does_not_end_what_keeps_it_in_step() {
    let mut server = server(&["--watch"]);
    let file = server.site.path("index/layout.json");
    let own = fs::read(&file).unwrap();
    replace(&file, b"{}");
    server.site.write("corpus/b.txt", "Another chip.");
    eventually(|| server.said(), |said| said.contains("is damaged"));
    assert!(server.is_alive());
    replace(&file, &own);
    eventually(
        || server.get("/v1/search?query=another").status,
        |status| *status == 200,
    );
    eventually(|| found(&server, "another"), |found| *found == 1);
}
