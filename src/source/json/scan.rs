//! How JSON begins and where a value ends, by its brackets and quotes alone.

use super::super::input::Input;

/// Whether a file begins as JSON and nothing else does.
pub(super) fn recognise(input: &Input) -> bool {
    if let [b'{', rest @ ..] = input.start() {
        let rest = rest.trim_ascii_start();
        return matches!(rest.first(), None | Some(b'}')) || begins_with_name(rest);
    }
    let (brackets, rest) = leading_brackets(input.start());
    brackets > 0
        && match rest {
            [] | [b'{', ..] => true,
            // `[] milk, [] eggs` is a list of another kind.
            [b']', rest @ ..] => brackets > 1 || rest.trim_ascii().is_empty(),
            // A number in one bracket is a note in a text: `[1]`.
            [byte, ..] => brackets > 1 && byte.is_ascii_digit(),
        }
}

/// Whether it goes on as a member of an object does: `"title":`.
fn begins_with_name(text: &[u8]) -> bool {
    let mut scan = Scan::default();
    let end = match text {
        [b'"', ..] => scan.end(text),
        _ => None,
    };
    end.is_some_and(|end| text[end..].trim_ascii_start().starts_with(b":"))
}

/// How many brackets a text begins with, and what follows them.
fn leading_brackets(start: &[u8]) -> (usize, &[u8]) {
    let is_opening = |byte: &u8| *byte == b'[' || byte.is_ascii_whitespace();
    let length = start.iter().take_while(|byte| is_opening(byte)).count();
    let count = start[..length].iter().filter(|byte| **byte == b'[');
    (count.count(), &start[length..])
}

/// How far into a value its bytes have led.
#[derive(Default)]
pub(super) struct Scan {
    begun: bool,
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Where in the next bytes the value ends.
    pub fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, &byte) in bytes.iter().enumerate() {
            let ends_before = self.begun && self.is_scalar();
            if ends_before && (b",]}:\"[{".contains(&byte) || byte.is_ascii_whitespace()) {
                return Some(at);
            }
            self.begun = true;
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => continue,
                }
            } else {
                match byte {
                    b'"' => self.in_string = true,
                    b'[' | b'{' => self.depth += 1,
                    b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                    _ => continue,
                }
            }
            if self.depth == 0 && !self.in_string {
                return Some(at + 1);
            }
        }
        None
    }

    /// Whether it is in no brackets and no quotes.
    pub fn is_scalar(&self) -> bool {
        self.depth == 0 && !self.in_string
    }
}
