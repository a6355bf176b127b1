//! Small corpora of random news over a vocabulary chosen to collide.

use newshound::article::Article;
use newshound::corpus;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// Words of articles: forms, capitals, hyphens, money, accents that find or must not find one another.
const WORDS: &[&str] = &[
    "chip",
    "chips",
    "chipset",
    "export",
    "exports",
    "exporting",
    "exported",
    "control",
    "controls",
    "ban",
    "bans",
    "banned",
    "AI",
    "A.I.",
    "ai",
    "AI-generated",
    "AIgenerated",
    "generated",
    "GPT-4o",
    "F-16",
    "GPT 4o",
    "GPT4o",
    "TPUv5",
    "TPU v5",
    "SB 1047",
    "SB-1047",
    "SB1047",
    "S.B.1047",
    "H 100",
    "H100",
    "a 100",
    "100MW",
    "100 MW",
    "§ 1047",
    "21st",
    "twenty-first",
    "OpenAIは",
    "삼성전자가",
    "openai",
    "OpenAI",
    "open",
    "Open AI",
    "data-center",
    "data",
    "center",
    "Datacenter",
    "World Health Organization",
    "embargo",
    "BIS",
    "us",
    "US",
    "U.S.",
    "US's",
    "WHO",
    "who",
    "it",
    "policy",
    "policies",
    "café",
    "cafe",
    "$500 billion",
    "$500bn",
    "500 billion dollars",
    "$250–300 million",
    "€25",
    "500",
    "25%",
    "25 percent",
    "25",
    "the",
    "of",
    "AT&T",
    "—",
    "(ban)",
];

/// A record over some hundred words of one kind, in a headline longer than any and in a text.
pub fn numbered() -> impl Strategy<Value = Value> {
    let piece = prop_oneof![
        8 => (0..150u32).prop_map(|n| format!("w{n}")),
        2 => (0..150u32, 0..150u32).prop_map(|(a, b)| format!("w{a}-w{b}")),
        1 => (0..150u32).prop_map(|n| format!("w{n}. W{n}")),
        1 => (0..150u32).prop_map(|n| format!("“w{n} w{n}” w")),
        1 => Just("chip\n\n".to_owned()),
    ];
    (vec(piece.clone(), 0..90), vec(piece, 1..50)).prop_map(|(title, text)| {
        json!({ "title": title.join(" ").replace('\n', ""), "text": text.join(" ") })
    })
}

const NAMES: &[&str] = &["Reuters", "Policy Wire", "The US Wire", "AI-generated News"];
const TAGS: &[&str] = &["chips", "AI", "Export Controls", "policy"];
const DAYS: &[&str] = &[
    "2024-12-31",
    "2025-01-21",
    "2025-01-21T23:30:00Z",
    "2025-01-22T00:00:00Z",
    "2025-03-01",
];

/// Records as a line of JSON holds them.
pub fn records() -> impl Strategy<Value = Vec<Value>> {
    vec(record(), 1..8)
}

pub fn record() -> impl Strategy<Value = Value> {
    let about = (
        option::weighted(0.8, title()),
        option::weighted(0.7, select(DAYS)),
        option::weighted(0.7, select(NAMES)),
        vec(select(TAGS), 0..3),
    );
    (about, text()).prop_map(|((title, date, outlet, tags), text)| {
        let mut record = json!({ "text": text });
        let mut say = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                record[name] = value.into();
            }
        };
        say("title", title);
        say("date", date.map(str::to_owned));
        say("outlet", outlet.map(str::to_owned));
        record["tags"] = tags.into();
        record
    })
}

fn title() -> impl Strategy<Value = String> {
    let words = vec(select(WORDS), 1..6).prop_map(|words| words.join(" "));
    (words, prop::bool::weighted(0.1)).prop_map(|(words, shouted)| match shouted {
        true => words.to_uppercase(),
        false => words,
    })
}

/// Most are of one passage, some of several, a few of one sentence that is taken apart.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => paragraphs(1..4, 1..5),
        3 => paragraphs(2..7, 4..9),
        1 => vec(select(WORDS), 401..430).prop_map(|words| format!("{}.", words.join(" "))),
    ]
}

fn paragraphs(
    many: std::ops::Range<usize>,
    sentences: std::ops::Range<usize>,
) -> impl Strategy<Value = String> {
    let paragraph = vec(sentence(), sentences).prop_map(|sentences| sentences.join(" "));
    vec(paragraph, many).prop_map(|paragraphs| paragraphs.join("\n\n"))
}

fn sentence() -> impl Strategy<Value = String> {
    let words = vec(select(WORDS), 1..9);
    let quotation = prop_oneof![
        4 => Just(("", "")),
        2 => Just(("“", "”")),
        1 => Just(("\"", "\"")),
        1 => Just(("“", "")),
    ];
    let end = select(vec![".", ".", ".", "!", "?", ""]);
    (words, quotation, any::<prop::sample::Index>(), end).prop_map(|(words, marks, at, end)| {
        let at = at.index(words.len());
        let (before, within) = words.split_at(at);
        let quoted = format!("{}{}{end}{}", marks.0, within.join(" "), marks.1);
        let sentence = [before.join(" "), quoted].join(" ");
        capitalised(sentence.trim())
    })
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A corpus file of these records.
pub fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

/// The articles of a corpus file.
pub fn articles(corpus: &std::path::Path, name: &str) -> Vec<Article> {
    let articles = corpus::articles(corpus, name).unwrap();
    articles.map(|found| found.unwrap().article).collect()
}
