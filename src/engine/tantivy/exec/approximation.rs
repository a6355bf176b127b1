//! Approximation: in which articles a leaf may match, by its words alone.
//!
//! Every article in which the leaf matches is among them. Where positions matter, `verify` decides.

use tantivy::{DocId, TERMINATED};

use crate::engine::tantivy::exec::bitset::BitSet;
use crate::engine::tantivy::exec::frequencies::LeafFrequencies;
use crate::engine::tantivy::exec::postings::PostingsUnion;
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::failed::Result;
use crate::engine::tantivy::store::segment::Blocks;
use crate::field::Field;
use crate::plan::expr::Expr;
use crate::plan::{Leaf, Plan};
use crate::span::required::Required;

/// How many postings can be read in the time that seeking one article takes.
const POSTINGS_PER_SEEK: u64 = 12;

/// A leaf matches where any of its words is, or where its positions are verified.
pub struct LeafApproximation {
    pub words: Option<TermUnion>,
    /// Words that make it no truer: they are counted where the leaf is looked at.
    pub relatives: Option<TermUnion>,
    pub positions: Option<Approximation>,
}

/// A condition on the words of an article.
pub enum Approximation {
    Terms(TermUnion),
    Conjunction(Vec<Approximation>),
    Disjunction(Vec<Approximation>),
}

/// Any of some words.
pub struct TermUnion {
    by_field: Vec<(Field, PostingsUnion)>,
    /// How many postings it has.
    cost: u64,
}

impl LeafApproximation {
    pub fn open(
        leaf: &Leaf,
        plan: &Plan,
        snapshot: &Snapshot<'_>,
        segment: usize,
    ) -> Result<LeafApproximation> {
        let (words, positions) = leaf.parts();
        let exprs = positions.iter().map(|(_, expr)| expr);
        let positions = exprs.map(|expr| Approximation::open(expr, plan, snapshot, segment));
        let mut positions = positions.collect::<Result<Vec<_>>>()?;
        let relatives = TermUnion::open(&leaf.relatives, plan, snapshot, segment)?;
        Ok(LeafApproximation {
            relatives: (!relatives.by_field.is_empty()).then_some(relatives),
            words: if words.is_empty() {
                None
            } else {
                Some(TermUnion::open(&words, plan, snapshot, segment)?)
            },
            positions: match positions.len() {
                0 | 1 => positions.pop(),
                _ => Some(Approximation::Disjunction(positions)),
            },
        })
    }

    /// No document before this one matches. It rises as windows are read.
    pub fn doc(&self) -> DocId {
        let words = self.words.as_ref().map_or(TERMINATED, TermUnion::doc);
        let positions = self.positions.as_ref();
        words.min(positions.map_or(TERMINATED, Approximation::doc))
    }

    /// At most how many postings have to be read.
    pub fn cost(&self) -> u64 {
        let words = self.words.as_ref().map_or(0, |words| words.cost);
        words + self.positions.as_ref().map_or(0, Approximation::cost)
    }
}

impl Approximation {
    fn open(
        expr: &Expr,
        plan: &Plan,
        snapshot: &Snapshot<'_>,
        segment: usize,
    ) -> Result<Approximation> {
        let terms = |sets: &[usize]| -> Result<Approximation> {
            let union = TermUnion::open(sets, plan, snapshot, segment)?;
            Ok(Approximation::Terms(union))
        };
        let each = |parts: &[&Expr]| -> Result<Vec<Approximation>> {
            let parts = parts.iter();
            let opened = parts.map(|part| Approximation::open(part, plan, snapshot, segment));
            opened.collect()
        };
        match Required::of(expr) {
            Required::Set(set) => terms(&[set]),
            Required::All(parts) => {
                let mut parts = each(&parts)?;
                parts.sort_by_key(Approximation::cost);
                Ok(Approximation::Conjunction(parts))
            }
            Required::Any(parts) => {
                let sets = parts.iter().map(|part| match part {
                    Expr::Set(set) => Some(*set),
                    _ => None,
                });
                match sets.collect::<Option<Vec<usize>>>() {
                    Some(sets) => terms(&sets),
                    None => Ok(Approximation::Disjunction(each(&parts)?)),
                }
            }
        }
    }

    fn doc(&self) -> DocId {
        match self {
            Approximation::Terms(terms) => terms.doc(),
            Approximation::Conjunction(parts) => {
                let docs = parts.iter().map(Approximation::doc);
                docs.max().unwrap_or(TERMINATED)
            }
            Approximation::Disjunction(parts) => {
                let docs = parts.iter().map(Approximation::doc);
                docs.min().unwrap_or(TERMINATED)
            }
        }
    }

    fn cost(&self) -> u64 {
        match self {
            Approximation::Terms(terms) => terms.cost,
            Approximation::Conjunction(parts) => {
                let costs = parts.iter().map(Approximation::cost);
                costs.min().unwrap_or(0)
            }
            Approximation::Disjunction(parts) => parts.iter().map(Approximation::cost).sum(),
        }
    }

    /// The articles of the window that fulfil it; only those of `within` matter.
    pub fn articles(
        &mut self,
        blocks: &Blocks,
        window: &Window,
        within: Option<&BitSet>,
    ) -> BitSet {
        match self {
            Approximation::Terms(terms) => {
                let mut documents = BitSet::empty(window.words());
                terms.for_each(blocks, window, within, &mut |_, doc, _| {
                    documents.set(window.slot(doc));
                });
                among(window.articles_of(&documents), within)
            }
            Approximation::Conjunction(parts) => {
                let mut left: Option<BitSet> = within.cloned();
                for part in parts {
                    let here = part.articles(blocks, window, left.as_ref());
                    let is_empty = here.is_empty();
                    left = Some(here);
                    if is_empty {
                        break;
                    }
                }
                left.unwrap_or_else(|| BitSet::empty(window.words()))
            }
            Approximation::Disjunction(parts) => {
                let mut found = BitSet::empty(window.words());
                for part in parts {
                    found.or(&part.articles(blocks, window, within));
                }
                found
            }
        }
    }
}

impl TermUnion {
    fn open(
        sets: &[usize],
        plan: &Plan,
        snapshot: &Snapshot<'_>,
        segment: usize,
    ) -> Result<TermUnion> {
        let (mut by_field, mut cost) = (Vec::new(), 0);
        let mut fields: Vec<Field> = sets.iter().map(|set| plan.sets[*set].field).collect();
        fields.sort_unstable();
        fields.dedup();
        for field in fields {
            let here = sets.iter().filter(|set| plan.sets[**set].field == field);
            let entries = here.flat_map(|set| &snapshot.resolved.entries[segment][*set]);
            let entries: Vec<_> = entries.collect();
            let costs = entries.iter().map(|entry| u64::from(entry.documents()));
            cost += costs.sum::<u64>();
            if !entries.is_empty() {
                let union = PostingsUnion::open(snapshot, segment, field, &entries)?;
                by_field.push((field, union));
            }
        }
        Ok(TermUnion { by_field, cost })
    }

    fn doc(&self) -> DocId {
        let docs = self.by_field.iter().map(|(_, union)| union.doc());
        docs.min().unwrap_or(TERMINATED)
    }

    /// Counts the words in the documents of the window; the articles that contain any. Only those of
    /// `within` matter.
    pub fn count(
        &mut self,
        blocks: &Blocks,
        window: &Window,
        within: Option<&BitSet>,
        frequencies: &mut LeafFrequencies,
    ) -> BitSet {
        self.for_each(blocks, window, within, &mut |field, doc, times| {
            frequencies.add(field, window, doc, times);
        });
        among(frequencies.end_of_words(window), within)
    }

    /// Calls `each` with the documents of the window and how often a word occurs there; only those of
    /// `within` matter.
    fn for_each(
        &mut self,
        blocks: &Blocks,
        window: &Window,
        within: Option<&BitSet>,
        each: &mut impl FnMut(Field, DocId, u32),
    ) {
        let in_window = self.cost * u64::from(window.to - window.from);
        let in_window = in_window / u64::from(blocks.documents()).max(1);
        let few = within.filter(|within| within.count() * POSTINGS_PER_SEEK < in_window);
        for (field, union) in &mut self.by_field {
            let mut each = |doc, times| each(*field, doc, times);
            match few {
                None => union.for_each(window.from, window.to, &mut each),
                Some(few) => {
                    for article in few.iter() {
                        let (first, last) = window.docs(article);
                        union.for_each(first, last + 1, &mut each);
                    }
                }
            }
        }
    }
}

fn among(mut articles: BitSet, within: Option<&BitSet>) -> BitSet {
    if let Some(within) = within {
        articles.and(within);
    }
    articles
}
