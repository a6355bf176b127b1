//! What begins with a few letters: values of fields, ids of articles. For whoever is typing.

use crate::article::Id;
use crate::engine::Snapshot;
use crate::error::Result;

/// The articles whose ids begin so, each with its headline, at most `most`.
pub fn articles(snapshot: &dyn Snapshot, typed: &str, most: usize) -> Result<Vec<(Id, String)>> {
    let digits = typed.to_ascii_lowercase();
    let found = snapshot.ids_beginning(&digits, most)?.into_iter();
    let titled = found.map(|id| {
        let title = snapshot.head(id)?.and_then(|head| head.about.title);
        Ok((id, title.unwrap_or_default()))
    });
    titled.collect()
}
