//! Sections of laws as they are typed: `§ 230` and `230(c)(1)` are one word each.

use super::word;

/// The most bytes of a paragraph in its brackets: `(xviii)`.
const LONGEST: usize = 7;

/// The length of the number at the beginning of `rest` with the paragraphs after it in brackets, if
/// there are any.
pub fn length(rest: &str) -> Option<usize> {
    let section = rest.trim_start_matches('§');
    if !section.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/');
    let after = section.trim_start_matches(inside);
    let number = rest.len() - after.len();
    let mut end = number;
    while let Some(more) = paragraph(&rest[end..]) {
        end += more;
    }
    let goes_on = rest[end..].starts_with(|c: char| c.is_alphanumeric() || c == '(');
    (end > number && !goes_on).then_some(end)
}

/// The length of `(c)`, `(iv)`, `(12)` at the beginning of `rest`.
fn paragraph(rest: &str) -> Option<usize> {
    let length = rest.bytes().take(LONGEST).position(|byte| byte == b')')?;
    let inside = rest[..length].strip_prefix('(')?;
    let is_letters = match inside.as_bytes() {
        [one] => one.is_ascii_alphabetic(),
        [one, two] => one == two && one.is_ascii_lowercase(),
        _ => false,
    };
    let is_roman =
        (1..6).contains(&inside.len()) && inside.trim_matches(['i', 'v', 'x']).is_empty();
    let is_number = inside.len() < 4 && word::number(inside).is_some();
    (is_letters || is_roman || is_number).then_some(inside.len() + 2)
}

/// The length of the signs at the beginning of `rest` with the blank after them, where a number
/// follows: those of `§ 230`.
pub fn sign(rest: &str) -> Option<usize> {
    let after = rest.trim_start_matches('§').strip_prefix(' ')?;
    let length = rest.len() - after.len();
    (length > 1 && after.starts_with(|c: char| c.is_ascii_digit())).then_some(length)
}
