//! A mailbox: letters one after the other, each after a line `From sender date`. One is read at a time.

use std::io::{BufRead, BufReader, Read};

use super::super::format::Format;
use super::super::input::{Input, Open};
use super::super::limits::Bounds;
use super::super::opened::{Opened, Record};
use super::{head, letter};
use crate::record::Problem;

/// Recognised by the line before its first letter and a header after that; prose may begin with `From`.
pub(in super::super) const FORMAT: Format = Format {
    name: "mailbox",
    recognise,
    open,
};

fn recognise(input: &Input) -> bool {
    let mut lines = head::Lines(input.start());
    let is_envelope = lines.next().is_some_and(is_envelope);
    is_envelope && lines.next().is_some_and(head::is_header)
}

fn open(input: Input) -> Result<Opened, Problem> {
    let (bounds, open) = (input.bounds.clone(), input.open);
    let letters = Letters {
        most: bounds.limits.page,
        input: input.into_reader(),
        line: Vec::new(),
        is_done: false,
    };
    let records = letters.flat_map(move |letter| records(letter, &bounds, open));
    Ok(Opened::many((1..).zip(records).map(numbered)))
}

type Records = Box<dyn Iterator<Item = Record> + Send>;

fn records(found: Result<Found, Problem>, bounds: &Bounds, open: Open) -> Records {
    let problem = |problem| Record {
        number: 0,
        member: None,
        result: Err(problem),
    };
    match found {
        Ok(found) => {
            let letter = letter::read(&found.bytes, found.is_too_long, bounds);
            let too_long = found.is_too_long;
            let rest =
                too_long.then(|| problem(numbered_later(super::too_large(bounds.limits.page))));
            let records = super::records(letter, bounds, open).map(|record| Record {
                result: record.result.map_err(|problem| match record.member {
                    None => numbered_later(problem.reason),
                    Some(_) => problem,
                }),
                ..record
            });
            Box::new(records.chain(rest))
        }
        Err(why) => Box::new(std::iter::once(problem(why))),
    }
}

/// A problem of a letter, whose number is not known yet.
fn numbered_later(reason: String) -> Problem {
    Problem {
        record: Some(0),
        ..Problem::whole(reason)
    }
}

fn numbered((number, record): (u64, Record)) -> Record {
    let result = record.result.map_err(|problem| Problem {
        record: problem.record.map(|_| number),
        ..problem
    });
    Record {
        number,
        result,
        ..record
    }
}

/// A letter as it was found.
struct Found {
    bytes: Vec<u8>,
    is_too_long: bool,
}

/// The letters of a mailbox.
struct Letters<R> {
    input: BufReader<R>,
    /// The most bytes of a letter.
    most: u64,
    /// A line that was read.
    line: Vec<u8>,
    is_done: bool,
}

impl<R: Read> Iterator for Letters<R> {
    type Item = Result<Found, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut found = Found {
            bytes: Vec::new(),
            is_too_long: false,
        };
        while !self.is_done {
            self.line.clear();
            let mut line = self.input.by_ref().take(self.most);
            match line.read_until(b'\n', &mut self.line) {
                Ok(0) => self.is_done = true,
                Ok(_) if is_envelope(&self.line) => {
                    if !found.bytes.is_empty() {
                        return Some(Ok(found));
                    }
                }
                Ok(_) => found.add(&self.line, self.most),
                Err(error) => {
                    self.is_done = true;
                    return Some(Err(Problem::failed(&error)));
                }
            }
        }
        (!found.bytes.trim_ascii().is_empty()).then_some(Ok(found))
    }
}

impl Found {
    /// Adds a line; one that begins with `From` was quoted.
    fn add(&mut self, line: &[u8], most: u64) {
        let unquoted = line.trim_ascii_start();
        let quotes = unquoted.iter().take_while(|byte| **byte == b'>').count();
        let is_quoted = quotes > 0 && line[quotes.min(line.len())..].starts_with(b"From ");
        let line = if is_quoted { &line[1..] } else { line };
        let room = (most as usize).saturating_sub(self.bytes.len());
        self.is_too_long |= line.len() > room;
        self.bytes.extend_from_slice(&line[..line.len().min(room)]);
    }
}

/// Whether a line is one between letters: it has a time and a year, as in `From jane@a.org Tue Jan 21 10:30:00 2025`.
fn is_envelope(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let rest = String::from_utf8_lossy(&rest[..rest.len().min(200)]);
    let words = || rest.split_whitespace();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = |word: &str| word.contains(':') && word.split(':').all(is_number);
    let is_year = |word: &str| {
        word.len() == 4 && is_number(word) && (word.starts_with("19") || word.starts_with("20"))
    };
    words().count() >= 5 && words().any(is_time) && words().any(is_year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_no_line_between_letters() {
        for line in [
            "From jane@a.org Tue Jan 21 10:30:00 2025\n",
            "From jane@a.org  Tue Jan  1 10:30 2025",
            "From - Tue Jan 21 10:30:00 2025",
            "From MAILER-DAEMON Fri Jul  8 12:08:34 2011 -0500",
        ] {
            assert!(is_envelope(line.as_bytes()), "{line}");
        }
        for line in [
            "From here on, the act applies.",
            "From 10:30 the court sat",
            "From 2025 on, from 10 to 12, it sat",
            "From: jane@a.org",
        ] {
            assert!(!is_envelope(line.as_bytes()), "{line}");
        }
    }
}
