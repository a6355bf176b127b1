//! Draws questions of every kind from the passages they are asked of, the same ones every time.

// Each bench takes what it needs.
#![allow(dead_code)]

mod words;

use words::{Vocabulary, lower_words};

/// Questions of one kind and their bar.
pub struct Kind {
    pub name: &'static str,
    pub bar: Bar,
    pub questions: Vec<Drawn>,
}

/// The bar for the median of a kind.
#[derive(Clone, Copy)]
pub enum Bar {
    /// Times tantivy's best ten with their count.
    Counted(f64),
    /// Times tantivy's best ten alone.
    Best(f64),
    Milliseconds(f64),
    /// Only that no question takes too long.
    Worst,
}

pub struct Drawn {
    /// In the query language.
    pub text: String,
    pub shape: Shape,
    /// Ranked on any of the words.
    pub any: bool,
}

/// The query that tantivy answers in comparison.
pub enum Shape {
    /// With its forms.
    Word(String),
    Exact(String),
    All(Vec<String>),
    Any(Vec<String>),
    Phrase(Vec<String>),
    But(String, String),
    /// Nothing: tantivy has no such query.
    None,
}

/// Questions of one kind, where there are as many to be had.
const EACH: usize = 200;

/// Pasted texts are long: fewer of them say enough.
const PASTED: usize = 20;

/// Document frequencies of a class of words.
const RARE: std::ops::Range<u32> = 2..50;
const MIDDLING: std::ops::Range<u32> = 50..2_000;
const COMMON: std::ops::Range<u32> = 2_000..1_000_000;

pub fn kinds(passages: &[String]) -> Vec<Kind> {
    let words = Vocabulary::of(passages);
    let single = |class| words.of_class(class, EACH).into_iter().map(word).collect();
    let common = words.of_class(COMMON, usize::MAX);
    let kind = |name, bar, questions| Kind {
        name,
        bar,
        questions,
    };
    vec![
        kind("word, rare", Bar::Counted(1.5), single(RARE)),
        kind("word, middling", Bar::Counted(1.5), single(MIDDLING)),
        kind("word, common", Bar::Counted(1.5), single(COMMON)),
        kind(
            "=word, any frequency",
            Bar::Counted(1.5),
            words
                .of_class(RARE.start..COMMON.end, EACH)
                .into_iter()
                .map(exact)
                .collect(),
        ),
        kind("2 words", Bar::Counted(1.5), together(passages, &words, 2)),
        kind("3 words", Bar::Counted(1.5), together(passages, &words, 3)),
        kind("4 words", Bar::Counted(1.5), together(passages, &words, 4)),
        kind(
            "phrase of 2",
            Bar::Counted(1.5),
            neighbours(passages, 2, phrase),
        ),
        kind(
            "phrase of 3",
            Bar::Counted(1.5),
            neighbours(passages, 3, phrase),
        ),
        kind("w/5", Bar::Counted(3.0), neighbours(passages, 2, near)),
        kind("OR of 2 common", Bar::Best(2.0), runs(&common, 2)),
        kind("OR of 10 common", Bar::Best(2.0), runs(&common, 10)),
        kind(
            "prefix*",
            Bar::Milliseconds(20.0),
            words.prefixes(EACH).into_iter().map(alone).collect(),
        ),
        kind("fuzzy~", Bar::Worst, fuzzy(&words)),
        kind(
            "word NOT word",
            Bar::Counted(1.5),
            without(passages, &words),
        ),
        kind(
            "pasted text, all words",
            Bar::Worst,
            pasted(passages, false),
        ),
        kind("pasted text, any word", Bar::Worst, pasted(passages, true)),
        kind(
            "the hardest",
            Bar::Worst,
            HARDEST
                .iter()
                .map(|text| alone((*text).to_owned()))
                .collect(),
        ),
    ]
}

/// Questions that touch most of the index or most of its words.
const HARDEST: &[&str] = &[
    "*",
    "the",
    "a*",
    "*e*",
    "t???s",
    "/.*ing/",
    "\"of the\"",
    "the w/5 of",
    "the w/s of",
    "the w/p of",
    "the NOT w/3 of",
    "NOT the",
    "atleast3(the)",
    "in:quote the",
    "the OR of OR and OR to OR in OR for OR a OR on OR is OR by",
    "the of and to in for a on is by",
    "(the OR a) w/3 (of OR to)",
    "\"the of\"~10",
    "*a* w/5 *e*",
    "rules~2 OR agency~2",
];

fn word(word: String) -> Drawn {
    Drawn {
        text: word.clone(),
        shape: Shape::Word(word),
        any: false,
    }
}

fn exact(word: String) -> Drawn {
    Drawn {
        text: format!("={word}"),
        shape: Shape::Exact(word),
        any: false,
    }
}

fn alone(text: String) -> Drawn {
    Drawn {
        text,
        shape: Shape::None,
        any: false,
    }
}

fn phrase(words: Vec<String>) -> Drawn {
    Drawn {
        text: format!("\"{}\"", words.join(" ")),
        shape: Shape::Phrase(words),
        any: false,
    }
}

fn near(words: Vec<String>) -> Drawn {
    Drawn {
        text: words.join(" w/5 "),
        shape: Shape::Phrase(words),
        any: false,
    }
}

/// Different words of one passage, so that something is found.
fn together(passages: &[String], words: &Vocabulary, many: usize) -> Vec<Drawn> {
    let mut drawn = Vec::new();
    for passage in spread(passages, 2 * EACH) {
        let mut found: Vec<String> = lower_words(passage).map(str::to_owned).collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|word| word.len() > 2 && words.count(word) >= RARE.start);
        if found.len() >= 3 * many && drawn.len() < EACH {
            let step = found.len() / many;
            let text: Vec<String> = found.into_iter().step_by(step).take(many).collect();
            drawn.push(Drawn {
                text: text.join(" "),
                shape: Shape::All(text),
                any: false,
            });
        }
    }
    drawn
}

/// Neighbouring words of a passage.
fn neighbours(passages: &[String], many: usize, make: fn(Vec<String>) -> Drawn) -> Vec<Drawn> {
    let mut drawn = Vec::new();
    for (number, passage) in spread(passages, 4 * EACH).enumerate() {
        let found: Vec<&str> = passage.split(' ').collect();
        let is_word =
            |word: &&str| word.len() > 1 && word.bytes().all(|letter| letter.is_ascii_lowercase());
        let mut runs = found.windows(many).filter(|run| run.iter().all(is_word));
        if let Some(run) = runs.nth(number % 8)
            && drawn.len() < EACH
            && run[0] != run[1]
        {
            drawn.push(make(run.iter().map(|word| (*word).to_owned()).collect()));
        }
    }
    drawn
}

/// `many` of the common words at a time, the first of them far apart in frequency.
fn runs(common: &[String], many: usize) -> Vec<Drawn> {
    let step = (common.len() / many).max(1);
    let starts = 0..step.min(EACH);
    let run = |start: usize| -> Vec<String> {
        let words = common.iter().skip(start).step_by(step);
        words.take(many).cloned().collect()
    };
    let runs = starts.map(run).filter(|words| words.len() == many);
    runs.map(|words| Drawn {
        text: words.join(" OR "),
        shape: Shape::Any(words),
        any: false,
    })
    .collect()
}

/// Words with one letter wrong, within one and within two edits.
fn fuzzy(words: &Vocabulary) -> Vec<Drawn> {
    let long = words
        .of_class(RARE.start..COMMON.end, usize::MAX)
        .into_iter();
    let long: Vec<String> = long.filter(|word| word.len() > 6).collect();
    let step = (long.len() / EACH).max(1);
    let wrong = |(number, word): (usize, &String)| {
        let edits = if number % 2 == 0 { "~" } else { "~2" };
        alone(format!("{}{}{edits}", &word[..3], &word[4..]))
    };
    long.iter()
        .step_by(step)
        .take(EACH)
        .enumerate()
        .map(wrong)
        .collect()
}

fn without(passages: &[String], words: &Vocabulary) -> Vec<Drawn> {
    let pairs = together(passages, words, 2).into_iter();
    pairs
        .filter_map(|pair| match pair.shape {
            Shape::All(mut words) => {
                let (not, word) = (words.pop()?, words.pop()?);
                let text = format!("{word} NOT {not}");
                Some(Drawn {
                    text,
                    shape: Shape::But(word, not),
                    any: false,
                })
            }
            _ => None,
        })
        .collect()
}

/// Passages as they are, pasted whole.
fn pasted(passages: &[String], any: bool) -> Vec<Drawn> {
    let long: Vec<&String> = passages.iter().filter(|text| text.len() > 400).collect();
    let step = (long.len() / PASTED).max(1);
    let texts = long.into_iter().step_by(step).take(PASTED);
    texts
        .map(|text| Drawn {
            text: text.trim().to_owned(),
            shape: Shape::None,
            any,
        })
        .collect()
}

/// About `many` passages, evenly spread.
fn spread(passages: &[String], many: usize) -> impl Iterator<Item = &String> {
    passages.iter().step_by((passages.len() / many).max(1))
}
