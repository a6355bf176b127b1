//! Tokens: the words of a text in one string, each with its step from the position before.
//!
//! A text is cut into words once, when it is prepared; an engine takes the string apart again. Before each
//! word is `NEXT` (its position is one further) or `SAME` (it has the position of the word before).

use super::events::push_with_width;
use super::{Word, marked_whole, whole};

const NEXT: u8 = 0x1d;
const SAME: u8 = 0x1e;

/// Writes tokens, which come in order of position.
#[derive(Default)]
pub struct TokenWriter {
    encoded: String,
    last: Option<u32>,
}

impl TokenWriter {
    /// With room for the tokens of a text of so many bytes.
    pub fn with_capacity(bytes: usize) -> TokenWriter {
        TokenWriter {
            encoded: String::with_capacity(bytes + bytes / 4),
            last: None,
        }
    }

    pub fn push(&mut self, word: &Word<'_>) {
        let step = if self.last == Some(word.position) {
            SAME
        } else {
            NEXT
        };
        self.last = Some(word.position);
        self.encoded.push(char::from(step));
        push_with_width(&mut self.encoded, word.term, word.width);
    }

    pub fn finish(self) -> String {
        self.encoded
    }
}

/// Takes the first token off: its step, its word in the index's spelling, and the rest.
pub fn split_first(encoded: &str) -> Option<(u32, &str, &str)> {
    let (&step, rest) = encoded.as_bytes().split_first()?;
    let is_step = |byte: &u8| *byte == NEXT || *byte == SAME;
    let end = rest.iter().position(is_step).unwrap_or(rest.len()) + 1;
    let word = encoded.get(1..end)?;
    Some((u32::from(step == NEXT), word, &encoded[end..]))
}

/// The tokens of a short text without borders.
pub fn tokens(text: &str) -> String {
    let mut writer = TokenWriter::with_capacity(text.len());
    super::words(text, &mut |word| writer.push(&word));
    writer.finish()
}

/// The same of a name, with its whole as a second form of its first word.
pub fn name_tokens(name: &str) -> String {
    let whole = marked_whole(&whole(name));
    let mut writer = TokenWriter::with_capacity(2 * name.len());
    let mut is_first = true;
    super::words(name, &mut |word| {
        writer.push(&word);
        if std::mem::take(&mut is_first) {
            writer.push(&Word {
                term: &whole,
                width: 1,
                ..word
            });
        }
    });
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_with_their_positions() {
        let encoded = tokens("The AI-generated text");
        let (mut rest, mut position, mut found) = (encoded.as_str(), 0, Vec::new());
        while let Some((step, word, more)) = split_first(rest) {
            position += step;
            found.push((position - 1, word));
            rest = more;
        }
        let expected = [
            (0, "the"),
            (1, "ai"),
            (1, "AI"),
            (1, "aigenerated\u{1f}2"),
            (2, "generated"),
            (3, "text"),
        ];
        let mut sorted = expected.to_vec();
        sorted.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, sorted);
        assert_eq!(split_first(""), None);
    }
}
