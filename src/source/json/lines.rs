//! JSON Lines: an article on each line. The way in for many articles at once.

use std::io::{self, BufRead};

use serde::de::IgnoredAny;

use super::super::addresses;
use super::super::fields::Refusal;
use super::super::format::Format;
use super::super::input::Input;
use super::super::limits::Size;
use super::super::opened::{Opened, Record};
use super::record;
use crate::error::reason;
use crate::record::Problem;

/// Recognised by two lines: a whole object and anything, or two that begin with `{`, of which the
/// first is broken; under a name that ends in `.jsonl` or `.ndjson`, by any line that is an object.
/// A spoiled line is a problem and the next one is read; blank lines do not count.
pub(in crate::source) const FORMAT: Format = Format {
    name: "JSON Lines",
    recognise,
    open,
};

fn recognise(input: &Input) -> bool {
    let lines = input.start().split(|byte| *byte == b'\n');
    let mut lines = lines
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        return false;
    };
    let goes_on = first.ends_with(b"{") || first.ends_with(b"[");
    let goes_on = goes_on || first.ends_with(b",") || first.ends_with(b":");
    let two = first.starts_with(b"{") && second.starts_with(b"{") && !goes_on;
    two || is_object(first) || is_named(input.name()) && (is_object(second) || lines.any(is_object))
}

fn is_object(line: &[u8]) -> bool {
    line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok()
}

fn is_named(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.ends_with(".jsonl") || name.ends_with(".ndjson")
}

fn open(input: Input) -> Result<Opened, Problem> {
    let mut lines = Lines::new(input.bounds.limits.page);
    let mut input = input.into_reader();
    addresses::gathered(Opened::many(std::iter::from_fn(move || {
        lines.next(&mut input)
    })))
}

/// How far the lines of an input are read.
pub(super) struct Lines {
    /// The most bytes of a record.
    most: u64,
    line: Vec<u8>,
    /// Lines read so far.
    pub line_number: u64,
    /// Records read so far; a blank line is none.
    pub number: u64,
    is_done: bool,
}

impl Lines {
    pub fn new(most: u64) -> Lines {
        Lines {
            most,
            line: Vec::new(),
            line_number: 0,
            number: 0,
            is_done: false,
        }
    }

    /// The record of the next line that is not blank.
    pub fn next(&mut self, input: &mut impl BufRead) -> Option<Record> {
        while !self.is_done {
            self.line_number += 1;
            let result = match read_line(input, &mut self.line, self.most) {
                Ok(Line::End) => return None,
                Ok(Line::TooLong) => Err(too_long(self.most).into()),
                Ok(Line::Read) if is_blank(&self.line) => continue,
                Ok(Line::Read) => record::read(without_mark(&self.line)),
                Err(error) => {
                    self.is_done = true;
                    Err(reason(&error).into())
                }
            };
            self.number += 1;
            let number = self.number;
            let result = result.map_err(|refusal: Refusal| {
                let reason = format!("line {}: {}", self.line_number, refusal.reason);
                Refusal { reason, ..refusal }.of(number)
            });
            return Some(Record {
                number,
                member: None,
                result,
            });
        }
        None
    }
}

/// Whether there is white space alone in a line, or the NULs that a tape or a crash left.
fn is_blank(line: &[u8]) -> bool {
    let is_nothing = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
    without_mark(line).iter().all(is_nothing)
}

/// The line without the byte order mark of a file that was joined to another.
fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}

/// The problem of a record that is too long to be held in memory.
pub(super) fn too_long(most: u64) -> String {
    format!("longer than {}", Size(most))
}

enum Line {
    Read,
    /// It was passed over without being held.
    TooLong,
    End,
}

/// Reads the next line into `line`.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>, most: u64) -> io::Result<Line> {
    line.clear();
    let mut length = 0u64;
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = memchr::memchr(b'\n', buffer);
        let piece = &buffer[..end.unwrap_or(buffer.len())];
        let is_end = buffer.is_empty() || end.is_some();
        let used = piece.len() + usize::from(end.is_some());
        length += used as u64;
        if length <= most {
            line.extend_from_slice(piece);
        } else {
            *line = Vec::new();
        }
        input.consume(used);
        if is_end {
            return Ok(match length {
                0 => Line::End,
                _ if length > most => Line::TooLong,
                _ => Line::Read,
            });
        }
    }
}
