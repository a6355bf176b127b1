//! JSON: one article, an array of them, an object with such an array, or one after another.
//!
//! Records are cut out of the stream one at a time, by brackets alone, so that a large array takes
//! as much memory as its largest article and no depth of brackets is too deep.
//!
//! An object that is a whole line, or too long and still on its first line, is the first line of JSON
//! Lines that was longer than the sample: what follows it is read line by line.

use std::io::{self, BufRead};

use super::format::{Format, Opened, Record};
use super::input::{ARTICLE_BYTES, Input};
use super::json_lines::{self, Lines};
use super::json_scan::{Scan, recognise};
use super::{json_record, whole};
use crate::error::reason;
use crate::ledger::Problem;

/// Recognised by what only JSON begins with: `[{`, `{"name":`, an empty list or object. A text may
/// begin with a quotation in brackets.
pub(super) const FORMAT: Format = Format {
    name: "JSON",
    recognise,
    open,
};

/// The members in which an object may hold articles, if it says nothing of an article before.
const HOLDERS: &[&[u8]] = &[
    b"articles",
    b"data",
    b"docs",
    b"documents",
    b"entries",
    b"items",
    b"posts",
    b"records",
    b"results",
];

const CUT_OFF: &str = "the JSON is cut off";

fn open(input: Input) -> Result<Opened, Problem> {
    let mut values = Values {
        input: input.into_reader(),
        value: Vec::new(),
        state: State::Start,
        passed: Lines::default(),
        began: 0,
    };
    let first = values.next();
    let many = values.is_many();
    if first.is_none() {
        return Err(whole("the JSON holds no articles"));
    }
    let records = first.into_iter().chain(values);
    Ok(Opened {
        many,
        records: Box::new(records),
    })
}

/// Where in the stream the next record is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// Before an element, or the end, of an array.
    Array,
    /// After a value that stands by itself.
    Sequence,
    /// At the beginning of a line of JSON Lines.
    Lines,
    Done,
}

struct Values<R> {
    input: R,
    /// The bytes of one record.
    value: Vec<u8>,
    state: State,
    /// The records and the line feeds that are behind us.
    passed: Lines,
    /// The line feeds before the record.
    began: u64,
}

/// Why there is no record to be had.
enum Trouble {
    /// The record is passed over and the next one can be read.
    Skipped(String),
    /// The record is too long and does not stand among others.
    TooLong,
    /// Nothing more can be read.
    Fatal(String),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Trouble::Fatal(reason(&error))
    }
}

impl<R: BufRead> Iterator for Values<R> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.state == State::Lines {
            return self.passed.next(&mut self.input);
        }
        let found = match self.advance() {
            Ok(false) => return None,
            Ok(true) => json_record::read(&self.value),
            Err(Trouble::Skipped(why)) => Err(why),
            Err(Trouble::TooLong) => Err(self.pass_over()),
            Err(Trouble::Fatal(why)) => {
                self.state = State::Done;
                Err(why)
            }
        };
        self.passed.number += 1;
        let number = self.passed.number;
        let found = found.map_err(|reason| Problem {
            record: Some(number),
            reason,
        });
        Some(Record { number, found })
    }
}

impl<R: BufRead> Values<R> {
    /// Whether what was begun can hold many articles: an array, or one value after another.
    fn is_many(&mut self) -> bool {
        match self.state {
            State::Array => true,
            State::Sequence => self.goes_on(),
            State::Lines => matches!(self.peek(), Ok(Some(_))),
            State::Start | State::Done => false,
        }
    }

    /// Whether something follows the first value. After a value that is a line, it is lines.
    fn goes_on(&mut self) -> bool {
        let line = self.passed.line_number;
        let goes_on = matches!(self.peek(), Ok(Some(_)));
        if line == self.began && self.passed.line_number > line {
            self.state = State::Lines;
        }
        goes_on
    }

    /// Passes over what is too long, to the end of the line if it is all on one.
    fn pass_over(&mut self) -> String {
        self.state = State::Done;
        self.value = Vec::new();
        if self.passed.line_number != self.began {
            return json_lines::too_long();
        }
        self.passed.line_number += 1;
        if self.input.skip_until(b'\n').is_ok() {
            self.state = State::Lines;
        }
        let line = self.passed.line_number;
        format!("line {line}: {}", json_lines::too_long())
    }

    /// Brings the next record into `value`; says whether there is one.
    fn advance(&mut self) -> Result<bool, Trouble> {
        self.value.clear();
        let mut next = self.peek()?;
        while self.state == State::Sequence && next == Some(b',') {
            self.input.consume(1);
            next = self.peek()?;
        }
        self.began = self.passed.line_number;
        match (self.state, next) {
            (State::Done | State::Lines, _) | (State::Start | State::Sequence, None) => Ok(false),
            (State::Start, Some(b'[')) => {
                self.input.consume(1);
                self.element(true)
            }
            (State::Start, Some(b'{')) => self.object(),
            (State::Start | State::Sequence, Some(_)) => {
                self.state = State::Sequence;
                self.take_value().map(|()| true)
            }
            (State::Array, _) => self.element(false),
        }
    }

    fn element(&mut self, is_first: bool) -> Result<bool, Trouble> {
        self.state = State::Array;
        match self.peek()? {
            None => return Err(Trouble::Fatal(CUT_OFF.to_owned())),
            Some(b']') => {
                self.state = State::Done;
                return Ok(false);
            }
            Some(b',') if !is_first => self.input.consume(1),
            Some(_) if is_first => {}
            Some(_) => return Err(Trouble::Fatal("not JSON between two records".to_owned())),
        }
        match self.peek()? {
            None => Err(Trouble::Fatal(CUT_OFF.to_owned())),
            Some(b',' | b']' | b'}' | b':') => {
                Err(Trouble::Fatal("not JSON where a record begins".to_owned()))
            }
            Some(_) => self.take_value().map(|()| true),
        }
    }

    /// An object at the top: an article, or what holds an array of them.
    fn object(&mut self) -> Result<bool, Trouble> {
        self.state = State::Sequence;
        self.take_byte();
        let mut is_article = false;
        loop {
            if self.value.len() as u64 > ARTICLE_BYTES {
                return Err(Trouble::TooLong);
            }
            match self.peek()? {
                None => return Err(Trouble::Fatal(CUT_OFF.to_owned())),
                Some(b'}') => {
                    self.take_byte();
                    return Ok(true);
                }
                Some(b'"') => {}
                Some(_) => {
                    self.take_byte();
                    continue;
                }
            }
            let start = self.value.len();
            self.take_value()?;
            if self.peek()? != Some(b':') {
                continue;
            }
            self.take_byte();
            let name = self.value[start + 1..self.value.len() - 2].to_ascii_lowercase();
            is_article |= matches!(&*name, b"title" | b"headline" | b"text" | b"body");
            if !is_article && HOLDERS.contains(&&*name) && self.peek()? == Some(b'[') {
                self.input.consume(1);
                self.value.clear();
                return self.element(true);
            }
            if self.peek()?.is_some_and(|byte| byte != b'}') {
                self.take_value()?;
            }
        }
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let buffer = filled(&mut self.input)?;
            let blank = buffer.iter().position(|byte| !byte.is_ascii_whitespace());
            match (buffer.is_empty(), blank) {
                (true, _) => return Ok(None),
                (false, Some(at)) => {
                    let byte = buffer[at];
                    self.passed.line_number += line_feeds(&buffer[..at]);
                    self.input.consume(at);
                    return Ok(Some(byte));
                }
                (false, None) => {
                    let length = buffer.len();
                    self.passed.line_number += line_feeds(buffer);
                    self.input.consume(length);
                }
            }
        }
    }

    /// Takes the byte just peeked at.
    fn take_byte(&mut self) {
        if let Ok(&[byte, ..]) = self.input.fill_buf() {
            self.value.push(byte);
            self.input.consume(1);
        }
    }

    /// Appends the value that begins here, whatever is in its brackets.
    fn take_value(&mut self) -> Result<(), Trouble> {
        let mut scan = Scan::default();
        let mut length = self.value.len() as u64;
        loop {
            let buffer = filled(&mut self.input)?;
            if buffer.is_empty() {
                return match scan.is_scalar() {
                    true => Ok(()),
                    false => Err(Trouble::Fatal(CUT_OFF.to_owned())),
                };
            }
            let end = scan.end(buffer);
            let used = end.unwrap_or(buffer.len());
            let room = ARTICLE_BYTES.saturating_sub(length);
            if used as u64 > room && self.state != State::Array {
                // It is smaller than what is used.
                let room = usize::try_from(room).unwrap_or(used);
                self.passed.line_number += line_feeds(&buffer[..room]);
                self.input.consume(room);
                return Err(Trouble::TooLong);
            }
            length += used as u64;
            if length <= ARTICLE_BYTES {
                self.value.extend_from_slice(&buffer[..used]);
            } else {
                self.value = Vec::new();
            }
            self.passed.line_number += line_feeds(&buffer[..used]);
            self.input.consume(used);
            if end.is_some() {
                return match length > ARTICLE_BYTES {
                    true => Err(Trouble::Skipped(json_lines::too_long())),
                    false => Ok(()),
                };
            }
        }
    }
}

fn line_feeds(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

fn filled(input: &mut impl BufRead) -> io::Result<&[u8]> {
    while let Err(error) = input.fill_buf() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    input.fill_buf()
}
