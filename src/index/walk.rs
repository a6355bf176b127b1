//! Evaluation from article to article, in document order, for every plan there is.
//!
//! `seek` finds the next article that may match from the postings alone; `holds` decides it, from
//! positions where the leaf needs them.

use tantivy::postings::SegmentPostings;
use tantivy::{DocId, DocSet, TERMINATED};

use super::cursor::{Cursor, Positions};
use super::evaluate::Ground;
use super::matched::{Evidence, Matched, Scale};
use super::plan::{Node, Plan};
use super::segment::Blocks;
use super::spans::{self, Expr, Occurrences, Stretch};
use crate::field::Field;

/// The state of one pass over one segment.
pub struct Walk<'a> {
    scale: &'a Scale<'a>,
    segment: usize,
    blocks: &'a Blocks,
    headers: SegmentPostings,
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
            headers: blocks.headers()?,
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

    /// Hands every matching article to `each`.
    pub fn walk(&mut self, tree: &Node, each: &mut impl FnMut(&Matched<'_>) -> f32) {
        let mut target = 0;
        loop {
            let header = self.candidate(tree, target);
            if header >= TERMINATED {
                return;
            }
            target = header + self.blocks.passages(header) + 1;
            if !self.blocks.is_gone(header) && self.holds(tree, header) {
                self.score(header);
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

    /// The first header from `target` on. Never asked to go back.
    fn next_header(&mut self, target: DocId) -> DocId {
        if self.headers.doc() < target {
            self.headers.seek(target)
        } else {
            self.headers.doc()
        }
    }

    /// The first header from `target` on that all of the tree agrees upon.
    fn candidate(&mut self, tree: &Node, mut target: DocId) -> DocId {
        loop {
            let found = self.seek(tree, target);
            if found == target || found >= TERMINATED {
                return found;
            }
            target = found;
        }
    }

    /// A header from `target` on before which no article makes `node` true.
    ///
    /// Cursors never go beyond the first document from `target` on: other parts of the tree may
    /// share them.
    fn seek(&mut self, node: &Node, target: DocId) -> DocId {
        match node {
            Node::All | Node::Window(_) | Node::Not(_) => self.next_header(target),
            Node::Leaf(leaf) => {
                let plan = self.scale.plan;
                let sides = plan.leaves[*leaf].sides.iter();
                sides
                    .map(|(_, expr)| self.seek_expr(expr, target))
                    .min()
                    .unwrap_or(TERMINATED)
            }
            Node::And(all) => {
                let seeks =
                    |part: &&Node| !matches!(part, Node::All | Node::Window(_) | Node::Not(_));
                let parts: Vec<&Node> = all.iter().filter(seeks).collect();
                match parts.is_empty() {
                    true => self.next_header(target),
                    false => {
                        let seeks = parts.iter().map(|part| self.seek(part, target));
                        seeks.max().unwrap_or(TERMINATED)
                    }
                }
            }
            Node::Or(any) => any
                .iter()
                .map(|part| self.seek(part, target))
                .min()
                .unwrap_or(TERMINATED),
        }
    }

    fn seek_expr(&mut self, expr: &Expr, target: DocId) -> DocId {
        match expr {
            Expr::Set(set) => self.streams[*set].next_article(target, self.blocks),
            Expr::Any(parts) => {
                let seeks = parts.iter().map(|part| self.seek_expr(part, target));
                seeks.min().unwrap_or(TERMINATED)
            }
            Expr::Phrase { parts, .. } => {
                let seeks = parts.iter().map(|part| self.seek_expr(part, target));
                seeks.max().unwrap_or(TERMINATED)
            }
            Expr::Near { left, right, .. } => self
                .seek_expr(left, target)
                .max(self.seek_expr(right, target)),
            Expr::Without { left, .. } => self.seek_expr(left, target),
            Expr::Quoted { of, .. } => self.seek_expr(of, target),
        }
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
        evidence.holds = match plan.leaves[leaf].times {
            1 => evidence.in_title + evidence.in_body > 0,
            times => self.times(leaf, header) >= times,
        };
        let holds = evidence.holds;
        self.evidence[leaf] = evidence;
        holds
    }

    /// How many times a leaf stands in the article, what overlaps counted once.
    fn times(&mut self, leaf: usize, header: DocId) -> u32 {
        let sides = self.scale.plan.leaves[leaf].sides.iter();
        sides
            .map(|(_, expr)| {
                expr.sets(&mut |set| self.load(set, header));
                spans::times(&spans::extents(expr, &Loaded(&self.streams)))
            })
            .sum()
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
    fn next_article(&mut self, target: DocId, blocks: &Blocks) -> DocId {
        if self.loaded > target && !self.docs.is_empty() {
            return self.loaded - 1;
        }
        match self.cursor.seek(target) {
            TERMINATED => TERMINATED,
            doc => blocks.header_of(doc),
        }
    }

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
            if leaf.times > 1 || !matches!(expr, Expr::Set(_)) {
                expr.sets(&mut |set| needed[set] = true);
            }
        }
    }
    needed
}
