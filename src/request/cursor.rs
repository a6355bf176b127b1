//! A cursor: where an answer goes on, as a short text that a program hands back.
//!
//! It remembers the question, the commit that was asked and how much was given, so nothing is kept between two
//! answers, and every hit comes exactly once. A question of another text, or an index that has changed since, is
//! refused: what would follow is not the rest of that answer.

use std::fmt::{self, Display, Formatter};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Where an answer goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// How many results come before.
    pub offset: usize,
    /// The moment that `date:7d` and the like count from, in seconds since 1970; 0 where nothing counts from it.
    pub now: i64,
    /// Of the question, with everything that its answer depends on.
    pub question: u64,
    /// Of the commit that answered.
    pub commit: u64,
}

/// What the bytes begin with, so that a later form can be known from this one.
const FORM: u8 = 1;

impl Cursor {
    /// Reads what `to_string` wrote.
    pub fn parse(text: &str) -> Option<Cursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        let (&FORM, numbers) = bytes.split_first()? else {
            return None;
        };
        let (numbers, []) = numbers.as_chunks::<8>() else {
            return None;
        };
        let [offset, now, question, commit] = numbers else {
            return None;
        };
        Some(Cursor {
            offset: usize::try_from(u64::from_le_bytes(*offset)).ok()?,
            now: i64::from_le_bytes(*now),
            question: u64::from_le_bytes(*question),
            commit: u64::from_le_bytes(*commit),
        })
    }

    /// The same, after more results.
    pub fn after(self, results: usize) -> Cursor {
        let offset = self.offset.saturating_add(results);
        Cursor { offset, ..self }
    }
}

impl Display for Cursor {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![FORM];
        bytes.extend((self.offset as u64).to_le_bytes());
        bytes.extend(self.now.to_le_bytes());
        bytes.extend(self.question.to_le_bytes());
        bytes.extend(self.commit.to_le_bytes());
        out.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_is_one() {
        let cursor = Cursor {
            offset: 10,
            now: -1,
            question: u64::MAX,
            commit: 7,
        };
        let text = cursor.to_string();
        assert_eq!(Cursor::parse(&text), Some(cursor));
        assert_eq!(Cursor::parse(&format!(" {text}\n")), Some(cursor));
        for wrong in ["", "10", "AQ", &text[1..], &format!("{text}AAAA"), "ü"] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
    }
}
