//! Whole-article BM25, plainly: headline and text as one, newshound's words, stemmed.

use std::collections::{HashMap, HashSet};

use frostem::{Algorithm, Stemmer};
use newshound::{rank, words};

use crate::judged::Text;

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

    /// A question of a few words made from a long one: its rarest third, at least two words and at most
    /// four, in the order in which they were typed. Function words and words of no article are left out, and
    /// of several forms of a word the first is kept.
    pub fn shortened(&self, question: &Text) -> Text {
        let mut seen = HashSet::new();
        let words = words_and_stems(&question.text).into_iter().enumerate();
        let mut words: Vec<(usize, usize, String)> = words
            .filter_map(|(place, (word, stem))| {
                let articles = self.postings.get(&stem)?.len();
                let is_new = !rank::is_function_word(&word) && seen.insert(stem);
                is_new.then_some((articles, place, word))
            })
            .collect();
        words.sort();
        let third = (words.len() as f64 / 3.0).round() as usize;
        words.truncate(third.clamp(2, 4));
        words.sort_by_key(|(_, place, _)| *place);
        let words: Vec<&str> = words.iter().map(|(_, _, word)| word.as_str()).collect();
        Text {
            text: words.join(" "),
            ..question.clone()
        }
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
    let words = words_and_stems(text).into_iter();
    words.map(|(_, stem)| stem).collect()
}

/// The folded words of a text in order with their stems, second forms left out.
pub fn words_and_stems(text: &str) -> Vec<(String, String)> {
    let stemmer = Stemmer::new(Algorithm::English);
    let mut found = Vec::new();
    words::words(text, &mut |word| {
        if word.position as usize == found.len() {
            let stem = stemmer.stem(word.term).into_owned();
            found.push((word.term.to_owned(), stem));
        }
    });
    found
}
