//! Positions: whether a leaf that looks at them is true in an article, and where.

use tantivy::DocId;

use crate::engine::tantivy::exec::leaf_matches::{Block, Evidence};
use crate::engine::tantivy::exec::position_bitmap::Bitmap;
use crate::engine::tantivy::exec::positions::{Cursor, Positions};
use crate::engine::tantivy::exec::postings::MANY;
use crate::engine::tantivy::exec::snapshot::Ground;
use crate::engine::tantivy::store::segment::Blocks;
use crate::field::Field;
use crate::passage::Edge;
use crate::plan::Plan;
use crate::plan::expr::{Expr, Gap, Occurrences, Stretch};
use crate::plan::pattern::Pattern;
use crate::span::algebra;
use crate::span::pieces::Pieces;

/// The positions of one segment, read article by article.
pub struct Judge<'a> {
    blocks: &'a Blocks,
    leaves: Vec<Judged>,
    /// By set; none where no leaf looks at its positions.
    streams: Vec<Option<Stream>>,
    evidence: Evidence,
    room: Room,
}

/// A leaf as far as it is decided by positions.
struct Judged {
    sides: Vec<Side>,
    /// How often it has to be there.
    least: u32,
}

/// Where to look, and for what.
struct Side {
    field: Field,
    expr: Expr,
    /// Those of the expression, in its order.
    sets: Vec<usize>,
    /// Whether it is words side by side.
    is_plain: bool,
    /// How many pieces a match has.
    of_each: u32,
    /// Whether nothing is found where any of the sets has nothing.
    needs_all: bool,
}

/// Room that is used again for every article.
#[derive(Default)]
struct Room {
    positions: Vec<u32>,
    reached: Vec<Stretch>,
    next: Vec<Stretch>,
    pieces: Pieces,
}

impl Side {
    fn new(field: Field, expr: Expr) -> Side {
        let is_set = |expr: &Expr| matches!(expr, Expr::Set(_));
        let mut sets = Vec::new();
        expr.sets(&mut |set| sets.push(set));
        let is_plain = match &expr {
            Expr::Phrase { parts, slop: 0 } => parts.iter().all(is_set),
            _ => false,
        };
        let needs_all = match &expr {
            Expr::Near { left, right, gap } => {
                is_set(left) && is_set(right) && !matches!(gap, Gap::Same(_))
            }
            _ => is_plain,
        };
        Side {
            field,
            of_each: expr.pieces(),
            expr,
            sets,
            is_plain,
            needs_all,
        }
    }
}

/// Where one set stands in the article at hand.
struct Stream {
    from: Origin,
    /// The first document of the block that is loaded.
    loaded: Option<DocId>,
    stretches: Vec<Stretch>,
}

/// Where positions come from.
enum Origin {
    Words {
        cursor: Cursor,
        field: Field,
        /// Whether positions of one article come unsorted.
        several_lists: bool,
    },
    Many(Bitmap),
    Borders(Edge),
    /// Headlines have no borders.
    Nothing,
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
        let leaves = plan.leaves.iter().map(|leaf| Judged {
            sides: leaf
                .parts()
                .1
                .into_iter()
                .map(|(field, expr)| Side::new(field, expr))
                .collect(),
            least: leaf.times,
        });
        let leaves: Vec<_> = leaves.collect();
        let mut looked_at = vec![false; plan.sets.len()];
        for side in leaves.iter().flat_map(|leaf| &leaf.sides) {
            side.expr.sets(&mut |set| looked_at[set] = true);
        }
        let mut streams = Vec::with_capacity(plan.sets.len());
        for (number, set) in plan.sets.iter().enumerate() {
            if !looked_at[number] {
                streams.push(None);
                continue;
            }
            let from = match (&set.pattern, set.field) {
                (Pattern::Edge(edge), Field::Body) => Origin::Borders(*edge),
                (Pattern::Edge(_), _) => Origin::Nothing,
                (_, field) => match ground.resolved.entries[segment][number].as_slice() {
                    entries if entries.len() > MANY => {
                        Origin::Many(Bitmap::gather(ground, segment, field, entries)?)
                    }
                    entries => Origin::Words {
                        cursor: ground.cursor(plan, segment, number)?,
                        field,
                        several_lists: entries.len() > 1,
                    },
                },
            };
            streams.push(Some(Stream {
                from,
                loaded: None,
                stretches: Vec::new(),
            }));
        }
        Ok(Judge {
            leaves,
            blocks: &ground.blocks[segment],
            streams,
            evidence: Evidence::default(),
            room: Room::default(),
        })
    }

    /// Whether in some article there were too many pairs to look at all of them.
    pub fn is_cut(&self) -> bool {
        self.room.pieces.is_cut
    }

    /// Where a leaf is true in an article, its words by themselves left aside; `None` if it is not.
    /// Articles come in rising order.
    pub fn judge(&mut self, leaf: usize, first: DocId, last: DocId) -> Option<&Evidence> {
        let Judge {
            leaves,
            streams,
            evidence,
            blocks,
            room,
        } = self;
        let block = Block {
            blocks,
            first,
            last,
        };
        let Judged { sides, least } = &leaves[leaf];
        evidence.clear();
        for side in sides {
            find(side, streams, block, room, evidence);
        }
        // Where there is nothing, not all is loaded.
        let is_there = evidence.in_head > 0 || !evidence.docs.is_empty();
        let mut times = || times(sides, &Loaded(streams), &mut room.pieces);
        let holds = is_there && (*least == 1 || times() >= *least);
        holds.then_some(evidence)
    }
}

/// How many times a leaf stands in the article that is loaded, what overlaps counted once.
fn times(sides: &[Side], at: &Loaded<'_>, pieces: &mut Pieces) -> u32 {
    let each = sides.iter();
    each.map(|side| pieces.times(&side.expr, at)).sum()
}

/// Notes where one side of a leaf is true.
fn find(
    side: &Side,
    streams: &mut [Option<Stream>],
    block: Block<'_>,
    room: &mut Room,
    evidence: &mut Evidence,
) {
    for set in &side.sets {
        if let Some(stream) = &mut streams[*set] {
            stream.load(block, &mut room.positions);
            if stream.stretches.is_empty() && side.needs_all {
                return;
            }
        }
    }
    let at = &Loaded(streams);
    let pieces = match side.is_plain {
        true => {
            side_by_side(&side.sets, at, room);
            &room.reached
        }
        false => {
            room.pieces.find(&side.expr, at);
            &room.pieces.found
        }
    };
    evidence.enter(pieces, side.of_each, side.field, block);
}

/// Puts the places where the words stand side by side into `room.reached`.
fn side_by_side(words: &[usize], at: &Loaded<'_>, room: &mut Room) {
    room.reached.clear();
    let Some((first, rest)) = words.split_first() else {
        return;
    };
    room.reached.extend_from_slice(at.of(*first));
    for word in rest {
        algebra::follow(&room.reached, at.of(*word), &mut room.next);
        std::mem::swap(&mut room.reached, &mut room.next);
    }
}

impl Stream {
    fn load(&mut self, block: Block<'_>, positions: &mut Vec<u32>) {
        let Block {
            blocks,
            first,
            last,
        } = block;
        if self.loaded == Some(first) {
            return;
        }
        self.loaded = Some(first);
        self.stretches.clear();
        match &mut self.from {
            Origin::Nothing => {}
            Origin::Borders(edge) => {
                for doc in first..=last {
                    let base = blocks.tiling.words(first, doc);
                    blocks.tiling.borders(doc, *edge, |position| {
                        let start = base.wrapping_add(position);
                        self.stretches.push(Stretch::of(start, 1));
                    });
                }
            }
            Origin::Many(bitmap) => bitmap.load(blocks, first, last, &mut self.stretches),
            Origin::Words {
                cursor,
                field,
                several_lists,
            } => {
                let mut doc = cursor.seek(first);
                while doc <= last {
                    let base = match field {
                        Field::Body => blocks.tiling.words(first, doc),
                        _ => 0,
                    };
                    cursor.take(Positions {
                        base,
                        stretches: &mut self.stretches,
                        scratch: positions,
                    });
                    doc = cursor.doc();
                }
                if *several_lists {
                    self.stretches.sort_unstable();
                    self.stretches.dedup();
                }
            }
        }
    }
}
