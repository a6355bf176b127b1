//! An engine beside the slow reference: the same answer but for the last digits of scores.

use std::collections::BTreeMap;
use std::path::Path;

use newshound::answer;
use newshound::article::{Article, Id};
use newshound::engine::{Prepared, Snapshot};
use newshound::query::DefaultOperator;
use newshound::question::Question;
use newshound::request::Sort;
use newshound::results::{Hit, Listing, Part, Results};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::Make;
use super::answering::is_close;
use super::corpus::{Held, ids, opened, prepared};
use super::counting;
use super::engines;
use crate::oracle::agree::everything;
use crate::oracle::{corpora, questions};
use crate::rounds::rounds;

/// Corpora of a property if all are drawn, and questions to each.
const CORPORA: u32 = 20;
const QUESTIONS: usize = 30;

pub fn random_questions_over_random_articles_are_answered_as_by_the_reference(make: Make) {
    let texts = vec(prop_oneof![questions::tree(), questions::text()], QUESTIONS);
    // The reference beside itself only shows that it answers the same each time.
    let is_itself = std::ptr::fn_addr_eq(make, engines::reference as Make);
    let corpora = if is_itself { CORPORA / 10 } else { CORPORA };
    holds(corpora, (corpora::records(), texts), |(records, texts)| {
        let articles = prepared(&articles(&records));
        let snapshot = opened(make, articles.clone());
        let reference = opened(engines::reference, articles);
        for query in texts.iter().filter_map(|text| questions::understood(text)) {
            // Half of the questions are asked as if any of their words would do.
            let operator = match query.to_string().len() % 2 {
                0 => DefaultOperator::And,
                _ => DefaultOperator::Or,
            };
            let asked = everything(&query, operator);
            agree(&*snapshot, &*reference, &asked).map_err(TestCaseError::fail)?;
        }
        Ok(())
    });
}

/// What happens to one article in a commit.
#[derive(Debug, Clone)]
enum Change {
    Put(Value),
    Remove,
}

pub fn random_changes_leave_what_a_rebuild_makes(make: Make) {
    let change = prop_oneof![
        3 => corpora::record().prop_map(Change::Put),
        1 => Just(Change::Remove),
    ];
    let commits = vec(vec((1..6u32, change), 1..5), 1..6);
    let texts = vec(questions::tree(), 5);
    holds(CORPORA, (commits, texts), |(commits, texts)| {
        let held = Held::with(make, Vec::new());
        let mut left: BTreeMap<u32, Prepared> = BTreeMap::new();
        for commit in &commits {
            held.change(|writer| {
                for (record, change) in commit {
                    match change {
                        Change::Put(value) => {
                            let mut articles = articles(std::slice::from_ref(value));
                            let mut article = articles.pop().unwrap();
                            article.about.provenance.record = *record;
                            let mut article = prepared(&[article]).pop().unwrap();
                            article.id = Id(u64::from(*record).wrapping_mul(0x9e37_79b9_7f4a_7c15));
                            let replaces = left.insert(*record, article.clone()).is_some();
                            writer.put(article, replaces).unwrap();
                        }
                        Change::Remove => {
                            if let Some(article) = left.remove(record) {
                                writer.remove(article.id).unwrap();
                            }
                        }
                    }
                }
            });
        }
        let left: Vec<Prepared> = left.into_values().collect();
        let (snapshot, anew) = (held.open(), opened(make, left.clone()));
        prop_assert_eq!(held.ids(), ids(&left));
        prop_assert_eq!(snapshot.count().unwrap(), anew.count().unwrap());
        prop_assert_eq!(snapshot.verify().unwrap(), [""; 0]);
        for article in &left {
            let (stored, expected) = (snapshot.article(article.id), anew.article(article.id));
            prop_assert_eq!(stored.unwrap(), expected.unwrap());
        }
        for query in texts.iter().filter_map(|text| questions::understood(text)) {
            let asked = everything(&query, DefaultOperator::And);
            let found = answer::search(&*snapshot, &asked).unwrap();
            let expected = answer::search(&*anew, &asked).unwrap();
            prop_assert_eq!(found.total, expected.total, "{}", &query);
            // Scores may count removed articles until they are reclaimed.
            prop_assert_eq!(by_address(&found), by_address(&expected), "{}", &query);
        }
        Ok(())
    });
}

/// Whether two snapshots of the same articles give the same answer to a question; the first difference in
/// words.
pub fn agree(
    engine: &dyn Snapshot,
    reference: &dyn Snapshot,
    question: &Question,
) -> Result<(), String> {
    let text = question.query.to_string();
    let equal = |what: &str, is_equal: bool| {
        if is_equal {
            Ok(())
        } else {
            Err(format!("{what} of {text}"))
        }
    };
    let asked = &Question {
        explain: true,
        ..question.clone()
    };
    let found = answer::search(engine, asked).unwrap();
    let expected = answer::search(reference, asked).unwrap();
    if found.total != expected.total {
        return Err(format!(
            "{:?}, not {:?}: {text}",
            found.total, expected.total
        ));
    }
    equal("notes", found.notes == expected.notes)?;
    if found.nothing != expected.nothing {
        return Err(format!(
            "{:?}, not {:?}: {text}",
            found.nothing, expected.nothing
        ));
    }
    if found.explain != expected.explain {
        return Err(format!(
            "{:?}, not {:?}: {text}",
            found.explain, expected.explain
        ));
    }
    let (hits, expected_hits) = (by_address(&found), by_address(&expected));
    equal("number of passages", hits.len() == found.hits.len())?;
    equal("passages", hits.keys().eq(expected_hits.keys()))?;
    for (address, expected) in &expected_hits {
        let hit = &hits[address];
        if hit != expected {
            return Err(format!("{hit:?}, not {expected:?}: {text}"));
        }
    }
    let scores: BTreeMap<String, f32> = expected
        .hits
        .iter()
        .map(|hit| (hit.address(), hit.score))
        .collect();
    for hit in &found.hits {
        let expected = scores[&hit.address()];
        if !is_close(hit.score, expected) {
            let (score, address) = (hit.score, hit.address());
            return Err(format!("{score}, not {expected}, for {address}: {text}"));
        }
    }
    // In the same order, but for passages whose scores are as good as equal.
    for (hit, other) in found.hits.iter().zip(&expected.hits) {
        let is_tie = asked.sort == Sort::Relevance || hit.article.id == other.article.id;
        let is_tie = is_tie && is_close(hit.score, other.score);
        equal("order", hit.address() == other.address() || is_tie)?;
    }
    // Where a list goes on names the commit, and each has its own.
    let listed = |snapshot| -> Listing {
        let listing = answer::list(snapshot, question).unwrap();
        let part = Part {
            begins: Part::default().begins,
            ..listing.part
        };
        Listing { part, ..listing }
    };
    equal("listing", listed(engine) == listed(reference))?;
    counting::agree(engine, reference, question)
}

/// The hits by their addresses, without rank and score.
fn by_address(results: &Results) -> BTreeMap<String, Hit> {
    let hits = results.hits.iter().cloned();
    hits.map(|hit| {
        let address = hit.address();
        let (rank, score, parts) = (0, 0.0, Vec::new());
        let hit = Hit {
            rank,
            score,
            parts,
            ..hit
        };
        (address, hit)
    })
    .collect()
}

/// Articles of records as a line of JSON holds them.
fn articles(records: &[Value]) -> Vec<Article> {
    let folder = tempfile::tempdir().unwrap();
    let folder: &Path = folder.path();
    std::fs::write(folder.join("random.jsonl"), corpora::lines(records)).unwrap();
    corpora::articles(folder, "random.jsonl")
}

/// Whether a property holds of some random values.
fn holds<S: Strategy>(
    corpora: u32,
    values: S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = ProptestConfig {
        max_shrink_time: 10_000,
        ..rounds(corpora)
    };
    if let Err(error) = TestRunner::new(config).run(&values, property) {
        panic!("{error}");
    }
}
