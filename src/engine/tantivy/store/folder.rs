//! A generation's folder as the engine sees it: every file sealed, and readable without the right
//! to write.
//!
//! What is read of a file is verified as it is read (see `pages`). Of large dictionaries a reader
//! verifies what it looks up (see `dictionary`); a writer, who reads them whole, all.
//! Files follow the umask, like everything else that a person makes.
//!
//! A reader holds the engine's own lock while it opens files, so that a writer does not remove what
//! is about to be opened. Where the lock's file cannot be written to, it is locked for reading; where
//! there is none and none can be made, there can be no writer either.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};
use xxhash_rust::xxh3::xxh3_64;

use crate::engine::tantivy::store::pages::{self, Damaged, Sealed, Sealing, not_as_written};
use crate::engine::tantivy::store::streamed::Streamed;

/// How the names of the engine's dictionaries end.
const DICTIONARY: &str = "term";
/// Up to so many bytes of a dictionary at once are verified when they are read.
pub const LOOKED_UP: usize = 4 * pages::PAGE;
/// The engine's books: its segments, and the files that it has made.
pub const BOOKS: [&str; 2] = ["meta.json", MADE_FILES];
/// The one with the files that it has made.
const MADE_FILES: &str = ".managed.json";
const SEAL_BYTES: usize = 8;
/// How the names of unfinished files begin.
const NEW: &str = ".new-";
/// Mode of a new file and of a new folder, before the umask.
pub const FILE_MODE: u32 = 0o666;
pub const FOLDER_MODE: u32 = 0o777;

/// How the files of a folder are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Mapped into memory.
    Mapped,
    /// By a process that stays, whatever becomes of the files.
    Held,
    /// By a writer, from the beginning to the end.
    Streamed,
}

/// A file as long as it is open.
#[derive(Debug, Clone)]
enum Opened {
    Mapped(Weak<Sealed>),
    Held(Weak<Streamed>),
}

impl Opened {
    /// Whether every byte is what was written; `None` where it is not open any more.
    fn is_whole(&self) -> Option<bool> {
        match self {
            Opened::Mapped(file) => Some(file.upgrade()?.is_whole()),
            Opened::Held(file) => Some(file.upgrade()?.is_whole()),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    inner: MmapDirectory,
    reading: Reading,
    damaged: Damaged,
    /// The files that a reader has open: they stay what they are when a writer removes them.
    opened: Arc<Mutex<HashMap<PathBuf, Opened>>>,
    /// The files made, as they are to be written: with the next commit, as `sweep_orphans` needs no list.
    made_files: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Folder {
    /// A folder whose files are read so. A reader verifies what it uses of large dictionaries; for a writer everything
    /// that is read is verified, and little of it held at once.
    pub fn open(root: &Path, reading: Reading) -> tantivy::Result<Folder> {
        Ok(Folder {
            root: root.to_owned(),
            inner: MmapDirectory::open(root)?,
            reading,
            damaged: Damaged::default(),
            opened: Arc::default(),
            made_files: Arc::default(),
        })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The first of its files that was found not to be what was written.
    pub fn damaged(&self) -> Option<&Path> {
        self.damaged.get().map(PathBuf::as_path)
    }

    /// Whether a file is what was written. Fails with `NotFound` if it is not there.
    pub fn is_whole(&self, path: &Path) -> io::Result<bool> {
        let failed = |error: OpenReadError| match error {
            OpenReadError::IoError { io_error, .. } => io::Error::from(io_error.kind()),
            _ => ErrorKind::NotFound.into(),
        };
        // These are written in one step, with a seal of their own.
        if BOOKS.iter().any(|book| path == Path::new(book)) {
            let bytes = self.inner.atomic_read(path).map_err(failed)?;
            return Ok(unsealed(&bytes).is_some());
        }
        if let Some(is_whole) = self.opened(path).and_then(|open| open.is_whole()) {
            return Ok(is_whole);
        }
        let is_whole = match self.reading {
            Reading::Held => self.held(path).map(|file| file.is_whole()),
            Reading::Mapped | Reading::Streamed => self.sealed(path).map(|file| file.is_whole()),
        };
        match is_whole {
            Ok(is_whole) => Ok(is_whole),
            Err(OpenReadError::IoError { io_error, .. }) if is_not_as_written(&io_error) => {
                Ok(false)
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// The files that were opened to be read.
    pub fn opened_files(&self) -> Vec<PathBuf> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.keys().cloned().collect()
    }

    fn opened(&self, path: &Path) -> Option<Opened> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.get(path).cloned()
    }

    fn has_opened(&self, path: &Path, open: Opened) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.insert(path.to_owned(), open);
    }

    fn held(&self, path: &Path) -> Result<Streamed, OpenReadError> {
        let damaged = Arc::clone(&self.damaged);
        let held = Streamed::hold(path.to_owned(), &self.root.join(path), damaged);
        held.map_err(|error| unopened(error, path))
    }

    fn sealed(&self, path: &Path) -> Result<Sealed, OpenReadError> {
        let failed = |error| OpenReadError::wrap_io_error(error, path.to_owned());
        let bytes = self.inner.open_read(path)?.read_bytes().map_err(failed)?;
        let is_dictionary = path.extension().is_some_and(|end| end == DICTIONARY);
        let verified = if is_dictionary { LOOKED_UP } else { usize::MAX };
        let sealed = Sealed::open(path.to_owned(), bytes, verified, Arc::clone(&self.damaged));
        sealed.ok_or_else(|| failed(not_as_written()))
    }
}

/// Removes files that were never finished. Only for the holder of the lock.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(NEW) {
            // What cannot be removed is only space.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes the files of a generation that are not among `kept`: a run that was killed left them. Only for the
/// holder of the lock.
pub fn sweep_orphans(folder: &Path, kept: &HashSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_book = BOOKS.iter().any(|book| name == *book);
        let is_lock = name.to_string_lossy().ends_with(".lock");
        if !is_book && !is_lock && !kept.contains(Path::new(&name)) {
            // What cannot be removed is only space.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Writes a file in one step: there is the old one or the new one, whole and on the disk.
pub fn replace(folder: &Path, name: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(NEW)
        .permissions(Permissions::from_mode(FILE_MODE))
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_data()?;
    file.persist(folder.join(name))?;
    Ok(())
}

/// The bytes before the seal, if it is theirs.
fn unsealed(bytes: &[u8]) -> Option<&[u8]> {
    let (content, seal) = bytes.split_last_chunk::<SEAL_BYTES>()?;
    (u64::from_le_bytes(*seal) == xxh3_64(content)).then_some(content)
}

fn is_not_as_written(error: &io::Error) -> bool {
    error.kind() == ErrorKind::InvalidData
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.reading {
            Reading::Mapped => {
                let file = Arc::new(self.sealed(path)?);
                self.has_opened(path, Opened::Mapped(Arc::downgrade(&file)));
                Ok(file)
            }
            Reading::Held => {
                let file = Arc::new(self.held(path)?);
                self.has_opened(path, Opened::Held(Arc::downgrade(&file)));
                Ok(file)
            }
            Reading::Streamed => {
                let damaged = Arc::clone(&self.damaged);
                let file = Streamed::open(path.to_owned(), self.root.join(path), damaged);
                Ok(Arc::new(file.map_err(|error| unopened(error, path))?))
            }
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let sealing = Sealing::new(self.inner.open_write(path)?);
        Ok(BufWriter::new(Box::new(sealing)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let mut bytes = self.inner.atomic_read(path)?;
        let content = unsealed(&bytes).map(<[u8]>::len);
        let length = content
            .ok_or_else(|| OpenReadError::wrap_io_error(not_as_written(), path.to_owned()))?;
        bytes.truncate(length);
        Ok(bytes)
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let mut bytes = content.to_vec();
        bytes.extend(xxh3_64(content).to_le_bytes());
        let poisoned = |_| io::Error::other("a thread that wrote has failed");
        let mut made_files = self.made_files.lock().map_err(poisoned)?;
        if path == Path::new(MADE_FILES) && self.exists(path).unwrap_or(false) {
            *made_files = Some(bytes);
            return Ok(());
        }
        if let Some(made_files) = made_files.take() {
            replace(&self.root, Path::new(MADE_FILES), &made_files)?;
        }
        replace(&self.root, path, &bytes)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            Err(LockError::IoError(error)) if is_read_only(&error) && lock.is_blocking => {
                Ok(as_reader(&self.root.join(&lock.filepath)))
            }
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

fn unopened(error: io::Error, path: &Path) -> OpenReadError {
    match error.kind() {
        ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
        _ => OpenReadError::wrap_io_error(error, path.to_owned()),
    }
}

fn is_read_only(error: &io::Error) -> bool {
    let kind = error.kind();
    kind == ErrorKind::PermissionDenied || kind == ErrorKind::ReadOnlyFilesystem
}

/// The lock of a reader who may not write: shared with other readers, held against a writer.
fn as_reader(file: &Path) -> DirectoryLock {
    let locked = File::open(file).and_then(|file| file.lock_shared().map(|()| file));
    DirectoryLock::from(Box::new(locked.ok()))
}
