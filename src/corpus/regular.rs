//! The door to files of the corpus: all that is read there is opened here, so that nothing in it keeps the
//! reader waiting or never ends.

use std::fs::{self, File, FileType, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Why a pipe, a device or the like is not read.
pub const NO_FILE: &str = "is neither a file nor a folder";

/// Opens a regular file, or what a link to one leads to. Fails for anything else: a pipe keeps its reader waiting,
/// a device may have no end.
pub fn open(path: &Path) -> io::Result<File> {
    // Some devices act on being opened.
    check(fs::metadata(path)?.file_type())?;
    let mut options = OpenOptions::new();
    // Another file may have come in its place: one that would keep its reader waiting does not.
    let file = options
        .read(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY)
        .open(path)?;
    check(file.metadata()?.file_type())?;
    Ok(file)
}

/// Opens a file of our own to be written, its content as it is, and makes it where there is none. Fails for a link: it
/// may lead out of the corpus.
pub fn own(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let options = options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY);
    let file = options.open(path).map_err(|error| link(path, error))?;
    check(file.metadata()?.file_type())?;
    Ok(file)
}

/// How long to wait before looking again whether a lock is free.
const LOOK: Duration = Duration::from_millis(20);

/// Locks a file of our own; waits at most so long for another process. Returns whether it was free by then.
pub fn lock(file: &File, wait: Duration) -> io::Result<bool> {
    let begin = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if begin.elapsed() < wait => sleep(LOOK),
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Opens a file of our own to be read. Fails for a link.
pub fn read_own(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let options = options.read(true);
    let options = options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY);
    let file = options.open(path).map_err(|error| link(path, error))?;
    check(file.metadata()?.file_type())?;
    Ok(file)
}

/// Says that a file is a link where that is why it was not opened.
fn link(path: &Path, error: io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(libc::ELOOP) => io::Error::other(format!("`{}` is a link", path.display())),
        _ => error,
    }
}

/// Makes folders of our own below `root`, one in the other. Fails where one is a link: it may lead out of the corpus.
pub fn own_folder(root: &Path, within: &str) -> io::Result<PathBuf> {
    let mut folder = root.to_owned();
    for part in within.split('/') {
        folder.push(part);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        if !fs::symlink_metadata(&folder)?.is_dir() {
            return Err(io::Error::other(format!(
                "`{}` is no folder of its own",
                folder.display()
            )));
        }
    }
    Ok(folder)
}

/// The bytes of a regular file. Fails for one that is longer than `most`.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let mib = most >> 20;
        return Err(io::Error::other(format!("is larger than {mib} MiB")));
    }
    Ok(bytes)
}

/// Fails unless it is a regular file.
pub fn check(kind: FileType) -> io::Result<()> {
    match kind {
        _ if kind.is_file() => Ok(()),
        _ if kind.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        _ => Err(io::Error::other(NO_FILE)),
    }
}
