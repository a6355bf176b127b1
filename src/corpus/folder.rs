//! The corpus folder: which files it holds, and whether one has changed.

use std::cmp::Ordering;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::aliases::ALIASES;
use super::descriptions::Descriptions;
use super::feeds::FEEDS;
use super::regular::NO_FILE;
use super::saved_page::is_parts;
use super::settings::SETTINGS;
use super::sidecar::{SIDECAR_END, sidecar};
use crate::error::reason;
use crate::record::{FileStat, FileStats, Problem};
use walkdir::{DirEntry, WalkDir};

/// One file of the corpus as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusFile {
    /// Its path within the corpus, with `/` between its parts.
    pub name: String,
    /// Its size and time, and those of its sidecar.
    pub stats: FileStats,
}

/// Makes the folder of a corpus where there is none.
pub fn create(root: &Path) -> io::Result<()> {
    fs::create_dir_all(root)
}

/// Fails unless the corpus is a folder that can be looked into.
pub fn readable(root: &Path) -> io::Result<()> {
    fs::read_dir(root).map(drop)
}

/// Every file of the corpus in the order of its name, with what could not be looked at among them.
///
/// Left out without a word: hidden files and folders, metadata kept beside files, the parts of saved pages, the
/// `aliases.txt`, `feeds.txt` and `newshound.toml` at the top, and the `index`, wherever it lies. Symbolic links within the corpus are followed, those that lead
/// out of it only with `follow`; one that is not followed, or leads back to a folder that it lies in, is a
/// problem.
pub fn walk(
    root: &Path,
    index: &Path,
    follow: bool,
) -> impl Iterator<Item = Result<CorpusFile, (String, Problem)>> + use<> {
    walk_with(root, index, follow, |_, _| {})
}

/// The same; `note` hears of everything that is met, and of a folder's time before it is looked into. The corpus
/// itself is first and has no name.
pub fn walk_with<F: FnMut(&str, Option<i64>)>(
    root: &Path,
    index: &Path,
    follow: bool,
    mut note: F,
) -> impl Iterator<Item = Result<CorpusFile, (String, Problem)>> + use<F> {
    note("", folder_time(root));
    let root = root.to_owned();
    let real_root = root.canonicalize().unwrap_or_else(|_| root.clone());
    let index = Identity::of(index);
    let mut descriptions = Descriptions::default();
    let mut entries = WalkDir::new(&root)
        .follow_links(true)
        .min_depth(1)
        .sort_by(by_name)
        .into_iter();
    std::iter::from_fn(move || {
        loop {
            let entry = match entries.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(Err(unreachable(&root, &error))),
            };
            if is_left_out(&entry) || index.as_ref().is_some_and(|index| index.is(&entry)) {
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            }
            let (name, is_folder) = (shown(&root, entry.path()), entry.file_type().is_dir());
            if let Some(why) = not_followed(&entry, &real_root, follow) {
                if is_folder {
                    entries.skip_current_dir();
                }
                note(&name, None);
                return Some(Err((name, Problem::whole(why))));
            }
            if is_folder {
                note(&name, folder_time(entry.path()));
            } else {
                note(&name, None);
                let may_be_described = descriptions.may_describe(entry.path());
                let file = stat_entry(&root, &entry, may_be_described);
                return Some(file.and_then(|file| described(&root, &real_root, follow, file)));
            }
        }
    })
}

/// When something came into a folder or went, in nanoseconds since 1970.
pub fn folder_time(folder: &Path) -> Option<i64> {
    let meta = fs::metadata(folder).ok()?;
    Some(file_stat(&meta).modified)
}

/// The files that are gone and whose description is still there, in the order of their names.
pub fn orphans(root: &Path) -> Vec<String> {
    let entries = WalkDir::new(root).min_depth(1).sort_by(by_name).into_iter();
    let is_hidden = |entry: &DirEntry| entry.file_name().as_encoded_bytes().starts_with(b".");
    let entries = entries.filter_entry(|entry| !is_hidden(entry)).flatten();
    let names = entries.filter_map(|entry| name(root, entry.path()));
    let described = names.filter_map(|name| name.strip_suffix(SIDECAR_END).map(str::to_owned));
    described
        .filter(|file| fs::symlink_metadata(root.join(file)).is_err())
        .collect()
}

/// Why a file is left out whose name cannot be written down.
pub const NOT_UTF8: &str = "its name is not UTF-8";
pub(super) const LINK_OUT: &str =
    "leads out of the folder and is not followed; `--follow` follows it";
const LOOP: &str = "links back to a folder that it lies in";

/// The identity of a folder, by whatever path it is reached.
struct Identity {
    device: u64,
    number: u64,
}

impl Identity {
    fn of(folder: &Path) -> Option<Identity> {
        let meta = fs::metadata(folder).ok()?;
        Some(Identity {
            device: meta.dev(),
            number: meta.ino(),
        })
    }

    fn is(&self, entry: &DirEntry) -> bool {
        let same = |meta: Metadata| (meta.dev(), meta.ino()) == (self.device, self.number);
        entry.metadata().is_ok_and(same)
    }
}

/// Why an entry is not looked at that is a link: it leads to a folder that holds the corpus, or out of the corpus.
fn not_followed(entry: &DirEntry, real_root: &Path, follow: bool) -> Option<&'static str> {
    if !entry.path_is_symlink() {
        return None;
    }
    let real = entry.path().canonicalize().ok()?;
    if real_root.starts_with(&real) {
        return Some(LOOP);
    }
    (!follow && !real.starts_with(real_root)).then_some(LINK_OUT)
}

fn lies_within(path: &Path, real_root: &Path) -> bool {
    let real = path.canonicalize();
    real.is_ok_and(|real| real.starts_with(real_root))
}

/// Whether a file of the corpus may be read: with `follow`, also where a link leads out.
pub fn is_reached(root: &Path, name: &str, follow: bool) -> bool {
    follow
        || root
            .canonicalize()
            .is_ok_and(|real_root| lies_within(&root.join(name), &real_root))
}

/// A file whose description may be read.
fn described(
    root: &Path,
    real_root: &Path,
    follow: bool,
    file: CorpusFile,
) -> Result<CorpusFile, (String, Problem)> {
    let beside = sidecar(&file.name);
    let path = root.join(&beside);
    let is_link = file.stats.sidecar.is_some()
        && fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_symlink());
    if is_link && !follow && !lies_within(&path, real_root) {
        let problem = Problem::whole(format!("`{beside}`: {LINK_OUT}"));
        return Err((file.name, problem));
    }
    Ok(file)
}

/// Whether a failure to open what is kept beside a file says that nothing is: a long name has no
/// room for the end of it.
pub(super) fn is_none(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::InvalidFilename
    )
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
    let is_folder = entry.file_type().is_dir();
    leaves_out(name, is_folder, entry.depth() == 1) || is_folder && is_parts(entry.path())
}

fn leaves_out(name: &[u8], is_folder: bool, is_at_top: bool) -> bool {
    name.starts_with(b".")
        || !is_folder && name.ends_with(SIDECAR_END.as_bytes())
        || !is_folder && is_at_top && AT_THE_TOP.iter().any(|own| name == own.as_bytes())
}

/// Files at the top of a corpus that hold no article.
const AT_THE_TOP: &[&str] = &[ALIASES, FEEDS, SETTINGS];

/// The names of everything in one folder of the corpus that a walk would meet; `None` if there are more than
/// `most` or it cannot be looked into.
pub fn names(root: &Path, folder: &str, most: usize) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join(folder)).ok()? {
        let entry = entry.ok()?;
        let name = entry.file_name();
        let is_folder = entry.path().is_dir();
        let is_left_out = leaves_out(name.as_encoded_bytes(), is_folder, folder.is_empty())
            || is_folder && is_parts(&entry.path());
        if !is_left_out {
            names.push(name.to_string_lossy().into_owned());
        }
        if names.len() > most {
            return None;
        }
    }
    Some(names)
}

/// Why a file of this name within the corpus is not looked at; `None` if it is.
pub fn unread(name: &str) -> Option<&'static str> {
    let hidden = name.split('/').any(|part| part.starts_with('.'));
    match name {
        _ if hidden => Some("its name begins with a dot, and what is hidden is not read"),
        _ if name.ends_with(SIDECAR_END) => Some("its name says that it describes another file"),
        ALIASES => Some("a file of this name holds aliases and no article"),
        FEEDS => Some("a file of this name lists feeds and holds no article"),
        SETTINGS => Some("a file of this name holds settings and no article"),
        _ => None,
    }
}

fn stat_entry(
    root: &Path,
    entry: &DirEntry,
    may_be_described: bool,
) -> Result<CorpusFile, (String, Problem)> {
    let shown = shown(root, entry.path());
    let failed = |why: &str| Err((shown.clone(), Problem::whole(why)));
    let Some(name) = name(root, entry.path()) else {
        return failed(NOT_UTF8);
    };
    if !entry.file_type().is_file() {
        return failed(NO_FILE);
    }
    let meta = match entry.metadata() {
        Ok(meta) => meta,
        Err(error) => return Err(unreachable(root, &error)),
    };
    if !may_be_described {
        let stats = FileStats {
            file: file_stat(&meta),
            sidecar: None,
        };
        return Ok(CorpusFile { name, stats });
    }
    Ok(with_sidecar(root, name, &meta))
}

/// One file of the corpus as it lies there now.
pub fn stat(root: &Path, name: &str) -> io::Result<CorpusFile> {
    let meta = fs::metadata(root.join(name))?;
    Ok(with_sidecar(root, name.to_owned(), &meta))
}

fn with_sidecar(root: &Path, name: String, meta: &Metadata) -> CorpusFile {
    let beside = fs::metadata(root.join(sidecar(&name)));
    let stats = FileStats {
        file: file_stat(meta),
        sidecar: beside.ok().as_ref().map(file_stat),
    };
    CorpusFile { name, stats }
}

fn file_stat(meta: &Metadata) -> FileStat {
    FileStat {
        bytes: meta.len(),
        modified: meta
            .mtime()
            .saturating_mul(1_000_000_000)
            .saturating_add(meta.mtime_nsec()),
    }
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
        (Some(_), _) => LOOP.to_owned(),
        (None, Some(error)) => reason(error),
        (None, None) => "cannot be looked at".to_owned(),
    };
    (name, Problem::whole(why))
}

/// Where a file of a corpus really lies; `None` if it is not there, or outside and `follow` is not set.
pub fn real_path(root: &Path, name: &str, follow: bool) -> Option<PathBuf> {
    let path = root.join(name).canonicalize().ok()?;
    let root = root.canonicalize().ok()?;
    (path.is_file() && (follow || path.starts_with(root))).then_some(path)
}

/// The path of something within a folder, if it is in it.
pub fn within(folder: &Path, path: &Path) -> Option<PathBuf> {
    let (folder, path) = (folder.canonicalize().ok()?, path.canonicalize().ok()?);
    path.strip_prefix(folder).ok().map(Path::to_owned)
}
