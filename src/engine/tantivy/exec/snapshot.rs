//! A snapshot: the segments that a plan is evaluated on, with the index words of its sets there.

use tantivy::Searcher;
use tantivy::schema::IndexRecordOption;

use crate::engine::tantivy::exec::positions::{Cursor, TermPositions};
use crate::engine::tantivy::store::schema::Fields;
use crate::engine::tantivy::store::segment::Blocks;
use crate::engine::tantivy::terms::resolve::Resolved;
use crate::field::Field;
use crate::plan::Plan;
use crate::request::interrupt::Interrupt;

/// One state of the index, the words of a plan in it, and when to stop reading it.
pub struct Snapshot<'a> {
    pub resolved: &'a Resolved,
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    /// By segment.
    pub blocks: &'a [Blocks],
    pub interrupt: &'a Interrupt,
}

impl Snapshot<'_> {
    /// A cursor over the positions of a set.
    pub fn cursor(&self, plan: &Plan, segment: usize, set: usize) -> tantivy::Result<Cursor> {
        let reader = self.searcher.segment_reader(segment as u32);
        if plan.sets[set].field == Field::Id {
            // Ids have no positions.
            return Ok(Cursor::new(Vec::new()));
        }
        let index = reader.inverted_index(self.fields.of_language(plan.sets[set].field))?;
        let option = IndexRecordOption::WithFreqsAndPositions;
        let entries = &self.resolved.entries[segment][set];
        let mut terms = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(info) = entry.postings() else {
                continue;
            };
            let postings = index.read_postings_from_terminfo(info, option)?;
            terms.push(TermPositions {
                postings: Box::new(postings),
                width: entry.width,
            });
        }
        Ok(Cursor::new(terms))
    }
}
