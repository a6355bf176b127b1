//! A corpus that changes, followed step by step, answers as one that is read anew.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use newshound::answer;
use newshound::corpus::Overrides;
use newshound::engine::Snapshot;
use newshound::ingest::{Findings, Incoming};
use newshound::library::Library;
use newshound::record::FileRecord;
use newshound::results::{Hit, Results};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::{config, corpora, everything, library_in, questions};

const FILES: &[&str] = &["a.jsonl", "b.jsonl", "deep/c.jsonl", "one.json", "z.jsonl"];

/// One thing that happens to a file of the corpus.
#[derive(Debug, Clone)]
enum Change {
    /// It is there with these records from now on.
    Write(Vec<Value>),
    /// Its last record is taken out.
    Shorten,
    /// It has a new time and nothing else.
    Touch,
    Remove,
    /// It is taken out by `remove`, where it is one article.
    SetAside,
    /// A record is taken in by `add` under the file's name or one with a number.
    Add(Value),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => vec(named(), 1..5).prop_map(Change::Write),
        2 => Just(Change::Shorten),
        1 => Just(Change::Touch),
        2 => Just(Change::Remove),
        1 => Just(Change::SetAside),
        2 => named().prop_map(Change::Add),
    ]
}

/// A record that may have the same address as another.
fn named() -> impl Strategy<Value = Value> {
    let address = prop::option::weighted(0.6, 0..5u32);
    let text = select(vec!["Chips.", "AI bans.", "The US controls exports."]);
    let record = prop_oneof![
        1 => corpora::record(),
        4 => text.prop_map(|text| serde_json::json!({ "text": text })),
    ];
    (record, address).prop_map(|(mut record, address)| {
        if let Some(number) = address {
            record["url"] = format!("https://news.example/{number}").into();
        }
        record
    })
}

/// Changes between two runs: the file, what happens to it, and the minute that it bears then. Files
/// may be equally old, and a change may make one older.
type Step = Vec<(&'static str, Change, u64)>;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec(vec((select(FILES), change(), 0..4u64), 1..4), 1..7)
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn a_changed_corpus_answers_as_one_read_anew(
        steps in steps(),
        texts in vec(prop_oneof![questions::tree(), questions::text()], 6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let library = library_in(folder.path(), "index");
        let anew = library_in(folder.path(), "anew");
        std::fs::create_dir_all(library.corpus().join("deep")).unwrap();
        let mut borne = HashSet::new();
        for step in &steps {
            for (name, change, minute) in step {
                match change {
                    Change::Add(record) => add(&library, name, record),
                    Change::SetAside => set_aside(&library, name),
                    _ => carry_out(&library.corpus().join(name), change, *minute, &mut borne),
                }
            }
            let before = count(&library);
            let done = library.update().unwrap();
            prop_assert_eq!(before + done.added - done.removed, count(&library));
            prop_assert_eq!(before, done.unchanged + done.replaced + done.removed);
            let again = library.update().unwrap();
            prop_assert_eq!([again.added, again.replaced, again.removed], [0, 0, 0]);
        }
        anew.rebuild().unwrap();
        let (index, fresh) = (library.snapshot().unwrap(), anew.snapshot().unwrap());
        prop_assert_eq!(library.check().unwrap(), Findings::default());
        prop_assert_eq!(index.count().unwrap(), fresh.count().unwrap());
        prop_assert_eq!(sums(&*index), sums(&*fresh));
        for query in texts.iter().filter_map(|text| questions::understood(text)) {
            let ask = everything(&query, newshound::query::DefaultOperator::And);
            let (found, expected) = (answer::search(&*index, &ask).unwrap(), answer::search(&*fresh, &ask).unwrap());
            prop_assert_eq!(found.total, expected.total, "{}", &query);
            prop_assert_eq!(without_scores(found), without_scores(expected), "{}", &query);
        }
    }
}

/// The times that each file has borne.
type Borne = HashSet<(PathBuf, SystemTime)>;

/// A change is told from what was before by the file's size and time, so a time never comes again,
/// not even after another one that no run has seen.
fn carry_out(file: &Path, change: &Change, minute: u64, borne: &mut Borne) {
    match change {
        Change::Write(records) if file.extension().is_some_and(|end| end == "json") => {
            std::fs::write(file, records[0].to_string()).unwrap();
        }
        Change::Write(records) => std::fs::write(file, corpora::lines(records)).unwrap(),
        Change::Shorten => {
            let Ok(text) = std::fs::read_to_string(file) else {
                return;
            };
            let mut lines: Vec<&str> = text.lines().collect();
            if lines.len() < 2 {
                return;
            }
            lines.pop();
            std::fs::write(file, lines.join("\n")).unwrap();
        }
        Change::Remove => {
            std::fs::remove_file(file).ok();
            return;
        }
        _ if !file.exists() => return,
        _ => {}
    }
    let mut time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + 60 * minute);
    while !borne.insert((file.to_owned(), time)) {
        time += Duration::from_secs(60);
    }
    let file = std::fs::File::options().write(true).open(file).unwrap();
    file.set_modified(time).unwrap();
}

fn add(library: &Library, name: &str, record: &Value) {
    let bytes = record.to_string().into_bytes();
    let incoming = Incoming::stream(name, name, || Ok(Box::new(std::io::Cursor::new(bytes))));
    let added = library.add_incoming(vec![incoming], &Overrides::default(), &mut |_| {});
    added.unwrap();
}

/// `remove` knows what is indexed: there may be nothing, or an article of a file of many.
fn set_aside(library: &Library, name: &str) {
    let index = library.snapshot().ok();
    let ids = index.map(|index| index.ids_of_file(name).unwrap());
    if let Some(&[id]) = ids.as_deref() {
        library.remove(&[id]).ok();
    }
}

/// How many articles are indexed.
fn count(library: &Library) -> u64 {
    let index = library.snapshot();
    index.map_or(0, |index| index.count().unwrap().articles)
}

/// What the files gave: articles in force, and records that gave way.
fn sums(index: &dyn Snapshot) -> Vec<(String, u64, u64)> {
    let sum = |record: FileRecord| (record.path, record.articles, record.displaced);
    index.files().unwrap().into_iter().map(sum).collect()
}

/// The hits in the order of their addresses. Scores count words of articles that are gone until
/// their segment is merged.
fn without_scores(results: Results) -> Vec<Hit> {
    let mut hits = results.hits;
    hits.sort_by_key(|hit| (hit.article.id, hit.passage.number));
    for hit in &mut hits {
        (hit.rank, hit.score) = (0, 0.0);
    }
    hits
}
