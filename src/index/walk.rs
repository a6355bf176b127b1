//! Evaluation from article to article, in document order, for every plan there is.
//!
//! The sieve names the articles that may match; `holds` decides each, from positions where a leaf
//! needs them.

use tantivy::DocId;

use super::cursor::{Cursor, Positions};
use super::evaluate::Ground;
use super::matched::{Evidence, Matched, Scale};
use super::plan::{Node, Plan};
use super::segment::Blocks;
use super::sieve::Sieve;
use super::spans::{self, Expr, Occurrences, Stretch};
use crate::field::Field;
use crate::results::Total;

/// The state of one pass over one segment.
pub struct Walk<'a> {
    scale: &'a Scale<'a>,
    segment: usize,
    blocks: &'a Blocks,
    streams: Vec<Stream>,
    evidence: Vec<Evidence>,
    passages: Vec<(DocId, f32)>,
    scratch: Vec<u32>,
}

/// The documents of one set, and those of the article at hand.
struct Stream {
    cursor: Cursor,
    field: Field,
    with_positions: bool,
    /// Whether positions of one article come unsorted.
    several_lists: bool,
    /// The header whose block is loaded, plus one; 0 before the first.
    loaded: u32,
    docs: Vec<(DocId, u32)>,
    stretches: Vec<Stretch>,
}

struct Loaded<'a>(&'a [Stream]);

impl Occurrences for Loaded<'_> {
    fn of(&self, set: usize) -> &[Stretch] {
        &self.0[set].stretches
    }
}

impl<'a> Walk<'a> {
    pub fn open(
        scale: &'a Scale<'a>,
        ground: &'a Ground<'a>,
        segment: usize,
    ) -> tantivy::Result<Walk<'a>> {
        let blocks = &ground.blocks[segment];
        let with_positions = sets_with_positions(scale.plan);
        let mut streams = Vec::with_capacity(scale.plan.sets.len());
        for (number, set) in scale.plan.sets.iter().enumerate() {
            let with_positions = with_positions[number];
            streams.push(Stream {
                cursor: ground.cursor(scale.plan, segment, number, with_positions)?,
                field: set.field,
                with_positions,
                several_lists: ground.resolved.entries[segment][number].len() > 1,
                loaded: 0,
                docs: Vec::new(),
                stretches: Vec::new(),
            });
        }
        Ok(Walk {
            scale,
            segment,
            blocks,
            streams,
            evidence: scale
                .plan
                .leaves
                .iter()
                .map(|_| Evidence::default())
                .collect(),
            passages: Vec::new(),
            scratch: Vec::new(),
        })
    }

    /// Counts every matching article and hands it to `each`.
    pub fn walk(
        &mut self,
        tree: &Node,
        mut sieve: Sieve<'_>,
        each: &mut impl FnMut(&Matched<'_>) -> f32,
    ) -> Total {
        let mut total = Total::default();
        while let Some((window, found)) = sieve.next(&mut ()) {
            for header in found.iter().map(|at| window.start + at) {
                if self.holds(tree, header) {
                    self.score(header);
                    total.articles += 1;
                    total.passages += self.passages.len() as u64;
                    each(&Matched {
                        segment: self.segment,
                        header,
                        blocks: self.blocks,
                        passages: &self.passages,
                        matching: self.passages.len() as u32,
                        evidence: &self.evidence,
                        scale: self.scale,
                    });
                }
            }
        }
        total
    }

    /// Whether `node` is true in the article. Headers come in rising order.
    fn holds(&mut self, node: &Node, header: DocId) -> bool {
        match node {
            Node::All => true,
            Node::Leaf(leaf) => self.judge(*leaf, header),
            Node::Window(window) => self
                .blocks
                .is_within(&self.scale.plan.windows[*window], header),
            Node::And(all) => all.iter().all(|part| self.holds(part, header)),
            Node::Or(any) => any.iter().any(|part| self.holds(part, header)),
            Node::Not(of) => !self.holds(of, header),
        }
    }

    /// Whether a leaf is true in the article; leaves its evidence behind.
    fn judge(&mut self, leaf: usize, header: DocId) -> bool {
        if self.evidence[leaf].about == header + 1 {
            return self.evidence[leaf].holds;
        }
        let plan = self.scale.plan;
        let mut evidence = std::mem::take(&mut self.evidence[leaf]);
        evidence.clear_for(header);
        for (field, expr) in &plan.leaves[leaf].sides {
            match expr {
                Expr::Set(set) => self.count(*set, header, &mut evidence),
                expr => self.find(expr, *field, header, &mut evidence),
            }
        }
        evidence.holds = evidence.in_title + evidence.in_body >= plan.leaves[leaf].times;
        let holds = evidence.holds;
        self.evidence[leaf] = evidence;
        holds
    }

    fn count(&mut self, set: usize, header: DocId, evidence: &mut Evidence) {
        self.load(set, header);
        for &(doc, times) in &self.streams[set].docs {
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
        self.streams[set].load(header, end, self.blocks, &mut self.scratch);
    }

    /// Gathers the matching passages of a matching article with their scores.
    fn score(&mut self, header: DocId) {
        let Scale {
            plan,
            collection,
            weights,
        } = self.scale;
        let words = self.blocks.base(header);
        let mut article = 0.0;
        self.passages.clear();
        for (leaf, weight) in weights.iter().enumerate() {
            if !plan.leaves[leaf].shown || !self.judge(leaf, header) {
                continue;
            }
            let evidence = &self.evidence[leaf];
            article += collection.article(*weight, evidence.in_title, evidence.in_body, words);
            let lengths = &self.blocks.lengths;
            let scored = evidence.docs.iter().map(|&(doc, times)| {
                (
                    doc,
                    collection.passage(*weight, times, lengths.fieldnorm(doc)),
                )
            });
            self.passages.extend(scored);
        }
        if weights.len() > 1 {
            // Stable: parts of one score are always added in the order of the leaves.
            self.passages.sort_by_key(|passage| passage.0);
            self.passages.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.1 += if same { next.1 } else { 0.0 };
                same
            });
        }
        if self.passages.is_empty() {
            self.passages.push((header + 1, 0.0));
        }
        for passage in &mut self.passages {
            passage.1 += article;
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
            let positions = self.with_positions.then(|| Positions {
                base: if self.field == Field::Body {
                    blocks.base(doc)
                } else {
                    0
                },
                stretches: &mut self.stretches,
                scratch,
            });
            let times = self.cursor.take(positions);
            self.docs.push((doc, times));
            doc = self.cursor.doc();
        }
        if self.several_lists {
            self.stretches.sort_unstable();
        }
    }
}

/// Whether each set is part of an expression that looks at positions.
fn sets_with_positions(plan: &Plan) -> Vec<bool> {
    let mut needed = vec![false; plan.sets.len()];
    for leaf in &plan.leaves {
        for (_, expr) in &leaf.sides {
            if !matches!(expr, Expr::Set(_)) {
                expr.sets(&mut |set| needed[set] = true);
            }
        }
    }
    needed
}
