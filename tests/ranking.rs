//! Questions over `tests/corpora/tiny` and the seed article, each with the passage that ought to be
//! first, and what comes first as it is.
//!
//! A case is the question, ranked on any of its words, and the wanted passage: file, record where the
//! file has several, number. Below the dashes are the ten best, the wanted one with a star.
//! `tests/ranking/stats.txt` sums all of them up in four lines. `NEWSHOUND_BLESS=1` writes both.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use newshound::alias;
use newshound::answer;
use newshound::article::Provenance;
use newshound::library::Library;
use newshound::query::{self, DefaultOperator, ParseOptions};
use newshound::question::Question;
use newshound::results::Hit;

use super::case;

const SHOWN: usize = 10;

#[test]
fn the_passage_that_ought_to_be_first_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = library(folder.path());
    let ranks = RefCell::new(Vec::new());
    case::check("ranking", |case| {
        let (question, wanted) = case.trim_end().split_once('\n').expect("two lines");
        let best = best(&library, question);
        let rank = best.iter().position(|name| name == wanted);
        ranks.borrow_mut().push(rank.map(|rank| rank + 1));
        let shown = best.iter().take(SHOWN).map(|name| {
            let sign = if name == wanted { '*' } else { ' ' };
            format!("{sign} {name}\n")
        });
        shown.collect()
    });
    let stats = stats(&ranks.into_inner());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ranking/stats.txt");
    if std::env::var_os("NEWSHOUND_BLESS").is_some() {
        fs::write(&path, &stats).expect("the statistics can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, stats, "tests/ranking/stats.txt");
}

fn stats(ranks: &[Option<usize>]) -> String {
    let within = |most: usize| ranks.iter().flatten().filter(|rank| **rank <= most).count();
    let reciprocal: f64 = ranks.iter().flatten().map(|rank| 1.0 / *rank as f64).sum();
    format!(
        "questions             {}\nfirst                 {}\namong the first five  {}\n\
         mean reciprocal rank  {:.3}\n",
        ranks.len(),
        within(1),
        within(5),
        reciprocal / ranks.len() as f64
    )
}

fn library(folder: &Path) -> Library {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = folder.join("corpus");
    copy(&root.join("tests/corpora/tiny"), &corpus);
    copy(&root.join("corpus"), &corpus);
    let library = Library::open(corpus);
    library.update().expect("an index");
    library
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("a copy");
        }
    }
}

/// The names of all matching passages, best first.
fn best(library: &Library, question: &str) -> Vec<String> {
    let asking = ParseOptions {
        operator: DefaultOperator::Or,
        today: jiff::civil::date(2025, 8, 1),
        relatives: false,
        names: None,
        beats: None,
    };
    let question = Question {
        operator: DefaultOperator::Or,
        aliases: alias::shipped(),
        limit: 1_000,
        per_article: None,
        ..Question::new(query::parse(question, &asking).expect("a question").query)
    };
    let snapshot = library.snapshot().expect("an index");
    let results = answer::search(&*snapshot, &question).expect("an answer");
    results.hits.iter().map(name).collect()
}

/// `stargate.txt 3`, `wire.jsonl#2 1`.
fn name(hit: &Hit) -> String {
    let Provenance {
        file, record, many, ..
    } = &hit.article.about.provenance;
    let number = hit.passage.number;
    if *many {
        format!("{file}#{record} {number}")
    } else {
        format!("{file} {number}")
    }
}
