//! A table of hits for spreadsheets: a header row, then one row a passage, quoted as RFC 4180 says.
//!
//! A row is one line: the text of a cell is made safe as for a terminal, without line breaks and
//! control characters. A cell that a spreadsheet would take for a formula is given an apostrophe in
//! front. JSON has the exact text.

use std::borrow::Borrow;
use std::io::{self, Write};

use super::{safe, score};
use crate::error::Result;
use crate::results::{Hit, Results};

/// Writes the header row and the hits.
pub fn results<H: Borrow<Hit>>(
    results: &Results,
    hits: impl Iterator<Item = Result<H>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    writeln!(out, "{}", names.join(","))?;
    for hit in hits {
        let hit = hit.map_err(io::Error::other)?;
        let cells: Vec<String> = COLUMNS
            .iter()
            .map(|column| (column.cell)(results, hit.borrow()).written())
            .collect();
        writeln!(out, "{}", cells.join(","))?;
    }
    Ok(())
}

struct Column {
    name: &'static str,
    cell: fn(&Results, &Hit) -> Cell,
}

enum Cell {
    Number(String),
    Text(String),
}

/// The columns in their order. New ones are added at the end.
#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "query",   cell: |results, _| text(&results.query) },
    Column { name: "rank",    cell: |_, hit| number(hit.rank) },
    Column { name: "score",   cell: |_, hit| number(format!("{:.4}", score::rounded(hit.score))) },
    Column { name: "address", cell: |_, hit| text(&hit.address()) },
    Column { name: "title",   cell: |_, hit| maybe(&hit.article.about.title) },
    Column { name: "outlet",  cell: |_, hit| maybe(&hit.article.about.outlet) },
    Column { name: "authors", cell: |_, hit| text(&hit.article.about.authors.join("; ")) },
    Column { name: "date",    cell: |_, hit| maybe(&hit.article.about.date.map(|date| date.to_string())) },
    Column { name: "url",     cell: |_, hit| maybe(&hit.article.about.url) },
    Column { name: "lang",    cell: |_, hit| maybe(&hit.article.about.lang) },
    Column { name: "tags",    cell: |_, hit| text(&hit.article.about.tags.join("; ")) },
    Column { name: "file",    cell: |_, hit| text(&hit.article.about.provenance.file) },
    Column { name: "key",     cell: |_, hit| maybe(&hit.article.about.key) },
    Column { name: "passage", cell: |_, hit| text(&hit.passage.text) },
];

fn number(value: impl ToString) -> Cell {
    Cell::Number(value.to_string())
}

fn text(value: &str) -> Cell {
    Cell::Text(safe::line(value))
}

fn maybe(value: &Option<String>) -> Cell {
    text(value.as_deref().unwrap_or_default())
}

impl Cell {
    fn written(self) -> String {
        match self {
            Cell::Number(number) => number,
            Cell::Text(text) => quoted(&disarmed(text)),
        }
    }
}

/// Signs that begin a formula, and their full-width forms.
const FORMULA: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠'];

fn disarmed(text: String) -> String {
    if text.trim_start().starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
