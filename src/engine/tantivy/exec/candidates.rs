//! Which articles may match: a bit for each, a window of neighbouring documents at a time.
//!
//! The tree of a plan is evaluated on whole windows with the operations of sets. What looks at
//! positions or counts is fruit to be true where all its words are in the article; everything else
//! is exact. Of a conjunction the rarest part goes first, and the others are looked at only where it
//! left something. Words are counted on the way.

use tantivy::{DocId, TERMINATED};

use crate::engine::tantivy::exec::approximation::LeafApproximation;
use crate::engine::tantivy::exec::bitset::BitSet;
use crate::engine::tantivy::exec::frequencies::Frequencies;
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::segment::Blocks;
use crate::plan::{Node, Plan};

/// One segment on its way through the windows.
pub struct Candidates<'a> {
    plan: &'a Plan,
    tree: &'a Node,
    blocks: &'a Blocks,
    /// Every article of the window at hand, once it was asked for.
    every: Option<BitSet>,
    /// By leaf.
    leaves: Vec<LeafApproximation>,
    /// By leaf: the articles that it was found in, once it was looked for in the window at hand.
    known: Vec<Option<BitSet>>,
    width: u32,
    /// The next document to look at.
    target: DocId,
}

impl<'a> Candidates<'a> {
    pub fn open(
        plan: &'a Plan,
        tree: &'a Node,
        snapshot: &Snapshot<'a>,
        segment: usize,
    ) -> tantivy::Result<Candidates<'a>> {
        let open = |leaf| LeafApproximation::open(leaf, plan, snapshot, segment);
        let leaves = plan.leaves.iter().map(open);
        let mut candidates = Candidates {
            plan,
            tree,
            blocks: &snapshot.blocks[segment],
            every: None,
            leaves: leaves.collect::<tantivy::Result<_>>()?,
            known: vec![None; plan.leaves.len()],
            width: 0,
            target: 0,
        };
        candidates.width = width(plan.leaves.len(), candidates.documents(tree));
        Ok(candidates)
    }

    /// The next window with an article that may match, and those articles. What was counted in it is in
    /// the table.
    pub fn next(&mut self, table: &mut Frequencies) -> Option<(Window, BitSet)> {
        loop {
            let first = self.first(self.tree).max(self.target);
            if first >= self.blocks.documents() {
                return None;
            }
            let window = Window::open(self.blocks, first, self.width);
            self.target = window.to;
            self.every = None;
            self.known.fill(None);
            table.begin(&window);
            let mut found = self.root(&window, table);
            if self.blocks.has_gone() {
                found.retain(|at| !self.blocks.is_gone(window.doc(at)));
            }
            if !found.is_empty() {
                return Some((window, found));
            }
        }
    }

    /// A document before which nothing makes `node` true.
    fn first(&self, node: &Node) -> DocId {
        match node {
            Node::All | Node::Days(_) | Node::Not(_) => self.target,
            Node::Leaf(leaf) => self.leaves[*leaf].first(),
            Node::And(all) => {
                let parts = all.iter().map(|part| self.first(part));
                parts.max().unwrap_or(TERMINATED)
            }
            Node::Or(any) => {
                let parts = any.iter().map(|part| self.first(part));
                parts.min().unwrap_or(TERMINATED)
            }
        }
    }

    /// A conjunction goes on only where its parts so far left something. Elsewhere in the tree that
    /// would leave counts out which a score needs.
    fn root(&mut self, window: &Window, table: &mut Frequencies) -> BitSet {
        let Node::And(all) = self.tree else {
            return self.articles(self.tree, window, None, table);
        };
        let mut parts: Vec<&Node> = all.iter().collect();
        parts.sort_by_key(|part| self.documents(part));
        let mut left: Option<BitSet> = None;
        for part in parts {
            let here = self.articles(part, window, left.as_ref(), table);
            let emptied = here.is_empty();
            left = Some(here);
            if emptied {
                break;
            }
        }
        left.unwrap_or_else(|| BitSet::empty(window.words()))
    }

    /// The articles of the window that may make `node` true; only those of `within` matter.
    fn articles(
        &mut self,
        node: &Node,
        window: &Window,
        within: Option<&BitSet>,
        table: &mut Frequencies,
    ) -> BitSet {
        match node {
            Node::All => self.all(window, within),
            Node::Days(days) => {
                let mut found = self.all(window, within);
                let days = &self.plan.days[*days];
                let first = |at| window.doc(window.first(at));
                found.retain(|at| self.blocks.is_within(days, first(at)));
                found
            }
            Node::Leaf(leaf) => {
                // A leaf may stand in the tree again. What matters then mattered before: lists are
                // read once, and only of less and less.
                if let Some(known) = &self.known[*leaf] {
                    let mut found = known.clone();
                    within.iter().for_each(|within| found.and(within));
                    return found;
                }
                let LeafApproximation { words, rest } = &mut self.leaves[*leaf];
                let mut found = match words {
                    Some(words) => {
                        let tally = table.leaf(*leaf);
                        words.count(self.blocks, window, within, tally)
                    }
                    None => BitSet::empty(window.words()),
                };
                if let Some(rest) = rest {
                    let perhaps = rest.articles(self.blocks, window, within);
                    found.or(&perhaps);
                    table.perhaps(*leaf, perhaps);
                }
                self.known[*leaf] = Some(found.clone());
                found
            }
            Node::And(all) => {
                let mut found = self.all(window, within);
                for part in all {
                    found.and(&self.articles(part, window, within, table));
                }
                found
            }
            Node::Or(any) => {
                let mut found = BitSet::empty(window.words());
                for part in any {
                    found.or(&self.articles(part, window, within, table));
                }
                found
            }
            Node::Not(of) => {
                let mut found = self.all(window, within);
                let mut not = self.articles(of, window, within, table);
                not.and_not(table.uncertain());
                found.and_not(&not);
                found
            }
        }
    }

    fn all(&mut self, window: &Window, within: Option<&BitSet>) -> BitSet {
        match within {
            Some(within) => within.clone(),
            None => {
                let every = &mut self.every;
                every
                    .get_or_insert_with(|| window.articles(self.blocks))
                    .clone()
            }
        }
    }

    /// At most how many documents have to be looked at.
    fn documents(&self, node: &Node) -> u64 {
        match node {
            Node::All | Node::Days(_) | Node::Not(_) => u64::MAX,
            Node::Leaf(leaf) => self.leaves[*leaf].documents(),
            Node::And(all) => {
                let parts = all.iter().map(|part| self.documents(part));
                parts.min().unwrap_or(u64::MAX)
            }
            Node::Or(any) => {
                let parts = any.iter().map(|part| self.documents(part));
                parts.fold(0, u64::saturating_add)
            }
        }
    }
}

/// Documents of a window: narrower where there are many leaves, as there is a row for each, or few
/// documents to look at, as most of a window is empty then.
fn width(leaves: usize, documents: u64) -> u32 {
    match (leaves, documents) {
        (_, 0..=48) => 512,
        (0..=256, _) => 4096,
        _ => 1024,
    }
}
