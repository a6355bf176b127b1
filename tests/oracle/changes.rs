//! A corpus that changes, followed step by step, answers as one that is read anew.

use std::path::Path;
use std::time::{Duration, SystemTime};

use newshound::index::Index;
use newshound::ingest::{self, Place};
use newshound::ledger::FileRecord;
use newshound::results::{Hit, Results};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::{config, corpora, everything, place_in, questions};

const FILES: &[&str] = &["a.jsonl", "b.jsonl", "deep/c.jsonl", "z.jsonl"];

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
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => vec(named(), 1..5).prop_map(Change::Write),
        2 => Just(Change::Shorten),
        1 => Just(Change::Touch),
        2 => Just(Change::Remove),
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

/// Changes between two runs.
type Step = Vec<(&'static str, Change)>;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec(vec((select(FILES), change()), 1..4), 1..7)
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn a_changed_corpus_answers_as_one_read_anew(
        steps in steps(),
        texts in vec(prop_oneof![questions::tree(), questions::text()], 6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let place = place_in(folder.path());
        let anew = Place { index: folder.path().join("anew"), ..place.clone() };
        std::fs::create_dir_all(place.corpus.join("deep")).unwrap();
        for (number, step) in steps.iter().enumerate() {
            for (place_in_step, (name, change)) in step.iter().enumerate() {
                let minute = (10 * number + place_in_step) as u64;
                carry_out(&place.corpus.join(name), change, minute);
            }
            ingest::sync(&place, false, &mut |_, _| {}).unwrap();
        }
        ingest::sync(&anew, true, &mut |_, _| {}).unwrap();
        let (index, fresh) = (Index::open(&place.index).unwrap(), Index::open(&anew.index).unwrap());
        prop_assert_eq!(ingest::check(&place).unwrap(), Vec::<String>::new());
        prop_assert_eq!(index.count().unwrap(), fresh.count().unwrap());
        prop_assert_eq!(sums(&index), sums(&fresh));
        for query in texts.iter().filter_map(|text| questions::understood(text)) {
            let ask = everything(&query, newshound::query::Join::All);
            let (found, expected) = (index.search(&ask).unwrap(), fresh.search(&ask).unwrap());
            prop_assert_eq!(found.total, expected.total, "{}", &query);
            prop_assert_eq!(without_scores(found), without_scores(expected), "{}", &query);
        }
    }
}

/// Every change has a minute of its own, so that which is newer is never in doubt.
fn carry_out(file: &Path, change: &Change, minute: u64) {
    match change {
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
        Change::Touch if !file.exists() => return,
        Change::Touch => {}
        Change::Remove => {
            std::fs::remove_file(file).ok();
            return;
        }
    }
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + 60 * minute);
    let file = std::fs::File::options().write(true).open(file).unwrap();
    file.set_modified(time).unwrap();
}

/// What the files gave: articles in force, and records that gave way.
fn sums(index: &Index) -> Vec<(String, u64, u64)> {
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
