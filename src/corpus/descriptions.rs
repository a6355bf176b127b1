//! Which descriptions lie in the folders that are walked: hardly any, so that none is looked for beside each file.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::sidecar::SIDECAR_END;

/// The descriptions in the folders that a walk is in, from the outermost.
#[derive(Default)]
pub(super) struct Descriptions(Vec<(PathBuf, Option<HashSet<OsString>>)>);

impl Descriptions {
    /// Whether there may be one beside this file.
    pub fn may_describe(&mut self, file: &Path) -> bool {
        let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
            return true;
        };
        while self
            .0
            .last()
            .is_some_and(|(open, _)| !folder.starts_with(open))
        {
            self.0.pop();
        }
        if self.0.last().is_none_or(|(open, _)| open != folder) {
            self.0.push((folder.to_owned(), in_folder(folder)));
        }
        let mut wanted = name.to_owned();
        wanted.push(SIDECAR_END);
        match self.0.last() {
            Some((_, Some(known))) => known.contains(&wanted),
            _ => true,
        }
    }
}

/// The names of the descriptions in a folder; none where it cannot be looked into.
fn in_folder(folder: &Path) -> Option<HashSet<OsString>> {
    let entries = fs::read_dir(folder).ok()?;
    let mut names = HashSet::new();
    for entry in entries {
        let name = entry.ok()?.file_name();
        if name.as_encoded_bytes().ends_with(SIDECAR_END.as_bytes()) {
            names.insert(name);
        }
    }
    Some(names)
}
