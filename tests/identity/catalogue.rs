//! The catalogue: what it takes, what may happen to it, and what is known without it.

use std::collections::BTreeSet;
use std::fs;

use newshound::engine::tantivy::LAYOUT;
use newshound::{Edit, Id, Kind, Library, Overrides, Request};
use serde_json::json;

use super::site::{FIRST, KINDS, Site, word};
use crate::trouble::Site as Shell;

/// Bytes of the catalogue of a file of so many articles, for each of them.
fn bytes_an_article(line: impl Fn(usize) -> String) -> usize {
    const ARTICLES: usize = 300;
    let (site, _) = Site::new();
    let before = site.catalogue().len();
    let lines: String = (0..ARTICLES).map(|number| line(number) + "\n").collect();
    fs::write(
        site.path("a file with a rather long name of some eighty letters, as exports have.jsonl"),
        lines,
    )
    .unwrap();
    site.library.update().unwrap();
    (site.catalogue().len() - before).div_ceil(ARTICLES)
}

#[test]
fn an_article_takes_40_bytes_or_100() {
    let text = |number: usize| {
        format!("Story {number} of the committee, its hearing, its votes and what became of them.")
    };
    let address = |number| {
        json!({"url": format!("https://news.example/{number}"), "text": text(number)}).to_string()
    };
    assert!(bytes_an_article(address) <= 40);
    assert!(
        bytes_an_article(|number| json!({"id": number, "text": text(number)}).to_string()) <= 40
    );
    assert!(bytes_an_article(|number| json!({"text": text(number)}).to_string()) <= 100);
}

#[test]
fn a_torn_end_is_ignored_and_nothing_after_it_is_lost() {
    let (mut site, _) = Site::new();
    let ids: Vec<Id> = KINDS
        .iter()
        .map(|kind| site.only(&word(kind, 2)).id)
        .collect();
    let folder = site.path(".newshound/catalogue");
    let file = fs::read_dir(folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = fs::read_to_string(&file).unwrap();
    let last = whole.trim_end().rfind('\n').unwrap() + 1;
    for end in last..whole.len() {
        fs::write(&file, &whole[..end]).unwrap();
        site.lose_index();
        site.look();
        for (kind, id) in KINDS.iter().zip(&ids) {
            assert_eq!(site.only(&word(kind, 2)).id, *id, "{end}");
        }
        fs::remove_dir_all(site.path(".newshound/catalogue")).unwrap();
        fs::create_dir(site.path(".newshound/catalogue")).unwrap();
    }
}

/// As two people have added to one corpus, and put their catalogues together.
#[test]
fn lines_may_come_in_any_order_and_twice() {
    let (mut site, _) = Site::new();
    let mut edit = Edit::default();
    edit.set("title", "Set right");
    let id = site.only(&word("text", 2)).id;
    site.library.edit(&[id], &edit).unwrap();
    fs::rename(site.path("text.txt"), site.path("moved.txt")).unwrap();
    let folder = site.path(".newshound/catalogue");
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        let mut lines: Vec<&str> = text.lines().rev().collect();
        lines.extend(lines.clone());
        fs::write(&file, format!("<<<<<<< ours\n{}\n", lines.join("\n"))).unwrap();
    }
    site.lose_index();
    site.look();
    let now = site.only(&word("text", 2));
    assert_eq!(
        (now.id, now.about.title.as_deref()),
        (id, Some("Set right"))
    );
    assert_eq!(now.added.to_string(), FIRST);
}

/// As it is after an upgrade from a version that had no catalogue.
#[test]
fn a_catalogue_that_is_not_there_is_written_from_the_index() {
    for first in ["index", "index --fresh", "past layout", "add", "edit"] {
        let (mut site, _) = Site::new();
        let mut edit = Edit::default();
        edit.set("title", "Set right");
        edit.set("tags", vec!["+chips".to_owned()]);
        let ids: Vec<Id> = KINDS
            .iter()
            .map(|kind| site.only(&word(kind, 2)).id)
            .collect();
        site.library.edit(&ids, &edit).unwrap();
        fs::remove_dir_all(site.path(".newshound")).unwrap();
        match first {
            "index" => {
                let notes = site.library.update().unwrap().notes;
                assert_eq!(
                    notes,
                    ["The corpus had no catalogue; it was written from the index."]
                );
            }
            "past layout" => {
                let pointer = site.library.index().join("layout.json");
                let now = format!("\"layout\":{LAYOUT}");
                let past = fs::read_to_string(&pointer)
                    .unwrap()
                    .replace(&now, "\"layout\":6");
                fs::write(&pointer, past).unwrap();
                assert_eq!(site.library.update().unwrap_err().kind, Kind::Index);
                assert_eq!(site.library.rebuild().unwrap().notes.len(), 1);
            }
            "index --fresh" => assert_eq!(site.library.rebuild().unwrap().notes.len(), 1),
            "edit" => assert_eq!(site.library.edit(&ids, &edit).unwrap(), 0),
            _ => {
                clip(&site.library, "Wheat is cheap this year.");
            }
        }
        site.lose_index();
        site.look();
        for (kind, id) in KINDS.iter().zip(ids) {
            let now = site.only(&word(kind, 2));
            assert_eq!(
                (now.id, now.added.to_string().as_str()),
                (id, FIRST),
                "{first} {kind}"
            );
            assert_eq!(
                now.about.title.as_deref(),
                Some("Set right"),
                "{first} {kind}"
            );
            assert_eq!(now.about.tags, ["chips"], "{first} {kind}");
        }
    }
}

fn clip(library: &Library, text: &'static str) -> Id {
    let incoming = newshound::Incoming::stream("standard input", "from-stdin.txt", move || {
        Ok(Box::new(text.as_bytes()))
    });
    library
        .add_incoming(vec![incoming], &Overrides::default(), &mut |_| {})
        .unwrap();
    let listed = library
        .list(&Request::everything().limit(100))
        .unwrap()
        .articles;
    let word = text.split(' ').next().unwrap();
    listed
        .into_iter()
        .find(|article| article.headline.starts_with(word))
        .unwrap()
        .id
}

#[test]
fn an_id_of_a_removed_article_is_never_given_again() {
    let (site, _) = Site::new();
    let (other, _) = Site::new();
    let first = clip(&site.library, "Wheat is cheap this year.");
    assert_ne!(first, clip(&other.library, "Rain is late this year."));
    site.library.remove(&[first]).unwrap();
    let second = clip(&site.library, "Ports are full this year.");
    assert_ne!(first, second);
    site.library.remove(&[second]).unwrap();
    // The same article again is the same.
    assert_eq!(first, clip(&site.library, "Wheat is cheap this year."));
}

/// A place that was empty at the last look gives nothing to whoever comes there.
#[test]
fn a_place_that_was_left_is_not_inherited() {
    let (mut site, _) = Site::new();
    let before = site.only(&word("text", 2)).id;
    fs::remove_file(site.path("text.txt")).unwrap();
    site.look();
    fs::write(site.path("text.txt"), "Brief.").unwrap();
    site.look();
    assert_ne!(site.only("brief").id, before);
    site.lose_index();
    site.look();
    assert_ne!(site.only("brief").id, before);
}

/// Copies are articles of their own, and stay what they are when the first one goes.
#[test]
fn a_copy_has_an_id_of_its_own() {
    let (mut site, _) = Site::new();
    let first = site.only(&word("text", 2)).id;
    fs::copy(site.path("text.txt"), site.path("copy.txt")).unwrap();
    fs::copy(site.path("text.txt"), site.path("another.txt")).unwrap();
    let ids = |site: &Site| -> BTreeSet<Id> {
        let found = site
            .library
            .list(&Request::new(word("text", 2)))
            .unwrap()
            .articles;
        found.into_iter().map(|article| article.id).collect()
    };
    site.look();
    let three = ids(&site);
    assert_eq!(three.len(), 3);
    site.lose_index();
    site.look();
    assert_eq!(ids(&site), three);
    fs::remove_file(site.path("text.txt")).unwrap();
    site.look();
    assert!(!ids(&site).contains(&first) && ids(&site).is_subset(&three));
}

#[test]
fn a_corpus_that_cannot_be_written_to_is_indexed_and_says_so() {
    let shell = Shell::new();
    shell.write("corpus/chips.txt", "The export of chips was banned.\n");
    // With a file in its way, not even the owner of everything can make the folder.
    shell.write("corpus/.newshound", "");
    let indexed = shell.run(&["index"]);
    assert_eq!(indexed.code, Some(0), "{indexed:?}");
    assert!(
        indexed
            .err
            .contains("`corpus` cannot be written to: ids and days"),
        "{indexed:?}"
    );
    let ids = shell.run(&["list", "--ids"]).out;
    assert_eq!(shell.run(&["index", "--fresh"]).code, Some(0));
    assert_eq!(shell.run(&["list", "--ids"]).out, ids);
    let edited = shell.run(&["edit", "chips.txt", "--title", "Chips"]);
    assert_eq!(edited.code, Some(74), "{edited:?}");
}

#[test]
fn a_question_says_that_files_came_or_went() {
    const NOTE: &str = "The corpus has changed since it was indexed: run `newshound index`.\n";
    let shell = Shell::new();
    shell.write("corpus/chips.txt", "The export of chips was banned.\n");
    shell.write("corpus/old/cables.txt", "Subsea cables carry orders.\n");
    shell.run(&["index"]);
    let search = |word| shell.run(&["search", "--count", word]).err;
    assert_eq!(search("chips"), "");
    shell.write("new.txt", "A vote on chips was put off.\n");
    shell.run(&["add", "new.txt"]);
    assert_eq!(search("chips"), "");
    shell.run(&["remove", "new.txt", "--yes"]);
    assert_eq!(search("chips"), "");
    // Only touched.
    shell.write("corpus/temporary", "");
    fs::remove_file(shell.path("corpus/temporary")).unwrap();
    assert_eq!(search("chips"), "");
    fs::remove_file(shell.path("corpus/old/cables.txt")).unwrap();
    assert_eq!(search("chips"), NOTE);
    assert_eq!(search("nothing"), NOTE);
    assert_eq!(shell.run(&["search", "-q", "chips"]).err, "");
    shell.run(&["index"]);
    shell.write("corpus/old/vote.txt", "A vote.\n");
    assert_eq!(search("vote"), NOTE);
}

#[test]
fn what_is_not_there_leaves_nothing_in_status() {
    let shell = Shell::new();
    shell.write("corpus/chips.txt", "The export of chips was banned.\n");
    shell.run(&["index"]);
    let before = shell.run(&["status"]).out;
    assert_eq!(shell.run(&["add", "nofile"]).code, Some(4));
    assert_eq!(shell.run(&["status"]).out, before);
}

#[test]
fn what_is_to_be_edited_is_not_added() {
    let shell = Shell::new();
    shell.write("corpus/chips.txt", "The export of chips was banned.\n");
    shell.run(&["index"]);
    let id = shell.run(&["list", "--ids"]).out;
    let id = id.trim();
    let added = shell.run(&["add", &id[..6], "--title", "Chips"]);
    assert_eq!(added.code, Some(2), "{added:?}");
    assert!(
        added
            .err
            .contains(&format!("hint: newshound edit {id} --title")),
        "{added:?}"
    );
}
