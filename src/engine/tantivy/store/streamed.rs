//! A sealed file that is read, not mapped into memory.
//!
//! A writer reads it from its beginning to its end, some pages at a time, so that merging large segments takes little
//! memory. A process that stays reads what it needs: of a file that is emptied in its place, a reading fails, where a
//! mapping would end the process.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

use crate::engine::tantivy::store::pages::{Damaged, PAGE, Trailer, not_as_written};

/// Bytes that are read at once, if no more are asked for.
const AT_ONCE: usize = 16 * PAGE;

/// A sealed file, every byte of which is verified when it is read.
pub struct Streamed {
    path: PathBuf,
    source: Source,
    trailer: Trailer,
    leaves: Vec<u8>,
    /// What was read last, and where it begins.
    last: Mutex<(usize, OwnedBytes)>,
    damaged: Damaged,
}

enum Source {
    /// Opened for each reading: so many segments take no more open files than a few.
    Anew(PathBuf),
    /// Open until it is dropped: it is read also where a writer has removed it.
    Held(Held),
    /// A small one, in memory.
    Whole(OwnedBytes),
}

/// A file of a process that stays. What was read is kept, as the same words are asked for again and again: all of it where
/// the process has room, else parts.
struct Held {
    file: File,
    whole: OnceLock<(OwnedBytes, Room)>,
    parts: Mutex<Parts>,
}

impl Held {
    fn new(file: File) -> Held {
        Held {
            file,
            whole: OnceLock::new(),
            parts: Mutex::default(),
        }
    }
}

/// Room that a file takes of what a process keeps of files as a whole.
struct Room(usize);

/// Bytes of files that a process keeps as a whole, and at most.
static ROOM: AtomicUsize = AtomicUsize::new(0);
const MOST_ROOM: usize = 256 << 20;

impl Room {
    fn take(bytes: usize) -> Option<Room> {
        let room = Room(bytes);
        // Given back where there is none.
        let taken = ROOM.fetch_add(bytes, Ordering::Relaxed);
        (taken.saturating_add(bytes) <= MOST_ROOM).then_some(room)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        ROOM.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// Parts of a file, by where they begin and end.
#[derive(Default)]
struct Parts {
    parts: HashMap<(usize, usize), OwnedBytes>,
    bytes: usize,
}

/// Bytes of parts that are kept of a file at most.
const MOST_KEPT: usize = 16 << 20;

impl Parts {
    /// Keeps a part; where there is no room, in the place of all others.
    fn keep(&mut self, range: &Range<usize>, part: &OwnedBytes) {
        let bytes = part.len() + size_of::<(usize, usize, OwnedBytes)>();
        if bytes > MOST_KEPT / 4 {
            return;
        }
        if self.bytes + bytes > MOST_KEPT {
            *self = Parts::default();
        }
        self.bytes += bytes;
        // The part holds the pages around it.
        let own = OwnedBytes::new(part.to_vec());
        self.parts.insert((range.start, range.end), own);
    }
}

/// Files of so many bytes are read whole.
const SMALL: usize = 4 * PAGE;

impl Streamed {
    /// Takes the file `file`, which the folder knows as `path`. Fails with `not_as_written` if its seal is not
    /// that of its hashes.
    pub fn open(path: PathBuf, file: PathBuf, damaged: Damaged) -> io::Result<Streamed> {
        let opened = File::open(&file)?;
        Streamed::of(path, &opened, Source::Anew(file), damaged)
    }

    /// The same for a reader that stays.
    pub fn hold(path: PathBuf, file: &Path, damaged: Damaged) -> io::Result<Streamed> {
        let opened = File::open(file)?;
        let held = Source::Held(Held::new(opened.try_clone()?));
        let mut streamed = Streamed::of(path, &opened, held, damaged)?;
        if streamed.trailer.length() <= SMALL {
            let (_, whole) = streamed.read(&(0..streamed.trailer.length()))?;
            streamed.source = Source::Whole(whole);
        }
        Ok(streamed)
    }

    fn of(path: PathBuf, opened: &File, source: Source, damaged: Damaged) -> io::Result<Streamed> {
        let bytes = opened.metadata()?.len() as usize;
        let at = bytes
            .checked_sub(Trailer::BYTES)
            .ok_or_else(not_as_written)?;
        let trailer = Trailer::read(&read(opened, at..bytes)?, bytes).ok_or_else(not_as_written)?;
        let hashes = read(opened, trailer.leaves().start..bytes)?;
        if !trailer.is_sealed(&hashes[trailer.leaves().len()..]) {
            return Err(not_as_written());
        }
        let (leaves, branches) = hashes.split_at(trailer.leaves().len());
        if !trailer.are_whole(leaves, branches) {
            return Err(not_as_written());
        }
        Ok(Streamed {
            path,
            source,
            trailer,
            leaves: leaves.to_vec(),
            last: Mutex::new((0, OwnedBytes::empty())),
            damaged,
        })
    }

    /// Reads at least these bytes of the content; returns where what was read begins.
    fn read(&self, range: &Range<usize>) -> io::Result<(usize, OwnedBytes)> {
        let page = self.trailer.page();
        let from = range.start / page * page;
        let to = |least: usize| {
            let to = range.end.max(from + least).next_multiple_of(page);
            to.min(self.trailer.length())
        };
        let bytes = match &self.source {
            Source::Anew(file) => read(&File::open(file)?, from..to(AT_ONCE)),
            Source::Held(held) => match held.whole.get() {
                Some((bytes, _)) => return Ok((0, bytes.clone())),
                None => read(&held.file, from..to(0)),
            },
            Source::Whole(bytes) => return Ok((0, bytes.clone())),
        };
        // Where a file ends before it should, it is not what was written.
        let bytes = bytes.inspect_err(|_| self.is_damaged())?;
        let leaves = &self.leaves[from / page * size_of::<u64>()..];
        if !self.trailer.are_whole(&bytes, leaves) {
            self.is_damaged();
            return Err(not_as_written());
        }
        Ok((from, OwnedBytes::new(bytes)))
    }

    /// Reads exactly these bytes, and keeps what was read.
    fn read_held(&self, held: &Held, range: &Range<usize>) -> io::Result<OwnedBytes> {
        let length = self.trailer.length();
        if held.whole.get().is_none()
            && let Some(room) = Room::take(length)
        {
            let (_, whole) = self.read(&(0..length))?;
            // Another thread may have been faster.
            let _ = held.whole.set((whole, room));
        }
        if let Some((whole, _)) = held.whole.get() {
            return Ok(whole.slice(range.clone()));
        }
        let parts = || held.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(part) = parts().parts.get(&(range.start, range.end)) {
            return Ok(part.clone());
        }
        let (begin, bytes) = self.read(range)?;
        let part = bytes.slice(range.start - begin..range.end - begin);
        parts().keep(range, &part);
        Ok(part)
    }

    fn is_damaged(&self) {
        let _ = self.damaged.set(self.path.clone());
    }

    /// Whether every byte on the disk is what was written.
    pub fn is_whole(&self) -> bool {
        let length = self.trailer.length();
        let mut parts = (0..length).step_by(AT_ONCE);
        parts.all(|from| self.read(&(from..(from + AT_ONCE).min(length))).is_ok())
    }
}

fn read(file: &File, range: Range<usize>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; range.len()];
    file.read_exact_at(&mut bytes, range.start as u64)?;
    Ok(bytes)
}

impl fmt::Debug for Streamed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.path.display())
    }
}

impl HasLen for Streamed {
    fn len(&self) -> usize {
        self.trailer.length()
    }
}

impl FileHandle for Streamed {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.trailer.length() {
            return Err(not_as_written());
        }
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        let part = |range: &Range<usize>| -> io::Result<OwnedBytes> {
            let (begin, bytes) = self.read(range)?;
            Ok(bytes.slice(range.start - begin..range.end - begin))
        };
        match &self.source {
            Source::Anew(_) => {}
            Source::Whole(_) => return part(&range),
            Source::Held(held) => return self.read_held(held, &range),
        }
        let mut last = self.last.lock().map_err(|_| not_as_written())?;
        let (begin, bytes) = &*last;
        if range.start >= *begin && range.end <= begin + bytes.len() {
            return Ok(bytes.slice(range.start - begin..range.end - begin));
        }
        let (begin, bytes) = self.read(&range)?;
        let found = bytes.slice(range.start - begin..range.end - begin);
        if bytes.len() <= AT_ONCE {
            *last = (begin, bytes);
        }
        Ok(found)
    }
}
