//! What a leaf needs of an article, as far as words alone can tell.

use tantivy::{DocId, TERMINATED};

use crate::engine::tantivy::exec::bitset::BitSet;
use crate::engine::tantivy::exec::frequencies::LeafFrequencies;
use crate::engine::tantivy::exec::postings::PostingsUnion;
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::segment::Blocks;
use crate::field::Field;
use crate::plan::expr::Expr;
use crate::plan::{Leaf, Plan};

/// How many postings can be poured while one article is looked for.
const POSTINGS_PER_SEEK: u64 = 12;

/// What makes a leaf true in an article: any of its words, or what is decided by positions.
pub struct LeafApproximation {
    pub words: Option<Words>,
    pub rest: Option<Approximation>,
}

/// What must be in an article.
pub enum Approximation {
    Words(Words),
    All(Vec<Approximation>),
    Any(Vec<Approximation>),
}

/// Any of some words.
pub struct Words {
    /// Where the words of each field stand.
    lists: Vec<(Field, PostingsUnion)>,
    documents: u64,
}

impl LeafApproximation {
    pub fn open(
        leaf: &Leaf,
        plan: &Plan,
        snapshot: &Snapshot<'_>,
        segment: usize,
    ) -> tantivy::Result<LeafApproximation> {
        let (words, rest) = leaf.parts();
        let rest = rest.iter();
        let mut rest = rest
            .map(|(_, expr)| Approximation::of_expr(expr, plan, snapshot, segment))
            .collect::<tantivy::Result<Vec<Approximation>>>()?;
        Ok(LeafApproximation {
            words: match words.is_empty() {
                true => None,
                false => Some(Words::open(&words, plan, snapshot, segment)?),
            },
            rest: match rest.len() {
                0 | 1 => rest.pop(),
                _ => Some(Approximation::Any(rest)),
            },
        })
    }

    pub fn first(&self) -> DocId {
        let words = self.words.as_ref().map_or(TERMINATED, Words::first);
        words.min(self.rest.as_ref().map_or(TERMINATED, Approximation::first))
    }

    pub fn documents(&self) -> u64 {
        let words = self.words.as_ref().map_or(0, |words| words.documents);
        words + self.rest.as_ref().map_or(0, Approximation::documents)
    }
}

impl Approximation {
    fn of_expr(
        expr: &Expr,
        plan: &Plan,
        snapshot: &Snapshot<'_>,
        segment: usize,
    ) -> tantivy::Result<Approximation> {
        let each = |parts: &[Expr]| -> tantivy::Result<Vec<Approximation>> {
            let needs = parts.iter();
            needs
                .map(|part| Approximation::of_expr(part, plan, snapshot, segment))
                .collect()
        };
        match expr {
            Expr::Set(set) => Ok(Approximation::Words(Words::open(
                &[*set],
                plan,
                snapshot,
                segment,
            )?)),
            Expr::Any(parts) => {
                let sets = parts.iter().map(|part| match part {
                    Expr::Set(set) => Some(*set),
                    _ => None,
                });
                match sets.collect::<Option<Vec<usize>>>() {
                    Some(sets) => Ok(Approximation::Words(Words::open(
                        &sets, plan, snapshot, segment,
                    )?)),
                    None => Ok(Approximation::Any(each(parts)?)),
                }
            }
            Expr::Phrase { parts, .. } => Approximation::all(each(parts)?),
            Expr::Near { left, right, .. } => Approximation::all(vec![
                Approximation::of_expr(left, plan, snapshot, segment)?,
                Approximation::of_expr(right, plan, snapshot, segment)?,
            ]),
            Expr::Without { left, .. } => Approximation::of_expr(left, plan, snapshot, segment),
            Expr::Quoted { of, .. } => Approximation::of_expr(of, plan, snapshot, segment),
        }
    }

    /// The rarest first.
    fn all(mut parts: Vec<Approximation>) -> tantivy::Result<Approximation> {
        parts.sort_by_key(Approximation::documents);
        Ok(Approximation::All(parts))
    }

    fn first(&self) -> DocId {
        match self {
            Approximation::Words(words) => words.first(),
            Approximation::All(all) => all
                .iter()
                .map(Approximation::first)
                .max()
                .unwrap_or(TERMINATED),
            Approximation::Any(any) => any
                .iter()
                .map(Approximation::first)
                .min()
                .unwrap_or(TERMINATED),
        }
    }

    fn documents(&self) -> u64 {
        match self {
            Approximation::Words(words) => words.documents,
            Approximation::All(all) => all.iter().map(Approximation::documents).min().unwrap_or(0),
            Approximation::Any(any) => any.iter().map(Approximation::documents).sum(),
        }
    }

    /// The articles of the window that have it; only those of `within` matter.
    pub fn articles(
        &mut self,
        blocks: &Blocks,
        window: &Window,
        within: Option<&BitSet>,
    ) -> BitSet {
        match self {
            Approximation::Words(words) => {
                let mut documents = BitSet::empty(window.words());
                words.for_each(blocks, window, within, &mut |_, at, _| documents.set(at));
                let mut found = window.of(&documents);
                if let Some(within) = within {
                    found.and(within);
                }
                found
            }
            Approximation::All(all) => {
                let mut left: Option<BitSet> = within.cloned();
                for part in all {
                    let here = part.articles(blocks, window, left.as_ref());
                    let emptied = here.is_empty();
                    left = Some(here);
                    if emptied {
                        break;
                    }
                }
                left.unwrap_or_else(|| BitSet::empty(window.words()))
            }
            Approximation::Any(any) => {
                let mut found = BitSet::empty(window.words());
                for part in any {
                    found.or(&part.articles(blocks, window, within));
                }
                found
            }
        }
    }
}

impl Words {
    fn open(
        sets: &[usize],
        plan: &Plan,
        snapshot: &Snapshot<'_>,
        segment: usize,
    ) -> tantivy::Result<Words> {
        let (mut lists, mut documents) = (Vec::new(), 0);
        let mut fields: Vec<Field> = sets.iter().map(|set| plan.sets[*set].field).collect();
        fields.sort_unstable();
        fields.dedup();
        for field in fields {
            let here = sets.iter().filter(|set| plan.sets[**set].field == field);
            let entries = here.flat_map(|set| &snapshot.resolved.entries[segment][*set]);
            let entries: Vec<_> = entries.collect();
            let each = entries.iter().map(|entry| u64::from(entry.documents()));
            documents += each.sum::<u64>();
            if !entries.is_empty() {
                lists.push((
                    field,
                    PostingsUnion::open(snapshot, segment, field, &entries)?,
                ));
            }
        }
        Ok(Words { lists, documents })
    }

    fn first(&self) -> DocId {
        let firsts = self.lists.iter().map(|(_, list)| list.doc());
        firsts.min().unwrap_or(TERMINATED)
    }

    /// DocFrequencies the words in the documents of the window, and returns the articles that have any; only
    /// those of `within` matter.
    pub fn count(
        &mut self,
        blocks: &Blocks,
        window: &Window,
        within: Option<&BitSet>,
        tally: &mut LeafFrequencies,
    ) -> BitSet {
        self.for_each(blocks, window, within, &mut |field, at, times| {
            tally.counts(field).add(at, times);
        });
        let mut found = tally.articles(window);
        if let Some(within) = within {
            found.and(within);
        }
        found
    }

    /// Hands on the documents of the window with their counts; only those of `within` matter.
    fn for_each(
        &mut self,
        blocks: &Blocks,
        window: &Window,
        within: Option<&BitSet>,
        each: &mut impl FnMut(Field, u32, u32),
    ) {
        let here = self.documents * u64::from(window.to - window.from);
        let here = here / u64::from(blocks.documents()).max(1);
        let few = within.filter(|within| within.count() * POSTINGS_PER_SEEK < here);
        for (field, list) in &mut self.lists {
            let mut note = |doc, times| each(*field, window.at(doc), times);
            match few {
                None => list.for_each(window.from, window.to, &mut note),
                Some(few) => {
                    for last in few.iter() {
                        let first = window.doc(window.first(last));
                        list.for_each(first, window.doc(last) + 1, &mut note);
                    }
                }
            }
        }
    }
}
