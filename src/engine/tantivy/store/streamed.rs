//! A sealed file as a writer reads it: from its beginning to its end, some pages at a time, so that merging
//! large segments takes little memory.

use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Mutex;

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

use crate::engine::tantivy::store::pages::{Damaged, PAGE, Trailer, not_as_written};

/// Bytes that are read at once, if no more are asked for.
const AT_ONCE: usize = 16 * PAGE;

/// A sealed file, every byte of which is verified when it is read. It is opened anew each time: so many
/// segments take no more open files than a few.
pub struct Streamed {
    path: PathBuf,
    file: PathBuf,
    trailer: Trailer,
    leaves: Vec<u8>,
    /// What was read last, and where it begins.
    last: Mutex<(usize, OwnedBytes)>,
    damaged: Damaged,
}

impl Streamed {
    /// Takes the file `file`, which the folder knows as `path`. Fails with `not_as_written` if its seal is not
    /// that of its hashes.
    pub fn open(path: PathBuf, file: PathBuf, damaged: Damaged) -> io::Result<Streamed> {
        let opened = File::open(&file)?;
        let bytes = opened.metadata()?.len() as usize;
        let at = bytes
            .checked_sub(Trailer::BYTES)
            .ok_or_else(not_as_written)?;
        let trailer =
            Trailer::read(&read(&opened, at..bytes)?, bytes).ok_or_else(not_as_written)?;
        let hashes = read(&opened, trailer.leaves().start..bytes)?;
        if !trailer.is_sealed(&hashes[trailer.leaves().len()..]) {
            return Err(not_as_written());
        }
        let (leaves, branches) = hashes.split_at(trailer.leaves().len());
        if !trailer.are_whole(leaves, branches) {
            return Err(not_as_written());
        }
        Ok(Streamed {
            path,
            file,
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
        let to = range.end.max(from + AT_ONCE).next_multiple_of(page);
        let to = to.min(self.trailer.length());
        let bytes = read(&File::open(&self.file)?, from..to)?;
        let leaves = &self.leaves[from / page * size_of::<u64>()..];
        if !self.trailer.are_whole(&bytes, leaves) {
            let _ = self.damaged.set(self.path.clone());
            return Err(not_as_written());
        }
        Ok((from, OwnedBytes::new(bytes)))
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
