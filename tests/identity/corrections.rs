//! What a person sets right: taken back, merged, refused.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use newshound::{Edit, Id, Request};
use serde_json::json;

use super::site::{KINDS, Site, word};
use crate::trouble::Site as Shell;

fn url(address: &str) -> Edit {
    let mut edit = Edit::default();
    edit.set("url", address);
    edit
}

#[test]
fn an_address_that_is_taken_back_names_nothing() {
    let (mut site, _) = Site::new();
    let id = site.only(&word("text", 2)).id;
    let other = site.only(&word("place", 2)).id;
    site.library
        .edit(&[id], &url("https://z.example/1"))
        .unwrap();
    assert!(
        site.library
            .edit(&[other], &url("https://z.example/1"))
            .is_err()
    );
    assert_eq!(site.library.find("https://z.example/1", 4).unwrap(), id);
    let mut undo = Edit::default();
    undo.undo("url");
    site.library.edit(&[id], &undo).unwrap();
    let story = json!({"url": "https://z.example/1", "text": "Wheat is cheap this year."});
    fs::write(site.path("wheat.jsonl"), story.to_string()).unwrap();
    site.look();
    assert_ne!(site.only("wheat").id, id);
    assert_eq!(site.only(&word("text", 2)).id, id);
}

/// The lines of another branch, or of a run that was killed before they were in force.
#[test]
fn edits_that_the_index_has_not_are_taken_in() {
    let (site, _) = Site::new();
    let id = site.only(&word("text", 2)).id;
    let day = fs::read_dir(site.path(".newshound/catalogue"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let lines = fs::read_to_string(&day).unwrap();
    let merged = format!("{id} 23:00:00 edit {{\"title\":\"Merged\"}}\n{lines}");
    fs::write(&day, merged).unwrap();
    assert_eq!(site.library.update().unwrap().replaced, 1);
    assert_eq!(
        site.only(&word("text", 2)).about.title.as_deref(),
        Some("Merged")
    );
    assert_eq!(site.library.update().unwrap().replaced, 0);
}

#[test]
fn thousands_of_equal_records_are_renamed_in_time() {
    let (mut site, _) = Site::new();
    let record = format!(
        "{}\n",
        json!({"text": "Subscribe to read this article in full."})
    );
    fs::write(site.path("n.jsonl"), record.repeat(1500)).unwrap();
    site.look();
    let ids = |site: &Site| -> BTreeSet<Id> {
        let found = site
            .library
            .list(&Request::new("subscribe").limit(2000))
            .unwrap()
            .articles;
        found.into_iter().map(|article| article.id).collect()
    };
    let before = ids(&site);
    assert_eq!(before.len(), 1500);
    fs::rename(site.path("n.jsonl"), site.path("m.jsonl")).unwrap();
    let start = Instant::now();
    site.library.update().unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(ids(&site), before);
}

#[test]
fn a_file_that_is_overwritten_by_another_article_gives_nothing() {
    const BEFORE: &str = "The committee voted on Tuesday to advance a measure that would require developers of \
        large models to publish safety frameworks and report serious incidents to the state.";
    const AFTER: &str = "Wheat prices fell after the harvest, while ports and railways waited for rain, orders \
        and lorries from three neighbouring countries in the north.";
    let (mut site, _) = Site::new();
    fs::write(site.path("note.txt"), BEFORE).unwrap();
    site.look();
    let id = site.library.find("note.txt", 4).unwrap();
    let mut edit = Edit::default();
    edit.set("title", "Set right");
    site.library.edit(&[id], &edit).unwrap();
    fs::write(site.path("note.txt"), AFTER).unwrap();
    site.library.update().unwrap();
    let now = site.library.show("note.txt").unwrap();
    assert_ne!(now.id, id);
    assert_eq!(now.about.title, None);
}

#[test]
fn what_is_edited_renamed_and_rebuilt_is_the_same() {
    let (mut site, files) = Site::new();
    let ids: Vec<Id> = KINDS
        .iter()
        .map(|kind| site.only(&word(kind, 2)).id)
        .collect();
    for file in &files {
        let path = site.path(&file.name);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace(" said ", " had said ")).unwrap();
    }
    site.look();
    for file in &files {
        fs::rename(
            site.path(&file.name),
            site.path(&format!("new-{}", file.name)),
        )
        .unwrap();
    }
    site.lose_index();
    site.look();
    for (kind, id) in KINDS.iter().zip(ids) {
        assert_eq!(site.only(&word(kind, 2)).id, id, "{kind}");
    }
}

#[test]
fn what_cannot_be_kept_or_meant_is_refused() {
    let shell = Shell::new();
    shell.write("corpus/chips.txt", "The export of chips was banned.\n");
    shell.run(&["index"]);
    let long = "x".repeat(70_000);
    for flags in [
        &["--title", &long][..],
        &["--title", " "],
        &["--lang", "klingon!!"],
        &["--title", "X", "--unset", "title"],
        &["--title", "X", "--undo", "all"],
        &["--unset", "tag", "--tag", "+b"],
        &[],
    ] {
        let ended = shell.run(&[&["edit", "chips.txt"][..], flags].concat());
        assert_eq!(ended.code, Some(2), "{ended:?}");
    }
    // Odd characters are kept.
    assert_eq!(
        shell
            .run(&["edit", "chips.txt", "--outlet", "a\u{7f}b\u{85}c"])
            .code,
        Some(0)
    );
    let before = shell.run(&["show", "--json", "chips.txt"]).out;
    assert_eq!(shell.run(&["index", "--fresh"]).code, Some(0));
    assert_eq!(shell.run(&["show", "--json", "chips.txt"]).out, before);
}
