//! Evaluation by article: one pass over each segment, in document order.
//!
//! `sieve` finds the articles that may match and counts words on the way; where positions matter,
//! `judge` reads them for those articles alone; what both found lies in `table`, and scores are
//! reckoned from it. An article that cannot reach the scores that still matter is counted and no
//! more.

use std::ops::Range;

use tantivy::DocId;

use super::bits::ones;
use super::ground::Ground;
use super::judge::Judge;
use super::matched::{Matched, Scale};
use super::plan::Node;
use super::segment::Blocks;
use super::sieve::Sieve;
use super::table::Table;
use crate::results::Total;

/// Counts the matching articles of the index and hands those to `each` that may have a score of
/// `floor`, in no promised order; `each` returns the least score that still matters.
pub fn walk(
    scale: &Scale<'_>,
    tree: &Node,
    ground: &Ground<'_>,
    mut floor: f32,
    mut each: impl FnMut(&Matched<'_>) -> f32,
) -> tantivy::Result<Total> {
    let mut total = Total::default();
    for segment in 0..ground.blocks.len() {
        let mut pass = Pass::open(scale, tree, ground, segment)?;
        let mut sieve = Sieve::open(scale.plan, tree, ground, segment)?;
        while let Some((window, found)) = sieve.next(&mut pass.table) {
            for at in found.iter() {
                pass.article(&window, at, &mut floor, &mut total, &mut each);
            }
        }
    }
    Ok(total)
}

/// Passages seldom hold a leaf so often.
const OFTEN: usize = 16;

/// One pass over one segment.
struct Pass<'a> {
    scale: &'a Scale<'a>,
    tree: &'a Node,
    segment: usize,
    blocks: &'a Blocks,
    judge: Judge<'a>,
    table: Table,
    /// More than the leaves of a bit can ever give to a passage.
    most: Vec<f32>,
    /// By leaf: what so many occurrences give to a passage.
    own: Vec<[f32; OFTEN]>,
    /// Which leaves of the article at hand that look at positions are true.
    judged: Vec<usize>,
    passages: Vec<(DocId, f32)>,
}

impl<'a> Pass<'a> {
    fn open(
        scale: &'a Scale<'a>,
        tree: &'a Node,
        ground: &'a Ground<'a>,
        segment: usize,
    ) -> tantivy::Result<Pass<'a>> {
        let mut bounds = vec![0.0; scale.weights.len().min(64)];
        let mut own = Vec::with_capacity(scale.weights.len());
        for (leaf, weight) in scale.weights.iter().enumerate() {
            bounds[leaf % 64] += (1.0 + scale.most_bonus()) * scale.collection.most(*weight);
            own.push(std::array::from_fn(|times| {
                scale.collection.passage(*weight, times as u32)
            }));
        }
        Ok(Pass {
            scale,
            tree,
            segment,
            blocks: &ground.blocks[segment],
            judge: Judge::open(scale.plan, ground, segment)?,
            table: Table::new(scale.plan),
            most: bounds,
            own,
            judged: Vec::new(),
            passages: Vec::new(),
        })
    }

    /// Looks at an article that may match; places are counted from the beginning of the window.
    fn article(
        &mut self,
        window: &Range<DocId>,
        at: u32,
        floor: &mut f32,
        total: &mut Total,
        each: &mut impl FnMut(&Matched<'_>) -> f32,
    ) {
        let header = window.start + at;
        let passages = self.blocks.passages(header);
        if self.table.is_uncertain(at) && !self.is_certain(window, at, passages) {
            return;
        }
        let matching = self.table.matching(at + 1..at + 1 + passages).max(1);
        total.articles += 1;
        total.passages += u64::from(matching);
        if self.reach(at) >= *floor && self.score(header, at, passages, *floor) {
            *floor = each(&Matched {
                segment: self.segment,
                header,
                at,
                blocks: self.blocks,
                passages: &self.passages,
                matching,
                table: &self.table,
                scale: self.scale,
            });
        }
    }

    /// Judges the leaves that look at positions, and the tree by them.
    fn is_certain(&mut self, window: &Range<DocId>, at: u32, passages: u32) -> bool {
        self.judged.clear();
        let perhaps: Vec<usize> = self.table.perhaps(at).collect();
        for leaf in perhaps {
            if let Some(found) = self.judge.judge(leaf, window.start + at) {
                self.judged.push(leaf);
                self.table.enter(leaf, at, |doc| doc - window.start, found);
            }
        }
        self.holds(self.tree, window.start + at, at, passages)
    }

    fn holds(&self, node: &Node, header: DocId, at: u32, passages: u32) -> bool {
        let holds = |part: &Node| self.holds(part, header, at, passages);
        match node {
            Node::All => true,
            Node::Leaf(leaf) => {
                self.judged.contains(leaf) || self.table.times(*leaf, at, passages) != (0, 0)
            }
            Node::Window(days) => {
                let days = &self.scale.plan.windows[*days];
                self.blocks.is_within(days, header)
            }
            Node::And(all) => all.iter().all(holds),
            Node::Or(any) => any.iter().any(holds),
            Node::Not(of) => !holds(of),
        }
    }

    /// More than an article can give to a passage, by the leaves that it holds.
    fn reach(&self, at: u32) -> f32 {
        ones(self.table.held(at))
            .map(|bit| self.most[bit as usize])
            .sum()
    }

    /// What a passage gets from itself for a leaf.
    #[inline]
    fn own(&self, leaf: usize, times: u32) -> f32 {
        match self.own[leaf].get(times as usize) {
            Some(own) => *own,
            None => self
                .scale
                .collection
                .passage(self.scale.weights[leaf], times),
        }
    }

    /// Scores the matching passages of an article, unless none can reach the floor.
    fn score(&mut self, header: DocId, at: u32, passages: u32, floor: f32) -> bool {
        let Scale {
            collection,
            weights,
            ..
        } = self.scale;
        let length = collection.length(self.blocks.base(header));
        let (mut article, mut most) = (0.0, 0.0);
        self.table.each_leaf(at, |leaf| {
            let (in_title, in_body) = self.table.times(leaf, at, passages);
            article += collection.article(weights[leaf], in_title, in_body, length);
            most += self.own(leaf, in_body);
        });
        // A little more, as the parts of a score are added in another order than its bound.
        if (article + most) * (1.0 + self.scale.most_bonus()) * 1.0001 < floor {
            return false;
        }
        let factor = 1.0 + self.scale.bonus(self.blocks, header);
        self.passages.clear();
        for (at_passage, doc) in (at + 1..=at + passages).zip(header + 1..) {
            if self.table.is_present(at_passage) {
                let mut own = 0.0;
                self.table.each_leaf(at, |leaf| {
                    own += self.own(leaf, self.table.of(leaf, at_passage));
                });
                self.passages.push((doc, (own + article) * factor));
            }
        }
        if self.passages.is_empty() {
            self.passages.push((header + 1, article * factor));
        }
        true
    }
}
