//! Text terms: the words and the names of two words that some articles have, each with how many have it.
//!
//! - A *word* is folded as in the index; one that is another word in capitals (`US`) is in capitals.
//! - A *name* is two words with capitals side by side, neither of them a function word. Somewhere in running text
//!   just these two are side by side, and not at the beginning of a sentence: capitals there say nothing.
//! - Two ideographs side by side are a word: by itself an ideograph says little.
//!
//! Names are counted where they are written with capitals; in more articles than have each of its words a name is not.
//! Reading costs the texts of the articles, cut into words by some threads at once; in memory it is what they have of
//! words and names.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

use crate::article::Id;
use crate::engine::{Snapshot, threads};
use crate::error::Result;
use crate::rank::is_function_word;
use crate::request::interrupt::Interrupt;
use crate::words;

/// A term that some articles have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTerm {
    /// A word as it is folded, a name as it is written first.
    pub term: String,
    /// Whether it is one index word.
    pub is_word: bool,
    /// How many articles have it, of a name at most.
    pub articles: u64,
}

/// The words that are no terms.
#[derive(Debug, Default)]
pub struct LeftOut {
    /// Whether there are none.
    pub nothing: bool,
    /// The index words that a question asks for.
    pub asked: HashSet<String>,
}

impl LeftOut {
    fn word(&self, term: &str) -> bool {
        if self.nothing {
            return false;
        }
        let mut letters = term.chars().filter(|letter| letter.is_alphabetic());
        let is_short = letters.next().is_none() || term.chars().nth(1).is_none();
        is_short || is_function_word(term) || self.asked.contains(term)
    }

    fn pair(&self, terms: [&str; 2]) -> bool {
        !self.nothing && terms.iter().all(|term| self.asked.contains(*term))
    }
}

/// The terms of some articles that at least so many have, in the order of their names.
pub fn text_terms(
    snapshot: &dyn Snapshot,
    articles: &[Id],
    left_out: &LeftOut,
    least: u64,
    interrupt: &Interrupt,
) -> Result<Vec<TextTerm>> {
    let seen = match articles.len() {
        0..FEW => read(snapshot, articles, left_out, interrupt)?,
        many => {
            let part = many.div_ceil(threads());
            let parts = thread::scope(|scope| {
                let reading = articles
                    .chunks(part)
                    .map(|part| scope.spawn(move || read(snapshot, part, left_out, interrupt)));
                let reading: Vec<_> = reading.collect();
                let done = reading.into_iter().map(|part| part.join());
                let done = done.map(|read| read.unwrap_or_else(|panic| resume_unwind(panic)));
                done.collect::<Result<Vec<Seen>>>()
            })?;
            parts.into_iter().reduce(Seen::with).unwrap_or_default()
        }
    };
    let offered = seen.terms.iter();
    let offered = offered.filter(|(_, term)| term.is_offered && term.articles >= least);
    let terms = offered.map(|(key, term)| TextTerm {
        term: term.written.as_ref().unwrap_or(key).to_string(),
        is_word: term.is_word,
        articles: seen.at_most(key, term),
    });
    let mut terms: Vec<TextTerm> = terms.collect();
    terms.sort_unstable_by(|one, other| one.term.cmp(&other.term));
    Ok(terms)
}

/// So many articles are read at once by one thread.
const FEW: usize = 32;

fn read(
    snapshot: &dyn Snapshot,
    articles: &[Id],
    left_out: &LeftOut,
    interrupt: &Interrupt,
) -> Result<Seen> {
    let mut seen = Seen::default();
    let mut reader = Reader::new(left_out);
    for (number, id) in articles.iter().enumerate() {
        interrupt.check()?;
        let Some(article) = snapshot.article(*id)? else {
            continue;
        };
        if let Some(title) = &article.about.title {
            reader.read(title, true, number, &mut seen);
        }
        reader.last.clear();
        for passage in article.passages {
            let text = article.text.get(passage).unwrap_or_default();
            reader.read(text, false, number, &mut seen);
        }
    }
    Ok(seen)
}

/// The terms of some articles.
#[derive(Default)]
struct Seen {
    /// By word, or by the words of a name with a blank between them.
    terms: HashMap<Box<str>, Term>,
}

struct Term {
    is_word: bool,
    /// Whether it is a term: a name was seen within a sentence.
    is_offered: bool,
    articles: u64,
    /// The number of the last article.
    last: usize,
    /// Where that is not the key.
    written: Option<Box<str>>,
}

impl Seen {
    /// Takes note of a term in an article; `written` is how a name is written.
    fn count(&mut self, term: &str, is_offered: bool, article: usize, written: Option<&str>) {
        if let Some(known) = self.terms.get_mut(term) {
            known.articles += u64::from(known.last != article);
            known.last = article;
            known.is_offered |= is_offered;
            return;
        }
        let new = Term {
            is_word: written.is_none(),
            is_offered,
            articles: 1,
            last: article,
            written: written.map(Box::from),
        };
        self.terms.insert(Box::from(term), new);
    }

    /// How many articles have a term at most.
    fn at_most(&self, key: &str, term: &Term) -> u64 {
        let words = key.split_once(' ').filter(|_| !term.is_word);
        let with = |word: &str| {
            self.terms
                .get(word)
                .map_or(term.articles, |word| word.articles)
        };
        words.map_or(term.articles, |(one, other)| with(one).min(with(other)))
    }

    /// The same with the terms of articles after these.
    fn with(mut self, others: Seen) -> Seen {
        for (key, other) in others.terms {
            match self.terms.get_mut(&key) {
                Some(known) => {
                    known.articles += other.articles;
                    known.is_offered |= other.is_offered;
                }
                None => {
                    self.terms.insert(key, other);
                }
            }
        }
        self
    }
}

/// Cuts texts into words.
struct Reader<'a> {
    left_out: &'a LeftOut,
    /// The words of a text.
    words: Vec<TextWord>,
    /// Their terms, one after the other.
    terms: String,
    /// The last term of the text before.
    last: String,
}

/// A word of a text.
struct TextWord {
    bytes: Range<usize>,
    /// Within the terms.
    term: Range<usize>,
    /// Whether it may be a part of a name.
    is_capitalised: bool,
    /// Whether a blank and nothing else is between the word before it and itself.
    is_next: bool,
}

impl<'a> Reader<'a> {
    fn new(left_out: &'a LeftOut) -> Reader<'a> {
        Reader {
            left_out,
            words: Vec::new(),
            terms: String::new(),
            last: String::new(),
        }
    }

    fn read(&mut self, text: &str, is_headline: bool, article: usize, seen: &mut Seen) {
        let Reader {
            left_out,
            words,
            terms,
            ..
        } = self;
        words.clear();
        terms.clear();
        words::words(text, &mut |word| {
            let is_first = words.len() == word.position as usize;
            if is_first {
                let is_next = words.last().is_some_and(|before| {
                    is_blank(
                        text.get(before.bytes.end..word.bytes.start)
                            .unwrap_or_default(),
                    )
                });
                let start = terms.len();
                terms.push_str(word.term);
                words.push(TextWord {
                    is_capitalised: is_capitalised(&text[word.bytes.clone()], word.term),
                    is_next,
                    term: start..terms.len(),
                    bytes: word.bytes.clone(),
                });
            }
            let is_capital = !is_first
                && word
                    .term
                    .starts_with(|letter: char| letter.is_ascii_uppercase())
                && words::is_case_sensitive(&word.term.to_ascii_lowercase());
            if !is_first && !is_capital && words::is_second_form(word.term) {
                return;
            }
            if is_capital && let Some(here) = words.last_mut() {
                let start = terms.len();
                terms.push_str(word.term);
                here.term = start..terms.len();
                here.is_capitalised = true;
            }
            // Some articles write these words as one, and they are counted together.
            let is_offered = word.width == 1 && !left_out.word(word.term);
            seen.count(word.term, is_offered, article, None);
        });
        let last = std::mem::take(&mut self.last);
        let first = self.word(0);
        // A phrase goes on in the next passage.
        if !is_headline && is_ideograph(&last) && is_ideograph(first) {
            let both = format!("{last}{first}");
            seen.count(&both, false, article, Some(&both));
        }
        let end = self.words.len().saturating_sub(1);
        self.last = self.word(end).to_owned();
        for at in 1..self.words.len() {
            self.pair(text, at, is_headline, article, seen);
        }
    }

    /// The term of the word at `at`; nothing where there is none.
    fn word(&self, at: usize) -> &str {
        let word = self.words.get(at);
        word.map_or("", |word| &self.terms[word.term.clone()])
    }

    /// Takes note of the words at `at` and before it, if they are a name or ideographs.
    fn pair(&self, text: &str, at: usize, is_headline: bool, article: usize, seen: &mut Seen) {
        let (one, other) = (&self.words[at - 1], &self.words[at]);
        let terms = [one, other].map(|word| &self.terms[word.term.clone()]);
        if terms.iter().all(|term| is_ideograph(term)) {
            let is_offered = one.bytes.end == other.bytes.start && !self.left_out.pair(terms);
            let both = terms.concat();
            seen.count(&both, is_offered, article, Some(&both));
            return;
        }
        if !self.is_name(at) || self.left_out.pair(terms) {
            return;
        }
        let is_offered =
            !is_headline && self.is_just_two(at) && self.is_within_a_sentence(text, at - 1);
        let written = [one, other].map(|word| &text[word.bytes.clone()]).join(" ");
        if written.chars().any(char::is_lowercase) {
            seen.count(&terms.join(" "), is_offered, article, Some(&written));
        }
    }

    fn is_name(&self, at: usize) -> bool {
        let (one, other) = (&self.words[at - 1], &self.words[at]);
        one.is_capitalised && other.is_capitalised && other.is_next
    }

    /// Whether no further word with a capital is beside the two.
    fn is_just_two(&self, at: usize) -> bool {
        let begins_before = at > 1 && self.is_name(at - 1);
        let goes_on = at + 1 < self.words.len() && self.is_name(at + 1);
        !begins_before && !goes_on
    }

    /// Whether a word goes on where a sentence has begun before it.
    fn is_within_a_sentence(&self, text: &str, at: usize) -> bool {
        const GOES_ON: &[char] = &[' ', '\u{a0}', ',', '(', '\'', '’', 's'];
        let before = at.checked_sub(1).and_then(|before| self.words.get(before));
        before.is_some_and(|before| {
            let between = text.get(before.bytes.end..self.words[at].bytes.start);
            between.is_some_and(|between| between.chars().all(|sign| GOES_ON.contains(&sign)))
        })
    }
}

/// Whether two words with this between them are side by side on one line.
fn is_blank(between: &str) -> bool {
    !between.is_empty() && between.chars().all(|sign| matches!(sign, ' ' | '\u{a0}'))
}

fn is_capitalised(written: &str, term: &str) -> bool {
    let mut letters = written.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some()
        && !is_function_word(term)
}

fn is_ideograph(term: &str) -> bool {
    let mut letters = term.chars();
    letters.next().is_some_and(words::is_ideograph) && letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The terms of texts, each with the number of texts that have it.
    fn terms(texts: &[&str], left_out: &LeftOut) -> Vec<String> {
        let mut seen = Seen::default();
        let mut reader = Reader::new(left_out);
        for (number, text) in texts.iter().enumerate() {
            reader.read(text, false, number, &mut seen);
        }
        let offered = seen.terms.into_iter().filter(|(_, term)| term.is_offered);
        let mut terms: Vec<String> = offered
            .map(|(key, term)| format!("{} {}", term.written.unwrap_or(key), term.articles))
            .collect();
        terms.sort();
        terms
    }

    fn names(text: &str) -> Vec<String> {
        let mut names = terms(&[text], &LeftOut::default());
        names.retain(|name| name.matches(' ').count() == 2);
        names
    }

    #[test]
    fn a_word_counts_once_in_a_text_and_function_words_and_numbers_do_not() {
        let texts = ["A chip and the chip of 2025", "chips, CHIP; an e-chip x"];
        assert_eq!(terms(&texts, &LeftOut::default()), ["chip 2", "chips 1"]);
        let asked = LeftOut {
            asked: HashSet::from(["chip".to_owned()]),
            ..LeftOut::default()
        };
        assert_eq!(terms(&texts, &asked), ["chips 1"]);
        let all = LeftOut {
            nothing: true,
            ..asked
        };
        assert_eq!(terms(&["The 7 chips"], &all), ["7 1", "chips 1", "the 1"]);
    }

    #[test]
    fn a_word_that_is_another_one_in_capitals_is_in_capitals() {
        assert_eq!(
            terms(&["They told us that the US acts."], &LeftOut::default()),
            ["US 1", "acts 1", "told 1"]
        );
    }

    #[test]
    fn what_is_written_as_two_words_counts_where_it_is_one_elsewhere() {
        let texts = ["a chip-maker", "a chipmaker"];
        let found = terms(&texts, &LeftOut::default());
        assert!(found.contains(&"chipmaker 2".to_owned()), "{found:?}");
        assert_eq!(
            terms(&texts[..1], &LeftOut::default()),
            ["chip 1", "maker 1"]
        );
    }

    #[test]
    fn names_are_two_words_with_capitals_within_a_sentence() {
        assert_eq!(names("He said that Sam Altman left."), ["Sam Altman 1"]);
        assert_eq!(
            names("It cites the AI Act, of the U.S. Senate."),
            ["AI Act 1", "U.S. Senate 1"]
        );
        assert_eq!(names("Nvidia's Jensen Huang spoke."), ["Jensen Huang 1"]);
        assert_eq!(names("As the White\u{a0}House says"), ["White House 1"]);
        for none in [
            "Sam Altman left. Sam Altman came.",
            "the Federal Trade Commission",
            "on Monday, Sam left",
            "for Sam, Altman",
            "in The House",
            "the REDUCED TARIFFS",
            "a\nSam Altman",
            "by sam altman",
            "in Section 230",
        ] {
            assert_eq!(names(none), [""; 0], "{none}");
        }
    }

    #[test]
    fn a_name_that_is_seen_within_a_sentence_counts_at_its_beginning_too() {
        let texts = ["Sam Altman left.", "They say that Sam Altman came."];
        let found = terms(&texts, &LeftOut::default());
        assert!(found.contains(&"Sam Altman 2".to_owned()), "{found:?}");
    }

    #[test]
    fn ideographs_are_taken_two_by_two() {
        assert_eq!(
            terms(&["星际之"], &LeftOut::default()),
            ["星际 1", "际之 1"]
        );
        let asked = HashSet::from(["星", "际"].map(str::to_owned));
        let left_out = LeftOut {
            asked,
            ..LeftOut::default()
        };
        assert_eq!(terms(&["星际 之"], &left_out), [""; 0]);
    }

    #[test]
    fn terms_of_two_parts_are_added_up() {
        let of = |text: &str| {
            let mut seen = Seen::default();
            Reader::new(&LeftOut::default()).read(text, false, 0, &mut seen);
            seen
        };
        let both = of("Sam Altman has a chip").with(of("as Sam ALTMAN of a chip"));
        let name = &both.terms["sam altman"];
        assert_eq!(
            (name.articles, name.is_offered, name.written.as_deref()),
            (2, true, Some("Sam Altman"))
        );
        assert_eq!(both.terms["chip"].articles, 2);
        assert_eq!(both.at_most("sam altman", name), 2);
        let more = both.with(of("by sam altman")).with(of("altman of sam"));
        assert_eq!(more.at_most("sam altman", &more.terms["sam altman"]), 4);
    }
}
