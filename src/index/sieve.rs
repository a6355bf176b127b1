//! Which articles may match: a bit for each, a window of neighbouring documents at a time.
//!
//! The tree of a plan is evaluated on whole windows with the operations of sets. What looks at
//! positions or counts is taken to be true where all its words are in the article; everything else
//! is exact. Of a conjunction the rarest part goes first, and the others are
//! looked at only where it left something.

use std::ops::Range;

use tantivy::{DocId, TERMINATED};

use super::evaluate::Ground;
use super::list::List;
use super::plan::{Leaf, Node, Plan};
use super::segment::Blocks;
use super::spans::Expr;

/// Documents of a window; more only where one article alone is longer.
pub const WIDTH: u32 = 2048;
const BITS: usize = WIDTH as usize / 64;
/// How many postings can be poured while one article is looked for.
const POURED: u64 = 12;

/// A bit for each article of a window, by the place of its header.
#[derive(Clone)]
pub struct Bits([u64; BITS]);

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

/// What makes a leaf true in an article: any of its words, or what is decided by positions.
struct Sought {
    words: Option<Need>,
    rest: Option<Need>,
}

/// What must be in an article.
enum Need {
    Words { list: List, documents: u64 },
    All(Vec<Need>),
    Any(Vec<Need>),
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

impl Sought {
    fn open(
        leaf: &Leaf,
        plan: &Plan,
        ground: &Ground<'_>,
        segment: usize,
    ) -> tantivy::Result<Sought> {
        let (words, rest) = leaf.parts();
        let rest = rest.iter();
        let mut rest = rest
            .map(|(_, expr)| Need::of_expr(expr, plan, ground, segment))
            .collect::<tantivy::Result<Vec<Need>>>()?;
        Ok(Sought {
            words: match words.is_empty() {
                true => None,
                false => Some(Need::words(&words, plan, ground, segment)?),
            },
            rest: match rest.len() {
                0 | 1 => rest.pop(),
                _ => Some(Need::Any(rest)),
            },
        })
    }

    fn needs(&self) -> impl Iterator<Item = &Need> {
        self.words.iter().chain(&self.rest)
    }

    fn first(&self) -> DocId {
        self.needs().map(Need::first).min().unwrap_or(TERMINATED)
    }

    fn documents(&self) -> u64 {
        self.needs().map(Need::documents).sum()
    }
}

impl Need {
    fn of_expr(
        expr: &Expr,
        plan: &Plan,
        ground: &Ground<'_>,
        segment: usize,
    ) -> tantivy::Result<Need> {
        let each = |parts: &[Expr]| -> tantivy::Result<Vec<Need>> {
            let needs = parts.iter();
            needs
                .map(|part| Need::of_expr(part, plan, ground, segment))
                .collect()
        };
        match expr {
            Expr::Set(set) => Need::words(&[*set], plan, ground, segment),
            Expr::Any(parts) => {
                let sets = parts.iter().map(|part| match part {
                    Expr::Set(set) => Some(*set),
                    _ => None,
                });
                match sets.collect::<Option<Vec<usize>>>() {
                    Some(sets) => Need::words(&sets, plan, ground, segment),
                    None => Ok(Need::Any(each(parts)?)),
                }
            }
            Expr::Phrase { parts, .. } => Need::all(each(parts)?),
            Expr::Near { left, right, .. } => Need::all(vec![
                Need::of_expr(left, plan, ground, segment)?,
                Need::of_expr(right, plan, ground, segment)?,
            ]),
            Expr::Without { left, .. } => Need::of_expr(left, plan, ground, segment),
            Expr::Quoted { of, .. } => Need::of_expr(of, plan, ground, segment),
        }
    }

    /// The rarest first.
    fn all(mut parts: Vec<Need>) -> tantivy::Result<Need> {
        parts.sort_by_key(Need::documents);
        Ok(Need::All(parts))
    }

    fn words(
        sets: &[usize],
        plan: &Plan,
        ground: &Ground<'_>,
        segment: usize,
    ) -> tantivy::Result<Need> {
        let entries = sets.iter().map(|set| {
            let entries = &ground.resolved.entries[segment][*set];
            (plan.sets[*set].field, entries.as_slice())
        });
        let entries: Vec<_> = entries.collect();
        let documents = entries
            .iter()
            .flat_map(|(_, entries)| entries.iter())
            .map(|entry| u64::from(entry.info.doc_freq))
            .sum();
        let list = List::open(ground, segment, &entries)?;
        Ok(Need::Words { list, documents })
    }

    fn first(&self) -> DocId {
        match self {
            Need::Words { list, .. } => list.doc(),
            Need::All(all) => all.iter().map(Need::first).max().unwrap_or(TERMINATED),
            Need::Any(any) => any.iter().map(Need::first).min().unwrap_or(TERMINATED),
        }
    }

    fn documents(&self) -> u64 {
        match self {
            Need::Words { documents, .. } => *documents,
            Need::All(all) => all.iter().map(Need::documents).min().unwrap_or(0),
            Need::Any(any) => any.iter().map(Need::documents).sum(),
        }
    }

    fn articles(
        &mut self,
        blocks: &Blocks,
        window: &Range<DocId>,
        within: Option<&Bits>,
        note: &mut impl FnMut(u32, u32, u32),
    ) -> Bits {
        match self {
            Need::Words { list, documents } => {
                let mut found = Bits::NONE;
                let mut each = |doc, times| {
                    let header = blocks.header_of(doc) - window.start;
                    found.set(header);
                    note(header, doc - window.start, times);
                };
                let width = u64::from(window.end - window.start);
                let here = *documents * width / u64::from(blocks.last() + 1);
                match within {
                    Some(few) if few.count() * POURED < here => {
                        for at in few.iter() {
                            let header = window.start + at;
                            let end = header + blocks.passages(header) + 1;
                            list.pour(header, end, &mut each);
                        }
                    }
                    _ => list.pour(window.start, window.end, &mut each),
                }
                if let Some(within) = within {
                    found.and(within);
                }
                found
            }
            Need::All(all) => {
                let mut left: Option<Bits> = within.cloned();
                for part in all {
                    let here = part.articles(blocks, window, left.as_ref(), note);
                    let emptied = here.is_empty();
                    left = Some(here);
                    if emptied {
                        break;
                    }
                }
                left.unwrap_or(Bits::NONE)
            }
            Need::Any(any) => {
                let mut found = Bits::NONE;
                for part in any {
                    found.or(&part.articles(blocks, window, within, note));
                }
                found
            }
        }
    }
}

impl Bits {
    pub const NONE: Bits = Bits([0; BITS]);

    pub fn set(&mut self, at: u32) {
        self.0[at as usize / 64] |= 1 << (at % 64);
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let words = self.0.iter().zip(0u32..);
        words.flat_map(|(word, number)| ones(*word).map(move |bit| number * 64 + bit))
    }

    pub fn has(&self, at: u32) -> bool {
        self.0[at as usize / 64] >> (at % 64) & 1 == 1
    }

    fn and(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    pub fn or(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    fn and_not(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }

    fn retain(&mut self, mut keep: impl FnMut(u32) -> bool) {
        for (word, number) in self.0.iter_mut().zip(0u32..) {
            for bit in ones(*word) {
                if !keep(number * 64 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }
}

/// The numbers of the bits that are set, rising.
pub fn ones(mut word: u64) -> impl Iterator<Item = u32> + Clone {
    std::iter::from_fn(move || {
        let lowest = (word != 0).then(|| word.trailing_zeros());
        word &= word.wrapping_sub(1);
        lowest
    })
}
