//! A corpus without a catalogue, of an older version or because it was lost: what the index knows of its articles
//! is written down.

use super::Workspace;
use crate::article::Article;
use crate::corpus::catalogue::{Event, Log, Place, short_hash};
use crate::corpus::{Edit, Marks, uncorrected};
use crate::engine::Snapshot;
use crate::error::Result;
use crate::results::StoredArticle;

/// Writes the catalogue from the index if there is none. Returns a full sentence if it did.
pub fn restore(place: &Workspace, index: &dyn Snapshot) -> Result<Option<String>> {
    let failed = |error| place.failed(error);
    let catalogue = place.catalogue()?;
    if !catalogue.is_empty() || index.count()?.articles == 0 {
        return Ok(None);
    }
    let mut log = Log::anew(&place.corpus);
    for file in index.files()? {
        for id in index.ids_of_file(&file.path)? {
            if let Some(article) = index.article(id)? {
                write_down(&mut log, article).map_err(failed)?;
            }
            if log.is_refused() {
                return Ok(None);
            }
        }
    }
    let is_written = log.put_in_place(&place.corpus).map_err(failed)?;
    Ok(
        is_written
            .then(|| "The corpus had no catalogue; it was written from the index.".to_owned()),
    )
}

fn write_down(log: &mut Log, stored: StoredArticle) -> std::io::Result<()> {
    let StoredArticle {
        id,
        about,
        added,
        text,
        ..
    } = stored;
    let article = Article {
        about: uncorrected(&about),
        text,
    };
    let marks = Marks::of(&article);
    let from = &about.provenance;
    let place = Place {
        text: marks.text,
        sketch: marks.sketch,
        record: from.record,
        file: short_hash(from.file.as_bytes()),
    };
    let event = match marks.anchor {
        Some(_) => Event::Came(marks.text),
        None => Event::CameAt(place),
    };
    log.append(added, id, event, &from.file)?;
    if let Some(anchor) = marks.anchor.filter(|anchor| *anchor != id) {
        log.append(added, id, Event::Named(anchor.0), &from.file)?;
    }
    for edit in Edit::all_of(&about) {
        log.append(added, id, Event::Edit(edit), &from.file)?;
    }
    Ok(())
}
