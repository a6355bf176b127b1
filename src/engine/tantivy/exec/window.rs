//! A window: some neighbouring whole articles of a segment, evaluated together as bit sets.
//!
//! A document is known by its slot, which counts from the window's base, a multiple of 64. An article is
//! known by the slot of its last document.

use tantivy::DocId;

use crate::engine::tantivy::exec::bitset::{BitSet, Slot};
use crate::engine::tantivy::store::segment::Blocks;

/// The documents `from..to` of a segment.
#[derive(Debug, Default)]
pub struct Window {
    pub from: DocId,
    pub to: DocId,
    base: DocId,
    /// The last documents of articles.
    ends: BitSet,
    /// The articles of more than one passage.
    long: BitSet,
}

impl Window {
    /// Whole articles of about `width` documents, from the one that contains `doc`; more where that
    /// article alone is longer.
    pub fn open(blocks: &Blocks, doc: DocId, width: u32) -> Window {
        let documents = blocks.documents();
        let from = blocks.block_map.first_of(doc);
        let first_end = blocks.block_map.last_of(doc) + 1;
        let to = if documents - from > width {
            blocks.block_map.first_of(from + width).max(first_end)
        } else {
            documents
        };
        let base = from / 64 * 64;
        let words = from as usize / 64..(to as usize).div_ceil(64);
        let mut ends = BitSet::from_words(words.map(|word| blocks.block_map.ends(word)));
        ends.clip(Slot(from - base), Slot(to - base));
        Window {
            from,
            to,
            base,
            long: long(&ends, Slot(from - base)),
            ends,
        }
    }

    /// How many words of 64 slots it has.
    pub fn words(&self) -> usize {
        self.ends.words().len()
    }

    pub fn slots(&self) -> usize {
        self.words() * 64
    }

    #[inline]
    pub fn doc(&self, Slot(slot): Slot) -> DocId {
        self.base + slot
    }

    #[inline]
    pub fn slot(&self, doc: DocId) -> Slot {
        Slot(doc - self.base)
    }

    /// Every article that has not been removed.
    pub fn live_articles(&self, blocks: &Blocks) -> BitSet {
        let first = self.base as usize / 64;
        let ends = self.ends.words().iter().zip(first..);
        let articles = ends.map(|(ends, word)| ends & !blocks.block_map.records(word));
        let mut articles = BitSet::from_words(articles);
        self.retain_live(&mut articles, blocks);
        articles
    }

    /// Takes removed articles out of a set of articles.
    pub fn retain_live(&self, articles: &mut BitSet, blocks: &Blocks) {
        if blocks.has_deleted() {
            articles.retain(|article| !blocks.is_deleted(self.doc(article)));
        }
    }

    /// The articles that any of the documents belong to.
    ///
    /// In a block all bits but the last are added to as many ones: if any is set, the sum carries to the
    /// last.
    pub fn articles_of(&self, documents: &BitSet) -> BitSet {
        let mut carried = false;
        let words = self.ends.words().iter().zip(documents.words());
        BitSet::from_words(words.map(|(&ends, &documents)| {
            let (sum, over) = (documents & !ends).overflowing_add(!ends);
            let (sum, again) = sum.overflowing_add(u64::from(carried));
            carried = over || again;
            (sum | documents) & ends
        }))
    }

    /// The first document of an article.
    #[inline]
    pub fn first(&self, article: Slot) -> Slot {
        if !self.long.contains(article) {
            return article;
        }
        let before = self.ends.last_before(article);
        before.map_or(self.slot(self.from), |Slot(end)| Slot(end + 1))
    }

    /// The first and the last document of an article.
    #[inline]
    pub fn docs(&self, article: Slot) -> (DocId, DocId) {
        (self.doc(self.first(article)), self.doc(article))
    }

    /// The articles of more than one passage.
    pub fn long(&self) -> &BitSet {
        &self.long
    }
}

/// The ends that neither follow another end directly nor are at `from`.
fn long(ends: &BitSet, from: Slot) -> BitSet {
    let mut before = 0;
    let mut long = BitSet::from_words(ends.words().iter().map(|&here| {
        let short = here << 1 | before;
        before = here >> 63;
        here & !short
    }));
    if !long.words().is_empty() {
        long.remove(from);
    }
    long
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(ends: &[u32], words: usize) -> Window {
        let mut bits = BitSet::empty(words);
        ends.iter().for_each(|end| bits.set(Slot(*end)));
        Window {
            to: 64 * words as u32,
            long: long(&bits, Slot(0)),
            ends: bits,
            ..Window::default()
        }
    }

    #[test]
    fn an_article_is_found_if_any_of_its_documents_is() {
        let window = window(&[0, 5, 63, 64, 200, 230], 4);
        let articles_of = |documents: &[u32]| {
            let mut bits = BitSet::empty(4);
            documents.iter().for_each(|doc| bits.set(Slot(*doc)));
            let articles = window.articles_of(&bits);
            articles.iter().map(|Slot(slot)| slot).collect::<Vec<u32>>()
        };
        assert!(articles_of(&[]).is_empty());
        assert_eq!(articles_of(&[0]), [0]);
        assert_eq!(articles_of(&[1, 3, 5]), [5]);
        assert_eq!(articles_of(&[6]), [63]);
        assert_eq!(articles_of(&[64, 65, 201]), [64, 200, 230]);
        assert_eq!(articles_of(&[100, 230]), [200, 230]);
        assert_eq!(articles_of(&[200]), [200]);
        let firsts = [200, 64, 0].map(|article| window.first(Slot(article)));
        assert_eq!(firsts, [65, 64, 0].map(Slot));
    }
}
