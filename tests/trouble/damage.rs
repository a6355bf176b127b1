//! Damaged files of an index. Whatever happened to one of them, a question is answered rightly or
//! ends with 3 and the command that builds the index anew, and `check` finds it.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use newshound::article::Id;
use newshound::engine::Version;
use newshound::error::{Error, Kind};
use newshound::library::{Library, Settings};
use newshound::request::Request;
use newshound::results::{Listing, Results, Status, StoredArticle};

use super::{Site, draw, files};

/// One thing that is asked of an index.
#[derive(Debug, Clone, Copy)]
enum Asked<'a> {
    Search(&'a str),
    List(&'a str),
    Article(Id),
    IdsBeginning(&'a str),
    IdsOfFile(&'a str),
    Version(Id),
    Status,
}

/// What was answered.
#[derive(Debug, PartialEq)]
enum Answer {
    Results(Box<Results>),
    Listing(Listing),
    Article(Box<Option<StoredArticle>>),
    Ids(Vec<Id>),
    Version(Option<Version>),
    Status(Box<Status>),
}

impl Asked<'_> {
    /// The answer of an index that is opened for it alone.
    fn answer(self, site: &Site) -> Result<Answer, Error> {
        let library = library(site);
        let index = || library.snapshot();
        Ok(match self {
            Asked::Search(text) => Answer::Results(Box::new(library.search(&request(text))?)),
            Asked::List(text) => Answer::Listing(library.list(&request(text))?),
            Asked::Article(id) => Answer::Article(Box::new(index()?.article(id)?)),
            Asked::IdsBeginning(digits) => Answer::Ids(index()?.ids_beginning(digits, 1000)?),
            Asked::IdsOfFile(name) => Answer::Ids(index()?.ids_of_file(name)?),
            Asked::Version(id) => Answer::Version(index()?.version(id)?),
            Asked::Status => Answer::Status(Box::new(library.status()?)),
        })
    }
}

fn request(text: &str) -> Request {
    let request = Request::new(text).aliases(false);
    request.limit(100).per_article(None)
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

/// What is asked in words, so that every kind of file is read in every way.
const SEARCHES: &[&str] = &[
    "chips OR export",
    "word7x3",
    "\"export of chips\"",
    "regulator w/4 story",
    "banned w/s chips",
    "in:quote holds",
    "expor*",
    "/wor[dt]1.*/",
    "exprot~",
    "=chip",
    "chips NOT title:story",
    "nosuchword",
    "outlet:tribune date:2024-03..2025-02",
    "amount:>$20m",
];
const LISTS: &[&str] = &[
    "*",
    "date:none",
    "added:..2030 tag:trade",
    "title:(story OR notice)",
];

/// An index of several segments, one of which has removed documents. Its files have many pages.
fn small(site: &Site) {
    let records = (0..60).map(|number| {
        let date = match number % 5 {
            0 => String::new(),
            _ => format!("\"date\": \"2024-{:02}-07\", ", number % 12 + 1),
        };
        let rare: Vec<String> = (0..9).map(|n| format!("word{number}x{n}")).collect();
        let rare = rare.join(" ");
        format!(
            "{{\"title\": \"Story {number}\", {date}\"outlet\": \"The Tribune\", \"tags\": [\"trade\"], \
             \"text\": \"Chips {number} may be exported, the regulator of story {number} said.\\n\\n\
             \\u201cThe ban holds for {rare},\\u201d it said. It costs ${number} million.\\n\\n\
             The export of chips was banned. {rare}.\"}}\n"
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

fn ends_in(file: &Path, end: &str) -> bool {
    file.extension().is_some_and(|found| found == end)
}

/// Places in a file: its ends, and some between.
fn places(seed: &mut u64, bytes: usize, count: usize) -> Vec<usize> {
    let mut places = vec![0, bytes - 1];
    places.extend((0..count).map(|_| draw(seed, bytes)));
    places
}

#[test]
fn every_file_of_an_index_may_be_damaged() {
    let site = Site::new();
    small(&site);
    let article = library(&site).list(&request("word7x3"));
    let id = article.unwrap().articles[0].id;
    let mut asked = vec![
        Asked::Article(id),
        Asked::Version(id),
        Asked::IdsBeginning(""),
        Asked::IdsOfFile("chips.txt"),
        Asked::Status,
    ];
    asked.extend(SEARCHES.iter().map(|text| Asked::Search(text)));
    asked.extend(LISTS.iter().map(|text| Asked::List(text)));
    let answers = || asked.iter().map(|asked| asked.answer(&site));
    let sound: Vec<Answer> = answers().map(Result::unwrap).collect();
    let mut seed = 1;
    let of_index = files(&site.path("index"));
    assert!(of_index.iter().any(|file| ends_in(file, "del")));
    let noticed = |error: &Error, what: &str| {
        assert_eq!(error.kind, Kind::Index, "{what}: {error}");
        let mends = |hint: &str| hint.starts_with("newshound index");
        assert!(error.hint.as_deref().is_some_and(mends), "{what}: {error}");
    };
    let (mut sound_answers, mut errors) = (0, 0);
    for file in of_index {
        let name = file.file_name().unwrap().to_str().unwrap();
        // These say only whether to look at the corpus and its catalogue again.
        if name.ends_with("lock") || ["folders.json", "edits.json"].contains(&name) {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        let mut happened = vec![Damage::Empty, Damage::Gone];
        happened.extend(
            places(&mut seed, bytes.len(), 4)
                .into_iter()
                .map(Damage::Changed),
        );
        happened.extend((0..1).map(|_| Damage::CutOff(draw(&mut seed, bytes.len()))));
        for one in happened {
            damage(&file, &bytes, one);
            for ((asked, answer), sound) in asked.iter().zip(answers()).zip(&sound) {
                let what = format!("{name}: {one:?}: {asked:?}");
                match &answer {
                    Ok(answer) => assert_eq!(answer, sound, "{what}"),
                    Err(error) => noticed(error, &what),
                }
                sound_answers += usize::from(answer.is_ok());
                errors += usize::from(answer.is_err());
            }
            match library(&site).check() {
                Ok(found) => assert!(!found.damage.is_empty(), "{name}: {one:?}"),
                Err(error) => noticed(&error, &format!("{name}: {one:?}")),
            }
            std::fs::write(&file, &bytes).unwrap();
        }
    }
    // A file is read as far as a question needs it, and no further.
    assert!(sound_answers > errors / 20, "{sound_answers} {errors}");
    for (answer, sound) in answers().map(Result::unwrap).zip(&sound) {
        assert_eq!(answer, *sound);
    }
    assert_eq!(library(&site).check().unwrap().damage, Vec::<String>::new());
}

#[test]
fn what_is_removed_or_replaced_is_not_looked_up_in_damaged_files() {
    let site = Site::new();
    small(&site);
    let of_index = files(&site.path("index"));
    let mut seed = 7;
    for end in ["articles", "blocks", "term", "idx", "store"] {
        for file in of_index.iter().filter(|file| ends_in(file, end)) {
            let copy = Site::new();
            for file in files(&site.path("")) {
                let name = file.strip_prefix(site.path("")).unwrap();
                copy.write(name.to_str().unwrap(), std::fs::read(&file).unwrap());
            }
            let file = copy
                .path("")
                .join(file.strip_prefix(site.path("")).unwrap());
            let bytes = std::fs::read(&file).unwrap();
            damage(&file, &bytes, Damage::Changed(draw(&mut seed, bytes.len())));
            copy.write(
                "corpus/chips.txt",
                "The export of chips was banned once more.\n",
            );
            copy.write("corpus/new.txt", "Nothing is exported any more.\n");
            // Done, or not done at all: then it has to be built anew.
            if let Err(error) = library(&copy).update() {
                assert_eq!(error.kind, Kind::Index, "{}: {error}", file.display());
                continue;
            }
            match Asked::Search("banned OR exported").answer(&copy) {
                Ok(Answer::Results(found)) => assert_eq!(found.total.articles, 62, "{file:?}"),
                Ok(other) => panic!("{other:?}"),
                Err(error) => assert_eq!(error.kind, Kind::Index, "{}: {error}", file.display()),
            }
        }
    }
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

#[test]
fn a_check_beside_a_writer_finds_no_damage() {
    let site = Site::new();
    small(&site);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0.. {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                site.write(
                    "corpus/round.txt",
                    format!("Chips, for the {round}th time.\n"),
                );
                let written = match round % 5 {
                    4 => library(&site).rebuild(),
                    _ => library(&site).update(),
                };
                written.unwrap();
            }
        });
        for _ in 0..40 {
            let found = library(&site).check().unwrap();
            assert_eq!(found.damage, Vec::<String>::new());
        }
        is_over.store(true, Ordering::Relaxed);
    });
}
