//! A stream of which some bytes, looked at already, come once more.

use std::io::{self, BufRead, Cursor, Read};

/// What comes once more, the failure that followed it, and the rest of the stream.
pub(super) struct Ahead<R> {
    again: Cursor<Vec<u8>>,
    failure: Option<io::Error>,
    rest: R,
}

impl<R> Ahead<R> {
    pub fn new(rest: R) -> Self {
        Ahead {
            again: Cursor::default(),
            failure: None,
            rest,
        }
    }

    /// Puts bytes before what is to come, and after them the failure to read on.
    pub fn again(&mut self, bytes: Vec<u8>, failure: Option<io::Error>) {
        self.again = Cursor::new(bytes);
        self.failure = failure;
    }

    fn is_again(&self) -> bool {
        self.again.position() < self.again.get_ref().len() as u64
    }
}

impl<R: BufRead> BufRead for Ahead<R> {
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
        match self.is_again() {
            true => self.again.consume(count),
            false => self.rest.consume(count),
        }
    }
}

impl<R: BufRead> Read for Ahead<R> {
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
