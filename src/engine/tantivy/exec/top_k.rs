//! The best of everything that is offered, in an order without ties.

use std::borrow::Cow;
use std::cmp::Ordering;

use tantivy::DocId;

use crate::engine::tantivy::exec::evaluate::Collector;
use crate::engine::tantivy::exec::matched::MatchedArticle;
use crate::plan::calendar;
use crate::question::Question;
use crate::request::Sort;
use crate::results::Part;

/// A passage on its way to the top.
#[derive(Debug, Clone)]
pub struct ScoredPassage {
    pub score: f32,
    pub date: Option<i64>,
    pub id: u64,
    /// The article's first passage, and this one.
    pub first: DocId,
    pub doc: DocId,
    pub more: u32,
    pub parts: Vec<Part>,
}

impl ScoredPassage {
    /// The passage's number.
    pub fn number(&self) -> u32 {
        self.doc - self.first + 1
    }
}

/// The first `keep` of everything offered, in an order without ties.
pub struct TopK {
    sort: Sort,
    keep: usize,
    scored: Vec<ScoredPassage>,
    /// The worst score that can still matter, once `keep` are known.
    min_competitive_score: f32,
}

impl TopK {
    pub fn new(sort: Sort, keep: usize) -> TopK {
        TopK {
            sort,
            keep,
            scored: Vec::new(),
            min_competitive_score: match keep {
                0 => f32::INFINITY,
                _ => f32::NEG_INFINITY,
            },
        }
    }

    /// The least score that matters.
    pub fn min_competitive_score(&self) -> f32 {
        self.min_competitive_score
    }

    pub fn offer_passages(&mut self, matched: &MatchedArticle<'_>, question: &Question) {
        let most = question.per_article.unwrap_or(usize::MAX);
        let more = (matched.matching as usize).saturating_sub(most) as u32;
        let mut passages = Cow::Borrowed(matched.passages);
        if passages.len() > most {
            let sorted = passages.to_mut();
            sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            sorted.truncate(most);
        }
        for &(doc, score) in passages.iter() {
            if score >= self.min_competitive_score {
                let parts = if question.explain {
                    parts(matched, doc)
                } else {
                    Vec::new()
                };
                self.offer(matched, doc, score, more, parts);
            }
        }
    }

    /// Takes everything that was offered to another one.
    pub fn join(&mut self, other: TopK) {
        self.scored.extend(other.scored);
        self.prune();
    }

    pub fn offer(
        &mut self,
        matched: &MatchedArticle<'_>,
        doc: DocId,
        score: f32,
        more: u32,
        parts: Vec<Part>,
    ) {
        let (blocks, first) = (matched.blocks, matched.first);
        self.scored.push(ScoredPassage {
            score,
            date: blocks.date.first(first),
            id: blocks.id.first(first).unwrap_or_default(),
            first,
            doc,
            more,
            parts,
        });
        if self.scored.len() >= self.keep.saturating_mul(2).max(16) {
            self.prune();
        }
    }

    fn prune(&mut self) {
        let sort = self.sort;
        if self.scored.len() > self.keep {
            self.scored
                .select_nth_unstable_by(self.keep, |a, b| order(sort, a, b));
            self.scored.truncate(self.keep);
            if self.sort != Sort::Relevance {
                return;
            }
            let worst = self
                .scored
                .iter()
                .map(|scored| scored.score)
                .fold(f32::INFINITY, f32::min);
            self.min_competitive_score = worst;
        }
    }

    pub fn into_sorted(mut self) -> Vec<ScoredPassage> {
        let sort = self.sort;
        self.scored.sort_unstable_by(|a, b| order(sort, a, b));
        self.scored.truncate(self.keep);
        self.scored
    }
}

/// Takes the best passages.
pub struct PassageCollector<'a> {
    pub best: TopK,
    pub question: &'a Question,
}

impl Collector for PassageCollector<'_> {
    fn min_competitive_score(&self) -> f32 {
        self.best.min_competitive_score()
    }

    fn take(&mut self, matched: &MatchedArticle<'_>) {
        self.best.offer_passages(matched, self.question);
    }

    fn join(&mut self, other: Self) {
        self.best.join(other.best);
    }
}

/// Takes articles, whatever their scores.
pub struct ArticleCollector(pub TopK);

impl Collector for ArticleCollector {
    fn min_competitive_score(&self) -> f32 {
        f32::NEG_INFINITY
    }

    fn take(&mut self, matched: &MatchedArticle<'_>) {
        self.0.offer(matched, matched.first, 0.0, 0, Vec::new());
    }

    fn join(&mut self, other: Self) {
        self.0.join(other.0);
    }
}

/// Takes nothing: the articles are only counted.
pub struct CountCollector;

impl Collector for CountCollector {
    fn min_competitive_score(&self) -> f32 {
        f32::INFINITY
    }

    fn take(&mut self, _: &MatchedArticle<'_>) {}

    fn join(&mut self, _: Self) {}
}

fn parts(matched: &MatchedArticle<'_>, doc: DocId) -> Vec<Part> {
    let leaves = matched.parts(doc);
    let score = leaves.iter().fold(0.0, |sum, (_, a, b)| sum + a + b);
    let freshness = Part {
        name: "freshness".to_owned(),
        value: score * matched.scoring.bonus(matched.blocks, matched.first),
    };
    leaves
        .into_iter()
        .flat_map(|(leaf, article, passage)| {
            let name = matched.leaf(leaf);
            [
                Part {
                    name: format!("{name} in the article"),
                    value: article,
                },
                Part {
                    name: format!("{name} in the passage"),
                    value: passage,
                },
            ]
        })
        .chain([freshness])
        .filter(|part| part.value != 0.0)
        .collect()
}

/// The promised order: never equal for two different passages.
fn order(sort: Sort, a: &ScoredPassage, b: &ScoredPassage) -> Ordering {
    let dated = |scored: &ScoredPassage, sign: i64| {
        scored
            .date
            .map_or(i64::MAX, |date| sign * calendar::seconds(date))
    };
    let by_date = |sign: i64| dated(a, sign).cmp(&dated(b, sign));
    let by_place = || a.id.cmp(&b.id);
    let by_score = || b.score.total_cmp(&a.score);
    let by_number = || (a.doc - a.first).cmp(&(b.doc - b.first));
    match sort {
        Sort::Relevance => by_score()
            .then_with(|| by_date(-1))
            .then_with(by_place)
            .then_with(by_number),
        Sort::Newest => by_date(-1)
            .then_with(by_place)
            .then_with(by_score)
            .then_with(by_number),
        Sort::Oldest => by_date(1)
            .then_with(by_place)
            .then_with(by_score)
            .then_with(by_number),
    }
}
