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

use super::addresses;
use super::extracted::Extracted;
use super::fields::Refusal;
use super::format::Format;
use super::input::Input;
use super::opened::{Opened, Record};
use crate::record::Problem;

pub(super) mod feed;
pub(super) mod lines;
mod ninjs;
mod record;
mod scan;
mod stream;
mod surrogates;
mod value;

use lines::Lines;
use scan::recognise;
use stream::{CUT_OFF, JsonStream, Trouble};

/// Recognised by what only JSON begins with: `[{`, `{"name":`, an empty list or object. A text may
/// begin with a quotation in brackets.
pub(super) const FORMAT: Format = Format {
    name: "JSON",
    recognise,
    open,
};

/// The members in which an object may have a list of articles.
const LIST_MEMBERS: &[&[u8]] = &[
    b"articles",
    b"data",
    b"docs",
    b"documents",
    b"entries",
    b"hits",
    b"items",
    b"objects",
    b"posts",
    b"records",
    b"results",
    b"stories",
];

/// In so many objects within one another a list of articles may lie: `{"response": {"results": […]}}`.
const WRAPPED: usize = 3;

fn is_wrapper(name: &[u8]) -> bool {
    record::WRAPPERS
        .iter()
        .any(|wrapper| wrapper.as_bytes() == name)
}

/// How far after the beginning of such a list a text of the object is looked for.
const TEXT_WITHIN_BYTES: u64 = 1 << 20;

fn open(input: Input) -> Result<Opened, Problem> {
    let mut values = values(input, record::read);
    let first = values.next();
    let many = values.is_many();
    if first.is_none() {
        return Err(Problem::whole("the JSON holds no articles"));
    }
    let records = first.into_iter().chain(values);
    addresses::gathered(Opened {
        many,
        ..Opened::many(records)
    })
}

fn values(input: Input, read: Read) -> Values<impl BufRead> {
    let most = input.bounds.limits.page;
    Values {
        most,
        stream: JsonStream::new(input.into_reader(), most),
        state: State::Start,
        lines: Lines::new(most),
        first_line: 0,
        read,
        said: None,
    }
}

/// What an object says, or why that is nothing.
type Read = fn(&[u8]) -> Result<Extracted, Refusal>;

/// Where in the stream the next record is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// Before an element, or the end, of an array.
    Array,
    /// After a value that is not in an array.
    Sequence,
    /// At the beginning of a line of JSON Lines.
    Lines,
    Done,
}

/// The records of a JSON stream.
struct Values<R> {
    /// The most bytes of a record.
    most: u64,
    stream: JsonStream<R>,
    state: State,
    /// Records read so far, and the reading of lines.
    lines: Lines,
    /// Line feeds before the record.
    first_line: u64,
    read: Read,
    /// What is said of all of them by the object that they are in.
    said: Option<Extracted>,
}

/// The shape of an object at the top, as far as it is read.
#[derive(Default)]
struct Shape {
    /// Where in its bytes an array begins that may be one of articles.
    list: Option<usize>,
    has_title: bool,
    has_text: bool,
}

impl<R: BufRead> Iterator for Values<R> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        match self.state {
            State::Lines => return self.lines.next(self.stream.lines()),
            // A stream that failed may fail again for ever.
            State::Done => return None,
            State::Start | State::Array | State::Sequence => {}
        }
        let result = match self.advance() {
            Ok(false) => return None,
            Ok(true) => (self.read)(&self.stream.record).map(|article| self.with_said(article)),
            Err(Trouble::Skipped(why)) => Err(why.into()),
            Err(Trouble::TooLong) => Err(self.pass_over().into()),
            Err(Trouble::Fatal(why)) => {
                self.state = State::Done;
                Err(why.into())
            }
        };
        self.lines.number += 1;
        let number = self.lines.number;
        let result = result.map_err(|refusal: Refusal| refusal.of(number));
        Some(Record {
            number,
            member: None,
            result,
        })
    }
}

impl<R: BufRead> Values<R> {
    fn with_said(&self, mut article: Extracted) -> Extracted {
        if let Some(said) = &self.said {
            article.fill(said);
        }
        article
    }

    /// Whether what was begun can have many articles: an array, or one value after another.
    fn is_many(&mut self) -> bool {
        match self.state {
            State::Array => true,
            State::Sequence => self.goes_on(),
            State::Lines => matches!(self.stream.peek(), Ok(Some(_))),
            State::Start | State::Done => false,
        }
    }

    /// Whether something follows the first value. After a value that is a line, it is lines.
    fn goes_on(&mut self) -> bool {
        let line = self.stream.line_feeds;
        let goes_on = matches!(self.stream.peek(), Ok(Some(_)));
        if line == self.first_line && self.stream.line_feeds > line {
            self.read_lines();
        }
        goes_on
    }

    /// From here on each line is a record.
    fn read_lines(&mut self) {
        self.state = State::Lines;
        self.lines.line_number = self.stream.line_feeds;
    }

    /// Passes over what is too long, to the end of the line if it is all on one.
    fn pass_over(&mut self) -> String {
        self.state = State::Done;
        self.stream.record = Vec::new();
        if self.stream.line_feeds != self.first_line {
            return lines::too_long(self.most);
        }
        self.stream.line_feeds += 1;
        if self.stream.lines().skip_until(b'\n').is_ok() {
            self.read_lines();
        }
        let line = self.stream.line_feeds;
        format!("line {line}: {}", lines::too_long(self.most))
    }

    /// Brings the next record into the stream's `record`; says whether there is one.
    fn advance(&mut self) -> Result<bool, Trouble> {
        self.stream.record.clear();
        let mut next = self.stream.peek()?;
        while self.state == State::Sequence && next == Some(b',') {
            self.stream.skip_byte();
            next = self.stream.peek()?;
        }
        self.first_line = self.stream.line_feeds;
        match (self.state, next) {
            (State::Done | State::Lines, _) | (State::Start | State::Sequence, None) => Ok(false),
            (State::Start, Some(b'[')) => {
                self.stream.skip_byte();
                self.element(true)
            }
            (State::Start, Some(b'{')) => self.object(),
            (State::Start | State::Sequence, Some(_)) => {
                self.state = State::Sequence;
                self.stream.take_value(false).map(|()| true)
            }
            (State::Array, _) => self.element(false),
        }
    }

    fn element(&mut self, is_first: bool) -> Result<bool, Trouble> {
        self.state = State::Array;
        match self.stream.peek()? {
            None => return Err(Trouble::Fatal(CUT_OFF.to_owned())),
            Some(b']') => {
                self.state = State::Done;
                return Ok(false);
            }
            Some(b',') if !is_first => self.stream.skip_byte(),
            Some(_) if is_first => {}
            Some(_) => return Err(Trouble::Fatal("not JSON between two records".to_owned())),
        }
        match self.stream.peek()? {
            None => Err(Trouble::Fatal(CUT_OFF.to_owned())),
            Some(b',' | b']' | b'}' | b':') => {
                Err(Trouble::Fatal("not JSON where a record begins".to_owned()))
            }
            Some(_) => self.stream.take_value(true).map(|()| true),
        }
    }

    /// An object at the top: an article, or one with an array of them.
    fn object(&mut self) -> Result<bool, Trouble> {
        self.state = State::Sequence;
        let mut shape = Shape::default();
        let read = self.members(&mut shape);
        self.stream.limit = self.most;
        let is_list = |at: &usize| !shape.has_title || self.is_of_objects(*at);
        let Some(at) = shape.list.filter(|at| !shape.has_text && is_list(at)) else {
            return read.map(|()| true);
        };
        let failure = match read {
            Err(Trouble::Fatal(why)) => Some(io::Error::other(why)),
            _ => None,
        };
        self.said = feed::said(&self.stream.record[..at]);
        self.stream.put_back(at, failure);
        self.stream.skip_byte();
        self.element(true)
    }

    /// Takes the members of an object, and looks for what tells an article from a list of them.
    fn members(&mut self, shape: &mut Shape) -> Result<(), Trouble> {
        self.stream.take_byte();
        let mut depth = 0;
        loop {
            if self.stream.record.len() as u64 > self.stream.limit {
                return Err(Trouble::TooLong);
            }
            match self.stream.peek()? {
                None => return Err(Trouble::Fatal(CUT_OFF.to_owned())),
                Some(b'}') => {
                    self.stream.take_byte();
                    if depth == 0 {
                        return Ok(());
                    }
                    depth -= 1;
                    continue;
                }
                Some(b'"') => {}
                Some(_) => {
                    self.stream.take_byte();
                    continue;
                }
            }
            let start = self.stream.record.len();
            self.stream.take_value(false)?;
            if self.stream.peek()? != Some(b':') {
                continue;
            }
            self.stream.take_byte();
            let record = &self.stream.record;
            let name = record[start + 1..record.len() - 2].to_ascii_lowercase();
            let is_wrapped = self.stream.peek()? == Some(b'{') && is_wrapper(&name);
            if is_wrapped && depth < WRAPPED {
                self.stream.take_byte();
                depth += 1;
                continue;
            }
            self.member(&name, shape)?;
        }
    }

    /// Takes the value of a member.
    fn member(&mut self, name: &[u8], shape: &mut Shape) -> Result<(), Trouble> {
        let at = self.stream.record.len();
        let next = self.stream.peek()?;
        if next == Some(b'[') && LIST_MEMBERS.contains(&name) {
            let inside = self.stream.at_hand()?[1..].trim_ascii_start();
            let of_objects = inside.first() == Some(&b'{');
            let known = shape
                .list
                .filter(|at| !of_objects || self.is_of_objects(*at));
            shape.list = known.or(Some(at));
            if of_objects && known.is_none() && !shape.has_text {
                self.stream.limit = self.most.min(at as u64 + TEXT_WITHIN_BYTES);
            }
        }
        shape.has_title |= matches!(name, b"title" | b"headline");
        let before = (shape.has_text, self.stream.limit);
        if record::is_text(name) {
            (shape.has_text, self.stream.limit) = (true, self.most);
        }
        if next.is_some_and(|byte| byte != b'}') {
            self.stream.take_value(false)?;
        }
        if matches!(&self.stream.record[at..], b"" | b"null" | b"\"\"") {
            (shape.has_text, self.stream.limit) = before;
        }
        Ok(())
    }

    /// Whether the array that begins here in the record is one of objects.
    fn is_of_objects(&self, at: usize) -> bool {
        let rest = self.stream.record.get(at + 1..).unwrap_or_default();
        rest.trim_ascii_start().starts_with(b"{")
    }
}
