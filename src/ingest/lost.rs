//! A corpus without a catalogue, of an older version or because it was lost: what the index knows of its articles
//! is written down.

use super::Workspace;
use crate::article::About;
use crate::corpus::catalogue::{Catalogue, Event, Log, Place, short_hash};
use crate::corpus::{Edit, Marks, uncorrected};
use crate::engine::Snapshot;
use crate::error::{Error, Result};
use crate::results::StoredArticle;

/// Writes the catalogue from the index if there is none. Returns a full sentence if it did.
pub fn restore(place: &Workspace, index: &dyn Snapshot) -> Result<Option<String>> {
    let failed = |error| Error::io(place.corpus.display(), &error);
    let catalogue = Catalogue::open(&place.corpus, place.engine.folder()).map_err(failed)?;
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
    let about_of_file = uncorrected(&about);
    let article = crate::article::Article {
        about: about_of_file,
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
    for edit in edits(&about) {
        log.append(added, id, Event::Edit(edit), &from.file)?;
    }
    Ok(())
}

/// The edits that make an article what it is from what its file says.
fn edits(about: &About) -> impl Iterator<Item = Edit> {
    let edits = about
        .corrected
        .keys()
        .map(|field| Edit::making(field, about));
    edits.collect::<Vec<_>>().into_iter().flatten()
}
