//! Counting: the articles of each day and of each value, as the slow reference counts them.

use jiff::tz::{TimeZone, offset};
use newshound::engine::{Collect, Search, Snapshot};
use newshound::error::Kind;
use newshound::field::Field;
use newshound::plan::planner::plan;
use newshound::question::Question;
use newshound::request::interrupt::Interrupt;

use super::Make;
use super::corpus::{Held, article, news, opened};
use super::engines;
use super::language::question;

/// The fields that articles are counted by.
pub const FIELDS: [Field; 7] = [
    Field::Outlet,
    Field::Author,
    Field::Tag,
    Field::Lang,
    Field::Site,
    Field::Key,
    Field::File,
];

const QUESTIONS: &[&str] = &[
    "*",
    "chip",
    "hearing w/10 week",
    "outlet:wire",
    "NOT date:2025-02",
    "tag:policy OR author:*",
    "nowhere",
];

pub fn articles_are_counted_by_day_in_the_zone_that_is_asked_in(make: Make) {
    let snapshot = opened(make, news());
    for zone in [TimeZone::UTC, TimeZone::fixed(offset(1))] {
        let asked = Question {
            zone,
            ..question("site:* OR lang:de")
        };
        let counted = days(&*snapshot, &asked);
        let listed: Vec<(String, u64)> = counted
            .days
            .iter()
            .map(|(day, count)| (day.to_string(), *count))
            .collect();
        // An hour before midnight in UTC is the next day farther east.
        let expected = if asked.zone == TimeZone::UTC {
            [("2025-01-21", 2), ("2025-01-22", 1)]
        } else {
            [("2025-01-21", 1), ("2025-01-22", 2)]
        };
        assert_eq!(listed, expected.map(|(day, count)| (day.to_owned(), count)));
    }
    assert_eq!(days(&*snapshot, &question("*")).undated, 1);
}

pub fn articles_are_counted_by_value_once_each(make: Make) {
    let odd = article("odd", "Odd", "A text.");
    let snapshot = opened(make, [news(), vec![odd]].concat());
    let counted = |field: Field| {
        let search = question("*");
        let values = values(&*snapshot, &search, field);
        let counts = values
            .values
            .iter()
            .map(|(name, count)| (name.clone(), count.articles));
        (counts.collect::<Vec<_>>(), values.articles, values.without)
    };
    let expect = |values: &[(&str, u64)], without: u64| {
        let values = values
            .iter()
            .map(|(name, count)| ((*name).to_owned(), *count));
        (values.collect::<Vec<_>>(), 14, without)
    };
    let authors = [("ana munoz", 2), ("jane doe", 2), ("jorg muller", 1)];
    assert_eq!(counted(Field::Author), expect(&authors, 10));
    let sites = [("digital strategy ec europa eu", 1), ("reuters com", 1)];
    assert_eq!(counted(Field::Site), expect(&sites, 12));
    let files = [("desk jsonl", 1), ("news jsonl", 13)];
    assert_eq!(counted(Field::File), expect(&files, 0));
}

pub fn an_example_has_the_value_and_is_the_one_with_the_lowest_id(make: Make) {
    let snapshot = opened(make, news());
    let outlets = values(&*snapshot, &question("*"), Field::Outlet);
    let all = news();
    for (name, count) in outlets.values {
        let ids = all.iter().filter(|article| {
            let outlet = article.article().about.outlet.unwrap_or_default();
            newshound::words::whole(&outlet) == name
        });
        assert_eq!(Some(count.example), ids.map(|article| article.id).min());
    }
}

pub fn counts_are_those_of_the_reference_after_changes(make: Make) {
    let (engine, reference) = (
        Held::with(make, news()),
        Held::with(engines::reference, news()),
    );
    for held in [&engine, &reference] {
        held.change(|writer| {
            writer.remove(news()[2].id).unwrap();
            writer.remove(news()[7].id).unwrap();
            writer.put(news()[4].clone(), true).unwrap();
        });
        held.change(|writer| {
            let mut late = article("late", "Late", "A chip.");
            late.date = Some("2031-12-31".parse().unwrap());
            writer.put(late, false).unwrap();
        });
    }
    for text in QUESTIONS {
        let asked = question(text);
        agree(&*engine.open(), &*reference.open(), &asked).unwrap();
    }
}

/// Words of headlines, of texts and of both; second forms, joined words, and words that no article has.
const WORDS: &[&str] = &[
    "$500000000000",
    "AI",
    "US",
    "a",
    "ai",
    "aigenerated",
    "chip",
    "chipmaker",
    "court",
    "export",
    "hearing",
    "nowhere",
    "of",
    "the",
    "us",
    "人",
    "오픈",
    "오픈ai",
];

pub fn the_frequencies_of_words_are_those_of_the_reference_after_changes(make: Make) {
    let (engine, reference) = (
        Held::with(make, news()),
        Held::with(engines::reference, news()),
    );
    let agree = || {
        let (engine, reference) = (engine.open(), reference.open());
        let of = |snapshot: &dyn Snapshot, words: &[String]| {
            snapshot
                .document_frequencies(words, &Interrupt::none())
                .unwrap()
        };
        let mut words: Vec<String> = WORDS.iter().map(|word| (*word).to_owned()).collect();
        for article in news() {
            let text = article.article().text;
            words.extend(text.split_whitespace().map(newshound::words::fold));
        }
        words.sort_unstable();
        words.dedup();
        let found = of(&*engine, &words);
        for ((word, found), expected) in words.iter().zip(&found).zip(of(&*reference, &words)) {
            assert_eq!(*found, expected, "{word}");
        }
        found.into_iter().sum::<u64>()
    };
    let all = agree();
    for held in [&engine, &reference] {
        held.change(|writer| {
            writer.remove(news()[2].id).unwrap();
            writer.put(news()[4].clone(), true).unwrap();
        });
        held.change(|writer| {
            let late = article(
                "late",
                "A chip-maker of chips",
                "A chip, a chipmaker, an export. The US.",
            );
            writer.put(late, false).unwrap();
        });
    }
    assert_ne!(agree(), all);
}

pub fn a_count_whose_time_is_up_is_refused(make: Make) {
    let snapshot = opened(make, news());
    let asked = Question {
        interrupt: Interrupt::after(Some(std::time::Duration::ZERO), None),
        ..question("*")
    };
    let plan = &plan(&asked, snapshot.dictionary());
    let search = Search {
        question: &asked,
        plan,
        collect: Collect::Counts,
    };
    assert_eq!(snapshot.days(&search).unwrap_err().kind, Kind::TimedOut);
    let refused = snapshot.values(&search, Field::Outlet).unwrap_err();
    assert_eq!(refused.kind, Kind::TimedOut);
    let words = vec!["the".to_owned(); 10_000];
    let refused = snapshot
        .document_frequencies(&words, &asked.interrupt)
        .unwrap_err();
    assert_eq!(refused.kind, Kind::TimedOut);
}

/// Whether two snapshots of the same articles count the same for a question; the first difference in words.
pub fn agree(
    engine: &dyn Snapshot,
    reference: &dyn Snapshot,
    question: &Question,
) -> Result<(), String> {
    let differ = |by: &str| format!("counts by {by}: {}", question.query);
    if days(engine, question) != days(reference, question) {
        return Err(differ("day"));
    }
    for field in FIELDS {
        let found = values(engine, question, field);
        let expected = values(reference, question, field);
        if found != expected {
            return Err(format!(
                "{found:?}, not {expected:?}, {}",
                differ(field.name())
            ));
        }
    }
    Ok(())
}

fn days(snapshot: &dyn Snapshot, question: &Question) -> newshound::engine::DayCounts {
    let plan = &plan(question, snapshot.dictionary());
    let collect = Collect::Counts;
    snapshot
        .days(&Search {
            question,
            plan,
            collect,
        })
        .unwrap()
}

fn values(
    snapshot: &dyn Snapshot,
    question: &Question,
    field: Field,
) -> newshound::engine::ValueCounts {
    let plan = &plan(question, snapshot.dictionary());
    let collect = Collect::Counts;
    let search = Search {
        question,
        plan,
        collect,
    };
    snapshot.values(&search, field).unwrap()
}
