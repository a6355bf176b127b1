//! A collection with judged answers, and how good a ranking of it is.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

use crate::measure::data;

/// A record of `corpus.jsonl` or `queries.jsonl`.
#[derive(Clone, Deserialize)]
pub struct Text {
    #[serde(rename = "_id")]
    pub id: String,
    #[serde(default)]
    pub title: String,
    pub text: String,
}

/// The right answers: by question, the grade of each document.
pub type Judged = BTreeMap<String, HashMap<String, f64>>;

pub struct Collection {
    pub name: String,
    /// Where its articles are.
    pub corpus: PathBuf,
    pub articles: Vec<Text>,
    /// Those that have an answer.
    pub questions: Vec<Text>,
    judged: Judged,
}

/// How good a ranking is.
#[derive(Clone, Copy, Default)]
pub struct Quality {
    pub ndcg: f64,
    pub map: f64,
    pub recall: f64,
}

impl Collection {
    /// All of a folder, in the order of their names.
    pub fn all(folder: &Path) -> anyhow::Result<Vec<Collection>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.path().join("qrels.tsv").exists() {
                names.extend(entry.file_name().into_string());
            }
        }
        names.sort();
        let open = |name: String| Collection::open(&folder.join(&name), name);
        names.into_iter().map(open).collect()
    }

    fn open(folder: &Path, name: String) -> anyhow::Result<Collection> {
        let judged = judged(&folder.join("qrels.tsv"))?;
        let mut questions = texts(&folder.join("queries.jsonl"))?;
        questions.retain(|question| judged.contains_key(&question.id));
        let corpus = folder.join("corpus.jsonl");
        Ok(Collection {
            name,
            articles: texts(&corpus)?,
            corpus,
            questions,
            judged,
        })
    }

    /// The mean over some questions, whatever they are called in.
    pub fn quality(
        &self,
        questions: &[Text],
        mut rank: impl FnMut(&Text) -> anyhow::Result<Vec<String>>,
    ) -> anyhow::Result<Quality> {
        let mut all = Vec::new();
        for question in questions {
            all.push(judge(&rank(question)?, &self.judged[&question.id]));
        }
        Ok(mean(&all))
    }
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

pub fn mean(all: &[Quality]) -> Quality {
    let of =
        |part: fn(&Quality) -> f64| all.iter().map(part).sum::<f64>() / all.len().max(1) as f64;
    Quality {
        ndcg: of(|quality| quality.ndcg),
        map: of(|quality| quality.map),
        recall: of(|quality| quality.recall),
    }
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
