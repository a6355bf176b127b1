//! Evaluation by article: one pass over each segment, in document order.
//!
//! `sieve` finds the articles that may match; `bag` scores them from counts alone where the plan
//! looks at no positions, `walk` decides and scores them from positions.

use tantivy::Searcher;
use tantivy::schema::IndexRecordOption;

use super::bag::Bag;
use super::cursor::{Cursor, List};
use super::matched::{Matched, Scale};
use super::plan::{Node, Plan};
use super::resolve::Resolved;
use super::schema::Fields;
use super::segment::Blocks;
use super::sieve::{Sieve, is_plain};
use super::walk::Walk;
use crate::results::Total;

/// What a question is carried out on.
pub struct Ground<'a> {
    pub resolved: &'a Resolved,
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    /// By segment.
    pub blocks: &'a [Blocks],
}

/// Counts the matching articles of the index and hands those to `each` that may have a score of
/// `floor`, in no promised order; `each` returns the least score that still matters. Evidence for
/// an explanation is there where it is asked for.
pub fn walk(
    scale: &Scale<'_>,
    tree: &Node,
    ground: &Ground<'_>,
    explain: bool,
    mut floor: f32,
    mut each: impl FnMut(&Matched<'_>) -> f32,
) -> tantivy::Result<Total> {
    let by_counts = !explain && scale.plan.leaves.iter().all(is_plain);
    let mut total = Total::default();
    for (segment, blocks) in ground.blocks.iter().enumerate() {
        let sieve = Sieve::open(scale.plan, tree, ground, segment)?;
        let here = match by_counts {
            true => Bag::new(scale, segment, blocks).walk(sieve, &mut floor, &mut each),
            false => Walk::open(scale, ground, segment)?.walk(tree, sieve, &mut each),
        };
        total.articles += here.articles;
        total.passages += here.passages;
    }
    Ok(total)
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
}
