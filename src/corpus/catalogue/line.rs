//! One line of the catalogue: what became known of an article, and at what time of the day.
//!
//! ```text
//! 713aa25bb76fb52a 16:36:14 9f86d081884c                            came; has an address or a key of its own
//! 713aa25bb76fb52a 16:36:14 9f86d081884c 1f0c66a2b3d4e5f6 3 a.txt   came, or is now as third record of `a.txt`
//! 713aa25bb76fb52a 16:40:02 = 5a0c66a2b3d4e5f6                      is found under this address or key as well
//! 713aa25bb76fb52a 16:41:30 gone                                    is in the corpus no longer
//! 713aa25bb76fb52a 16:42:00 describes 0f3c66a2b3d4                  this description was given for it
//! 713aa25bb76fb52a 16:43:11 edit {"title":"A headline"}             was corrected so
//! ```

use std::fmt;

use jiff::civil::Time;
use xxhash_rust::xxh3::xxh3_64;

use crate::article::Id;
use crate::corpus::corrections::Edit;
use crate::corpus::marks::Sketch;

/// A line of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The article.
    pub id: Id,
    /// UTC.
    pub time: Time,
    /// What became known.
    pub event: Event,
}

/// What became known of an article.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It came, and has an address or a key of its own; a hash of its text.
    Came(u64),
    /// It came, has moved or has changed, and has neither.
    CameAt(Place),
    /// It is found under this address or key as well, given as a hash.
    Named(u64),
    /// It is no longer in the corpus.
    Gone,
    /// The description with this hash was given for it.
    Describes(u64),
    /// A person corrected it.
    Edit(Edit),
}

/// Text and place of an article without an address or key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// A hash of its text.
    pub text: u64,
    /// Near texts have near sketches; 0 for a text too short for one.
    pub sketch: Sketch,
    /// Its number within its file, from 1.
    pub record: u32,
    /// The file, as `FileName` has it.
    pub file: u64,
}

/// Hashes of texts, files and descriptions have so many bits.
const SHORT_BITS: u32 = 48;

/// A hash of which a line has room for 12 hex digits.
pub fn short_hash(bytes: &[u8]) -> u64 {
    xxh3_64(bytes) >> (u64::BITS - SHORT_BITS)
}

impl Line {
    /// Reads a whole line, without its end. `None` for anything else: a remark, the rest of a torn line.
    pub fn parse(text: &str) -> Option<Line> {
        if text.contains(char::is_control) {
            return None;
        }
        let (id, rest) = text.split_once(' ')?;
        let (time, rest) = rest.split_once(' ')?;
        Some(Line {
            id: id.parse().ok()?,
            time: time.parse().ok().filter(|_| time.len() == 8)?,
            event: Event::parse(rest)?,
        })
    }

    /// The line with its end. `file` is the name of the file of a `Place`.
    pub fn print(&self, file: &str) -> String {
        let Line { id, time, event } = self;
        let head = format!("{id} {time:.0} ");
        let body = match event {
            Event::Came(text) => format!("{text:012x}"),
            Event::CameAt(place) => {
                let body = format!(
                    "{:012x} {:016x} {}",
                    place.text, place.sketch.0, place.record
                );
                let room = LONGEST.saturating_sub(head.len() + body.len() + 2);
                format!("{body} {}", FileName(file, room))
            }
            Event::Named(anchor) => format!("= {anchor:016x}"),
            Event::Gone => "gone".to_owned(),
            Event::Describes(hash) => format!("describes {hash:012x}"),
            Event::Edit(edit) => format!("edit {edit}"),
        };
        format!("{head}{body}\n")
    }
}

/// Ends a line of which the rest was never written: no line that is read contains a tab.
pub const TORN: &str = "\t(torn)\n";

/// A line that says where an article is has at most so many bytes.
const LONGEST: usize = 100;

impl Event {
    fn parse(text: &str) -> Option<Event> {
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        match first {
            "gone" => Some(Event::Gone).filter(|_| rest.is_empty()),
            "=" => Some(Event::Named(hex(rest, 16)?)),
            "describes" => Some(Event::Describes(hex(rest, 12)?)),
            "edit" => Some(Event::Edit(rest.parse().ok()?)),
            _ if rest.is_empty() => Some(Event::Came(hex(first, 12)?)),
            _ => {
                let (sketch, rest) = rest.split_once(' ')?;
                let (record, file) = rest.split_once(' ')?;
                Some(Event::CameAt(Place {
                    text: hex(first, 12)?,
                    sketch: Sketch(hex(sketch, 16)?),
                    record: record.parse().ok()?,
                    file: FileName::read(file)?,
                }))
            }
        }
    }
}

fn hex(text: &str, digits: usize) -> Option<u64> {
    let is_hex = text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit());
    u64::from_str_radix(text, 16).ok().filter(|_| is_hex)
}

/// A file as it is written: by its name or, where that is too long or odd, by a hash of it.
struct FileName<'a>(&'a str, usize);

impl FileName<'_> {
    /// The hash of the file that is written so.
    fn read(text: &str) -> Option<u64> {
        match text.strip_prefix('#') {
            Some(hash) => hex(hash, 12),
            None if text.is_empty() => None,
            None => Some(short_hash(text.as_bytes())),
        }
    }
}

impl fmt::Display for FileName<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FileName(name, room) = *self;
        let is_odd = name.starts_with('#') || name.contains(char::is_control);
        if is_odd || name.is_empty() || name.len() > room {
            write!(out, "#{:012x}", short_hash(name.as_bytes()))
        } else {
            out.write_str(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = r#"713aa25bb76fb52a 16:36:14 9f86d081884c
713aa25bb76fb52a 16:36:14 9f86d081884c 1f0c66a2b3d4e5f6 3 news/a b.txt
713aa25bb76fb52a 16:40:02 = 5a0c66a2b3d4e5f6
713aa25bb76fb52a 16:41:30 gone
713aa25bb76fb52a 16:42:00 describes 0f3c66a2b3d4
713aa25bb76fb52a 16:43:11 edit {"date":null,"tags":["+x","-y"],"title":"A headline"}
"#;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        for text in LINES.split_inclusive('\n') {
            let line = Line::parse(text.trim_end()).expect(text);
            assert_eq!(line.print("news/a b.txt"), text);
        }
    }

    #[test]
    fn a_torn_line_is_none() {
        for text in LINES.lines() {
            for end in 0..=text.len() {
                let marked = format!("{}{TORN}", &text[..end]);
                assert_eq!(Line::parse(marked.trim_end_matches('\n')), None, "{marked}");
            }
        }
    }

    #[test]
    fn a_line_has_40_bytes_or_100() {
        let line = |event| Line {
            id: Id(u64::MAX),
            time: Time::constant(23, 59, 59, 0),
            event,
        };
        assert!(line(Event::Came(9)).print("").len() <= 40);
        for length in [1, 20, 40, 41, 42, 43, 80, 300] {
            let name = "é".repeat(length);
            let place = Place {
                text: 1,
                sketch: Sketch(2),
                record: u32::MAX,
                file: short_hash(name.as_bytes()),
            };
            let written = line(Event::CameAt(place)).print(&name);
            assert!(written.len() <= 100, "{written}");
            let read = Line::parse(written.trim_end()).map(|line| line.event);
            assert_eq!(read, Some(Event::CameAt(place)));
        }
    }
}
