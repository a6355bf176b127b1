//! One article as text, for `show`.
//!
//! Offsets count into the article's text, so `text` prints it byte for byte off a terminal: nothing wrapped,
//! nothing cleaned, nothing added, not even a line feed. Whatever else is printed is safe wherever it goes,
//! and on a terminal it is wrapped as well and ended with a line feed.

use std::io::{self, Write};
use std::ops::{Range, RangeInclusive};

use jiff::Timestamp;

use super::paint::{self, HEADLINE, PLAIN, QUIET};
use super::safe::Marked;
use super::screen::Screen;
use super::styled_line::StyledLine;
use super::{Appearance, safe, wrap};
use crate::article::Provenance;
use crate::results::{Span, StoredArticle};

/// Writes the metadata of the article, a blank line, and its text; reading begins at its first mark.
pub fn show(
    stored: &StoredArticle,
    appearance: &Appearance,
    out: &mut Screen<'_>,
) -> io::Result<()> {
    about(stored, appearance, out)?;
    writeln!(out)?;
    marked_text(stored, 0..stored.text.len(), appearance, out)
}

/// Writes the article's text or a part of it, and nothing else; off a terminal byte for byte.
pub fn text(text: &str, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    if appearance.terminal {
        safe_text(safe::text(text).into(), appearance, &mut Screen::new(out))
    } else {
        out.write_all(text.as_bytes())
    }
}

/// Writes a part of an article's text with its marks.
fn marked_text(
    stored: &StoredArticle,
    part: Range<usize>,
    appearance: &Appearance,
    out: &mut Screen<'_>,
) -> io::Result<()> {
    let text = stored.text.get(part.clone()).unwrap_or_default();
    let marks = stored.marks.as_ref();
    let marks = marks.map_or(&[][..], |marks| &marks.text);
    let inside = Span::within(marks, &part);
    let text = safe::marked_text(text, &inside);
    safe_text(paint::signed(text, appearance), appearance, out)
}

/// Writes a text that does no harm, whoever reads it.
fn safe_text(text: Marked, appearance: &Appearance, out: &mut Screen<'_>) -> io::Result<()> {
    if !appearance.terminal {
        return paint::whole(out, &text, PLAIN, appearance.colour);
    }
    let ended = text.text.strip_suffix('\n').unwrap_or(&text.text);
    let mut at = 0;
    for paragraph in ended.split('\n') {
        for line in wrap::lines(paragraph, appearance.width, appearance.width) {
            let line = at + line.start..at + line.end;
            let first = text.marks.partition_point(|mark| mark.end <= line.start);
            let is_marked = text.marks.get(first);
            if is_marked.is_some_and(|mark| mark.start < line.end) {
                out.open_at_mark();
            }
            paint::part(out, &text, line, PLAIN, appearance.colour)?;
            writeln!(out)?;
        }
        at += paragraph.len() + 1;
    }
    Ok(())
}

/// These characters of the article's text; `None` if it has fewer or the range is reversed.
pub fn span(stored: &StoredArticle, characters: Range<usize>) -> Option<&str> {
    let length = characters.end.checked_sub(characters.start)?;
    let from = &stored.text[byte_of(&stored.text, characters.start)?..];
    Some(&from[..byte_of(from, length)?])
}

/// Writes the metadata of the article, and these of its passages, counted from 1, each under its address and its
/// characters. Reading begins at the passage `opened` or, without one, at the first mark.
pub fn passages(
    stored: &StoredArticle,
    numbers: RangeInclusive<usize>,
    opened: Option<usize>,
    appearance: &Appearance,
    out: &mut Screen<'_>,
) -> io::Result<()> {
    about(stored, appearance, out)?;
    let skipped = numbers.start().saturating_sub(1);
    let first = stored.passages.get(skipped);
    let before = first.and_then(|bytes| stored.text.get(..bytes.start));
    let mut start = before.map_or(0, |before| before.chars().count());
    let passages = (1..).zip(&stored.passages).skip(skipped);
    for (number, bytes) in passages.take_while(|(number, _)| numbers.contains(number)) {
        let text = stored.text.get(bytes.clone()).unwrap_or_default();
        let end = start + text.chars().count();
        let address = u32::try_from(number).unwrap_or(u32::MAX);
        let address = appearance.address(stored.id, address);
        writeln!(out)?;
        let is_opened = opened == Some(number);
        if is_opened {
            out.open_here();
        }
        let style = if is_opened { HEADLINE } else { QUIET };
        let head = format!("{address}  {start}..{end}");
        paint::text(out, &head, style, appearance.colour)?;
        writeln!(out)?;
        let shown = bytes.start..bytes.start + text.trim_end().len();
        if opened.is_none_or(|opened| opened == number) {
            marked_text(stored, shown, appearance, out)?;
        } else {
            // Its marks are not where reading begins.
            marked_text(stored, shown, appearance, &mut Screen::new(out))?;
        }
        if !appearance.terminal {
            writeln!(out)?;
        }
        start = end;
    }
    Ok(())
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
        let value = match (&stored.marks, name) {
            (Some(marks), "title") if about.title.is_some() => {
                let title = about.title.as_deref().unwrap_or_default();
                paint::signed(safe::marked(title, &marks.title), appearance)
            }
            _ => value.into(),
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
