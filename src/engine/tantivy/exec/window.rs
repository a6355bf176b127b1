//! A window: neighbouring whole articles of a segment, a bit for each document.
//!
//! Places count from the window's base, which the first bit of a word stands for. An article is told by
//! the place of its last document.

use tantivy::DocId;

use crate::engine::tantivy::exec::bitset::BitSet;
use crate::engine::tantivy::store::segment::Blocks;

/// The articles that are looked at together.
#[derive(Debug, Default)]
pub struct Window {
    /// Its first document, and the one behind its last.
    pub from: DocId,
    pub to: DocId,
    pub base: DocId,
    ends: BitSet,
    /// The articles of more than one passage.
    long: BitSet,
}

impl Window {
    /// Whole articles of about `width` documents from the one that `doc` is in; more where that one
    /// alone is longer.
    pub fn open(blocks: &Blocks, doc: DocId, width: u32) -> Window {
        let documents = blocks.documents();
        let from = blocks.tiling.first_of(doc);
        let first_end = blocks.tiling.last_of(doc) + 1;
        let to = match documents - from > width {
            true => blocks.tiling.first_of(from + width).max(first_end),
            false => documents,
        };
        let base = from / 64 * 64;
        let words = from as usize / 64..(to as usize).div_ceil(64);
        let mut ends = BitSet::from_words(words.map(|word| blocks.tiling.ends(word)));
        ends.keep(from - base, to - base);
        Window {
            from,
            to,
            base,
            long: long(&ends, from - base),
            ends,
        }
    }

    /// How many words of 64 documents it has.
    pub fn words(&self) -> usize {
        self.ends.words().len()
    }

    /// How many places there are.
    pub fn places(&self) -> usize {
        self.words() * 64
    }

    #[inline]
    pub fn doc(&self, at: u32) -> DocId {
        self.base + at
    }

    #[inline]
    pub fn at(&self, doc: DocId) -> u32 {
        doc - self.base
    }

    /// Every article that has not been removed.
    pub fn articles(&self, blocks: &Blocks) -> BitSet {
        let first = self.base as usize / 64;
        let ends = self.ends.words().iter().zip(first..);
        let articles = ends.map(|(ends, word)| ends & !blocks.tiling.records(word));
        let mut articles = BitSet::from_words(articles);
        if blocks.has_gone() {
            articles.retain(|at| !blocks.is_gone(self.doc(at)));
        }
        articles
    }

    /// The articles that any of the documents belongs to.
    ///
    /// In a block all bits but the last are added to as many ones: if any is set, one is carried to the
    /// last.
    pub fn of(&self, documents: &BitSet) -> BitSet {
        let mut carried = false;
        let words = self.ends.words().iter().zip(documents.words());
        BitSet::from_words(words.map(|(&ends, &documents)| {
            let (sum, over) = (documents & !ends).overflowing_add(!ends);
            let (sum, again) = sum.overflowing_add(u64::from(carried));
            carried = over || again;
            (sum | documents) & ends
        }))
    }

    /// The place of the first document of an article.
    #[inline]
    pub fn first(&self, last: u32) -> u32 {
        if !self.long.has(last) {
            return last;
        }
        let before = self.ends.last_before(last);
        before.map_or(self.at(self.from), |end| end + 1)
    }

    /// The articles of more than one passage.
    pub fn long(&self) -> &BitSet {
        &self.long
    }
}

/// The ends that stand neither right behind another one nor at `from`.
fn long(ends: &BitSet, from: u32) -> BitSet {
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
        ends.iter().for_each(|end| bits.set(*end));
        Window {
            to: 64 * words as u32,
            long: long(&bits, 0),
            ends: bits,
            ..Window::default()
        }
    }

    #[test]
    fn what_any_document_has_is_carried_to_the_end_of_its_block() {
        let window = window(&[0, 5, 63, 64, 200, 230], 4);
        let of = |documents: &[u32]| {
            let mut bits = BitSet::empty(4);
            documents.iter().for_each(|doc| bits.set(*doc));
            window.of(&bits).iter().collect::<Vec<u32>>()
        };
        assert!(of(&[]).is_empty());
        assert_eq!(of(&[0]), [0]);
        assert_eq!(of(&[1, 3, 5]), [5]);
        assert_eq!(of(&[6]), [63]);
        assert_eq!(of(&[64, 65, 201]), [64, 200, 230]);
        assert_eq!(of(&[100, 230]), [200, 230]);
        assert_eq!(of(&[200]), [200]);
        assert_eq!(
            (window.first(200), window.first(64), window.first(0)),
            (65, 64, 0)
        );
    }
}
