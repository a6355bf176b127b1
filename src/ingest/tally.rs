//! The counts of a run.

use super::holders::{Effect, Holders};
use super::records::ReadFile;
use crate::record::{Problem, Receipt};

/// Problems of a run that are kept word for word; the rest is counted.
pub const KEPT: usize = 200;

/// The receipt of a run in the making.
pub struct Tally(Receipt);

impl Tally {
    pub fn new(receipt: Receipt) -> Tally {
        Tally(receipt)
    }

    /// Counts what the records of the run did, once it is known which of them hold their ids.
    pub fn count(&mut self, holders: &Holders, files: &[ReadFile]) {
        let receipt = &mut self.0;
        for holder in holders.iter() {
            match holder.effect() {
                Effect::Added => receipt.added += 1,
                Effect::Replaced => receipt.replaced += 1,
                Effect::GaveWay => {}
                Effect::Unchanged => receipt.unchanged += u64::from(!files[holder.file()].again),
            }
        }
        for file in files {
            let known = file.before.as_ref().filter(|_| file.again || file.goes_on);
            let known = known.map_or(0, |before| before.displaced);
            receipt.displaced += file.record.displaced.saturating_sub(known);
        }
    }

    pub fn unchanged(&mut self, articles: u64) {
        self.0.unchanged += articles;
    }

    /// Keeps a full sentence for the receipt.
    pub fn note(&mut self, sentence: String) {
        self.0.notes.push(sentence);
    }

    pub fn removed(&mut self) {
        self.0.removed += 1;
    }

    pub fn remarks(&mut self, count: u64) {
        self.0.remark_count += count;
    }

    pub fn text_bytes(&mut self, bytes: u64) {
        self.0.text_bytes += bytes;
    }

    /// Counts a problem, and keeps it unless an earlier run reported it.
    pub fn problem(&mut self, file: &str, problem: Problem, is_known: bool) {
        let receipt = &mut self.0;
        if is_known {
            receipt.skipped_before += 1;
            return;
        }
        receipt.problem_count += 1;
        if receipt.problems.len() < KEPT {
            receipt.problems.push((file.to_owned(), problem));
        }
    }

    /// The finished receipt, its problems in the order of files and records.
    pub fn receipt(mut self) -> Receipt {
        let in_order = |(a, one): &(String, Problem), (b, other): &(String, Problem)| {
            (a, one.record).cmp(&(b, other.record))
        };
        self.0.problems.sort_by(in_order);
        self.0
    }
}
