//! Damaged files of an index. Whatever happened to one of them, a question is answered rightly or
//! ends with 3 and the command that builds the index anew, and `check` finds it.

use std::path::Path;

use newshound::error::{Error, Kind};
use newshound::library::{Library, Settings};
use newshound::request::Request;
use newshound::results::{Listing, Results, Status, StoredArticle};

use super::{Site, draw, files};

/// Everything that is asked of an index.
#[derive(Debug, PartialEq)]
struct Answers {
    results: Results,
    listing: Listing,
    article: Option<StoredArticle>,
    status: Status,
}

/// Everything is opened anew, as a process would.
fn answers(site: &Site) -> Result<Answers, Error> {
    let library = library(site);
    let request = Request::new("chips OR export").aliases(false);
    let request = request.limit(100).per_article(None);
    let listing = library.list(&request)?;
    Ok(Answers {
        results: library.search(&request)?,
        article: library.snapshot()?.article(listing.articles[0].id)?,
        listing,
        status: library.status()?,
    })
}

/// What can happen to the bytes of a file.
#[derive(Debug, Clone, Copy)]
enum Damage {
    Changed(usize),
    CutOff(usize),
    Empty,
    Gone,
}

fn damage(file: &Path, bytes: &[u8], damage: Damage) {
    let mut bytes = bytes.to_vec();
    match damage {
        Damage::Changed(at) => bytes[at] ^= 1 << (at % 8),
        Damage::CutOff(at) => bytes.truncate(at),
        Damage::Empty => bytes.clear(),
        Damage::Gone => return std::fs::remove_file(file).unwrap(),
    }
    std::fs::write(file, bytes).unwrap();
}

fn library(site: &Site) -> Library {
    let now = jiff::Timestamp::from_second(2_000_000_000).unwrap();
    let settings = Settings::new(site.path("corpus"));
    settings.clock(move || now).open()
}

/// An index of several segments, one of which has removed documents.
fn small(site: &Site) {
    let records = (0..40).map(|number| {
        format!(
            "{{\"title\": \"Story {number}\", \"text\": \"Chips {number} may be exported.\"}}\n"
        )
    });
    site.write("corpus/many.jsonl", records.collect::<String>());
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    library(site).update().unwrap();
    site.write(
        "corpus/chips.txt",
        "The export of chips was allowed again.\n",
    );
    library(site).update().unwrap();
}

#[test]
fn every_file_of_an_index_may_be_damaged() {
    let site = Site::new();
    small(&site);
    let sound = answers(&site).unwrap();
    let mut seed = 1;
    let of_index = files(&site.path("index"));
    assert!(
        of_index
            .iter()
            .any(|file| file.extension().is_some_and(|end| end == "del"))
    );
    for file in of_index {
        let name = file.file_name().unwrap().to_str().unwrap();
        if name.ends_with("lock") {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        let mut happened = vec![Damage::Empty, Damage::Gone];
        happened.extend((0..6).map(|_| Damage::Changed(draw(&mut seed, bytes.len()))));
        happened.extend((0..2).map(|_| Damage::CutOff(draw(&mut seed, bytes.len()))));
        for one in happened {
            damage(&file, &bytes, one);
            match answers(&site) {
                Ok(answers) => assert_eq!(answers, sound, "{name}: {one:?}"),
                Err(error) => {
                    assert_eq!(error.kind, Kind::Index, "{name}: {one:?}: {error}");
                    let mends = |hint: &str| hint.starts_with("newshound index");
                    assert!(error.hint.as_deref().is_some_and(mends), "{name}: {one:?}");
                }
            }
            match library(&site).check() {
                Ok(found) => assert!(!found.damage.is_empty(), "{name}: {one:?}"),
                Err(error) => assert_eq!(error.kind, Kind::Index, "{name}: {one:?}: {error}"),
            }
            std::fs::write(&file, &bytes).unwrap();
        }
    }
    assert_eq!(answers(&site).unwrap(), sound);
    assert_eq!(library(&site).check().unwrap().damage, Vec::<String>::new());
}

#[test]
fn a_newer_layout_is_refused_and_a_field_more_is_not() {
    let site = Site::new();
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    assert_eq!(site.run(&["index"]).code, Some(0));
    let pointer = std::fs::read_to_string(site.path("index/layout.json")).unwrap();
    let number = library(&site).status().unwrap().layout;
    let with = |layout: u32| {
        let said = format!("\"layout\":{number}");
        assert!(pointer.contains(&said), "{pointer}");
        pointer.replace(
            &said,
            &format!("\"layout\":{layout},\"compression\":[\"new\"]"),
        )
    };
    site.write("index/layout.json", with(number));
    assert_eq!(site.run(&["search", "--count", "chips"]).out, "1\n");
    site.write("index/layout.json", with(number + 1));
    let refused = site.run(&["search", "chips"]);
    let newer = number + 1;
    let said = format!(
        "error: the index at `index` has layout {newer}, and this newshound reads layout {number}\n\
         hint: newshound index --fresh\n"
    );
    assert_eq!((refused.code, refused.err), (Some(3), said));
    let generations = r#"{"layout":999,"shards":["a","b"]}"#;
    site.write("index/layout.json", generations);
    assert!(site.run(&["status"]).err.contains("has layout 999"));
    assert_eq!(site.run(&["index", "--fresh"]).code, Some(0));
    assert_eq!(site.run(&["search", "--count", "chips"]).out, "1\n");
}
