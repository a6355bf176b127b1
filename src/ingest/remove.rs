//! Out of the corpus and out of the index.

use std::io::ErrorKind;

use super::run::{Run, Work};
use super::{Workspace, lost};
use crate::article::Id;
use crate::corpus;
use crate::engine::{Snapshot, Task};
use crate::error::{Error, Kind, Result};
use crate::record::{FileRecord, Receipt};

/// A file that was taken out.
pub struct Removal {
    /// Its path within the corpus.
    pub file: String,
    /// Where it lies now, within the corpus; nowhere if it had gone already.
    pub went: Option<String>,
}

/// Takes the files of articles out of the corpus and the index.
///
/// Fails with `Kind::Usage` for an article in a file of many, with `Kind::Io` for a file that cannot
/// be moved; those before it are out then.
pub fn remove(place: &Workspace, ids: &[Id]) -> Result<Vec<Removal>> {
    let lock = place.engine.lock(place.wait, "newshound remove")?;
    let index = place.engine.open()?;
    lost::restore(place, &*index)?;
    let mut records: Vec<FileRecord> = Vec::new();
    for &id in ids {
        let name = single_file(&*index, id)?;
        if records.iter().all(|record| record.path != name) {
            records.extend(index.file(&name)?);
        }
    }
    let own = place.own_changes();
    let (mut removed, mut out, mut failed) = (Vec::new(), Vec::new(), None);
    for record in records {
        let went = match corpus::set_aside(&place.corpus, &record.path) {
            Ok(went) => Some(went),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                failed = Some(Error::io(&record.path, &error));
                break;
            }
        };
        removed.push(Removal {
            file: record.path.clone(),
            went,
        });
        out.push(record);
    }
    // Files that are out of the corpus go out of the index, also where a later one failed.
    let writer = lock.writer(Task::Few)?;
    let work = Work {
        deleted: out,
        ..Work::default()
    };
    let mut run = Run::new(place, writer, Some(&*index), Receipt::default())?;
    run.carry_out(work, &mut std::iter::empty(), &mut |_| {})?;
    run.commit()?;
    if let Some(own) = own {
        own.end(removed.iter().map(|one| one.file.as_str()));
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(removed),
    }
}

/// The file of an article that is alone in it.
fn single_file(index: &dyn Snapshot, id: Id) -> Result<String> {
    let Some(article) = index.article(id)? else {
        return Err(Error::new(
            Kind::NotFound,
            format!("there is no article `{id}`"),
        ));
    };
    let place = article.about.provenance;
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
