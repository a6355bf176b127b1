//! Hashes by which the content of a corpus file is known again.

use std::io::{self, ErrorKind, Read};
use std::path::Path;

use xxhash_rust::xxh3::Xxh3;

use super::folder;
use super::open::open;
use super::regular;
use super::sidecar::{SIDECAR_BYTES, sidecar};

/// Hashes by which the content of a corpus file is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    /// Of the file's bytes.
    pub content: u64,
    /// Of the file's bytes and the metadata kept beside it.
    pub whole: u64,
}

/// Reads a corpus file, and what is kept beside it, for its fingerprint alone.
pub fn fingerprint(root: &Path, name: &str) -> io::Result<Fingerprint> {
    open(root, name)?.fingerprint(root, name)
}

/// The hash of a file's bytes.
pub(super) fn content(file: &Path) -> io::Result<u64> {
    let mut hasher = Hasher::default();
    hasher.feed(regular::open(file)?)?;
    Ok(hasher.content())
}

/// A fingerprint in the making.
#[derive(Clone, Default)]
pub(super) struct Hasher(Xxh3);

impl Hasher {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of what it was given.
    pub fn content(&self) -> u64 {
        self.0.digest()
    }

    /// The fingerprint of the corpus file `name`, whose bytes it was given, with what is beside it now.
    pub fn beside(&self, root: &Path, name: &str) -> io::Result<Fingerprint> {
        let content = self.content();
        let mut hasher = self.clone();
        match regular::open(&root.join(sidecar(name))) {
            Ok(beside) => {
                hasher.update(b"\0");
                // More than it may take is not read at all.
                hasher.feed(beside.take(SIDECAR_BYTES + 1))?;
            }
            Err(error) if !folder::is_none(&error) => return Err(error),
            Err(_) => {}
        }
        let whole = hasher.content();
        Ok(Fingerprint { content, whole })
    }

    /// Takes everything that a reader gives.
    pub fn feed(&mut self, mut from: impl Read) -> io::Result<()> {
        let mut buffer = vec![0; 256 << 10];
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => self.update(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
