//! Hints: how to write what was probably meant by a text that cannot be read as written.

use super::notes::short;
use super::token::is_proximity;
use super::word::is_address;
use super::{amount, beat, date, word};
use crate::field::{FIELDS, Field, FieldKind};

/// Common misspellings of operators, and the operators.
#[rustfmt::skip]
const NEAR_MISSES: &[(&str, &str)] = &[
    ("&&",     "AND"),
    ("ANDNOT", "AND NOT"),
    ("NEAR",   "NEAR/5"),
    ("|",      "OR"),
    ("||",     "OR"),
    ("/p",     "w/p"),
    ("/s",     "w/s"),
];

/// The operator that `text` misspells.
pub fn operator(text: &str) -> Option<&'static str> {
    let miss = NEAR_MISSES.iter().find(|(miss, _)| *miss == text);
    miss.map(|(_, operator)| *operator)
}

/// The name before the colon in `text`, if it looks like a field but is none.
pub fn unknown_field<'t>(text: &'t str, after: &str) -> Option<&'t str> {
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    let glued = after.starts_with('(') || word::is_quote(after).is_some();
    let follows = value.chars().next().is_some_and(char::is_alphanumeric);
    let asks = text.len() > name.len() && (follows || (value.is_empty() && glued));
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphabetic() || b"_-".contains(&b));
    (asks && is_name && !is_address(text)).then_some(name)
}

/// Every name that can be written before a colon.
fn field_names() -> impl Iterator<Item = &'static &'static str> {
    FIELDS
        .iter()
        .flat_map(|row| row.also.iter().chain([&row.name]))
        .chain(date::KEYWORDS.iter().map(|(name, _)| name))
        .chain([&amount::NAME, &beat::NAME])
}

pub fn is_field(name: &str) -> bool {
    field_names().any(|known| known.eq_ignore_ascii_case(name))
}

/// The kind of value that goes after `name:`, and an example.
pub fn value(name: &str) -> (&'static str, &'static str) {
    let name = name.trim_end_matches(':');
    let is_day = Field::named(name).is_some_and(|field| field.kind() == FieldKind::Day);
    if is_day || date::keyword(name).is_some() {
        ("a day", "2026-03-01")
    } else if name.eq_ignore_ascii_case(amount::NAME) {
        ("an amount", ">=$100bn")
    } else if name.eq_ignore_ascii_case(beat::NAME) {
        ("the name of a beat", "chips")
    } else {
        ("a word", "chip")
    }
}

pub fn field_hint(name: &str) -> String {
    /// The longest name that is taken for a misspelled field, in bytes.
    const LONGEST: usize = 20;
    let lower = name.to_ascii_lowercase();
    let nearest = field_names()
        .filter(|_| lower.len() <= LONGEST)
        .map(|known| (strsim::damerau_levenshtein(known, &lower), known))
        .min();
    match nearest {
        Some((edits, known)) if edits <= 1 + known.len() / 5 => format!("write `{known}:`"),
        _ => {
            let names: Vec<&str> = FIELDS.iter().map(|row| Field::name(row.field)).collect();
            format!("the fields are {}", names.join(", "))
        }
    }
}

/// How to write a field that is compared without a colon: `date>2024`, `author=jane`.
pub fn compared_field(text: &str) -> Option<String> {
    let name = word::letters(text);
    let rest = &text[name.len()..];
    let value = rest.trim_start_matches(['=', '<', '>']);
    let sign = &rest[..rest.len() - value.len()];
    let asks = !sign.is_empty() && value.starts_with(char::is_alphanumeric) && is_field(name);
    let sign = match sign {
        "=" | "==" => "",
        sign => sign,
    };
    asks.then(|| format!("write `{name}:{sign}{}`", short(value)))
}

/// How to write the operator that `text`, between two operands, looks like.
pub fn near_miss(text: &str) -> Option<String> {
    if let Some(good) = operator(text) {
        return Some(format!("write `{good}`"));
    }
    if let Some((name, number)) = text.split_once('/') {
        let name = name.to_ascii_lowercase();
        // `w/o` is short for without.
        let is_number = number
            .bytes()
            .all(|b| b"+-.".contains(&b) || b.is_ascii_digit());
        let stands_for_one = ["n", "x"].contains(&number);
        // `/5` by itself is the proximity of a legal database.
        if let (true, Some(words)) = (name.is_empty(), word::number(number)) {
            return Some(format!("write `w/{words}`"));
        }
        let is_meant = is_proximity(&name) && (is_number || stands_for_one || name != "w");
        return is_meant.then(|| format!("write `{name}/5`"));
    }
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let name = text[..text.len() - digits.len()].to_ascii_lowercase();
    let counts = (1..4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (counts && ["pre", "w"].contains(&name.as_str())).then(|| format!("write `{name}/{digits}`"))
}

/// How to write a proximity that is glued to the word after it: `w/5ban`.
pub fn glued_proximity(text: &str) -> Option<String> {
    let (name, rest) = text.split_once('/')?;
    let word = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &rest[..rest.len() - word.len()];
    let glued = !number.is_empty() && word.starts_with(char::is_alphabetic);
    let is_meant = glued && is_proximity(&name.to_ascii_lowercase());
    is_meant.then(|| format!("write `{name}/{} {}`", short(number), short(word)))
}

/// How to write the NOT that was typed as `!`.
pub fn negated(text: &str) -> Option<String> {
    let bare = text.strip_prefix('!')?;
    let begins = bare.starts_with(char::is_alphanumeric);
    begins.then(|| format!("write `-{}` for NOT", short(bare)))
}

/// How to write the NOT that was typed or pasted as a longer dash or as two: `—export`, `--export`.
pub fn dashed(text: &str) -> Option<String> {
    let bare = text.trim_start_matches(word::is_dash);
    let begins = bare.len() < text.len() && bare.starts_with(char::is_alphanumeric);
    begins.then(|| format!("write `-{}` for NOT", short(bare)))
}

/// How to write a regular expression that was typed with flags after it.
pub fn flagged_regex(text: &str) -> Option<String> {
    let (inside, flags) = text.strip_prefix('/')?.rsplit_once('/')?;
    let is_one = !inside.is_empty() && !inside.contains('/');
    let is_meant = is_one && ["g", "gi", "i", "ig"].contains(&flags);
    is_meant.then(|| format!("write `/{}/`; capitals do not count", short(inside)))
}

/// How to write a regular expression that was typed without slashes: `ban.*`, `\\bban`.
pub fn bare_regex(text: &str) -> Option<String> {
    let bare = text.replace("\\b", "");
    let is_meant = [".*", ".+", "\\b", "\\w", "\\d"]
        .iter()
        .any(|sign| text.contains(sign));
    let begins = bare.starts_with(|c: char| c.is_alphanumeric() || ".\\([".contains(c));
    (is_meant && begins && !text.contains('/')).then(|| format!("write `/{}/`", short(&bare)))
}

/// How to write the phrase of which a regular expression has the words: one is over a single word.
pub fn spaced_regex(text: &str) -> Option<String> {
    /// The longest expression that is looked for, in bytes.
    const LONGEST: usize = 80;
    let inside = text.strip_prefix('/')?;
    let (inside, after) = inside.split_at(inside.bytes().take(LONGEST).position(|b| b == b'/')?);
    let ends = after[1..].chars().next().is_none_or(char::is_whitespace);
    let has_signs = inside.contains([' ']) && inside.contains(['*', '+', '?', '[', '(', '|', '\\']);
    let parts: Vec<String> = inside
        .split_whitespace()
        .map(|part| format!("/{part}/"))
        .collect();
    (ends && has_signs).then(|| format!("write `{}`", parts.join(" pre/1 ")))
}

/// What is wrong with an `atleast` before brackets, and how to write it.
pub fn count(text: &str, after: &str) -> Option<(&'static str, String)> {
    if !text.eq_ignore_ascii_case("atleast") {
        return None;
    }
    if after.starts_with('(') {
        return Some(("without a number", format!("write `{text}2(…)`")));
    }
    let number = after.trim_start();
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &number[..number.len() - rest.len()];
    let counts = !number.is_empty() && rest.trim_start().starts_with('(');
    let hint = || format!("write `{text}{}(…)`", short(number));
    counts.then(|| ("apart from its number", hint()))
}

/// How to write a phrase that has `*` in place of a word: `"Musk * lawsuit"`.
pub fn starred_phrase(text: &str) -> Option<String> {
    let is_star = |word: &&str| *word == "*";
    let between = text.trim_matches([' ', '*']).split(' ');
    let stars = between.filter(is_star).count();
    let words: Vec<&str> = text.split(' ').filter(|word| !is_star(word)).collect();
    let words = words.join(" ");
    (stars > 0).then(|| format!("write `\"{}\"~{stars}`", short(&words)))
}
