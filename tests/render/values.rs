//! The values that the cases show.

use std::collections::BTreeMap;

use newshound::article::{About, Article, Id, Provenance};
use newshound::error::{Error, Kind};
use newshound::query::Note;
use newshound::record::{Problem, Receipt, Rejection};
use newshound::results::*;
use serde::Deserialize;

/// Search results as a case's file writes them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Written {
    query: String,
    read_as: String,
    articles: u64,
    passages: u64,
    notes: Vec<String>,
    hits: Vec<WrittenHit>,
    leaves: Vec<(String, Vec<String>, u64)>,
    missing: Vec<(String, Option<String>)>,
    any_articles: Option<u64>,
    relatives_articles: Option<u64>,
    partial: Vec<WrittenHit>,
    parts: Vec<(String, u64)>,
    looser: Option<(String, u64)>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct WrittenHit {
    /// Of the same article as the hit before: what is said of the article is not repeated.
    same: bool,
    title: Option<String>,
    headline: Option<String>,
    outlet: Option<String>,
    authors: Vec<String>,
    date: Option<String>,
    url: Option<String>,
    lang: Option<String>,
    tags: Vec<String>,
    key: Option<String>,
    file: String,
    number: u32,
    of: u32,
    start: usize,
    start_byte: usize,
    passage: String,
    score: f32,
    more: u32,
    parts: Vec<(String, f32)>,
    /// Of a partial answer.
    lacking: Vec<String>,
}

/// The results of a file in `tests/render`. `NAME-explained` is the same with its explanation.
pub fn results(name: &str) -> Results {
    let (name, explained) = match name.strip_suffix("-explained") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let path = format!("{}/tests/render/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("no file {path}"));
    let written: Written = serde_json::from_str(&text).expect("a value of this shape");
    let leaves = written.leaves.into_iter();
    let leaves = leaves
        .map(|(text, words, articles)| ExplainedLeaf {
            text,
            also: Vec::new(),
            words,
            articles,
        })
        .collect();
    let missing = written.missing.into_iter();
    let missing: Vec<MissingWord> = missing
        .map(|(word, nearest)| MissingWord { word, nearest })
        .collect();
    let any_articles = written.any_articles;
    Results {
        query: written.query,
        read_as: written.read_as,
        total: Total {
            articles: written.articles,
            passages: written.passages,
        },
        notes: written.notes,
        nothing: written.hits.is_empty().then(|| NothingFound {
            missing,
            any_articles,
            relatives_articles: written.relatives_articles,
            partial: partial(written.partial),
            parts: written.parts.into_iter().map(found_by).collect(),
            looser: written.looser.map(found_by),
        }),
        hits: hits(written.hits),
        explain: explained.then_some(Explain { leaves }),
        part: Part::default(),
    }
}

fn partial(mut written: Vec<WrittenHit>) -> Vec<PartialAnswer> {
    let lacking = written
        .iter_mut()
        .map(|hit| std::mem::take(&mut hit.lacking));
    let lacking: Vec<Vec<String>> = lacking.collect();
    let answers = hits(written).into_iter().zip(lacking);
    answers
        .map(|(hit, lacking)| PartialAnswer { hit, lacking })
        .collect()
}

fn found_by((query, articles): (String, u64)) -> FoundBy {
    FoundBy { query, articles }
}

fn hits(written: Vec<WrittenHit>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for (place, written) in written.into_iter().enumerate() {
        let before = hits.last();
        let article = match before.filter(|_| written.same) {
            Some(before) => before.article.clone(),
            None => card(&written),
        };
        let of = before
            .filter(|_| written.same)
            .map_or(written.of, |hit| hit.passage.of);
        let (text, marks) = unmarked(&written.passage);
        let passage = Excerpt {
            number: written.number,
            of,
            text,
            start: written.start,
            start_byte: written.start_byte,
            marks,
            is_cut: false,
        };
        let parts = written.parts.into_iter();
        hits.push(Hit {
            rank: place + 1,
            score: written.score,
            article,
            passage,
            more_in_article: written.more,
            parts: parts
                .map(|(name, value)| ScorePart { name, value })
                .collect(),
        });
    }
    hits
}

fn card(written: &WrittenHit) -> Card {
    let title = written.title.as_deref().map(unmarked);
    let about = About {
        title: title.as_ref().map(|(title, _)| title.clone()),
        outlet: written.outlet.clone(),
        authors: written.authors.clone(),
        date: written
            .date
            .as_deref()
            .map(|date| date.parse().expect("a date")),
        url: written.url.clone(),
        lang: written.lang.clone(),
        tags: written.tags.clone(),
        key: written.key.clone(),
        captured: None,
        is_summary: false,
        provenance: Provenance {
            file: written.file.clone(),
            record: 1,
            many: false,
            member: None,
        },
        corrected: BTreeMap::new(),
    };
    let (headline, title_marks) = title.unwrap_or_default();
    Card {
        id: identity(&about),
        headline: written.headline.clone().unwrap_or(headline),
        title_marks,
        about,
    }
}

/// A text without its `[[` and `]]`, and the spans between them.
pub fn unmarked(written: &str) -> (String, Vec<Span>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    for (place, piece) in written.split("[[").enumerate() {
        let (marked, rest) = match piece.split_once("]]") {
            Some(pieces) if place > 0 => pieces,
            _ => ("", piece),
        };
        if !marked.is_empty() {
            marks.push(span(&text, marked));
        }
        text.push_str(marked);
        text.push_str(rest);
    }
    (text, marks)
}

/// The span of `marked` where it follows `before`.
pub fn span(before: &str, marked: &str) -> Span {
    let (start, start_byte) = (before.chars().count(), before.len());
    Span {
        start,
        end: start + marked.chars().count(),
        start_byte,
        end_byte: start_byte + marked.len(),
    }
}

/// An article; `marked` with the marks of a question.
pub fn stored(name: &str) -> StoredArticle {
    let text = "Brüssel — the first\u{1b}[31m passage, long enough to be wrapped on a terminal.\r\n\
                \tStill the first.\n\nThe second passage: 人工智能。\n";
    let second = text.find("The second").expect("it is there");
    StoredArticle {
        id: Id(0x3f2a_91b2_c3d4_e5f6),
        about: about("The Example", "Chips\u{202e} act\u{7} passes"),
        added: "2025-02-01T10:00:00Z".parse().expect("a time"),
        text: text.to_owned(),
        also: Vec::new(),
        passages: vec![0..second, second..text.len()],
        marks: (name == "marked").then(|| ArticleMarks {
            title: vec![span("", "Chips")],
            text: vec![
                span("Brüssel — the ", "first\u{1b}[31m passage"),
                span(&text[..text.find("Still").expect("it is there")], "Still"),
                span(&text[..second], "The second"),
            ],
        }),
    }
}

fn about(outlet: &str, title: &str) -> About {
    About {
        title: Some(title.to_owned()),
        outlet: Some(outlet.to_owned()),
        authors: vec!["Jane Doe".to_owned(), "Müller\n".to_owned()],
        date: "2025-01-22".parse().ok(),
        url: Some("https://ex.org/chips".to_owned()),
        lang: Some("en".to_owned()),
        tags: vec!["chips".to_owned()],
        key: None,
        captured: None,
        is_summary: false,
        provenance: Provenance {
            file: "wire/a.jsonl".to_owned(),
            record: 3,
            many: true,
            member: None,
        },
        corrected: BTreeMap::new(),
    }
}

pub fn news() -> News {
    News {
        beat: "chips".to_owned(),
        listing: listing(),
        is_baseline: false,
        new: 3,
        shown: 12,
        last: Some("2025-02-01T10:00:00Z".parse().expect("a time")),
    }
}

pub fn listing() -> Listing {
    let entry = |id, outlet, headline: &str, dated| ListedArticle {
        id: Id(id),
        about: About {
            date: about(outlet, headline).date.filter(|_| dated),
            ..about(outlet, headline)
        },
        headline: headline.to_owned(),
        passages: 4,
        words: 812,
        added: "2025-02-01T10:00:00Z".parse().expect("a time"),
    };
    Listing {
        query: "chips".to_owned(),
        read_as: "chips".to_owned(),
        total: 1234,
        notes: Vec::new(),
        part: Part::default(),
        articles: vec![
            entry(1, "The Example", "Chips\u{1b}[2J act passes", true),
            entry(
                2,
                "人民日报",
                "人工智能法案生效了,这是一个非常长的标题,它必须被截断才能放进一行里",
                true,
            ),
            entry(
                3,
                "An outlet with a very long name",
                "No date is known of this one, and its headline is long",
                false,
            ),
        ],
    }
}

pub fn status() -> Status {
    Status {
        corpus: "corpus".to_owned(),
        index: "index".to_owned(),
        layout: 1,
        articles: 108_098,
        passages: 120_000,
        files: 12,
        problem_count: 40,
        problems: problems(),
        remark_count: 21,
        remarks: vec![(
            "letters/evil\u{1b}[2J.txt".to_owned(),
            Problem {
                record: Some(1),
                ..Problem::whole("read as windows-1252")
            },
        )],
        live_bytes: 80_400_000,
        dead_bytes: 812,
        changes: Changes {
            new: 2,
            changed: 0,
            gone: 1,
        },
        displaced: vec![
            ("feeds/a.jsonl".to_owned(), 1),
            ("feeds/evil\u{1b}[2J.jsonl".to_owned(), 1_204),
        ],
        rejected: vec![Rejection {
            given: "pile/evil\u{1b}[2J.txt".to_owned(),
            name: "pile/evil\u{1b}[2J.txt".to_owned(),
            reason: "the file holds no text".to_owned(),
        }],
        orphans: vec!["pile/evil\u{1b}[2J.txt".to_owned()],
    }
}

/// `some`, or `none`: a run that found nothing to do.
pub fn receipt(name: &str) -> Receipt {
    if name == "none" {
        return Receipt::default();
    }
    Receipt {
        notes: Vec::new(),
        added: 1,
        replaced: 2,
        unchanged: 1000,
        removed: 0,
        displaced: 3,
        problems: problems(),
        problem_count: 2,
        remark_count: 5,
        rejected: 1,
        text_bytes: 4096,
        skipped_before: 3,
    }
}

fn problems() -> Vec<(String, Problem)> {
    let problem = |file: &str, record, reason: &str| {
        (
            file.to_owned(),
            Problem {
                record,
                ..Problem::whole(reason)
            },
        )
    };
    vec![
        problem("wire/a.jsonl", Some(3), "`text` is missing"),
        problem(
            "evil\u{1b}[2J.html",
            None,
            "not UTF-8 and no other charset that is known either",
        ),
    ]
}

/// `short`, `wide` (characters of two columns), `long` (a query of thousands) or `bare`.
pub fn error(name: &str) -> Error {
    let blame = |text: String, blamed: &str| {
        let at = text.find(blamed).expect("the blamed word is in the text");
        let message = format!("`{blamed}` is not a date");
        Error::new(Kind::Query, message)
            .at(text, at..at + blamed.len())
            .hint("write `2026-03-01`, `2026-03` or `7d`")
    };
    match name {
        "short" => blame("chips act since:last-week".to_owned(), "since:last-week"),
        "wide" => blame("人工智能\t法案 since:上周 chips".to_owned(), "since:上周"),
        "long" => blame(
            format!(
                "{}since:last-week{}",
                "chips OR ".repeat(900),
                " OR act".repeat(900)
            ),
            "since:last-week",
        ),
        "end" => Error::new(Kind::Query, "a bracket is not closed").at("(chips act", 10..10),
        _ => Error::new(Kind::Busy, "another\n process \u{1b}[2Jis writing"),
    }
}

pub fn note() -> (String, Note) {
    let text = "nope:chips act".to_owned();
    let note = Note {
        message: "`nope:` is no field and was searched as text".to_owned(),
        hint: Some("`newshound help query` lists the fields".to_owned()),
        at: 0..5,
    };
    (text, note)
}

/// Results with one hit, whose passage is this text with these marks.
pub fn one(text: &str, marks: Vec<Span>) -> Results {
    let about = Article::default().about;
    let card = Card {
        id: identity(&about),
        about,
        headline: "Headline".to_owned(),
        title_marks: Vec::new(),
    };
    let passage = Excerpt {
        number: 1,
        of: 1,
        text: text.to_owned(),
        start: 0,
        start_byte: 0,
        marks,
        is_cut: false,
    };
    Results {
        total: Total {
            articles: 1,
            passages: 1,
        },
        hits: vec![Hit {
            rank: 1,
            score: 1.0,
            article: card,
            passage,
            more_in_article: 0,
            parts: Vec::new(),
        }],
        ..Results::default()
    }
}

/// The id of an article without a text.
fn identity(about: &About) -> Id {
    let article = Article {
        about: about.clone(),
        ..Article::default()
    };
    article.id()
}
