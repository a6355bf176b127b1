//! The folders of the corpus as they were when it was indexed, so that a question can tell, without a walk,
//! that files have come or gone since. A file that was changed in its place is not noticed.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::folder::{folder_time, names};
use super::regular;
use super::staging::replace;

/// The name of the file, in the folder of the index.
const SEEN: &str = "folders.json";
/// The most of its bytes that are read.
const LONGEST: u64 = 16 << 20;
/// Of more folders only the newest are looked at again.
const MOST: usize = 256;
/// Of a folder with more names only the time is looked at.
const MOST_NAMES: usize = 4096;

/// Folders of a corpus by their names; the corpus itself has none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen(BTreeMap<String, Folder>);

/// A folder as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Folder {
    /// In nanoseconds since 1970.
    time: i64,
    /// The hashes of the names of everything in it that is read, added up.
    names: u64,
}

impl Seen {
    /// Notes a folder, with its time before it is looked into, or a file in a folder that was noted.
    pub fn note(&mut self, name: &str, time: Option<i64>) {
        let (folder, own) = name.rsplit_once('/').unwrap_or(("", name));
        if let Some(folder) = self.0.get_mut(folder).filter(|_| !name.is_empty()) {
            folder.names = folder.names.wrapping_add(xxh3_64(own.as_bytes()));
        }
        if let Some(time) = time {
            self.0.entry(name.to_owned()).or_default().time = time;
        }
    }

    /// What was kept with the index.
    fn kept(index: Option<&Path>) -> Option<Seen> {
        serde_json::from_slice(&regular::read(&index?.join(SEEN), LONGEST).ok()?).ok()
    }

    /// Keeps it with the index.
    pub fn keep(mut self, index: Option<&Path>) {
        let mut times: Vec<i64> = self.0.values().map(|folder| folder.time).collect();
        times.sort_unstable_by_key(|time| std::cmp::Reverse(*time));
        if let Some(&oldest) = times.get(MOST) {
            self.0
                .retain(|name, folder| name.is_empty() || folder.time > oldest);
        }
        let written = || -> io::Result<()> {
            let path = index.ok_or(io::ErrorKind::NotFound)?.join(SEEN);
            let text = serde_json::to_vec(&self)?;
            replace(&path, |file| file.write_all(&text))
        };
        // Without it a question says nothing.
        let _ = written();
    }

    /// The folders that are as they were.
    fn unchanged(&self, corpus: &Path) -> Vec<String> {
        let same = self
            .0
            .iter()
            .filter(|(name, folder)| folder.is_same(corpus, name));
        same.map(|(name, _)| name.clone()).collect()
    }
}

impl Folder {
    /// A folder as it is now.
    fn now(corpus: &Path, name: &str) -> Option<Folder> {
        let time = folder_time(&corpus.join(name))?;
        let read = names(corpus, name, MOST_NAMES)?;
        let names = read.iter().map(|name| xxh3_64(name.as_bytes()));
        Some(Folder {
            time,
            names: names.fold(0, u64::wrapping_add),
        })
    }

    /// Whether it is as it was: by its time or, where it was only touched or copied, by the names in it.
    fn is_same(&self, corpus: &Path, name: &str) -> bool {
        let time = folder_time(&corpus.join(name));
        time == Some(self.time)
            || Folder::now(corpus, name).is_some_and(|now| now.names == self.names)
    }
}

/// Whether files have come into the corpus, or gone, since it was indexed; as far as the times of its folders tell.
pub fn is_outdated(corpus: &Path, index: Option<&Path>) -> bool {
    Seen::kept(index).is_some_and(|seen| seen.unchanged(corpus).len() < seen.0.len())
}

/// Changes of the corpus that are indexed as they are made: they outdate nothing.
pub struct OwnChanges {
    corpus: PathBuf,
    index: PathBuf,
    seen: Seen,
    unchanged: Vec<String>,
}

impl OwnChanges {
    /// Before they are made. `None` where nothing is kept with the index.
    pub fn begin(corpus: &Path, index: Option<&Path>) -> Option<OwnChanges> {
        let seen = Seen::kept(index)?;
        Some(OwnChanges {
            corpus: corpus.to_owned(),
            index: index?.to_owned(),
            unchanged: seen.unchanged(corpus),
            seen,
        })
    }

    /// After they were made, of an index that was built before.
    pub fn since_built(corpus: &Path, index: Option<&Path>) -> Option<OwnChanges> {
        let own = OwnChanges::begin(corpus, index)?;
        let unchanged = own.seen.0.keys().cloned().collect();
        Some(OwnChanges { unchanged, ..own })
    }

    /// Keeps the folders of these files as they are now, if they were as they had been indexed.
    pub fn end<'n>(mut self, files: impl Iterator<Item = &'n str>) {
        let folders = files.flat_map(|name| name.match_indices('/').map(|(at, _)| &name[..at]));
        let new = folders.filter(|folder| !self.seen.0.contains_key(*folder));
        let changed = self.unchanged.iter().map(String::as_str).chain(new);
        for name in changed.map(str::to_owned).collect::<Vec<_>>() {
            let now = Folder::now(&self.corpus, &name);
            self.seen.0.insert(name, now.unwrap_or_default());
        }
        self.seen.keep(Some(&self.index));
    }
}
