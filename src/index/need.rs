//! What a leaf needs of an article, as far as words alone can tell.

use std::ops::Range;

use tantivy::{DocId, TERMINATED};

use super::bits::Bits;
use super::expr::Expr;
use super::ground::Ground;
use super::list::List;
use super::plan::{Leaf, Plan};
use super::segment::Blocks;

/// How many postings can be poured while one article is looked for.
const POURED: u64 = 12;

/// What makes a leaf true in an article: any of its words, or what is decided by positions.
pub struct Sought {
    pub words: Option<Need>,
    pub rest: Option<Need>,
}

/// What must be in an article.
pub enum Need {
    Words { list: List, documents: u64 },
    All(Vec<Need>),
    Any(Vec<Need>),
}

impl Sought {
    pub fn open(
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

    pub fn first(&self) -> DocId {
        self.needs().map(Need::first).min().unwrap_or(TERMINATED)
    }

    pub fn documents(&self) -> u64 {
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

    pub fn articles(
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
