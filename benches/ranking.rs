//! Ranking: newshound beside whole-article BM25 over the same words, on collections with
//! judged answers.
//!
//! nDCG@10 with gains as judged, mean average precision to rank 1,000, recall at 100: as trec_eval
//! reckons them, over the questions that have an answer.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use anyhow::Context;
use jiff::tz::TimeZone;
use newshound::alias;
use newshound::ask::{Ask, Sort};
use newshound::index::Index;
use newshound::query::{self, Asking, Join};
use serde::Deserialize;
use tempfile::TempDir;

mod baseline;
mod measure;

use baseline::Baseline;
use measure::table::row;
use measure::{data, table};

const COLLECTIONS: &[&str] = &[
    "adi",
    "cacm",
    "cisi",
    "cranfield",
    "medline",
    "npl_vaswani",
    "time",
];
const DEPTH: usize = 1_000;

/// A record of `corpus.jsonl` or `queries.jsonl`.
#[derive(Deserialize)]
pub struct Text {
    #[serde(rename = "_id")]
    pub id: String,
    #[serde(default)]
    pub title: String,
    pub text: String,
}

/// What is right: by question, the grade of each document.
type Judged = BTreeMap<String, HashMap<String, f64>>;

/// How good a ranking is.
#[derive(Clone, Copy, Default)]
struct Quality {
    ndcg: f64,
    map: f64,
    recall: f64,
}

fn main() -> anyhow::Result<()> {
    let Some(folder) = data::find("ir") else {
        return Ok(());
    };
    let mut rows = vec![row([
        "",
        "questions",
        "nDCG@10",
        "BM25",
        "change",
        "MAP",
        "BM25",
        "R@100",
        "BM25",
    ])];
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for name in COLLECTIONS {
        let collection = folder.join(name);
        let judged = judged(&collection.join("qrels.tsv"))?;
        let questions = texts(&collection.join("queries.jsonl"))?;
        let our = newshound(&collection, &questions, &judged)?;
        let baseline = Baseline::of(&texts(&collection.join("corpus.jsonl"))?);
        let rank = |question: &Text| Ok(baseline.best(&question.text, DEPTH));
        let their = quality(&questions, &judged, rank)?;
        rows.push(line(name, judged.len(), our, their));
        ours.push(our);
        theirs.push(their);
    }
    rows.push(line("mean", 0, mean(&ours), mean(&theirs)));
    table::print(
        "Ranking on any of the words; change of nDCG@10 in percent",
        &rows,
    );
    println!("\nThe bar: the mean at least +5.0, no collection below -1.0.");
    Ok(())
}

/// Builds an index of a collection and asks it every question.
fn newshound(collection: &Path, questions: &[Text], judged: &Judged) -> anyhow::Result<Quality> {
    let room = TempDir::new()?;
    let (corpus, folder) = (room.path().join("corpus"), room.path().join("index"));
    data::corpus(&collection.join("corpus.jsonl"), &corpus, usize::MAX)?;
    data::build(&corpus, &folder)?;
    let index = Index::open(&folder)?;
    let asking = Asking {
        join: Join::Any,
        today: jiff::civil::date(2026, 1, 1),
    };
    quality(questions, judged, |question| {
        let ask = Ask {
            text: question.text.clone(),
            query: query::parse(&question.text, &asking)?.query,
            notes: Vec::new(),
            join: asking.join,
            aliases: alias::shipped().clone(),
            zone: TimeZone::UTC,
            limit: DEPTH,
            offset: 0,
            per_article: Some(1),
            sort: Sort::Relevance,
            explain: false,
        };
        let hits = index.search(&ask)?.hits.into_iter();
        Ok(hits.filter_map(|hit| hit.article.about.key).collect())
    })
}

/// The mean over the questions that have an answer.
fn quality(
    questions: &[Text],
    judged: &Judged,
    mut rank: impl FnMut(&Text) -> anyhow::Result<Vec<String>>,
) -> anyhow::Result<Quality> {
    let mut all = Vec::new();
    for question in questions {
        if let Some(right) = judged.get(&question.id) {
            all.push(judge(&rank(question)?, right));
        }
    }
    Ok(mean(&all))
}

fn judge(ranked: &[String], right: &HashMap<String, f64>) -> Quality {
    let gain = |document: &String| right.get(document).copied().unwrap_or(0.0);
    let discounted = |gains: &[f64]| -> f64 {
        let ranks = gains.iter().take(10).zip(2u32..);
        ranks
            .map(|(gain, rank)| gain / f64::from(rank).log2())
            .sum()
    };
    let gains: Vec<f64> = ranked.iter().map(gain).collect();
    let mut ideal: Vec<f64> = right.values().copied().collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    let (mut found, mut precisions) = (0.0, 0.0);
    let mut in_hundred = 0.0;
    for (rank, gain) in (1u32..).zip(&gains) {
        if *gain > 0.0 {
            found += 1.0;
            precisions += found / f64::from(rank);
            in_hundred = if rank <= 100 { found } else { in_hundred };
        }
    }
    let all = right.len() as f64;
    Quality {
        ndcg: discounted(&gains) / discounted(&ideal),
        map: precisions / all,
        recall: in_hundred / all,
    }
}

fn mean(all: &[Quality]) -> Quality {
    let of =
        |part: fn(&Quality) -> f64| all.iter().map(part).sum::<f64>() / all.len().max(1) as f64;
    Quality {
        ndcg: of(|quality| quality.ndcg),
        map: of(|quality| quality.map),
        recall: of(|quality| quality.recall),
    }
}

fn line(name: &str, questions: usize, ours: Quality, theirs: Quality) -> Vec<String> {
    let figure = |figure: f64| format!("{figure:.4}");
    vec![
        name.to_owned(),
        if questions > 0 {
            questions.to_string()
        } else {
            String::new()
        },
        figure(ours.ndcg),
        figure(theirs.ndcg),
        format!("{:+.1}", 100.0 * (ours.ndcg / theirs.ndcg - 1.0)),
        figure(ours.map),
        figure(theirs.map),
        figure(ours.recall),
        figure(theirs.recall),
    ]
}

fn texts(path: &Path) -> anyhow::Result<Vec<Text>> {
    let lines = data::lines(path)?;
    lines
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect()
}

/// Reads `question<TAB>document<TAB>grade` lines under a heading; grades above 0 are answers.
fn judged(path: &Path) -> anyhow::Result<Judged> {
    let mut judged = Judged::new();
    for line in fs::read_to_string(path)?.lines().skip(1) {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().with_context(|| format!("`{line}` is cut off"));
        let (question, document, grade) = (cell()?, cell()?, cell()?.trim().parse()?);
        if grade > 0.0 {
            let right = judged.entry(question.to_owned()).or_default();
            right.insert(document.to_owned(), grade);
        }
    }
    Ok(judged)
}
