//! What one leaf found in an article.

use tantivy::DocId;

use crate::field::Field;
use crate::index::disk::segment::Blocks;
use crate::index::plan::expr::Stretch;

/// What one leaf found in an article.
#[derive(Debug, Default)]
pub struct Evidence {
    /// In what is said once of an article.
    pub in_head: u32,
    /// Passages and how often it stands in each.
    pub docs: Vec<(DocId, u32)>,
}

/// The passages of one article.
#[derive(Clone, Copy)]
pub struct Block<'a> {
    pub blocks: &'a Blocks,
    pub first: DocId,
    pub last: DocId,
}

impl Evidence {
    pub fn clear(&mut self) {
        self.in_head = 0;
        self.docs.clear();
    }

    /// Notes one match: a passage counts it once, however many of its pieces lie there.
    #[inline]
    pub fn enter(&mut self, pieces: &[Stretch], field: Field, block: Block<'_>) {
        let Block {
            blocks,
            first,
            last,
        } = block;
        if field != Field::Body {
            self.in_head += 1;
            return;
        }
        if first == last {
            match self.docs.last_mut() {
                Some((doc, times)) if *doc == first => *times += 1,
                _ => self.docs.push((first, 1)),
            }
            return;
        }
        let begin = self.docs.len();
        for piece in pieces {
            let from = blocks.passage_at(first, last, piece.start);
            let to = blocks.passage_at(first, last, piece.end - 1);
            for doc in from..=to {
                if !self.docs[begin..].iter().any(|(seen, _)| *seen == doc) {
                    self.docs.push((doc, 1));
                }
            }
        }
    }

    /// Brings the passages from the number `known` on together, each with all its matches.
    pub fn sum_up(&mut self, known: usize) {
        if self.docs.len() - known < 2 {
            return;
        }
        self.docs[known..].sort_unstable();
        self.docs.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
    }
}
