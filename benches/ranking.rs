//! Ranking: newshound beside whole-article BM25 over the same words, on collections with
//! judged answers.
//!
//! nDCG@10 with gains as judged, mean average precision to rank 1,000, recall at 100: as trec_eval
//! reckons them, over the questions that have an answer. Then the constants of `newshound::rank`
//! chosen for each collection on all the others: the figure that was not fitted.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use anyhow::Context;
use newshound::alias;
use newshound::answer;
use newshound::library::Settings;
use newshound::query::{self, DefaultOperator, ParseOptions};
use newshound::question::Question;
use serde::Deserialize;
use tempfile::TempDir;

mod baseline;
mod measure;
mod trial;

use baseline::Baseline;
use measure::table::row;
use measure::{data, table};
use newshound::rank::{CONSTANTS, Constants};
use trial::Trial;

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

/// The right answers: by question, the grade of each document.
type Judged = BTreeMap<String, HashMap<String, f64>>;

/// How good a ranking is.
#[derive(Clone, Copy, Default)]
struct Quality {
    ndcg: f64,
    map: f64,
    recall: f64,
}

fn main() -> anyhow::Result<()> {
    let data = data::collections()?;
    let names = names(&data.path)?;
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
    let (mut ours, mut theirs, mut tries) = (Vec::new(), Vec::new(), Vec::new());
    for name in &names {
        let collection = data.path.join(name);
        let judged = judged(&collection.join("qrels.tsv"))?;
        let questions = texts(&collection.join("queries.jsonl"))?;
        let our = newshound(&collection, &questions, &judged)?;
        let articles = texts(&collection.join("corpus.jsonl"))?;
        let baseline = Baseline::of(&articles);
        let rank = |question: &Text| Ok(baseline.best(&question.text, DEPTH));
        let their = quality(&questions, &judged, rank)?;
        rows.push(line(name, judged.len(), our, their));
        ours.push(our);
        theirs.push(their);
        let trial = Trial::of(&articles, &questions, &baseline);
        tries.push(Tried::of(&trial, &questions, &judged)?);
    }
    rows.push(line("mean", 0, mean(&ours), mean(&theirs)));
    table::print(
        "Ranking on any of the words; change of nDCG@10 in percent",
        &rows,
    );
    println!("\nThe bar: the mean at least +5.0, no collection below -1.0.\n");
    left_out(&names, &tries, &theirs);
    Ok(())
}

/// The collections of a folder in order.
fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.path().join("qrels.tsv").exists() {
            names.extend(entry.file_name().into_string());
        }
    }
    names.sort();
    Ok(names)
}

/// nDCG@10 of one collection with the constants of the program and with each choice of them.
struct Tried {
    ours: f64,
    choices: Vec<f64>,
}

impl Tried {
    fn of(trial: &Trial, questions: &[Text], judged: &Judged) -> anyhow::Result<Tried> {
        let with = |constants: Constants| {
            let rank = |question: &Text| Ok(trial.best(&question.id, constants));
            Ok(quality(questions, judged, rank)?.ndcg)
        };
        Ok(Tried {
            ours: with(CONSTANTS)?,
            choices: choices()
                .into_iter()
                .map(with)
                .collect::<anyhow::Result<_>>()?,
        })
    }
}

/// All that could have been chosen.
fn choices() -> Vec<Constants> {
    let one = |change: fn(&mut Constants, f32), to: &'static [f32]| (change, to);
    let free = [
        one(|constants, to| constants.title_weight = to, &[3.0, 4.0]),
        one(|constants, to| constants.article_k1 = to, &[1.2, 1.5, 2.0]),
        one(
            |constants, to| constants.passage_share = to,
            &[0.15, 0.3, 0.5],
        ),
        one(|constants, to| constants.idf_power = to, &[1.0, 1.2]),
        one(
            |constants, to| constants.burst_power = to,
            &[0.0, 0.4, 0.6, 0.8],
        ),
        one(
            |constants, to| constants.function_word_weight = to,
            &[0.4, 0.7, 1.0],
        ),
    ];
    let mut all = vec![CONSTANTS];
    for (change, values) in free {
        let with = |before: &Constants| {
            let before = *before;
            values.iter().map(move |to| {
                let mut constants = before;
                change(&mut constants, *to);
                constants
            })
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

/// Each collection with the constants that are best for the mean of all the others.
fn left_out(names: &[String], tries: &[Tried], theirs: &[Quality]) {
    let mut rows = vec![row(["", "ours", "change", "left out", "change", "chosen"])];
    let change = |figure: f64, of: f64| format!("{:+.1}", 100.0 * (figure / of - 1.0));
    let (mut sum_ours, mut sum_left, mut sum_theirs) = (0.0, 0.0, 0.0);
    for (number, tried) in tries.iter().enumerate() {
        let mean = |choice: usize| -> f64 {
            let others = tries
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != number);
            others.map(|(_, tried)| tried.choices[choice]).sum()
        };
        let best = (0..tried.choices.len()).max_by(|a, b| mean(*a).total_cmp(&mean(*b)));
        let best = best.unwrap_or(0);
        let (left, their) = (tried.choices[best], theirs[number].ndcg);
        rows.push(vec![
            names[number].clone(),
            format!("{:.4}", tried.ours),
            change(tried.ours, their),
            format!("{left:.4}"),
            change(left, their),
            chosen(&choices()[best]),
        ]);
        sum_ours += tried.ours;
        sum_left += left;
        sum_theirs += their;
    }
    let all = tries.len() as f64;
    rows.push(vec![
        "mean".to_owned(),
        format!("{:.4}", sum_ours / all),
        change(sum_ours, sum_theirs),
        format!("{:.4}", sum_left / all),
        change(sum_left, sum_theirs),
        String::new(),
    ]);
    table::print(
        "nDCG@10 on evidence counted once, with the constants of the program and with those that are \
         best for all other collections; change against BM25 in percent",
        &rows,
    );
}

fn chosen(constants: &Constants) -> String {
    format!(
        "title {}, k1 {}, share {}, idf {}, burst {}, function words {}",
        constants.title_weight,
        constants.article_k1,
        constants.passage_share,
        constants.idf_power,
        constants.burst_power,
        constants.function_word_weight
    )
}

/// Builds an index of a collection and asks it every question.
fn newshound(collection: &Path, questions: &[Text], judged: &Judged) -> anyhow::Result<Quality> {
    let room = TempDir::new()?;
    let (corpus, folder) = (room.path().join("corpus"), room.path().join("index"));
    data::corpus(&collection.join("corpus.jsonl"), &corpus, usize::MAX)?;
    data::build(&corpus, &folder)?;
    let snapshot = Settings::new(corpus).index(folder).open().snapshot()?;
    let asking = ParseOptions {
        operator: DefaultOperator::Or,
        relatives: false,
        names: None,
        today: jiff::civil::date(2026, 1, 1),
    };
    quality(questions, judged, |question| {
        let query = query::parse(&question.text, &asking)?.query;
        let question = Question {
            text: question.text.clone(),
            operator: asking.operator,
            aliases: alias::shipped().clone(),
            limit: DEPTH,
            per_article: Some(1),
            ..Question::new(query)
        };
        let hits = answer::search(&*snapshot, &question)?.hits.into_iter();
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
