//! JSON: one article, an array of them, an object with such an array, or one after another.
//!
//! An object that holds a list of objects and has no text of its own is a list of articles, in
//! whatever order it says things: a title is that of the list.
//!
//! Records are cut out of the stream one at a time, by brackets alone, so that a large array takes
//! as much memory as its largest article and no depth of brackets is too deep.
//!
//! An object that is a whole line, or too long and still on its first line, is the first line of JSON
//! Lines that was longer than the sample: what follows it is read line by line.

use std::io::{self, BufRead};

use super::format::{Format, Opened, Record};
use super::input::{ARTICLE_BYTES, Input};
use super::json_ahead::{Ahead, filled};
use super::json_lines::{self, Lines};
use super::json_record;
use super::json_scan::{Scan, recognise};
use crate::error::reason;
use crate::record::Problem;

/// Recognised by what only JSON begins with: `[{`, `{"name":`, an empty list or object. A text may
/// begin with a quotation in brackets.
pub(super) const FORMAT: Format = Format {
    name: "JSON",
    recognise,
    open,
};

/// The members in which an object may hold articles.
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

/// How far behind the beginning of such a list a text of the object is looked for.
const AHEAD_BYTES: u64 = 1 << 20;

const CUT_OFF: &str = "the JSON is cut off";

fn open(input: Input) -> Result<Opened, Problem> {
    let mut values = Values {
        input: Ahead::new(input.into_reader()),
        value: Vec::new(),
        most: ARTICLE_BYTES,
        state: State::Start,
        passed: Lines::default(),
        began: 0,
    };
    let first = values.next();
    let many = values.is_many();
    if first.is_none() {
        return Err(Problem::whole("the JSON holds no articles"));
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
    input: Ahead<R>,
    /// The bytes of one record.
    value: Vec<u8>,
    /// How many there may be.
    most: u64,
    state: State,
    /// The records and the line feeds that are behind us.
    passed: Lines,
    /// The line feeds before the record.
    began: u64,
}

/// What an object at the top says so far.
#[derive(Default)]
struct Holds {
    /// Where in its bytes an array begins that may be one of articles.
    list: Option<usize>,
    title: bool,
    text: bool,
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
        match self.state {
            State::Lines => return self.passed.next(&mut self.input),
            // A stream that failed may fail again for ever.
            State::Done => return None,
            State::Start | State::Array | State::Sequence => {}
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
        let mut holds = Holds::default();
        let read = self.members(&mut holds);
        self.most = ARTICLE_BYTES;
        let is_list = |at: &usize| !holds.title || self.is_of_objects(*at);
        let Some(at) = holds.list.filter(|at| !holds.text && is_list(at)) else {
            return read.map(|()| true);
        };
        let failure = match read {
            Err(Trouble::Fatal(why)) => Some(io::Error::other(why)),
            _ => None,
        };
        self.input.again(self.value.split_off(at), failure);
        self.value.clear();
        self.input.consume(1);
        self.element(true)
    }

    /// Takes the members of an object, and looks for what tells an article from a list of them.
    fn members(&mut self, holds: &mut Holds) -> Result<(), Trouble> {
        self.take_byte();
        loop {
            if self.value.len() as u64 > self.most {
                return Err(Trouble::TooLong);
            }
            match self.peek()? {
                None => return Err(Trouble::Fatal(CUT_OFF.to_owned())),
                Some(b'}') => {
                    self.take_byte();
                    return Ok(());
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
            self.member(&name, holds)?;
        }
    }

    /// Takes what an object says under a name.
    fn member(&mut self, name: &[u8], holds: &mut Holds) -> Result<(), Trouble> {
        let at = self.value.len();
        let next = self.peek()?;
        if next == Some(b'[') && HOLDERS.contains(&name) {
            let of_objects =
                filled(&mut self.input)?[1..].trim_ascii_start().first() == Some(&b'{');
            let known = holds
                .list
                .filter(|at| !of_objects || self.is_of_objects(*at));
            holds.list = known.or(Some(at));
            if of_objects && known.is_none() && !holds.text {
                self.most = ARTICLE_BYTES.min(at as u64 + AHEAD_BYTES);
            }
        }
        holds.title |= matches!(name, b"title" | b"headline");
        let before = (holds.text, self.most);
        if json_record::is_text(name) {
            (holds.text, self.most) = (true, ARTICLE_BYTES);
        }
        if next.is_some_and(|byte| byte != b'}') {
            self.take_value()?;
        }
        if matches!(&self.value[at..], b"" | b"null" | b"\"\"") {
            (holds.text, self.most) = before;
        }
        Ok(())
    }

    /// Whether the array that begins here in the value is one of objects.
    fn is_of_objects(&self, at: usize) -> bool {
        let rest = self.value.get(at + 1..).unwrap_or_default();
        rest.trim_ascii_start().starts_with(b"{")
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
            let room = self.most.saturating_sub(length);
            if used as u64 > room && self.state != State::Array {
                // It is smaller than what is used.
                let room = usize::try_from(room).unwrap_or(used);
                self.value.extend_from_slice(&buffer[..room]);
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
