//! What one leaf found in an article.

use tantivy::DocId;

use super::expr::Stretch;
use super::segment::Blocks;
use crate::field::Field;

/// What one leaf found in an article.
#[derive(Debug, Default)]
pub struct Evidence {
    pub in_title: u32,
    /// Passages and how often it stands in each.
    pub docs: Vec<(DocId, u32)>,
}

impl Evidence {
    pub fn clear(&mut self) {
        self.in_title = 0;
        self.docs.clear();
    }

    /// Notes one match: a passage counts it once, however many of its pieces lie there.
    pub fn enter(&mut self, pieces: &[Stretch], field: Field, header: DocId, blocks: &Blocks) {
        if field != Field::Body {
            self.in_title += 1;
            return;
        }
        let begin = self.docs.len();
        for piece in pieces {
            let from = blocks.passage_at(header, piece.start);
            let to = blocks.passage_at(header, piece.end - 1);
            for doc in from..=to {
                if !self.docs[begin..].iter().any(|(seen, _)| *seen == doc) {
                    self.docs.push((doc, 1));
                }
            }
        }
    }
}
