//! Into the corpus folder and out of it: files are copied as they came and never destroyed.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};

use super::fingerprint::{self, Hasher};
use super::folder;
use super::hidden::{self, INCOMING, REMOVED};
use super::open::Opened;
use super::regular;
use super::sidecar::{Overrides, SIDECAR_BYTES, sidecar};
use crate::record::Problem;

/// A file of the corpus that is not yet in its place. Dropped, it leaves no trace.
pub struct Staged {
    /// The copy, until it is in its place.
    file: Option<TempPath>,
    content: u64,
    bytes: u64,
}

/// Copies a file to the corpus folder, reading it once.
pub fn stage(root: &Path, from: impl Read) -> io::Result<Staged> {
    let mut copied = Copied {
        from,
        to: create(root)?,
        bytes: 0,
    };
    let mut hasher = Hasher::default();
    hasher.feed(&mut copied)?;
    Ok(Staged {
        file: Some(synced(copied.to)?),
        content: hasher.content(),
        bytes: copied.bytes,
    })
}

/// A reader of which a copy is written as it is read.
struct Copied<R> {
    from: R,
    to: NamedTempFile,
    bytes: u64,
}

impl<R: Read> Read for Copied<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.to.write_all(&into[..count])?;
        self.bytes += count as u64;
        Ok(count)
    }
}

/// A file on its way to its place in the corpus, hidden until then.
pub(super) fn create(root: &Path) -> io::Result<NamedTempFile> {
    let incoming = root.join(INCOMING);
    fs::create_dir_all(&incoming)?;
    readable(&incoming)
}

/// Writes a file in one step in the place of the one before, readable for whoever may read its folder.
pub fn replace(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut file = readable(path.parent().unwrap_or(Path::new(".")))?;
    write(file.as_file_mut())?;
    file.persist(path)?;
    Ok(())
}

/// Writes a file of a person's own in one step; the old one stays if it cannot be written to the end. A link stays
/// a link, and what is no plain file, such as a pipe, is written to.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let write = |file: &mut File| file.write_all(bytes);
    match fs::metadata(path) {
        Ok(known) if known.is_file() => {
            let path = path.canonicalize()?;
            replace(&path, |file| {
                write(file)?;
                file.set_permissions(known.permissions())
            })
        }
        Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => {
            replace(path, write)
        }
        _ => fs::write(path, bytes),
    }
}

/// A new file in a folder, with no more rights taken from it than the user wishes.
pub(super) fn readable(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)
}

fn written(root: &Path, overrides: &Overrides) -> io::Result<TempPath> {
    let mut beside = create(root)?;
    let text = toml::to_string(overrides).map_err(io::Error::other)?;
    beside.write_all(text.as_bytes())?;
    synced(beside)
}

pub(super) fn synced(file: NamedTempFile) -> io::Result<TempPath> {
    file.as_file().sync_all()?;
    Ok(file.into_temp_path())
}

impl Staged {
    /// Opens what was copied.
    pub fn open(&self) -> io::Result<Opened> {
        let copy = self.file.as_deref().ok_or(ErrorKind::NotFound)?;
        Ok(Opened::new(File::open(copy)?))
    }

    /// Whether a corpus file has the same content. One of another length is not read.
    pub fn is_same(&self, root: &Path, name: &str) -> bool {
        let file = root.join(name);
        fs::metadata(&file).is_ok_and(|meta| meta.len() == self.bytes)
            && fingerprint::content(&file).is_ok_and(|content| content == self.content)
    }

    /// How many bytes it has.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The hash of its bytes.
    pub fn content(&self) -> u64 {
        self.content
    }

    /// Puts it in its place under `name` or, where that is taken, under the name with a number, with
    /// what is said of it beside. Returns the name that it got.
    pub fn place(&mut self, root: &Path, name: &str, overrides: &Overrides) -> io::Result<String> {
        let beside = if overrides.is_empty() {
            None
        } else {
            Some(written(root, overrides)?)
        };
        let mut name = free_name(root, &through_folders(root, name), beside.as_deref());
        if let Some(parent) = root.join(&name).parent() {
            fs::create_dir_all(parent)?;
        }
        let is_described = beside.is_some();
        if let Some(beside) = beside {
            // First what is said of it: without its file it means nothing.
            beside.persist(root.join(sidecar(&name)))?;
        }
        loop {
            let file = self.file.take().ok_or(ErrorKind::AlreadyExists)?;
            let Err(refused) = file.persist_noclobber(root.join(&name)) else {
                return Ok(name);
            };
            self.file = Some(refused.path);
            if refused.error.kind() != ErrorKind::AlreadyExists {
                return Err(refused.error);
            }
            let other = free_name(root, &name, None);
            if is_described {
                // It is not said of the file that was faster.
                fs::rename(root.join(sidecar(&name)), root.join(sidecar(&other)))?;
            }
            name = other;
        }
    }
}

/// Says `overrides` of a corpus file, besides what is said of it already; returns whether that
/// changed anything. What was said before is kept among what is removed.
pub fn describe(root: &Path, name: &str, overrides: &Overrides) -> Result<bool, Problem> {
    let before = Overrides::beside(root, name)?;
    let after = overrides.over(&before);
    if after == before {
        return Ok(false);
    }
    let replace = || -> io::Result<()> {
        let new = written(root, &after)?;
        let beside = root.join(sidecar(name));
        if beside.exists() {
            let removed = root.join(REMOVED);
            let kept = removed.join(free_name(&removed, &sidecar(name), None));
            kept.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(kept, regular::read(&beside, SIDECAR_BYTES)?)?;
        }
        Ok(new.persist(beside)?)
    };
    replace()
        .map(|()| true)
        .map_err(|error| Problem::failed(&error))
}

/// Moves the description of one file beside another that has none. Returns whether it did.
pub fn move_description(root: &Path, from: &str, to: &str) -> io::Result<bool> {
    let (from, to) = (root.join(sidecar(from)), root.join(sidecar(to)));
    // A link is made where there is nothing, and never over something.
    match fs::hard_link(&from, &to) {
        Ok(()) => fs::remove_file(from).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(_) if fs::symlink_metadata(&to).is_err() => fs::rename(from, to).map(|()| true),
        Err(error) => Err(error),
    }
}

/// The corpus files of this name and of this name with a number.
pub fn under_name(root: &Path, name: &str) -> impl Iterator<Item = String> {
    names(name).take_while(|name| root.join(name).exists())
}

/// Removes copies that never came to their place, and adopts what earlier versions left. Only for the holder of
/// the lock.
pub fn sweep(root: &Path) {
    for entry in fs::read_dir(root.join(INCOMING))
        .into_iter()
        .flatten()
        .flatten()
    {
        // A copy that cannot be removed only takes space.
        let _ = fs::remove_file(entry.path());
    }
    hidden::adopt(root);
}

/// Moves a file, and what is kept beside it, out of the corpus. Returns where it went.
pub fn set_aside(root: &Path, name: &str) -> io::Result<String> {
    let removed = root.join(REMOVED);
    let free = free_name(&removed, name, None);
    if let Some(parent) = removed.join(&free).parent() {
        fs::create_dir_all(parent)?;
    }
    fs::rename(root.join(name), removed.join(&free))?;
    match fs::rename(root.join(sidecar(name)), removed.join(sidecar(&free))) {
        Err(error) if !folder::is_none(&error) => Err(error),
        _ => Ok(format!("{REMOVED}/{free}")),
    }
}

/// The first name that is not taken. What is said of no file takes no name from the file that it
/// was meant for: then it is the same as `beside`.
fn free_name(root: &Path, name: &str, beside: Option<&Path>) -> String {
    let read = |beside: &Path| regular::read(beside, SIDECAR_BYTES).ok();
    let said = beside.and_then(read);
    let taken = |name: &String| {
        let there = root.join(sidecar(name));
        // A link that leads nowhere takes its name all the same.
        let is_there = fs::symlink_metadata(root.join(name)).is_ok();
        is_there || there.exists() && read(&there) != said
    };
    names(name)
        .find(|name| !taken(name))
        .unwrap_or_else(|| name.to_owned())
}

/// The name with a number after each folder whose own name is taken by a file.
fn through_folders(root: &Path, name: &str) -> String {
    let mut parts: Vec<&str> = name.split('/').collect();
    let file = parts.pop().unwrap_or_default();
    let mut folder = String::new();
    for part in parts {
        let may_be = |name: &String| {
            let path = root.join(name);
            path.is_dir() || fs::symlink_metadata(path).is_err()
        };
        let wanted = format!("{folder}{part}");
        let free = names(&wanted).find(may_be).unwrap_or(wanted);
        folder = free + "/";
    }
    folder + file
}

/// `story.txt`, `story-2.txt`, `story-3.txt`, …
fn names(name: &str) -> impl Iterator<Item = String> + use<> {
    let (folder, file) = name
        .rsplit_once('/')
        .map_or(("", name), |(folder, file)| (folder, file));
    let (stem, end) = match file.find('.').filter(|&dot| dot > 0) {
        Some(dot) => file.split_at(dot),
        None => (file, ""),
    };
    let slash = if folder.is_empty() { "" } else { "/" };
    let (begin, end) = (format!("{folder}{slash}{stem}"), end.to_owned());
    let numbered = (2u64..).map(move |number| format!("{begin}-{number}{end}"));
    std::iter::once(name.to_owned()).chain(numbered)
}
