//! How often each leaf stands in each document of a window.

use std::ops::Range;

use tantivy::DocId;

use super::bits::{Bits, ones};
use super::evidence::Evidence;
use super::plan::Plan;
use super::sieve::Tally;

/// A row for each leaf. Places are counted from the beginning of the window.
pub struct Table {
    /// By leaf.
    shown: Vec<bool>,
    width: usize,
    /// By leaf, then by document.
    counts: Vec<u32>,
    /// By header: a bit for each shown leaf that its article holds; many leaves share them.
    held: Vec<u64>,
    /// A bit for each document that holds any shown leaf.
    present: Vec<u64>,
    /// The articles in which a leaf that looks at positions may be true, and in which any of them.
    perhaps: Vec<(usize, Bits)>,
    uncertain: Bits,
    /// Counts that are not 0, with their headers, until there are too many to clear one by one.
    touched: Vec<(u32, u32)>,
}

/// From this share of all counts on it is cheaper to clear the whole table.
const CLEARED_WHOLE: usize = 16;

impl Table {
    pub fn new(plan: &Plan) -> Table {
        let shown: Vec<bool> = plan.leaves.iter().map(|leaf| leaf.shown).collect();
        Table {
            touched: Vec::new(),
            shown,
            width: 0,
            counts: Vec::new(),
            held: Vec::new(),
            present: Vec::new(),
            perhaps: Vec::new(),
            uncertain: Bits::NONE,
        }
    }

    /// Whether positions have to be looked at to decide an article.
    pub fn is_uncertain(&self, header: u32) -> bool {
        self.uncertain.has(header)
    }

    /// The leaves that may be true in an article, but for their positions.
    pub fn perhaps(&self, header: u32) -> impl Iterator<Item = usize> {
        let perhaps = self.perhaps.iter();
        perhaps.filter_map(move |(leaf, bits)| bits.has(header).then_some(*leaf))
    }

    /// Takes note of a leaf that was found to be true in an article.
    pub fn enter(&mut self, leaf: usize, header: u32, at: impl Fn(DocId) -> u32, found: &Evidence) {
        self.count(leaf, header, header, found.in_title);
        for (doc, times) in &found.docs {
            self.count(leaf, header, at(*doc), *times);
        }
    }

    /// The bits of the shown leaves that an article holds: leaf n has bit n mod 64.
    pub fn held(&self, header: u32) -> u64 {
        self.held[header as usize]
    }

    /// Calls `each` with the shown leaves that an article may hold.
    #[inline]
    pub fn each_leaf(&self, header: u32, mut each: impl FnMut(usize)) {
        let held = self.held(header);
        for round in (0..self.shown.len()).step_by(64) {
            for leaf in ones(held).map(|bit| round + bit as usize) {
                if leaf < self.shown.len() {
                    each(leaf);
                }
            }
        }
    }

    /// How often a leaf stands in an article's headline, and in the passages of its text.
    pub fn times(&self, leaf: usize, header: u32, passages: u32) -> (u32, u32) {
        let first = leaf * self.width + header as usize;
        let counts = &self.counts[first..=first + passages as usize];
        (counts[0], counts[1..].iter().sum())
    }

    pub fn of(&self, leaf: usize, at: u32) -> u32 {
        self.counts[leaf * self.width + at as usize]
    }

    pub fn is_present(&self, at: u32) -> bool {
        self.present[at as usize / 64] >> (at % 64) & 1 == 1
    }

    /// How many of the documents hold any shown leaf.
    pub fn matching(&self, part: Range<u32>) -> u32 {
        if part.len() >= 64 {
            return part.filter(|&at| self.is_present(at)).count() as u32;
        }
        let (word, shift) = (part.start as usize / 64, part.start % 64);
        let low = self.present[word] >> shift;
        let high = match shift {
            0 => 0,
            shift => self.present[word + 1] << (64 - shift),
        };
        ((low | high) & ((1 << part.len()) - 1)).count_ones()
    }

    #[inline]
    fn count(&mut self, leaf: usize, header: u32, at: u32, times: u32) {
        let count = leaf * self.width + at as usize;
        self.counts[count] += times;
        if self.touched.len() < self.counts.len() / CLEARED_WHOLE {
            self.touched.push((count as u32, header));
        }
        if self.shown[leaf] && times > 0 {
            self.held[header as usize] |= 1 << (leaf % 64);
            if at != header {
                self.present[at as usize / 64] |= 1 << (at % 64);
            }
        }
    }
}

impl Tally for Table {
    fn begin(&mut self, window: &Range<DocId>) {
        let width = (window.end - window.start) as usize;
        let is_listed = self.touched.len() < self.counts.len() / CLEARED_WHOLE;
        if width <= self.width && is_listed {
            for (count, header) in self.touched.drain(..) {
                let at = count as usize % self.width;
                self.counts[count as usize] = 0;
                self.present[at / 64] = 0;
                self.held[header as usize] = 0;
            }
        } else {
            self.touched.clear();
            self.width = self.width.max(width);
            self.counts.clear();
            self.counts.resize(self.width * self.shown.len(), 0);
            self.held.clear();
            self.held.resize(self.width, 0);
            self.present.clear();
            self.present.resize(self.width.div_ceil(64) + 1, 0);
        }
        self.perhaps.clear();
        self.uncertain = Bits::NONE;
    }

    fn count(&mut self, leaf: usize, header: u32, at: u32, times: u32) {
        Table::count(self, leaf, header, at, times);
    }

    fn perhaps(&mut self, leaf: usize, articles: Bits) {
        if !articles.is_empty() {
            self.uncertain.or(&articles);
            self.perhaps.push((leaf, articles));
        }
    }
}
