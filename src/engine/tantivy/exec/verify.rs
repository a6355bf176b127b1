//! Verification: whether a leaf with positions matches an article, and where.

use tantivy::DocId;

use crate::engine::tantivy::exec::leaf_matches::{ArticleDocs, LeafMatches};
use crate::engine::tantivy::exec::set_positions::SetPositions;
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::store::failed::Result;
use crate::engine::tantivy::store::segment::Blocks;
use crate::field::Field;
use crate::plan::expr::{Expr, Gap, Occurrences, PositionSpan};
use crate::plan::{Leaf, Plan};
use crate::request::interrupt::{Interrupt, Stopped};
use crate::span::algebra;
use crate::span::pieces::Pieces;

/// Verifies the leaves of a plan in the articles of one segment.
pub struct Verifier<'a> {
    blocks: &'a Blocks,
    /// By leaf.
    leaves: Vec<PositionalLeaf>,
    /// By set; `None` where no leaf needs its positions.
    sets: Vec<Option<SetPositions>>,
    matches: LeafMatches,
    buffers: Buffers<'a>,
    interrupt: &'a Interrupt,
}

/// The part of a leaf that positions decide.
struct PositionalLeaf {
    sides: Vec<FieldExpr>,
    /// At least how many matches it needs.
    times: u32,
}

/// An expression in one field.
struct FieldExpr {
    field: Field,
    expr: Expr,
    /// The sets of the expression, in its order.
    sets: Vec<usize>,
    /// The same, each once.
    distinct: Vec<usize>,
    /// Whether it is a phrase of words without slop.
    is_plain_phrase: bool,
    /// At least how many pieces a match has.
    pieces_per_match: u32,
    /// Whether there is no match where any of the sets has no position.
    needs_all: bool,
}

/// Memory that every article uses again.
struct Buffers<'a> {
    positions: Vec<u32>,
    phrase: Vec<PositionSpan>,
    longer: Vec<PositionSpan>,
    pieces: Pieces<'a>,
}

/// The positions of every set in the article at hand.
struct ArticlePositions<'a>(&'a [Option<SetPositions>]);

impl Occurrences for ArticlePositions<'_> {
    fn of(&self, set: usize) -> &[PositionSpan] {
        self.0[set].as_ref().map_or(&[], SetPositions::spans)
    }
}

impl<'a> Verifier<'a> {
    pub fn open(
        plan: &'a Plan,
        snapshot: &'a Snapshot<'a>,
        segment: usize,
    ) -> Result<Verifier<'a>> {
        let leaves: Vec<_> = plan.leaves.iter().map(PositionalLeaf::new).collect();
        let mut is_needed = vec![false; plan.sets.len()];
        for side in leaves.iter().flat_map(|leaf| &leaf.sides) {
            side.sets.iter().for_each(|set| is_needed[*set] = true);
        }
        let sets = is_needed.into_iter().enumerate().map(|(set, is_needed)| {
            let open = || SetPositions::open(set, plan, snapshot, segment);
            is_needed.then(open).transpose()
        });
        Ok(Verifier {
            leaves,
            blocks: &snapshot.blocks[segment],
            sets: sets.collect::<Result<_>>()?,
            matches: LeafMatches::default(),
            buffers: Buffers::new(snapshot.interrupt),
            interrupt: snapshot.interrupt,
        })
    }

    /// Whether some article had too many pairs for a proximity to look at all of them.
    pub fn is_cut(&self) -> bool {
        self.buffers.pieces.is_cut
    }

    /// The matches of a leaf in an article, without those of its words by themselves; `None` if there are
    /// not as many as the leaf needs. Articles must come in rising order.
    pub fn verify(
        &mut self,
        leaf: usize,
        first: DocId,
        last: DocId,
    ) -> Result<Option<&LeafMatches>, Stopped> {
        self.interrupt.check()?;
        let article = ArticleDocs {
            blocks: self.blocks,
            first,
            last,
        };
        let PositionalLeaf { sides, times } = &self.leaves[leaf];
        self.matches.clear();
        for side in sides {
            let (buffers, matches) = (&mut self.buffers, &mut self.matches);
            side.find(&mut self.sets, article, buffers, matches)?;
        }
        // Only where something was found the positions of all sets have been read.
        let matches = !self.matches.is_empty()
            && (*times == 1 || self.buffers.times(sides, &self.sets)? >= *times);
        Ok(matches.then_some(&self.matches))
    }
}

impl PositionalLeaf {
    fn new(leaf: &Leaf) -> PositionalLeaf {
        let (_, sides) = leaf.parts();
        let sides = sides.into_iter();
        PositionalLeaf {
            sides: sides
                .map(|(field, expr)| FieldExpr::new(field, expr))
                .collect(),
            times: leaf.times,
        }
    }
}

impl FieldExpr {
    fn new(field: Field, expr: Expr) -> FieldExpr {
        let is_set = |expr: &Expr| matches!(expr, Expr::Set(_));
        let mut sets = Vec::new();
        expr.sets(&mut |set| sets.push(set));
        let is_plain_phrase = match &expr {
            Expr::Phrase { parts, slop: 0 } => parts.iter().all(is_set),
            _ => false,
        };
        let needs_all = match &expr {
            Expr::Near { left, right, gap } => {
                is_set(left) && is_set(right) && !matches!(gap, Gap::Same(_))
            }
            _ => is_plain_phrase,
        };
        let mut distinct = sets.clone();
        distinct.sort_unstable();
        distinct.dedup();
        FieldExpr {
            field,
            distinct,
            pieces_per_match: expr.pieces(),
            expr,
            sets,
            is_plain_phrase,
            needs_all,
        }
    }

    /// Adds its matches in an article to `matches`.
    fn find(
        &self,
        sets: &mut [Option<SetPositions>],
        article: ArticleDocs<'_>,
        buffers: &mut Buffers<'_>,
        matches: &mut LeafMatches,
    ) -> Result<(), Stopped> {
        for set in &self.distinct {
            if let Some(positions) = &mut sets[*set] {
                positions.read(article, &mut buffers.positions);
                if positions.spans().is_empty() && self.needs_all {
                    return Ok(());
                }
            }
        }
        let at = &ArticlePositions(sets);
        let pieces = if self.is_plain_phrase {
            buffers.find_phrase(&self.sets, at)
        } else {
            buffers.pieces.find(&self.expr, at)?;
            &buffers.pieces.found
        };
        matches.add(pieces, self.pieces_per_match, self.field, article);
        Ok(())
    }
}

impl<'a> Buffers<'a> {
    fn new(interrupt: &'a Interrupt) -> Buffers<'a> {
        Buffers {
            positions: Vec::new(),
            phrase: Vec::new(),
            longer: Vec::new(),
            pieces: Pieces::new(interrupt),
        }
    }

    /// The matches of a phrase of words.
    fn find_phrase(&mut self, words: &[usize], at: &ArticlePositions<'_>) -> &[PositionSpan] {
        self.phrase.clear();
        if let Some((first, rest)) = words.split_first() {
            self.phrase.extend_from_slice(at.of(*first));
            for word in rest {
                algebra::follow(&self.phrase, at.of(*word), &mut self.longer);
                std::mem::swap(&mut self.phrase, &mut self.longer);
                if self.phrase.is_empty() {
                    break;
                }
            }
        }
        &self.phrase
    }

    /// How many matches that do not overlap there are in the article at hand.
    fn times(
        &mut self,
        sides: &[FieldExpr],
        sets: &[Option<SetPositions>],
    ) -> Result<u32, Stopped> {
        let at = &ArticlePositions(sets);
        let each = sides.iter();
        each.map(|side| self.pieces.times(&side.expr, at)).sum()
    }
}
