//! A sealed file: it ends with hashes, by which any part of it can be verified without reading the rest.
//!
//! Numbers with the lowest byte first; hashes are XXH3, 64 bits:
//!
//! ```text
//! content       u8 · n
//! leaves        u64        the hash of each page of the content
//! branches      u64        the hash of each page of the leaves
//! length        u64        n
//! page          u64        bytes of a page, a power of two; the last one may be shorter
//! seal          u64        the hash of everything from the branches to here
//! ```
//!
//! Opening a file reads the branches, eight bytes for every 32 MB. A page is verified when it is read for the
//! first time, and so is the page of the leaves with its hash.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::HasLen;
use tantivy::directory::{AntiCallToken, FileHandle, OwnedBytes, TerminatingWrite, WritePtr};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Bytes of a page in the files that are written. It is small in a build for tests, so that small files have
/// many pages.
pub const PAGE: usize = if cfg!(debug_assertions) {
    256
} else {
    16 << 10
};

const HASH: usize = size_of::<u64>();

/// The first file of a folder that was found not to be what was written.
pub type Damaged = Arc<OnceLock<PathBuf>>;

pub fn not_as_written() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "not what was written")
}

/// What the end of a file says: where its hashes lie.
pub struct Trailer {
    /// Bytes of the content.
    length: usize,
    /// Bytes of a page, as a power of two.
    shift: u32,
}

impl Trailer {
    /// Length, page and seal.
    pub const BYTES: usize = 3 * HASH;

    /// Takes the last bytes of a file of so many. `None` if no file ends with them.
    pub fn read(end: &[u8], bytes: usize) -> Option<Trailer> {
        let length = usize::try_from(number(end, 0)?).ok()?;
        let page = number(end, HASH)?;
        let is_page = page.is_power_of_two() && (HASH as u64..=1 << 30).contains(&page);
        let shift = page.trailing_zeros();
        let trailer = Trailer { length, shift };
        let is_so_long =
            is_page && length <= bytes && trailer.branches().end + Trailer::BYTES == bytes;
        is_so_long.then_some(trailer)
    }

    /// Bytes of the content.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Bytes of a page.
    pub fn page(&self) -> usize {
        1 << self.shift
    }

    /// Where the hashes of the content lie.
    pub fn leaves(&self) -> Range<usize> {
        self.length..self.length + self.hashes(self.length)
    }

    /// Where the hashes of the leaves lie.
    fn branches(&self) -> Range<usize> {
        let leaves = self.leaves();
        leaves.end..leaves.end + self.hashes(leaves.len())
    }

    /// Bytes of the hashes of so many bytes.
    fn hashes(&self, bytes: usize) -> usize {
        bytes.div_ceil(self.page()) * HASH
    }

    /// Whether the file's last bytes, from the branches on, have their seal.
    pub fn is_sealed(&self, end: &[u8]) -> bool {
        let sealed = end.split_last_chunk::<HASH>();
        sealed.is_some_and(|(hashed, seal)| xxh3_64(hashed) == u64::from_le_bytes(*seal))
    }

    /// Whether pages have these hashes, which begin with that of the first one.
    pub fn are_whole(&self, pages: &[u8], hashes: &[u8]) -> bool {
        let mut pages = pages.chunks(self.page()).zip(0..);
        pages.all(|(page, at)| number(hashes, at * HASH) == Some(xxh3_64(page)))
    }
}

/// A sealed file that is verified as it is read.
pub struct Sealed {
    path: PathBuf,
    bytes: OwnedBytes,
    trailer: Trailer,
    whole_pages: Flags,
    whole_leaves: Flags,
    damaged: Damaged,
    /// Up to how many bytes at once are verified when they are read.
    verified: usize,
}

impl Sealed {
    /// Takes a file as it lies on the disk. `None` if its seal is not that of its hashes.
    ///
    /// Of more than `verified` bytes that are read at once, the reader has to verify those that it uses: by
    /// reading these once more by themselves.
    pub fn open(
        path: PathBuf,
        bytes: OwnedBytes,
        verified: usize,
        damaged: Damaged,
    ) -> Option<Sealed> {
        let end = bytes.len().checked_sub(Trailer::BYTES)?;
        let trailer = Trailer::read(&bytes[end..], bytes.len())?;
        let is_sealed = trailer.is_sealed(&bytes[trailer.branches().start..]);
        is_sealed.then(|| Sealed {
            path,
            whole_pages: Flags::new(trailer.leaves().len() / HASH),
            whole_leaves: Flags::new(trailer.branches().len() / HASH),
            bytes,
            trailer,
            damaged,
            verified,
        })
    }

    /// Whether every byte is what was written.
    pub fn is_whole(&self) -> bool {
        self.verify(&(0..self.trailer.length))
    }

    /// Whether these bytes of the content are what was written.
    fn verify(&self, range: &Range<usize>) -> bool {
        let Some(last) = range.end.checked_sub(1).filter(|_| !range.is_empty()) else {
            return true;
        };
        let mut pages = range.start >> self.trailer.shift..=last >> self.trailer.shift;
        pages.all(|page| self.whole_pages.has(page) || self.verify_page(page))
    }

    #[cold]
    fn verify_page(&self, page: usize) -> bool {
        let (content, leaves) = (0..self.trailer.length, self.trailer.leaves());
        let leaf = (page * HASH) >> self.trailer.shift;
        let is_whole = self.has_hash(
            leaves.clone(),
            leaf,
            self.trailer.branches(),
            &self.whole_leaves,
        ) && self.has_hash(content, page, leaves, &self.whole_pages);
        if !is_whole {
            let _ = self.damaged.set(self.path.clone());
        }
        is_whole
    }

    /// Whether a page of a part of the file has the hash that another part has of it.
    fn has_hash(
        &self,
        part: Range<usize>,
        page: usize,
        hashes: Range<usize>,
        whole: &Flags,
    ) -> bool {
        if whole.has(page) {
            return true;
        }
        let from = part.start + (page << self.trailer.shift);
        let to = (from + self.trailer.page()).min(part.end);
        let hash = self.bytes.get(from..to).map(xxh3_64);
        let is_whole = hash.is_some() && hash == number(&self.bytes, hashes.start + page * HASH);
        if is_whole {
            whole.set(page);
        }
        is_whole
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.path.display())
    }
}

impl HasLen for Sealed {
    fn len(&self) -> usize {
        self.trailer.length
    }
}

impl FileHandle for Sealed {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let is_within = range.start <= range.end && range.end <= self.trailer.length;
        if is_within && (range.len() > self.verified || self.verify(&range)) {
            Ok(self.bytes.slice(range))
        } else {
            Err(not_as_written())
        }
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A bit for each page, set once.
struct Flags(Box<[AtomicU64]>);

impl Flags {
    fn new(pages: usize) -> Flags {
        Flags((0..pages.div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    fn has(&self, page: usize) -> bool {
        let word = self.0.get(page / 64);
        word.is_some_and(|word| word.load(Ordering::Relaxed) >> (page % 64) & 1 == 1)
    }

    fn set(&self, page: usize) {
        if let Some(word) = self.0.get(page / 64) {
            word.fetch_or(1 << (page % 64), Ordering::Relaxed);
        }
    }
}

/// Writes a file and, at its end, its hashes.
pub struct Sealing {
    inner: WritePtr,
    hasher: Xxh3,
    length: usize,
    leaves: Vec<u8>,
}

impl Sealing {
    pub fn new(inner: WritePtr) -> Sealing {
        Sealing {
            inner,
            hasher: Xxh3::new(),
            length: 0,
            leaves: Vec::new(),
        }
    }

    fn enter(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let missing = PAGE - self.length % PAGE;
            let (of_page, rest) = bytes.split_at(missing.min(bytes.len()));
            self.hasher.update(of_page);
            self.length += of_page.len();
            if self.length.is_multiple_of(PAGE) {
                self.end_page();
            }
            bytes = rest;
        }
    }

    fn end_page(&mut self) {
        self.leaves.extend(self.hasher.digest().to_le_bytes());
        self.hasher.reset();
    }
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.enter(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for Sealing {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        if !self.length.is_multiple_of(PAGE) {
            self.end_page();
        }
        let branches = self.leaves.chunks(PAGE).map(xxh3_64);
        let numbers = branches.chain([self.length as u64, PAGE as u64]);
        let mut end: Vec<u8> = numbers.flat_map(u64::to_le_bytes).collect();
        end.extend(xxh3_64(&end).to_le_bytes());
        self.inner.write_all(&self.leaves)?;
        self.inner.write_all(&end)?;
        self.inner.terminate_ref(token)
    }
}
