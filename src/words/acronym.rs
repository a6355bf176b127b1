//! Acronyms written with dots: `U.S.`, `U. S.`, `a.m.` are one word, and so is `H.R.` in `H.R.1`.

use std::ops::Range;

use super::character::{CLASS, DIGIT, LOWER, UPPER, WORD};

/// Acronyms that are one word even with blanks between their letters. Sorted. Other initials stay
/// apart, as in `J. D. Vance`, unless a number follows: `H. R. 1`.
const SPACED: &[&str] = &["ai", "dc", "eu", "uae", "uk", "un", "us", "usa", "ussr"];

/// The most letters of an acronym.
const LONGEST: usize = 8;

/// The acronym that begins with this run of letters: its bytes and its class, its folded form in the
/// buffer.
pub fn read(text: &str, run: Range<usize>, buffer: &mut String) -> Option<(Range<usize>, u8)> {
    if run.len() != 1 {
        return None;
    }
    let start = run.start;
    let bytes = text.as_bytes();
    let class = CLASS[bytes[start] as usize];
    let end = close(bytes, start, class, buffer).or_else(|| spaced(bytes, start, buffer))?;
    Some((start..end, class))
}

/// `U.S.`, `U.S`: no blanks; the last dot may be missing. All letters are of one case.
fn close(bytes: &[u8], start: usize, class: u8, folded: &mut String) -> Option<usize> {
    folded.clear();
    let mut at = start;
    while folded.len() < LONGEST && letter(bytes, at) == Some(class) {
        folded.push(bytes[at].to_ascii_lowercase() as char);
        at += 1;
        if bytes.get(at) != Some(&b'.') {
            break;
        }
        at += 1;
    }
    let after = bytes.get(at).map_or(0, |byte| CLASS[*byte as usize]);
    let is_numbered = after == DIGIT && bytes[at - 1] == b'.';
    // A word goes on: `u.s.gov` is three words.
    let open = after & WORD != 0 && !is_numbered;
    (folded.len() >= 2 && !open).then_some(at)
}

/// The length of the acronym at the beginning of a text, if it has blanks between its letters.
pub fn spaced_length(text: &str) -> Option<usize> {
    let end = spaced(text.as_bytes(), 0, &mut String::new())?;
    text[..end].contains(' ').then_some(end)
}

/// `U. S.`: one blank between the letters, and the whole is in the table or before a number.
fn spaced(bytes: &[u8], start: usize, folded: &mut String) -> Option<usize> {
    folded.clear();
    let mut at = start;
    let mut found = None;
    while letter(bytes, at) == Some(UPPER) && bytes.get(at + 1) == Some(&b'.') {
        folded.push(bytes[at].to_ascii_lowercase() as char);
        if SPACED.binary_search(&folded.as_str()).is_ok() || is_numbered(bytes, at + 2, folded) {
            found = Some((at + 2, folded.len()));
        }
        if folded.len() == 4 || bytes.get(at + 2) != Some(&b' ') {
            break;
        }
        at += 3;
    }
    let (end, letters) = found?;
    folded.truncate(letters);
    Some(end)
}

/// Whether letters that end at this byte are several and have a number after one blank.
fn is_numbered(bytes: &[u8], end: usize, letters: &str) -> bool {
    let digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    letters.len() > 1 && digit && bytes[end] == b' '
}

/// The case of the letter at this byte, if it is one.
fn letter(bytes: &[u8], at: usize) -> Option<u8> {
    let class = CLASS[*bytes.get(at)? as usize];
    (class == LOWER || class == UPPER).then_some(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order() {
        assert!(SPACED.is_sorted());
    }
}
