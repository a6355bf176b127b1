//! Evaluation by article: one pass over each segment, in document order.
//!
//! `candidates` finds the articles of a window that may match and counts words on the way; where positions
//! matter, `verifier` reads them for those articles alone; what both found lies in `table`, and scores
//! are reckoned from it, one leaf after the other. An article that cannot reach the scores that still
//! matter is counted and no more.

use std::sync::atomic::{AtomicU32, Ordering};

use tantivy::DocId;

use crate::engine::tantivy::exec::bitset::{BitSet, ones};
use crate::engine::tantivy::exec::candidates::Candidates;
use crate::engine::tantivy::exec::frequencies::Frequencies;
use crate::engine::tantivy::exec::matched::{MatchedArticle, Scoring};
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::exec::verify::Verifier;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::parallel;
use crate::engine::tantivy::store::segment::Blocks;
use crate::plan::Node;
use crate::rank::Weight;
use crate::results::Total;

/// DocFrequencies the matching articles of the index and hands on those whose scores may still matter.
///
/// `collector` makes one for each segment, as several may be walked through at once; what they took is
/// brought together.
pub fn collect<T: Collector>(
    scoring: &Scoring<'_>,
    tree: &Node,
    snapshot: &Snapshot<'_>,
    collector: impl Fn() -> T + Sync,
) -> tantivy::Result<Collected<T>> {
    let scorers = scoring
        .weights
        .iter()
        .map(|it| LeafScorer::new(scoring, *it));
    let scorers: Vec<LeafScorer> = scorers.collect();
    let min_competitive_score = MinCompetitiveScore::default();
    let through = |segment: usize| {
        let mut pass = SegmentPass {
            scoring,
            tree,
            scorers: &scorers,
            segment,
            blocks: &snapshot.blocks[segment],
            verifier: Verifier::open(scoring.plan, snapshot, segment)?,
            present: BitSet::default(),
            reach: Vec::new(),
            passages: Vec::new(),
        };
        let mut candidates = Candidates::open(scoring.plan, tree, snapshot, segment)?;
        let (mut total, mut collector) = (Total::default(), collector());
        let mut table = Frequencies::new(scoring.plan);
        while let Some((window, mut found)) = candidates.next(&mut table) {
            pass.decide(&window, &mut found, &mut table);
            pass.count(&window, &found, &table, &mut total);
            min_competitive_score.raise(collector.min_competitive_score());
            if min_competitive_score.get() < f32::INFINITY {
                pass.reach(&window, &found, &table);
                pass.collect_competitive(
                    &window,
                    &found,
                    &table,
                    &min_competitive_score,
                    &mut collector,
                );
            }
        }
        Ok(Collected {
            total,
            fruit: collector,
            is_cut: pass.verifier.is_cut(),
        })
    };
    let is_much = snapshot.resolved.is_much(scoring.plan);
    let walked = parallel::each_segment(snapshot.blocks.len(), is_much, through)?;
    let joined = walked.into_iter().reduce(Collected::join);
    Ok(joined.unwrap_or_else(|| Collected {
        total: Total::default(),
        fruit: collector(),
        is_cut: false,
    }))
}

/// What came of a walk.
pub struct Collected<T> {
    pub total: Total,
    pub fruit: T,
    /// Whether in some article there are too many pairs to look at all of them.
    pub is_cut: bool,
}

impl<T: Collector> Collected<T> {
    fn join(mut self, other: Self) -> Self {
        self.fruit.join(other.fruit);
        Collected {
            total: self.total + other.total,
            is_cut: self.is_cut || other.is_cut,
            ..self
        }
    }
}

/// What takes the matching articles of a segment, in no promised order.
pub trait Collector: Send {
    /// The least score that still matters; it never falls.
    fn min_competitive_score(&self) -> f32;

    fn take(&mut self, matched: &MatchedArticle<'_>);

    /// Takes everything that another one has fruit.
    fn join(&mut self, other: Self);
}

/// The least score that still matters, over all segments.
struct MinCompetitiveScore(AtomicU32);

impl Default for MinCompetitiveScore {
    fn default() -> MinCompetitiveScore {
        MinCompetitiveScore(AtomicU32::new(f32::NEG_INFINITY.to_bits()))
    }
}

impl MinCompetitiveScore {
    fn get(&self) -> f32 {
        f32::from_bits(self.0.load(Ordering::Relaxed))
    }

    fn raise(&self, to: f32) {
        let higher = |known| (f32::from_bits(known) < to).then_some(to.to_bits());
        let raised = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, higher);
        // An error says that it was as high.
        raised.ok();
    }
}

/// ArticleCollector seldom hold a leaf so often.
const OFTEN: usize = 16;

/// What one leaf gives.
struct LeafScorer {
    weight: Weight,
    /// To a passage, for so many occurrences in it.
    own: [f32; OFTEN],
}

impl LeafScorer {
    fn new(scoring: &Scoring<'_>, weight: Weight) -> LeafScorer {
        LeafScorer {
            weight,
            own: std::array::from_fn(|times| scoring.collection.passage(weight, times as u32)),
        }
    }

    #[inline]
    fn own(&self, times: u32, scoring: &Scoring<'_>) -> f32 {
        match self.own.get(times as usize) {
            Some(own) => *own,
            None => scoring.collection.passage(self.weight, times),
        }
    }
}

/// One pass over one segment.
struct SegmentPass<'a> {
    scoring: &'a Scoring<'a>,
    tree: &'a Node,
    /// By leaf.
    scorers: &'a [LeafScorer],
    segment: usize,
    blocks: &'a Blocks,
    verifier: Verifier<'a>,
    /// The documents of the window that hold any shown leaf.
    present: BitSet,
    /// By the place of its last document: no passage of an article has a better score. All 0 between
    /// windows.
    reach: Vec<f32>,
    passages: Vec<(DocId, f32)>,
}

impl<'a> SegmentPass<'a> {
    /// Judges the leaves that look at positions, and the tree by them where they decide it.
    fn decide(&mut self, window: &Window, found: &mut BitSet, table: &mut Frequencies) {
        if table.is_certain() {
            return;
        }
        let mut uncertain = table.uncertain().clone();
        uncertain.and(found);
        for at in uncertain.iter() {
            let (first, last) = (window.doc(window.first(at)), window.doc(at));
            for leaf in table.undecided(at) {
                if let Some(evidence) = self.verifier.verify(leaf, first, last) {
                    table.enter(leaf, at, window, evidence);
                }
            }
            if !self.holds(self.tree, first, at, table) {
                found.remove(at);
            }
        }
    }

    fn holds(&self, node: &Node, first: DocId, at: u32, table: &Frequencies) -> bool {
        let holds = |part: &Node| self.holds(part, first, at, table);
        match node {
            Node::All => true,
            Node::Leaf(leaf) => table.of(*leaf).held().has(at),
            Node::Days(days) => {
                let days = &self.scoring.plan.days[*days];
                self.blocks.is_within(days, first)
            }
            Node::And(all) => all.iter().all(holds),
            Node::Or(any) => any.iter().any(holds),
            Node::Not(of) => !holds(of),
        }
    }

    fn shown(&self) -> impl Iterator<Item = usize> + use<'a> {
        let leaves = self.scoring.plan.leaves.iter().enumerate();
        leaves.filter(|(_, leaf)| leaf.shown).map(|(leaf, _)| leaf)
    }

    fn count(&mut self, window: &Window, found: &BitSet, table: &Frequencies, total: &mut Total) {
        self.present.clear(window.words());
        for leaf in self.shown() {
            self.present.or(table.of(leaf).text.documents());
        }
        for (found, at) in found.nonzero_words() {
            let long = found & window.long().words()[at as usize / 64];
            let of_long = ones(long).map(|bit| u64::from(self.matching(window, at + bit)));
            total.articles += u64::from(found.count_ones());
            total.passages += u64::from((found & !long).count_ones()) + of_long.sum::<u64>();
        }
    }

    /// How many passages of an article match.
    fn matching(&self, window: &Window, at: u32) -> u32 {
        match window.first(at) {
            first if first == at => 1,
            first => self.present.count_within(first, at).max(1),
        }
    }

    /// Adds up how far each article may reach: what it gives to its passages, and what one would give
    /// to itself that held all there is.
    fn reach(&mut self, window: &Window, found: &BitSet, table: &Frequencies) {
        self.reach
            .resize(window.places().max(self.reach.len()), 0.0);
        let collection = &self.scoring.collection;
        let lengths = collection.lengths();
        for leaf in self.shown() {
            let (tally, scorer) = (table.of(leaf), &self.scorers[leaf]);
            let mut add = |first: u32, last: u32, in_head, in_text| {
                let words = self.blocks.length(window.doc(first), window.doc(last));
                let length = lengths.of(words);
                let article = collection.article(scorer.weight, in_head, in_text, length);
                self.reach[last as usize] += article + scorer.own(in_text, self.scoring);
            };
            for (found, at) in found.nonzero_words() {
                let word = at as usize / 64;
                let here = tally.held().words()[word] & found;
                // Most articles are one passage, and most leaves stand in the text alone.
                let plain =
                    here & !(tally.head.documents().words()[word] | window.long().words()[word]);
                for at in ones(plain).map(|bit| at + bit) {
                    add(at, at, 0, tally.text.counted(at));
                }
                for at in ones(here & !plain).map(|bit| at + bit) {
                    let first = window.first(at);
                    add(first, at, tally.head.times(first), tally.in_text(first, at));
                }
            }
        }
    }

    /// Hands on the articles with a passage that may still matter.
    fn collect_competitive(
        &mut self,
        window: &Window,
        found: &BitSet,
        table: &Frequencies,
        min_competitive_score: &MinCompetitiveScore,
        collector: &mut impl Collector,
    ) {
        let mut least = min_competitive_score.get();
        // A little more, as the parts of a score are added in another order than its bound.
        let more = (1.0 + self.scoring.most_bonus()) * 1.0001;
        for at in found.iter() {
            if std::mem::take(&mut self.reach[at as usize]) * more < least {
                continue;
            }
            let (first, last) = (window.doc(window.first(at)), window.doc(at));
            self.score(window, first, last, table);
            if self.passages.iter().all(|(_, score)| *score < least) {
                continue;
            }
            collector.take(&MatchedArticle {
                first,
                last,
                blocks: self.blocks,
                matching: self.matching(window, at),
                passages: &self.passages,
                window,
                table,
                scoring: self.scoring,
            });
            least = least.max(collector.min_competitive_score());
        }
        min_competitive_score.raise(least);
    }

    /// Scores the matching passages of an article.
    fn score(&mut self, window: &Window, first: DocId, last: DocId, table: &Frequencies) {
        let collection = &self.scoring.collection;
        let (from, to) = (window.at(first), window.at(last));
        let length = collection.lengths().of(self.blocks.length(first, last));
        let present = (from..=to).filter(|at| self.present.has(*at));
        self.passages.clear();
        self.passages
            .extend(present.map(|at| (window.doc(at), 0.0)));
        if self.passages.is_empty() {
            self.passages.push((first, 0.0));
        }
        let mut of_article = 0.0;
        for leaf in self.shown() {
            let tally = table.of(leaf);
            if !tally.held().has(to) {
                continue;
            }
            let scorer = &self.scorers[leaf];
            let (in_head, in_text) = (tally.head.times(from), tally.in_text(from, to));
            of_article += collection.article(scorer.weight, in_head, in_text, length);
            for (doc, own) in &mut self.passages {
                *own += scorer.own(tally.text.times(window.at(*doc)), self.scoring);
            }
        }
        let factor = 1.0 + self.scoring.bonus(self.blocks, first);
        for (_, score) in &mut self.passages {
            *score = (*score + of_article) * factor;
        }
    }
}
