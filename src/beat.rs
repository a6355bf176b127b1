//! Beats: questions with a name, as the file of a corpus has them.
//!
//! ```text
//! # a comment
//! chips: "export controls" OR (chip w/5 ban)
//! ```
//!
//! In a newsroom a beat is the subject that somebody covers. A line is a name, a colon and a question. A name is letters,
//! digits, `-` and `_`, begins and ends with a letter or digit, and is the same in capitals and small letters.
//!
//! Not here: where the file is and what was shown (`corpus`), what `beat:chips` means in a question (`query`).

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::{Error, Kind};

/// The longest name, in bytes: files are called by it.
const LONGEST_NAME: usize = 100;

/// So many beats are read; more take longer than anyone waits.
pub const MOST: usize = 10_000;
/// So many lines that are no beats are said one by one.
const MOST_SAID: usize = 20;

/// A question with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beat {
    /// As it was typed.
    pub name: String,
    /// In the query language.
    pub text: String,
}

/// A line that is no beat. It stays in the file as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// The line.
    pub text: String,
    /// After the place of the line: `has no colon`.
    pub message: String,
}

/// The beats of a corpus, in the order of their file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beats {
    /// Where they are written, as it is shown in messages.
    pub path: String,
    /// Each name once.
    pub beats: Vec<Beat>,
    /// The lines that are none.
    pub faults: Vec<Fault>,
    /// By key: where in `beats` a name is, and on which line.
    places: HashMap<String, (usize, usize)>,
}

impl Beats {
    /// Reads the bytes of a file. A line that is no beat is a fault and spoils no other.
    pub fn read(path: impl Into<String>, bytes: &[u8]) -> Beats {
        let mut beats = Beats {
            path: path.into(),
            ..Beats::default()
        };
        for (line, bytes) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            match beat(bytes) {
                Ok(Some(beat)) if beats.named(&beat.name).is_some() => {
                    let message = format!("has the name `{}` a second time", beat.name);
                    beats.fault(line, bytes, message);
                }
                Ok(Some(_)) if beats.beats.len() == MOST => {
                    let message = format!("comes after {MOST} beats");
                    beats.fault(line, bytes, message);
                }
                Ok(Some(beat)) => beats.add(beat, line),
                Ok(None) => {}
                Err(message) => beats.fault(line, bytes, message),
            }
        }
        beats
    }

    /// Adds a beat whose name is free; `line` is where it is in the file.
    pub fn add(&mut self, beat: Beat, line: usize) {
        let place = (self.beats.len(), line);
        self.places.insert(key(&beat.name), place);
        self.beats.push(beat);
    }

    fn fault(&mut self, line: usize, bytes: &[u8], message: String) {
        let text = String::from_utf8_lossy(bytes).trim().to_owned();
        self.faults.push(Fault {
            line,
            text,
            message,
        });
    }

    /// The beat of this name, in capitals or small letters.
    pub fn named(&self, name: &str) -> Option<&Beat> {
        let (at, _) = self.places.get(&key(name))?;
        self.beats.get(*at)
    }

    /// The line of the beat of this name, from 1.
    pub fn line_of(&self, name: &str) -> Option<usize> {
        self.places.get(&key(name)).map(|(_, line)| *line)
    }

    /// The beat whose name is nearest to one that there is not, if any is near.
    pub fn nearest(&self, name: &str) -> Option<&Beat> {
        if name.len() > LONGEST_NAME {
            return None;
        }
        let key = key(name);
        let near = self.beats.iter().filter_map(|beat| {
            let known = self::key(&beat.name);
            let edits = strsim::damerau_levenshtein(&known, &key);
            let is_near = known.starts_with(&key) || edits * 3 <= known.chars().count();
            is_near.then_some((edits, beat))
        });
        near.min_by_key(|(edits, _)| *edits).map(|(_, beat)| beat)
    }

    /// There is no beat of this name; the hint is for the beginning of what is typed, such as `beat:`.
    pub fn unknown(&self, name: &str, before: &str) -> Error {
        let error = Error::new(Kind::Query, format!("there is no beat `{name}`"));
        match (self.nearest(name), self.faults.first()) {
            (Some(near), _) => error.hint(format!("write `{before}{}`", near.name)),
            (None, Some(fault)) => error.hint(format!(
                "look at line {} of `{}`, which is no beat; `newshound beat list` lists those that are",
                fault.line, self.path
            )),
            (None, None) => error.hint(
                "`newshound beat list` lists the beats, `newshound beat add NAME QUESTION` adds one",
            ),
        }
    }

    /// A sentence on each line that is no beat, of many such lines on the first.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        let more = self.faults.len().saturating_sub(MOST_SAID);
        let more =
            (more > 0).then(|| format!("{more} further lines of `{}` are no beats", self.path));
        let each = self.faults.iter().take(MOST_SAID).map(|fault| {
            format!(
                "line {} of `{}` {} and is left alone: {}",
                fault.line, self.path, fault.message, fault.text
            )
        });
        each.chain(more)
    }
}

/// The beat of a line; none if it is blank or a comment. Fails with what is wrong with it.
fn beat(bytes: &[u8]) -> Result<Option<Beat>, String> {
    let Ok(line) = std::str::from_utf8(bytes) else {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let is_comment = bytes.trim_ascii_start().starts_with(b"#");
        return match is_comment {
            true => Ok(None),
            false => Err("is not UTF-8".to_owned()),
        };
    };
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let Some((name, text)) = line.split_once(':') else {
        return Err("has no colon after a name".to_owned());
    };
    let (name, text) = (name.trim(), text.trim());
    if !is_name(name) {
        return Err("begins with no name of letters, digits, `-` and `_`".to_owned());
    }
    if text.is_empty() {
        return Err("has no question after the colon".to_owned());
    }
    Ok(Some(Beat {
        name: name.to_owned(),
        text: text.to_owned(),
    }))
}

/// Where the name is in a line of the file, in bytes, if the line is a beat.
pub fn name_in(line: &[u8]) -> Option<std::ops::Range<usize>> {
    let Beat { name, .. } = beat(line).ok()??;
    let text = std::str::from_utf8(line).ok()?;
    let start = text.find(&name)?;
    Some(start..start + name.len())
}

/// The key of a name: two names with equal keys are one.
pub fn key(name: &str) -> String {
    name.nfc()
        .collect::<String>()
        .to_lowercase()
        .nfc()
        .collect()
}

/// Whether a beat can be called so.
pub fn is_name(name: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && !is_blank_letter(c);
    let is_inner =
        |c: char| is_letter(c) || "-_".contains(c) || is_combining_mark(c) && !is_blank_letter(c);
    let ends = name.starts_with(is_letter) && !name.ends_with(['-', '_']);
    ends && name.chars().all(is_inner) && key(name).len() <= LONGEST_NAME
}

/// Letters and marks that show nothing.
fn is_blank_letter(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Fails with `Kind::Usage` unless a beat can be called so.
pub fn check_name(name: &str) -> Result<(), Error> {
    if is_name(name) {
        return Ok(());
    }
    let message = format!("`{name}` is no name for a beat");
    let hint = "write letters and digits, with `-` or `_` between them, such as `chip-exports`";
    Err(Error::new(Kind::Usage, message).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_letters_of_any_script() {
        for name in [
            "chips",
            "AI-Act_2",
            "2026",
            "règles",
            "半導体",
            "שבבים",
            "नीति",
            "x",
        ] {
            assert!(is_name(name), "{name}");
        }
        let long = "x".repeat(LONGEST_NAME + 1);
        for name in [
            "",
            "-chips",
            "chips-",
            "a b",
            "a/b",
            "..",
            "a.b",
            "a:b",
            "a\u{3164}",
            "\u{301}a",
            "a\u{202e}b",
            "a\0b",
            &long,
        ] {
            assert!(!is_name(name), "{name:?}");
        }
    }

    #[test]
    fn names_are_compared_without_case_and_however_accents_are_written() {
        let beats = Beats::read("beats.txt", "Re\u{301}gles: a\nrègle: b".as_bytes());
        assert_eq!(beats.named("RÉGLES").unwrap().text, "a");
        assert_eq!(beats.nearest("régless").unwrap().text, "a");
        assert_eq!(beats.nearest("chips"), None);
    }

    #[test]
    fn a_broken_line_spoils_no_other() {
        let file = b"\xef\xbb\xbfchips: a b\r\n\n# c:\xff\n  AI : \"x: y\"\nno colon\na b: c\nCHIPS: d\ne:\n\xff: f\nlast:g";
        let beats = Beats::read("beats.txt", file);
        let read: Vec<_> = beats
            .beats
            .iter()
            .map(|beat| (&*beat.name, &*beat.text))
            .collect();
        assert_eq!(read, [("chips", "a b"), ("AI", "\"x: y\""), ("last", "g")]);
        let faults: Vec<_> = beats
            .faults
            .iter()
            .map(|fault| (fault.line, &*fault.text))
            .collect();
        assert_eq!(
            faults,
            [
                (5, "no colon"),
                (6, "a b: c"),
                (7, "CHIPS: d"),
                (8, "e:"),
                (9, "\u{fffd}: f")
            ]
        );
    }

    #[test]
    fn more_beats_than_are_read_are_broken_lines() {
        let lines: String = (0..MOST + 30).map(|at| format!("b{at}: a\n")).collect();
        let beats = Beats::read("beats.txt", lines.as_bytes());
        assert_eq!((beats.beats.len(), beats.faults.len()), (MOST, 30));
        assert_eq!(beats.line_of("B9999"), Some(MOST));
        let notes: Vec<String> = beats.notes().collect();
        assert_eq!(
            (notes.len(), &*notes[0]),
            (
                MOST_SAID + 1,
                "line 10001 of `beats.txt` comes after 10000 beats and is left alone: b10000: a"
            )
        );
        assert_eq!(
            notes[MOST_SAID],
            "10 further lines of `beats.txt` are no beats"
        );
    }

    #[test]
    fn the_place_of_a_name_is_found() {
        assert_eq!(name_in("\u{feff} AI : a".as_bytes()), Some(4..6));
        assert_eq!(name_in(b"# AI: a"), None);
    }
}
