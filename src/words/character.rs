//! Characters: their role in a word, and their folded form.

use unicode_normalization::char::{compose, decompose_compatible, is_combining_mark};

pub const LOWER: u8 = 1;
pub const UPPER: u8 = 2;
pub const DIGIT: u8 = 4;
/// Any of the three: the byte belongs to a word.
pub const WORD: u8 = LOWER | UPPER | DIGIT;
/// The byte is part of a character outside ASCII.
pub const NON_ASCII: u8 = 8;

/// The class of each byte: one of the constants above, or 0 for a byte between words.
pub static CLASS: [u8; 256] = classes();

/// The role of a character in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Begins and continues words.
    Letter,
    /// A word of its own: an ideograph, a fraction, `§`.
    Alone,
    /// Continues a word but begins none: an accent.
    Mark,
    /// Skipped: soft hyphens, zero-width characters.
    Ignored,
    /// Any form of the apostrophe.
    Apostrophe,
    /// Joins two words when no blank is beside it.
    Hyphen,
    /// Ends a word.
    Separator,
}

pub fn role(letter: char) -> Role {
    match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Role::Letter,
        '\'' | '`' | '\u{b4}' | '\u{2b9}' | '\u{2bc}' | '\u{55a}' | '\u{ff07}' => Role::Apostrophe,
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => Role::Apostrophe,
        '-' | '\u{2010}' | '\u{2011}' | '\u{fe63}' | '\u{ff0d}' => Role::Hyphen,
        '\0'..='\x7f' => Role::Separator,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => Role::Ignored,
        '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => Role::Ignored,
        _ if stands_alone(letter) => Role::Alone,
        _ if is_combining_mark(letter) => Role::Mark,
        _ if letter.is_alphanumeric() => Role::Letter,
        _ => Role::Separator,
    }
}

/// LOWER, UPPER, DIGIT, or 0 for a letter without case.
pub fn class(letter: char) -> u8 {
    if letter.is_ascii() {
        CLASS[letter as usize]
    } else if letter.is_lowercase() {
        LOWER
    } else if letter.is_uppercase() {
        UPPER
    } else if letter.is_numeric() {
        DIGIT
    } else {
        0
    }
}

/// Appends the folded form: compatibility forms resolved, lower case, diacritics off.
///
/// Nothing is appended for a character that is only a diacritic.
pub fn fold_into(letter: char, folded: &mut String) {
    if letter.is_ascii() {
        folded.push(letter.to_ascii_lowercase());
        return;
    }
    decompose_compatible(letter, |part| {
        for lower in part.to_lowercase() {
            push_plain(lower, folded);
        }
    });
}

fn push_plain(letter: char, folded: &mut String) {
    // A mark begins no word, even if it comes first in a decomposed letter.
    if is_diacritic(letter) || folded.is_empty() && role(letter) == Role::Mark {
        return;
    }
    if let Ok(row) = PLAIN.binary_search_by_key(&letter, |row| row.0) {
        folded.push_str(PLAIN[row].1);
    } else if matches!(role(letter), Role::Letter | Role::Mark | Role::Alone) {
        match folded
            .chars()
            .next_back()
            .and_then(|last| compose(last, letter))
        {
            Some(whole) => {
                folded.pop();
                folded.push(whole);
            }
            None => folded.push(letter),
        }
    }
}

/// Letters that Unicode does not decompose but newsrooms do, and the sign of a section. Sorted.
const PLAIN: &[(char, &str)] = &[
    ('§', "section"),
    ('ß', "ss"),
    ('æ', "ae"),
    ('ð', "d"),
    ('ø', "o"),
    ('þ', "th"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ł', "l"),
    ('ŋ', "n"),
    ('œ', "oe"),
    ('ŧ', "t"),
    ('ς', "σ"),
];

/// Accents that can be left off. The vowel signs of Indic scripts and the voicing marks of kana
/// are not among them: without those it is another word.
fn is_diacritic(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5bd}'
        | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{64b}'..='\u{655}' | '\u{670}' | '\u{640}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a letter is a word of its own where no blanks are written between words.
pub fn is_ideograph(letter: char) -> bool {
    letter.is_alphabetic() && stands_alone(letter)
}

fn stands_alone(letter: char) -> bool {
    matches!(letter,
        '§' | '\u{bc}'..='\u{be}' | '\u{2150}'..='\u{215e}' | '\u{2189}'
        | '\u{3005}' | '\u{3007}' | '\u{3038}'..='\u{303a}' | '\u{3192}'..='\u{3195}' | '\u{3220}'..='\u{3229}' | '\u{3280}'..='\u{3289}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            128..=255 => NON_ASCII,
            _ => 0,
        };
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order() {
        assert!(PLAIN.is_sorted_by_key(|row| row.0));
    }
}
