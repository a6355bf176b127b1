//! A generation's folder as the engine sees it: every file sealed, and readable without the right
//! to write.
//!
//! A file ends with the hash of all that stands before it, eight bytes, the lowest first. Small
//! files, and those which say what belongs together, are compared with their seal whenever they are
//! opened; other large ones only by `is_whole`.
//! Files follow the umask, like everything else that a person makes.
//!
//! A reader holds the engine's own lock while it opens files, so that a writer does not remove what
//! is about to be opened. Where the lock's file cannot be written to it is locked as it stands;
//! where there is none and none can be made, nobody who could be waited for writes there.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, FileSlice, Lock, MmapDirectory,
    OwnedBytes, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::engine::tantivy::store::blocks;
use crate::engine::tantivy::store::ids;

/// Files up to this size are compared with their seal whenever they are opened.
const COMPARED_BYTES: usize = 256 << 10;
/// How the names of files end that say what belongs together: columns and blocks.
const COMPARED: [&str; 3] = ["fast", blocks::BLOCKS, ids::IDS];
const SEAL_BYTES: usize = 8;
/// How files begin that have not come to their place yet.
const NEW: &str = ".new-";
/// Mode of a new file and of a new folder, before the umask.
pub const FILE_MODE: u32 = 0o666;
pub const FOLDER_MODE: u32 = 0o777;

#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    inner: MmapDirectory,
}

impl Folder {
    pub fn open(root: &Path) -> tantivy::Result<Folder> {
        Ok(Folder {
            root: root.to_owned(),
            inner: MmapDirectory::open(root)?,
        })
    }

    /// Whether a file is what was written. Fails with `NotFound` if it is not there.
    pub fn is_whole(&self, path: &Path) -> io::Result<bool> {
        let bytes = match self.inner.open_read(path) {
            Ok(file) => file.read_bytes()?,
            Err(OpenReadError::IoError { io_error, .. }) => {
                return Err(io::Error::from(io_error.kind()));
            }
            Err(_) => return Err(ErrorKind::NotFound.into()),
        };
        Ok(unsealed(&bytes).is_some())
    }
}

/// Removes what never came to its place. Only for the one who may write.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(NEW) {
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

fn cut_off() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "not what was written")
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(self.open_read(path)?))
    }

    fn open_read(&self, path: &Path) -> Result<FileSlice, OpenReadError> {
        let failed = |error| OpenReadError::wrap_io_error(error, path.to_owned());
        let sealed = self.inner.open_read(path)?;
        let bytes: OwnedBytes = sealed.read_bytes().map_err(failed)?;
        let end = path.extension().and_then(|end| end.to_str());
        let is_compared = end.is_some_and(|end| COMPARED.contains(&end));
        match is_compared || bytes.len() <= COMPARED_BYTES {
            true if unsealed(&bytes).is_none() => Err(failed(cut_off())),
            _ => Ok(sealed.slice_to(bytes.len() - SEAL_BYTES)),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let sealing = Sealing {
            inner: self.inner.open_write(path)?,
            hasher: Xxh3::new(),
        };
        Ok(BufWriter::new(Box::new(sealing)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let mut bytes = self.inner.atomic_read(path)?;
        let content = unsealed(&bytes).map(<[u8]>::len);
        let length =
            content.ok_or_else(|| OpenReadError::wrap_io_error(cut_off(), path.to_owned()))?;
        bytes.truncate(length);
        Ok(bytes)
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let mut bytes = content.to_vec();
        bytes.extend(xxh3_64(content).to_le_bytes());
        replace(&self.root, path, &bytes)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            Err(LockError::IoError(error)) if is_read_only(&error) && lock.is_blocking => {
                Ok(as_it_stands(&self.root.join(&lock.filepath)))
            }
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

fn is_read_only(error: &io::Error) -> bool {
    let kind = error.kind();
    kind == ErrorKind::PermissionDenied || kind == ErrorKind::ReadOnlyFilesystem
}

/// The lock of someone who may not write: shared with others like them, held against a writer.
fn as_it_stands(file: &Path) -> DirectoryLock {
    let locked = File::open(file).and_then(|file| file.lock_shared().map(|()| file));
    DirectoryLock::from(Box::new(locked.ok()))
}

/// Writes a file and, at its end, its seal.
struct Sealing {
    inner: WritePtr,
    hasher: Xxh3,
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for Sealing {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.inner.write_all(&self.hasher.digest().to_le_bytes())?;
        self.inner.terminate_ref(token)
    }
}
