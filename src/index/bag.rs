//! Scores without positions: for plans whose leaves only ask whether words are there.
//!
//! The sieve has decided everything; what it counted on the way lies in a table, a row for each
//! leaf. Where an article cannot reach the scores that still matter it is counted and no more.
//! Articles, passages and scores are those of `walk`.

use std::ops::Range;

use tantivy::DocId;

use super::matched::{Matched, Scale};
use super::segment::Blocks;
use super::sieve::{Sieve, Tally, ones};
use crate::rank::most;
use crate::results::Total;

/// One segment on its way through the windows.
pub struct Bag<'a> {
    scale: &'a Scale<'a>,
    segment: usize,
    blocks: &'a Blocks,
    table: Table,
    /// More than the leaves of a bit can ever give to a passage.
    most: Vec<f32>,
    passages: Vec<(DocId, f32)>,
}

/// How often each leaf that is shown stands in each document of a window.
struct Table {
    shown: Vec<bool>,
    width: usize,
    /// By leaf, then by document.
    counts: Vec<u32>,
    /// By header: a bit for each leaf that its article holds; leaves share bits if there are many.
    held: Vec<u64>,
    /// A bit for each document that holds any leaf.
    present: Vec<u64>,
    /// Which counts are not 0, where there are too many rows to clear them all.
    touched: Option<Vec<usize>>,
}

/// More rows than this are cleared one count at a time.
const CLEARED_WHOLE: usize = 32;

impl<'a> Bag<'a> {
    pub fn new(scale: &'a Scale<'a>, segment: usize, blocks: &'a Blocks) -> Bag<'a> {
        let mut bounds = vec![0.0; scale.weights.len().min(64)];
        for (leaf, weight) in scale.weights.iter().enumerate() {
            bounds[leaf % 64] += most(*weight);
        }
        Bag {
            scale,
            segment,
            blocks,
            table: Table::new(scale.plan.leaves.iter().map(|leaf| leaf.shown).collect()),
            most: bounds,
            passages: Vec::new(),
        }
    }

    /// Counts every article and hands those to `each` that may still matter, which returns the
    /// least score that does.
    pub fn walk(
        &mut self,
        mut sieve: Sieve<'_>,
        floor: &mut f32,
        each: &mut impl FnMut(&Matched<'_>) -> f32,
    ) -> Total {
        let mut total = Total::default();
        while let Some((window, found)) = sieve.next(&mut self.table) {
            for at in found.iter() {
                let header = window.start + at;
                let passages = self.blocks.passages(header);
                let matching = self.table.matching(at + 1..at + 1 + passages).max(1);
                total.articles += 1;
                total.passages += u64::from(matching);
                let held = self.table.held[at as usize];
                if self.reach(held) >= *floor && self.score(header, at, held, passages, *floor) {
                    *floor = each(&Matched {
                        segment: self.segment,
                        header,
                        blocks: self.blocks,
                        passages: &self.passages,
                        matching,
                        evidence: &[],
                        scale: self.scale,
                    });
                }
            }
        }
        total
    }

    /// More than an article that holds these leaves can give to a passage.
    fn reach(&self, held: u64) -> f32 {
        ones(held).map(|bit| self.most[bit as usize]).sum()
    }

    /// Scores the matching passages of an article, unless none can reach the floor.
    fn score(&mut self, header: DocId, at: u32, held: u64, passages: u32, floor: f32) -> bool {
        let Scale {
            collection,
            weights,
            ..
        } = self.scale;
        let table = &self.table;
        let words = self.blocks.base(header);
        let (mut article, mut own) = (0.0, 0.0);
        for leaf in leaves(held, weights.len()) {
            let (in_title, in_body) = table.times(leaf, at, passages);
            article += collection.article(weights[leaf], in_title, in_body, words);
            own += collection.most_of_passage(weights[leaf], in_body);
        }
        if article + own < floor {
            return false;
        }
        self.passages.clear();
        for (at, doc) in (at + 1..=at + passages).zip(header + 1..) {
            if table.is_present(at) {
                let length = self.blocks.lengths.fieldnorm(doc);
                let mut score = 0.0;
                for leaf in leaves(held, weights.len()) {
                    let times = table.count(leaf, at);
                    if times > 0 {
                        score += collection.passage(weights[leaf], times, length);
                    }
                }
                self.passages.push((doc, score + article));
            }
        }
        if self.passages.is_empty() {
            self.passages.push((header + 1, article));
        }
        true
    }
}

/// The leaves that may share the bits, in their order as far as there are at most 64.
fn leaves(held: u64, leaves: usize) -> impl Iterator<Item = usize> {
    let rounds = leaves.div_ceil(64);
    let each =
        (0..rounds).flat_map(move |round| ones(held).map(move |bit| round * 64 + bit as usize));
    each.filter(move |leaf| *leaf < leaves)
}

impl Tally for Table {
    fn begin(&mut self, window: &Range<DocId>) {
        let width = (window.end - window.start) as usize;
        match &mut self.touched {
            Some(touched) if width <= self.width => {
                touched.drain(..).for_each(|at| self.counts[at] = 0);
            }
            touched => {
                self.width = self.width.max(width);
                self.counts.clear();
                self.counts.resize(self.width * self.shown.len(), 0);
                touched.iter_mut().for_each(Vec::clear);
            }
        }
        self.held.clear();
        self.held.resize(width, 0);
        self.present.clear();
        self.present.resize(width.div_ceil(64) + 1, 0);
    }

    fn count(&mut self, leaf: usize, header: u32, at: u32, times: u32) {
        if !self.shown[leaf] {
            return;
        }
        let count = leaf * self.width + at as usize;
        self.counts[count] += times;
        if let Some(touched) = &mut self.touched {
            touched.push(count);
        }
        self.held[header as usize] |= 1 << (leaf % 64);
        self.present[at as usize / 64] |= 1 << (at % 64);
    }
}

impl Table {
    fn new(shown: Vec<bool>) -> Table {
        Table {
            touched: (shown.len() > CLEARED_WHOLE).then(Vec::new),
            shown,
            width: 0,
            counts: Vec::new(),
            held: Vec::new(),
            present: Vec::new(),
        }
    }

    fn count(&self, leaf: usize, at: u32) -> u32 {
        self.counts[leaf * self.width + at as usize]
    }

    /// How often a leaf stands in an article's headline and in its text.
    fn times(&self, leaf: usize, header: u32, passages: u32) -> (u32, u32) {
        let first = leaf * self.width + header as usize;
        let text = &self.counts[first + 1..=first + passages as usize];
        (self.counts[first], text.iter().sum())
    }

    fn is_present(&self, at: u32) -> bool {
        self.present[at as usize / 64] >> (at % 64) & 1 == 1
    }

    /// How many of the documents hold anything.
    fn matching(&self, part: Range<u32>) -> u32 {
        if part.len() < 64 {
            let (word, shift) = (part.start as usize / 64, part.start % 64);
            let low = self.present[word] >> shift;
            let high = match shift {
                0 => 0,
                shift => self.present[word + 1] << (64 - shift),
            };
            return ((low | high) & ((1 << part.len()) - 1)).count_ones();
        }
        part.filter(|&at| self.is_present(at)).count() as u32
    }
}
