//! What the reference looks for beside typed words: other names and compounds.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::tz::TimeZone;
use newshound::plan::expansion::{Compound, Dictionary};
use newshound::query::{DefaultOperator, MatchMode, Query};
use newshound::words::{self, events};

use super::designation;
use super::evaluator::Read;
use super::line::Line;
use super::place::{Match, distinct};
use super::typed;

/// The alias file of every corpus here: names that are ordinary in small letters, names of several
/// words, an arrow, a name in two entries.
pub const ALIASES: &str = "\
ban, embargo
WHO, world health organization # the pronoun is another word
export controls, chip ban, BIS
chips => AI-generated
embargo, US policy
";

/// What is known besides the article that is looked at.
#[derive(Clone)]
pub struct World {
    /// Names that find names.
    entries: Vec<(Vec<String>, Vec<String>)>,
    /// Under `Any`, neighbours in an OR may be one name.
    pub join: DefaultOperator,
    /// Whose calendar days are meant.
    pub zone: TimeZone,
    /// Every index word that stands anywhere, with the number of positions it covers.
    written: BTreeSet<(String, usize)>,
}

/// Neighbouring words of a query that can be said in another way.
pub struct Run {
    pub at: Range<usize>,
    words: Vec<String>,
}

impl World {
    pub fn new(articles: &[Read], join: DefaultOperator) -> World {
        let lines = articles.iter().flat_map(|read| [&read.title, &read.body]);
        let tokens = lines.flat_map(|line| &line.tokens);
        let written = tokens.map(|token| (token.term.clone(), token.at.len()));
        World {
            entries: ALIASES.lines().map(entry).collect(),
            join,
            zone: TimeZone::UTC,
            written: written.collect(),
        }
    }

    /// The same without other names.
    pub fn nameless(self) -> World {
        let entries = Vec::new();
        World { entries, ..self }
    }

    fn is_written(&self, term: &str, positions: usize) -> bool {
        self.written.contains(&(term.to_owned(), positions))
    }

    /// Where one word typed without a sign stands under another name, or as two words.
    pub fn of_word(&self, text: &str, line: &Line) -> Vec<Match> {
        let mut found = self.names(&text.split(' ').map(compared).collect::<Vec<_>>(), line);
        let word = words::fold(text);
        let inner = |at: usize| {
            let letters = text.as_bytes();
            let capitals = (1..letters.len()).filter(|&n| {
                letters[n - 1].is_ascii_lowercase() && letters[n].is_ascii_uppercase()
            });
            text.len() == word.len() && capitals.eq([at])
        };
        if word.bytes().all(|letter| letter.is_ascii_lowercase()) {
            for at in 1..word.len() {
                let (one, two) = word.split_at(at);
                let hyphen =
                    self.is_written(&word, 2) && self.is_written(one, 1) && self.is_written(two, 1);
                let seam = self.is_written(&format!("{one}{two}|{}", one.len()), 1);
                if may_join(one, two) && (inner(at) || hyphen || seam) {
                    found.extend(typed::exact_phrase(&[one, two], line));
                }
            }
        }
        distinct(found)
    }

    fn names(&self, words: &[String], line: &Line) -> Vec<Match> {
        let mut found = Vec::new();
        let name = words.join(" ");
        if let Some(other) = ordinal(words) {
            found.extend(typed::sequence(other, 0, false, line).unwrap());
        }
        for (from, to) in &self.entries {
            if from.iter().any(|one| same(one, &name)) {
                for other in to.iter().filter(|other| !same(other, &name)) {
                    // A short form in capitals is meant in capitals.
                    let short = other.bytes().all(|letter| letter.is_ascii_uppercase());
                    found.extend(match short && (2..=8).contains(&other.len()) {
                        true => typed::exactly(line, other),
                        false => typed::sequence(other, 0, false, line).unwrap(),
                    });
                }
            }
        }
        found
    }

    /// The runs among parts of an AND or an OR, the longest from every place, from the left.
    pub fn runs(&self, parts: &[Query], is_or: bool) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut from = 0;
        while from < parts.len() && (self.join == DefaultOperator::Or || !is_or) {
            let words =
                |to: usize| -> Option<Vec<String>> { parts[from..to].iter().map(plain).collect() };
            let mut ends = (from + 2..=parts.len()).rev();
            let longest = ends.find(|&to| words(to).is_some_and(|words| self.is_one(&words)));
            match longest {
                Some(to) => {
                    runs.push(Run {
                        at: from..to,
                        words: words(to).unwrap(),
                    });
                    from = to;
                }
                None => from += 1,
            }
        }
        runs
    }

    fn is_one(&self, words: &[String]) -> bool {
        let name = words.join(" ");
        let named = self
            .entries
            .iter()
            .any(|(from, _)| from.iter().any(|one| same(one, &name)));
        named
            || self.is_compound(words)
            || self.designation(words).is_some()
            || ordinal(words).is_some()
    }

    /// Two neighbours with letters and a number in one, where any text has them so.
    fn designation(&self, words: &[String]) -> Option<Vec<String>> {
        let [one, two] = words else { return None };
        let mut one: Vec<&str> = one.split(' ').collect();
        let (first, mut rest) = (two.split(' ').next()?, two.split(' ').skip(1));
        let joined = designation::joined(one.pop()?, first)?;
        let is_written = (1..4).any(|width| self.is_written(&joined, width));
        let whole = one.into_iter().chain([joined.as_str()]).chain(&mut rest);
        is_written.then(|| whole.map(str::to_owned).collect())
    }

    fn is_compound(&self, words: &[String]) -> bool {
        let [one, two] = words else { return false };
        may_join(one, two)
            && (self.is_written(&format!("{one}{two}|{}", one.len()), 1)
                || self.is_written(&format!("{one}{two}"), 2))
    }

    /// Where the words of a run stand side by side, or what they can be said to be.
    pub fn of_run(&self, run: &Run, line: &Line) -> Vec<Match> {
        let words: Vec<&str> = run.words.iter().map(String::as_str).collect();
        let mut found = typed::exact_phrase(&words, line);
        found.extend(self.names(&run.words, line));
        if self.is_compound(&run.words) {
            found.extend(typed::exactly(line, &words.concat()));
        }
        if let Some(joined) = self.designation(&run.words) {
            let joined: Vec<&str> = joined.iter().map(String::as_str).collect();
            found.extend(typed::exact_phrase(&joined, line));
        }
        distinct(found)
    }
}

/// What a plan asks, answered from every word there is.
impl Dictionary for World {
    fn contains(&self, spelling: &str) -> bool {
        let word = events::split_width(spelling);
        word.is_some_and(|(term, width)| self.is_written(term, width as usize))
    }

    fn compound(&self, word: &str) -> Compound {
        let mut compound = Compound::default();
        for (term, width) in &self.written {
            let mut spelling = String::new();
            compound.enter(word, events::with_width(term, *width as u32, &mut spelling));
        }
        compound
    }
}

/// The ordinals of the vocabulary, in words and in digits.
fn ordinal(words: &[String]) -> Option<&'static str> {
    let pairs = [("21st", "twenty first"), ("first", "1st")];
    let name = words.join(" ");
    let both = pairs
        .into_iter()
        .flat_map(|(one, two)| [(one, two), (two, one)]);
    both.into_iter()
        .find(|(from, _)| *from == name)
        .map(|(_, to)| to)
}

fn entry(line: &str) -> (Vec<String>, Vec<String>) {
    let line = line.split('#').next().unwrap();
    let names = |side: &str| -> Vec<String> {
        let names = side.split(',').map(|name| name.trim().to_owned());
        names.collect()
    };
    match line.split_once("=>") {
        Some((from, to)) => (names(from), names(to)),
        None => (names(line), names(line)),
    }
}

/// Whether what was typed is this name.
fn same(name: &str, typed: &str) -> bool {
    let words: Vec<_> = name.split_whitespace().map(compared).collect();
    words.join(" ") == typed
}

/// A word as names are compared: in small letters, but for a guarded one in capitals.
fn compared(word: &str) -> String {
    let folded = words::fold(word);
    let mut letters = word.chars().filter(|letter| letter.is_alphabetic());
    match letters.all(char::is_uppercase) && typed::GUARDED.contains(&folded.as_str()) {
        true => folded.to_uppercase(),
        false => folded,
    }
}

fn plain(query: &Query) -> Option<String> {
    match query {
        Query::Word {
            text,
            how: MatchMode::Forms | MatchMode::Relatives,
        } => Some(compared(text)).filter(|words| !words.is_empty()),
        _ => None,
    }
}

/// Words that go with any other.
#[rustfmt::skip]
pub const LOOSE: &[&str] = &[
    "about", "after", "all", "am", "an", "and", "any", "are", "as", "at", "away", "back", "be",
    "been", "before", "but", "by", "can", "could", "did", "do", "does", "down", "for", "from",
    "had", "has", "have", "he", "her", "here", "him", "his", "how", "if", "in", "into", "is", "it",
    "its", "may", "me", "might", "more", "must", "my", "no", "not", "now", "of", "off", "on", "one",
    "or", "our", "out", "over", "re", "shall", "she", "should", "so", "some", "than", "that", "the",
    "their", "them", "then", "there", "they", "this", "through", "to", "un", "under", "up", "us",
    "was", "we", "were", "what", "when", "where", "who", "why", "will", "with", "would", "you",
    "your",
];

fn may_join(one: &str, two: &str) -> bool {
    let part = |word: &str| {
        let letters = word.bytes().all(|letter| letter.is_ascii_lowercase());
        word.len() > 1 && letters && !LOOSE.contains(&word)
    };
    part(one) && part(two)
}
