//! What is looked for beside the words of a question: their aliases, and the compounds that they
//! are or are made of.
//!
//! A compound is certain where somebody wrote it so: `OpenAI` with a capital inside the word, in
//! the question or in any article, or `data-center` with a hyphen in any article. Then `open ai`
//! finds `OpenAI` and `openai` finds `open ai`. Words that go with any other (`the`, `in`, `up`)
//! are never part of one.

use std::ops::Range;

use crate::alias::Aliases;
use crate::query::{How, Query};
use crate::words::{self, may_join, seam};

/// What a plan may know of the world outside the question.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    pub aliases: &'a Aliases,
    /// Whether neighbours in an OR may be one name: where any of the words will do.
    pub in_or: bool,
    pub written: &'a dyn Written,
}

/// What anybody wrote.
pub trait Written {
    /// Whether any article holds this word, in the index's spelling.
    fn holds(&self, spelling: &str) -> bool;
    /// How anybody wrote a folded word as one of two.
    fn compound(&self, word: &str) -> Compound;
}

/// How a word was written as one of two.
#[derive(Debug, Default)]
pub struct Compound {
    /// Where its second part begins, with a capital.
    pub seams: Vec<usize>,
    /// With a hyphen.
    pub in_two: bool,
}

/// Another way to say what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Other {
    /// Another name.
    Name(String),
    /// The parts of a compound, side by side.
    Apart(String, String),
    /// Two words as one.
    Joined(String),
}

/// Words of a question side by side that are one thing as well.
pub struct Run {
    /// Their places among their neighbours.
    pub at: Range<usize>,
    pub words: Vec<String>,
    pub others: Vec<Other>,
}

impl Beside<'_> {
    /// Other ways to say one word that was typed without a sign.
    pub fn of_word(&self, text: &str) -> Vec<Other> {
        let names = self.names(&words::compared(text));
        names.into_iter().chain(self.apart(text)).collect()
    }

    /// The longest runs of neighbours that have another way to be said, from the left.
    pub fn runs(&self, neighbours: &[Query]) -> Vec<Run> {
        let typed: Vec<Option<Vec<String>>> = neighbours.iter().map(plain).collect();
        let mut runs = Vec::new();
        let mut next = 0;
        while next < typed.len() {
            let run = self.run(&typed, next);
            next = run.as_ref().map_or(next + 1, |run| run.at.end);
            runs.extend(run);
        }
        runs
    }

    fn run(&self, typed: &[Option<Vec<String>>], from: usize) -> Option<Run> {
        let longest = self.aliases.longest().max(2);
        let mut words: Vec<String> = Vec::new();
        let mut found = None;
        for (at, more) in typed.iter().enumerate().skip(from) {
            let Some(more) = more else { break };
            words.extend_from_slice(more);
            if words.len() > longest {
                break;
            }
            if at > from {
                let mut others = self.names(&words);
                others.extend(self.joined(&words));
                if !others.is_empty() {
                    let words = words.clone();
                    let at = from..at + 1;
                    found = Some(Run { at, words, others });
                }
            }
        }
        found
    }

    fn names(&self, words: &[String]) -> Vec<Other> {
        let names = self.aliases.others(words).into_iter();
        names.map(|name| Other::Name(name.to_owned())).collect()
    }

    /// `openai` for `open ai`.
    fn joined(&self, words: &[String]) -> Option<Other> {
        let [first, second] = words else { return None };
        if !may_join(first, second) {
            return None;
        }
        let joined = format!("{first}{second}");
        let Compound { seams, in_two } = self.written.compound(&joined);
        let is_written = in_two || seams.contains(&first.len());
        is_written.then_some(Other::Joined(joined))
    }

    /// `open ai` for `openai`.
    fn apart(&self, text: &str) -> Vec<Other> {
        let word = words::fold(text);
        if word.len() > LONGEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Vec::new();
        }
        let typed = seam(text).filter(|_| text.len() == word.len());
        let Compound { seams, in_two } = self.written.compound(&word);
        if typed.is_none() && seams.is_empty() && !in_two {
            return Vec::new();
        }
        let known = |part: &str| self.written.holds(part);
        let meets = |at: &usize| {
            let (first, second) = word.split_at(*at);
            may_join(first, second)
                && (typed == Some(*at)
                    || seams.contains(at)
                    || in_two && known(first) && known(second))
        };
        let parts = (1..word.len()).filter(meets);
        parts
            .map(|at| Other::Apart(word[..at].to_owned(), word[at..].to_owned()))
            .collect()
    }
}

/// Longer words are not taken apart.
const LONGEST: usize = 40;

/// The words of a query that is one word typed without a sign.
fn plain(query: &Query) -> Option<Vec<String>> {
    match query {
        Query::Word {
            text,
            how: How::Forms,
        } => Some(words::compared(text)).filter(|words| !words.is_empty()),
        _ => None,
    }
}

/// As it is named to a person.
impl std::fmt::Display for Other {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Other::Name(name) => out.write_str(name),
            Other::Apart(first, second) => write!(out, "{first} {second}"),
            Other::Joined(word) => out.write_str(word),
        }
    }
}
