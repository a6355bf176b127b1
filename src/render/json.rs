//! JSON, schema 1: for scripts. `docs/json.md` describes it; the modules below have one struct for each
//! object, its fields in the order written. The two change together, and fields are only ever added.
//!
//! An absent value is `null`, never left out. Control characters and characters that show nothing are
//! written as `\u` escapes: the value is the same, and printing it does no harm. Every document ends
//! in one line feed.

mod answer;
mod state;
mod stored;

use std::borrow::Borrow;
use std::cell::RefCell;
use std::io::{self, Write};

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::safe;
use crate::error::{Error, Result};
use crate::record::Receipt;
use crate::results::{Hit, ListedArticle, Listing, Results, Status, StoredArticle};

/// The version of the documents. Fields are only ever added to it.
pub const SCHEMA: u32 = 1;

/// The answer to one query as one object. Each hit is written as it comes.
pub fn results<H: Borrow<Hit>>(
    results: &Results,
    hits: impl Iterator<Item = Result<H>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let hits = Sequence::new(hits);
    let written = pretty(&answer::Answer::new(results, &hits), out);
    hits.ended(written)
}

/// Each hit as one line, complete in itself. Totals, notes and the reasons for an empty answer are in
/// `results` only.
pub fn jsonl<H: Borrow<Hit>>(
    results: &Results,
    hits: impl Iterator<Item = Result<H>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for hit in hits {
        let hit = hit.map_err(io::Error::other)?;
        let mut out = Harmless(&mut *out);
        serde_json::to_writer(&mut out, &answer::HitLine::new(results, hit.borrow()))?;
        writeln!(out)?;
    }
    Ok(())
}

/// One whole article: its metadata, its text, and the ranges of its passages.
pub fn article(stored: &StoredArticle, out: &mut dyn Write) -> io::Result<()> {
    pretty(&stored::Whole::new(stored), out)
}

/// Articles that match, each written as it comes.
pub fn listing<A: Borrow<ListedArticle>>(
    listing: &Listing,
    articles: impl Iterator<Item = Result<A>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let articles = Sequence::new(articles);
    let written = pretty(&stored::List::new(listing, &articles), out);
    articles.ended(written)
}

pub fn status(status: &Status, out: &mut dyn Write) -> io::Result<()> {
    pretty(&state::State::new(status), out)
}

pub fn receipt(receipt: &Receipt, out: &mut dyn Write) -> io::Result<()> {
    pretty(&state::Done::new(receipt), out)
}

fn pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut out = Harmless(out);
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)
}

/// JSON text with its hidden characters escaped. Except for line feeds between values, they occur only
/// within strings, where an escape means the same. It is given whole characters.
struct Harmless<'a>(&'a mut dyn Write);

impl Write for Harmless<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        let mut from = 0;
        for (at, letter) in text.char_indices() {
            if letter == '\n' || !safe::is_hidden(letter) {
                continue;
            }
            self.0.write_all(&bytes[from..at])?;
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(self.0, "\\u{unit:04x}")?;
            }
            from = at + letter.len_utf8();
        }
        self.0.write_all(&bytes[from..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Values that are written as they come; the first failure ends them.
struct Sequence<I> {
    values: RefCell<I>,
    failed: RefCell<Option<Error>>,
}

impl<T, I: Iterator<Item = Result<T>>> Sequence<I> {
    fn new(values: I) -> Self {
        Sequence {
            values: RefCell::new(values),
            failed: RefCell::new(None),
        }
    }

    /// Writes the values; `write` says how each of them looks.
    fn write<S: Serializer>(
        &self,
        out: S,
        write: impl Fn(&mut S::SerializeSeq, &T) -> std::result::Result<(), S::Error>,
    ) -> std::result::Result<S::Ok, S::Error> {
        let mut sequence = out.serialize_seq(None)?;
        for value in self.values.borrow_mut().by_ref() {
            match value {
                Ok(value) => write(&mut sequence, &value)?,
                Err(error) => {
                    let message = error.message.clone();
                    *self.failed.borrow_mut() = Some(error);
                    return Err(serde::ser::Error::custom(message));
                }
            }
        }
        sequence.end()
    }

    /// How the writing ended: a value that failed is why.
    fn ended(self, written: io::Result<()>) -> io::Result<()> {
        match self.failed.into_inner() {
            Some(error) => Err(io::Error::other(error)),
            None => written,
        }
    }
}
