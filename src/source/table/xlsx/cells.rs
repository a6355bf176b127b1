//! The cells of a row as text: strings that are shared, strings in place, numbers, days.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::{self, DateTime};

use super::super::super::xml::{Element, Piece, Xml};

/// What cells refer to.
pub(super) struct Cells {
    pub strings: Strings,
    /// Whether a style shows a number as a day, by the number of the style.
    pub dates: Vec<bool>,
    /// Whether days are counted from 1904.
    pub is_1904: bool,
    pub depth: usize,
}

/// The strings that cells share: one text, and where each ends.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub fn read(part: &str, depth: usize) -> Strings {
        let mut strings = Strings::default();
        let xml = &mut Xml::new(part, depth);
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Start(element) if element.name == "t" => strings.text.push_str(&xml.text()),
                Piece::Start(element) if element.name == "rPh" => xml.skip(),
                Piece::End(name) if name == "si" => strings.ends.push(strings.text.len()),
                _ => {}
            }
        }
        strings
    }

    fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }
}

/// Whether the days of a workbook are counted from 1904.
pub(super) fn is_1904(workbook: &str, depth: usize) -> bool {
    Xml::new(workbook, depth).any(|piece| match piece {
        Piece::Start(element) => {
            let value = element.attribute("date1904");
            value.is_some_and(|value| value == "1" || value == "true")
        }
        _ => false,
    })
}

/// For each style whether it shows a number as a day.
pub(super) fn dates(styles: &str, depth: usize) -> Vec<bool> {
    let mut own: HashMap<String, bool> = HashMap::new();
    let mut dates = Vec::new();
    let mut in_cells = false;
    for piece in Xml::new(styles, depth) {
        match piece {
            Piece::Start(element) => {
                let value = |name: &str| element.attribute(name).unwrap_or_default();
                match element.name.as_str() {
                    "numFmt" => {
                        own.insert(value("numFmtId"), is_day_pattern(&value("formatCode")));
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id = value("numFmtId");
                        let known = own.get(&id).copied();
                        dates.push(known.unwrap_or_else(|| is_day_format(&id)));
                    }
                    _ => {}
                }
            }
            Piece::End(name) if name == "cellXfs" => in_cells = false,
            _ => {}
        }
    }
    dates
}

/// Formats of days that every program knows by their number.
fn is_day_format(id: &str) -> bool {
    matches!(id.parse(), Ok(14..=17 | 22 | 27..=31 | 36 | 50..=58))
}

/// Whether a pattern such as `yyyy\-mm\-dd` shows a day.
fn is_day_pattern(pattern: &str) -> bool {
    let (mut is_quoted, mut is_bracketed) = (false, false);
    pattern.chars().any(|c| {
        match c {
            '"' => is_quoted = !is_quoted,
            '[' => is_bracketed = true,
            ']' => is_bracketed = false,
            'd' | 'y' | 'D' | 'Y' if !is_quoted && !is_bracketed => return true,
            _ => {}
        }
        false
    })
}

impl Cells {
    /// The cells of a row that are asked for by their column, with their texts.
    pub fn row(&self, row: &str, is_asked: impl Fn(usize) -> bool) -> Vec<(usize, String)> {
        let mut cells = Vec::new();
        let mut next = 0;
        let xml = &mut Xml::new(row, self.depth);
        while let Some(piece) = xml.next() {
            let Piece::Start(element) = piece else {
                continue;
            };
            if element.name != "c" {
                continue;
            }
            let at = element.attribute("r").and_then(|name| column(&name));
            let at = at.unwrap_or(next);
            next = at + 1;
            if is_asked(at) {
                cells.push((at, self.cell(&element, xml)));
            } else {
                xml.skip();
            }
        }
        cells
    }

    fn cell(&self, cell: &Element, xml: &mut Xml) -> String {
        let kind = cell.attribute("t").unwrap_or_default();
        let style = cell.attribute("s").and_then(|style| style.parse().ok());
        let value = value(xml);
        match kind.as_str() {
            "s" => {
                let at = value.trim().parse().ok();
                let text = at.and_then(|at| self.strings.get(at));
                text.unwrap_or_default().to_owned()
            }
            "inlineStr" | "str" | "d" => value,
            "b" | "e" => String::new(),
            _ => {
                let is_day = style.and_then(|style: usize| self.dates.get(style).copied());
                let day = is_day.unwrap_or(false).then(|| day(&value, self.is_1904));
                day.flatten().unwrap_or(value)
            }
        }
    }
}

/// The text in a cell, its formula left out.
fn value(xml: &mut Xml) -> String {
    let depth = xml.depth();
    let mut value = String::new();
    while xml.depth() >= depth {
        match xml.next() {
            Some(Piece::Start(element)) => match element.name.as_str() {
                "v" | "t" => value.push_str(&xml.text()),
                "f" | "rPh" => xml.skip(),
                _ => {}
            },
            Some(_) => {}
            None => break,
        }
    }
    value
}

/// The last column that a sheet can have is `XFD`.
const LAST_COLUMN: usize = 16_384;

/// The place of a column by the name of a cell: 27 for `AB7`.
fn column(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |number, letter| {
        number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    number.checked_sub(1).filter(|column| *column < LAST_COLUMN)
}

/// A day or moment that is written as days since the beginning of 1900 or 1904.
fn day(number: &str, is_1904: bool) -> Option<String> {
    let days: f64 = number.trim().parse().ok()?;
    if !(1.0..3_000_000.0).contains(&days) {
        return None;
    }
    // Programs count 29 February 1900, which never was.
    let start = match is_1904 {
        true => civil::date(1904, 1, 1),
        false if days < 60.0 => civil::date(1899, 12, 31),
        false => civil::date(1899, 12, 30),
    };
    let seconds = ((days - days.floor()) * 86_400.0).round() as i64;
    let start: DateTime = start.to_datetime(civil::Time::midnight());
    let moment = start.checked_add((days.floor() as i64).days()).ok()?;
    let moment = moment.checked_add(seconds.seconds()).ok()?;
    Some(match seconds {
        0 => moment.date().to_string(),
        _ => moment.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_columns() {
        let read = |number: &str, is_1904| day(number, is_1904).unwrap_or_default();
        assert_eq!(read("45678", false), "2025-01-21");
        assert_eq!(read("45678.5", false), "2025-01-21T12:00:00");
        assert_eq!(read("44216", true), "2025-01-21");
        assert_eq!(read("1", false), "1900-01-01");
        assert_eq!(read("1e300", false), "");
        assert_eq!(column("AB7"), Some(27));
        assert_eq!(column("XFD1048576"), Some(16_383));
        assert_eq!(column("ZZZZ1"), None);
        assert!(is_day_pattern("yyyy\\-mm\\-dd") && !is_day_pattern("0.00\" days\"[Red]"));
    }
}
