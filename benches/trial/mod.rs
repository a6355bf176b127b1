//! The formula of `newshound::rank` on evidence counted once, to try its constants quickly.
//!
//! For each question the best articles of the baseline are ranked anew. Words are those of the
//! baseline, whole families of them, so figures differ from those of the engine, which counts relatives less
//! and knows phrases and acronyms.

use std::collections::{HashMap, HashSet};

use newshound::passage;
use newshound::rank::{self, Collection, Constants, Frequency, Headline, TermStats, Weight};

use crate::baseline::{Baseline, stems, words_and_stems};
use crate::judged::Text;

/// How many articles of the baseline are ranked anew.
const CANDIDATES: usize = 300;
/// How many of them are looked at.
const JUDGED: usize = 10;

pub struct Trial<'a> {
    baseline: &'a Baseline,
    articles: HashMap<&'a str, Article>,
    stats: HashMap<String, TermStats>,
    passages: u64,
    average_article: f32,
}

/// A question and what its words found.
pub struct Question {
    leaves: Vec<Leaf>,
    candidates: Vec<Candidate>,
}

/// A word of a question.
struct Leaf {
    stem: String,
    stats: TermStats,
    is_function_word: bool,
    /// How often it was typed.
    boost: f32,
}

struct Candidate {
    name: String,
    words: u32,
    headline_words: u32,
    /// By word of the question: in the headline, in the text.
    found: Vec<(u32, u32)>,
    /// By passage, then by word of the question.
    passages: Vec<Vec<u32>>,
}

/// An article's stems.
struct Article {
    title: Vec<String>,
    /// Function words left out.
    headline_words: u32,
    passages: Vec<Vec<String>>,
}

impl<'a> Trial<'a> {
    pub fn of(articles: &'a [Text], baseline: &'a Baseline) -> Trial<'a> {
        let read = articles.iter();
        let read: HashMap<&str, Article> = read
            .map(|article| (article.id.as_str(), Article::of(article)))
            .collect();
        let all: usize = read.values().map(Article::words).sum();
        let passages = read.values().map(|article| article.passages.len());
        Trial {
            baseline,
            stats: stats(read.values()),
            passages: passages.sum::<usize>() as u64,
            average_article: all as f32 / read.len() as f32,
            articles: read,
        }
    }

    pub fn ask(&self, question: &str) -> Question {
        let mut leaves: Vec<Leaf> = Vec::new();
        for (word, stem) in words_and_stems(question) {
            match leaves.iter_mut().find(|leaf| leaf.stem == stem) {
                Some(leaf) => leaf.boost += 1.0,
                None => leaves.push(Leaf {
                    stats: self.stats.get(&stem).copied().unwrap_or_default(),
                    is_function_word: rank::is_function_word(&word),
                    stem,
                    boost: 1.0,
                }),
            }
        }
        let best = self.baseline.best(question, CANDIDATES).into_iter();
        let candidates = best.map(|name| self.articles[name.as_str()].candidate(name, &leaves));
        Question {
            candidates: candidates.collect(),
            leaves,
        }
    }

    /// The names of the best articles for a question.
    pub fn best(&self, question: &Question, constants: Constants) -> Vec<String> {
        let collection = Collection {
            articles: self.articles.len() as u64,
            passages: self.passages,
            average_article: self.average_article,
            constants,
        };
        let weights: Vec<Weight> = question
            .leaves
            .iter()
            .map(|leaf| leaf.weight(&collection))
            .collect();
        let candidates = question.candidates.iter();
        let mut scored: Vec<(f32, &Candidate)> = candidates
            .map(|candidate| (candidate.score(&weights, &collection), candidate))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let best = scored.into_iter().take(JUDGED);
        best.map(|(_, candidate)| candidate.name.clone()).collect()
    }
}

impl Question {
    /// How many words it has, function words left out.
    pub fn words(&self) -> u32 {
        let leaves = self.leaves.iter();
        leaves.filter(|leaf| !leaf.is_function_word).count() as u32
    }
}

impl Leaf {
    fn weight(&self, collection: &Collection) -> Weight {
        let weight = collection.weight(self.stats, self.boost);
        if self.is_function_word {
            return collection.discounted_function_word(weight);
        }
        weight.in_headlines(u32::from(self.stats.articles > 0.0))
    }
}

impl Candidate {
    fn score(&self, weights: &[Weight], collection: &Collection) -> f32 {
        let length = collection.length_norm().of(self.words);
        let (mut article, mut asked, mut headline) =
            (0.0, Headline::default(), Headline::default());
        for (weight, (title, body)) in weights.iter().zip(&self.found) {
            article += collection.article(
                *weight,
                Frequency::own(*title),
                Frequency::own(*body),
                length,
            );
            asked = asked.and(weight.headline(1));
            headline = headline.and(weight.headline(*title));
        }
        let passages = self.passages.iter().map(|times| {
            let found = weights.iter().zip(times);
            found
                .map(|(weight, times)| collection.passage(*weight, Frequency::own(*times)))
                .sum::<f32>()
        });
        let headline = collection.headline(asked, headline, self.headline_words);
        article + headline + passages.fold(0.0, f32::max)
    }
}

impl Article {
    fn of(text: &Text) -> Article {
        let passages = passage::cut(&text.text, None).into_iter();
        let title = words_and_stems(&text.title);
        let content = title
            .iter()
            .filter(|(word, _)| !rank::is_function_word(word));
        Article {
            headline_words: content.count() as u32,
            title: title.into_iter().map(|(_, stem)| stem).collect(),
            passages: passages
                .map(|passage| stems(&text.text[passage.bytes]))
                .collect(),
        }
    }

    fn words(&self) -> usize {
        self.title.len() + self.passages.iter().map(Vec::len).sum::<usize>()
    }

    fn candidate(&self, name: String, leaves: &[Leaf]) -> Candidate {
        let count = |stems: &[String]| -> Vec<u32> {
            let times =
                |leaf: &Leaf| stems.iter().filter(|stem| **stem == leaf.stem).count() as u32;
            leaves.iter().map(times).collect()
        };
        let passages: Vec<Vec<u32>> = self.passages.iter().map(|stems| count(stems)).collect();
        let title = count(&self.title).into_iter().enumerate();
        Candidate {
            name,
            words: self.words() as u32,
            headline_words: self.headline_words,
            found: title
                .map(|(word, times)| (times, passages.iter().map(|counts| counts[word]).sum()))
                .collect(),
            passages,
        }
    }
}

fn stats<'a>(articles: impl Iterator<Item = &'a Article>) -> HashMap<String, TermStats> {
    let mut stats: HashMap<String, TermStats> = HashMap::new();
    for article in articles {
        let mut here = HashSet::new();
        for passage in &article.passages {
            for stem in passage.iter().collect::<HashSet<_>>() {
                stats.entry(stem.clone()).or_default().passages += 1.0;
            }
        }
        for stem in article.passages.iter().flatten().chain(&article.title) {
            let of_stem = stats.entry(stem.clone()).or_default();
            of_stem.occurrences += 1.0;
            if here.insert(stem) {
                of_stem.articles += 1.0;
            }
        }
    }
    stats
}
