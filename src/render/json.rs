//! JSON, schema 1: for scripts. `docs/json.md` describes it; the modules below have one struct for each
//! object, its fields in the order written. The two change together, and fields are only ever added.
//!
//! An absent value is `null`, never left out. Control characters and characters that show nothing are
//! written as `\u` escapes: the value is the same, and printing it does no harm. Every document ends
//! in one line feed.

mod answer;
mod state;
mod stored;

use std::io::{self, Write};

use serde::Serialize;

use super::safe;
use crate::record::Receipt;
use crate::results::{Listing, Results, Status, StoredArticle};

/// The version of the documents. Fields are only ever added to it.
pub const SCHEMA: u32 = 1;

/// The answer to one query as one object.
pub fn results(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    pretty(&answer::Answer::new(results), out)
}

/// Each hit as one line, complete in itself. Totals, notes and the reasons for an empty answer are in
/// `results` only.
pub fn jsonl(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    for hit in &results.hits {
        let line = serde_json::to_string(&answer::HitLine::new(results, hit))?;
        writeln!(out, "{}", harmless(&line))?;
    }
    Ok(())
}

/// One whole article: its metadata, its text, and the ranges of its passages.
pub fn article(stored: &StoredArticle, out: &mut dyn Write) -> io::Result<()> {
    pretty(&stored::Whole::new(stored), out)
}

pub fn listing(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    pretty(&stored::List::new(listing), out)
}

pub fn status(status: &Status, out: &mut dyn Write) -> io::Result<()> {
    pretty(&state::State::new(status), out)
}

pub fn receipt(receipt: &Receipt, out: &mut dyn Write) -> io::Result<()> {
    pretty(&state::Done::new(receipt), out)
}

fn pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    writeln!(out, "{}", harmless(&text))
}

/// JSON text with its hidden characters escaped. Except for line feeds between values, they occur only
/// within strings, where an escape means the same.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '\n' || !safe::is_hidden(letter) {
            out.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}
