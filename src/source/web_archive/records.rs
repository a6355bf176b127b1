//! The records of a web archive, one after the other, whatever is between them.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use super::super::counted::Counted;
use super::super::limits::{Growth, Limits};
use super::super::replay::filled;
use super::super::spool::{self, Spool};
use crate::article::Date;
use crate::error::reason;
use crate::record::Problem;

/// A record that may hold an article.
pub struct Record {
    /// Where it was taken from.
    pub address: String,
    /// When.
    pub captured: Option<Date>,
    pub kind: Kind,
    /// The media type that the record states, of a document.
    pub media: Option<String>,
    pub content: Spool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What a server sent, with its header.
    Response,
    /// The document itself.
    Document,
}

/// The header of a record.
pub struct Header {
    /// Nothing of a record that holds no article.
    pub found: Option<Found>,
    /// The length of the block that follows, in bytes.
    pub length: u64,
}

pub struct Found {
    pub address: String,
    pub captured: Option<Date>,
    pub kind: Kind,
    pub media: Option<String>,
}

/// Reads the header of the next record; nothing at the end of the archive.
pub type Next = fn(&mut dyn BufRead) -> Result<Option<Header>, Fault>;

/// Why there is no header where one should be.
pub enum Fault {
    /// The bytes cannot be read any further.
    Failed(io::Error),
    /// They are no header; the next may be one.
    NoHeader,
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Failed(error)
    }
}

/// The records of an archive that may hold an article.
pub struct Records<R> {
    input: Counted<R>,
    next: Next,
    limits: Limits,
    growth: Arc<Growth>,
    /// Records so far, whatever they held.
    number: u64,
    /// Whether the bytes at hand are between two records, and this has been told.
    is_lost: bool,
    is_done: bool,
}

impl<R: Read> Records<BufReader<R>> {
    pub fn new(input: BufReader<R>, next: Next, limits: Limits, growth: Arc<Growth>) -> Self {
        Records {
            input: Counted::new(input),
            next,
            limits,
            growth,
            number: 0,
            is_lost: false,
            is_done: false,
        }
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Record, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_done {
            match self.record() {
                Ok(Some(record)) => return Some(Ok(record)),
                Ok(None) => {}
                Err(problem) => return Some(Err(problem)),
            }
        }
        None
    }
}

impl<R: BufRead> Records<R> {
    /// The next record; nothing of one that holds no article.
    fn record(&mut self) -> Result<Option<Record>, Problem> {
        let at = self.input.at;
        let header = match (self.next)(&mut self.input) {
            Ok(Some(header)) => header,
            Ok(None) => {
                self.is_done = true;
                self.growth.end();
                return Ok(None);
            }
            Err(Fault::Failed(error)) => return Err(self.broken(at, &error)),
            // A line was passed over.
            Err(Fault::NoHeader) if self.is_lost => return Ok(None),
            Err(Fault::NoHeader) => {
                self.is_lost = true;
                return Err(self.between(at));
            }
        };
        self.is_lost = false;
        self.number += 1;
        let Some(found) = header.found else {
            let passed = io::copy(&mut (&mut self.input).take(header.length), &mut io::sink());
            return match passed {
                Ok(length) if length == header.length => Ok(None),
                Ok(_) => Err(self.cut_off(at)),
                Err(error) => Err(self.broken(at, &error)),
            };
        };
        let mut block = (&mut self.input).take(header.length);
        let spooled = spool::spooled(&mut block, self.limits.file);
        let rest = block.limit();
        let (content, broken) = match spooled {
            Ok(spooled) => spooled,
            Err(problem) => {
                let passed = io::copy(&mut (&mut self.input).take(rest), &mut io::sink());
                self.is_done |= passed.is_err();
                return Err(problem);
            }
        };
        if let Some(error) = broken {
            return Err(self.broken(at, &error));
        }
        if rest > 0 {
            return Err(self.cut_off(at));
        }
        Ok(Some(Record {
            address: found.address,
            captured: found.captured,
            kind: found.kind,
            media: found.media,
            content,
        }))
    }

    fn cut_off(&mut self, at: u64) -> Problem {
        self.is_done = true;
        let number = self.number;
        Problem::whole(format!(
            "the web archive is cut off in its record {number}, which begins at byte {at}"
        ))
    }

    fn broken(&mut self, at: u64, error: &io::Error) -> Problem {
        self.is_done = true;
        let number = self.number;
        let problem = Problem::failed(error);
        Problem {
            reason: format!("after record {number}, at byte {at}: {}", reason(error)),
            ..problem
        }
    }

    fn between(&self, at: u64) -> Problem {
        let number = self.number;
        Problem::whole(format!(
            "no record begins after record {number}, at byte {at}; reading goes on at the next that does"
        ))
    }
}

/// The longest line of a header.
const LINE_BYTES: usize = 64 << 10;

/// The most lines of a header.
pub const LINES: usize = 1000;

/// A line without its end; nothing at the end of the bytes. What is longer than a line of a header is passed over,
/// all but its beginning.
pub fn line(input: &mut (impl BufRead + ?Sized)) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    loop {
        let mut reader = &mut *input;
        let buffer = filled(&mut reader)?;
        if buffer.is_empty() {
            return Ok((!line.is_empty()).then_some(line));
        }
        let end = memchr::memchr(b'\n', buffer);
        let used = end.map_or(buffer.len(), |end| end + 1);
        let room = LINE_BYTES.saturating_sub(line.len()).min(used);
        line.extend_from_slice(&buffer[..room]);
        input.consume(used);
        if end.is_some() {
            let length = line.trim_ascii_end().len();
            line.truncate(length);
            return Ok(Some(line));
        }
    }
}

/// A header field: its name in lower case, and its value.
pub fn field(line: &[u8]) -> Option<(String, String)> {
    let text = String::from_utf8_lossy(line);
    let (name, value) = text.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

/// Whether something was taken from the web, and not put into the archive by the program that wrote it.
pub fn is_page(address: &str) -> bool {
    address.starts_with("http:") || address.starts_with("https:")
}
