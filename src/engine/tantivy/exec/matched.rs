//! A matching article on its way to the answer, with the evidence for its scores.

use tantivy::DocId;

use crate::engine::tantivy::exec::frequencies::Frequencies;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::segment::Blocks;
use crate::plan::Plan;
use crate::plan::calendar;
use crate::rank::{Collection, Freshness, Weight};

/// A matching article, as it is handed on.
pub struct MatchedArticle<'a> {
    pub first: DocId,
    pub last: DocId,
    pub blocks: &'a Blocks,
    /// How many of its passages match; at least one.
    pub matching: u32,
    /// They with their scores, in reading order.
    pub passages: &'a [(DocId, f32)],
    pub window: &'a Window,
    pub table: &'a Frequencies,
    pub scoring: &'a Scoring<'a>,
}

/// What scores are reckoned with.
pub struct Scoring<'a> {
    pub plan: &'a Plan,
    pub collection: Collection,
    /// By leaf.
    pub weights: &'a [Weight],
    pub freshness: Option<Freshness>,
}

impl Scoring<'_> {
    /// What freshness adds to the scores of an article, as a share of them.
    pub fn bonus(&self, blocks: &Blocks, first: DocId) -> f32 {
        self.freshness.map_or(0.0, |freshness| {
            freshness.bonus(blocks.date.first(first).map(calendar::seconds))
        })
    }

    /// The most that it can add.
    pub fn most_bonus(&self) -> f32 {
        self.freshness.map_or(0.0, |_| Freshness::MOST)
    }
}

impl MatchedArticle<'_> {
    /// A leaf in the query language.
    pub fn leaf(&self, leaf: usize) -> &str {
        &self.scoring.plan.leaves[leaf].text
    }

    /// What each leaf gave to a passage: its number, the article's share, the passage's own.
    pub fn parts(&self, doc: DocId) -> Vec<(usize, f32, f32)> {
        let Scoring {
            collection,
            weights,
            ..
        } = self.scoring;
        let length = collection
            .lengths()
            .of(self.blocks.length(self.first, self.last));
        let at = |doc| self.window.at(doc);
        let (first, last) = (at(self.first), at(self.last));
        let held = (0..weights.len()).filter(|leaf| {
            let is_shown = self.scoring.plan.leaves[*leaf].shown;
            is_shown && self.table.of(*leaf).held().has(last)
        });
        let parts = held.map(|leaf| {
            let (weight, tally) = (weights[leaf], self.table.of(leaf));
            let in_text = tally.in_text(first, last);
            let article = collection.article(weight, tally.head.times(first), in_text, length);
            let passage = collection.passage(weight, tally.text.times(at(doc)));
            (leaf, article, passage)
        });
        parts.collect()
    }
}
