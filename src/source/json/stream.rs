//! A stream of JSON, cut into values by brackets and quotes alone.

use std::io::{self, BufRead};

use super::super::replay::{Replay, filled};
use super::lines;
use super::scan::Scan;
use crate::error::reason;

pub(super) const CUT_OFF: &str = "the JSON is cut off";

/// A stream of JSON, and the record that is being cut out of it.
pub(super) struct JsonStream<R> {
    input: Replay<R>,
    /// The bytes of the record so far.
    pub record: Vec<u8>,
    /// How many it may have.
    pub limit: u64,
    /// How many any record may have.
    most: u64,
    /// Line feeds passed so far.
    pub line_feeds: u64,
}

/// Why there is no record.
pub(super) enum Trouble {
    /// The record is passed over and the next one can be read.
    Skipped(String),
    /// The record is too long and is not one of a list.
    TooLong,
    /// Nothing more can be read.
    Fatal(String),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Trouble::Fatal(reason(&error))
    }
}

impl<R: BufRead> JsonStream<R> {
    pub fn new(input: R, most: u64) -> Self {
        JsonStream {
            input: Replay::new(input),
            record: Vec::new(),
            limit: most,
            most,
            line_feeds: 0,
        }
    }

    /// The stream itself, to be read line by line.
    pub fn lines(&mut self) -> &mut impl BufRead {
        &mut self.input
    }

    /// The next byte that is not white space.
    pub fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let buffer = filled(&mut self.input)?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let blank = buffer.iter().position(|byte| !byte.is_ascii_whitespace());
            let byte = blank.map(|at| buffer[at]);
            let length = blank.unwrap_or(buffer.len());
            self.line_feeds += line_feeds(&buffer[..length]);
            self.input.consume(length);
            if byte.is_some() {
                return Ok(byte);
            }
        }
    }

    /// The bytes at hand, from the byte just peeked at.
    pub fn at_hand(&mut self) -> io::Result<&[u8]> {
        filled(&mut self.input)
    }

    /// Passes over the byte just peeked at.
    pub fn skip_byte(&mut self) {
        self.input.consume(1);
    }

    /// Takes the byte just peeked at into the record.
    pub fn take_byte(&mut self) {
        if let Ok(&[byte, ..]) = self.input.fill_buf() {
            self.record.push(byte);
            self.input.consume(1);
        }
    }

    /// Takes the value that begins here into the record, whatever is in its brackets. One of a list
    /// that is too long is passed over without being held.
    pub fn take_value(&mut self, is_of_list: bool) -> Result<(), Trouble> {
        let mut scan = Scan::default();
        let mut length = self.record.len() as u64;
        loop {
            let buffer = filled(&mut self.input)?;
            if buffer.is_empty() {
                return if scan.is_scalar() {
                    Ok(())
                } else {
                    Err(Trouble::Fatal(CUT_OFF.to_owned()))
                };
            }
            let end = scan.end(buffer);
            let used = end.unwrap_or(buffer.len());
            let room = self.limit.saturating_sub(length);
            if used as u64 > room && !is_of_list {
                // It is smaller than what is used.
                self.take(usize::try_from(room).unwrap_or(used));
                return Err(Trouble::TooLong);
            }
            length += used as u64;
            if length <= self.most {
                self.take(used);
            } else {
                self.record = Vec::new();
                self.pass(used);
            }
            if end.is_none() {
                continue;
            }
            return if length > self.most {
                Err(Trouble::Skipped(lines::too_long(self.most)))
            } else {
                Ok(())
            };
        }
    }

    /// Puts back the record from a place on, and after it the failure to read on.
    pub fn put_back(&mut self, from: usize, failure: Option<io::Error>) {
        self.input.replay(self.record.split_off(from), failure);
        self.record.clear();
    }

    /// Takes so many of the bytes at hand into the record.
    fn take(&mut self, count: usize) {
        if let Ok(buffer) = self.input.fill_buf() {
            self.record.extend_from_slice(&buffer[..count]);
        }
        self.pass(count);
    }

    /// Passes over so many of the bytes at hand.
    fn pass(&mut self, count: usize) {
        if let Ok(buffer) = self.input.fill_buf() {
            self.line_feeds += line_feeds(&buffer[..count]);
        }
        self.input.consume(count);
    }
}

fn line_feeds(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
