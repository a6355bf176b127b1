//! The language: every operator, beside the slow reference.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use newshound::alias;
use newshound::answer;
use newshound::beat::Beats;
use newshound::engine::Collect;
use newshound::field::FIELDS;
use newshound::query::{Days, LANGUAGE, MatchMode, Query, Reach, Scope};
use newshound::question::{OwnAliases, Question};
use newshound::request::{Request, Sort};
use newshound::results::MissingWord;

use super::Make;
use super::agreement::agree;
use super::answering::answered;
use super::corpus::{articles, news, opened};
use super::engines;
use crate::oracle;
use crate::oracle::beside::{self, World};
use crate::oracle::evaluator::{self, Read};

/// Questions to the articles of `corpus`, and how many of these match.
const OPERATORS: &[(&str, u64)] = &[
    ("*", 13),
    ("chip", 7),
    ("chip ban", 5),
    ("lawsuit model", 1),
    ("=chips", 3),
    ("monopoliz*", 1),
    ("*center", 2),
    ("r?gulator", 2),
    ("/monopoli[sz]e/", 1),
    ("regulatr~", 2),
    ("modle~ OR lawsiut~2", 5),
    ("\"export controls\"", 1),
    ("\"chip under controls\"~2", 1),
    ("$500bn", 1),
    ("25%", 1),
    ("amount:>=$100bn", 2),
    ("amount:<€100bn", 1),
    ("amount:1million..5million", 1),
    ("AI-generated", 2),
    ("open ai", 2),
    ("openai", 2),
    ("US", 2),
    ("us", 2),
    ("WHO", 1),
    ("world health organization", 1),
    ("lawsuit OR embargo", 7),
    ("chip AND (export OR policy) NOT critics", 3),
    ("-chip", 6),
    ("chip w/3 ban", 4),
    ("data pre/1 center", 2),
    ("lawsuit w/s books", 1),
    ("critics w/p hold", 1),
    ("chip NOT w/3 ban", 5),
    ("atleast3(lawsuit)", 1),
    ("atleast2(\"the hearing\")", 1),
    ("title:data", 2),
    ("body:(data OR compute)", 5),
    ("in:title model", 2),
    ("in:quote chip", 1),
    ("in:quote(regeln OR hold)", 2),
    ("chip^3 OR model", 11),
    ("date:2025-01-21", 2),
    ("date:2025-01-22..2025-02", 6),
    ("date:none", 1),
    ("date:*", 12),
    ("until:2024", 2),
    ("after:2025-02-11", 5),
    ("added:2025-02-01", 5),
    ("NOT date:2025", 3),
    ("outlet:=\"policy wire\"", 2),
    ("outlet:=wire", 0),
];

/// Filters on every field.
const FILTERS: &[&str] = &[
    "title:*",
    "body:*",
    "outlet:wire",
    "outlet:\"the us wire\"",
    "outlet:re*",
    "outlet:=reuters",
    "outlet:=\"US Wire\"",
    "outlet:=\"THE U.S. WIRE\"",
    "author:=\"ana munoz\"",
    "author:=ana",
    "tag:=\"export controls\"",
    "tag:=\"pol*\"",
    "site:=europa.eu",
    "site:=\"digital-strategy.ec.europa.eu\"",
    "id:=0",
    "key:=chips-1",
    "file:=\"news.jsonl\"",
    "author:doe",
    "author:\"ana munoz\"",
    "author:müller",
    "author:*",
    "tag:policy",
    "tag:\"export controls\"",
    "tag:(chips OR health)",
    "tag:/ai.*/",
    "tag:pol*",
    "lang:en",
    "lang:*",
    "site:europa.eu",
    "site:https://www.reuters.com/world",
    "site:*.eu",
    "id:0",
    "id:a*",
    "key:chips-1",
    "file:news.jsonl",
    "file:*.jsonl",
    "date:2025-03",
    "added:2025-02-02",
    "NOT lang:en",
    "chip tag:chips",
];

pub fn every_row_of_the_language_is_answered_as_by_the_reference(make: Make) {
    let texts = LANGUAGE.iter().map(|row| row.example);
    let fields = FIELDS.iter().map(|row| row.example);
    agrees(make, &texts.chain(fields).collect::<Vec<_>>());
}

pub fn every_field_is_answered_as_by_the_reference(make: Make) {
    agrees(make, FILTERS);
    let queries = FILTERS.iter().map(|text| question(text).query);
    let queries: Vec<Query> = queries.collect();
    for row in FIELDS {
        let name = format!("{}:", row.name);
        let is_asked = |query: &Query| query.to_string().contains(&name);
        assert!(queries.iter().any(is_asked), "{name}");
    }
}

pub fn every_operator_is_answered_as_by_the_reference(make: Make) {
    let texts: Vec<&str> = OPERATORS.iter().map(|(text, _)| *text).collect();
    agrees(make, &texts);
    let snapshot = opened(make, news());
    let counted = OPERATORS.iter().map(|(text, _)| {
        let answer = answered(&*snapshot, &question(text), Collect::Counts).unwrap();
        (*text, answer.total.articles)
    });
    assert_eq!(counted.collect::<Vec<_>>(), OPERATORS);
}

pub fn any_word_may_be_enough(make: Make) {
    let reference = opened(engines::reference, news());
    let snapshot = opened(make, news());
    let request = |text| Request::new(text).any(true);
    for text in ["chip ban policy", "open ai", "data center", "+chip model"] {
        agree(&*snapshot, &*reference, &read(&request(text))).unwrap();
    }
}

pub fn days_are_those_of_the_zone_that_is_asked_in(make: Make) {
    let reference = opened(engines::reference, news());
    let snapshot = opened(make, news());
    let mut found = Vec::new();
    for hours in [-5, 0, 13] {
        let zone = TimeZone::fixed(offset(hours));
        for text in ["date:2025-01-21", "date:2025-01-22", "added:2025-02-01"] {
            let asked = read(&Request::new(text).zone(zone.clone()));
            agree(&*snapshot, &*reference, &asked).unwrap();
            let answer = answered(&*snapshot, &asked, Collect::Counts).unwrap();
            found.push(answer.total.articles);
        }
    }
    // A day is the same day everywhere; an instant is on another one.
    assert_eq!(found, [3, 0, 5, 2, 1, 5, 1, 2, 3]);
}

/// By the evaluator that reads the question and never its plan.
pub fn marks_are_those_of_the_reference_and_valid_in_the_texts(make: Make) {
    let snapshot = opened(make, news());
    let reads: Vec<Read> = articles()
        .into_iter()
        .zip(news())
        .map(|(article, prepared)| {
            let added = Timestamp::from_nanosecond(prepared.added.into()).unwrap();
            evaluator::read_at(article, added)
        })
        .collect();
    let world = World::new(&reads, Default::default());
    let texts = OPERATORS
        .iter()
        .map(|(text, _)| *text)
        .chain(FILTERS.iter().copied());
    for text in texts {
        let asked = question(text);
        oracle::agree::with_the_texts(&asked, &*snapshot).unwrap();
        oracle::agree::with_the_reference(&asked.query, &*snapshot, &reads, &world).unwrap();
    }
}

pub fn where_nothing_is_found_it_is_said_what_is_missing(make: Make) {
    agrees(
        make,
        &[
            "stargate",
            "chip lawsiut",
            "chip compute lawsuit embargo",
            "\"chip stegosaurus\"",
            "title:embargo",
            "outlet:reuter",
            "outlet:=wire",
            "author:=\"jane\" chip",
            "tag:=nothing",
            "tag:nothing",
            "date:1999",
            "chpi w/3 bna",
        ],
    );
    let snapshot = opened(make, news());
    let results = answer::search(&*snapshot, &question("chip lawsiut")).unwrap();
    let missing = MissingWord {
        word: "lawsiut".to_owned(),
        nearest: Some("lawsuit".to_owned()),
    };
    assert_eq!(results.nothing.unwrap().missing, [missing]);
    // No word is near a name as a whole, though the word is in names.
    let results = answer::search(&*snapshot, &question("outlet:=wire")).unwrap();
    let missing = MissingWord {
        word: "outlet:=\"wire\"".to_owned(),
        nearest: None,
    };
    assert_eq!(results.nothing.unwrap().missing, [missing]);
}

/// Whether an engine answers these questions as the reference does, in one order after the other.
fn agrees(make: Make, texts: &[&str]) {
    let reference = opened(engines::reference, news());
    let snapshot = opened(make, news());
    let sorts = [Sort::Relevance, Sort::Newest, Sort::Oldest]
        .into_iter()
        .cycle();
    for (text, sort) in texts.iter().zip(sorts) {
        let asked = Question {
            sort,
            ..question(text)
        };
        if let Err(error) = agree(&*snapshot, &*reference, &asked) {
            panic!("{text}: {error}");
        }
    }
}

/// A text as a question for its whole answer, with the aliases of the reference.
pub fn question(text: &str) -> Question {
    read(&Request::new(text))
}

pub fn read(request: &Request) -> Question {
    let request = request
        .clone()
        .aliases(false)
        .limit(1_000)
        .per_article(None);
    let now: Timestamp = "2025-03-02T12:00:00Z".parse().unwrap();
    let beats = Beats::read("beats.txt", b"chips: chip OR =ban");
    Question {
        aliases: Arc::new(alias::parse(beside::ALIASES).0),
        ..Question::read(&request, now, &OwnAliases::default(), &beats).unwrap()
    }
}

/// A new variant of the language has to be asked for here.
#[test]
fn every_variant_of_a_query_is_asked_for() {
    let mut asked = BTreeSet::new();
    for (text, _) in OPERATORS {
        let asking = question(text);
        assert!(asking.notes.is_empty(), "{text}: {:?}", asking.notes);
        variants(&asking.query, &mut asked);
    }
    let all = BTreeSet::from(VARIANTS);
    assert_eq!(asked, all);
}

/// Everything that `variants` names.
#[rustfmt::skip]
const VARIANTS: [&str; 28] = [
    "all", "and", "at least", "amount", "any date", "before", "boost", "days", "either order", "exact",
    "field", "forms", "fuzzy 1", "fuzzy 2", "near", "no date", "not", "not near", "open end", "or",
    "paragraph", "phrase", "quote", "regex", "sentence", "slop", "whole", "wildcard",
];

/// Adds the names of the variants that a query is made of.
fn variants(query: &Query, found: &mut BTreeSet<&'static str>) {
    match query {
        Query::All => {
            found.insert("all");
        }
        Query::Word { how, .. } => {
            found.insert(match how {
                MatchMode::Forms => "forms",
                MatchMode::Relatives => "relatives",
                MatchMode::Exact => "exact",
                MatchMode::Wildcard => "wildcard",
                MatchMode::Regex => "regex",
                MatchMode::Fuzzy(0 | 1) => "fuzzy 1",
                MatchMode::Fuzzy(_) => "fuzzy 2",
            });
        }
        Query::Phrase { slop, .. } => {
            found.insert(if *slop == 0 { "phrase" } else { "slop" });
        }
        Query::Whole { .. } => {
            found.insert("whole");
        }
        Query::Near(near) => {
            found.insert(if near.without { "not near" } else { "near" });
            found.insert(match near.reach {
                Reach::Words(_) => "either order",
                Reach::Before(_) => "before",
                Reach::Sentence => "sentence",
                Reach::Paragraph => "paragraph",
            });
            variants(&near.left, found);
            variants(&near.right, found);
        }
        Query::AtLeast { of, .. } => {
            found.insert("at least");
            variants(of, found);
        }
        Query::In { scope, of } => {
            found.insert(match scope {
                Scope::Field(_) => "field",
                Scope::Quote => "quote",
            });
            variants(of, found);
        }
        Query::Days { days, .. } => {
            found.insert(match days {
                Days::None => "no date",
                Days::Between(None, None) => "any date",
                Days::Between(Some(_), Some(_)) => "days",
                Days::Between(..) => "open end",
            });
        }
        Query::Amount(_) => {
            found.insert("amount");
        }
        Query::Boost { of, .. } => {
            found.insert("boost");
            variants(of, found);
        }
        Query::And(parts) => {
            found.insert("and");
            parts.iter().for_each(|part| variants(part, found));
        }
        Query::Or(parts) => {
            found.insert("or");
            parts.iter().for_each(|part| variants(part, found));
        }
        Query::Not(of) => {
            found.insert("not");
            variants(of, found);
        }
    }
}
