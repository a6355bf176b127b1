//! Where corpus and index are: as said, or looked for from the working folder upwards.

use std::path::{Path, PathBuf};

/// The folders of corpus and index. An index that is not named is beside its corpus.
pub fn find(from: &Path, corpus: Option<&Path>, index: Option<&Path>) -> (PathBuf, PathBuf) {
    if let Some(corpus) = corpus {
        let index = index.map_or_else(|| beside(corpus), Path::to_owned);
        return (corpus.to_owned(), index);
    }
    let home = from
        .ancestors()
        .find(|folder| folder.join("corpus").is_dir());
    let named = |name: &str| match home {
        Some(home) if home != from => home.join(name),
        _ => PathBuf::from(name),
    };
    (
        named("corpus"),
        index.map_or_else(|| named("index"), Path::to_owned),
    )
}

/// The index beside a corpus. Where the path of the corpus ends in no name, as `.` and `..` do, the
/// folder that holds it is found through the corpus.
pub(super) fn beside(corpus: &Path) -> PathBuf {
    match (corpus.file_name(), corpus.parent()) {
        (Some(_), Some(folder)) => folder.join("index"),
        _ => corpus.strip_prefix(".").unwrap_or(corpus).join("../index"),
    }
}
