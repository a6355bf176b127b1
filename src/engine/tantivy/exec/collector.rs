//! Collectors take the matching articles of an evaluation.

use std::sync::atomic::{AtomicU32, Ordering};

use tantivy::DocId;

use crate::engine::tantivy::exec::bitset::BitSet;
use crate::engine::tantivy::exec::frequencies::Frequencies;
use crate::engine::tantivy::exec::scoring::Scoring;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::segment::Blocks;
use crate::rank::Headline;

/// Collects the matching articles of a segment, in no promised order.
pub trait Collector: Send {
    /// Passages with a lower score are of no use. It never falls.
    fn min_competitive_score(&self) -> f32;

    fn collect(&mut self, article: &MatchedArticle<'_>);

    /// Takes all matching articles of a window at once, whatever their scores.
    fn collect_all(&mut self, _: &Window, _: &BitSet, _: &Blocks) {}

    /// Adds everything that another collector has collected.
    fn merge(&mut self, other: Self);
}

/// A matching article with the evidence for its scores.
pub struct MatchedArticle<'a> {
    pub first: DocId,
    pub last: DocId,
    pub blocks: &'a Blocks,
    /// How many of its passages match; at least one.
    pub matching: u32,
    /// The matching passages with their scores, in reading order.
    pub passages: &'a [(DocId, f32)],
    pub window: &'a Window,
    pub frequencies: &'a Frequencies,
    pub scoring: &'a Scoring<'a>,
}

/// The shares of one leaf in the score of a passage.
pub struct LeafScore {
    pub leaf: usize,
    pub article: f32,
    pub passage: f32,
    pub headline: Headline,
}

impl MatchedArticle<'_> {
    /// A leaf in the query language.
    pub fn leaf(&self, leaf: usize) -> &str {
        &self.scoring.plan.leaves[leaf].text
    }

    pub fn scores_of(&self, doc: DocId) -> Vec<LeafScore> {
        let Scoring {
            collection,
            weights,
            ..
        } = self.scoring;
        let words = self.blocks.length(self.first, self.last);
        let length = collection.length_norm().of(words);
        let slots = [self.first, self.last, doc].map(|doc| self.window.slot(doc));
        let [first, last, passage] = slots;
        let matching = self.scoring.shown().filter(|leaf| {
            let frequencies = self.frequencies.leaf(*leaf);
            frequencies.counts_in(last)
        });
        let scores = matching.map(|leaf| {
            let (weight, frequencies) = (weights[leaf], self.frequencies.leaf(leaf));
            let in_head = frequencies.of_head(first);
            let in_text = frequencies.of_text(first, last);
            LeafScore {
                leaf,
                article: collection.article(weight, in_head, in_text, length),
                passage: collection.passage(weight, frequencies.of_passage(passage)),
                headline: weight.headline(in_head.own),
            }
        });
        scores.collect()
    }

    /// The part of a score that is given for the headline, from the shares of all leaves.
    pub fn headline(&self, leaves: &[LeafScore]) -> f32 {
        let found = leaves
            .iter()
            .fold(Headline::default(), |found, leaf| found.and(leaf.headline));
        self.scoring.headline(self.blocks, self.first, found)
    }
}

/// The minimum competitive score over all segments.
pub struct MinCompetitiveScore(AtomicU32);

impl Default for MinCompetitiveScore {
    fn default() -> MinCompetitiveScore {
        MinCompetitiveScore(AtomicU32::new(f32::NEG_INFINITY.to_bits()))
    }
}

impl MinCompetitiveScore {
    pub fn get(&self) -> f32 {
        f32::from_bits(self.0.load(Ordering::Relaxed))
    }

    pub fn raise(&self, to: f32) {
        let higher = |known| (f32::from_bits(known) < to).then_some(to.to_bits());
        let raised = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, higher);
        // An error says that it was as high.
        raised.ok();
    }
}
