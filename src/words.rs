//! Text to index words: folded surface words with their positions.
//!
//! Each word is folded to a term. A *second form* is a further term at the same position: `US` for a
//! word in capitals, `openai|4` for `OpenAI`, `aigenerated` for `AI-generated`, `h100` for `H 100`,
//! `삼성전자` for `삼성전자가`, `$500000000000` for `$500 billion`, a name as a whole. Not here: stems, aliases and compounds, which are found when a query is planned.
//! A change of these terms changes the layout of the index.

mod acronym;
mod all_caps;
mod amount;
mod case_sensitive;
mod character;
mod compound;
mod currency;
mod decimal;
mod designator;
pub mod events;
pub mod forms;
mod inflection;
mod lettered;
mod number;
mod ordinal;
mod particle;
mod quantity;
mod quantity_signs;
mod script;
mod stem;
mod surface_form;
pub mod tokens;
mod value_terms;
mod whole;

use std::fmt::Write;
use std::ops::Range;

use all_caps::AllCaps;
use character::{LOWER, Role, UPPER, role};
use surface_form::{SurfaceForm, letter_at, shortened};

pub use acronym::spaced_length as spaced_acronym;
pub use amount::{Amount, amount, parse_amount};
pub use case_sensitive::is_case_sensitive;
pub use character::is_ideograph;
pub use compound::{COMPOUND_MARK, compound_split, goes_with_any, may_join};
pub use currency::currencies;
pub use designator::other_designator;
pub use ordinal::other_ordinal;
pub use stem::stem;
pub use whole::{
    WHOLE_MARK, is_blank, is_quote, is_whole, marked_whole, quotable, unmarked, whole,
};

/// One term of a text, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// The folded form, or a second form at the same position.
    pub term: &'a str,
    /// Where it is in the text.
    pub bytes: Range<usize>,
    /// Counts the words of the text, from 0.
    pub position: u32,
    /// How many positions it covers: 1, or more for a joined form or a value.
    pub width: u32,
}

/// Whether a term is a second form: a word in capitals, a compound, a value, a whole. It is found by its
/// exact spelling only, as the plain word is at the same position.
pub fn is_second_form(term: &str) -> bool {
    let is_marked = term.ends_with('%') || term.contains(COMPOUND_MARK) || is_whole(term);
    term.bytes().any(|b| b.is_ascii_uppercase()) || is_marked || amount(term).is_some()
}

/// Calls `each` with the terms of a text in order of position, and returns the number of positions.
///
/// At one position the folded word comes first, its second forms after it.
pub fn words(text: &str, each: &mut impl FnMut(Word<'_>)) -> u32 {
    let mut state = State::default();
    let mut buffer = String::new();
    let mut at = 0;
    while let Some(word) = surface_form::next(text, at, &mut buffer) {
        at = word.next;
        let term = word.term(text, &buffer);
        each(state.word(term, word.bytes.clone(), 1));
        if word.class & (UPPER | LOWER) == UPPER && word.in_capitals(term) {
            state.capitals(text, term, &word, each);
        }
        if word.class & (UPPER | LOWER) == UPPER | LOWER {
            state.compound(text, term, &word, each);
            state.plural(text, term, &word, each);
        }
        if word.class == 0 {
            state.nouns(text, term, &word, each);
        }
        let first_part = state.seen <= word.bytes.start;
        let is_joined = first_part && state.joined(text, term, &word, each) == 2;
        if word.bytes.len() == 1 && !is_joined {
            state.lettered(text, term, &word, each);
        }
        if first_part && state.valued <= word.bytes.start {
            state.value(text, term, &word, each);
        }
        state.position += 1;
    }
    state.position
}

/// Folds a name or a value for comparison: its words folded, single blanks between them.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut buffer = String::new();
    let mut at = 0;
    while let Some(word) = surface_form::next(text, at, &mut buffer) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word.term(text, &buffer));
        at = word.next;
    }
    folded
}

/// The terms under which a typed name is compared with the words of a text: folded words, but the
/// capital form of a case-sensitive word in capitals (`US`).
pub fn name_terms(text: &str) -> Vec<String> {
    let mut compared: Vec<String> = Vec::new();
    let mut first = 0;
    for piece in text.split_whitespace() {
        words(
            piece,
            &mut |word| match compared.get_mut(first + word.position as usize) {
                None => compared.push(word.term.to_owned()),
                Some(known) => {
                    let capital = known.eq_ignore_ascii_case(word.term) && is_case_sensitive(known);
                    if capital {
                        word.term.clone_into(known);
                    }
                }
            },
        );
        first = compared.len();
    }
    compared
}

/// The most parts of a hyphenated word that has a joined form.
const PARTS: u32 = 6;

/// State between one word of a text and the next.
#[derive(Default)]
struct State {
    position: u32,
    all_caps: AllCaps,
    /// Hyphenated words that begin before this byte have been joined.
    seen: usize,
    /// Amounts and percentages that begin before this byte have been read.
    valued: usize,
    second: String,
    scratch: String,
}

impl State {
    fn word<'a>(&self, term: &'a str, bytes: Range<usize>, width: u32) -> Word<'a> {
        Word {
            term,
            bytes,
            position: self.position,
            width,
        }
    }

    /// `US` beside `us`, except in all-capitals text.
    fn capitals(
        &mut self,
        text: &str,
        term: &str,
        word: &SurfaceForm,
        each: &mut impl FnMut(Word<'_>),
    ) {
        if self.all_caps.covers(text, word.bytes.start) {
            return;
        }
        self.second.clear();
        self.second.push_str(term);
        self.second.make_ascii_uppercase();
        each(self.word(&self.second, word.bytes.clone(), 1));
    }

    /// `openai|4` beside the `openai` of `OpenAI`.
    fn compound(
        &mut self,
        text: &str,
        term: &str,
        word: &SurfaceForm,
        each: &mut impl FnMut(Word<'_>),
    ) {
        let written = &text[word.bytes.clone()];
        let Some(split) = compound_split(written).filter(|_| term.len() == written.len()) else {
            return;
        };
        self.second.clear();
        // Writing to a string cannot fail.
        let _ = write!(self.second, "{term}{COMPOUND_MARK}{split}");
        each(self.word(&self.second, word.bytes.clone(), 1));
    }

    /// `ev|s` beside the `evs` of `EVs`: `UPS` is no plural of `up`.
    fn plural(
        &mut self,
        text: &str,
        term: &str,
        word: &SurfaceForm,
        each: &mut impl FnMut(Word<'_>),
    ) {
        let short = text[word.bytes.clone()].strip_suffix('s');
        let in_capitals = |short: &str| short.bytes().all(|byte| byte.is_ascii_uppercase());
        if short.is_some_and(|short| short.len() > 1 && in_capitals(short)) {
            self.second.clear();
            self.second
                .push_str(&forms::plural_mark(&term[..term.len() - 1]));
            each(self.word(&self.second, word.bytes.clone(), 1));
        }
    }

    /// `삼성전자` beside `삼성전자가`.
    fn nouns(
        &mut self,
        text: &str,
        term: &str,
        word: &SurfaceForm,
        each: &mut impl FnMut(Word<'_>),
    ) {
        // Where letters are written in parts, its length in the text is another.
        if text[word.bytes.clone()] != *term {
            return;
        }
        particle::nouns(term, |length| {
            let bytes = word.bytes.start..word.bytes.start + length;
            each(self.word(&term[..length], bytes, 1));
        });
    }

    /// `h100` beside the `h` of `H 100`.
    fn lettered(
        &mut self,
        text: &str,
        term: &str,
        word: &SurfaceForm,
        each: &mut impl FnMut(Word<'_>),
    ) {
        let Some(at) = lettered::number_after(text, word) else {
            return;
        };
        let Some(number) = surface_form::next(text, at, &mut self.scratch) else {
            return;
        };
        self.second.clear();
        self.second.push_str(term);
        self.second.push_str(number.term(text, &self.scratch));
        let bytes = word.bytes.start..number.bytes.end;
        each(self.word(shortened(&self.second), bytes, 2));
    }

    /// `aigenerated` beside the `ai` of `AI-generated`. Returns the number of its parts.
    ///
    /// Digits that meet (`2024-25`, a telephone number) are not one word.
    fn joined(
        &mut self,
        text: &str,
        term: &str,
        word: &SurfaceForm,
        each: &mut impl FnMut(Word<'_>),
    ) -> u32 {
        let Some(mut next) = after_hyphen(text, word.next) else {
            return 1;
        };
        self.second.clear();
        self.second.push_str(term);
        let (mut parts, mut end, mut digits) = (1, word.bytes.end, ends_in_digit(term));
        let mut is_word = true;
        while let Some(part) = surface_form::next(text, next, &mut self.scratch) {
            parts += 1;
            end = part.bytes.end;
            let term = part.term(text, &self.scratch);
            is_word &= !(digits && term.starts_with(|letter: char| letter.is_ascii_digit()));
            digits = ends_in_digit(term);
            if parts <= PARTS {
                self.second.push_str(term);
            }
            match after_hyphen(text, part.next) {
                Some(after) => next = after,
                None => break,
            }
        }
        self.seen = end;
        if parts <= PARTS && is_word {
            each(self.word(shortened(&self.second), word.bytes.start..end, parts));
        }
        parts
    }

    /// `$500000000000` beside the `500` of `$500 billion`.
    fn value(
        &mut self,
        text: &str,
        term: &str,
        word: &SurfaceForm,
        each: &mut impl FnMut(Word<'_>),
    ) {
        let Some(value) = value_terms::read(text, word, term) else {
            return;
        };
        self.valued = value.bytes.end;
        for term in &value.terms {
            each(self.word(term, value.bytes.clone(), value.width));
        }
    }
}

fn ends_in_digit(term: &str) -> bool {
    term.ends_with(|letter: char| letter.is_ascii_digit())
}

/// Where the next part of a hyphenated word begins, if there is a hyphen at this byte.
fn after_hyphen(text: &str, at: usize) -> Option<usize> {
    let byte = *text.as_bytes().get(at)?;
    if byte != b'-' && byte < 128 {
        return None;
    }
    let hyphen = letter_at(text, at).filter(|letter| role(*letter) == Role::Hyphen)?;
    let next = at + hyphen.len_utf8();
    surface_form::begins(text, next).then_some(next)
}
