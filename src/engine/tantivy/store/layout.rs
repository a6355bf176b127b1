//! The index folder: which generation is in force, and who may write.
//!
//! ```text
//! index/
//!   layout.json       {"layout":9,"generation":"g-…","corpus":"../corpus","seal":"…"}: replaced in
//!                     one step, so that a reader finds either the old index or the new one; the
//!                     corpus is named as seen from here, so that both may be moved together
//!   lock              held by the one process that writes; says who it is
//!   g-…/              a tantivy index, each file sealed with its hashes (see `pages`); a rebuild
//!                     makes a new one and removes the old
//! ```

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::engine::tantivy::store::folder;
use crate::error::{Error, Kind, Result};

/// The version of the layout that this program writes and reads. It is raised whenever what is
/// written for the same article changes: fields, words, positions, passages.
pub const LAYOUT: u32 = 9;
/// From this layout on, articles are stored as they are today.
const OLDEST: u64 = 6;

pub const POINTER: &str = "layout.json";
const LOCK: &str = "lock";
const GENERATION: &str = "g-";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    pub layout: u32,
    pub generation: String,
    /// The way from the index to its corpus; unknown in older ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corpus: Option<String>,
    /// The hash of generation and corpus, where the corpus is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
}

impl Pointer {
    fn new(generation: String, corpus: Option<String>) -> Pointer {
        let seal = seal(&generation, corpus.as_deref());
        Pointer {
            layout: LAYOUT,
            generation,
            corpus,
            seal,
        }
    }

    /// Whether it says what was written.
    fn is_whole(&self) -> bool {
        let is_name = self.generation.starts_with(GENERATION);
        let is_name = is_name && !self.generation.contains(['/', '\\']);
        is_name && self.seal == seal(&self.generation, self.corpus.as_deref())
    }
}

fn seal(generation: &str, corpus: Option<&str>) -> Option<String> {
    let sealed = format!("{generation} {}", corpus?);
    Some(format!("{:016x}", xxh3_64(sealed.as_bytes())))
}

/// The folder of the generation in force.
///
/// Fails with `Kind::Index` if there is no index, if it is of another layout, or if the pointer
/// cannot be read.
pub fn current(dir: &Path) -> Result<PathBuf> {
    let (layout, pointer) = pointer(dir)?;
    if layout != u64::from(LAYOUT) {
        let message = format!(
            "the index at `{}` has layout {}, and this newshound reads layout {LAYOUT}",
            dir.display(),
            layout
        );
        return Err(Error::new(Kind::Index, message).hint("newshound index --fresh"));
    }
    let pointer = pointer.ok_or_else(|| damaged(dir, Some(POINTER)))?;
    Ok(dir.join(pointer.generation))
}

/// The folder of the generation in force, if it is of an earlier layout whose articles can be read.
pub fn past(dir: &Path) -> Option<PathBuf> {
    let (layout, pointer) = pointer(dir).ok()?;
    let is_past = (OLDEST..u64::from(LAYOUT)).contains(&layout);
    pointer
        .filter(|_| is_past)
        .map(|pointer| dir.join(pointer.generation))
}

/// Whether there is an index of any layout, whole or not.
pub fn exists(dir: &Path) -> bool {
    dir.join(POINTER).exists()
}

/// Fails with `Kind::Usage` if the index was built from another corpus that is still there. How a
/// corpus is reached does not matter.
pub fn is_of(dir: &Path, corpus: &Path) -> Result<()> {
    let Ok((_, Some(pointer))) = pointer(dir) else {
        return Ok(());
    };
    let theirs = pointer.corpus.map(|corpus| real(dir).join(corpus));
    let Some(theirs) = theirs.and_then(|theirs| theirs.canonicalize().ok()) else {
        return Ok(());
    };
    if theirs == real(corpus) {
        return Ok(());
    }
    let message = format!(
        "the index at `{}` is of the corpus `{}`, not of `{}`",
        dir.display(),
        theirs.display(),
        corpus.display()
    );
    Err(Error::new(Kind::Usage, message).hint("name a folder of its own with `--index DIR`"))
}

/// Notes whose index this is, where that is not known. Only for the holder of the lock.
pub fn adopt(dir: &Path, corpus: &Path) -> Result<()> {
    match pointer(dir) {
        Ok((layout, Some(known))) if layout == u64::from(LAYOUT) => {
            let corpus = way(dir, corpus);
            if known.corpus == corpus {
                return Ok(());
            }
            put(dir, &Pointer::new(known.generation, corpus))
        }
        _ => Ok(()),
    }
}

/// The way from one folder to another, both as they really lie; `None` if it is not UTF-8.
fn way(from: &Path, to: &Path) -> Option<String> {
    let (from, to) = (real(from), real(to));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(shared).map(|_| OsStr::new(".."));
    let way: PathBuf = up.chain(to.iter().skip(shared)).collect();
    way.to_str().map(str::to_owned)
}

/// A folder as it really lies; as it is named where that cannot be found out.
fn real(folder: &Path) -> PathBuf {
    // An empty path is the working folder.
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let absolute = || std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    folder.canonicalize().unwrap_or_else(|_| absolute())
}

/// The layout's number and, unless another layout says it otherwise, the rest.
fn pointer(dir: &Path) -> Result<(u64, Option<Pointer>)> {
    // A pipe would keep its reader waiting.
    let is_file = fs::metadata(dir.join(POINTER)).is_ok_and(|meta| meta.is_file());
    if exists(dir) && !is_file {
        return Err(damaged(dir, Some(POINTER)));
    }
    let bytes = match fs::read(dir.join(POINTER)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let message = format!("there is no index at `{}`", dir.display());
            return Err(Error::new(Kind::Index, message).hint("newshound index"));
        }
        Err(error) => {
            return Err(Error {
                kind: Kind::Index,
                ..Error::io(dir.join(POINTER).display(), &error)
            });
        }
    };
    let said: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    let layout = said.as_ref().and_then(|said| said.get("layout")?.as_u64());
    let pointer: Option<Pointer> = said.and_then(|said| serde_json::from_value(said).ok());
    let pointer = pointer.filter(Pointer::is_whole);
    Ok((layout.ok_or_else(|| damaged(dir, Some(POINTER)))?, pointer))
}

/// The error for an index that cannot be read, with the file that is to blame where it is known.
pub fn damaged(dir: &Path, file: Option<&str>) -> Error {
    let mut message = format!("the index at `{}` is damaged", dir.display());
    if let Some(file) = file {
        message.push_str(&format!(": `{file}` cannot be read"));
    }
    Error::new(Kind::Index, message).hint("newshound index --fresh")
}

/// How often a folder is emptied that fills anew meanwhile.
const REMOVALS: usize = 100;

/// The folder of a generation that is not yet in force. Dropped, it is removed.
pub struct Unfinished(PathBuf);

impl Unfinished {
    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Keeps it.
    pub fn finish(self) -> PathBuf {
        let mut this = std::mem::ManuallyDrop::new(self);
        std::mem::take(&mut this.0)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // A thread of a build that failed may still begin a file while the folder is emptied. Once
        // the folder is gone, none can. What cannot be removed is swept by the next writer.
        for _ in 0..REMOVALS {
            match fs::remove_dir_all(&self.0) {
                Err(error) if error.kind() == std::io::ErrorKind::DirectoryNotEmpty => {}
                _ => break,
            }
        }
    }
}

/// Makes an empty folder for a new generation, not yet in force.
pub fn new_generation(dir: &Path) -> Result<Unfinished> {
    let folder = tempfile::Builder::new()
        .prefix(GENERATION)
        .permissions(Permissions::from_mode(folder::FOLDER_MODE))
        .tempdir_in(dir)
        .map_err(|error| Error::io(dir.display(), &error))?;
    Ok(Unfinished(folder.keep()))
}

/// Puts a generation built from `corpus` in force and removes every other one.
pub fn switch_to(dir: &Path, generation: Unfinished, corpus: &Path) -> Result<()> {
    let name = generation.folder().file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    let pointer = Pointer::new(name, way(dir, corpus));
    put(dir, &pointer)?;
    generation.finish();
    sweep(dir, Some(&pointer.generation));
    Ok(())
}

fn put(dir: &Path, pointer: &Pointer) -> Result<()> {
    // Writing a plain value as JSON cannot fail.
    let bytes = serde_json::to_vec(pointer).unwrap_or_default();
    folder::replace(dir, Path::new(POINTER), &bytes)
        .map_err(|error| Error::io(dir.join(POINTER).display(), &error))
}

/// Removes what an interrupted build or an older generation left. Only for the holder of the lock.
pub fn sweep_stale(dir: &Path) {
    match pointer(dir) {
        Ok((_, Some(pointer))) => sweep(dir, Some(&pointer.generation)),
        // Nothing was ever put in force.
        _ if !exists(dir) => sweep(dir, None),
        _ => {}
    }
}

/// A generation that cannot be removed is only space; the next writer tries again.
fn sweep(dir: &Path, keep: Option<&str>) {
    folder::sweep(dir);
    if let Some(keep) = keep {
        folder::sweep(&dir.join(keep));
    }
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(GENERATION) && keep != Some(&*name) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The right to write. Given back when dropped, and by the system when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Waits up to `wait` for the right to write; `doing` tells others what it is needed for.
///
/// Fails with `Kind::Busy`, naming the holder, when the time is over.
pub fn lock(dir: &Path, wait: Duration, doing: &str) -> Result<Lock> {
    let failed = |error: &std::io::Error| Error::io(dir.join(LOCK).display(), error);
    fs::create_dir_all(dir).map_err(|error| Error::io(dir.display(), &error))?;
    let mut options = OpenOptions::new();
    let options = options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(dir.join(LOCK)).map_err(|e| failed(&e))?;
    // Who waits for more than clocks can count waits for ever.
    let end = Instant::now().checked_add(wait);
    let is_over = || end.is_some_and(|end| Instant::now() >= end);
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if !is_over() => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => return Err(busy(&mut file, dir, wait)),
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
    }
    let holder = format!("process {} (`{doing}`)", std::process::id());
    let said = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| file.write_all(holder.as_bytes()));
    said.map_err(|e| failed(&e))?;
    Ok(Lock { _file: file })
}

/// Who holds the lock at the moment.
pub fn holder(dir: &Path) -> Option<String> {
    let path = dir.join(LOCK);
    // A pipe would keep its reader waiting.
    let is_file = fs::metadata(&path).ok()?.is_file();
    let mut file = is_file.then(|| File::open(&path).ok())??;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(named(&mut file)),
        _ => None,
    }
}

fn busy(file: &mut File, dir: &Path, wait: Duration) -> Error {
    let message = format!(
        "{} is writing to the index at `{}`; waited {} seconds",
        named(file),
        dir.display(),
        wait.as_secs()
    );
    Error::new(Kind::Busy, message).hint("try again, or wait longer with `--wait 60`")
}

/// How the holder of the lock calls itself in its file.
fn named(file: &mut File) -> String {
    const LONGEST: u64 = 1 << 10;
    let mut holder = String::new();
    let read = file
        .rewind()
        .and_then(|()| file.take(LONGEST).read_to_string(&mut holder));
    match read {
        Ok(1..) => holder,
        _ => "another process".to_owned(),
    }
}
