//! A matching article on its way to the answer, with the evidence for its scores.

use tantivy::DocId;

use super::day;
use super::plan::Plan;
use super::segment::Blocks;
use super::table::Table;
use crate::rank::{Collection, Freshness, Weight};

/// A matching article, as it is handed on.
pub struct Matched<'a> {
    pub segment: usize,
    pub header: DocId,
    /// The place of the header in the window.
    pub at: u32,
    pub blocks: &'a Blocks,
    /// How many of its passages match; at least one.
    pub matching: u32,
    /// They with their scores, in reading order.
    pub passages: &'a [(DocId, f32)],
    pub table: &'a Table,
    pub scale: &'a Scale<'a>,
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

impl Matched<'_> {
    /// A leaf in the query language.
    pub fn leaf(&self, leaf: usize) -> &str {
        &self.scale.plan.leaves[leaf].text
    }

    /// What each leaf gave to a passage: its number, the article's share, the passage's own.
    pub fn parts(&self, doc: DocId) -> Vec<(usize, f32, f32)> {
        let Scale {
            collection,
            weights,
            ..
        } = self.scale;
        let length = collection.length(self.blocks.base(self.header));
        let of = self.blocks.passages(self.header);
        let mut parts = Vec::new();
        self.table.each_leaf(self.at, |leaf| {
            let weight = weights[leaf];
            let (in_title, in_body) = self.table.times(leaf, self.at, of);
            let times = self.table.of(leaf, self.at + doc - self.header);
            let article = collection.article(weight, in_title, in_body, length);
            let passage = collection.passage(weight, times);
            parts.push((leaf, article, passage));
        });
        parts
    }
}
