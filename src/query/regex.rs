//! Regular expressions and wildcards: which are kept, and how the others are read as words.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use regex_automata::meta::Regex;
use regex_automata::util::syntax;

use super::notes::short;
use super::parse::{LeafKind, Parser};
use super::regex_fault;
use super::token::is_one_word;
use super::word;
use super::{MatchMode, Query, normal_form};

const NO_REGEX: &str = "is not a regular expression";
/// The most regular expressions of a question, each counted once: compiling one takes time.
const MOST_REGEXES: usize = 32;
/// The largest compiled expression, in bytes.
const LARGEST: usize = 1 << 18;
/// How many compiled expressions are cached.
const REMEMBERED: usize = 2 * MOST_REGEXES;
/// The longest wildcard, in bytes; compiled, it stays far below `LARGEST`.
pub const LONGEST_WILDCARD: usize = 256;

/// Compiles `expression` so that it has to match a whole word. Capitals match small letters, as index
/// words are folded. `None` if the expression cannot be read or is too large, which is never so for
/// an expression that the parser has kept.
///
/// A thread compiles an expression once and keeps it for further uses.
pub fn whole(expression: &str) -> Option<Box<Regex>> {
    thread_local! {
        static KNOWN: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(known) = known.get(expression) {
            return known.clone().map(Box::new);
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        let compiled = compiled(expression);
        known.insert(expression.to_owned(), compiled.clone());
        compiled.map(Box::new)
    })
}

fn compiled(expression: &str) -> Option<Regex> {
    let syntax = syntax::Config::new().case_insensitive(true);
    // Parsed alone first, so that its brackets cannot pair with those put around it.
    syntax::parse_with(expression, &syntax).ok()?;
    let config = Regex::config()
        .nfa_size_limit(Some(LARGEST))
        .onepass_size_limit(Some(LARGEST));
    let built = Regex::builder()
        .configure(config)
        .syntax(syntax)
        .build(&format!("^(?:{expression})$"));
    built.ok()
}

impl Parser<'_> {
    pub fn regex(&mut self, text: &str, at: Range<usize>) -> Option<Query> {
        let is_new = !self.regexes.contains(text);
        let odd = match self.leaf_kind {
            LeafKind::Day(..) => Some("is not a date"),
            LeafKind::Amount => Some("is not an amount"),
            _ if is_new && self.regexes.len() >= MOST_REGEXES => {
                Some("is one regular expression too many")
            }
            _ if whole(text).is_none() => Some(NO_REGEX),
            _ => None,
        };
        let query = if let Some(odd) = odd {
            let (message, hint) = match regex_fault::of(text) {
                Some((fault, hint)) if odd == NO_REGEX => {
                    (format!("`/{}/` {fault}", short(text)), hint)
                }
                _ => (
                    format!("`/{}/` {odd}", short(text)),
                    "write one like `/colou?r/`",
                ),
            };
            let words = self.pieces(text);
            let hint = match words {
                Some(_) => format!("{hint}; it is read as words"),
                None => hint.to_owned(),
            };
            self.notes.push(message, hint, at);
            words?
        } else {
            self.regexes.insert(text.to_owned());
            self.placed(Query::Word {
                text: text.to_owned(),
                how: MatchMode::Regex,
            })
        };
        Some(self.tailed(query))
    }

    /// Reads a wildcard that is too long as words.
    pub fn long_wildcard(&mut self, text: &str, at: Range<usize>) -> Option<Query> {
        let message = format!("`{}` is too long for a wildcard", short(text));
        let hint = "write a shorter one like `regulat*`; it is read as words";
        self.notes.push(message, hint, at);
        self.pieces(text)
    }

    /// Reads a text that is no expression as words.
    fn pieces(&self, text: &str) -> Option<Query> {
        let pieces = text.split(|c: char| !c.is_alphanumeric());
        let words: Vec<Query> = pieces
            .filter(|piece| word::has_word(piece))
            .map(|piece| self.piece(piece))
            .collect();
        (!words.is_empty()).then(|| normal_form::and(words))
    }

    fn piece(&self, piece: &str) -> Query {
        let text = piece.to_owned();
        self.placed(if is_one_word(piece) {
            Query::Word {
                text,
                how: MatchMode::Forms,
            }
        } else {
            Query::Phrase { text, slop: 0 }
        })
    }
}
