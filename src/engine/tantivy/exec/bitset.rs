//! A set of the documents of a window, one bit for each.

/// The place of a document in its window, counted from the window's base. It is no document number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot(pub u32);

impl Slot {
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The slots from this one to `last`, both included.
    #[inline]
    pub fn to(self, last: Slot) -> impl Iterator<Item = Slot> {
        (self.0..=last.0).map(Slot)
    }
}

/// A set of slots, in words of 64 bits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BitSet(Vec<u64>);

impl BitSet {
    /// The empty set, with room for so many words.
    pub fn empty(words: usize) -> BitSet {
        BitSet(vec![0; words])
    }

    pub fn from_words(words: impl Iterator<Item = u64>) -> BitSet {
        BitSet(words.collect())
    }

    /// Makes it empty, with room for so many words.
    pub fn clear(&mut self, words: usize) {
        self.0.clear();
        self.0.resize(words, 0);
    }

    pub fn words(&self) -> &[u64] {
        &self.0
    }

    #[inline]
    pub fn set(&mut self, Slot(at): Slot) {
        self.0[at as usize / 64] |= 1 << (at % 64);
    }

    #[inline]
    pub fn contains(&self, Slot(at): Slot) -> bool {
        self.0[at as usize / 64] >> (at % 64) & 1 == 1
    }

    /// Sets the bit and returns whether it was set before.
    #[inline]
    pub fn get_and_set(&mut self, Slot(at): Slot) -> bool {
        let (word, bit) = (&mut self.0[at as usize / 64], 1 << (at % 64));
        let before = *word & bit != 0;
        *word |= bit;
        before
    }

    pub fn remove(&mut self, Slot(at): Slot) {
        self.0[at as usize / 64] &= !(1 << (at % 64));
    }

    /// Removes everything outside `from..to`. `from` lies in the first word, `to` at the end of the last.
    pub fn clip(&mut self, Slot(from): Slot, Slot(to): Slot) {
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

    /// How many of the slots from `from` to `to`, both included, are in it.
    #[inline]
    pub fn count_within(&self, Slot(from): Slot, Slot(to): Slot) -> u32 {
        let (first, last) = (from as usize / 64, to as usize / 64);
        let (low, high) = (!0 << (from % 64), !0 >> (63 - to % 64));
        if first == last {
            return (self.0[first] & low & high).count_ones();
        }
        let inner = self.0[first + 1..last].iter().map(|word| word.count_ones());
        (self.0[first] & low).count_ones() + inner.sum::<u32>() + (self.0[last] & high).count_ones()
    }

    /// The last slot of the set before `slot`.
    #[inline]
    pub fn last_before(&self, slot: Slot) -> Option<Slot> {
        let before = slot.0.checked_sub(1)?;
        let mut word = before as usize / 64;
        let mut bits = self.0[word] & (!0 >> (63 - before % 64));
        while bits == 0 {
            word = word.checked_sub(1)?;
            bits = self.0[word];
        }
        Some(Slot(word as u32 * 64 + 63 - bits.leading_zeros()))
    }

    /// The words with any bit set, each with the slot of its lowest bit.
    #[inline]
    pub fn nonzero_words(&self) -> impl Iterator<Item = (u64, Slot)> + '_ {
        let words = self.0.iter().zip((0u32..).step_by(64));
        words
            .filter(|(word, _)| **word != 0)
            .map(|(word, base)| (*word, Slot(base)))
    }

    pub fn iter(&self) -> impl Iterator<Item = Slot> + '_ {
        let words = self.nonzero_words();
        words.flat_map(|(word, base)| slots(word, base))
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

    pub fn retain(&mut self, mut keep: impl FnMut(Slot) -> bool) {
        for (word, base) in self.0.iter_mut().zip((0u32..).step_by(64)) {
            for bit in ones(*word) {
                if !keep(Slot(base + bit)) {
                    *word &= !(1 << bit);
                }
            }
        }
    }
}

/// The slots of a word whose lowest bit is `base`, rising.
#[inline]
pub fn slots(word: u64, base: Slot) -> impl Iterator<Item = Slot> {
    ones(word).map(move |bit| Slot(base.0 + bit))
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
