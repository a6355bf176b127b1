//! Tables for spreadsheets and line tools: a header row, then one row a record, with commas as RFC 4180 says or with
//! tabs.
//!
//! A row is one line: the text of a cell is made safe as for a terminal, without line breaks and
//! control characters. Between commas a cell that a spreadsheet would take for a formula is given an apostrophe in
//! front. JSON has the exact text.

use std::io::{self, Write};

use serde_json::Value;

use super::safe;

/// The sign between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    Comma,
    Tab,
}

/// Writes the names of the columns, without the end of the row.
pub fn names<'a>(
    names: impl Iterator<Item = &'a str>,
    separator: Separator,
    out: &mut dyn Write,
) -> io::Result<()> {
    write(names.map(str::to_owned), separator, out)
}

/// Writes the cells of a row, without its end.
pub fn row<'a>(
    values: impl Iterator<Item = &'a Value>,
    separator: Separator,
    out: &mut dyn Write,
) -> io::Result<()> {
    let cells = values.map(|value| match (text(value), separator) {
        (Some(text), Separator::Comma) => quoted(&disarmed(safe::line(&text))),
        (Some(text), Separator::Tab) => safe::line(&text),
        (None, _) => value.to_string(),
    });
    write(cells, separator, out)
}

fn write(
    cells: impl Iterator<Item = String>,
    separator: Separator,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sign = match separator {
        Separator::Comma => ",",
        Separator::Tab => "\t",
    };
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            out.write_all(sign.as_bytes())?;
        }
        out.write_all(cell.as_bytes())?;
    }
    Ok(())
}

/// The text of a value; `None` for what is written as JSON writes it and is no text: numbers, yes and no.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => None,
        Value::Array(values) => {
            let parts = values
                .iter()
                .map(|value| text(value).unwrap_or_else(|| value.to_string()));
            Some(parts.collect::<Vec<_>>().join("; "))
        }
        Value::Object(_) => Some(value.to_string()),
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
