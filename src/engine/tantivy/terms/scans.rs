//! The sets that need a scan of a whole dictionary.

use crate::field::Field;
use crate::plan::pattern::Pattern;
use crate::plan::{Plan, Set};

/// Whether every word of a dictionary has to be tried for a set.
pub fn is_scanned(set: &Set) -> bool {
    set.field != Field::Id
        && matches!(&set.pattern, Pattern::Regex { .. })
        && set.pattern.prefixes() == [""]
}

/// The sets for which every word has to be tried, by field: one scan of its dictionary serves all of them.
pub fn scans(plan: &Plan, asked: &[bool]) -> Vec<(Field, Vec<usize>)> {
    let mut scans: Vec<(Field, Vec<usize>)> = Vec::new();
    for (number, set) in plan.sets.iter().enumerate() {
        if asked[number] && is_scanned(set) {
            match scans.iter_mut().find(|(field, _)| *field == set.field) {
                Some((_, numbers)) => numbers.push(number),
                None => scans.push((set.field, vec![number])),
            }
        }
    }
    scans
}
