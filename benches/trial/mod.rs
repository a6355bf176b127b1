//! The formula of `newshound::rank` on evidence counted once, to try its constants quickly.
//!
//! For each question the best articles of the baseline are ranked anew. Words are those of the
//! baseline, so figures differ a little from those of the engine, which knows phrases and acronyms.

use std::collections::{HashMap, HashSet};

use newshound::passage;
use newshound::rank::{self, Collection, Constants, TermStats};
use newshound::words;

use crate::Text;
use crate::baseline::{Baseline, stems};

/// How many articles of the baseline are ranked anew.
const CANDIDATES: usize = 300;

pub struct Trial {
    articles: u64,
    passages: u64,
    average_article: f32,
    questions: HashMap<String, Question>,
}

/// A question and what its words found.
struct Question {
    words: Vec<Asked>,
    candidates: Vec<Candidate>,
}

#[derive(Clone, Copy)]
struct Asked {
    spread: TermStats,
    is_function_word: bool,
}

struct Candidate {
    name: String,
    words: u32,
    /// By word of the question: in the headline, in the text.
    found: Vec<(u32, u32)>,
    /// By passage, then by word of the question.
    passages: Vec<Vec<u32>>,
}

/// An article's stems.
struct Article {
    title: Vec<String>,
    passages: Vec<Vec<String>>,
}

impl Trial {
    pub fn of(articles: &[Text], questions: &[Text], baseline: &Baseline) -> Trial {
        let read: HashMap<&str, Article> = articles
            .iter()
            .map(|article| (article.id.as_str(), Article::of(article)))
            .collect();
        let spreads = spreads(read.values());
        let all: usize = read.values().map(Article::words).sum();
        let passages = read.values().map(|article| article.passages.len());
        let ask = |question: &Text| {
            let asked = stems(&question.text);
            let words = asked
                .iter()
                .zip(folded(&question.text))
                .map(|(stem, word)| Asked {
                    spread: spreads.get(stem).copied().unwrap_or_default(),
                    is_function_word: rank::is_function_word(&word),
                });
            let best = baseline.best(&question.text, CANDIDATES).into_iter();
            Question {
                words: words.collect(),
                candidates: best
                    .map(|name| read[name.as_str()].candidate(name, &asked))
                    .collect(),
            }
        };
        Trial {
            articles: read.len() as u64,
            passages: passages.sum::<usize>() as u64,
            average_article: all as f32 / read.len() as f32,
            questions: questions
                .iter()
                .map(|question| (question.id.clone(), ask(question)))
                .collect(),
        }
    }

    /// The names of the best articles for a question.
    pub fn best(&self, question: &str, constants: Constants) -> Vec<String> {
        let collection = Collection {
            articles: self.articles,
            passages: self.passages,
            average_article: self.average_article,
            constants,
        };
        let Question { words, candidates } = &self.questions[question];
        let weights: Vec<rank::Weight> = words
            .iter()
            .map(|word| {
                let weight = collection.weight(word.spread, 1.0);
                match word.is_function_word {
                    true => collection.discounted_function_word(weight),
                    false => weight,
                }
            })
            .collect();
        let score = |candidate: &Candidate| {
            let found = weights.iter().zip(&candidate.found);
            let length = collection.length_norm().of(candidate.words);
            let article: f32 = found
                .map(|(weight, (title, body))| collection.article(*weight, *title, *body, length))
                .sum();
            let passages = candidate.passages.iter().map(|times| {
                let found = weights.iter().zip(times);
                found
                    .map(|(weight, times)| collection.passage(*weight, *times))
                    .sum::<f32>()
            });
            article + passages.fold(0.0, f32::max)
        };
        let mut scored: Vec<(f32, &Candidate)> = candidates
            .iter()
            .map(|candidate| (score(candidate), candidate))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let names = scored
            .into_iter()
            .map(|(_, candidate)| candidate.name.clone());
        names.collect()
    }
}

impl Article {
    fn of(text: &Text) -> Article {
        let passages = passage::cut(&text.text, None).into_iter();
        Article {
            title: stems(&text.title),
            passages: passages
                .map(|passage| stems(&text.text[passage.bytes]))
                .collect(),
        }
    }

    fn words(&self) -> usize {
        self.title.len() + self.passages.iter().map(Vec::len).sum::<usize>()
    }

    fn candidate(&self, name: String, asked: &[String]) -> Candidate {
        let count = |stems: &[String]| -> Vec<u32> {
            let times = |word: &String| stems.iter().filter(|stem| *stem == word).count() as u32;
            asked.iter().map(times).collect()
        };
        let passages: Vec<Vec<u32>> = self.passages.iter().map(|stems| count(stems)).collect();
        let title = count(&self.title).into_iter().enumerate();
        Candidate {
            name,
            words: self.words() as u32,
            found: title
                .map(|(word, times)| (times, passages.iter().map(|counts| counts[word]).sum()))
                .collect(),
            passages,
        }
    }
}

fn spreads<'a>(articles: impl Iterator<Item = &'a Article>) -> HashMap<String, TermStats> {
    let mut spreads: HashMap<String, TermStats> = HashMap::new();
    for article in articles {
        let mut here = HashSet::new();
        for passage in &article.passages {
            for stem in passage.iter().collect::<HashSet<_>>() {
                spreads.entry(stem.clone()).or_default().passages += 1.0;
            }
        }
        for stem in article.passages.iter().flatten().chain(&article.title) {
            let spread = spreads.entry(stem.clone()).or_default();
            spread.occurrences += 1.0;
            if here.insert(stem) {
                spread.articles += 1.0;
            }
        }
    }
    spreads
}

/// The folded words of a text, in the order of its stems.
fn folded(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    words::words(text, &mut |word| {
        if word.position as usize == found.len() {
            found.push(word.term.to_owned());
        }
    });
    found
}
