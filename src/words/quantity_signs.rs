//! The characters around a number: signs, blanks, dashes.

use super::currency::sign;
use super::surface_form::SurfaceForm;

/// Whether a text ends in a currency sign.
pub fn before_ends_in_sign(before: &str) -> bool {
    let near = before.strip_suffix([' ', '\u{a0}']).unwrap_or(before);
    near.chars()
        .next_back()
        .is_some_and(|letter| sign(letter).is_some())
}

/// Where the quantity begins, and the currency of the sign before the digits, if any. `None` if the
/// text before them shows that they are no quantity.
pub fn sign_before(text: &str, at: usize) -> Option<(usize, Option<&'static str>)> {
    let before = &text[..at];
    if before.ends_with(['.', ',']) && before[..at - 1].ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let near = before.strip_suffix([' ', '\u{a0}']).unwrap_or(before);
    let Some((letter, currency)) = near
        .chars()
        .next_back()
        .and_then(|letter| Some((letter, sign(letter)?)))
    else {
        // `.5 percent` is not five.
        return (!before.ends_with('.')).then_some((at, None));
    };
    let start = near.len() - letter.len_utf8();
    let outside = text[..start].chars().next_back();
    // `x$1`, `$$1` and `=$1` are taken for code.
    let code = |letter: char| letter.is_alphanumeric() || matches!(letter, '$' | '`' | '{' | '=');
    let quoted = text[..start].ends_with("``");
    if near.len() < at && outside.is_some_and(|letter| letter.is_ascii_digit()) {
        // `500€ 20 people`: the sign belongs to the number before it.
        return Some((at, None));
    }
    (quoted || !outside.is_some_and(code)).then_some((start, Some(currency)))
}

/// The end of `%` or ` %` at this byte. In `a%20b` it is no percentage.
pub fn percent_at(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let near = rest
        .strip_prefix([' ', '\u{a0}', '\u{202f}'])
        .unwrap_or(rest);
    let after = near.strip_prefix(['%', '％'])?;
    let encoded = after.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    (!encoded).then_some(text.len() - after.len())
}

/// The end of `€` or ` €` at this byte, unless it is the sign of a number after it.
pub fn sign_after(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let rest = &text[at..];
    let near = rest
        .strip_prefix([' ', '\u{a0}', '\u{202f}'])
        .unwrap_or(rest);
    let letter = near.chars().next()?;
    let currency = sign(letter)?;
    let after = &near[letter.len_utf8()..];
    let attached = near.len() == rest.len();
    let end = at + (rest.len() - near.len()) + letter.len_utf8();
    // Between blanks the sign belongs to a number on its right, if there is one.
    let taken = if attached { after } else { after.trim_start() };
    let free = !taken.starts_with(|letter: char| letter.is_alphanumeric());
    let free = free || (!attached && !taken.starts_with(|letter: char| letter.is_ascii_digit()));
    ((attached || letter == '€') && free).then_some((end, currency))
}

/// Whether there is a sign after a dash or a `to`; `None` if `gap` is anything
/// but nothing or a sign of the currency `own`.
pub fn has_sign(gap: &str, own: Option<&str>) -> Option<bool> {
    let mut letters = gap.chars();
    match (letters.next(), letters.next()) {
        (None, _) => Some(false),
        (Some(letter), None) => {
            let currency = sign(letter)?;
            let same = own.is_some_and(|own| own.ends_with(currency));
            same.then_some(true)
        }
        _ => None,
    }
}

/// Whether a number goes on after its end in a way that is not understood: `$1,5`.
pub fn is_cut_short(text: &str, end: usize) -> bool {
    matches!(text.as_bytes().get(end..end + 2), Some([b',' | b'.', digit]) if digit.is_ascii_digit())
}

/// Whether a letter is part of a longer word and so no scale: `$5 m-wide`.
pub fn is_hyphenated_m(text: &str, word: &SurfaceForm) -> bool {
    word.bytes.len() == 1 && text[word.bytes.end..].starts_with(['-', '\'', '’', '.'])
}

pub fn is_blank(gap: &str) -> bool {
    matches!(
        gap,
        " " | "\u{a0}" | "\u{202f}" | "\u{2009}" | "\n" | "\r\n"
    )
}

/// Whether a text may separate the words of a quantity.
pub fn is_joint(gap: &str) -> bool {
    is_blank(gap) || matches!(gap, "-" | "\u{2011}" | "")
}

pub fn ends_with_word(text: &str, word: &str) -> bool {
    let text = text.trim_end();
    let at = text.len().checked_sub(word.len());
    at.and_then(|at| text.get(at..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(word))
}
