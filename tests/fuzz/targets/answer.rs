//! A question, and articles to ask it of: answered without a panic, soon, as by the slow reference,
//! and the same however it is asked.
//!
//! The input is what a case of `tests/matches` begins with: a question, an empty line, and articles, a
//! line each, with a headline before ` // `. Without articles the corpora of `ground` are asked.

#![no_main]

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use newshound::answer;
use newshound::query::{ParseOptions, DefaultOperator, Query, parse};

#[path = "../../oracle/agree.rs"]
mod agree;
#[path = "../../oracle/evaluator.rs"]
mod evaluator;
#[path = "../../oracle/beside.rs"]
mod beside;
mod ground;
mod known;
#[path = "../../oracle/line.rs"]
mod line;
#[path = "../../oracle/place.rs"]
mod place;
#[path = "../../oracle/typed.rs"]
mod typed;

use ground::Ground;

/// More than any question takes on a corpus this small.
const LONGEST: Duration = Duration::from_secs(1);

/// How many lines of an input are articles.
const MOST_ARTICLES: usize = 8;

thread_local! {
    /// One of few articles, and one of many.
    static GROUNDS: OnceCell<[Ground; 2]> = const { OnceCell::new() };
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (question, articles) = text.split_once("\n\n").unwrap_or((&text, ""));
    let join = [DefaultOperator::And, DefaultOperator::Or][question.len() % 2];
    let today = date(2026, 1, 21);
    let Ok(reading) = parse(question, &ParseOptions { operator: join, today, relatives: false, names: None, beats: None }) else {
        return;
    };
    let articles = articles.lines().filter(|line| !line.trim().is_empty());
    let articles: Vec<_> = articles.take(MOST_ARTICLES).collect();
    if !articles.is_empty() {
        let folder = tempfile::tempdir().expect("room for a corpus");
        return is_sound(&reading.query, join, &Ground::of(&articles, folder.path()));
    }
    GROUNDS.with(|grounds| {
        let [few, many] = grounds.get_or_init(ground::all);
        is_sound(&reading.query, join, few);
        // One question in a hundred or so, because it takes as long as all the others together.
        let sum: usize = bytes.iter().copied().map(usize::from).sum();
        if sum % 101 == 1 && known::is_quick(&reading.query) {
            finds_its_places(&reading.query, join, many);
        }
    });
});

fn is_sound(query: &Query, join: DefaultOperator, ground: &Ground) {
    let ask = agree::everything(query, join);
    let index = &*ground.index;
    let start = Instant::now();
    answer::search(index, &ask).expect("an answer");
    let took = start.elapsed();
    assert!(took < LONGEST, "{query} took {took:?}");
    holds(agree::with_the_texts(&ask, index));
    holds(agree::with_itself(&ask, index));
    holds(agree::with_its_ranking(&ask, index));
    holds(agree::with_its_explanation(&ask, index));
    if known::is_known(query) {
        let (articles, world) = (&ground.articles, ground.world(join));
        holds(agree::with_the_reference(query, index, articles, world));
    }
}

/// As above, where there is too much to be read and marked again and again: only the passages.
fn finds_its_places(query: &Query, join: DefaultOperator, ground: &Ground) {
    let (ask, index) = (agree::everything(query, join), &*ground.index);
    holds(agree::with_itself(&ask, index));
    if known::is_known(query) {
        let ranking = answer::rank(index, &ask).expect("an answer");
        let places = ranking.passages.iter();
        let places: BTreeSet<_> = places.map(|place| (place.article, place.passage)).collect();
        let expected = answer::answer(query, &ground.articles, ground.world(join));
        let expected = expected.iter().flat_map(|(id, found)| {
            let passages = found.passages.iter();
            passages.map(|passage| (*id, *passage))
        });
        let expected: BTreeSet<_> = expected.collect();
        let differing = places.symmetric_difference(&expected).next();
        assert!(differing.is_none(), "{differing:?} of {query}");
    }
}

fn holds(outcome: Result<(), String>) {
    outcome.unwrap_or_else(|said| panic!("{said}"));
}
