//! Colours, links, and the signs of a mark without colour.
//!
//! With colour a mark is bold red; without, it is put between `«` and `»`, which are rare in English text and
//! seen at a glance, or between the signs that a person chose. Only marks get signs: headlines and addresses
//! are recognised by their position.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};

use super::Appearance;
use super::safe::Marked;

pub const MARK: Style = AnsiColor::Red.on_default().bold();
pub const HEADLINE: Style = Style::new().bold();
pub const QUIET: Style = Style::new().dimmed();
pub const PLAIN: Style = Style::new();
pub const WRONG: Style = AnsiColor::Red.on_default().bold();
pub const NOTE: Style = AnsiColor::Yellow.on_default().bold();
pub const HINT: Style = AnsiColor::Green.on_default().bold();

/// The signs before and after a mark without colour.
const SIGNS: (&str, &str) = ("«", "»");

/// A marked line ready to be wrapped: with its signs, which are part of its marks, unless colour shows these.
pub fn signed(line: Marked, look: &Appearance) -> Marked {
    let signs = look.signs.as_ref();
    let signs = signs.map(|signs| (signs.open.as_str(), signs.close.as_str()));
    let (open, close) = match signs {
        Some(signs) => signs,
        None if look.colour => return line,
        None => SIGNS,
    };
    if line.marks.is_empty() {
        return line;
    }
    let more = line.marks.len() * (open.len() + close.len());
    let mut text = String::with_capacity(line.text.len() + more);
    let mut marks = Vec::with_capacity(line.marks.len());
    let mut at = 0;
    for mark in &line.marks {
        text.push_str(&line.text[at..mark.start]);
        let start = text.len();
        text.push_str(open);
        text.push_str(&line.text[mark.clone()]);
        text.push_str(close);
        marks.push(start..text.len());
        at = mark.end;
    }
    text.push_str(&line.text[at..]);
    Marked { text, marks }
}

/// Writes the bytes `part` of a line in `style`, its marks in theirs. Every colour that is begun is
/// ended.
pub fn part(
    out: &mut dyn Write,
    line: &Marked,
    part: Range<usize>,
    style: Style,
    colour: bool,
) -> io::Result<()> {
    let mut at = part.start;
    let first = line.marks.partition_point(|mark| mark.end <= part.start);
    for mark in line.marks[first..]
        .iter()
        .take_while(|mark| mark.start < part.end)
    {
        let mark = mark.start.max(part.start)..mark.end.min(part.end);
        text(out, &line.text[at..mark.start], style, colour)?;
        text(out, &line.text[mark.clone()], MARK, colour)?;
        at = mark.end;
    }
    text(out, &line.text[at..part.end], style, colour)
}

/// Writes a line in `style`, its marks in theirs.
pub fn whole(out: &mut dyn Write, line: &Marked, style: Style, colour: bool) -> io::Result<()> {
    part(out, line, 0..line.text.len(), style, colour)
}

/// Writes a text in one style.
pub fn text(out: &mut dyn Write, text: &str, style: Style, colour: bool) -> io::Result<()> {
    if !colour || text.is_empty() || style == PLAIN {
        return out.write_all(text.as_bytes());
    }
    write!(out, "{style}{text}{style:#}")
}

/// Begins a link. `name` ties the lines of one link together. Ended by `end_link`.
pub fn begin_link(out: &mut dyn Write, address: &str, name: usize) -> io::Result<()> {
    write!(out, "\x1b]8;id={name};{address}\x1b\\")
}

pub fn end_link(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"\x1b]8;;\x1b\\")
}
