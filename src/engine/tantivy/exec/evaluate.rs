//! Evaluation by article: one pass over each segment, in document order.
//!
//! `sieve` finds the articles of a window that may match and counts words on the way; where positions
//! matter, `judge` reads them for those articles alone; what both found lies in `table`, and scores
//! are reckoned from it, one leaf after the other. An article that cannot reach the scores that still
//! matter is counted and no more.

use std::sync::atomic::{AtomicU32, Ordering};

use tantivy::DocId;

use crate::engine::tantivy::exec::bitset::{Bits, ones};
use crate::engine::tantivy::exec::candidates::Sieve;
use crate::engine::tantivy::exec::frequencies::Table;
use crate::engine::tantivy::exec::matched::{Matched, Scale};
use crate::engine::tantivy::exec::snapshot::Ground;
use crate::engine::tantivy::exec::verify::Judge;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::parallel;
use crate::engine::tantivy::store::segment::Blocks;
use crate::plan::Node;
use crate::rank::Weight;
use crate::results::Total;

/// Counts the matching articles of the index and hands on those whose scores may still matter.
///
/// `taker` makes one for each segment, as several may be walked through at once; what they took is
/// brought together.
pub fn walk<T: Taker>(
    scale: &Scale<'_>,
    tree: &Node,
    ground: &Ground<'_>,
    taker: impl Fn() -> T + Sync,
) -> tantivy::Result<Walked<T>> {
    let gains = scale.weights.iter().map(|it| Gain::new(scale, *it));
    let gains: Vec<Gain> = gains.collect();
    let floor = Floor::default();
    let through = |segment: usize| {
        let mut pass = Pass {
            scale,
            tree,
            gains: &gains,
            segment,
            blocks: &ground.blocks[segment],
            judge: Judge::open(scale.plan, ground, segment)?,
            present: Bits::default(),
            reach: Vec::new(),
            passages: Vec::new(),
        };
        let mut sieve = Sieve::open(scale.plan, tree, ground, segment)?;
        let (mut total, mut taker) = (Total::default(), taker());
        let mut table = Table::new(scale.plan);
        while let Some((window, mut found)) = sieve.next(&mut table) {
            pass.decide(&window, &mut found, &mut table);
            pass.count(&window, &found, &table, &mut total);
            floor.raise(taker.floor());
            if floor.get() < f32::INFINITY {
                pass.reach(&window, &found, &table);
                pass.hand_on(&window, &found, &table, &floor, &mut taker);
            }
        }
        Ok(Walked {
            total,
            taken: taker,
            is_cut: pass.judge.is_cut(),
        })
    };
    let is_much = ground.resolved.is_much(scale.plan);
    let walked = parallel::each_segment(ground.blocks.len(), is_much, through)?;
    let joined = walked.into_iter().reduce(Walked::join);
    Ok(joined.unwrap_or_else(|| Walked {
        total: Total::default(),
        taken: taker(),
        is_cut: false,
    }))
}

/// What came of a walk.
pub struct Walked<T> {
    pub total: Total,
    pub taken: T,
    /// Whether in some article there are too many pairs to look at all of them.
    pub is_cut: bool,
}

impl<T: Taker> Walked<T> {
    fn join(mut self, other: Self) -> Self {
        self.taken.join(other.taken);
        Walked {
            total: self.total + other.total,
            is_cut: self.is_cut || other.is_cut,
            ..self
        }
    }
}

/// What takes the matching articles of a segment, in no promised order.
pub trait Taker: Send {
    /// The least score that still matters; it never falls.
    fn floor(&self) -> f32;

    fn take(&mut self, matched: &Matched<'_>);

    /// Takes everything that another one has taken.
    fn join(&mut self, other: Self);
}

/// The least score that still matters, over all segments.
struct Floor(AtomicU32);

impl Default for Floor {
    fn default() -> Floor {
        Floor(AtomicU32::new(f32::NEG_INFINITY.to_bits()))
    }
}

impl Floor {
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

/// Articles seldom hold a leaf so often.
const OFTEN: usize = 16;

/// What one leaf gives.
struct Gain {
    weight: Weight,
    /// To a passage, for so many occurrences in it.
    own: [f32; OFTEN],
}

impl Gain {
    fn new(scale: &Scale<'_>, weight: Weight) -> Gain {
        Gain {
            weight,
            own: std::array::from_fn(|times| scale.collection.passage(weight, times as u32)),
        }
    }

    #[inline]
    fn own(&self, times: u32, scale: &Scale<'_>) -> f32 {
        match self.own.get(times as usize) {
            Some(own) => *own,
            None => scale.collection.passage(self.weight, times),
        }
    }
}

/// One pass over one segment.
struct Pass<'a> {
    scale: &'a Scale<'a>,
    tree: &'a Node,
    /// By leaf.
    gains: &'a [Gain],
    segment: usize,
    blocks: &'a Blocks,
    judge: Judge<'a>,
    /// The documents of the window that hold any shown leaf.
    present: Bits,
    /// By the place of its last document: no passage of an article has a better score. All 0 between
    /// windows.
    reach: Vec<f32>,
    passages: Vec<(DocId, f32)>,
}

impl<'a> Pass<'a> {
    /// Judges the leaves that look at positions, and the tree by them where they decide it.
    fn decide(&mut self, window: &Window, found: &mut Bits, table: &mut Table) {
        if table.is_certain() {
            return;
        }
        let mut uncertain = table.uncertain().clone();
        uncertain.and(found);
        for at in uncertain.iter() {
            let (first, last) = (window.doc(window.first(at)), window.doc(at));
            for leaf in table.undecided(at) {
                if let Some(evidence) = self.judge.judge(leaf, first, last) {
                    table.enter(leaf, at, window, evidence);
                }
            }
            if !self.holds(self.tree, first, at, table) {
                found.remove(at);
            }
        }
    }

    fn holds(&self, node: &Node, first: DocId, at: u32, table: &Table) -> bool {
        let holds = |part: &Node| self.holds(part, first, at, table);
        match node {
            Node::All => true,
            Node::Leaf(leaf) => table.of(*leaf).held().has(at),
            Node::Days(days) => {
                let days = &self.scale.plan.days[*days];
                self.blocks.is_within(days, first)
            }
            Node::And(all) => all.iter().all(holds),
            Node::Or(any) => any.iter().any(holds),
            Node::Not(of) => !holds(of),
        }
    }

    fn shown(&self) -> impl Iterator<Item = usize> + use<'a> {
        let leaves = self.scale.plan.leaves.iter().enumerate();
        leaves.filter(|(_, leaf)| leaf.shown).map(|(leaf, _)| leaf)
    }

    fn count(&mut self, window: &Window, found: &Bits, table: &Table, total: &mut Total) {
        self.present.clear(window.words());
        for leaf in self.shown() {
            self.present.or(table.of(leaf).text.documents());
        }
        for (found, at) in found.touched() {
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
    fn reach(&mut self, window: &Window, found: &Bits, table: &Table) {
        self.reach
            .resize(window.places().max(self.reach.len()), 0.0);
        let collection = &self.scale.collection;
        let lengths = collection.lengths();
        for leaf in self.shown() {
            let (tally, gain) = (table.of(leaf), &self.gains[leaf]);
            let mut add = |first: u32, last: u32, in_head, in_text| {
                let words = self.blocks.length(window.doc(first), window.doc(last));
                let length = lengths.of(words);
                let article = collection.article(gain.weight, in_head, in_text, length);
                self.reach[last as usize] += article + gain.own(in_text, self.scale);
            };
            for (found, at) in found.touched() {
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
    fn hand_on(
        &mut self,
        window: &Window,
        found: &Bits,
        table: &Table,
        floor: &Floor,
        taker: &mut impl Taker,
    ) {
        let mut least = floor.get();
        // A little more, as the parts of a score are added in another order than its bound.
        let more = (1.0 + self.scale.most_bonus()) * 1.0001;
        for at in found.iter() {
            if std::mem::take(&mut self.reach[at as usize]) * more < least {
                continue;
            }
            let (first, last) = (window.doc(window.first(at)), window.doc(at));
            self.score(window, first, last, table);
            if self.passages.iter().all(|(_, score)| *score < least) {
                continue;
            }
            taker.take(&Matched {
                segment: self.segment,
                first,
                last,
                blocks: self.blocks,
                matching: self.matching(window, at),
                passages: &self.passages,
                window,
                table,
                scale: self.scale,
            });
            least = least.max(taker.floor());
        }
        floor.raise(least);
    }

    /// Scores the matching passages of an article.
    fn score(&mut self, window: &Window, first: DocId, last: DocId, table: &Table) {
        let collection = &self.scale.collection;
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
            let gain = &self.gains[leaf];
            let (in_head, in_text) = (tally.head.times(from), tally.in_text(from, to));
            of_article += collection.article(gain.weight, in_head, in_text, length);
            for (doc, own) in &mut self.passages {
                *own += gain.own(tally.text.times(window.at(*doc)), self.scale);
            }
        }
        let factor = 1.0 + self.scale.bonus(self.blocks, first);
        for (_, score) in &mut self.passages {
            *score = (*score + of_article) * factor;
        }
    }
}
