//! Killed at any instant, a run leaves the old state or the new one, and the same run again brings
//! the new one about, nothing twice.

use std::time::Instant;

use super::{Site, draw};

const KILLS: usize = 5;

/// Runs a command and kills it at instants spread over the time that it takes. `prepare` brings
/// about the state before; `counts` are the articles of the old state and of the new one.
fn killed(arguments: &[&str], prepare: impl Fn(&Site), counts: [&str; 2]) {
    let site = Site::new();
    prepare(&site);
    let start = Instant::now();
    assert_eq!(site.run(arguments).code, Some(0));
    let time = start.elapsed();
    let mut seed = 7;
    for _ in 0..KILLS {
        let site = Site::new();
        prepare(&site);
        let mut child = site.command(arguments).spawn().unwrap();
        std::thread::sleep(time.mul_f64(draw(&mut seed, 1000) as f64 / 1000.0));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = site.run(&["list", "--ids", "-n", "1000"]);
        let count = found.out.lines().count().to_string();
        assert!(
            counts.contains(&count.as_str()),
            "{count} articles: {found:?}"
        );
        let checked = site.run(&["check"]);
        // The corpus may be ahead of the index.
        assert!(matches!(checked.code, Some(0 | 1)), "{checked:?}");
        let again = site.run(arguments);
        assert_eq!(again.code, Some(0), "{again:?}");
        let checked = site.run(&["check"]);
        assert_eq!(checked.code, Some(0), "{checked:?}");
        let found = site.run(&["search", "--count", "story"]);
        assert_eq!(found.out.trim(), counts[1]);
        assert_eq!(left_over(&site), Vec::<String>::new());
        assert_eq!(generations(&site), 1);
    }
}

/// How many builds the index folder holds.
fn generations(site: &Site) -> usize {
    let names = std::fs::read_dir(site.path("index")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("g-")).count()
}

/// Files that never came to their place.
fn left_over(site: &Site) -> Vec<String> {
    let names = super::files(&site.path(""));
    let names = names.iter().map(|file| file.to_string_lossy().into_owned());
    names.filter(|name| name.contains("/incoming/")).collect()
}

fn stories(range: std::ops::Range<usize>) -> String {
    let story =
        |number| format!("{{\"title\": \"Story {number}\", \"text\": \"Chips {number}.\"}}\n");
    range.map(story).collect()
}

fn before(site: &Site) {
    site.write("corpus/a.jsonl", stories(0..60));
    site.write("corpus/b.txt", "A story of chips.\n");
    assert_eq!(site.run(&["index", "-q"]).code, Some(0));
}

#[test]
fn an_update_may_be_killed() {
    let prepare = |site: &Site| {
        before(site);
        site.write("corpus/a.jsonl", stories(0..50));
        site.write("corpus/c.jsonl", stories(100..140));
    };
    killed(&["index", "-q"], prepare, ["61", "91"]);
}

#[test]
fn a_rebuild_may_be_killed() {
    killed(&["index", "-q", "--fresh"], before, ["61", "61"]);
}

#[test]
fn an_addition_may_be_killed() {
    let prepare = |site: &Site| {
        before(site);
        site.write("new/d.jsonl", stories(200..240));
        site.write("new/e.txt", "The story of a ban.\n");
    };
    let add = ["add", "-q", "new/d.jsonl", "new/e.txt", "--outlet", "Wire"];
    killed(&add, prepare, ["61", "102"]);
}

#[test]
fn a_first_run_may_be_killed() {
    let prepare = |site: &Site| site.write("corpus/a.jsonl", stories(0..60));
    killed(&["index", "-q"], prepare, ["60", "60"]);
}
