//! The pattern of a rule: the begin of a path, with `*` for anything and `$` for its end.

use memchr::memmem;

/// A pattern whose pieces between stars are compared one after another, each at its first place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    pieces: Vec<Vec<u8>>,
    is_whole: bool,
    length: usize,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Pattern {
        let (text, is_whole) = text
            .strip_suffix('$')
            .map_or((text, false), |text| (text, true));
        let pieces: Vec<_> = text.split('*').map(normalised).collect();
        let length =
            pieces.iter().map(Vec::len).sum::<usize>() + pieces.len() - 1 + usize::from(is_whole);
        Pattern {
            pieces,
            is_whole,
            length,
        }
    }

    /// Its length in bytes, by which rules are compared.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Whether a normalised path begins as the pattern says. Takes time in proportion to the path.
    pub(super) fn fits(&self, path: &[u8]) -> bool {
        let Some((first, others)) = self.pieces.split_first() else {
            return true;
        };
        let Some(mut rest) = path.strip_prefix(&**first) else {
            return false;
        };
        let Some((last, middle)) = others.split_last() else {
            return !self.is_whole || rest.is_empty();
        };
        for piece in middle {
            let Some(at) = memmem::find(rest, piece) else {
                return false;
            };
            rest = &rest[at + piece.len()..];
        }
        if self.is_whole {
            rest.ends_with(last)
        } else {
            memmem::find(rest, last).is_some()
        }
    }
}

/// A path in which the same characters are always the same bytes: what need not be encoded is not, and the rest is
/// in capitals.
pub(super) fn normalised(path: &str) -> Vec<u8> {
    let bytes = path.as_bytes();
    let mut normal = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let encoded = bytes
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(hex);
        let byte = encoded.unwrap_or(bytes[at]);
        at += if encoded.is_some() { 3 } else { 1 };
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~*$".contains(&byte);
        if (encoded.is_some() && !is_plain) || !byte.is_ascii_graphic() {
            normal.extend_from_slice(format!("%{byte:02X}").as_bytes());
        } else {
            normal.push(byte);
        }
    }
    normal
}

fn hex(digits: &[u8]) -> Option<u8> {
    let [high, low] = digits else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()
}
