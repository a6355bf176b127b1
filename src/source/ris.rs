//! RIS, in which libraries and reference managers hand on what they hold: each record an article, its abstract a
//! summary.

use std::borrow::Cow;

use super::addresses;
use super::fields::{Claims, Field, Value};
use super::format::Format;
use super::input::Input;
use super::opened::{Opened, Record};
use crate::record::Problem;

/// Recognised by the line that begins a record: `TY  - NEWS`.
pub(super) const FORMAT: Format = Format {
    name: "RIS",
    recognise: |input| input.start().starts_with(b"TY  -"),
    open,
};

/// What lines say by their tags, sorted; where several say the same thing the lowest rank goes first.
const TAGS: &[(&str, Field, u8)] = &[
    ("A1", Field::Authors, 1),
    ("AB", Field::Summary, 0),
    ("AU", Field::Authors, 0),
    ("BT", Field::Title, 3),
    ("DA", Field::Date, 0),
    ("ID", Field::Key, 0),
    ("JF", Field::Outlet, 1),
    ("JO", Field::Outlet, 2),
    ("KW", Field::Tags, 0),
    ("LA", Field::Lang, 0),
    ("N2", Field::Summary, 1),
    ("PB", Field::Outlet, 4),
    ("PY", Field::Date, 1),
    ("T1", Field::Title, 1),
    ("T2", Field::Outlet, 0),
    ("TI", Field::Title, 0),
    ("UR", Field::Url, 0),
    ("Y1", Field::Date, 2),
];

/// The tag of a line and what follows it.
fn tag(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.split_at_checked(2)?;
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let rest = rest.strip_prefix("  -").filter(|_| is_name)?;
    Some((name, rest.trim()))
}

fn open(input: Input) -> Result<Opened, Problem> {
    let document = input.into_document(false)?;
    let (text, note) = (document.text, document.note);
    let (mut at, mut number) = (0, 0);
    let records = std::iter::from_fn(move || {
        let item = next(&text, &mut at)?;
        number += 1;
        let result = item.extracted().map(|mut extracted| {
            extracted.notes.extend(note.clone());
            extracted
        });
        Some(Record::new(
            number,
            result.map_err(|refusal| refusal.of(number)),
        ))
    });
    let after = document.problem.map(|problem| Record::new(0, Err(problem)));
    addresses::gathered(Opened::many(records.chain(after)))
}

/// The record that begins at `at`, and moves `at` to its end.
fn next<'a>(text: &'a str, at: &mut usize) -> Option<Claims<'a>> {
    let (mut lines, mut kept): (Vec<(&str, String)>, _) = (Vec::new(), false);
    for line in text[*at..].split_inclusive('\n') {
        *at += line.len();
        match tag(line) {
            Some(("ER", _)) if kept => return Some(claims(lines)),
            Some((name, value)) => {
                kept = true;
                lines.push((name, value.to_owned()));
            }
            // A long value may go on in the next line.
            None => {
                if let Some((_, value)) = lines.last_mut().filter(|_| !line.trim().is_empty()) {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
        }
    }
    kept.then(|| claims(lines))
}

/// What the lines of a record say; what has several lines is a list.
fn claims<'a>(lines: Vec<(&'a str, String)>) -> Claims<'a> {
    let mut claims = Claims::default();
    for (name, field, rank) in TAGS {
        let values = lines.iter().filter(|line| line.0 == *name);
        let values = values.map(|line| Value::owned(plain(*field, &line.1)));
        let values: Vec<Value> = values.collect();
        if !values.is_empty() {
            claims.offer((*field, *rank), Cow::Borrowed(name), Value::Many(values));
        }
    }
    claims
}

/// A value without the signs that RIS puts into it: `Doe, Jane` is Jane Doe, `2025/01/21/` a day.
fn plain(field: Field, value: &str) -> String {
    match (field, value.split_once(", ")) {
        (Field::Authors, Some((family, given))) => format!("{given} {family}"),
        (Field::Date, _) => value.trim_end_matches('/').to_owned(),
        _ => value.to_owned(),
    }
}
