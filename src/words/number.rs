//! Numbers with signs in them: `100,000` is `100000`, `1.8` keeps its point.

use std::ops::Range;

use super::character::{CLASS, DIGIT, WORD};

/// The number whose digits before the first sign are `run`: its bytes and its class, its folded form
/// in the buffer. `None` if the signs are not part of the number.
pub fn read(
    text: &str,
    run: Range<usize>,
    class: u8,
    buffer: &mut String,
) -> Option<(Range<usize>, u8)> {
    if class != DIGIT {
        return None;
    }
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
    while let Some(part) = part(bytes, end) {
        push(&text[end..part.end], buffer);
        end = part.end;
    }
    let tail = end + run_of(bytes, end, |_| true);
    if end == run.end {
        return None;
    }
    push(&text[end..tail], buffer);
    buffer.make_ascii_lowercase();
    let class = bytes[run.start..tail]
        .iter()
        .fold(0, |all, byte| all | (CLASS[*byte as usize] & WORD));
    Some((run.start..tail, class))
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
