//! A set of articles of a window of documents.

/// Documents of a window; more only where one article alone is longer.
pub const WIDTH: u32 = 2048;
const BITS: usize = WIDTH as usize / 64;

/// A bit for each article of a window, by the place of its header.
#[derive(Clone)]
pub struct Bits([u64; BITS]);

impl Bits {
    pub const NONE: Bits = Bits([0; BITS]);

    pub fn set(&mut self, at: u32) {
        self.0[at as usize / 64] |= 1 << (at % 64);
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let words = self.0.iter().zip(0u32..);
        words.flat_map(|(word, number)| ones(*word).map(move |bit| number * 64 + bit))
    }

    pub fn has(&self, at: u32) -> bool {
        self.0[at as usize / 64] >> (at % 64) & 1 == 1
    }

    pub fn and(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    pub fn or(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub fn and_not(&mut self, other: &Bits) {
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
pub fn ones(mut word: u64) -> impl Iterator<Item = u32> + Clone {
    std::iter::from_fn(move || {
        let lowest = (word != 0).then(|| word.trailing_zeros());
        word &= word.wrapping_sub(1);
        lowest
    })
}
