//! Descriptions that lost their article: it was renamed or moved, and they follow it.

use super::Workspace;
use crate::corpus;
use crate::error::Result;

/// Moves each description whose article is in another file now beside that file, if it has none of its own. Says
/// what was moved, in full sentences. `misdescribed` are files with a description that was given for another text.
pub fn follow(place: &Workspace, misdescribed: &[String]) -> Result<Vec<String>> {
    let mut said = Vec::new();
    let lost = lost(place, misdescribed.iter());
    if lost.is_empty() {
        return Ok(said);
    }
    let index = place.engine.open()?;
    let catalogue = place.catalogue()?;
    for name in lost {
        let hash = corpus::description(&place.corpus, &name);
        let id = hash.map_or(Ok(None), |hash| catalogue.described(hash));
        let Some(id) = id.map_err(|error| place.failed(error))? else {
            continue;
        };
        let Some(version) = index.version(id)?.filter(|version| version.file != name) else {
            continue;
        };
        // Where the corpus cannot be written to, `check` and `status` tell of it.
        if corpus::move_description(&place.corpus, &name, &version.file).unwrap_or(false) {
            let to = version.file;
            said.push(format!(
                "The description of `{name}` followed its article to `{to}`."
            ));
        }
    }
    Ok(said)
}

/// The files, there or gone, whose description is not of the article that is in them now.
pub fn lost<'n>(place: &Workspace, misdescribed: impl Iterator<Item = &'n String>) -> Vec<String> {
    let mut lost = corpus::orphans(&place.corpus);
    lost.extend(misdescribed.cloned());
    lost.sort_unstable();
    lost.dedup();
    lost
}
