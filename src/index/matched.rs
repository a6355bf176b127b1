//! A matching article on its way to the answer, with the evidence for its scores.

use tantivy::DocId;

use super::day;
use super::plan::Plan;
use super::segment::Blocks;
use super::spans::Stretch;
use crate::field::Field;
use crate::rank::{Collection, Freshness, Weight};

/// A matching article, as it is handed on.
pub struct Matched<'a> {
    pub segment: usize,
    pub header: DocId,
    pub blocks: &'a Blocks,
    /// How many of its passages match; at least one.
    pub matching: u32,
    /// They with their scores, in reading order; none where no score can still matter.
    pub passages: &'a [(DocId, f32)],
    pub evidence: &'a [Evidence],
    pub scale: &'a Scale<'a>,
}

/// What one leaf found in the article at hand.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The header that this is about, plus one; 0 before the first.
    pub about: u32,
    pub holds: bool,
    pub in_title: u32,
    pub in_body: u32,
    /// Passages and how often it stands in each.
    pub docs: Vec<(DocId, u32)>,
}

/// What scores are reckoned with.
pub struct Scale<'a> {
    pub plan: &'a Plan,
    pub collection: Collection,
    /// By leaf.
    pub weights: &'a [Weight],
    pub freshness: Option<Freshness>,
}

impl Scale<'_> {
    /// What freshness adds to the scores of an article, as a share of them.
    pub fn bonus(&self, blocks: &Blocks, header: DocId) -> f32 {
        self.freshness.map_or(0.0, |freshness| {
            freshness.bonus(blocks.date.first(header).map(day::seconds))
        })
    }

    /// The most that it can add.
    pub fn most_bonus(&self) -> f32 {
        self.freshness.map_or(0.0, |_| Freshness::MOST)
    }
}

impl Evidence {
    /// Makes it evidence about another article.
    pub fn clear_for(&mut self, header: DocId) {
        self.about = header + 1;
        self.in_title = 0;
        self.in_body = 0;
        self.docs.clear();
    }

    /// Notes one match: a passage counts it once, however many of its pieces lie there.
    pub fn enter(&mut self, pieces: &[Stretch], field: Field, header: DocId, blocks: &Blocks) {
        if field != Field::Body {
            self.in_title += 1;
            return;
        }
        self.in_body += 1;
        let begin = self.docs.len();
        for piece in pieces {
            let from = blocks.passage_at(header, piece.start);
            let to = blocks.passage_at(header, piece.end - 1);
            for doc in from..=to {
                if !self.docs[begin..].iter().any(|(seen, _)| *seen == doc) {
                    self.docs.push((doc, 1));
                }
            }
        }
    }
}

impl Matched<'_> {
    /// A leaf in the query language.
    pub fn leaf(&self, leaf: usize) -> &str {
        &self.scale.plan.leaves[leaf].text
    }

    /// What each leaf gave to a passage: its number, the article's share, the passage's own.
    pub fn parts(&self, doc: DocId) -> Vec<(usize, f32, f32)> {
        let Scale {
            plan,
            collection,
            weights,
            ..
        } = self.scale;
        let words = self.blocks.base(self.header);
        let shown =
            (0..weights.len()).filter(|&leaf| plan.leaves[leaf].shown && self.evidence[leaf].holds);
        let parts = shown.map(|leaf| {
            let (weight, evidence) = (weights[leaf], &self.evidence[leaf]);
            let times = evidence
                .docs
                .iter()
                .find(|(at, _)| *at == doc)
                .map_or(0, |(_, times)| *times);
            let article = collection.article(weight, evidence.in_title, evidence.in_body, words);
            let passage = collection.passage(weight, times);
            (leaf, article, passage)
        });
        parts.collect()
    }
}
