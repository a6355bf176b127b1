//! A stream of which some bytes, looked at already, are read again.

use std::io::{self, BufRead, Cursor, Read};

/// A stream, with bytes that are read again before it goes on.
pub(super) struct Replay<R> {
    again: Cursor<Vec<u8>>,
    /// The failure that followed them.
    failure: Option<io::Error>,
    rest: R,
}

impl<R> Replay<R> {
    pub fn new(rest: R) -> Self {
        Replay {
            again: Cursor::default(),
            failure: None,
            rest,
        }
    }

    /// Puts bytes before what is to come, and after them the failure to read on.
    pub fn replay(&mut self, bytes: Vec<u8>, failure: Option<io::Error>) {
        self.again = Cursor::new(bytes);
        self.failure = failure;
    }

    fn is_again(&self) -> bool {
        self.again.position() < self.again.get_ref().len() as u64
    }
}

impl<R: BufRead> BufRead for Replay<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.is_again() {
            return self.again.fill_buf();
        }
        match self.failure.take() {
            Some(failure) => Err(failure),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        if self.is_again() {
            self.again.consume(count);
        } else {
            self.rest.consume(count);
        }
    }
}

impl<R: BufRead> Read for Replay<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

/// The bytes at hand, none at the end, whatever interrupts the reading.
pub(super) fn filled(input: &mut impl BufRead) -> io::Result<&[u8]> {
    while let Err(error) = input.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    input.fill_buf()
}
