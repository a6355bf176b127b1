//! The independent check of the engine: a slow, obvious evaluator, and the engine beside it on
//! random corpora and questions.
//!
//! What the evaluator takes a query to mean, in plain words:
//!
//! - Positions run through the whole text of an article, all its passages one after the other; the
//!   headline is a line of its own. A leaf without a field is looked for in both, apart.
//! - A word finds the words with its Snowball stem, or itself; `=word` and phrases find the same
//!   word only. A word in capitals that is a common word in small letters finds its capital form
//!   only. `AI-generated` finds its parts side by side or joined. An amount or a percentage finds
//!   its value. A word, and neighbouring words of an AND (of an OR, where any word will do), also
//!   finds the other names of what it names and the compound that it is or is made of (`beside`).
//!   Wildcards, regular expressions and fuzzy words are tried on every folded word,
//!   joined forms among them, but not on capital forms, seams and values.
//! - A phrase is its parts in order with at most `slop` positions between them in all; of several
//!   that begin at one place, the shortest. It is one mark from its first to its last word.
//! - `a w/n b` is two matches that do not overlap, the first position of the later at most `n`
//!   behind the last of the earlier; `pre/n` the same with the left one first; `w/s` and `w/p` have
//!   no end of a sentence or paragraph between their first and last position. Where one of a pair
//!   is the nearest within reach of the other, the pair is a match; what is marked is what both
//!   sides mark. `NOT w/n` is the left matches that no right one overlaps or is within reach of.
//! - `atleast` counts the matches in headline and body together, those that overlap once.
//! - `in:quote` is the matches of the body that lie in one quotation from end to end.
//! - A leaf that holds no word is left out. Days are days in UTC.
//! - A passage matches if it holds a position of a piece of a match of a leaf that is true in the
//!   article, running text and not under a NOT. An article without such a passage counts with its
//!   first one. The same pieces are marked; pieces that overlap are one mark.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use jiff::tz::TimeZone;
use newshound::alias;
use newshound::article::Id;
use newshound::ask::{Ask, Sort};
use newshound::index::Index;
use newshound::ingest::{self, Place};
use newshound::query::{Join, Query};
use newshound::rank::Freshness;
use newshound::results::{Results, Span};
use proptest::collection::vec;
use proptest::prelude::*;

mod answer;
mod beside;
mod changes;
mod corpora;
mod line;
mod place;
mod questions;
mod typed;

use answer::{Answer, Read};
use beside::World;

/// Corpora of one property and questions to each.
const CORPORA: u32 = 30;
const QUESTIONS: usize = 180;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_time: 10_000,
        ..Default::default()
    }
}

proptest! {
    #![proptest_config(config(CORPORA))]

    #[test]
    fn trees_are_answered_as_by_the_reference(
        records in corpora::records(),
        texts in vec(questions::tree(), QUESTIONS),
    ) {
        agrees(&records, &texts)?;
    }

    #[test]
    fn texts_are_answered_as_by_the_reference(
        records in corpora::records(),
        texts in vec(questions::text(), QUESTIONS),
    ) {
        agrees(&records, &texts)?;
    }
}

proptest! {
    #![proptest_config(config(CORPORA / 5))]

    #[test]
    fn scores_fall_and_are_explained(
        records in corpora::records(),
        texts in vec(questions::text(), QUESTIONS),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (index, _) = indexed(&records, folder.path());
        for query in texts.iter().filter_map(|text| questions::understood(text)) {
            is_explained(&everything(&query, Join::Any), &index)?;
        }
    }
}

fn agrees(records: &[serde_json::Value], texts: &[String]) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let (index, place) = indexed(records, folder.path());
    let articles = corpora::articles(&place.corpus, "news.jsonl");
    let articles: Vec<Read> = articles.into_iter().map(answer::read).collect();
    let worlds = [Join::All, Join::Any].map(|join| World::new(&articles, join));
    let mut queries = texts.iter().filter_map(|text| questions::understood(text));
    queries.try_for_each(|query| agrees_on(&query, &index, &articles, &worlds))
}

fn indexed(records: &[serde_json::Value], folder: &Path) -> (Index, Place) {
    let place = place_in(folder);
    std::fs::create_dir(&place.corpus).unwrap();
    std::fs::write(place.corpus.join("news.jsonl"), corpora::lines(records)).unwrap();
    ingest::sync(&place, false, &mut |_, _| {}).unwrap();
    (Index::open(&place.index).unwrap(), place)
}

/// Later than every file of a corpus, in nanoseconds.
const NOW: i64 = 4_000_000_000_000_000_000;

fn place_in(folder: &Path) -> Place {
    Place {
        corpus: folder.join("corpus"),
        index: folder.join("index"),
        wait: Duration::from_secs(10),
        now: NOW,
    }
}

fn everything(query: &Query, join: Join) -> Ask {
    Ask {
        text: query.to_string(),
        query: query.clone(),
        any: None,
        notes: Vec::new(),
        join,
        aliases: alias::parse(beside::ALIASES).0,
        zone: TimeZone::UTC,
        limit: 100_000,
        offset: 0,
        per_article: None,
        sort: Sort::Relevance,
        freshness: None,
        explain: false,
    }
}

fn agrees_on(
    query: &Query,
    index: &Index,
    articles: &[Read],
    worlds: &[World; 2],
) -> Result<(), TestCaseError> {
    // Half of the questions are asked as if any of their words would do.
    let world = &worlds[query.to_string().len() % 2];
    let ask = everything(query, world.join);
    let results = index.search(&ask).unwrap();
    let expected = answer::answer(query, articles, world);
    let hits = hits(&results);
    let differences = differences(&hits, &expected_hits(&expected, articles));
    prop_assert!(differences.is_empty(), "{}\n{}", query, differences);
    prop_assert_eq!(hits.len(), results.hits.len(), "a passage twice: {}", query);
    prop_assert_eq!(results.total.articles as usize, expected.len(), "{}", query);
    prop_assert_eq!(results.total.passages as usize, hits.len(), "{}", query);
    let listing = index.list(&ask).unwrap();
    let listed: Vec<Id> = listing.articles.iter().map(|entry| entry.id).collect();
    prop_assert_eq!(&listed, &newest_first(&expected, articles), "{}", query);
    prop_assert_eq!(listing.total as usize, expected.len(), "{}", query);
    prop_assert_eq!(
        &results,
        &index.search(&ask).unwrap(),
        "asked twice: {}",
        query
    );
    marks_are_sound(query, &results, &expected, articles, world)
}

/// The best come first; an explained answer is the same answer, and its parts add up to its scores,
/// with freshness and without.
fn is_explained(ask: &Ask, index: &Index) -> Result<(), TestCaseError> {
    let fresh = Freshness {
        half_life: 20_000.0,
        now: NOW / 1_000_000_000,
    };
    let ask = &Ask {
        freshness: ask.text.len().is_multiple_of(2).then_some(fresh),
        ..ask.clone()
    };
    let results = index.search(ask).unwrap();
    let explained = index
        .search(&Ask {
            explain: true,
            ..ask.clone()
        })
        .unwrap();
    let falling = results
        .hits
        .windows(2)
        .all(|two| two[0].score >= two[1].score);
    prop_assert!(falling, "{}", ask.text);
    for (plain, hit) in results.hits.iter().zip(&explained.hits) {
        prop_assert_eq!(plain.address(), hit.address(), "{}", ask.text);
        prop_assert_eq!(plain.score, hit.score, "{}", ask.text);
        let sum: f32 = hit.parts.iter().map(|part| part.value).sum();
        let near = (sum - hit.score).abs() <= 1e-5 * hit.score.max(1.0);
        prop_assert!(near, "{}: {} is not {}", ask.text, sum, hit.score);
    }
    Ok(())
}

/// What the engine and the reference say of the passages that they do not agree upon.
fn differences(
    hits: &BTreeMap<(Id, u32), Marked>,
    expected: &BTreeMap<(Id, u32), Marked>,
) -> String {
    let keys: BTreeSet<_> = hits.keys().chain(expected.keys()).collect();
    let mut said = String::new();
    for key in keys {
        let (hit, expected) = (hits.get(key), expected.get(key));
        if hit != expected {
            let (id, number) = key;
            writeln!(
                said,
                "{id}:{number}\n  engine    {hit:?}\n  reference {expected:?}"
            )
            .unwrap();
        }
    }
    said
}

/// What is compared of a hit: the text, the marks in it and in the headline, in bytes.
type Marked = (String, Vec<Range<usize>>, Vec<Range<usize>>);

fn hits(results: &Results) -> BTreeMap<(Id, u32), Marked> {
    let bytes = |spans: &[Span]| -> Vec<Range<usize>> {
        let ranges = spans.iter().map(|span| span.start_byte..span.end_byte);
        ranges.collect()
    };
    let hits = results.hits.iter().map(|hit| {
        let marks = bytes(&hit.passage.marks);
        let title_marks = bytes(&hit.article.title_marks);
        let key = (hit.article.id, hit.passage.number);
        (key, (hit.passage.text.clone(), marks, title_marks))
    });
    hits.collect()
}

fn expected_hits(expected: &Answer, articles: &[Read]) -> BTreeMap<(Id, u32), Marked> {
    let mut hits = BTreeMap::new();
    for read in articles {
        let id = read.article.about.id();
        let Some(found) = expected.get(&id) else {
            continue;
        };
        for &number in &found.passages {
            let from = read.passages[number as usize - 1].bytes.start;
            let text = &read.article.text[read.passages[number as usize - 1].bytes.clone()];
            let text = text.trim_end();
            let to = from + text.len();
            let cut = |mark: &Range<usize>| mark.start.max(from)..mark.end.min(to);
            let marks = found.marks.iter().map(cut).filter(|mark| !mark.is_empty());
            let marks = marks.map(|mark| mark.start - from..mark.end - from);
            let marked = (text.to_owned(), marks.collect(), found.title_marks.clone());
            hits.insert((id, number), marked);
        }
    }
    hits
}

fn newest_first(expected: &Answer, articles: &[Read]) -> Vec<Id> {
    let abouts = articles.iter().map(|read| &read.article.about);
    let mut found: Vec<_> = abouts
        .filter(|about| expected.contains_key(&about.id()))
        .map(|about| {
            let date = about.date.map_or(i64::MAX, |date| -date.seconds());
            (date, about.id())
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, id)| id).collect()
}

/// The law of marks, of marks that are those of the reference.
fn marks_are_sound(
    query: &Query,
    results: &Results,
    expected: &Answer,
    articles: &[Read],
    world: &World,
) -> Result<(), TestCaseError> {
    for hit in &results.hits {
        for (text, marks) in [
            (&hit.passage.text, &hit.passage.marks),
            (&hit.article.headline, &hit.article.title_marks),
        ] {
            let mut behind = 0;
            for mark in marks {
                prop_assert!(behind <= mark.start_byte && mark.start_byte < mark.end_byte);
                behind = mark.end_byte;
                let before = text.get(..mark.start_byte).map(|t| t.chars().count());
                prop_assert_eq!(before, Some(mark.start), "{}", query);
                let before = text.get(..mark.end_byte).map(|t| t.chars().count());
                prop_assert_eq!(before, Some(mark.end), "{}", query);
            }
        }
        let bare = hit.passage.marks.is_empty() && hit.article.title_marks.is_empty();
        let found = &expected[&hit.article.id];
        prop_assert!(bare != found.is_marked, "a hit without a mark: {}", query);
    }
    for read in articles {
        let about = &read.article.about;
        let Some(found) = expected.get(&about.id()) else {
            continue;
        };
        let title = about.title.as_deref().unwrap_or_default();
        let in_title = found.title_marks.iter().map(|mark| &title[mark.clone()]);
        let in_text = found
            .marks
            .iter()
            .map(|mark| &read.article.text[mark.clone()]);
        for mark in in_title.chain(in_text) {
            prop_assert!(
                answer::a_leaf_holds(query, mark, world),
                "`{}` alone is nothing to {}",
                mark,
                query
            );
        }
    }
    Ok(())
}

/// Questions that engine and reference once answered differently, each over one small corpus.
#[test]
fn what_was_once_answered_differently_is_agreed_upon() {
    let cases: &[(&[&str], &str)] = &[
        // Words are folded, and so is an expression.
        (&["Chips and AI."], "/Chips?/"),
        // A count that is not reached makes nothing true and marks nothing.
        (&["Chips banned."], "atleast3(chip) OR ban"),
        // A part of a word and the whole of it are there once.
        (&["AI-generated.", "AI-generated ai."], "atleast2(ai*)"),
        (&["AI-generated."], "atleast2(*generated)"),
        (
            &["Chip ban chip.", "Chip ban. Ban chip."],
            "atleast2(chip w/2 ban)",
        ),
        // A percentage stands beside its number and is not a second occurrence of it.
        (&["25% of bans."], "atleast2(25*)"),
        // The sign of an amount belongs to the phrase that begins with it.
        (&["Over $500 billion bans."], "\"$500bn bans\""),
        // What one alternative skips, another may still need.
        (
            &["Chip ai.", "Chip ban.", "Chip export ai."],
            "(chip AND export) OR (chip AND ban)",
        ),
        (&["Chip us.", "Ai.", "Chip ai."], "(chip AND ai) OR us"),
        // A quotation without a word begins behind its end.
        (&["“AI.” Of “—.” OpenAI “bans chips.”"], "in:quote openai"),
        // The nearest may reach over the end of a sentence where a shorter one does not.
        (
            &["Chip ban us. Ai export."],
            "chip w/s (\"ban us ai\" OR ban)",
        ),
        // The nearest may reach over the end of a sentence where a farther one does not.
        (
            &["Chip ban ai us. Export.", "Chip ban ai us."],
            "chip w/s (\"ban ai us export\" OR us)",
        ),
        (
            &["Chip. Ban ai us chips.", "Ban ai us chips."],
            "(\"chip ban ai\" OR ban) w/s chips",
        ),
        (
            &["Chip ban ai us. Export."],
            "chip NOT w/s (\"ban ai us export\" OR us)",
        ),
        // A compound is one word where somebody wrote it so, and two words otherwise.
        (&["OpenAI bans.", "Open AI.", "Open the ai."], "open ai"),
        (&["Openai bans.", "Open AI."], "openai"),
        (
            &["The data-center.", "Datacenter.", "Data of a center."],
            "datacenter OR (data center)",
        ),
        (&["A the-rapist.", "Therapist."], "the rapist"),
        // Other names, of several words and in capitals.
        (
            &["The WHO bans.", "Who bans?", "World Health Organization."],
            "WHO",
        ),
        (
            &["The WHO bans.", "World of health."],
            "world health organization",
        ),
        (
            &["Embargo.", "Ban.", "US policy.", "us policy"],
            "embargo w/5 ban OR embargo",
        ),
    ];
    for (texts, query) in cases {
        let records: Vec<_> = texts
            .iter()
            .map(|text| serde_json::json!({ "text": text }))
            .collect();
        if let Err(error) = agrees(&records, &[(*query).to_owned()]) {
            panic!("{texts:?} {query}: {error}");
        }
    }
}
