//! A set of documents of a window.

/// A bit for each document, by its place in the window.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BitSet(Vec<u64>);

impl BitSet {
    /// None of so many documents, in words of 64.
    pub fn empty(words: usize) -> BitSet {
        BitSet(vec![0; words])
    }

    pub fn from_words(words: impl Iterator<Item = u64>) -> BitSet {
        BitSet(words.collect())
    }

    /// Makes it empty, of so many words.
    pub fn clear(&mut self, words: usize) {
        self.0.clear();
        self.0.resize(words, 0);
    }

    pub fn words(&self) -> &[u64] {
        &self.0
    }

    #[inline]
    pub fn set(&mut self, at: u32) {
        self.0[at as usize / 64] |= 1 << (at % 64);
    }

    #[inline]
    pub fn has(&self, at: u32) -> bool {
        self.0[at as usize / 64] >> (at % 64) & 1 == 1
    }

    /// Sets the bit, and tells whether it was set.
    #[inline]
    pub fn get_and_set(&mut self, at: u32) -> bool {
        let (word, bit) = (&mut self.0[at as usize / 64], 1 << (at % 64));
        let had = *word & bit != 0;
        *word |= bit;
        had
    }

    pub fn remove(&mut self, at: u32) {
        self.0[at as usize / 64] &= !(1 << (at % 64));
    }

    /// Leaves those of `from..to`, which lie in its first word and at the end of its last.
    pub fn keep(&mut self, from: u32, to: u32) {
        if let Some(first) = self.0.first_mut() {
            *first &= !0 << (from % 64);
        }
        if let Some(last) = self.0.last_mut() {
            *last &= !0 >> ((64 - to % 64) % 64);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many of the documents from `from` to `to` are in it.
    #[inline]
    pub fn count_within(&self, from: u32, to: u32) -> u32 {
        let (first, last) = (from as usize / 64, to as usize / 64);
        let (low, high) = (!0 << (from % 64), !0 >> (63 - to % 64));
        if first == last {
            return (self.0[first] & low & high).count_ones();
        }
        let inner = self.0[first + 1..last].iter().map(|word| word.count_ones());
        (self.0[first] & low).count_ones() + inner.sum::<u32>() + (self.0[last] & high).count_ones()
    }

    /// The last one before `at`.
    #[inline]
    pub fn last_before(&self, at: u32) -> Option<u32> {
        let before = at.checked_sub(1)?;
        let mut word = before as usize / 64;
        let mut bits = self.0[word] & (!0 >> (63 - before % 64));
        while bits == 0 {
            word = word.checked_sub(1)?;
            bits = self.0[word];
        }
        Some(word as u32 * 64 + 63 - bits.leading_zeros())
    }

    /// The words that hold any, with the place of their lowest bit.
    #[inline]
    pub fn nonzero_words(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        let words = self.0.iter().zip((0u32..).step_by(64));
        words
            .filter(|(word, _)| **word != 0)
            .map(|(word, at)| (*word, at))
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let nonzero_words = self.nonzero_words();
        nonzero_words.flat_map(|(word, at)| ones(word).map(move |bit| at + bit))
    }

    pub fn and(&mut self, other: &BitSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    pub fn or(&mut self, other: &BitSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub fn and_not(&mut self, other: &BitSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }

    pub fn retain(&mut self, mut keep: impl FnMut(u32) -> bool) {
        for (word, number) in self.0.iter_mut().zip(0u32..) {
            for bit in ones(*word) {
                if !keep(number * 64 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }
}

/// The numbers of the bits that are set, rising.
#[inline]
pub fn ones(mut word: u64) -> impl Iterator<Item = u32> + Clone {
    std::iter::from_fn(move || {
        let lowest = (word != 0).then(|| word.trailing_zeros());
        word &= word.wrapping_sub(1);
        lowest
    })
}
