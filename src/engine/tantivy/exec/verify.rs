//! PositionSink: whether a leaf that looks at them is true in an article, and where.

use tantivy::DocId;

use crate::engine::tantivy::exec::leaf_matches::{ArticleDocs, LeafMatches};
use crate::engine::tantivy::exec::position_bitmap::PositionBitmap;
use crate::engine::tantivy::exec::positions::{Cursor, PositionSink};
use crate::engine::tantivy::exec::postings::MAX_CURSORS;
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::store::segment::Blocks;
use crate::field::Field;
use crate::passage::Edge;
use crate::plan::Plan;
use crate::plan::expr::{Expr, Gap, Occurrences, PositionSpan};
use crate::plan::pattern::Pattern;
use crate::span::algebra;
use crate::span::pieces::Pieces;

/// The positions of one segment, read article by article.
pub struct Verifier<'a> {
    blocks: &'a Blocks,
    leaves: Vec<PositionalLeaf>,
    /// By set; none where no leaf looks at its positions.
    streams: Vec<Option<SetPositions>>,
    evidence: LeafMatches,
    buffers: Buffers,
}

/// A leaf as far as it is decided by positions.
struct PositionalLeaf {
    sides: Vec<FieldExpr>,
    /// How often it has to be there.
    least: u32,
}

/// Where to look, and for what.
struct FieldExpr {
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

/// Buffers that is used again for every article.
#[derive(Default)]
struct Buffers {
    positions: Vec<u32>,
    reached: Vec<PositionSpan>,
    next: Vec<PositionSpan>,
    pieces: Pieces,
}

impl FieldExpr {
    fn new(field: Field, expr: Expr) -> FieldExpr {
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
        FieldExpr {
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
struct SetPositions {
    from: Source,
    /// The first document of the block that is loaded.
    loaded: Option<DocId>,
    spans: Vec<PositionSpan>,
}

/// Where positions come from.
enum Source {
    Words {
        cursor: Cursor,
        field: Field,
        /// Whether positions of one article come unsorted.
        several_lists: bool,
    },
    Many(PositionBitmap),
    Borders(Edge),
    /// Headlines have no borders.
    Nothing,
}

struct ArticlePositions<'a>(&'a [Option<SetPositions>]);

impl Occurrences for ArticlePositions<'_> {
    fn of(&self, set: usize) -> &[PositionSpan] {
        self.0[set].as_ref().map_or(&[], |stream| &stream.spans)
    }
}

impl<'a> Verifier<'a> {
    pub fn open(
        plan: &'a Plan,
        snapshot: &'a Snapshot<'a>,
        segment: usize,
    ) -> tantivy::Result<Verifier<'a>> {
        let leaves = plan.leaves.iter().map(|leaf| PositionalLeaf {
            sides: leaf
                .parts()
                .1
                .into_iter()
                .map(|(field, expr)| FieldExpr::new(field, expr))
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
                (Pattern::Edge(edge), Field::Body) => Source::Borders(*edge),
                (Pattern::Edge(_), _) => Source::Nothing,
                (_, field) => match snapshot.resolved.entries[segment][number].as_slice() {
                    entries if entries.len() > MAX_CURSORS => {
                        Source::Many(PositionBitmap::gather(snapshot, segment, field, entries)?)
                    }
                    entries => Source::Words {
                        cursor: snapshot.cursor(plan, segment, number)?,
                        field,
                        several_lists: entries.len() > 1,
                    },
                },
            };
            streams.push(Some(SetPositions {
                from,
                loaded: None,
                spans: Vec::new(),
            }));
        }
        Ok(Verifier {
            leaves,
            blocks: &snapshot.blocks[segment],
            streams,
            evidence: LeafMatches::default(),
            buffers: Buffers::default(),
        })
    }

    /// Whether in some article there were too many pairs to look at all of them.
    pub fn is_cut(&self) -> bool {
        self.buffers.pieces.is_cut
    }

    /// Where a leaf is true in an article, its words by themselves left aside; `None` if it is not.
    /// ArticleCollector come in rising order.
    pub fn verify(&mut self, leaf: usize, first: DocId, last: DocId) -> Option<&LeafMatches> {
        let Verifier {
            leaves,
            streams,
            evidence,
            blocks,
            buffers,
        } = self;
        let block = ArticleDocs {
            blocks,
            first,
            last,
        };
        let PositionalLeaf { sides, least } = &leaves[leaf];
        evidence.clear();
        for side in sides {
            find(side, streams, block, buffers, evidence);
        }
        // Where there is nothing, not all is loaded.
        let is_there = evidence.in_head > 0 || !evidence.docs.is_empty();
        let mut times = || times(sides, &ArticlePositions(streams), &mut buffers.pieces);
        let holds = is_there && (*least == 1 || times() >= *least);
        holds.then_some(evidence)
    }
}

/// How many times a leaf stands in the article that is loaded, what overlaps counted once.
fn times(sides: &[FieldExpr], at: &ArticlePositions<'_>, pieces: &mut Pieces) -> u32 {
    let each = sides.iter();
    each.map(|side| pieces.times(&side.expr, at)).sum()
}

/// Notes where one side of a leaf is true.
fn find(
    side: &FieldExpr,
    streams: &mut [Option<SetPositions>],
    block: ArticleDocs<'_>,
    buffers: &mut Buffers,
    evidence: &mut LeafMatches,
) {
    for set in &side.sets {
        if let Some(stream) = &mut streams[*set] {
            stream.load(block, &mut buffers.positions);
            if stream.spans.is_empty() && side.needs_all {
                return;
            }
        }
    }
    let at = &ArticlePositions(streams);
    let pieces = match side.is_plain {
        true => {
            side_by_side(&side.sets, at, buffers);
            &buffers.reached
        }
        false => {
            buffers.pieces.find(&side.expr, at);
            &buffers.pieces.found
        }
    };
    evidence.enter(pieces, side.of_each, side.field, block);
}

/// Puts the places where the words stand side by side into `buffers.reached`.
fn side_by_side(words: &[usize], at: &ArticlePositions<'_>, buffers: &mut Buffers) {
    buffers.reached.clear();
    let Some((first, rest)) = words.split_first() else {
        return;
    };
    buffers.reached.extend_from_slice(at.of(*first));
    for word in rest {
        algebra::follow(&buffers.reached, at.of(*word), &mut buffers.next);
        std::mem::swap(&mut buffers.reached, &mut buffers.next);
    }
}

impl SetPositions {
    fn load(&mut self, block: ArticleDocs<'_>, positions: &mut Vec<u32>) {
        let ArticleDocs {
            blocks,
            first,
            last,
        } = block;
        if self.loaded == Some(first) {
            return;
        }
        self.loaded = Some(first);
        self.spans.clear();
        match &mut self.from {
            Source::Nothing => {}
            Source::Borders(edge) => {
                for doc in first..=last {
                    let base = blocks.tiling.words(first, doc);
                    blocks.tiling.borders(doc, *edge, |position| {
                        let start = base.wrapping_add(position);
                        self.spans.push(PositionSpan::of(start, 1));
                    });
                }
            }
            Source::Many(bitmap) => bitmap.load(blocks, first, last, &mut self.spans),
            Source::Words {
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
                    cursor.take(PositionSink {
                        base,
                        spans: &mut self.spans,
                        scratch: positions,
                    });
                    doc = cursor.doc();
                }
                if *several_lists {
                    self.spans.sort_unstable();
                    self.spans.dedup();
                }
            }
        }
    }
}
