//! What is looked for beside the words of a question: their aliases, and the compounds that they
//! are or are made of.
//!
//! A compound is certain where somebody wrote it so: `OpenAI` with a capital inside the word, in
//! the question or in any article, or `data-center` with a hyphen in any article. Then `open ai`
//! finds `OpenAI` and `openai` finds `open ai`. Words that go with any other (`the`, `in`, `up`)
//! are never part of one. Letters and a number side by side are one word where any text has them so:
//! `sb 1047` finds `SB1047`. An ordinal is looked for in words and in digits.

use std::ops::Range;

use crate::alias::Aliases;
use crate::field::{Field, FieldKind};
use crate::plan::designation::{self, TypedWord};
use crate::query::{MatchMode, Query};
use crate::words::{self, COMPOUND_MARK, compound_split, events, may_join};

/// Where other ways to say a word come from.
#[derive(Clone, Copy)]
pub struct Expansion<'a> {
    pub aliases: &'a Aliases,
    /// Whether neighbours in an OR may be one name: where any of the words is enough.
    pub in_or: bool,
    pub dictionary: &'a dyn Dictionary,
}

/// The words that articles contain, as far as a plan asks for them. Planning needs nothing else of an engine.
pub trait Dictionary {
    /// Whether any article contains this word in its headline or its text, in the index's spelling.
    fn contains(&self, spelling: &str) -> bool;

    /// How a folded word was written as one of two words, in any article.
    fn compound(&self, word: &str) -> Compound;
}

/// A dictionary without words: nothing is known to be a compound.
pub struct NoWords;

impl Dictionary for NoWords {
    fn contains(&self, _: &str) -> bool {
        false
    }

    fn compound(&self, _: &str) -> Compound {
        Compound::default()
    }
}

/// How a word was written as one of two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compound {
    /// Where its second part begins, with a capital.
    pub seams: Vec<usize>,
    /// With a hyphen.
    pub in_two: bool,
}

impl Compound {
    /// Takes note of an index word that may be `word` written in parts.
    pub fn enter(&mut self, word: &str, spelling: &str) {
        self.in_two |= events::split_width(spelling) == Some((word, 2));
        let seam = spelling.strip_prefix(word);
        let seam = seam.and_then(|rest| rest.strip_prefix(COMPOUND_MARK)?.parse::<usize>().ok());
        self.seams.extend(seam);
    }
}

/// Another way to say what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variant {
    /// Another name.
    Name(String),
    /// The parts of a compound, side by side.
    Apart(Vec<String>),
    /// The words side by side, two of them as one.
    Joined(Vec<String>),
}

/// Words of a question side by side that are one thing as well.
pub struct Run {
    /// Their places among their neighbours.
    pub at: Range<usize>,
    pub words: Vec<String>,
    pub others: Vec<Variant>,
}

impl Expansion<'_> {
    /// Variant ways to say one word that was typed without a sign.
    pub fn of_word(&self, text: &str) -> Vec<Variant> {
        let names = self.names(&words::name_terms(text));
        names.into_iter().chain(self.apart(text)).collect()
    }

    /// The longest runs of neighbours that have another way to be said, from the left.
    pub fn runs(&self, neighbours: &[Query]) -> Vec<Run> {
        let typed: Vec<Option<Typed>> = neighbours.iter().map(plain).collect();
        let mut runs = Vec::new();
        let mut next = 0;
        while next < typed.len() {
            let run = self.run(&typed, next);
            next = run.as_ref().map_or(next + 1, |run| run.at.end);
            runs.extend(run);
        }
        runs
    }

    fn run(&self, typed: &[Option<Typed>], from: usize) -> Option<Run> {
        let longest = self.aliases.longest().max(2);
        let mut words: Vec<String> = Vec::new();
        let mut found = None;
        for (at, more) in typed.iter().enumerate().skip(from) {
            let Some(more) = more else { break };
            words.extend_from_slice(&more.words);
            let mut others = Vec::new();
            if let (true, Some(first)) = (at == from + 1, &typed[from]) {
                others.extend(self.designation(first, more));
            }
            if words.len() > longest && others.is_empty() {
                break;
            }
            if at > from {
                others.extend(self.names(&words));
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

    /// `sb1047` for `sb 1047`, `sec 230` for `section 230`.
    fn designation(&self, first: &Typed, second: &Typed) -> Option<Variant> {
        let (one, before) = first.words.split_last()?;
        let (two, after) = second.words.split_first()?;
        if let Some(other) = words::other_designator(one).filter(|_| is_number(two)) {
            return Some(Variant::Joined(
                [before, &[other.to_owned()], &second.words].concat(),
            ));
        }
        let one = TypedWord {
            term: one,
            written: if first.words.len() == 1 {
                &first.text
            } else {
                one
            },
            gap: "",
        };
        let two = TypedWord {
            term: two,
            written: two,
            gap: " ",
        };
        let joined = designation::joined(one, two)?;
        let is_written = self.written(Field::Body)(&joined);
        is_written.then(|| Variant::Joined([before, &[joined], after].concat()))
    }

    /// Says whether any article has a word of letters and a number in one, or with hyphens. Of names
    /// and values nothing is known: there it may be written.
    pub fn written(self, field: Field) -> impl Fn(&str) -> bool {
        let is_text = field.kind() == FieldKind::Text;
        move |word: &str| {
            let mut spelling = String::new();
            let mut known = |width| {
                let spelling = events::with_width(word, width, &mut spelling);
                self.dictionary.contains(spelling)
            };
            !is_text || (1..=3).any(&mut known)
        }
    }

    fn names(&self, words: &[String]) -> Vec<Variant> {
        let names = self.aliases.others(words).into_iter().map(str::to_owned);
        let names = names.chain(words::other_ordinal(words));
        names.map(Variant::Name).collect()
    }

    /// `openai` for `open ai`.
    fn joined(&self, words: &[String]) -> Option<Variant> {
        let [first, second] = words else { return None };
        if !may_join(first, second) {
            return None;
        }
        let joined = format!("{first}{second}");
        let Compound { seams, in_two } = self.dictionary.compound(&joined);
        let is_written = in_two || seams.contains(&first.len());
        is_written.then(|| Variant::Joined(vec![joined]))
    }

    /// `open ai` for `openai`.
    fn apart(&self, text: &str) -> Vec<Variant> {
        let word = words::fold(text);
        if word.len() > LONGEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Vec::new();
        }
        let typed = compound_split(text).filter(|_| text.len() == word.len());
        let Compound { seams, in_two } = self.dictionary.compound(&word);
        if typed.is_none() && seams.is_empty() && !in_two {
            return Vec::new();
        }
        let known = |part: &str| self.dictionary.contains(part);
        let meets = |at: &usize| {
            let (first, second) = word.split_at(*at);
            may_join(first, second)
                && (typed == Some(*at)
                    || seams.contains(at)
                    || in_two && known(first) && known(second))
        };
        let parts = (1..word.len()).filter(meets);
        parts
            .map(|at| Variant::Apart(vec![word[..at].to_owned(), word[at..].to_owned()]))
            .collect()
    }
}

/// Longer words are not taken apart.
const LONGEST: usize = 40;

/// One word of a question that was typed without a sign.
struct Typed {
    words: Vec<String>,
    text: String,
}

fn is_number(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit())
}

fn plain(query: &Query) -> Option<Typed> {
    let Query::Word {
        text,
        how: MatchMode::Forms | MatchMode::Relatives,
    } = query
    else {
        return None;
    };
    let words = words::name_terms(text);
    let text = text.clone();
    (!words.is_empty()).then_some(Typed { words, text })
}

/// As it is named to a person.
impl std::fmt::Display for Variant {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Variant::Name(name) => out.write_str(name),
            Variant::Apart(words) | Variant::Joined(words) => out.write_str(&words.join(" ")),
        }
    }
}
