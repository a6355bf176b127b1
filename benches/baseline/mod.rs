//! Whole-article BM25, plainly: headline and text as one, newshound's words, stemmed.

use std::collections::HashMap;

use frostem::{Algorithm, Stemmer};
use newshound::words;

use crate::Text;

const K1: f64 = 1.2;
const B: f64 = 0.75;

pub struct Baseline {
    names: Vec<String>,
    /// Words of each article.
    lengths: Vec<f64>,
    /// By stem: articles and its frequency in each.
    postings: HashMap<String, Vec<(usize, f64)>>,
}

impl Baseline {
    pub fn of(articles: &[Text]) -> Baseline {
        let mut baseline = Baseline {
            names: articles.iter().map(|article| article.id.clone()).collect(),
            lengths: Vec::new(),
            postings: HashMap::new(),
        };
        for (number, article) in articles.iter().enumerate() {
            let found = stems(&format!("{}\n\n{}", article.title, article.text));
            baseline.lengths.push(found.len() as f64);
            let mut counts: HashMap<String, f64> = HashMap::new();
            for stem in found {
                *counts.entry(stem).or_default() += 1.0;
            }
            for (stem, times) in counts {
                baseline
                    .postings
                    .entry(stem)
                    .or_default()
                    .push((number, times));
            }
        }
        baseline
    }

    /// The names of the best articles for a question; a word asked twice counts twice.
    pub fn best(&self, question: &str, most: usize) -> Vec<String> {
        let all = self.lengths.len() as f64;
        let average = self.lengths.iter().sum::<f64>() / all;
        let mut scores: HashMap<usize, f64> = HashMap::new();
        for stem in stems(question) {
            let Some(postings) = self.postings.get(&stem) else {
                continue;
            };
            let df = postings.len() as f64;
            let idf = ((all - df + 0.5) / (df + 0.5)).ln_1p();
            for &(article, times) in postings {
                let length = 1.0 - B + B * self.lengths[article] / average;
                *scores.entry(article).or_default() +=
                    idf * times * (K1 + 1.0) / (times + K1 * length);
            }
        }
        let mut scores: Vec<(usize, f64)> = scores.into_iter().collect();
        scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        scores.truncate(most);
        let names = scores
            .into_iter()
            .map(|(article, _)| self.names[article].clone());
        names.collect()
    }
}

/// The stems of a text's words in order, second forms left out.
pub fn stems(text: &str) -> Vec<String> {
    let stemmer = Stemmer::new(Algorithm::English);
    let mut stems = Vec::new();
    words::words(text, &mut |word| {
        if word.position as usize == stems.len() {
            stems.push(stemmer.stem(word.term).into_owned());
        }
    });
    stems
}
