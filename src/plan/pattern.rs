//! Patterns: what a word of the query means, as a test on index words.
//!
//! A pattern is applied to the dictionary when a query is carried out and to the words of a text
//! when its marks are drawn; both get the same answer.

use std::sync::OnceLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use regex_automata::meta::Regex;

use crate::passage::Edge;
use crate::query::{self, Amounts};
use crate::words;
use crate::words::events;
use crate::words::forms::{Forms, marked_plural};

/// A test on index words.
pub enum Pattern {
    /// This word, covering any number of positions.
    Exact(String),
    /// Every form of a word.
    Forms(Box<Forms>),
    /// Every other word of the family that a word belongs to.
    Relatives(Box<Forms>),
    /// Every word that this expression matches from end to end.
    Regex {
        text: String,
        regex: Box<Regex>,
        prefix: String,
    },
    /// Every word within `edits` edits; swapping two neighbours is one.
    Fuzzy {
        word: String,
        edits: u8,
        dfa: Box<DFA>,
    },
    /// Every amount of money within these bounds.
    Amounts(Amounts),
    /// A border between words; no word.
    Edge(Edge),
}

impl Pattern {
    pub fn forms(word: &str) -> Pattern {
        Pattern::Forms(Box::new(Forms::of(word)))
    }

    pub fn relatives(word: &str) -> Pattern {
        Pattern::Relatives(Box::new(Forms::of(word)))
    }

    /// `*` is any run of letters, `?` is one.
    pub fn wildcard(text: &str) -> Option<Pattern> {
        let mut expression = String::new();
        let mut prefix = None;
        for (at, letter) in text.char_indices() {
            let wild = match letter {
                '*' => ".*",
                '?' => ".",
                _ => {
                    expression.push_str(&regex_escape(letter));
                    continue;
                }
            };
            expression.push_str(wild);
            prefix.get_or_insert(&text[..at]);
        }
        let prefix = prefix.unwrap_or(text).to_owned();
        Some(Pattern::Regex {
            text: text.to_owned(),
            regex: query::expression(&expression)?,
            prefix,
        })
    }

    /// `None` if the expression cannot be read or is too large.
    pub fn regex(text: &str) -> Option<Pattern> {
        let regex = query::expression(text)?;
        Some(Pattern::Regex {
            text: format!("/{text}/"),
            regex,
            prefix: String::new(),
        })
    }

    pub fn fuzzy(word: &str, edits: u8) -> Pattern {
        let dfa = Box::new(automaton(edits).build_dfa(word));
        Pattern::Fuzzy {
            word: word.to_owned(),
            edits,
            dfa,
        }
    }

    /// The prefixes of which every matching word has one: where in a dictionary to look.
    pub fn prefixes(&self) -> Vec<&str> {
        vec![match self {
            Pattern::Exact(word) => word,
            Pattern::Regex { prefix, .. } => prefix,
            Pattern::Forms(_) | Pattern::Relatives(_) | Pattern::Fuzzy { .. } => "",
            Pattern::Amounts(amounts) if amounts.currency.is_empty() => return words::currencies(),
            Pattern::Amounts(amounts) => amounts.currency,
            Pattern::Edge(_) => return Vec::new(),
        }]
    }

    /// Whether a good part of a dictionary has to be looked through.
    pub fn is_wide(&self) -> bool {
        match self {
            Pattern::Regex { prefix, .. } => prefix.len() < 2,
            Pattern::Fuzzy { edits, .. } => *edits > 1,
            _ => false,
        }
    }

    /// Whether an index word, in the index's spelling, is meant.
    pub fn takes(&self, spelling: &str) -> bool {
        let Some((term, _)) = events::split_width(spelling) else {
            return false;
        };
        match self {
            Pattern::Exact(word) => term == word,
            Pattern::Amounts(amounts) => {
                words::amount(term).is_some_and(|one| amounts.contains(&one))
            }
            Pattern::Forms(forms) if term == forms.word() || marked_plural(term).is_some() => {
                forms.contain(term)
            }
            _ if words::is_second_form(term) => false,
            Pattern::Forms(forms) => forms.contain(term),
            Pattern::Relatives(forms) => forms.have_relative(term),
            Pattern::Regex { regex, .. } => regex.is_match(term),
            Pattern::Fuzzy { dfa, .. } => matches!(dfa.eval(term), Distance::Exact(_)),
            Pattern::Edge(_) => false,
        }
    }

    /// Two patterns with equal keys mean the same words.
    pub fn key(&self) -> String {
        match self {
            Pattern::Exact(word) => format!("={word}"),
            Pattern::Forms(forms) => forms.key(),
            Pattern::Relatives(forms) => format!("~{}", forms.word()),
            // A wildcard may hold none: a piece of `chip-3*` is `chip`.
            Pattern::Regex { text, .. } => format!("/{text}"),
            Pattern::Fuzzy { word, edits, .. } => format!("{word}~{edits}"),
            Pattern::Amounts(amounts) => format!("amount:{amounts}"),
            // No word holds a blank.
            Pattern::Edge(edge) => format!(" {edge:?}"),
        }
    }
}

fn regex_escape(letter: char) -> String {
    if letter.is_alphanumeric() {
        letter.to_string()
    } else {
        format!("\\x{{{:x}}}", u32::from(letter))
    }
}

/// Takes the words within so many edits of one: 1 or 2, a swap of neighbours among them.
pub fn automaton(edits: u8) -> &'static LevenshteinAutomatonBuilder {
    static ONE: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    static TWO: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    match edits {
        0 | 1 => ONE.get_or_init(|| LevenshteinAutomatonBuilder::new(1, true)),
        _ => TWO.get_or_init(|| LevenshteinAutomatonBuilder::new(2, true)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wildcard_that_a_question_may_hold_can_be_compiled() {
        for piece in ["*a", "?", "k", "ß", "*ﷺ", "*𝔎", "k?*"] {
            let text = piece.repeat(256 / piece.len());
            let folded = text.replace('ﷺ', &words::fold("ﷺ").replace(' ', ""));
            assert!(Pattern::wildcard(&folded).is_some(), "{piece}");
        }
    }
}
