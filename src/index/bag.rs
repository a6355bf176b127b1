//! Evaluation by the window: for questions that only ask whether words are there.
//!
//! Where a plan looks at no positions, the occurrences of a few thousand neighbouring documents
//! are poured into one table, a row for each leaf, and the articles of the window are judged from
//! it. It gives the same articles, passages and scores as the walk from article to article, and is
//! the faster way where words are common.

use tantivy::{DocId, TERMINATED};

use super::cursor::Cursor;
use super::matched::{Matched, Scale};
use super::plan::{Node, Plan};
use super::segment::Blocks;
use super::spans::Expr;

/// Documents of a window; more only where one article alone is longer.
const WIDTH: u32 = 4096;

/// Whether a plan can be evaluated like this: no positions, no counts, and nothing matches without
/// one of its words.
pub fn is_bag(plan: &Plan, tree: &Node) -> bool {
    let plain = |sides: &[(_, Expr)]| sides.iter().all(|(_, expr)| matches!(expr, Expr::Set(_)));
    let leaves = &plan.leaves;
    leaves.len() <= u64::BITS as usize
        && leaves
            .iter()
            .all(|leaf| leaf.times == 1 && plain(&leaf.sides))
        && needs_a_leaf(tree)
}

fn needs_a_leaf(node: &Node) -> bool {
    match node {
        Node::Leaf(_) => true,
        Node::And(all) => all.iter().any(needs_a_leaf),
        Node::Or(any) => any.iter().all(needs_a_leaf),
        Node::All | Node::Window(_) | Node::Not(_) => false,
    }
}

/// One segment on its way through the windows.
pub struct Bag<'a> {
    pub scale: &'a Scale<'a>,
    pub tree: &'a Node,
    pub segment: usize,
    pub blocks: &'a Blocks,
    /// Which leaf each belongs to.
    pub cursors: Vec<(usize, Cursor)>,
    table: Table,
    passages: Vec<(DocId, f32)>,
}

/// How often each leaf stands in each document of the window.
struct Table {
    from: DocId,
    width: usize,
    /// By leaf, then by document.
    counts: Vec<u32>,
    /// A bit for each document that holds any leaf.
    present: Vec<u64>,
}

impl<'a> Bag<'a> {
    pub fn new(
        scale: &'a Scale<'a>,
        tree: &'a Node,
        segment: usize,
        blocks: &'a Blocks,
        cursors: Vec<(usize, Cursor)>,
    ) -> Bag<'a> {
        let table = Table {
            from: 0,
            width: 0,
            counts: Vec::new(),
            present: Vec::new(),
        };
        Bag {
            scale,
            tree,
            segment,
            blocks,
            cursors,
            table,
            passages: Vec::new(),
        }
    }

    /// Hands every matching article to `each`, which returns the least score that still matters.
    pub fn walk(&mut self, floor: &mut f32, each: &mut impl FnMut(&Matched<'_>) -> f32) {
        loop {
            let next = self.cursors.iter().map(|(_, cursor)| cursor.doc()).min();
            match next {
                None | Some(TERMINATED) => return,
                Some(doc) => self.pour(doc),
            }
            let mut doc = self.table.from;
            while let Some(found) = self.table.next(doc) {
                let header = self.blocks.header_of(found);
                let end = header + self.blocks.passages(header) + 1;
                if !self.blocks.is_gone(header) {
                    self.article(header, end, floor, each);
                }
                doc = end;
            }
        }
    }

    /// Fills the table with whole articles from the one that `doc` is in.
    fn pour(&mut self, doc: DocId) {
        let from = self.blocks.header_of(doc);
        let first_end = from + self.blocks.passages(from) + 1;
        let end = match self.blocks.last().checked_sub(from) {
            Some(left) if left >= WIDTH => self.blocks.header_of(from + WIDTH).max(first_end),
            _ => self.blocks.last() + 1,
        };
        self.table
            .clear(from, (end - from) as usize, self.scale.plan.leaves.len());
        for (leaf, cursor) in &mut self.cursors {
            let row = *leaf * self.table.width;
            while cursor.doc() < end {
                let at = (cursor.doc() - from) as usize;
                self.table.present[at / 64] |= 1 << (at % 64);
                self.table.counts[row + at] += cursor.take(None);
            }
        }
    }

    fn article(
        &mut self,
        header: DocId,
        end: DocId,
        floor: &mut f32,
        each: &mut impl FnMut(&Matched<'_>) -> f32,
    ) {
        let Scale {
            plan,
            collection,
            weights,
            ..
        } = self.scale;
        let held = self.table.held(header, end);
        if !self.holds(self.tree, held, header) {
            return;
        }
        let shown = held & plan.shown_leaves();
        let matching = self.table.matching(shown, header + 1, end);
        let leaves = || bits(shown).map(|leaf| (leaf, weights[leaf]));
        self.passages.clear();
        let reach: f32 = leaves().map(|(_, weight)| collection.most(weight)).sum();
        if reach * (1.0 + self.scale.most_bonus()) >= *floor || shown == 0 {
            let words = self.blocks.base(header);
            let article = leaves().fold(0.0, |sum, (leaf, weight)| {
                let (in_title, in_body) = self.table.times(leaf, header, end);
                sum + collection.article(weight, in_title, in_body, words)
            });
            let factor = 1.0 + self.scale.bonus(self.blocks, header);
            for doc in header + 1..end {
                let mut score = 0.0;
                let mut here = false;
                for (leaf, weight) in leaves() {
                    let times = self.table.count(leaf, doc);
                    if times > 0 {
                        here = true;
                        score += collection.passage(weight, times);
                    }
                }
                if here {
                    self.passages.push((doc, (score + article) * factor));
                }
            }
            if self.passages.is_empty() {
                self.passages.push((header + 1, article * factor));
            }
        }
        *floor = each(&Matched {
            segment: self.segment,
            header,
            blocks: self.blocks,
            passages: &self.passages,
            matching: matching.max(1),
            evidence: &[],
            scale: self.scale,
        });
    }

    fn holds(&self, node: &Node, held: u64, header: DocId) -> bool {
        match node {
            Node::All => true,
            Node::Leaf(leaf) => held >> leaf & 1 == 1,
            Node::Window(window) => self
                .blocks
                .is_within(&self.scale.plan.windows[*window], header),
            Node::And(all) => all.iter().all(|part| self.holds(part, held, header)),
            Node::Or(any) => any.iter().any(|part| self.holds(part, held, header)),
            Node::Not(of) => !self.holds(of, held, header),
        }
    }
}

impl Table {
    fn clear(&mut self, from: DocId, width: usize, leaves: usize) {
        (self.from, self.width) = (from, width);
        self.counts.clear();
        self.counts.resize(width * leaves, 0);
        self.present.clear();
        self.present.resize(width.div_ceil(64), 0);
    }

    /// The first document from `doc` on that holds anything.
    fn next(&self, doc: DocId) -> Option<DocId> {
        let at = (doc - self.from) as usize;
        let first = self.present.get(at / 64)? & (!0 << (at % 64));
        let mut rest = self.present[at / 64 + 1..].iter();
        let (mut word, mut bits) = (at / 64, first);
        while bits == 0 {
            bits = *rest.next()?;
            word += 1;
        }
        Some(self.from + word as u32 * 64 + bits.trailing_zeros())
    }

    fn count(&self, leaf: usize, doc: DocId) -> u32 {
        self.counts[leaf * self.width + (doc - self.from) as usize]
    }

    fn row(&self, leaf: usize, from: DocId, to: DocId) -> &[u32] {
        let row = leaf * self.width;
        &self.counts[row + (from - self.from) as usize..row + (to - self.from) as usize]
    }

    /// How often a leaf stands in an article's headline and in its text.
    fn times(&self, leaf: usize, header: DocId, end: DocId) -> (u32, u32) {
        let row = self.row(leaf, header, end);
        (row[0], row[1..].iter().sum())
    }

    /// A bit for each leaf that an article holds.
    fn held(&self, header: DocId, end: DocId) -> u64 {
        let leaves = self.counts.len() / self.width;
        (0..leaves).fold(0, |held, leaf| {
            let holds = self.row(leaf, header, end).iter().any(|&count| count > 0);
            held | u64::from(holds) << leaf
        })
    }

    /// How many passages hold any of the leaves.
    fn matching(&self, leaves: u64, from: DocId, to: DocId) -> u32 {
        (from..to)
            .filter(|&doc| bits(leaves).any(|leaf| self.count(leaf, doc) > 0))
            .count() as u32
    }
}

/// The numbers of the bits that are set, rising.
fn bits(mut set: u64) -> impl Iterator<Item = usize> + Clone {
    std::iter::from_fn(move || {
        let lowest = (set != 0).then(|| set.trailing_zeros() as usize);
        set &= set.wrapping_sub(1);
        lowest
    })
}
