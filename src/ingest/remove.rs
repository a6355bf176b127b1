//! Out of the corpus and out of the index.

use super::ledger::Ledger;
use super::{Place, lock, open};
use crate::article::Id;
use crate::error::{Error, Kind, Result};
use crate::index::{Index, Task, Writer};
use crate::ledger::{FileRecord, Receipt};
use crate::source;

/// Takes an article's file out of the corpus and the index. Returns where the file went.
///
/// Fails with `Kind::Usage` for an article in a file of many.
pub fn remove(place: &Place, ids: &[Id]) -> Result<Vec<String>> {
    let lock = lock(place, "newshound remove")?;
    let index = open(place)?;
    let mut records: Vec<FileRecord> = Vec::new();
    for &id in ids {
        let name = single_file(&index, id)?;
        if records.iter().all(|record| record.path != name) {
            records.extend(index.file(&name)?);
        }
    }
    let mut moved = Vec::new();
    for record in &records {
        let went = source::set_aside(&place.corpus, &record.path)
            .map_err(|error| Error::io(&record.path, &error))?;
        moved.push(went);
    }
    let writer = Writer::open(&index, lock, Task::Few)?;
    let mut ledger = Ledger::new(place, writer, Some(&index), Receipt::default());
    ledger.run(Vec::new(), records, Vec::new(), &mut |_, _| {})?;
    ledger.commit()?;
    Ok(moved)
}

/// The file of an article that is alone in it.
fn single_file(index: &Index, id: Id) -> Result<String> {
    let Some(article) = index.article(id)? else {
        return Err(Error::new(
            Kind::NotFound,
            format!("there is no article `{id}`"),
        ));
    };
    let place = article.about.place;
    if place.many {
        let message = format!(
            "article `{id}` is record {} of `{}`, a file of many articles, and cannot be removed alone",
            place.record, place.file
        );
        return Err(Error::new(Kind::Usage, message)
            .hint("take it out of the file, then `newshound index`"));
    }
    Ok(place.file)
}
