//! Positions: whether a leaf that looks at them is true in an article, and where.

use tantivy::DocId;

use super::cursor::{Cursor, Positions};
use super::evidence::Evidence;
use super::expr::{Expr, Occurrences, Stretch, is_one_piece};
use super::ground::Ground;
use super::plan::Plan;
use super::segment::Blocks;
use super::spans;
use crate::field::Field;

/// The positions of one segment, read article by article.
pub struct Judge<'a> {
    blocks: &'a Blocks,
    /// By leaf: what is decided by positions, and how often it has to be there.
    leaves: Vec<(Vec<(Field, Expr)>, u32)>,
    /// By set; none where no leaf looks at its positions.
    streams: Vec<Option<Stream>>,
    evidence: Evidence,
    scratch: Vec<u32>,
}

/// The documents of one set, and where it stands in the article at hand.
struct Stream {
    cursor: Cursor,
    field: Field,
    /// Whether positions of one article come unsorted.
    several_lists: bool,
    /// The header whose block is loaded, plus one; 0 before the first.
    loaded: u32,
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
        let leaves = plan.leaves.iter().map(|leaf| (leaf.parts().1, leaf.times));
        let leaves: Vec<_> = leaves.collect();
        let mut looked_at = vec![false; plan.sets.len()];
        for (_, expr) in leaves.iter().flat_map(|(sides, _)| sides) {
            expr.sets(&mut |set| looked_at[set] = true);
        }
        let mut streams = Vec::with_capacity(plan.sets.len());
        for (number, set) in plan.sets.iter().enumerate() {
            streams.push(match looked_at[number] {
                true => Some(Stream {
                    cursor: ground.cursor(plan, segment, number)?,
                    field: set.field,
                    several_lists: ground.resolved.entries[segment][number].len() > 1,
                    loaded: 0,
                    stretches: Vec::new(),
                }),
                false => None,
            });
        }
        Ok(Judge {
            leaves,
            blocks: &ground.blocks[segment],
            streams,
            evidence: Evidence::default(),
            scratch: Vec::new(),
        })
    }

    /// Where a leaf is true in an article, its words by themselves left aside; `None` if it is not.
    /// Headers come in rising order.
    pub fn judge(&mut self, leaf: usize, header: DocId) -> Option<&Evidence> {
        let Judge {
            leaves,
            streams,
            evidence,
            ..
        } = self;
        let (sides, least) = &leaves[leaf];
        evidence.clear();
        for (field, expr) in sides {
            expr.sets(&mut |set| {
                if let Some(stream) = &mut streams[set] {
                    stream.load(header, self.blocks, &mut self.scratch);
                }
            });
            find(
                expr,
                *field,
                header,
                &Loaded(streams),
                self.blocks,
                evidence,
            );
        }
        let holds = match least {
            1 => evidence.in_title > 0 || !evidence.docs.is_empty(),
            least => times(sides, &Loaded(streams)) >= *least,
        };
        holds.then_some(evidence)
    }
}

/// How many times a leaf stands in the article that is loaded, what overlaps counted once.
fn times(sides: &[(Field, Expr)], at: &Loaded<'_>) -> u32 {
    let each = sides.iter();
    each.map(|(_, expr)| spans::times(&spans::extents(expr, at)))
        .sum()
}

/// Notes where an expression is true.
fn find(
    expr: &Expr,
    field: Field,
    header: DocId,
    at: &Loaded<'_>,
    blocks: &Blocks,
    evidence: &mut Evidence,
) {
    let first = evidence.docs.len();
    if is_one_piece(expr) {
        for one in spans::extents(expr, at).iter() {
            evidence.enter(std::slice::from_ref(one), field, header, blocks);
        }
    } else if !spans::pairs(expr, at, |ends| {
        evidence.enter(&ends, field, header, blocks)
    }) {
        for one in spans::matches(expr, at) {
            evidence.enter(&one.pieces, field, header, blocks);
        }
    }
    evidence.docs[first..].sort_unstable();
    evidence.docs.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0 };
        same
    });
}

impl Stream {
    fn load(&mut self, header: DocId, blocks: &Blocks, scratch: &mut Vec<u32>) {
        if self.loaded == header + 1 {
            return;
        }
        let end = header + blocks.passages(header) + 1;
        self.loaded = header + 1;
        self.stretches.clear();
        let mut doc = self.cursor.seek(header);
        while doc < end {
            self.cursor.take(Positions {
                base: match self.field {
                    Field::Body => blocks.base(doc),
                    _ => 0,
                },
                stretches: &mut self.stretches,
                scratch,
            });
            doc = self.cursor.doc();
        }
        if self.several_lists {
            self.stretches.sort_unstable();
        }
    }
}
