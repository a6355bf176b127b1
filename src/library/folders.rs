//! Where corpus and index are: as said, or looked for from the working folder upwards.

use std::path::{Path, PathBuf};

use crate::corpus;

/// The folders of corpus and index. An index that is not named is where `index_of` says.
pub fn find(from: &Path, corpus: Option<&Path>, index: Option<&Path>) -> (PathBuf, PathBuf) {
    if let Some(corpus) = corpus {
        let index = index.map_or_else(|| index_of(corpus), Path::to_owned);
        return (corpus.to_owned(), index);
    }
    let home = from.ancestors().find(|folder| folder.join(CORPUS).is_dir());
    let named = |name: &str| match home {
        Some(home) if home != from => home.join(name),
        _ => PathBuf::from(name),
    };
    (
        named(CORPUS),
        index.map_or_else(|| named("index"), Path::to_owned),
    )
}

/// The folder of the index of a corpus: `index` beside one that is named `corpus`, so that both can be looked
/// into; in the hidden folder of any other one, so that two corpora in one folder have an index each.
pub(super) fn index_of(corpus: &Path) -> PathBuf {
    match (corpus.file_name(), corpus.parent()) {
        (Some(name), Some(folder)) if name == CORPUS => folder.join("index"),
        _ => corpus::index_within(corpus),
    }
}

/// The folder of the settings of a corpus: beside one that is named `corpus`, else the corpus itself.
pub fn settings_of(corpus: &Path) -> PathBuf {
    match (corpus.file_name(), corpus.parent()) {
        (Some(name), Some(folder)) if name == CORPUS => folder.to_owned(),
        _ => corpus.to_owned(),
    }
}

const CORPUS: &str = "corpus";
