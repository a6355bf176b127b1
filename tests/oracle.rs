//! The independent check of the engine: a slow, obvious evaluator, and the engine beside it on
//! random corpora and questions.
//!
//! What the evaluator takes a query to mean, in plain words:
//!
//! - Positions run through the whole text of an article, all its passages one after the other; the
//!   headline is a line of its own. A leaf without a field is looked for in both, apart.
//! - A word finds its forms; `=word` and phrases find the same word only. A word in capitals that
//!   is a common word in small letters finds its capital form only. `AI-generated` finds its
//!   parts side by side or joined; its end has forms, and of `AI-generated~` any part may be
//!   misspelled. An amount or a percentage finds its value. A word, and neighbouring words of an
//!   AND (of an OR, where any word will do), also finds the other names of what it names and the
//!   compound that it is or is made of (`beside`). Wildcards, regular expressions and fuzzy words
//!   are tried on every folded word, joined forms among them, but not on capital forms, seams and
//!   values.
//! - A phrase is its parts in order with at most `slop` positions between them in all; of several
//!   that begin at one place, the shortest. It is one mark from its first to its last word.
//! - `a w/n b` is two matches that do not overlap, the first position of the later at most `n`
//!   behind the last of the earlier; `pre/n` the same with the left one first; `w/s` and `w/p` have
//!   no end of a sentence or paragraph between their first and last position. Every such pair is a
//!   match; what is marked is what both sides mark. `NOT w/n` is the left matches that no right one
//!   overlaps or is within reach of; a match and itself are no two.
//! - `atleast` counts the matches in headline and body together, those that overlap once.
//! - `in:quote` is the matches of the body that lie in one quotation from end to end.
//! - A leaf that holds no word is left out. Days are days in UTC.
//! - A passage matches if it holds a position of a piece of a match of a leaf that is true in the
//!   article, running text and not under a NOT. An article without such a passage counts with its
//!   first one. The same pieces are marked; pieces that overlap are one mark.

use std::path::Path;
use std::sync::Arc;

use newshound::engine::Snapshot;
use newshound::library::{Library, Settings};
use newshound::query::DefaultOperator;
use proptest::collection::vec;
use proptest::prelude::*;

pub mod agree;
pub mod beside;
mod changes;
pub mod corpora;
mod designation;
pub mod evaluator;
mod line;
mod place;
pub mod questions;
pub mod typed;

use agree::everything;
use beside::World;
use evaluator::Read;

use crate::rounds::rounds;

/// Corpora of one property if all are drawn, and questions to each.
const CORPORA: u32 = 30;
const QUESTIONS: usize = 180;

fn config(all: u32) -> ProptestConfig {
    ProptestConfig {
        max_shrink_time: 10_000,
        ..rounds(all)
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
    fn answers_agree_with_their_parts_and_explanations(
        records in corpora::records(),
        texts in vec(questions::text(), QUESTIONS),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (index, _) = indexed(&records, folder.path());
        for query in texts.iter().filter_map(|text| questions::understood(text)) {
            let ask = everything(&query, DefaultOperator::Or);
            agreed(agree::with_itself(&ask, &*index))?;
            agreed(agree::with_its_ranking(&ask, &*index))?;
            agreed(agree::with_its_explanation(&ask, &*index))?;
            agreed(agree::with_its_ranking(&ask, &*index))?;
        }
    }
}

/// Sets of more words than are looked at one by one.
const OF_MANY_WORDS: &[&str] = &[
    "w* w/2 *3",
    "*1* pre/3 *2*",
    "*1* w/s w*",
    "w* NOT w/1 *2*",
    "(w1* OR w2*) w/4 (*5 OR w1*)",
    "\"w* w7\" OR atleast3(*7*)",
    "title:(*9 pre/1 *4)",
    "title:(*1*w* w/2 *6)",
    "*w* pre/1 w1*",
    "w*w* pre/1 *7",
    "*w* w/p *w*",
    "in:quote (*4* w/p w*)",
];

proptest! {
    #![proptest_config(config(CORPORA))]

    #[test]
    fn sets_of_many_words_are_answered_as_by_the_reference(
        records in vec(corpora::numbered(), 6..16),
    ) {
        let texts: Vec<String> = OF_MANY_WORDS.iter().map(|&text| text.to_owned()).collect();
        agrees(&records, &texts)?;
    }
}

fn agrees(records: &[serde_json::Value], texts: &[String]) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let (index, library) = indexed(records, folder.path());
    let articles = corpora::articles(library.corpus(), "news.jsonl");
    let articles: Vec<Read> = articles.into_iter().map(evaluator::read).collect();
    let worlds =
        [DefaultOperator::And, DefaultOperator::Or].map(|join| World::new(&articles, join));
    let mut queries = texts.iter().filter_map(|text| questions::understood(text));
    queries.try_for_each(|query| {
        // Half of the questions are asked as if any of their words would do.
        let world = &worlds[query.to_string().len() % 2];
        agreed(agree::with_the_texts(
            &everything(&query, world.join),
            &*index,
        ))?;
        agreed(agree::with_the_reference(&query, &*index, &articles, world))
    })
}

fn agreed(outcome: Result<(), String>) -> Result<(), TestCaseError> {
    outcome.map_err(TestCaseError::fail)
}

fn indexed(records: &[serde_json::Value], folder: &Path) -> (Arc<dyn Snapshot>, Library) {
    let library = library_in(folder, "index");
    std::fs::create_dir(library.corpus()).unwrap();
    std::fs::write(library.corpus().join("news.jsonl"), corpora::lines(records)).unwrap();
    library.update().unwrap();
    (library.snapshot().unwrap(), library)
}

/// The library of a corpus in a folder, read at a moment after every file of it.
fn library_in(folder: &Path, index: &str) -> Library {
    let now = jiff::Timestamp::from_second(4_000_000_000).unwrap();
    let settings = Settings::new(folder.join("corpus"));
    settings.index(folder.join(index)).clock(move || now).open()
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
        // What is near a proximity may be near either of its ends.
        (
            &["Ban chip chip export export us.", "Chip export."],
            "(ban pre/1 (chip w/5 export)) pre/1 us",
        ),
        (
            &["Us ban ban ban chip.", "Us ban chip."],
            "us pre/1 (ban w/5 chip)",
        ),
        // Of two quotations without a word the end of one is not that of the other.
        (&["“—.” AI “—.” ban."], "in:quote ai"),
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
        // A hyphenated word has forms, and may be misspelled in any part.
        (
            &[
                "Data-centers.",
                "Data center.",
                "Datacenters.",
                "The data centered.",
            ],
            "data-centers",
        ),
        (
            &["AI-generates.", "AIgenerate."],
            "AI-generated w/3 AI-generated",
        ),
        (&["Open-ai.", "Opneai.", "Open ay."], "open-ia~"),
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
        // A word said again, once within what is a name as well.
        (&["“A chip. Embargo.”"], "in:quote (chip ban chip^3)"),
        // A piece of a wildcard without one is not the word with its forms.
        (&["Chip.", "Chips."], "chip-3* OR chip"),
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
