//! The corpus folder: which files it holds, and whether one has changed.

use std::cmp::Ordering;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::SystemTime;

use walkdir::{DirEntry, WalkDir};
use xxhash_rust::xxh3::Xxh3;

use super::aliases::ALIASES;
use super::overrides::{SIDECAR_END, sidecar};
use super::whole;
use crate::error::reason;
use crate::ledger::Problem;

/// One file of the corpus as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusFile {
    /// Its path within the corpus, with `/` between its parts.
    pub name: String,
    /// Of the file and the metadata kept beside it.
    pub bytes: u64,
    /// Nanoseconds since 1970 UTC, the later of the file and the metadata kept beside it.
    pub modified: i64,
}

/// Every file of the corpus in the order of its name, with what could not be looked at among them.
///
/// Left out without a word: hidden files and folders, metadata kept beside files, and the
/// `aliases.txt` at the top. Symbolic links are followed; a loop is a problem.
pub fn walk(root: &Path) -> impl Iterator<Item = Result<CorpusFile, (String, Problem)>> {
    let root = root.to_owned();
    let entries = WalkDir::new(&root)
        .follow_links(true)
        .min_depth(1)
        .sort_by(by_name)
        .into_iter()
        .filter_entry(|entry| !is_left_out(entry));
    entries.filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_dir() => None,
        Ok(entry) => Some(look_at(&root, &entry)),
        Err(error) => Some(Err(unreachable(&root, &error))),
    })
}

/// The hash of a corpus file's bytes and of the metadata kept beside it.
pub fn fingerprint(root: &Path, name: &str) -> io::Result<u64> {
    hash(&root.join(name), Some(&root.join(sidecar(name))))
}

/// The hash of a file's bytes and of those beside it, if there are any.
pub(super) fn hash(file: &Path, beside: Option<&Path>) -> io::Result<u64> {
    let mut hasher = Xxh3::new();
    feed(&mut hasher, File::open(file)?)?;
    match beside.map(File::open) {
        Some(Ok(beside)) => {
            hasher.update(b"\0");
            feed(&mut hasher, beside)?;
        }
        Some(Err(error)) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    Ok(hasher.digest())
}

fn feed(hasher: &mut Xxh3, mut file: File) -> io::Result<()> {
    let mut buffer = vec![0; 256 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => hasher.update(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The order of whole paths: a folder sorts as its name with the `/` that follows it.
fn by_name(a: &DirEntry, b: &DirEntry) -> Ordering {
    let bytes = |entry: &DirEntry| {
        let mut name = entry.file_name().as_encoded_bytes().to_vec();
        if entry.file_type().is_dir() {
            name.push(b'/');
        }
        name
    };
    bytes(a).cmp(&bytes(b))
}

fn is_left_out(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    let is_file = !entry.file_type().is_dir();
    name.starts_with(b".")
        || is_file && name.ends_with(SIDECAR_END.as_bytes())
        || is_file && entry.depth() == 1 && name == ALIASES.as_bytes()
}

/// Whether a file of this name within the corpus is looked at.
pub fn is_read(name: &str) -> bool {
    let hidden = name.split('/').any(|part| part.starts_with('.'));
    !(hidden || name.ends_with(SIDECAR_END) || name == ALIASES)
}

fn look_at(root: &Path, entry: &DirEntry) -> Result<CorpusFile, (String, Problem)> {
    let shown = shown(root, entry.path());
    let failed = |why: &str| Err((shown.clone(), whole(why)));
    let Some(name) = name(root, entry.path()) else {
        return failed("the name is not UTF-8");
    };
    if !entry.file_type().is_file() {
        return failed("is neither a file nor a folder");
    }
    let meta = match entry.metadata() {
        Ok(meta) => meta,
        Err(error) => return Err(unreachable(root, &error)),
    };
    Ok(with_beside(root, name, &meta))
}

/// One file of the corpus as it lies there now.
pub fn look(root: &Path, name: &str) -> io::Result<CorpusFile> {
    let meta = fs::metadata(root.join(name))?;
    Ok(with_beside(root, name.to_owned(), &meta))
}

fn with_beside(root: &Path, name: String, meta: &Metadata) -> CorpusFile {
    let (mut bytes, mut modified) = (meta.len(), modified(meta));
    if let Ok(beside) = fs::metadata(root.join(sidecar(&name))) {
        bytes += beside.len();
        modified = modified.max(self::modified(&beside));
    }
    CorpusFile {
        name,
        bytes,
        modified,
    }
}

fn modified(meta: &Metadata) -> i64 {
    let since = meta
        .modified()
        .ok()
        .and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    since.map_or(0, |since| {
        i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
    })
}

/// The path within the corpus, if it can be written down.
fn name(root: &Path, path: &Path) -> Option<String> {
    let within = path.strip_prefix(root).unwrap_or(path);
    let parts: Option<Vec<&str>> = within.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

/// The path within the corpus as well as it can be shown.
fn shown(root: &Path, path: &Path) -> String {
    let within = path.strip_prefix(root).unwrap_or(path);
    within.to_string_lossy().into_owned()
}

fn unreachable(root: &Path, error: &walkdir::Error) -> (String, Problem) {
    let name = error
        .path()
        .map_or_else(String::new, |path| shown(root, path));
    let why = match (error.loop_ancestor(), error.io_error()) {
        (Some(folder), _) => format!("links back to `{}`", shown(root, folder)),
        (None, Some(error)) => reason(error),
        (None, None) => "cannot be looked at".to_owned(),
    };
    (name, whole(why))
}
