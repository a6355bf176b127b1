//! Numbers with signs in them: `100,000` is `100000`, `1.8` and `GPT4.1` keep their point.

use std::ops::Range;

use super::character::{CLASS, DIGIT, WORD};

/// The number whose digits before the first sign are `run`: its bytes and its class, its folded form
/// in the buffer. `None` if the signs are not part of the number.
pub fn read(text: &str, run: Range<usize>, buffer: &mut String) -> Option<(Range<usize>, u8)> {
    let bytes = text.as_bytes();
    buffer.clear();
    push(&text[run.clone()], buffer);
    let mut end = run.end;
    if run.len() <= 3 {
        while let Some(group) = group(bytes, end) {
            push(&text[group.clone()], buffer);
            end = group.end;
        }
    }
    with_points(text, run.start, run.end, end, buffer)
}

/// The version whose letters and digits before the first point are `run`: as `read`.
pub fn version(text: &str, run: Range<usize>, buffer: &mut String) -> Option<(Range<usize>, u8)> {
    if !text.as_bytes()[run.end - 1].is_ascii_digit() {
        return None;
    }
    buffer.clear();
    push(&text[run.clone()], buffer);
    with_points(text, run.start, run.end, run.end, buffer)
}

/// Goes on after `end` with points that have digits after them, and with what is glued to those.
/// `None` if nothing has been added since `first`.
fn with_points(
    text: &str,
    start: usize,
    first: usize,
    mut end: usize,
    buffer: &mut String,
) -> Option<(Range<usize>, u8)> {
    let bytes = text.as_bytes();
    while let Some(part) = part(bytes, end) {
        push(&text[end..part.end], buffer);
        end = part.end;
    }
    if end == first {
        return None;
    }
    let tail = end + run_of(bytes, end, |_| true);
    push(&text[end..tail], buffer);
    buffer.make_ascii_lowercase();
    let class = bytes[start..tail]
        .iter()
        .fold(0, |all, byte| all | (CLASS[*byte as usize] & WORD));
    Some((start..tail, class))
}

/// Appends up to a bound; longer terms are cut anyway.
fn push(digits: &str, buffer: &mut String) {
    let room = 256usize.saturating_sub(buffer.len());
    buffer.push_str(&digits[..digits.len().min(room)]);
}

/// The three digits after a comma.
fn group(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let digits = run_of(bytes, at + 1, |class| class == DIGIT);
    (bytes.get(at) == Some(&b',') && digits == 3).then_some(at + 1..at + 4)
}

/// The digits after a point.
fn part(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    if bytes.get(at) != Some(&b'.') {
        return None;
    }
    let digits = run_of(bytes, at + 1, |class| class == DIGIT);
    (digits > 0).then_some(at + 1..at + 1 + digits)
}

fn run_of(bytes: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter()
        .map(|byte| CLASS[*byte as usize] & WORD)
        .take_while(|class| *class != 0 && belongs(*class))
        .count()
}
