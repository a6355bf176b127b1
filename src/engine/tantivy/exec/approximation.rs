//! What a leaf needs of an article, as far as words alone can tell.

use tantivy::{DocId, TERMINATED};

use crate::engine::tantivy::exec::bitset::Bits;
use crate::engine::tantivy::exec::frequencies::Tally;
use crate::engine::tantivy::exec::postings::List;
use crate::engine::tantivy::exec::snapshot::Ground;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::segment::Blocks;
use crate::field::Field;
use crate::plan::expr::Expr;
use crate::plan::{Leaf, Plan};

/// How many postings can be poured while one article is looked for.
const POURED: u64 = 12;

/// What makes a leaf true in an article: any of its words, or what is decided by positions.
pub struct Sought {
    pub words: Option<Words>,
    pub rest: Option<Need>,
}

/// What must be in an article.
pub enum Need {
    Words(Words),
    All(Vec<Need>),
    Any(Vec<Need>),
}

/// Any of some words.
pub struct Words {
    /// Where the words of each field stand.
    lists: Vec<(Field, List)>,
    documents: u64,
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
                false => Some(Words::open(&words, plan, ground, segment)?),
            },
            rest: match rest.len() {
                0 | 1 => rest.pop(),
                _ => Some(Need::Any(rest)),
            },
        })
    }

    pub fn first(&self) -> DocId {
        let words = self.words.as_ref().map_or(TERMINATED, Words::first);
        words.min(self.rest.as_ref().map_or(TERMINATED, Need::first))
    }

    pub fn documents(&self) -> u64 {
        let words = self.words.as_ref().map_or(0, |words| words.documents);
        words + self.rest.as_ref().map_or(0, Need::documents)
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
            Expr::Set(set) => Ok(Need::Words(Words::open(&[*set], plan, ground, segment)?)),
            Expr::Any(parts) => {
                let sets = parts.iter().map(|part| match part {
                    Expr::Set(set) => Some(*set),
                    _ => None,
                });
                match sets.collect::<Option<Vec<usize>>>() {
                    Some(sets) => Ok(Need::Words(Words::open(&sets, plan, ground, segment)?)),
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

    fn first(&self) -> DocId {
        match self {
            Need::Words(words) => words.first(),
            Need::All(all) => all.iter().map(Need::first).max().unwrap_or(TERMINATED),
            Need::Any(any) => any.iter().map(Need::first).min().unwrap_or(TERMINATED),
        }
    }

    fn documents(&self) -> u64 {
        match self {
            Need::Words(words) => words.documents,
            Need::All(all) => all.iter().map(Need::documents).min().unwrap_or(0),
            Need::Any(any) => any.iter().map(Need::documents).sum(),
        }
    }

    /// The articles of the window that have it; only those of `within` matter.
    pub fn articles(&mut self, blocks: &Blocks, window: &Window, within: Option<&Bits>) -> Bits {
        match self {
            Need::Words(words) => {
                let mut documents = Bits::none(window.words());
                words.pour(blocks, window, within, &mut |_, at, _| documents.set(at));
                let mut found = window.of(&documents);
                if let Some(within) = within {
                    found.and(within);
                }
                found
            }
            Need::All(all) => {
                let mut left: Option<Bits> = within.cloned();
                for part in all {
                    let here = part.articles(blocks, window, left.as_ref());
                    let emptied = here.is_empty();
                    left = Some(here);
                    if emptied {
                        break;
                    }
                }
                left.unwrap_or_else(|| Bits::none(window.words()))
            }
            Need::Any(any) => {
                let mut found = Bits::none(window.words());
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
        ground: &Ground<'_>,
        segment: usize,
    ) -> tantivy::Result<Words> {
        let (mut lists, mut documents) = (Vec::new(), 0);
        let mut fields: Vec<Field> = sets.iter().map(|set| plan.sets[*set].field).collect();
        fields.sort_unstable();
        fields.dedup();
        for field in fields {
            let here = sets.iter().filter(|set| plan.sets[**set].field == field);
            let entries = here.flat_map(|set| &ground.resolved.entries[segment][*set]);
            let entries: Vec<_> = entries.collect();
            let each = entries.iter().map(|entry| u64::from(entry.documents()));
            documents += each.sum::<u64>();
            if !entries.is_empty() {
                lists.push((field, List::open(ground, segment, field, &entries)?));
            }
        }
        Ok(Words { lists, documents })
    }

    fn first(&self) -> DocId {
        let firsts = self.lists.iter().map(|(_, list)| list.doc());
        firsts.min().unwrap_or(TERMINATED)
    }

    /// Counts the words in the documents of the window, and returns the articles that have any; only
    /// those of `within` matter.
    pub fn count(
        &mut self,
        blocks: &Blocks,
        window: &Window,
        within: Option<&Bits>,
        tally: &mut Tally,
    ) -> Bits {
        self.pour(blocks, window, within, &mut |field, at, times| {
            tally.counts(field).add(at, times);
        });
        let mut found = tally.articles(window);
        if let Some(within) = within {
            found.and(within);
        }
        found
    }

    /// Hands on the documents of the window with their counts; only those of `within` matter.
    fn pour(
        &mut self,
        blocks: &Blocks,
        window: &Window,
        within: Option<&Bits>,
        each: &mut impl FnMut(Field, u32, u32),
    ) {
        let here = self.documents * u64::from(window.to - window.from);
        let here = here / u64::from(blocks.documents()).max(1);
        let few = within.filter(|within| within.count() * POURED < here);
        for (field, list) in &mut self.lists {
            let mut note = |doc, times| each(*field, window.at(doc), times);
            match few {
                None => list.pour(window.from, window.to, &mut note),
                Some(few) => {
                    for last in few.iter() {
                        let first = window.doc(window.first(last));
                        list.pour(first, window.doc(last) + 1, &mut note);
                    }
                }
            }
        }
    }
}
