//! Evaluation by article: one pass over each segment, in document order, by the cheaper way.
//!
//! `walk` goes from article to article and can do everything; `bag` pours the postings of common
//! words into windows of documents. Both hand on the same articles with the same scores.

use tantivy::Searcher;
use tantivy::schema::IndexRecordOption;

use super::bag::{self, Bag};
use super::cursor::{Cursor, List};
use super::matched::{Matched, Scale};
use super::plan::{Node, Plan};
use super::resolve::Resolved;
use super::schema::Fields;
use super::segment::Blocks;
use super::spans::Expr;
use super::walk::Walk;

/// What a question is carried out on.
pub struct Ground<'a> {
    pub resolved: &'a Resolved,
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    /// By segment.
    pub blocks: &'a [Blocks],
}

/// Hands every matching article of the index to `each`, in no promised order; `each` returns the
/// least score that still matters. Evidence for an explanation is there where it is asked for.
pub fn walk(
    scale: &Scale<'_>,
    tree: &Node,
    ground: &Ground<'_>,
    explain: bool,
    mut each: impl FnMut(&Matched<'_>) -> f32,
) -> tantivy::Result<()> {
    let by_window =
        !explain && bag::is_bag(scale.plan, tree) && is_dense(scale.plan, tree, ground.resolved);
    let mut floor = f32::NEG_INFINITY;
    for segment in 0..ground.blocks.len() {
        match by_window {
            true => ground
                .bag(scale, tree, segment)?
                .walk(&mut floor, &mut each),
            false => Walk::open(scale, ground, segment)?.walk(tree, &mut each),
        }
    }
    Ok(())
}

/// Whether pouring all postings into windows costs less than looking for each candidate.
fn is_dense(plan: &Plan, tree: &Node, resolved: &Resolved) -> bool {
    /// How many postings can be poured while one candidate is looked at.
    const POURED: u64 = 32;
    let all: u64 = (0..plan.sets.len())
        .map(|set| resolved.documents(set))
        .sum();
    candidates(plan, tree, resolved).saturating_mul(POURED) >= all
}

/// At most how many documents have to be looked at.
fn candidates(plan: &Plan, node: &Node, resolved: &Resolved) -> u64 {
    match node {
        Node::All | Node::Window(_) | Node::Not(_) => u64::MAX,
        Node::Leaf(leaf) => {
            let mut documents = 0;
            for (_, expr) in &plan.leaves[*leaf].sides {
                expr.sets(&mut |set| documents += resolved.documents(set));
            }
            documents
        }
        Node::And(all) => all
            .iter()
            .map(|part| candidates(plan, part, resolved))
            .min()
            .unwrap_or(u64::MAX),
        Node::Or(any) => any.iter().fold(0, |sum, part| {
            sum.saturating_add(candidates(plan, part, resolved))
        }),
    }
}

impl Ground<'_> {
    /// The cursor of a set.
    pub fn cursor(
        &self,
        plan: &Plan,
        segment: usize,
        set: usize,
        with_positions: bool,
    ) -> tantivy::Result<Cursor> {
        let reader = self.searcher.segment_reader(segment as u32);
        let index = reader.inverted_index(self.fields.of_language(plan.sets[set].field))?;
        let option = match with_positions {
            true => IndexRecordOption::WithFreqsAndPositions,
            false => IndexRecordOption::WithFreqs,
        };
        let entries = &self.resolved.entries[segment][set];
        let mut lists = Vec::with_capacity(entries.len());
        for entry in entries {
            let postings = index.read_postings_from_terminfo(&entry.info, option)?;
            lists.push(List {
                postings,
                width: entry.width,
            });
        }
        Ok(Cursor::new(lists, with_positions))
    }

    fn bag<'a>(
        &'a self,
        scale: &'a Scale<'a>,
        tree: &'a Node,
        segment: usize,
    ) -> tantivy::Result<Bag<'a>> {
        let mut cursors = Vec::new();
        for (leaf, said) in scale.plan.leaves.iter().enumerate() {
            for (_, expr) in &said.sides {
                if let Expr::Set(set) = expr {
                    cursors.push((leaf, self.cursor(scale.plan, segment, *set, false)?));
                }
            }
        }
        Ok(Bag::new(
            scale,
            tree,
            segment,
            &self.blocks[segment],
            cursors,
        ))
    }
}
