//! Random questions: trees with every operator, and texts as people type them.

use jiff::civil::date;
use newshound::field::Field;
use newshound::query::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const PLAIN: &[&str] = &[
    "chip",
    "chips",
    "chipset",
    "export",
    "exported",
    "controls",
    "ban",
    "banned",
    "AI",
    "ai",
    "A.I.",
    "AI-generated",
    "aigenerated",
    "generated",
    "GPT-4o",
    "F-16",
    "GPT4o",
    "TPUv5",
    "TPU",
    "v5",
    "SB1047",
    "SB-1047",
    "S.B.1047",
    "SB",
    "1047",
    "H100",
    "H-100",
    "100",
    "MW",
    "§1047",
    "21st",
    "twenty",
    "first",
    "삼성전자",
    "openai",
    "open-ai",
    "us",
    "US",
    "U.S.",
    "WHO",
    "who",
    "it",
    "policy",
    "cafe",
    "$500bn",
    "500",
    "25%",
    "the",
    "AT&T",
    "zebra",
    "open",
    "OpenAI",
    "AI-generated",
    "data",
    "center",
    "datacenter",
    "world",
    "health",
    "organization",
    "embargo",
    "BIS",
];
const WILD: &[&str] = &[
    "chip*", "ex*ed", "*ai", "?s", "export?", "AI-gen*", "gpt-*", "*00*", "*",
];
/// Wildcards that take many words.
const WILD_ALL: &[&str] = &["*", "*s", "c*", "*n"];
const REGEX: &[&str] = &["chips?", "(open)?ai", "AI", "(ex|con).*", "US|WHO", "b.n"];
const FUZZY: &[&str] = &["chp", "exprots", "trum", "opneai", "polciy", "AI-generate"];

const AMOUNTS: &[&str] = &[
    "amount:$500bn",
    "amount:>25",
    "amount:€1..",
    "amount:250..600 billion",
    "amount:<500bn",
];

/// Every operator, nested in every way that can be written.
pub fn tree() -> impl Strategy<Value = String> {
    any_tree().prop_map(|tree| tree.to_string())
}

/// What a text is read as; `None` where it asks nothing.
pub fn understood(text: &str) -> Option<Query> {
    let asking = ParseOptions {
        operator: DefaultOperator::And,
        today: date(2025, 1, 22),
        relatives: false,
        names: None,
        beats: None,
    };
    parse(text, &asking).ok().map(|reading| reading.query)
}

/// Pieces of the language in any order.
pub fn text() -> impl Strategy<Value = String> {
    let fixed = select(vec![
        "(",
        ")",
        "\"",
        "AND",
        "OR",
        "OR",
        "NOT",
        "w/3",
        "pre/2",
        "NOT w/2",
        "w/s",
        "w/p",
        "atleast2(",
        "title:",
        "body:",
        "in:quote",
        "in:title",
        "outlet:wire",
        "outlet:=\"The US Wire\"",
        "outlet:=Wire",
        "tag:=\"export controls\"",
        "NOT outlet:*",
        "outlet:\"the us\"",
        "tag:ai",
        "tag:(chips OR policy)",
        "date:2025-01-21",
        "date:2025..",
        "date:none",
        "since:7d",
        "\"export controls\"",
        "\"us ban\"~3",
        "\"sb 1047 ban\"",
        "\"a 100 mw\"~2",
        "export controls",
        "chip ban",
        "open ai",
        "data center",
        "world health organization",
        "chip^3",
        "=chips",
        "amount:>=$500bn",
        "amount:<1bn",
        "amount:20..$500",
        "amount:€1..",
        "-ban",
        "+ai",
        "export*",
        "/AI|ban/",
        "chp~",
        "exprots~2",
    ]);
    let piece = prop_oneof![2 => fixed, 3 => select(PLAIN)];
    vec(piece, 1..8).prop_map(|pieces| pieces.join(" "))
}

fn word() -> impl Strategy<Value = Query> {
    let word = |texts, how| {
        select(texts).prop_map(move |text: &str| Query::Word {
            text: text.to_owned(),
            how,
        })
    };
    prop_oneof![
        8 => word(PLAIN, MatchMode::Forms),
        1 => word(&["policy", "export", "AI-generated", "us", "US", "chip"], MatchMode::Relatives),
        2 => word(PLAIN, MatchMode::Exact),
        2 => word(WILD, MatchMode::Wildcard),
        1 => select(AMOUNTS).prop_map(|text| understood(text).unwrap()),
        1 => word(REGEX, MatchMode::Regex),
        1 => word(FUZZY, MatchMode::Fuzzy(1)),
        1 => word(FUZZY, MatchMode::Fuzzy(2)),
    ]
}

/// What stands at places of a text.
fn span() -> BoxedStrategy<Query> {
    let phrase = (
        vec(select(PLAIN), 1..4),
        prop_oneof![3 => Just(0), 1 => 1..5u32],
    );
    let phrase = phrase.prop_map(|(words, slop)| Query::Phrase {
        text: words.join(" "),
        slop,
    });
    let leaf = prop_oneof![4 => word(), 1 => phrase];
    let span = leaf.prop_recursive(3, 8, 3, |inner| {
        let near = (
            inner.clone(),
            inner.clone(),
            reach(),
            prop::bool::weighted(0.25),
        );
        let near =
            near.prop_map(|(left, right, reach, without)| self::near(left, right, reach, without));
        prop_oneof![3 => near, 1 => crossing(), 1 => vec(inner, 2..4).prop_map(Query::Or)]
    });
    span.boxed()
}

/// In one sentence or paragraph, where either side may reach over its end.
fn crossing() -> impl Strategy<Value = Query> {
    let reach = prop_oneof![Just(Reach::Sentence), Just(Reach::Paragraph)];
    let parts = (either_length(), either_length(), reach, any::<bool>());
    parts.prop_map(|(left, right, reach, without)| near(left, right, reach, without))
}

/// A word, or one word before another.
fn either_length() -> impl Strategy<Value = Query> {
    let wild = || {
        select(WILD_ALL).prop_map(|text| Query::Word {
            text: text.to_owned(),
            how: MatchMode::Wildcard,
        })
    };
    let long = (wild(), wild(), 1..9u32);
    let long = long.prop_map(|(first, last, words)| near(first, last, Reach::Before(words), false));
    (long, word()).prop_map(|(long, short)| Query::Or(vec![long, short]))
}

fn near(left: Query, right: Query, reach: Reach, without: bool) -> Query {
    Query::Near(Box::new(Near {
        left,
        right,
        reach,
        without,
    }))
}

fn reach() -> impl Strategy<Value = Reach> {
    prop_oneof![
        (1..6u32).prop_map(Reach::Words),
        (1..6u32).prop_map(Reach::Before),
        Just(Reach::Sentence),
        Just(Reach::Paragraph),
    ]
}

fn filter() -> impl Strategy<Value = Query> {
    let days = (0..4i64, 0..60i64, any::<(bool, bool)>()).prop_map(|(from, length, open)| {
        let start = date(2025, 1, 19) + jiff::Span::new().days(from);
        let end = start + jiff::Span::new().days(length);
        Days::Between(open.0.then_some(start), open.1.then_some(end))
    });
    let days = prop_oneof![4 => days, 1 => Just(Days::None)].prop_map(|days| Query::Days {
        field: Field::Date,
        days,
    });
    let names = [
        "wire",
        "reuters",
        "policy",
        "news",
        "AI-generated",
        "chips",
        "ai",
        "export controls",
    ];
    let named = (
        select(vec![Field::Outlet, Field::Tag]),
        select(names.to_vec()),
    );
    let named = named.prop_map(|(field, text)| {
        let of = match text.contains(' ') {
            true => Query::Phrase {
                text: text.to_owned(),
                slop: 0,
            },
            false => Query::Word {
                text: text.to_owned(),
                how: MatchMode::Forms,
            },
        };
        place(Scope::Field(field), of)
    });
    prop_oneof![2 => days, 2 => named, 1 => Just(Query::All)]
}

fn place(place: Scope, of: Query) -> Query {
    Query::In {
        scope: place,
        of: Box::new(of),
    }
}

fn any_tree() -> impl Strategy<Value = Query> {
    let counted = (2..4u32, span()).prop_map(|(times, of)| Query::AtLeast {
        times,
        of: Box::new(of),
    });
    let leaf = prop_oneof![10 => span(), 2 => counted, 2 => filter()];
    leaf.prop_recursive(3, 10, 3, |inner| {
        let scope = select(vec![
            Scope::Quote,
            Scope::Field(Field::Title),
            Scope::Field(Field::Body),
        ]);
        prop_oneof![
            3 => vec(inner.clone(), 2..4).prop_map(Query::And),
            3 => vec(inner.clone(), 2..4).prop_map(Query::Or),
            2 => inner.clone().prop_map(|of| Query::Not(Box::new(of))),
            2 => (scope, inner.clone()).prop_map(|(scope, of)| place(scope, of)),
            1 => inner.prop_map(|of| Query::Boost { by: 2.0, of: Box::new(of) }),
        ]
    })
}
