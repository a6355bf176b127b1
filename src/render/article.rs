//! One article as text, for `show`.
//!
//! Offsets count into the article's text, so `text` prints it byte for byte off a terminal: nothing wrapped,
//! nothing cleaned, nothing added, not even a line feed. Whatever else is printed is safe wherever it goes,
//! and on a terminal it is wrapped as well and ended with a line feed.

use std::io::{self, Write};
use std::ops::Range;

use jiff::Timestamp;

use super::paint::{self, HEADLINE, PLAIN, QUIET};
use super::styled_line::StyledLine;
use super::{Appearance, safe, wrap};
use crate::article::Provenance;
use crate::results::StoredArticle;

/// Writes the metadata of the article, a blank line, and its text.
pub fn show(
    stored: &StoredArticle,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    about(stored, appearance, out)?;
    writeln!(out)?;
    safe_text(&stored.text, appearance, out)
}

/// Writes the article's text or a part of it, and nothing else; off a terminal byte for byte.
pub fn text(text: &str, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    if appearance.terminal {
        safe_text(text, appearance, out)
    } else {
        out.write_all(text.as_bytes())
    }
}

/// Writes a text that does no harm, whoever reads it.
fn safe_text(text: &str, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    let text = safe::text(text);
    if !appearance.terminal {
        return out.write_all(text.as_bytes());
    }
    let ended = text.strip_suffix('\n').unwrap_or(&text);
    for paragraph in ended.split('\n') {
        for line in wrap::lines(paragraph, appearance.width, appearance.width) {
            writeln!(out, "{}", &paragraph[line])?;
        }
    }
    Ok(())
}

/// These characters of the article's text; `None` if it has fewer or the range is reversed.
pub fn span(stored: &StoredArticle, characters: Range<usize>) -> Option<&str> {
    let length = characters.end.checked_sub(characters.start)?;
    let from = &stored.text[byte_of(&stored.text, characters.start)?..];
    Some(&from[..byte_of(from, length)?])
}

/// Writes the metadata of the article, and each passage under its address and its characters.
pub fn passages(
    stored: &StoredArticle,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    about(stored, appearance, out)?;
    let mut start = 0;
    for number in 1..=stored.passages.len() {
        start = write_passage(stored, number, start, appearance, out)?;
    }
    Ok(())
}

/// Writes the metadata of the article and one passage, counted from 1, as `passages` writes it.
pub fn passage(
    stored: &StoredArticle,
    number: usize,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    about(stored, appearance, out)?;
    let bytes = stored.passages.get(number.saturating_sub(1));
    let before = bytes.and_then(|bytes| stored.text.get(..bytes.start));
    let start = before.map_or(0, |before| before.chars().count());
    write_passage(stored, number, start, appearance, out).map(|_| ())
}

/// Writes a passage that begins at the character `start`; returns the one after its end.
fn write_passage(
    stored: &StoredArticle,
    number: usize,
    start: usize,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<usize> {
    let bytes = stored.passages.get(number.saturating_sub(1)).cloned();
    let passage = bytes.and_then(|bytes| stored.text.get(bytes));
    let passage = passage.unwrap_or_default();
    let end = start + passage.chars().count();
    let head = format!("{}:{number}  {start}..{end}", stored.id);
    writeln!(out)?;
    paint::text(out, &head, QUIET, appearance.colour)?;
    writeln!(out)?;
    safe_text(passage.trim_end(), appearance, out)?;
    if !appearance.terminal {
        writeln!(out)?;
    }
    Ok(end)
}

/// The other files that hold the article, each once; those of the web are known by their captures.
fn also(stored: &StoredArticle) -> Option<String> {
    let places = stored.also.iter();
    let places = places.filter(|place| place.captured.is_none());
    let mut files: Vec<&str> = places.map(|place| place.file.as_str()).collect();
    files.dedup();
    (!files.is_empty()).then(|| files.join(", "))
}

/// So many captures are shown, the newest first.
const CAPTURES: usize = 5;

/// The moments at which other versions were captured.
fn versions(stored: &StoredArticle) -> Option<String> {
    let mut moments: Vec<i64> = stored
        .also
        .iter()
        .filter_map(|place| place.captured)
        .collect();
    moments.sort_unstable_by(|a, b| b.cmp(a));
    moments.dedup();
    let more = moments.len().saturating_sub(CAPTURES);
    let shown = moments.iter().take(CAPTURES);
    let shown = shown.filter_map(|moment| Timestamp::from_second(*moment).ok());
    let shown: Vec<String> = shown.map(|moment| moment.to_string()).collect();
    let more = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!shown.is_empty()).then(|| format!("{}{more}", shown.join(", ")))
}

/// Writes one line for each field that the article has.
fn about(stored: &StoredArticle, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    const NAMES: usize = 10;
    let about = &stored.about;
    let date = about
        .date
        .map(|date| date.day(&appearance.zone).to_string());
    let added = appearance.zone.to_datetime(stored.added).date().to_string();
    let list = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
    let Provenance {
        file,
        record,
        many,
        member,
    } = &about.provenance;
    let file = match member {
        Some(member) => format!("{file}, `{member}`"),
        None if *many => format!("{file}, record {record}"),
        None => file.clone(),
    };
    let summary = about
        .is_summary
        .then(|| "a summary; the rest is elsewhere".to_owned());
    let captured = about
        .captured
        .map(|date| date.day(&appearance.zone).to_string());
    let rows = [
        ("title", about.title.clone(), HEADLINE),
        ("outlet", about.outlet.clone(), PLAIN),
        ("authors", list(&about.authors), PLAIN),
        ("date", date, PLAIN),
        ("url", about.url.clone(), PLAIN),
        ("lang", about.lang.clone(), PLAIN),
        ("tags", list(&about.tags), PLAIN),
        ("key", about.key.clone(), PLAIN),
        ("text", summary, PLAIN),
        ("captured", captured, PLAIN),
        ("file", Some(file), PLAIN),
        ("versions", versions(stored), PLAIN),
        ("also in", also(stored), PLAIN),
        ("added", Some(added), PLAIN),
        ("id", Some(stored.id.to_string()), PLAIN),
    ];
    for (name, value, style) in rows {
        let said = about.corrected.get(name).map(file_says);
        let value = match (value, &said) {
            (Some(value), _) => safe::line(&value),
            (None, Some(_)) => "(none)".to_owned(),
            (None, None) => continue,
        };
        StyledLine::new(value)
            .style(style)
            .indented_by(format!("{name:NAMES$}"), NAMES)
            .write(appearance, out)?;
        if let Some(said) = said {
            StyledLine::new(said)
                .style(QUIET)
                .indented_by(" ".repeat(NAMES), NAMES)
                .write(appearance, out)?;
        }
    }
    Ok(())
}

/// What the file says of a field that a person corrected.
fn file_says(value: &serde_json::Value) -> String {
    let list = value.as_array().map(|values| {
        let values = values.iter().filter_map(serde_json::Value::as_str);
        values.collect::<Vec<_>>().join(", ")
    });
    match list.as_deref().or(value.as_str()) {
        Some(said) => format!("corrected; the file says: {}", safe::line(said)),
        None => "corrected; the file says nothing".to_owned(),
    }
}

/// The byte at which a character begins; after the last one, the length of the text.
fn byte_of(text: &str, character: usize) -> Option<usize> {
    let ends = std::iter::once(text.len());
    text.char_indices()
        .map(|(at, _)| at)
        .chain(ends)
        .nth(character)
}
