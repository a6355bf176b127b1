//! Terms that set articles apart: both numbers of each are what the questions beside it find.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use newshound::counts::keyness::Comparison;
use newshound::counts::{KeyTerm, KeyTerms, TermChoice};
use newshound::{Kind, Request};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::{Shelf, found, requests};
use crate::rounds::rounds;

fn terms(shelf: &Shelf, request: &Request, least: u64) -> KeyTerms {
    let choice = TermChoice {
        least,
        all_words: false,
    };
    shelf.library.key_terms(request, &choice).unwrap()
}

fn names(terms: &KeyTerms) -> Vec<&str> {
    terms.terms.iter().map(|term| term.term.as_str()).collect()
}

/// Articles about two firms, in the languages of the world, with a common word in each.
fn mixed() -> Shelf {
    let shelf = Shelf::new();
    let mut records: Vec<Value> = Vec::new();
    for number in 0..24 {
        let text = match number % 6 {
            0 => format!(
                "Today OpenAI said that Sam Altman of the U.S. Senate left. GPT-{} is new; so is GPT 4.",
                number % 4
            ),
            1 => "A chip-maker said it. Sam Altman is here, and the US acts on $500 billion."
                .to_owned(),
            2 => "星际之门是人工智能项目。OpenAI 的芯片 and a chipmaker said it.".to_owned(),
            3 => "שרת החדשות said OpenAI \u{202e}txt. وOpenAI قال عاجل.".to_owned(),
            4 => "삼성전자가 말했다. 삼성전자는 said; エヌビディアの AI。".to_owned(),
            _ => "They told us that C++ and R&D, naïve AT&T, Bahn\u{ad}hof said: it's Section 230."
                .to_owned(),
        };
        let title = ["Export Rules", "OpenAI In Court", "SHOUTED US HEADLINE"][number % 3];
        records.push(json!({ "title": title, "text": text, "date": "2025-01-05" }));
    }
    shelf.write("mixed.jsonl", &records);
    shelf.library.update().unwrap();
    // Some of them are removed, some in a further segment.
    shelf.write("more.jsonl", &records[3..9]);
    shelf.write("mixed.jsonl", &records[2..]);
    shelf.library.update().unwrap();
    shelf
}

const MIXED: &[&str] = &[
    "openai",
    "NOT openai",
    "\"sam altman\"",
    "星际",
    "삼성전자",
    "title:court OR chip*",
    "us",
    "US",
    "GPT-4",
    "עברית OR שרת",
    "date:2025 chipmaker",
    "*",
    "nowhere",
];

#[test]
fn every_number_of_a_term_is_what_its_question_finds() {
    let mixed: Vec<Request> = MIXED.iter().map(|text| Request::new(*text)).collect();
    for (shelf, requests) in [
        (Shelf::tiny(), requests()),
        (Shelf::odd(), requests()),
        (self::mixed(), mixed),
    ] {
        let mut rows = 0;
        for (number, request) in requests.into_iter().enumerate() {
            let request = request.limit(7);
            for (least, all_words) in [(1 + number as u64 % 3, false), (3, number % 4 == 0)] {
                let choice = TermChoice { least, all_words };
                let terms = shelf.library.key_terms(&request, &choice).unwrap();
                is_counted(&shelf, &terms, &request, least);
                rows += terms.terms.len();
            }
        }
        assert!(rows > 30, "{rows}");
    }
}

fn is_counted(shelf: &Shelf, terms: &KeyTerms, request: &Request, least: u64) {
    assert_eq!(terms.articles, shelf.count(&terms.read_as, request));
    assert_eq!(terms.corpus, shelf.count("*", request));
    let comparison = Comparison {
        here: terms.articles,
        others: terms.corpus - terms.articles,
        terms: terms.compared,
    };
    for KeyTerm {
        term,
        here,
        everywhere,
        log_ratio,
        g2,
    } in &terms.terms
    {
        found(shelf, here, request);
        found(shelf, everywhere, request);
        assert!(
            here.count >= least && here.count <= everywhere.count,
            "{term}"
        );
        assert!(comparison.is_more(here.count, everywhere.count), "{term}");
        assert_eq!(
            *log_ratio,
            comparison.log_ratio(here.count, everywhere.count),
            "{term}"
        );
        assert_eq!(*g2, comparison.g2(here.count, everywhere.count), "{term}");
    }
    for pair in terms.terms.windows(2) {
        let key = |term: &KeyTerm| (term.log_ratio, term.g2);
        assert!(
            key(&pair[0]) >= key(&pair[1]),
            "{} before {}",
            pair[0].term,
            pair[1].term
        );
        if key(&pair[0]) == key(&pair[1]) {
            assert!(pair[0].term < pair[1].term);
        }
    }
}

#[test]
fn a_small_corpus_can_be_counted_by_hand() {
    let shelf = Shelf::new();
    let text = |text: &str| json!({ "text": text });
    let records = [
        text("court ruling lawsuit"),
        text("court ruling lawsuit"),
        text("court ruling lawsuit grid"),
        text("ruling grid"),
        text("grid water"),
        text("grid water the"),
    ];
    shelf.write("all.jsonl", &records);
    shelf.library.update().unwrap();
    let terms = terms(&shelf, &Request::new("lawsuit"), 3);
    // `court` in 3 of 3 and no other; `ruling` in one of 3 others. Two terms are compared, each at 0.05 / 2.
    assert_eq!((terms.articles, terms.corpus, terms.compared), (3, 6, 2));
    assert_eq!(names(&terms), ["court", "ruling"]);
    let [court, ruling] = &terms.terms[..] else {
        panic!("two terms");
    };
    // τ³ = 0.025, so τ = 0.2924, and log2(3/3 · 0.2924 / 0.7076) = −1.275. G² = 2 · (3 · ln 2 + 3 · ln 2) = 8.318.
    assert_eq!((court.here.count, court.everywhere.count), (3, 3));
    assert!(
        (court.log_ratio + 1.275).abs() < 0.001,
        "{}",
        court.log_ratio
    );
    assert!((court.g2 - 8.318).abs() < 0.001, "{}", court.g2);
    // 3, 1, 0, 2 where 2, 2, 1, 1 are expected: G² = 2 · (3 · ln 1.5 + ln 0.5 + 2 · ln 2) = 3.819.
    assert_eq!((ruling.here.count, ruling.everywhere.count), (3, 4));
    assert!((ruling.g2 - 3.819).abs() < 0.001, "{}", ruling.g2);
    assert_eq!(court.here.question, "lawsuit AND \"court\"");
    assert_eq!(court.everywhere.question, "\"court\"");
}

#[test]
fn names_are_counted_however_they_are_written() {
    let shelf = mixed();
    let terms = terms(&shelf, &Request::new("senate").limit(100), 2);
    let altman = terms.terms.iter().find(|term| term.term == "Sam Altman");
    let altman = altman.unwrap_or_else(|| panic!("{:?}", names(&terms)));
    assert_eq!(altman.here.question, "senate AND \"Sam Altman\"");
    assert_eq!(altman.here.count, terms.articles);
    assert!(altman.everywhere.count > altman.here.count);
    let all = names(&terms);
    assert!(!all.contains(&"senate") && !all.contains(&"the"), "{all:?}");
}

#[test]
fn a_name_is_ranked_with_all_that_have_it_however_few_write_it_with_capitals() {
    let shelf = Shelf::new();
    let record = |number: usize| {
        let text = match number {
            0..3 => "a chip of the Open Market and alpha beta",
            3..6 => "a chip of the open market and alpha beta",
            6..8 => "a chip of the open-market",
            _ => "open, and a market",
        };
        json!({ "title": format!("Number {number}"), "text": text })
    };
    shelf.write("all.jsonl", &(0..40).map(record).collect::<Vec<_>>());
    shelf.library.update().unwrap();
    let terms = terms(&shelf, &Request::new("chip"), 1);
    assert_eq!(names(&terms)[..3], ["Open Market", "alpha", "beta"]);
    assert_eq!(
        (terms.terms[0].here.count, terms.terms[0].everywhere.count),
        (8, 8)
    );
}

#[test]
fn words_of_every_script_are_terms() {
    let shelf = mixed();
    for (question, term) in [
        ("openai 项目", "星际"),
        ("말했다", "삼성전자"),
        ("עברית OR שרת", "החדשות"),
        ("קול OR قال", "عاجل"),
        ("エヌビディア", "말했다"),
        ("section", "at&t"),
        ("section", "c++"),
    ] {
        let terms = terms(&shelf, &Request::new(question).limit(1000), 1);
        assert!(
            names(&terms).contains(&term),
            "{question}: {:?}",
            names(&terms)
        );
    }
}

#[test]
fn the_words_of_the_question_are_left_out_unless_all_are_wanted() {
    let shelf = mixed();
    let request = Request::new("open* OR \"sam altman\"").limit(1000);
    let some = terms(&shelf, &request, 1);
    let choice = TermChoice {
        least: 1,
        all_words: true,
    };
    let all = shelf.library.key_terms(&request, &choice).unwrap();
    for term in ["openai", "Sam Altman", "the"] {
        assert!(!names(&some).contains(&term), "{:?}", names(&some));
        assert!(names(&all).contains(&term), "{:?}", names(&all));
    }
    assert!(all.compared > some.compared);
}

#[test]
fn nothing_is_compared_where_all_match_or_too_few() {
    let shelf = mixed();
    let every = terms(&shelf, &Request::new("*"), 1);
    assert_eq!((every.terms.len(), every.compared), (0, 0));
    assert_eq!(
        every.notes,
        ["Every article matches: there is none to compare with."]
    );
    let none = terms(&shelf, &Request::new("nowhere"), 1);
    assert_eq!(
        (none.articles, none.terms.len(), none.notes.len()),
        (0, 0, 0)
    );
    let few = terms(&shelf, &Request::new("openai"), 1000);
    assert_eq!(few.terms.len(), 0);
    let here = few.articles;
    assert!(
        few.notes[0].ends_with(&format!("`--least {here}` asks for no more.")),
        "{:?}",
        few.notes
    );
    let empty = Shelf::new();
    empty.library.update().unwrap();
    assert_eq!(terms(&empty, &Request::everything(), 1).corpus, 0);
}

#[test]
fn one_article_is_compared_with_the_others() {
    let shelf = Shelf::tiny();
    let one = terms(&shelf, &Request::new("deepfake").limit(1000), 1);
    assert_eq!(one.articles, 1);
    assert!(names(&one).contains(&"singer"), "{:?}", names(&one));
    assert!(one.terms.iter().all(|term| term.here.count == 1));
}

#[test]
fn the_first_terms_are_the_first_of_all() {
    let shelf = mixed();
    for text in MIXED {
        let all = terms(&shelf, &Request::new(*text).limit(10_000), 1);
        for limit in [0, 1, 5, 20] {
            let first = terms(&shelf, &Request::new(*text).limit(limit), 1);
            assert_eq!(
                first.terms,
                all.terms[..limit.min(all.terms.len())],
                "{text}"
            );
        }
    }
}

#[test]
fn comparing_stops_in_time_and_when_it_is_cancelled() {
    let shelf = Shelf::tiny();
    let late = Request::new("chip").timeout(Duration::ZERO);
    let cancelled = Request::new("chip").cancelled(Arc::new(AtomicBool::new(true)));
    let choice = TermChoice {
        least: 1,
        all_words: false,
    };
    for (request, kind) in [(late, Kind::TimedOut), (cancelled, Kind::Cancelled)] {
        let refused = shelf.library.key_terms(&request, &choice);
        assert_eq!(refused.unwrap_err().kind, kind);
    }
}

proptest! {
    #![proptest_config(rounds(30))]

    #[test]
    fn words_are_compared_as_by_looking_at_every_article(
        texts in vec(vec(select(PLAIN), 1..8), 2..40),
        least in 1u64..4,
    ) {
        let shelf = Shelf::new();
        let records = texts.iter().enumerate().map(|(number, words)| {
            json!({ "title": format!("Number {number}"), "text": words.join(" ") })
        });
        shelf.write("all.jsonl", &records.collect::<Vec<_>>());
        shelf.library.update().unwrap();
        let terms = terms(&shelf, &Request::new("alpha").limit(1000), least);
        let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for words in &texts {
            let is_here = words.contains(&"alpha");
            for word in words.iter().collect::<BTreeSet<_>>() {
                let (here, of) = counts.entry(word).or_default();
                *here += u64::from(is_here);
                *of += 1;
            }
        }
        let all = texts.len() as u64;
        let here = counts.get("alpha").map_or(0, |(_, of)| *of);
        let comparison = Comparison { here, others: all - here, terms: 1 };
        let nothing = here < least || here == all;
        let expected = counts.iter().filter(|(word, (a, of))| {
            **word != "alpha" && *a >= least && comparison.is_more(*a, *of) && !nothing
        });
        let expected: BTreeMap<&str, (u64, u64)> = expected.map(|(word, counts)| (*word, *counts)).collect();
        let found = terms.terms.iter().filter(|term| PLAIN.contains(&term.term.as_str()));
        let found: BTreeMap<&str, (u64, u64)> = found
            .map(|term| (term.term.as_str(), (term.here.count, term.everywhere.count)))
            .collect();
        prop_assert_eq!(found, expected);
    }
}

const PLAIN: &[&str] = &[
    "alpha", "grid", "chip", "court", "water", "ruling", "naive", "звук",
];
