//! Records that are only addresses, among others or alone.

use super::super::opened::{Opened, Record};
use super::{Kind, Listed};
use crate::record::Problem;

/// So many records that are only addresses are problems one by one.
const FEW: usize = 10;

/// A file of which no record has more than an address is one problem. In any other one the first of such records are
/// problems one by one, and the rest is one with their number.
pub(in super::super) fn gathered(opened: Opened) -> Result<Opened, Problem> {
    let mut records = opened.records;
    let (mut held, mut count, mut other) = (Vec::new(), 0, None);
    let mut listed = Listed::default();
    for record in records.by_ref() {
        let Some(address) = only_address(&record) else {
            other = Some(record);
            break;
        };
        listed.add(address, None, Kind::Page);
        count += 1;
        if held.len() < FEW {
            held.push(record);
        }
    }
    if other.is_none() && count > 1 && !listed.is_empty() {
        return Ok(Opened::list(listed.without_texts()));
    }
    let more = count - held.len() as u64;
    let told = held.len();
    let counted = Counted {
        records,
        told,
        more,
        number: 0,
    };
    let records = held.into_iter().chain(other).chain(counted);
    Ok(Opened {
        records: Box::new(records),
        ..opened
    })
}

/// The address that is all that a record says.
fn only_address(record: &Record) -> Option<&str> {
    record.result.as_ref().err()?.address.as_deref()
}

/// Records, and after them how many were only addresses.
struct Counted<I> {
    records: I,
    told: usize,
    more: u64,
    /// Of the last record.
    number: u64,
}

impl<I: Iterator<Item = Record>> Iterator for Counted<I> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        for record in self.records.by_ref() {
            self.number = record.number;
            if only_address(&record).is_none() {
                return Some(record);
            }
            if self.told < FEW {
                self.told += 1;
                return Some(record);
            }
            self.more += 1;
        }
        let more = std::mem::take(&mut self.more);
        (more > 0).then(|| Record {
            number: self.number + 1,
            member: None,
            result: Err(Problem::whole(format!(
                "{more} more records have no text, only an address"
            ))),
        })
    }
}
