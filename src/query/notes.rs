//! Collects the notes of one reading: in the order of the text, and not too many.

use std::ops::Range;

use super::Note;

/// More notes than this help nobody.
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

    /// Pushes a note whose message has not been said yet.
    pub fn push_once(&mut self, message: &str, hint: &str, at: Range<usize>) {
        if self.notes.iter().all(|note| note.message != message) {
            self.push(message, hint, at);
        }
    }

    /// The notes, and how many there were besides.
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

/// `text` short enough for a message.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
