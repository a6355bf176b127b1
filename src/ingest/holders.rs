//! Which record of this run holds each id, in 16 bytes an article.

use std::collections::HashMap;

use crate::article::Id;
use crate::span::gallop;

/// By id: the record of this run that no other one has taken the place of.
#[derive(Default)]
pub struct Holders {
    /// By id, which are hashes and lie evenly.
    sorted: Vec<(u64, Holder)>,
    /// Holders that are not in `sorted` yet.
    recent: HashMap<u64, Holder>,
}

/// A record, and what it does to the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The file's number and, in the two highest bits, the effect.
    file: u32,
    record: u32,
}

/// The effect of a record on the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Added,
    Replaced,
    Unchanged,
    /// It is a copy of another article, which is in force.
    GaveWay,
}

const EFFECT_SHIFT: u32 = 30;
const FILE_MASK: u32 = (1 << EFFECT_SHIFT) - 1;

/// So many are sorted in at once, or one for so many that are sorted: moving them costs little then.
const RECENT: usize = 1 << 16;
const SORTED_FOR_RECENT: usize = 32;

impl Holder {
    pub fn new(file: usize, record: u32, effect: Effect) -> Holder {
        Holder {
            file: file as u32 & FILE_MASK | (effect as u32) << EFFECT_SHIFT,
            record,
        }
    }

    pub fn file(self) -> usize {
        (self.file & FILE_MASK) as usize
    }

    pub fn record(self) -> u32 {
        self.record
    }

    pub fn effect(self) -> Effect {
        match self.file >> EFFECT_SHIFT {
            0 => Effect::Added,
            1 => Effect::Replaced,
            2 => Effect::Unchanged,
            _ => Effect::GaveWay,
        }
    }
}

impl Holders {
    pub fn get(&self, Id(id): Id) -> Option<Holder> {
        let recent = self.recent.get(&id).copied();
        recent.or_else(|| self.find(id).ok().map(|at| self.sorted[at].1))
    }

    /// Puts the holder of an id in the place of the one before, if there is one.
    pub fn put(&mut self, Id(id): Id, holder: Holder) {
        match self.find(id) {
            Ok(at) => self.sorted[at].1 = holder,
            Err(_) => {
                self.recent.insert(id, holder);
                if self.recent.len() >= RECENT.max(self.sorted.len() / SORTED_FOR_RECENT) {
                    self.sort_in();
                }
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Holder> {
        let sorted = self.sorted.iter().map(|(_, holder)| *holder);
        sorted.chain(self.recent.values().copied())
    }

    /// Where in `sorted` an id is, or would be.
    fn find(&self, id: u64) -> Result<usize, usize> {
        let sorted = &self.sorted;
        let near = (u128::from(id) * sorted.len() as u128) >> 64;
        let at = gallop::seek(sorted, near as usize, |(other, _)| *other < id);
        match sorted.get(at) {
            Some((other, _)) if *other == id => Ok(at),
            _ => Err(at),
        }
    }

    /// Merges from the end, so that nothing is held twice.
    fn sort_in(&mut self) {
        let mut recent: Vec<(u64, Holder)> = self.recent.drain().collect();
        recent.sort_unstable_by_key(|(id, _)| *id);
        let mut from = self.sorted.len();
        self.sorted.reserve_exact(recent.len());
        self.sorted.extend_from_slice(&recent);
        let mut to = self.sorted.len();
        while let Some(&(id, holder)) = recent.last() {
            to -= 1;
            match from.checked_sub(1).map(|last| self.sorted[last]) {
                Some(last) if last.0 > id => {
                    self.sorted[to] = last;
                    from -= 1;
                }
                _ => {
                    self.sorted[to] = (id, holder);
                    recent.pop();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_holder_put_last() {
        let mut holders = Holders::default();
        let mut expected = HashMap::new();
        let mut seed = 7u64;
        for number in 0..300_000usize {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // A few ids come again, and the first and the last there are.
            let id = Id(match number % 1000 {
                0 => 0,
                1 => u64::MAX,
                _ if number % 3 == 0 => seed >> 50 << 50,
                _ => seed,
            });
            let effect = [Effect::Added, Effect::Replaced, Effect::Unchanged][number % 3];
            let holder = Holder::new(number, number as u32 + 5, effect);
            assert_eq!(holders.get(id), expected.get(&id).copied());
            holders.put(id, holder);
            expected.insert(id, holder);
            assert_eq!(
                (holder.file(), holder.record(), holder.effect()),
                (number, number as u32 + 5, effect)
            );
        }
        for (id, holder) in &expected {
            assert_eq!(holders.get(*id), Some(*holder));
        }
        assert_eq!(holders.iter().count(), expected.len());
        assert_eq!(size_of::<(u64, Holder)>(), 16);
    }
}
