//! The articles that a file had when it was read last.

use std::collections::{HashMap, VecDeque};

use crate::corpus::catalogue::Entry;

/// The articles without address or key that a file had before, and those of them that did not come again.
pub struct Rows {
    entries: Vec<Entry>,
    /// By text, in order of their records.
    by_text: HashMap<u64, VecDeque<usize>>,
    pub left: usize,
    /// The record of the last one that came again.
    last: u32,
}

impl Rows {
    pub fn new(entries: Vec<Entry>) -> Rows {
        let mut by_text: HashMap<u64, VecDeque<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_text.entry(entry.text).or_default().push_back(at);
        }
        let left = entries.len();
        Rows {
            entries,
            by_text,
            left,
            last: 0,
        }
    }

    /// Takes the article with this text that was nearest to a record. Where the articles of the file are in the order
    /// in which they were, it is not worth a line that their numbers have shifted.
    pub fn take(&mut self, text: u64, record: u32) -> Option<Entry> {
        let same = self.by_text.get_mut(&text)?;
        let entries = &self.entries;
        let record_of = |at: usize| entries[at].place.map_or(0, |place| place.record);
        let after = same.partition_point(|at| record_of(*at) < record);
        let before = after.saturating_sub(1);
        let distance = |at: usize| same.get(at).map(|at| record_of(*at).abs_diff(record));
        let nearest = match (distance(before), distance(after)) {
            (Some(one), Some(other)) if other <= one => after,
            (None, _) => after,
            _ => before,
        };
        let found = same.remove(nearest)?;
        self.left -= 1;
        let mut entry = self.entries[found].clone();
        if let Some(place) = &mut entry.place {
            let before = std::mem::replace(&mut self.last, place.record);
            if place.record > before {
                place.record = record;
            }
        }
        Some(entry)
    }
}
