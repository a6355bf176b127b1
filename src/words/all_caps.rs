//! Whether capitals mean anything: in a headline wholly in capitals they do not.

use super::character::{LOWER, UPPER, class};

/// So many words in capitals on end are shouted.
const MANY: u32 = 4;

/// What is known of the stretch of capital-letter words that was looked at last.
#[derive(Debug, Default)]
pub struct AllCaps {
    until: usize,
    loud: bool,
}

/// A stretch of words without a lower-case letter, within one line.
struct CapitalRun {
    end: usize,
    words: u32,
    /// Words with only blanks before them.
    followers: u32,
    /// It runs to the end of its line.
    ends_line: bool,
}

impl AllCaps {
    /// Whether the word in capitals that begins at `at` stands in a shouted stretch.
    ///
    /// Asked from left to right, the whole text is looked at no more than twice.
    pub fn covers(&mut self, text: &str, at: usize) -> bool {
        if at >= self.until {
            let run = run(text, at);
            self.until = run.end.max(at + 1);
            self.loud = is_loud(text, at, &run);
        }
        self.loud
    }
}

/// A list of acronyms (`NIST, FTC, BIS, OSTP`) has commas where a headline has blanks.
fn is_loud(text: &str, at: usize, run: &CapitalRun) -> bool {
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
