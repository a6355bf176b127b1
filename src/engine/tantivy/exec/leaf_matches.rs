//! What one leaf found in an article.

use tantivy::DocId;

use crate::engine::tantivy::store::segment::Blocks;
use crate::field::Field;
use crate::plan::expr::PositionSpan;

/// What one leaf found in an article.
#[derive(Debug, Default)]
pub struct LeafMatches {
    /// In what is said once of an article.
    pub in_head: u32,
    /// PassageCollector and how often it stands in each.
    pub docs: Vec<(DocId, u32)>,
}

/// The passages of one article.
#[derive(Clone, Copy)]
pub struct ArticleDocs<'a> {
    pub blocks: &'a Blocks,
    pub first: DocId,
    pub last: DocId,
}

impl LeafMatches {
    pub fn clear(&mut self) {
        self.in_head = 0;
        self.docs.clear();
    }

    /// Notes the pieces of some matches, of which each has so many or more. How many matches a passage
    /// holds is reckoned from how many of their pieces: it is used for scores alone.
    pub fn enter(
        &mut self,
        pieces: &[PositionSpan],
        of_each: u32,
        field: Field,
        block: ArticleDocs<'_>,
    ) {
        let ArticleDocs {
            blocks,
            first,
            last,
        } = block;
        if field != Field::Body {
            self.in_head += (pieces.len() as u32).div_ceil(of_each);
            return;
        }
        let known = self.docs.len();
        for piece in pieces {
            let (from, to) = match first == last {
                true => (first, first),
                false => (
                    blocks.passage_at(first, last, piece.start),
                    blocks.passage_at(first, last, piece.end - 1),
                ),
            };
            for doc in from..=to {
                // Pieces come in order: a passage was seen lately or never.
                let lately = self.docs[known..].iter_mut().rev();
                match lately.take_while(|(seen, _)| *seen >= doc).last() {
                    Some((_, times)) => *times += 1,
                    None => self.docs.push((doc, 1)),
                }
            }
        }
        for (_, times) in &mut self.docs[known..] {
            *times = times.div_ceil(of_each);
        }
    }
}
