//! Evaluation: one pass over each segment, window by window, in the order of documents.
//!
//! `candidates` approximates the articles of a window by their words and counts these; `verify` reads the
//! positions of the articles where they matter; `scoring` scores what is left from the frequencies that
//! both have found, and skips what cannot be competitive.

use crate::engine::tantivy::exec::bitset::{BitSet, Slot};
use crate::engine::tantivy::exec::candidates::Candidates;
use crate::engine::tantivy::exec::collector::{Collector, MinCompetitiveScore};
use crate::engine::tantivy::exec::frequencies::Frequencies;
use crate::engine::tantivy::exec::scoring::{Scoring, SegmentScorer};
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::exec::verify::Verifier;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::failed::Result;
use crate::engine::tantivy::store::parallel;
use crate::engine::tantivy::store::segment::Blocks;
use crate::plan::{Node, Plan};
use crate::results::Total;

/// Counts the matching articles of the index and collects those with a competitive score. Fails if the
/// snapshot's interrupt stops it, even within one article.
///
/// Each segment has a collector of its own, made with its number, as several may be evaluated at once; they are
/// merged.
pub fn collect<T: Collector>(
    scoring: &Scoring<'_>,
    tree: &Node,
    snapshot: &Snapshot<'_>,
    collector: impl Fn(usize) -> T + Sync,
) -> Result<Collected<T>> {
    let scorers = scoring.leaf_scorers();
    let competitive = MinCompetitiveScore::default();
    let segment = |segment: usize| -> Result<Collected<T>> {
        let blocks = &snapshot.blocks[segment];
        let mut candidates = Candidates::open(scoring.plan, tree, snapshot, segment)?;
        let mut verification = Verification {
            plan: scoring.plan,
            tree,
            blocks,
            verifier: Verifier::open(scoring.plan, snapshot, segment)?,
        };
        let mut scorer = SegmentScorer::new(scoring, &scorers, blocks);
        let mut frequencies = Frequencies::new(scoring.plan);
        let (mut total, mut collector) = (Total::default(), collector(segment));
        while let Some((window, mut found)) = candidates.next(&mut frequencies)? {
            if !frequencies.is_exact() {
                verification.verify(&window, &mut found, &mut frequencies)?;
            }
            scorer.count(&window, &found, &frequencies, &mut total);
            collector.collect_all(&window, &found, blocks);
            competitive.raise(collector.min_competitive_score());
            if competitive.get() < f32::INFINITY {
                scorer.collect(&window, &found, &frequencies, &competitive, &mut collector);
            }
        }
        Ok(Collected {
            total,
            fruit: collector,
            is_cut: verification.verifier.is_cut(),
        })
    };
    let is_much = snapshot.resolved.is_much(scoring.plan);
    let segment_count = snapshot.blocks.len();
    let segments = parallel::each_segment(segment_count, is_much, segment)?;
    let merged = segments.into_iter().reduce(Collected::merge);
    Ok(merged.unwrap_or_else(|| Collected {
        total: Total::default(),
        fruit: collector(0),
        is_cut: false,
    }))
}

/// The result of an evaluation.
pub struct Collected<T> {
    pub total: Total,
    pub fruit: T,
    /// Whether some article has too many pairs for a proximity to look at all of them.
    pub is_cut: bool,
}

impl<T: Collector> Collected<T> {
    fn merge(mut self, other: Self) -> Self {
        self.fruit.merge(other.fruit);
        Collected {
            total: self.total + other.total,
            is_cut: self.is_cut || other.is_cut,
            ..self
        }
    }
}

/// Verifies the candidates of a segment.
struct Verification<'a> {
    plan: &'a Plan,
    tree: &'a Node,
    blocks: &'a Blocks,
    verifier: Verifier<'a>,
}

impl Verification<'_> {
    /// Removes the articles from `found` that do not match the tree once positions are looked at.
    fn verify(
        &mut self,
        window: &Window,
        found: &mut BitSet,
        frequencies: &mut Frequencies,
    ) -> Result<()> {
        let mut unverified = frequencies.unverified_articles().clone();
        unverified.and(found);
        for article in unverified.iter() {
            let (first, last) = window.docs(article);
            for leaf in frequencies.unverified_leaves(article) {
                if let Some(matches) = self.verifier.verify(leaf, first, last)? {
                    frequencies.add_verified(leaf, article, window, matches);
                }
            }
            if !self.matches(self.tree, window, article, frequencies) {
                found.remove(article);
            }
        }
        Ok(())
    }

    fn matches(
        &self,
        node: &Node,
        window: &Window,
        article: Slot,
        frequencies: &Frequencies,
    ) -> bool {
        let matches = |part: &Node| self.matches(part, window, article, frequencies);
        match node {
            Node::All => true,
            Node::Leaf(leaf) => frequencies.leaf(*leaf).articles().contains(article),
            Node::Days(days) => {
                let days = &self.plan.days[*days];
                self.blocks.is_within(days, window.docs(article).0)
            }
            Node::And(parts) => parts.iter().all(matches),
            Node::Or(parts) => parts.iter().any(matches),
            Node::Not(part) => !matches(part),
        }
    }
}
