//! CSV, whatever separates its cells: commas, semicolons, tabs or bars.

use std::borrow::Cow;
use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::Encoding;

use super::super::addresses::{Kind, Listed};
use super::super::charset;
use super::super::extracted::{Extracted, is_address};
use super::super::fields::Field;
use super::super::format::Format;
use super::super::input::Input;
use super::super::limits::Size;
use super::super::opened::Opened;
use super::{Columns, Row, no_texts, opened};
use crate::record::Problem;

/// Recognised by a first row that names what articles have, and rows that are as long; under a name that ends in
/// `.csv` or `.tsv` by rows of one length alone. Prose with many commas is neither.
pub(in super::super) const FORMAT: Format = Format {
    name: "CSV",
    recognise: |input| sniffed(input).is_some(),
    open,
};

/// Signs that may separate cells.
const BETWEEN: &[u8] = b",;\t|";

/// So much of the beginning is looked at.
const SNIFFED: usize = 64 << 10;

/// So many of its rows.
const ROWS: usize = 50;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Dialect {
    between: u8,
    /// Bytes before the first row: `sep=;`, as spreadsheets write it.
    start: usize,
}

fn sniffed(input: &Input) -> Option<Dialect> {
    let name = input.name().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let is_named = [".csv", ".tsv", ".tab"]
        .iter()
        .any(|end| name.ends_with(end));
    let sample = input.sample();
    // Other formats begin so, and a table of Markdown.
    if input.start().starts_with(b"{") || input.start().starts_with(b"|") || sample.contains(&0) {
        return None;
    }
    let (stated, start) = stated(sample);
    let rest = &sample[start..];
    let end = rest.len().min(SNIFFED);
    let is_whole = end == rest.len() && sample.len() < SNIFFED;
    let between = stated.map_or(BETWEEN, std::slice::from_ref);
    let grids = between.iter().filter_map(|between| {
        let dialect = Dialect {
            between: *between,
            start,
        };
        let score = score(&rest[..end], *between, is_whole, is_named)?;
        Some((score, dialect))
    });
    grids.max_by_key(|grid| grid.0).map(|grid| grid.1)
}

/// What a line such as `sep=;` says, and its length.
fn stated(sample: &[u8]) -> (Option<&u8>, usize) {
    let Some(rest) = sample.strip_prefix(b"sep=") else {
        return (None, 0);
    };
    let after = rest.get(1..).unwrap_or_default();
    let end = [&b"\r\n"[..], b"\n"]
        .into_iter()
        .find(|end| after.starts_with(end));
    match (rest.first(), end) {
        (Some(between), Some(end)) => (Some(between), "sep=;".len() + end.len()),
        _ => (None, 0),
    }
}

/// How well this sign separates rows into cells: known names of columns first, then the columns; nothing for no table.
fn score(sample: &[u8], between: u8, is_whole: bool, is_named: bool) -> Option<(usize, usize)> {
    let mut reader = reader(sample, between);
    let mut rows = Vec::new();
    let mut row = ByteRecord::new();
    while rows.len() < ROWS && reader.read_byte_record(&mut row).unwrap_or(false) {
        rows.push((row.len(), reader.is_done()));
        if rows.len() == 1 && row.len() > MOST_COLUMNS {
            return None;
        }
    }
    // The last row of a sample may be cut off.
    if !is_whole && rows.len() > 1 && rows.last().is_some_and(|row| row.1) {
        rows.pop();
    }
    let header = header(sample, between)?;
    let width = header.len();
    let columns = Columns::of(header.iter().map(|name| &**name));
    let equal = rows.iter().filter(|row| row.0 == width).count();
    // Three names side by side are hardly chance, and rows may be ragged then.
    let (part, of) = if columns.fields() > 2 {
        (1, 2)
    } else {
        (9, 10)
    };
    let is_regular = rows.len() > 1 && equal * of >= rows.len() * part;
    let is_short = header.iter().all(|name| name.len() <= LONGEST_NAME);
    let is_known = columns.is_header() && is_short;
    let is_table = match is_named {
        true => is_known || width > 1 && is_regular || width == 1 && columns.has_text(),
        false => is_known && is_regular,
    };
    is_table.then_some((columns.known.len(), width))
}

/// A table has no more columns.
const MOST_COLUMNS: usize = 10_000;

/// The longest name of a column, in bytes.
const LONGEST_NAME: usize = 80;

/// The names in the first row.
fn header(sample: &[u8], between: u8) -> Option<Vec<String>> {
    let mut row = ByteRecord::new();
    let is_read = reader(sample, between).read_byte_record(&mut row).ok()?;
    let names = row
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim().to_owned());
    is_read.then(|| names.collect())
}

fn reader<R: Read>(input: R, between: u8) -> csv::Reader<R> {
    ReaderBuilder::new()
        .delimiter(between)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(64 << 10)
        .from_reader(input)
}

fn open(input: Input) -> Result<Opened, Problem> {
    let dialect = sniffed(&input).ok_or_else(|| Problem::whole("the file is no table"))?;
    let most = input.bounds.limits.page;
    let encoding = charset::guessed(input.sample());
    let mut input = input.into_reader();
    let before = &mut input.by_ref().take(dialect.start as u64);
    io::copy(before, &mut io::sink()).map_err(|error| Problem::failed(&error))?;
    let mut rows = Rows {
        reader: reader(
            Metered {
                input,
                left: most,
                most,
            },
            dialect.between,
        ),
        row: ByteRecord::new(),
        header: Vec::new(),
        columns: Columns::of([]),
        encoding,
        is_done: false,
    };
    rows.advance()?;
    rows.header = rows
        .row
        .iter()
        .map(|name| read_as(encoding, name).into_owned())
        .collect();
    rows.columns = Columns::of(rows.header.iter().map(String::as_str));
    match rows.columns.has_text() {
        true => opened(rows),
        false => Ok(without_texts(rows)),
    }
}

/// A table that has no texts: the addresses in it.
fn without_texts<R: Read>(mut rows: Rows<R>) -> Opened {
    let mut listed = Listed::default();
    let (url, title) = (
        rows.columns.of_field(Field::Url),
        rows.columns.of_field(Field::Title),
    );
    // A table without names begins with its first row.
    let has_names = rows.columns.fields() > 0;
    if !has_names {
        rows.list(None, None, &mut listed);
    }
    let mut count = 0;
    while matches!(rows.advance(), Ok(true)) {
        count += 1;
        if url.is_some() || !has_names {
            rows.list(url, title, &mut listed);
        }
    }
    if !has_names && !listed.is_empty() {
        return Opened::list(listed.without_texts());
    }
    let fetch = "`newshound add --all FILE` fetches the pages at its addresses";
    let names = rows.header.iter().map(String::as_str);
    let problem = no_texts(names, count, &rows.columns, fetch);
    Opened::list(listed.with_problem(problem))
}

/// The rows of a table, its header read.
struct Rows<R> {
    reader: csv::Reader<Metered<R>>,
    row: ByteRecord,
    header: Vec<String>,
    columns: Columns,
    encoding: &'static Encoding,
    is_done: bool,
}

impl<R: Read> Rows<R> {
    /// Brings the next row in; says whether there is one.
    fn advance(&mut self) -> Result<bool, Problem> {
        let meter = self.reader.get_mut();
        meter.left = meter.most;
        self.reader
            .read_byte_record(&mut self.row)
            .map_err(|error| {
                self.is_done = true;
                match error.into_kind() {
                    csv::ErrorKind::Io(error) => Problem::failed(&error),
                    _ => Problem::whole("the table cannot be read on"),
                }
            })
    }

    fn article(&self) -> Result<Extracted, Row> {
        let is_guessed = std::cell::Cell::new(false);
        let cell = |at: usize| {
            let bytes = self.row.get(at)?;
            is_guessed.set(is_guessed.get() || std::str::from_utf8(bytes).is_err());
            Some(read_as(self.encoding, bytes))
        };
        let mut extracted = self.columns.article(cell).map_err(Row::Wrong)?;
        if is_guessed.get() {
            let name = self.encoding.name().to_ascii_lowercase();
            extracted.notes.push(format!("read as {name}"));
        }
        Ok(extracted)
    }

    /// Lists the address of the row: that in its column, or the first of all.
    fn list(&self, url: Option<usize>, title: Option<usize>, listed: &mut Listed) {
        let cell = |at: usize| Some(read_as(self.encoding, self.row.get(at)?));
        let title = title.and_then(cell);
        let mut cells = self.row.iter().map(|cell| read_as(self.encoding, cell));
        let address = match url {
            Some(at) => cell(at),
            None => cells.find(|cell| is_address(cell)),
        };
        if let Some(address) = address {
            listed.add(&address, title.as_deref(), Kind::Page);
        }
    }

    /// Whether a row holds nothing, or the names once more.
    fn is_passed_over(&self) -> bool {
        let is_blank = self.row.iter().all(|cell| cell.trim_ascii().is_empty());
        let names = self.header.iter().map(|name| name.as_bytes());
        is_blank || self.row.iter().eq(names)
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Extracted, Row>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_done {
            match self.advance() {
                Ok(true) if self.is_passed_over() => {}
                Ok(true) => return Some(self.article()),
                Ok(false) => break,
                Err(problem) => return Some(Err(Row::Broken(problem))),
            }
        }
        None
    }
}

/// A cell as text.
fn read_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Cow<'a, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding.decode_without_bom_handling(bytes).0,
    }
}

/// A stream of which a row is no more than so many bytes: a quotation mark that is never closed takes all that follows.
struct Metered<R> {
    input: R,
    left: u64,
    most: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(format!(
                "a row is longer than {}; a quotation mark in it may never be closed",
                Size(self.most)
            )));
        }
        let count = self.input.read(into)?;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}
