//! Function words beside others: they are not asked for.
//!
//! `the EU AI Act` is `EU AI Act`. A function word is asked for alone, between quotation marks, after `=` or
//! `+`, in a field, with an operator of its own, as a name in capitals, and within a name.

use crate::alias::Aliases;
use crate::rank::is_function_word;
use crate::words;

/// By operand: whether it is a function word that is not asked for beside the others.
///
/// `typed` has the operands side by side that are words without a sign or an operator, and `None` for each
/// other one. Nothing is left out of a name that `names` know, such as `department of justice`.
pub fn unasked(typed: &[Option<&str>], names: Option<&Aliases>) -> Vec<bool> {
    let is_free = |at: usize| {
        let word = typed[at].filter(|word| {
            let folded = words::fold(word);
            is_function_word(&folded) && !MEANT.contains(&&*folded)
        });
        word.is_some_and(|word| !is_name(word, at, typed))
    };
    let mut unasked: Vec<bool> = (0..typed.len()).map(is_free).collect();
    if !unasked.contains(&true) {
        return unasked;
    }
    for from in 0..typed.len() {
        let longest = names.map_or(0, Aliases::longest);
        let run = typed[from..].iter().take(longest).map_while(|word| *word);
        let run: Vec<&str> = run.collect();
        let is_known = |length: &usize| names.is_some_and(|names| names.know(&run[..*length]));
        if let Some(length) = (2..=run.len()).rev().find(is_known) {
            unasked[from..from + length].fill(false);
        }
    }
    unasked
}

/// Function words that are often meant: `opt out`, `phase one`, `us` for the United States.
const MEANT: [&str; 9] = [
    "no", "nor", "not", "one", "out", "over", "under", "up", "us",
];
/// Function words that are names with a capital letter.
const NAMES: [&str; 2] = ["May", "Will"];
/// A question that begins with a verb has at least so many words: `May 2025` and `Will Smith` do not.
const LEAST_OF_A_QUESTION: usize = 4;

/// Whether a function word is written as a name is.
fn is_name(word: &str, at: usize, typed: &[Option<&str>]) -> bool {
    // `Schedule A` is one, and `A chip` is none.
    let is_shouted = (word.len() > 1 || at > 0) && !word.contains(char::is_lowercase);
    let is_number = |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit());
    let is_dated = typed
        .get(at + 1)
        .is_some_and(|next| next.is_some_and(is_number));
    let begins_question = at == 0 && typed.len() >= LEAST_OF_A_QUESTION && !is_dated;
    is_shouted || NAMES.contains(&word) && !begins_question
}
