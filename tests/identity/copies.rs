//! One text in two files is one article with two places, whatever order they come in.

use std::time::{Duration, SystemTime};

use newshound::{Library, Request};
use tempfile::TempDir;

const TEXT: &str = "The Senate passed the bill on Tuesday, sending it to the House after weeks of debate over how \
                    the rules for the largest models are going to be enforced.";

/// A corpus of these files, each an hour older than the one after it.
fn corpus(files: &[(&str, String)]) -> (TempDir, Library) {
    let folder = TempDir::new().expect("a folder");
    let corpus = folder.path().join("corpus");
    std::fs::create_dir(&corpus).expect("a corpus");
    let library = Library::open(&corpus);
    for (number, (name, text)) in files.iter().enumerate() {
        put(&library, name, text, files.len() - number);
    }
    (folder, library)
}

fn put(library: &Library, name: &str, text: &str, hours: usize) {
    let path = library.corpus().join(name);
    std::fs::write(&path, text).expect("written");
    let time = SystemTime::now() - Duration::from_secs(3600 * hours as u64);
    let file = std::fs::File::options()
        .write(true)
        .open(&path)
        .expect("opened");
    file.set_modified(time).expect("a time");
}

/// The articles in force: the file of each, and the files that hold it besides.
fn places(library: &Library) -> Vec<String> {
    library.update().expect("indexed");
    let listing = library
        .list(&Request::new("senate OR dull"))
        .expect("listed");
    let shown = listing.articles.iter().map(|listed| {
        let stored = library.show(&listed.id.to_string()).expect("shown");
        let also: Vec<String> = stored.also.iter().map(|place| place.file.clone()).collect();
        format!("{} [{}]", stored.about.provenance.file, also.join(" "))
    });
    let mut shown: Vec<String> = shown.collect();
    shown.sort();
    shown
}

fn lines(address: Option<&str>, text: &str) -> String {
    let mut record = serde_json::json!({"title": "Bill passes", "text": text});
    if let Some(address) = address {
        record["url"] = address.into();
    }
    format!("{record}\n")
}

#[test]
fn of_two_copies_the_one_with_an_address_is_in_force_and_else_the_older() {
    let quoted = TEXT.to_uppercase().replace(", ", "  —  ");
    let files = [
        ("a.txt", TEXT.to_owned()),
        ("b.txt", quoted),
        ("c.jsonl", lines(Some("https://paper.example/bill"), TEXT)),
        ("d.md", format!("# Bill passes\n\n{TEXT}")),
        ("dull.txt", "A dull text.".to_owned()),
        ("dull2.txt", "A dull text.".to_owned()),
    ];
    let expected = ["c.jsonl [a.txt b.txt d.md]", "dull.txt []", "dull2.txt []"];
    let (_folder, library) = corpus(&files);
    assert_eq!(places(&library), expected);
    let mut turned = files.clone();
    turned.reverse();
    let (_folder, library) = corpus(&turned);
    assert_eq!(places(&library), expected);
    let without: Vec<_> = files
        .iter()
        .filter(|(name, _)| *name != "c.jsonl")
        .cloned()
        .collect();
    let (_folder, library) = corpus(&without);
    assert_eq!(
        places(&library),
        ["a.txt [b.txt d.md]", "dull.txt []", "dull2.txt []"]
    );
}

#[test]
fn copies_come_and_go_one_by_one() {
    let (_folder, library) = corpus(&[("b.txt", TEXT.to_owned())]);
    assert_eq!(places(&library), ["b.txt []"]);
    let id = library.show("b.txt").expect("shown").id;
    put(&library, "copy.txt", TEXT, 0);
    assert_eq!(places(&library), ["b.txt [copy.txt]"]);
    assert_eq!(library.show("copy.txt").expect("shown").id, id);
    put(
        &library,
        "story.jsonl",
        &lines(Some("https://paper.example/bill"), TEXT),
        0,
    );
    assert_eq!(places(&library), ["story.jsonl [b.txt copy.txt]"]);
    let named = library
        .show(&id.to_string())
        .expect("the first id names the article");
    assert_eq!(named.about.provenance.file, "story.jsonl");
    std::fs::remove_file(library.corpus().join("story.jsonl")).expect("removed");
    assert_eq!(places(&library), ["b.txt [copy.txt]"]);
    assert_eq!(library.show("b.txt").expect("shown").id, id);
    std::fs::remove_file(library.corpus().join("b.txt")).expect("removed");
    assert_eq!(places(&library), ["copy.txt []"]);
    put(
        &library,
        "copy.txt",
        &TEXT.replace("Senate", "whole Senate"),
        0,
    );
    put(&library, "b.txt", TEXT, 0);
    assert_eq!(places(&library), ["b.txt []", "copy.txt []"]);
}

#[test]
fn two_outlets_may_print_one_story_and_one_file_may_hold_it_twice() {
    let one = lines(Some("https://paper.example/bill"), TEXT);
    let other = lines(Some("https://other.example/bill"), TEXT);
    let twice = lines(None, TEXT).repeat(2);
    let (_folder, library) = corpus(&[("one.jsonl", one), ("other.jsonl", other)]);
    assert_eq!(places(&library), ["one.jsonl []", "other.jsonl []"]);
    let (_folder, library) = corpus(&[("twice.jsonl", twice)]);
    assert_eq!(places(&library), ["twice.jsonl []", "twice.jsonl []"]);
}
