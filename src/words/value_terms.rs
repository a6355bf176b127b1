//! Amounts of money and percentages: what `$500bn` and `500 billion dollars` have in common.
//!
//! Not here: numbers in words (`half a trillion`), decimal commas, dollars whose country is named
//! elsewhere in the text. An ambiguous quantity has no value: `30 million pounds` may be beef.

use super::currency::code;
use super::quantity::Quantity;
use super::quantity_signs::before_ends_in_sign;
use super::surface_form::SurfaceForm;

/// The bytes of an amount or a percentage, and the terms of its value.
#[derive(Debug)]
pub struct ValueTerms {
    pub bytes: std::ops::Range<usize>,
    pub width: u32,
    /// Two for both ends of a range.
    pub terms: Vec<String>,
}

/// The value terms of the quantity that begins with the word `first`.
pub fn read(text: &str, first: &SurfaceForm, term: &str) -> Option<ValueTerms> {
    if !may_begin(text, first, term) {
        return None;
    }
    let found = Quantity::read(text, first, term, None)?;
    let unit = found.unit?;
    let ends = found.low.into_iter().chain([found.high]);
    Some(ValueTerms {
        bytes: found.start..found.end,
        width: found.width,
        terms: ends.map(|end| unit.term(end)).collect(),
    })
}

/// Whether a quantity may begin here: a cheap test that refuses nearly every word.
fn may_begin(text: &str, first: &SurfaceForm, term: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes[first.bytes.start].is_ascii_digit() {
        let signed = before_ends_in_sign(&text[..first.bytes.start]);
        return signed
            || !matches!(
                bytes.get(first.next),
                None | Some(b',' | b'.' | b')' | b';' | b':' | b'/')
            );
    }
    if bytes.get(first.next) == Some(&b'$') {
        return true;
    }
    match term.as_bytes() {
        [_, _, _] => matches!(bytes.get(first.next), Some(b' ' | 0xc2)) && code(term).is_some(),
        [_, _, _, digit, ..] if digit.is_ascii_digit() => {
            term.get(..3).is_some_and(|letters| code(letters).is_some())
        }
        _ => false,
    }
}
