//! Files that change, vanish or cannot be read any more, and others that have the same URL.

use std::time::{Duration, SystemTime};

use super::{Ended, Site};

impl Site {
    /// Lets a file bear the time of a day, counted from 1970.
    pub fn bears(&self, name: &str, day: u64) {
        let file = std::fs::File::options().write(true).open(self.path(name));
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(day * 86_400);
        file.unwrap().set_modified(time).unwrap();
    }

    /// One article of the story that all of these tell.
    pub fn tells(&self, name: &str, word: &str, day: u64) {
        let url = "https://news.example/story";
        self.write(
            name,
            format!(r#"{{"url": "{url}", "text": "About {word}."}}"#),
        );
        self.bears(name, day);
    }

    pub fn found(&self, word: &str) -> String {
        self.run(&["search", "--count", word]).out
    }

    fn indexed(&self, said: &str) -> Ended {
        let ended = self.run(&["index"]);
        assert_eq!(ended.err, said);
        ended
    }
}

/// Of two records with one URL the newer file's stands, even if only a time has changed.
#[test]
fn a_file_that_grows_older_gives_way() {
    let site = Site::new();
    site.tells("corpus/one.json", "chips", 3);
    site.tells("corpus/two.json", "cables", 2);
    site.indexed("1 article added, 1 left out for another version of the same article.\n");
    assert_eq!([site.found("chips"), site.found("cables")], ["1\n", "0\n"]);
    site.bears("corpus/one.json", 1);
    site.indexed("1 article replaced.\n");
    assert_eq!([site.found("chips"), site.found("cables")], ["0\n", "1\n"]);
    assert_eq!(site.run(&["check"]).code, Some(0));
}

#[test]
fn the_time_of_a_description_hides_no_change() {
    let site = Site::new();
    site.write("fine.txt", "The fine is 100 euros.\n");
    let added = site.run(&["add", "fine.txt", "--title", "Fine"]);
    assert_eq!(added.code, Some(0));
    site.write("corpus/fine.txt", "The fine is 900 euros.\n");
    site.bears("corpus/fine.txt", 10_000);
    assert_eq!(site.run(&["index"]).code, Some(0));
    assert_eq!([site.found("100"), site.found("900")], ["0\n", "1\n"]);
}

#[test]
fn a_change_may_bear_any_time() {
    let site = Site::new();
    site.write("corpus/a.txt", "alpha\n");
    // Looked at as soon as it was written, so its time tells nothing.
    let mut command = site.command(&["index"]);
    command.env_remove("NEWSHOUND_NOW");
    assert!(command.status().unwrap().success());
    site.write("corpus/a.txt", "gamma\n");
    site.bears("corpus/a.txt", 0);
    site.indexed("1 article replaced.\n");
    assert_eq!(site.found("gamma"), "1\n");
}

#[test]
fn what_cannot_be_read_gives_way_all_the_same() {
    let site = Site::new();
    site.tells("corpus/a.json", "chips", 5);
    assert_eq!(site.run(&["index"]).code, Some(0));
    std::fs::remove_file(site.path("corpus/a.json")).unwrap();
    std::os::unix::fs::symlink("nowhere", site.path("corpus/a.json")).unwrap();
    site.tells("corpus/b.json", "cables", 9);
    assert_eq!(site.run(&["index"]).code, Some(4));
    assert_eq!([site.found("chips"), site.found("cables")], ["0\n", "1\n"]);
    let checked = site.run(&["check"]);
    assert!(
        !checked.err.contains("in the index instead of"),
        "{checked:?}"
    );
}

/// Records that gave way are no reason to read their file again, nor to count it.
#[test]
fn counts_are_of_what_changed() {
    let site = Site::new();
    site.tells("corpus/a.json", "chips", 5);
    site.tells("corpus/b.json", "cables", 6);
    site.write(
        "corpus/many.jsonl",
        "{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n[1]\n",
    );
    site.write("corpus/other.txt", "Other.\n");
    assert_eq!(site.run(&["index"]).code, Some(4));
    site.write("corpus/other.txt", "Another.\n");
    let skipped = "1 input skipped as before (see `newshound status`).\n";
    site.indexed(&format!("1 article replaced, 3 unchanged, {skipped}"));
    site.tells("new/c.json", "drones", 1);
    site.tells("new/d.json", "satellites", 2);
    let added = site.run(&["add", "new"]);
    assert_eq!(
        added.err,
        "1 article replaced, 1 left out for another version of the same article.\n"
    );
    site.indexed(&format!("4 articles unchanged, {skipped}"));
    assert_eq!(
        site.run(&["add", "corpus/other.txt", "--title", "Other"])
            .err,
        "1 article replaced.\n"
    );
}

#[test]
fn a_description_that_cannot_be_read_takes_nothing_away() {
    let site = Site::new();
    site.write("fine.txt", "The fine is 100 euros.\n");
    assert_eq!(
        site.run(&["add", "fine.txt", "--title", "Fine"]).code,
        Some(0)
    );
    site.write("corpus/fine.txt.meta.toml", "titel = \"Fine\"\n");
    assert_eq!(site.run(&["index"]).code, Some(4));
    assert_eq!(site.found("title:fine"), "1\n");
    let status = site.run(&["status"]).out;
    assert!(status.contains("changes   1 changed"), "{status}");
    assert!(status.contains("`fine.txt.meta.toml`: "), "{status}");
    site.write("corpus/fine.txt.meta.toml", "title = \"Penalty\"\n");
    site.indexed("1 article replaced.\n");
}

#[test]
fn what_has_gone_is_removed() {
    let site = Site::new();
    site.write("corpus/a.txt", "Alpha.\n");
    site.write("corpus/b.txt", "Beta.\n");
    assert_eq!(site.run(&["index"]).code, Some(0));
    std::fs::remove_file(site.path("corpus/b.txt")).unwrap();
    let removed = site.run(&["remove", "--yes", "a.txt", "b.txt"]);
    assert_eq!(
        (removed.code, removed.err.as_str()),
        (
            Some(0),
            "Moved to `corpus/.newshound/removed/a.txt`.\n`corpus/b.txt` had gone already.\n"
        )
    );
    assert_eq!(site.run(&["list", "--count"]).out, "0\n");
}

#[test]
fn who_waits_for_ever_waits() {
    let site = Site::new();
    site.write("corpus/a.txt", "Alpha.\n");
    let wait = u64::MAX.to_string();
    assert_eq!(site.run(&["index", "--wait", &wait]).code, Some(0));
}
