//! Finds text wholly in capitals, such as a headline, in which a capital word is no acronym.

use super::character::{LOWER, UPPER, class};

/// The fewest capital words in a row that count as all-capitals text.
const MANY: u32 = 4;

/// The run of capital words that was looked at last.
#[derive(Debug, Default)]
pub struct AllCaps {
    until: usize,
    all_caps: bool,
}

/// A run of words without a lower-case letter, within one line.
struct CapitalRun {
    end: usize,
    words: u32,
    /// Words with only blanks before them.
    followers: u32,
    /// Whether it reaches the end of its line.
    ends_line: bool,
}

impl AllCaps {
    /// Whether the word in capitals that begins at `at` is part of all-capitals text.
    ///
    /// Asked from left to right, it takes time linear in the text.
    pub fn covers(&mut self, text: &str, at: usize) -> bool {
        if at >= self.until {
            let run = run(text, at);
            self.until = run.end.max(at + 1);
            self.all_caps = is_all_caps(text, at, &run);
        }
        self.all_caps
    }
}

/// Whether a run is all-capitals text and no list of acronyms (`NIST, FTC, BIS, OSTP`), which has
/// commas where a headline has blanks.
fn is_all_caps(text: &str, at: usize, run: &CapitalRun) -> bool {
    let many = run.words >= MANY && run.followers * 2 >= run.words - 1;
    many || (run.ends_line && is_whole_line(text, at, run))
}

/// Whether a line of more than one word has no lower-case letter at all.
fn is_whole_line(text: &str, at: usize, run: &CapitalRun) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &text[start..at];
    let capitals = before.chars().any(|letter| class(letter) == UPPER);
    (capitals || run.words > 1) && !before.chars().any(|letter| class(letter) == LOWER)
}

fn run(text: &str, from: usize) -> CapitalRun {
    let mut found = CapitalRun {
        end: from,
        words: 0,
        followers: 0,
        ends_line: false,
    };
    let mut inside = false;
    let mut blanks_only = false;
    for (offset, letter) in text[from..].char_indices() {
        match class(letter) {
            LOWER => return found,
            UPPER if !inside => {
                found.words += 1;
                found.followers += u32::from(blanks_only);
                inside = true;
                blanks_only = true;
            }
            _ if letter == '\n' => {
                found.ends_line = true;
                return found;
            }
            _ if letter.is_alphanumeric() || matches!(letter, '.' | '&' | '\'' | '’') => {}
            _ => {
                inside = false;
                blanks_only &= letter.is_whitespace();
            }
        }
        found.end = from + offset + letter.len_utf8();
    }
    found.ends_line = true;
    found
}
