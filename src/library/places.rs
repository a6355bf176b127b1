//! The other places of an article: records of the corpus that gave way to the one in force.

use std::collections::HashSet;

use crate::article::Id;
use crate::engine::Snapshot;
use crate::error::Result;
use crate::record::{DisplacedRecord, FileRecord};
use crate::results::OtherPlace;

/// Where else an article is, in the order of files and records.
pub fn others(snapshot: &dyn Snapshot, id: Id) -> Result<Vec<OtherPlace>> {
    let files = snapshot.files_with_displaced()?;
    // A copy may have given way to one that gave way itself.
    let mut same = HashSet::from([id]);
    loop {
        let before = same.len();
        let known = files.iter().flat_map(|file| &file.displaced_records);
        let known: Vec<Id> = known
            .filter(|one| same.contains(&one.id))
            .map(|one| one.own)
            .collect();
        same.extend(known);
        if same.len() == before {
            break;
        }
    }
    let mut places: Vec<OtherPlace> = files
        .iter()
        .flat_map(|file| file.displaced_records.iter().map(move |one| (file, one)))
        .filter(|(_, one)| same.contains(&one.id))
        .map(|(file, one)| OtherPlace {
            file: file.path.clone(),
            record: one.record,
            captured: one.captured,
        })
        .collect();
    places.sort();
    Ok(places)
}

/// The articles in force to which records gave way that are meant.
pub fn in_force(
    snapshot: &dyn Snapshot,
    is_meant: impl Fn(&FileRecord, &DisplacedRecord) -> bool,
) -> Result<Vec<Id>> {
    let files = snapshot.files_with_displaced()?;
    let records: Vec<(&FileRecord, &DisplacedRecord)> = files
        .iter()
        .flat_map(|file| file.displaced_records.iter().map(move |one| (file, one)))
        .collect();
    let mut found: Vec<Id> = Vec::new();
    for (_, one) in records.iter().filter(|(file, one)| is_meant(file, one)) {
        let (mut id, mut steps) = (one.id, HashSet::new());
        while snapshot.version(id)?.is_none() && steps.insert(id) {
            match records.iter().find(|(_, other)| other.own == id) {
                Some((_, other)) => id = other.id,
                None => break,
            }
        }
        if snapshot.version(id)?.is_some() {
            found.push(id);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
