//! Matches and marks of questions in articles of one line.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use jiff::civil::date;
use newshound::alias::{self, Aliases};
use newshound::answer;
use newshound::error::Kind;
use newshound::library::Library;
use newshound::query::{self, DefaultOperator, ParseOptions};
use newshound::question::Question;
use newshound::request::Request;
use newshound::results::{Results, Span};
use serde_json::json;

/// A case is a question, an empty line, and articles, one a line; the text before ` // ` is the
/// headline. Before the question there can be lines `alias: a, b`, and `any: ` and `no aliases: `. The
/// answer has the articles that are found, marked with asterisks, and the notes.
#[test]
fn questions_find_and_mark_what_the_cases_say() {
    crate::case::check("matches", |input| {
        let (asked, articles) = input.split_once("\n\n").expect("an empty line");
        let (own, question): (Vec<&str>, Vec<&str>) =
            asked.lines().partition(|line| line.starts_with("alias: "));
        let own: Vec<&str> = own.iter().map(|line| &line["alias: ".len()..]).collect();
        let question = question.concat();
        let (question, join) = match question.strip_prefix("any: ") {
            Some(rest) => (rest.to_owned(), DefaultOperator::Or),
            None => (question, DefaultOperator::And),
        };
        let (question, aliases) = match question.strip_prefix("no aliases: ") {
            Some(rest) => (rest.to_owned(), Aliases::default()),
            None => {
                let (own, faults) = alias::parse(&own.join("\n"));
                assert_eq!(faults, []);
                (question, Arc::unwrap_or_clone(alias::shipped()).with(&own))
            }
        };
        let articles: Vec<&str> = articles.lines().collect();
        said(&answered(&question, join, aliases, &articles))
    });
}

/// Pairs within pairs are all looked at, unless they are past counting; then that is said, whether or not
/// anything is found.
#[test]
fn too_many_pairs_are_announced() {
    let mixed = |times| format!("{}cc", "aa bb ".repeat(times));
    let apart = |times| format!("{}{}cc", "aa ".repeat(times), "bb ".repeat(times));
    for (article, question, noted) in [
        (mixed(100), "(aa w/p bb) w/p cc", false),
        (mixed(2_000), "(aa w/p bb) w/p cc", true),
        (mixed(2_000), "atleast2((aa w/p bb) w/p cc)", true),
        (mixed(2_000), "in:quote (aa w/p bb)", true),
        (mixed(2_000), "aa w/p bb", false),
        (mixed(2_000), "((aa w/5 bb) w/5 bb) w/5 cc", false),
        (apart(200), "(aa w/p bb) w/1 cc", false),
        (apart(1_000), "(aa w/p bb) w/1 cc", true),
        (apart(1_000), "aa NOT ((aa w/p bb) w/1 cc)", true),
        (apart(1_000), "aa NOT w/1 (aa w/p bb)", true),
    ] {
        let notes = answered(
            question,
            DefaultOperator::And,
            Aliases::default(),
            &[&article],
        )
        .notes;
        let is_said = notes.iter().any(|note| note.contains("so many pairs"));
        assert_eq!(is_said, noted, "{question}: {notes:?}");
    }
}

/// Even one article is left where it takes longer than the question may.
#[test]
fn an_article_with_too_many_pairs_is_left_when_the_time_is_up() {
    let article = "aa bb ".repeat(20_000);
    let question = (0..20).fold("aa".to_owned(), |inner, _| format!("({inner} w/50 bb)"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = indexed(folder.path(), &[&article]);
    let request = Request::new(question).timeout(Duration::from_millis(20));
    let begun = Instant::now();
    let refused = library.search(&request).expect_err("too little time");
    assert_eq!(refused.kind, Kind::TimedOut);
    assert!(begun.elapsed() < Duration::from_secs(5));
    let flag = Arc::new(AtomicBool::new(true));
    let request = Request::new("aa").cancelled(flag);
    let refused = library.search(&request).expect_err("a cancelled question");
    assert_eq!(refused.kind, Kind::Cancelled);
}

fn answered(question: &str, join: DefaultOperator, aliases: Aliases, articles: &[&str]) -> Results {
    let asking = ParseOptions {
        operator: join,
        today: date(2026, 1, 21),
        relatives: false,
        names: Some(&aliases),
        beats: None,
    };
    let reading = query::parse(question, &asking).expect("a question");
    let question = Question {
        text: question.to_owned(),
        notes: reading.notes.into_iter().map(|note| note.message).collect(),
        operator: join,
        aliases: Arc::new(aliases),
        limit: 1000,
        per_article: None,
        explain: true,
        ..Question::new(reading.query)
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = indexed(folder.path(), articles);
    let snapshot = library.snapshot().expect("an index");
    answer::search(&*snapshot, &question).expect("an answer")
}

fn indexed(folder: &std::path::Path, articles: &[&str]) -> Library {
    let corpus = folder.join("corpus");
    let records = articles.iter().enumerate().map(|(number, article)| {
        let record = match article.split_once(" // ") {
            Some((title, text)) => {
                json!({ "title": title, "text": text, "id": number.to_string() })
            }
            None => json!({ "text": article, "id": number.to_string() }),
        };
        format!("{record}\n")
    });
    std::fs::create_dir(&corpus).expect("a folder");
    std::fs::write(corpus.join("news.jsonl"), records.collect::<String>()).expect("a file");
    let library = Library::open(corpus);
    library.update().expect("an index");
    library
}

fn said(results: &Results) -> String {
    let mut hits: Vec<_> = results.hits.iter().collect();
    let number = |key: &Option<String>| key.as_deref().and_then(|key| key.parse::<usize>().ok());
    hits.sort_by_key(|hit| (number(&hit.article.about.key), hit.passage.number));
    let mut out = String::new();
    for hit in hits {
        if let Some(title) = &hit.article.about.title {
            write!(out, "{} // ", marked(title, &hit.article.title_marks)).unwrap();
        }
        writeln!(out, "{}", marked(&hit.passage.text, &hit.passage.marks)).unwrap();
    }
    for note in &results.notes {
        writeln!(out, "note: {note}").unwrap();
    }
    for leaf in results.explain.iter().flat_map(|explain| &explain.leaves) {
        if !leaf.also.is_empty() {
            writeln!(out, "{} also: {}", leaf.text, leaf.also.join(", ")).unwrap();
        }
    }
    for missing in results.nothing.iter().flat_map(|nothing| &nothing.missing) {
        let nearest = missing.nearest.as_deref().unwrap_or("nothing");
        writeln!(out, "{} is near {nearest}", missing.word).unwrap();
    }
    out
}

fn marked(text: &str, marks: &[Span]) -> String {
    let mut marked = String::new();
    let mut at = 0;
    for mark in marks {
        marked += &text[at..mark.start_byte];
        write!(marked, "*{}*", &text[mark.start_byte..mark.end_byte]).unwrap();
        at = mark.end_byte;
    }
    marked + &text[at..]
}
