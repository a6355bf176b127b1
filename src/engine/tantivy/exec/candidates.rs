//! The articles that may match, a window of neighbouring documents at a time.
//!
//! The tree of a plan is evaluated on whole windows with bit sets. A leaf with positions is taken to match
//! where its approximation does; everything else is exact. Words are counted on the way.

use tantivy::{DocId, TERMINATED};

use crate::engine::tantivy::exec::approximation::LeafApproximation;
use crate::engine::tantivy::exec::bitset::BitSet;
use crate::engine::tantivy::exec::frequencies::Frequencies;
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::failed::Result;
use crate::engine::tantivy::store::segment::Blocks;
use crate::plan::{Node, Plan};
use crate::request::interrupt::Interrupt;

/// An iterator over the windows of a segment.
pub struct Candidates<'a> {
    plan: &'a Plan,
    tree: &'a Node,
    blocks: &'a Blocks,
    interrupt: &'a Interrupt,
    /// By leaf.
    leaves: Vec<LeafApproximation>,
    /// Documents of a window.
    width: u32,
    /// Where the next window begins at the earliest.
    target: DocId,
}

impl<'a> Candidates<'a> {
    pub fn open(
        plan: &'a Plan,
        tree: &'a Node,
        snapshot: &Snapshot<'a>,
        segment: usize,
    ) -> Result<Candidates<'a>> {
        let leaves = plan.leaves.iter();
        let leaves = leaves.map(|leaf| LeafApproximation::open(leaf, plan, snapshot, segment));
        let leaves = leaves.collect::<Result<Vec<_>>>()?;
        Ok(Candidates {
            plan,
            tree,
            blocks: &snapshot.blocks[segment],
            interrupt: snapshot.interrupt,
            width: width(leaves.len(), cost(tree, &leaves)),
            leaves,
            target: 0,
        })
    }

    /// The next window with an article that may match, and those articles. `frequencies` are those of the
    /// window then.
    pub fn next(&mut self, frequencies: &mut Frequencies) -> Result<Option<(Window, BitSet)>> {
        let tree = self.tree;
        loop {
            self.interrupt.check()?;
            let first = self.doc(tree).max(self.target);
            if first >= self.blocks.documents() {
                return Ok(None);
            }
            let window = Window::open(self.blocks, first, self.width);
            self.target = window.to;
            frequencies.reset(&window);
            let mut found = self.in_window(&window, frequencies).root(tree);
            window.retain_live(&mut found, self.blocks);
            if !found.is_empty() {
                return Ok(Some((window, found)));
            }
        }
    }

    /// No document before this one matches `node`.
    fn doc(&self, node: &Node) -> DocId {
        match node {
            Node::All | Node::Days(_) | Node::Not(_) => self.target,
            Node::Leaf(leaf) => self.leaves[*leaf].doc(),
            Node::And(parts) => {
                let docs = parts.iter().map(|part| self.doc(part));
                docs.max().unwrap_or(TERMINATED)
            }
            Node::Or(parts) => {
                let docs = parts.iter().map(|part| self.doc(part));
                docs.min().unwrap_or(TERMINATED)
            }
        }
    }

    fn in_window<'w>(
        &'w mut self,
        window: &'w Window,
        frequencies: &'w mut Frequencies,
    ) -> InWindow<'w> {
        InWindow {
            plan: self.plan,
            blocks: self.blocks,
            window,
            found: vec![None; self.leaves.len()],
            leaves: &mut self.leaves,
            live: None,
            frequencies,
        }
    }
}

/// The evaluation of a tree in one window.
struct InWindow<'w> {
    plan: &'w Plan,
    blocks: &'w Blocks,
    window: &'w Window,
    /// By leaf.
    leaves: &'w mut [LeafApproximation],
    /// By leaf: its articles, once it was evaluated.
    found: Vec<Option<BitSet>>,
    /// Every article of the window, once it was asked for.
    live: Option<BitSet>,
    frequencies: &'w mut Frequencies,
}

impl InWindow<'_> {
    /// The articles that may match the whole tree. A conjunction begins with its rarest part and goes on
    /// only where the parts so far left something. Only the root may: deeper in the tree that would skip
    /// counts that a score needs.
    fn root(&mut self, tree: &Node) -> BitSet {
        let Node::And(parts) = tree else {
            return self.articles(tree, None);
        };
        let mut parts: Vec<&Node> = parts.iter().collect();
        parts.sort_by_key(|part| cost(part, self.leaves));
        let mut left: Option<BitSet> = None;
        for part in parts {
            let here = self.articles(part, left.as_ref());
            let is_empty = here.is_empty();
            left = Some(here);
            if is_empty {
                break;
            }
        }
        left.unwrap_or_else(|| BitSet::empty(self.window.words()))
    }

    /// The articles that may match `node`; only those of `within` matter.
    fn articles(&mut self, node: &Node, within: Option<&BitSet>) -> BitSet {
        match node {
            Node::All => self.all(within),
            Node::Leaf(leaf) => self.leaf(*leaf, within),
            Node::Days(days) => {
                let mut found = self.all(within);
                let (days, window) = (&self.plan.days[*days], self.window);
                found.retain(|article| self.blocks.is_within(days, window.docs(article).0));
                found
            }
            Node::And(parts) => {
                let mut found = self.all(within);
                for part in parts {
                    found.and(&self.articles(part, within));
                }
                found
            }
            Node::Or(parts) => {
                let mut found = BitSet::empty(self.window.words());
                for part in parts {
                    found.or(&self.articles(part, within));
                }
                found
            }
            Node::Not(part) => {
                let mut found = self.all(within);
                let mut matched = self.articles(part, within);
                matched.and_not(self.frequencies.unverified_articles());
                found.and_not(&matched);
                found
            }
        }
    }

    fn all(&mut self, within: Option<&BitSet>) -> BitSet {
        match within {
            Some(within) => within.clone(),
            None => {
                let live = || self.window.live_articles(self.blocks);
                self.live.get_or_insert_with(live).clone()
            }
        }
    }

    /// Cursors go forward only, so a leaf that occurs in the tree again is not evaluated again. The first
    /// `within` contains all later ones.
    fn leaf(&mut self, leaf: usize, within: Option<&BitSet>) -> BitSet {
        if let Some(found) = &self.found[leaf] {
            let mut found = found.clone();
            within.iter().for_each(|within| found.and(within));
            return found;
        }
        let LeafApproximation {
            words,
            relatives,
            positions,
        } = &mut self.leaves[leaf];
        if let Some(relatives) = relatives {
            let frequencies = self.frequencies.leaf_mut(leaf).related_mut(self.window);
            relatives.count(self.blocks, self.window, within, frequencies);
        }
        let mut found = match words {
            Some(words) => {
                let frequencies = self.frequencies.leaf_mut(leaf);
                words.count(self.blocks, self.window, within, frequencies)
            }
            None => BitSet::empty(self.window.words()),
        };
        if let Some(positions) = positions {
            let unverified = positions.articles(self.blocks, self.window, within);
            found.or(&unverified);
            self.frequencies.add_unverified(leaf, unverified);
        }
        self.found[leaf] = Some(found.clone());
        found
    }
}

/// At most how many postings have to be read for `node`.
fn cost(node: &Node, leaves: &[LeafApproximation]) -> u64 {
    match node {
        Node::All | Node::Days(_) | Node::Not(_) => u64::MAX,
        Node::Leaf(leaf) => leaves[*leaf].cost(),
        Node::And(parts) => {
            let costs = parts.iter().map(|part| cost(part, leaves));
            costs.min().unwrap_or(u64::MAX)
        }
        Node::Or(parts) => {
            let costs = parts.iter().map(|part| cost(part, leaves));
            costs.fold(0, u64::saturating_add)
        }
    }
}

/// Documents of a window: fewer where there are many leaves, as each has counters for all of them, or few
/// postings, as most of a window is empty then.
fn width(leaves: usize, cost: u64) -> u32 {
    match (leaves, cost) {
        (_, 0..=48) => 512,
        (0..=256, _) => 4096,
        _ => 1024,
    }
}
