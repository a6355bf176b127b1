//! The matches of one leaf in one article, counted by passage.

use tantivy::DocId;

use crate::engine::tantivy::store::segment::Blocks;
use crate::field::Field;
use crate::plan::expr::PositionSpan;

/// How often a leaf matches in an article.
#[derive(Debug, Default)]
pub struct LeafMatches {
    /// In what an article has once.
    pub in_head: u32,
    /// In each of its passages that has any match.
    pub passages: Vec<(DocId, u32)>,
}

/// The passages of one article: a block of documents.
#[derive(Clone, Copy)]
pub struct ArticleDocs<'a> {
    pub blocks: &'a Blocks,
    pub first: DocId,
    pub last: DocId,
}

impl LeafMatches {
    pub fn clear(&mut self) {
        self.in_head = 0;
        self.passages.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.in_head == 0 && self.passages.is_empty()
    }

    /// Adds the pieces of some matches, sorted; a match has at least `per_match` of them. How many matches
    /// a passage has is estimated from its pieces, as it only changes scores.
    pub fn add(
        &mut self,
        pieces: &[PositionSpan],
        per_match: u32,
        field: Field,
        article: ArticleDocs<'_>,
    ) {
        if field != Field::Body {
            self.in_head += (pieces.len() as u32).div_ceil(per_match);
            return;
        }
        let added_from = self.passages.len();
        for piece in pieces {
            let (from, to) = article.passages_of(piece);
            for doc in from..=to {
                // Pieces are sorted: a passage was added lately or never.
                let lately = self.passages[added_from..].iter_mut().rev();
                match lately.take_while(|(known, _)| *known >= doc).last() {
                    Some((_, times)) => *times += 1,
                    None => self.passages.push((doc, 1)),
                }
            }
        }
        for (_, times) in &mut self.passages[added_from..] {
            *times = times.div_ceil(per_match);
        }
    }
}

impl ArticleDocs<'_> {
    /// The first and the last passage that a span lies in.
    #[inline]
    fn passages_of(self, span: &PositionSpan) -> (DocId, DocId) {
        let ArticleDocs {
            blocks,
            first,
            last,
        } = self;
        if first == last {
            return (first, first);
        }
        (
            blocks.passage_at(first, last, span.start),
            blocks.passage_at(first, last, span.end - 1),
        )
    }
}
