//! Positions: whether a leaf that looks at them is true in an article, and where.

use tantivy::DocId;

use super::cursor::{Cursor, Positions};
use super::evaluate::Ground;
use super::matched::Evidence;
use super::plan::Plan;
use super::segment::Blocks;
use super::sieve::is_plain;
use super::spans::{self, Expr, Occurrences, Stretch};
use crate::field::Field;

/// The positions of one segment, read article by article.
pub struct Judge<'a> {
    plan: &'a Plan,
    blocks: &'a Blocks,
    /// By set; none where no leaf looks at its positions.
    streams: Vec<Option<Stream>>,
    evidence: Evidence,
    scratch: Vec<u32>,
}

/// The documents of one set, and those of the article at hand.
struct Stream {
    cursor: Cursor,
    field: Field,
    /// Whether positions of one article come unsorted.
    several_lists: bool,
    /// The header whose block is loaded, plus one; 0 before the first.
    loaded: u32,
    docs: Vec<(DocId, u32)>,
    stretches: Vec<Stretch>,
}

struct Loaded<'a>(&'a [Option<Stream>]);

impl Occurrences for Loaded<'_> {
    fn of(&self, set: usize) -> &[Stretch] {
        self.0[set].as_ref().map_or(&[], |stream| &stream.stretches)
    }
}

impl<'a> Judge<'a> {
    pub fn open(
        plan: &'a Plan,
        ground: &'a Ground<'a>,
        segment: usize,
    ) -> tantivy::Result<Judge<'a>> {
        let looked_at = looked_at(plan);
        let mut streams = Vec::with_capacity(plan.sets.len());
        for (number, set) in plan.sets.iter().enumerate() {
            streams.push(match looked_at[number] {
                true => Some(Stream {
                    cursor: ground.cursor(plan, segment, number)?,
                    field: set.field,
                    several_lists: ground.resolved.entries[segment][number].len() > 1,
                    loaded: 0,
                    docs: Vec::new(),
                    stretches: Vec::new(),
                }),
                false => None,
            });
        }
        Ok(Judge {
            plan,
            blocks: &ground.blocks[segment],
            streams,
            evidence: Evidence::default(),
            scratch: Vec::new(),
        })
    }

    /// Where a leaf is true in an article; `None` if it is not. Headers come in rising order.
    pub fn judge(&mut self, leaf: usize, header: DocId) -> Option<&Evidence> {
        let mut evidence = std::mem::take(&mut self.evidence);
        evidence.clear();
        for (field, expr) in &self.plan.leaves[leaf].sides {
            match expr {
                Expr::Set(set) => self.count(*set, header, &mut evidence),
                expr => self.find(expr, *field, header, &mut evidence),
            }
        }
        self.evidence = evidence;
        let holds = match self.plan.leaves[leaf].times {
            1 => self.evidence.in_title + self.evidence.in_body > 0,
            times => self.times(leaf) >= times,
        };
        holds.then_some(&self.evidence)
    }

    /// How many times a leaf stands in the article that is loaded, what overlaps counted once.
    fn times(&self, leaf: usize) -> u32 {
        let sides = self.plan.leaves[leaf].sides.iter();
        sides
            .map(|(_, expr)| spans::times(&spans::extents(expr, &Loaded(&self.streams))))
            .sum()
    }

    fn count(&mut self, set: usize, header: DocId, evidence: &mut Evidence) {
        self.load(set, header);
        for &(doc, times) in self.streams[set].iter().flat_map(|stream| &stream.docs) {
            if doc == header {
                evidence.in_title += times;
            } else {
                evidence.in_body += times;
                evidence.docs.push((doc, times));
            }
        }
    }

    fn find(&mut self, expr: &Expr, field: Field, header: DocId, evidence: &mut Evidence) {
        expr.sets(&mut |set| self.load(set, header));
        let at = Loaded(&self.streams);
        let first = evidence.docs.len();
        if spans::is_one_piece(expr) {
            let extents = spans::extents(expr, &at);
            extents.iter().for_each(|one| {
                evidence.enter(std::slice::from_ref(one), field, header, self.blocks)
            });
        } else {
            let matches = spans::matches(expr, &at);
            matches
                .iter()
                .for_each(|one| evidence.enter(&one.pieces, field, header, self.blocks));
        }
        evidence.docs[first..].sort_unstable();
        evidence.docs.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
    }

    fn load(&mut self, set: usize, header: DocId) {
        let end = header + self.blocks.passages(header) + 1;
        if let Some(stream) = &mut self.streams[set] {
            stream.load(header, end, self.blocks, &mut self.scratch);
        }
    }
}

impl Stream {
    fn load(&mut self, header: DocId, end: DocId, blocks: &Blocks, scratch: &mut Vec<u32>) {
        if self.loaded == header + 1 {
            return;
        }
        self.loaded = header + 1;
        self.docs.clear();
        self.stretches.clear();
        let mut doc = self.cursor.seek(header);
        while doc < end {
            let times = self.cursor.take(Positions {
                base: match self.field {
                    Field::Body => blocks.base(doc),
                    _ => 0,
                },
                stretches: &mut self.stretches,
                scratch,
            });
            self.docs.push((doc, times));
            doc = self.cursor.doc();
        }
        if self.several_lists {
            self.stretches.sort_unstable();
        }
    }
}

/// Whether each set is part of a leaf that looks at positions or counts.
fn looked_at(plan: &Plan) -> Vec<bool> {
    let mut needed = vec![false; plan.sets.len()];
    for leaf in plan.leaves.iter().filter(|leaf| !is_plain(leaf)) {
        for (_, expr) in &leaf.sides {
            expr.sets(&mut |set| needed[set] = true);
        }
    }
    needed
}
