//! What a person sets right of articles: kept in the catalogue, and in force at once.

use super::{Workspace, lost};
use crate::article::{Article, Id};
use crate::corpus::catalogue::{Entry, Event, Log, keep_taken_edits, taken_edits};
use crate::corpus::{Corrections, Edit, uncorrected};
use crate::engine::{Prepared, Task};
use crate::error::{Error, Kind, Result};
use crate::results::StoredArticle;

/// The most bytes of an edit.
const LONGEST: usize = 32 << 10;

/// Corrects articles. Returns how many are not as they were.
///
/// Fails with `Kind::NotFound` for an id that is not in the index, with `Kind::Usage` for an address that another
/// article has, with `Kind::Io` where the corpus cannot be written to. Nothing is changed then.
pub fn edit(place: &Workspace, ids: &[Id], edit: &Edit) -> Result<u64> {
    if edit.to_string().len() > LONGEST {
        let message = "what is said is too long to be kept";
        return Err(Error::new(Kind::Usage, message).hint("a headline is a line, not a text"));
    }
    let lock = place.engine.lock(place.wait, "newshound edit")?;
    let index = place.engine.open()?;
    lost::restore(place, &*index)?;
    let failed = |error| place.failed(error);
    let catalogue = place.catalogue()?;
    let anchor = edit.anchor();
    let mut edited = Vec::new();
    for &id in ids {
        let none = || Error::new(Kind::NotFound, format!("there is no article `{id}`"));
        let stored = index.article(id)?.ok_or_else(none)?;
        if let Some(anchor) = anchor {
            let other = catalogue.by_anchor(anchor).map_err(failed)?;
            let other = other.filter(|other| *other != id);
            let is_there = other
                .map_or(Ok(None), |other| index.version(other))?
                .is_some();
            refuse_second(id, other.filter(|_| is_there), ids.len())?;
        }
        let entry = catalogue.entry(id).map_err(failed)?;
        let before = entry.map_or_else(|| of(&stored), |entry: Entry| entry.corrections);
        edited.extend(corrected(stored, before, edit));
    }
    let mut log = Log::new(&place.corpus);
    let mut writer = lock.writer(Task::Few)?;
    let now = place.moment();
    for article in &edited {
        let append = |log: &mut Log, event| log.append(now, article.id, event, &article.file);
        append(&mut log, Event::Edit(edit.clone())).map_err(failed)?;
    }
    let changed = edited.len() as u64;
    if !log.finish().map_err(failed)? {
        let message = format!("`{}` cannot be written to", place.corpus.display());
        return Err(Error::new(Kind::Io, message).hint("a correction is kept with the corpus"));
    }
    if changed > 0 {
        for article in edited {
            writer.put(article, true)?;
        }
        writer.commit()?;
    }
    Ok(changed)
}

/// Brings edits into force that are in the catalogue and not in the index: of another person whose lines were merged,
/// or of a run that was killed. Returns how many articles were not as they should be.
pub fn catch_up(place: &Workspace) -> Result<u64> {
    let failed = |error| place.failed(error);
    let Some(folder) = place.engine.folder() else {
        return Ok(0);
    };
    let catalogue = place.catalogue()?;
    let taken = taken_edits(folder);
    let (edited, now) = catalogue.edited_since(&taken).map_err(failed)?;
    if now == taken {
        return Ok(0);
    }
    let index = place.engine.open()?;
    let mut late = Vec::new();
    for id in edited {
        let entry = catalogue.entry(id).map_err(failed)?;
        if let (Some(stored), Some(entry)) = (index.article(id)?, entry) {
            late.extend(corrected(stored, entry.corrections, &Edit::default()));
        }
    }
    let number = late.len() as u64;
    if number > 0 {
        let lock = place.engine.lock(place.wait, "newshound index")?;
        let mut writer = lock.writer(Task::Few)?;
        for article in late {
            writer.put(article, true)?;
        }
        writer.commit()?;
    }
    // Without it they are looked for again.
    let _ = keep_taken_edits(folder, &now);
    Ok(number)
}

fn refuse_second(id: Id, other: Option<Id>, articles: usize) -> Result<()> {
    if articles > 1 {
        let message = "an address is of one article, and several are to be edited";
        return Err(Error::new(Kind::Usage, message));
    }
    match other {
        Some(other) => {
            let message =
                format!("the address is that of another article, `{other}`, and not of `{id}`");
            Err(Error::new(Kind::Usage, message).hint(format!("newshound show {other}")))
        }
        None => Ok(()),
    }
}

/// The corrections of an article that the catalogue does not know.
fn of(stored: &StoredArticle) -> Corrections {
    let mut all = Corrections::default();
    let edits = Edit::all_of(&stored.about);
    edits.iter().for_each(|edit| all.take(edit));
    all
}

/// The article with one more edit; `None` where that changes nothing.
fn corrected(stored: StoredArticle, mut all: Corrections, edit: &Edit) -> Option<Prepared> {
    let mut about = uncorrected(&stored.about);
    all.take(edit);
    all.apply(&mut about);
    if about == stored.about {
        return None;
    }
    let article = Article {
        about,
        text: stored.text,
    };
    Some(Prepared::new(&article, 0).as_known(stored.id, stored.added))
}
