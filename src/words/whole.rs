//! Names and values as wholes: what a question means by `outlet:="The Daily"`.
//!
//! A *whole* is a name or a value folded from end to end. Two of them that differ in case, accents, signs
//! between words or quotation marks alone are one. Where a value can be found by a part of it, its whole has a
//! second form of its own, after `WHOLE_MARK`.

use xxhash_rust::xxh3::xxh3_64;

use super::fold;

/// Begins the second form that is a whole name or value. No other term contains it.
pub const WHOLE_MARK: char = '\u{1c}';

/// A longer whole is its beginning and a hash, in bytes.
const LONGEST: usize = 4096;

/// A name or a value, folded from end to end; empty where there is no word in it.
pub fn whole(text: &str) -> String {
    let folded = fold(&quotable(text));
    if folded.len() <= LONGEST {
        return folded;
    }
    let beginning = &folded[..folded.floor_char_boundary(LONGEST)];
    // No folded text has this sign.
    format!("{beginning}…{:016x}", xxh3_64(folded.as_bytes()))
}

/// The second form of a whole.
pub fn marked_whole(whole: &str) -> String {
    format!("{WHOLE_MARK}{whole}")
}

/// Whether a term is a whole with its mark.
pub fn is_whole(term: &str) -> bool {
    term.starts_with(WHOLE_MARK)
}

/// A term without the mark of a whole.
pub fn unmarked(term: &str) -> &str {
    term.strip_prefix(WHOLE_MARK).unwrap_or(term)
}

/// A text as it can be written between quotation marks, with the same whole: without quotation marks, and with
/// single blanks between words.
pub fn quotable(text: &str) -> String {
    let mut quotable = String::with_capacity(text.len());
    let (mut rest, mut is_apart) = (text, false);
    while let Some(next) = rest.chars().next() {
        let quote = is_quote(rest);
        if quote.is_some() || is_blank(next) {
            is_apart = !quotable.is_empty();
        } else {
            if std::mem::take(&mut is_apart) {
                quotable.push(' ');
            }
            quotable.push(next);
        }
        rest = &rest[quote.unwrap_or(next.len_utf8())..];
    }
    quotable
}

/// The bytes of the quotation mark at the beginning of `text`, if there is one.
pub fn is_quote(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let first = chars.next()?;
    match first {
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => Some(first.len_utf8()),
        '\'' | '’' | '‘' | '`' | '´' if chars.next() == Some(first) => {
            Some(2 * first.len_utf8())
        }
        _ => None,
    }
}

/// Whether `c` parts words.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_whole_is_folded_from_end_to_end() {
        assert_eq!(whole("  The “Daily”\tPóst "), "the daily post");
        assert_eq!(whole("THE DAILY POST"), "the daily post");
        assert_eq!(whole("A.I. Wire"), whole("AI wire"));
        assert_eq!(whole("\"—\""), "");
    }

    #[test]
    fn a_long_whole_is_bounded_and_its_own() {
        let long = "word ".repeat(2000);
        let (one, other) = (whole(&format!("{long}a")), whole(&format!("{long}b")));
        assert!(one.len() < LONGEST + 30 && one != other);
    }

    proptest! {
        #[test]
        fn what_is_quotable_has_the_same_whole(text in r#"[\PC\t\n\x00"'’“”`]{0,24}"#) {
            let written = quotable(&text);
            prop_assert_eq!(whole(&written), whole(&text));
            prop_assert_eq!(quotable(&written), written.clone());
            for (at, _) in written.char_indices() {
                prop_assert_eq!(is_quote(&written[at..]), None);
            }
        }
    }
}
