//! Errors and notes: what was wrong, where, and a hint that can be typed.
//!
//! ```text
//! error: `since:last-week` is not a date
//!   chips act since:last-week
//!                   ^^^^^^^^^
//! hint: write `2026-03-01`, `2026-03` or `7d`
//! ```

use std::io::{self, Write};
use std::ops::Range;

use super::paint::{self, HINT, NOTE, WRONG};
use super::{Appearance, safe, wrap};
use crate::error::Error;
use crate::query;

/// Writes an error with its location and its hint.
pub fn error(error: &Error, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    labelled("error", WRONG, &error.message, appearance, out)?;
    if let Some(location) = &error.location {
        caret(&location.text, &location.at, appearance, out)?;
    }
    hint(error.hint.as_deref(), appearance, out)
}

/// Writes a note on `text`, the query that was typed, with its location and its hint.
pub fn note(
    text: &str,
    note: &query::Note,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    labelled("note", NOTE, &note.message, appearance, out)?;
    caret(text, &note.at, appearance, out)?;
    hint(note.hint.as_deref(), appearance, out)
}

/// Writes the notes of `Results` or a `Listing`, a line each.
pub fn notes(notes: &[String], appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    notes
        .iter()
        .try_for_each(|note| labelled("note", NOTE, note, appearance, out))
}

fn hint(hint: Option<&str>, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    hint.map_or(Ok(()), |hint| labelled("hint", HINT, hint, appearance, out))
}

/// Not wrapped: a hint is copied, and a log keeps a message on one line.
fn labelled(
    label: &str,
    style: anstyle::Style,
    message: &str,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    paint::text(out, &format!("{label}:"), style, appearance.colour)?;
    writeln!(out, " {}", safe::line(message))
}

const INDENT: usize = 2;
/// The most columns of the text shown with an error, on a terminal or off it.
const WIDEST: usize = 400;

/// Writes the text with carets under `at`; of a long text, the part around them.
fn caret(
    text: &str,
    at: &Range<usize>,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    let start = text.floor_char_boundary(at.start);
    let end = text.floor_char_boundary(at.end.max(start));
    let room = appearance.width.min(WIDEST).saturating_sub(INDENT).max(8);
    // The parts before, at and after the carets share one line: the part at them has half of it, or all
    // that the others leave.
    let [before, blamed, after] = [&text[..start], &text[start..end], &text[end..]].map(safe_part);
    let wanted = [&before, &blamed, &after].map(|part| wrap::columns(part));
    let blamed_room = room.saturating_sub(wanted[0] + wanted[2]).max(room / 2);
    let blamed = wrap::cut(&blamed, blamed_room);
    let left = room - wrap::columns(&blamed).min(room);
    let before = cut_front(
        &before,
        left.saturating_sub(wanted[2])
            .max(left.saturating_mul(2) / 3),
    );
    let after = wrap::cut(&after, left - wrap::columns(&before).min(left));
    writeln!(out, "{:INDENT$}{before}{blamed}{after}", "")?;
    let carets = "^".repeat(wrap::columns(&blamed).max(1));
    out.write_all(" ".repeat(INDENT + wrap::columns(&before)).as_bytes())?;
    paint::text(out, &carets, WRONG, appearance.colour)?;
    writeln!(out)
}

/// A part of a line, made safe with its blanks kept, so that the parts can be joined.
fn safe_part(text: &str) -> String {
    safe::text(text).replace('\n', " ")
}

/// The end of a text that fits into `width` columns, after `…` if anything is left out.
fn cut_front(text: &str, width: usize) -> String {
    if wrap::columns(text) <= width {
        return text.to_owned();
    }
    let backwards: String = text.chars().rev().collect();
    wrap::cut(&backwards, width).chars().rev().collect()
}
