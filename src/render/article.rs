//! One article as text, for `show`.
//!
//! Offsets count into the article's text, so off a terminal the text is printed byte for byte:
//! nothing wrapped, nothing cleaned, nothing added, not even a line feed. On a terminal it is made
//! safe, wrapped, and ended with a line feed. What surrounds the text is safe in either case.

use std::io::{self, Write};
use std::ops::Range;

use super::block::Block;
use super::paint::{self, HEADLINE, PLAIN, QUIET};
use super::{Look, safe, wrap};
use crate::results::Stored;

/// What is known of the article, a blank line, and its text.
pub fn show(stored: &Stored, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    about(stored, look, out)?;
    writeln!(out)?;
    text(&stored.text, look, out)
}

/// The article's text or a part of it, and nothing else.
pub fn text(text: &str, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if !look.terminal {
        return out.write_all(text.as_bytes());
    }
    let text = safe::text(text);
    let ended = text.strip_suffix('\n').unwrap_or(&text);
    for paragraph in ended.split('\n') {
        for line in wrap::lines(paragraph, look.width, look.width) {
            writeln!(out, "{}", &paragraph[line])?;
        }
    }
    Ok(())
}

/// Exactly these characters of the article's text; `None` if it has fewer or they run backwards.
pub fn span(stored: &Stored, characters: Range<usize>) -> Option<&str> {
    let length = characters.end.checked_sub(characters.start)?;
    let from = &stored.text[byte_of(&stored.text, characters.start)?..];
    Some(&from[..byte_of(from, length)?])
}

/// What is known of the article, and each passage under its address and the characters it covers.
pub fn passages(stored: &Stored, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    about(stored, look, out)?;
    let mut start = 0;
    for number in 1..=stored.passages.len() {
        start = stretch(stored, number, start, look, out)?;
    }
    Ok(())
}

/// What is known of the article, and one passage of it, counted from 1, as `passages` writes it.
pub fn passage(stored: &Stored, number: usize, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    about(stored, look, out)?;
    let bytes = stored.passages.get(number.saturating_sub(1));
    let before = bytes.and_then(|bytes| stored.text.get(..bytes.start));
    let start = before.map_or(0, |before| before.chars().count());
    stretch(stored, number, start, look, out).map(|_| ())
}

/// Writes a passage that begins at a character; returns the one behind its last.
fn stretch(
    stored: &Stored,
    number: usize,
    start: usize,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<usize> {
    let bytes = stored.passages.get(number.saturating_sub(1)).cloned();
    let passage = bytes.and_then(|bytes| stored.text.get(bytes));
    let passage = passage.unwrap_or_default();
    let end = start + passage.chars().count();
    let head = format!("{}:{number}  {start}..{end}", stored.id);
    writeln!(out)?;
    paint::text(out, &head, QUIET, look.colour)?;
    writeln!(out)?;
    text(passage.trim_end(), look, out)?;
    if !look.terminal {
        writeln!(out)?;
    }
    Ok(end)
}

/// One line for each thing that is known, its name in front; what is not known is left out.
fn about(stored: &Stored, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    const NAMES: usize = 10;
    let about = &stored.about;
    let date = about.date.map(|date| date.day(&look.zone).to_string());
    let added = look.zone.to_datetime(stored.added).date().to_string();
    let list = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
    let place = match about.place.many {
        true => format!("{}, record {}", about.place.file, about.place.record),
        false => about.place.file.clone(),
    };
    let rows = [
        ("title", about.title.clone(), HEADLINE),
        ("outlet", about.outlet.clone(), PLAIN),
        ("authors", list(&about.authors), PLAIN),
        ("date", date, PLAIN),
        ("url", about.url.clone(), PLAIN),
        ("lang", about.lang.clone(), PLAIN),
        ("tags", list(&about.tags), PLAIN),
        ("key", about.key.clone(), PLAIN),
        ("file", Some(place), PLAIN),
        ("added", Some(added), PLAIN),
        ("id", Some(stored.id.to_string()), PLAIN),
    ];
    for (name, value, style) in rows {
        let Some(value) = value else { continue };
        let value = Block::new(safe::line(&value)).style(style);
        value
            .behind(format!("{name:NAMES$}"), NAMES)
            .write(look, out)?;
    }
    Ok(())
}

/// Where a character begins; the text's end is the beginning of the character behind the last.
fn byte_of(text: &str, character: usize) -> Option<usize> {
    let ends = std::iter::once(text.len());
    text.char_indices()
        .map(|(at, _)| at)
        .chain(ends)
        .nth(character)
}
