//! A stream that knows how far it was read.

use std::io::{self, BufRead, Read};

/// A stream that knows how far it was read.
pub struct Counted<R> {
    inner: R,
    /// The bytes that were taken.
    pub at: u64,
}

impl<R> Counted<R> {
    /// A stream from its beginning.
    pub fn new(inner: R) -> Counted<R> {
        Counted { inner, at: 0 }
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.at += count as u64;
        self.inner.consume(count);
    }
}
