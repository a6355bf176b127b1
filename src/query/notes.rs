//! Collects the notes of one reading: in the order of the text, and not too many.

use std::ops::Range;

use super::Note;

/// The most notes that are listed; the others are only counted.
const MOST: usize = 20;

#[derive(Debug, Default)]
pub struct Notes {
    notes: Vec<Note>,
    more: usize,
}

impl Notes {
    pub fn push(&mut self, message: impl Into<String>, hint: impl Into<String>, at: Range<usize>) {
        if self.notes.len() == MOST {
            self.more += 1;
            return;
        }
        let note = Note {
            message: message.into(),
            hint: Some(hint.into()),
            at,
        };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Adds a note unless one with the same message is there.
    pub fn push_once(&mut self, message: &str, hint: &str, at: Range<usize>) {
        if self.notes.iter().all(|note| note.message != message) {
            self.push(message, hint, at);
        }
    }

    /// The notes in the order of the text, and last how many more there were.
    pub fn listed(self) -> Vec<Note> {
        let Notes { mut notes, more } = self;
        notes.sort_by_key(|note| note.at.start);
        if let (true, Some(last)) = (more > 0, notes.last()) {
            let at = last.at.clone();
            notes.push(Note {
                message: format!("{more} more things were read as words"),
                hint: None,
                at,
            });
        }
        notes
    }
}

/// `text`, cut to a length that fits a message.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
