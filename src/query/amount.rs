//! Reads what `amount:` asks for: `>=$100bn`, `1bn..5bn`, `$500 billion`.
//!
//! Without a currency, amounts in any currency match. In a range, a first number without a scale
//! takes that of the second: `$250..300 million` begins at 250 million.

use std::ops::Bound;

use super::Amounts;
use crate::words::{self, Amount};

/// The name before the colon.
pub const NAME: &str = "amount";

/// How to write one.
pub const HINT: &str = "write `amount:>=$100bn`, `amount:1bn..5bn` or `amount:\"$5 billion\"`";
/// Longer texts are no amount.
const LONGEST: usize = 64;

type Sides = fn(u128) -> (Bound<u128>, Bound<u128>);

/// A longer sign comes before its own prefix.
#[rustfmt::skip]
const COMPARISONS: &[(&str, Sides)] = &[
    (">=", |size| (Bound::Included(size), Bound::Unbounded)),
    ("<=", |size| (Bound::Unbounded, Bound::Included(size))),
    (">",  |size| (Bound::Excluded(size), Bound::Unbounded)),
    ("<",  |size| (Bound::Unbounded, Bound::Excluded(size))),
    ("=",  |size| (Bound::Included(size), Bound::Included(size))),
    ("",   |size| (Bound::Included(size), Bound::Included(size))),
];

/// Reads `text` as a comparison, a range or one amount; `*` is any amount.
pub fn amounts(text: &str) -> Option<Amounts> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    if text == "*" {
        return Some(Amounts::ANY);
    }
    if let Some((low, high)) = text.split_once("..") {
        return range(low.trim(), high.trim());
    }
    let (sign, sides) = COMPARISONS
        .iter()
        .find(|(sign, _)| text.starts_with(sign))?;
    let amount = words::parse_amount(&text[sign.len()..])?;
    let (low, high) = sides(amount.millionths);
    Some(Amounts {
        currency: amount.currency,
        low,
        high,
    })
}

/// The two ends of a range, if it ends before it begins.
pub fn reversed(text: &str) -> Option<(&str, &str)> {
    let (low, high) = text.split_once("..")?;
    let (low, high) = (low.trim(), high.trim());
    let size = |text: &str| words::parse_amount(text).map(|amount| amount.millionths);
    (size(&scaled(low, high))? > size(high)?).then_some((low, high))
}

/// Reads a range; its ends may be in either order, and either may be open.
fn range(low: &str, high: &str) -> Option<Amounts> {
    let read = |text: &str| match text {
        "" => Some(None),
        text => words::parse_amount(text).map(Some),
    };
    let (from, to) = (read(&scaled(low, high))?, read(high)?);
    let (mut from, mut to) = (from, to);
    if let (Some(low), Some(high)) = (from, to)
        && low.millionths > high.millionths
    {
        (from, to) = (to, from);
    }
    let end = |end: Option<Amount<'_>>| match end {
        Some(amount) => Bound::Included(amount.millionths),
        None => Bound::Unbounded,
    };
    let said = |end: Option<Amount<'static>>| end.map_or("", |amount| amount.currency);
    let currency = match (said(from), said(to)) {
        ("", one) | (one, "") => one,
        (one, other) if one == other => one,
        _ => return None,
    };
    (from.is_some() || to.is_some()).then_some(Amounts {
        currency,
        low: end(from),
        high: end(to),
    })
}

/// The first number of a range with the scale of the second, where it has none of its own.
fn scaled(low: &str, high: &str) -> String {
    let scale = |text: &str| {
        let digits = text.trim_end_matches(|letter: char| letter.is_alphabetic());
        let word = &text[digits.len()..];
        let after_number = digits
            .trim_end()
            .ends_with(|letter: char| letter.is_ascii_digit());
        after_number.then(|| word.to_owned())
    };
    match (scale(low), scale(high)) {
        (Some(none), Some(scale)) if none.is_empty() && !scale.is_empty() => {
            let both = format!("{low} {scale}");
            let glued = format!("{low}{scale}");
            match words::parse_amount(&both) {
                Some(_) => both,
                None => glued,
            }
        }
        _ => low.to_owned(),
    }
}

/// Strips the punctuation of a sentence off the end; the two points of an open range stay.
pub fn unpunctuated(text: &str) -> &str {
    let text = text.trim_end_matches([',', ';', ':', '!', '?', '\'', '’']);
    match text.strip_suffix('.') {
        Some(bare) if !bare.ends_with('.') => bare,
        _ => text,
    }
}
