//! The collectors: the best k passages, the first k articles, a count.

use std::borrow::Cow;
use std::cmp::Ordering;

use tantivy::DocId;

use crate::article::Id;
use crate::engine::tantivy::exec::collector::{Collector, MatchedArticle};
use crate::plan::calendar;
use crate::question::Question;
use crate::rank::{self, Ranked};
use crate::request::Sort;
use crate::results::ScorePart;

/// A passage with everything that its order depends on.
#[derive(Debug, Clone)]
pub struct ScoredPassage {
    pub score: f32,
    pub date: Option<i64>,
    pub id: u64,
    /// The article's first passage.
    pub first: DocId,
    pub doc: DocId,
    /// How many matching passages of the article are left out.
    pub more: u32,
    pub parts: Vec<ScorePart>,
}

impl ScoredPassage {
    fn ranked(&self) -> Ranked {
        Ranked {
            score: self.score,
            published: self.date.map(calendar::seconds),
            article: Id(self.id),
            passage: self.number(),
        }
    }

    /// The passage's number in its article.
    pub fn number(&self) -> u32 {
        self.doc - self.first + 1
    }
}

/// The first k of everything collected, in an order without ties.
pub struct TopK {
    sort: Sort,
    k: usize,
    scored: Vec<ScoredPassage>,
    /// The worst score that can still be among them.
    min_competitive_score: f32,
}

impl TopK {
    pub fn new(sort: Sort, k: usize) -> TopK {
        TopK {
            sort,
            k,
            scored: Vec::new(),
            min_competitive_score: match k {
                0 => f32::INFINITY,
                _ => f32::NEG_INFINITY,
            },
        }
    }

    /// Adds the best passages of an article, as many as the question wants of one.
    fn push_passages(&mut self, article: &MatchedArticle<'_>, question: &Question) {
        let most = question.per_article.unwrap_or(usize::MAX);
        let more = (article.matching as usize).saturating_sub(most) as u32;
        let mut passages = Cow::Borrowed(article.passages);
        if passages.len() > most {
            let sorted = passages.to_mut();
            sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            sorted.truncate(most);
        }
        for &(doc, score) in passages.iter() {
            if score >= self.min_competitive_score {
                let parts = if question.explain {
                    parts(article, doc)
                } else {
                    Vec::new()
                };
                self.push(article, doc, score, more, parts);
            }
        }
    }

    fn push(
        &mut self,
        article: &MatchedArticle<'_>,
        doc: DocId,
        score: f32,
        more: u32,
        parts: Vec<ScorePart>,
    ) {
        let (blocks, first) = (article.blocks, article.first);
        self.scored.push(ScoredPassage {
            score,
            date: blocks.articles.date(first),
            id: blocks.articles.id(first).map_or(0, |id| id.0),
            first,
            doc,
            more,
            parts,
        });
        if self.scored.len() >= self.k.saturating_mul(2).max(16) {
            self.prune();
        }
    }

    fn merge(&mut self, other: TopK) {
        self.scored.extend(other.scored);
        self.prune();
    }

    fn prune(&mut self) {
        let sort = self.sort;
        if self.scored.len() <= self.k {
            return;
        }
        self.scored
            .select_nth_unstable_by(self.k, |a, b| order(sort, a, b));
        self.scored.truncate(self.k);
        if sort == Sort::Relevance {
            let scores = self.scored.iter().map(|scored| scored.score);
            self.min_competitive_score = scores.fold(f32::INFINITY, f32::min);
        }
    }

    pub fn into_sorted(mut self) -> Vec<ScoredPassage> {
        let sort = self.sort;
        self.scored.sort_unstable_by(|a, b| order(sort, a, b));
        self.scored.truncate(self.k);
        self.scored
    }
}

/// Collects the best passages.
pub struct PassageCollector<'a> {
    pub best: TopK,
    pub question: &'a Question,
}

impl Collector for PassageCollector<'_> {
    fn min_competitive_score(&self) -> f32 {
        self.best.min_competitive_score
    }

    fn collect(&mut self, article: &MatchedArticle<'_>) {
        self.best.push_passages(article, self.question);
    }

    fn merge(&mut self, other: Self) {
        self.best.merge(other.best);
    }
}

/// Collects articles, whatever their scores.
pub struct ArticleCollector(pub TopK);

impl Collector for ArticleCollector {
    fn min_competitive_score(&self) -> f32 {
        f32::NEG_INFINITY
    }

    fn collect(&mut self, article: &MatchedArticle<'_>) {
        self.0.push(article, article.first, 0.0, 0, Vec::new());
    }

    fn merge(&mut self, other: Self) {
        self.0.merge(other.0);
    }
}

/// Collects nothing: articles are only counted.
pub struct CountCollector;

impl Collector for CountCollector {
    fn min_competitive_score(&self) -> f32 {
        f32::INFINITY
    }

    fn collect(&mut self, _: &MatchedArticle<'_>) {}

    fn merge(&mut self, _: Self) {}
}

/// Why a passage has its score.
fn parts(article: &MatchedArticle<'_>, doc: DocId) -> Vec<ScorePart> {
    let leaves = article.scores_of(doc);
    let headline = ScorePart {
        name: "headline".to_owned(),
        value: article.headline(&leaves),
    };
    let score = leaves.iter().fold(headline.value, |sum, leaf| {
        sum + leaf.article + leaf.passage
    });
    let freshness = ScorePart {
        name: "freshness".to_owned(),
        value: score * article.scoring.bonus(article.blocks, article.first),
    };
    let of_leaves = leaves.into_iter().flat_map(|scores| {
        let name = article.leaf(scores.leaf);
        [
            ScorePart {
                name: format!("{name} in the article"),
                value: scores.article,
            },
            ScorePart {
                name: format!("{name} in the passage"),
                value: scores.passage,
            },
        ]
    });
    let parts = of_leaves.chain([headline, freshness]);
    parts.filter(|part| part.value != 0.0).collect()
}

fn order(sort: Sort, a: &ScoredPassage, b: &ScoredPassage) -> Ordering {
    rank::order(sort, &a.ranked(), &b.ranked())
}
