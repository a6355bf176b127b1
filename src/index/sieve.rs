//! Which articles may match: a bit for each, a window of neighbouring documents at a time.
//!
//! The tree of a plan is evaluated on whole windows with the operations of sets. What looks at
//! positions or counts is taken to be true where all its words are in the article; everything else
//! is exact. Of a conjunction the rarest part goes first, and the others are looked at only where it
//! left something.

use std::ops::Range;

use tantivy::{DocId, TERMINATED};

use super::bits::{Bits, WIDTH};
use super::ground::Ground;
use super::list::List;
use super::need::Sought;
use super::plan::{Node, Plan};
use super::segment::Blocks;

/// Takes note of what is found on the way: how often a leaf stands in a document.
pub trait Tally {
    /// A new window of whole articles.
    fn begin(&mut self, window: &Range<DocId>);
    /// Places are counted from the beginning of the window.
    fn count(&mut self, leaf: usize, header: u32, at: u32, times: u32);
    /// The articles in which everything was found that a leaf needs beside its words. In others
    /// its words decide.
    fn perhaps(&mut self, leaf: usize, articles: Bits);
}

/// One segment on its way through the windows.
pub struct Sieve<'a> {
    plan: &'a Plan,
    tree: &'a Node,
    blocks: &'a Blocks,
    headers: List,
    /// Every article of the window at hand, once it was asked for.
    every: Option<Bits>,
    /// The articles of the window at hand in which a leaf was taken to be true.
    uncertain: Bits,
    /// By leaf.
    sought: Vec<Sought>,
    width: u32,
    /// The next document to look at.
    target: DocId,
}

impl<'a> Sieve<'a> {
    pub fn open(
        plan: &'a Plan,
        tree: &'a Node,
        ground: &Ground<'a>,
        segment: usize,
    ) -> tantivy::Result<Sieve<'a>> {
        let open = |leaf| Sought::open(leaf, plan, ground, segment);
        let sought = plan.leaves.iter().map(open);
        Ok(Sieve {
            plan,
            tree,
            blocks: &ground.blocks[segment],
            headers: List::of_headers(ground, segment)?,
            every: None,
            uncertain: Bits::NONE,
            sought: sought.collect::<tantivy::Result<_>>()?,
            width: width(plan.leaves.len()),
            target: 0,
        })
    }

    /// The next window with an article that may match, and those articles.
    pub fn next(&mut self, tally: &mut impl Tally) -> Option<(Range<DocId>, Bits)> {
        loop {
            let first = self.first(self.tree).max(self.target);
            if first > self.blocks.last() {
                return None;
            }
            let window = self.blocks.window(first, self.width);
            self.target = window.end;
            self.every = None;
            self.uncertain = Bits::NONE;
            tally.begin(&window);
            let mut found = self.root(&window, tally);
            if self.blocks.has_gone() {
                found.retain(|at| !self.blocks.is_gone(window.start + at));
            }
            if !found.is_empty() {
                return Some((window, found));
            }
        }
    }

    /// A document before which nothing makes `node` true.
    fn first(&self, node: &Node) -> DocId {
        match node {
            Node::All | Node::Window(_) | Node::Not(_) => self.target,
            Node::Leaf(leaf) => self.sought[*leaf].first(),
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
    fn root(&mut self, window: &Range<DocId>, tally: &mut impl Tally) -> Bits {
        let Node::And(all) = self.tree else {
            return self.articles(self.tree, window, None, tally);
        };
        let mut parts: Vec<&Node> = all.iter().collect();
        parts.sort_by_key(|part| self.documents(part));
        let mut left: Option<Bits> = None;
        for part in parts {
            let here = self.articles(part, window, left.as_ref(), tally);
            let emptied = here.is_empty();
            left = Some(here);
            if emptied {
                break;
            }
        }
        left.unwrap_or(Bits::NONE)
    }

    /// The articles of the window that may make `node` true; only those of `within` matter.
    fn articles(
        &mut self,
        node: &Node,
        window: &Range<DocId>,
        within: Option<&Bits>,
        tally: &mut impl Tally,
    ) -> Bits {
        match node {
            Node::All => self.all(window, within),
            Node::Window(days) => {
                let mut found = self.all(window, within);
                let days = &self.plan.windows[*days];
                found.retain(|at| self.blocks.is_within(days, window.start + at));
                found
            }
            Node::Leaf(leaf) => {
                let mut found = Bits::NONE;
                let Sought { words, rest } = &mut self.sought[*leaf];
                if let Some(words) = words {
                    let mut note = |header, at, times| tally.count(*leaf, header, at, times);
                    found = words.articles(self.blocks, window, within, &mut note);
                }
                if let Some(rest) = rest {
                    let perhaps = rest.articles(self.blocks, window, within, &mut |_, _, _| {});
                    self.uncertain.or(&perhaps);
                    found.or(&perhaps);
                    tally.perhaps(*leaf, perhaps);
                }
                found
            }
            Node::And(all) => {
                let mut found = self.all(window, within);
                for part in all {
                    found.and(&self.articles(part, window, within, tally));
                }
                found
            }
            Node::Or(any) => {
                let mut found = Bits::NONE;
                for part in any {
                    found.or(&self.articles(part, window, within, tally));
                }
                found
            }
            Node::Not(of) => {
                let mut found = self.all(window, within);
                let mut not = self.articles(of, window, within, tally);
                not.and_not(&self.uncertain);
                found.and_not(&not);
                found
            }
        }
    }

    fn all(&mut self, window: &Range<DocId>, within: Option<&Bits>) -> Bits {
        if let Some(within) = within {
            return within.clone();
        }
        let headers = &mut self.headers;
        let every = self.every.get_or_insert_with(|| {
            let mut found = Bits::NONE;
            headers.pour(window.start, window.end, &mut |doc, _| {
                found.set(doc - window.start);
            });
            found
        });
        every.clone()
    }

    /// At most how many documents have to be looked at.
    fn documents(&self, node: &Node) -> u64 {
        match node {
            Node::All | Node::Window(_) | Node::Not(_) => u64::MAX,
            Node::Leaf(leaf) => self.sought[*leaf].documents(),
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

/// Narrower where there are many leaves, as there is a row for each.
fn width(leaves: usize) -> u32 {
    match leaves {
        0..=256 => WIDTH,
        _ => WIDTH / 4,
    }
}
