//! The query language: cases, and what must hold of every text and of every tree.

use std::fmt::Write;
use std::ops::Bound;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use jiff::civil::date;
use newshound::beat::Beats;
use newshound::error::Error;
use newshound::field::Field;
use newshound::query::*;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use crate::rounds::rounds;

/// A case begins with the question; `any:` before it reads words side by side as OR, and
/// `strict:` makes the first note an error. Lines before it that begin with `beat ` are lines of a file of beats.
/// Today is Wednesday 21 January 2026.
#[test]
fn questions_are_read_as_the_cases_say() {
    crate::case::check("queries", |input| {
        let (mut beats, mut input) = (String::new(), input);
        while let Some((line, rest)) = input
            .strip_prefix("beat ")
            .and_then(|rest| rest.split_once('\n'))
        {
            beats += &format!("{line}\n");
            input = rest;
        }
        let beats = Beats::read("beats.txt", beats.as_bytes());
        let (text, join) = match input.strip_prefix("any: ") {
            Some(text) => (text, DefaultOperator::Or),
            None => (input, DefaultOperator::And),
        };
        let asking = ParseOptions {
            beats: Some(&beats),
            ..asking(join)
        };
        match text.strip_prefix("strict: ") {
            Some(text) => parse(text, &asking)
                .and_then(|reading| reading.strict(text))
                .map_or_else(|error| failure(&error), |query| format!("{query}\n")),
            None => match parse(text, &asking) {
                Ok(reading) => reading_of(text, &reading),
                Err(error) => failure(&error),
            },
        }
    });
}

/// The beats of every question but those of the cases.
static BEATS: LazyLock<Beats> = LazyLock::new(|| {
    let text = "chips: \"export controls\" OR chip w/5 ban\nall: *\nnot: NOT (a b)\n\
        two: beat:chips title:beat:not^2\nself: beat:self";
    Beats::read("beats.txt", text.as_bytes())
});

fn asking(join: DefaultOperator) -> ParseOptions<'static> {
    ParseOptions {
        operator: join,
        today: date(2026, 1, 21),
        relatives: false,
        names: None,
        beats: Some(&BEATS),
    }
}

/// The printed query, the tree, and the notes with carets.
fn reading_of(text: &str, reading: &ParsedQuery) -> String {
    let mut out = format!("{}\n\n", reading.query);
    tree(&reading.query, 0, &mut out);
    for note in &reading.notes {
        write!(out, "\nnote: {}\n", note.message).unwrap();
        caret(text, &note.at, &mut out);
        if let Some(hint) = &note.hint {
            writeln!(out, "hint: {hint}").unwrap();
        }
    }
    out
}

fn failure(error: &Error) -> String {
    let mut out = format!("error: {}\n", error.message);
    if let Some(location) = &error.location {
        caret(&location.text, &location.at, &mut out);
    }
    if let Some(hint) = &error.hint {
        writeln!(out, "hint: {hint}").unwrap();
    }
    out
}

fn caret(text: &str, at: &std::ops::Range<usize>, out: &mut String) {
    let line = text.replace(['\n', '\t'], " ");
    let (before, under) = (line[..at.start].width(), line[at.clone()].width());
    let carets = "^".repeat(under.max(1));
    writeln!(out, "  {line}\n  {}{carets}", " ".repeat(before)).unwrap();
}

fn tree(query: &Query, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let mut line = |text: String| writeln!(out, "{indent}{text}").unwrap();
    let below: Vec<&Query> = match query {
        Query::All => {
            line("every article".into());
            vec![]
        }
        Query::Word { text, how } => {
            line(format!(
                "word {text} [{}]",
                format!("{how:?}").to_lowercase()
            ));
            vec![]
        }
        Query::Phrase { text, slop } => {
            line(format!("phrase {text} [slop {slop}]"));
            vec![]
        }
        Query::Whole { text } => {
            line(format!("whole {text}"));
            vec![]
        }
        Query::Near(near) => {
            let without = if near.without { "without " } else { "" };
            line(format!("{without}near {}", near.reach));
            vec![&near.left, &near.right]
        }
        Query::AtLeast { times, of } => {
            line(format!("at least {times}"));
            vec![of]
        }
        Query::In { scope, of } => {
            let place = scope.to_string();
            let place = place.trim_start_matches("in:").trim_end_matches(':');
            line(format!("in {place}"));
            vec![of]
        }
        Query::Days { field, days } => {
            line(format!("{} {days}", field.name()));
            vec![]
        }
        Query::Amount(amounts) => {
            line(format!("amount {amounts}"));
            vec![]
        }
        Query::Boost { by, of } => {
            line(format!("boost {by}"));
            vec![of]
        }
        Query::And(parts) => {
            line("and".into());
            parts.iter().collect()
        }
        Query::Or(parts) => {
            line("or".into());
            parts.iter().collect()
        }
        Query::Not(of) => {
            line("not".into());
            vec![of]
        }
    };
    for query in below {
        tree(query, depth + 1, out);
    }
}

#[test]
fn every_example_of_the_help_is_read_without_a_note() {
    let fields = newshound::field::FIELDS.iter().map(|row| row.example);
    for example in LANGUAGE.iter().map(|row| row.example).chain(fields) {
        let reading = parse(example, &asking(DefaultOperator::And)).unwrap();
        assert_eq!(reading.notes, [], "{example}");
    }
}

/// Asserts that what `text` was read as prints to a text that is read as the same.
fn comes_back(text: &str) {
    for join in [DefaultOperator::And, DefaultOperator::Or] {
        let Ok(reading) = parse(text, &asking(join)) else {
            continue;
        };
        for note in &reading.notes {
            assert!(text.get(note.at.clone()).is_some(), "{note:?} in {text:?}");
        }
        let printed = reading.query.to_string();
        for join in [DefaultOperator::And, DefaultOperator::Or] {
            let again = parse(&printed, &asking(join)).unwrap().query;
            assert_eq!(again, reading.query, "{text:?} printed as {printed:?}");
        }
    }
}

/// Pieces that mean something to the parser, some of them only together.
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        " ",
        " ",
        " ",
        " ",
        "(",
        ")",
        "\"",
        "“",
        "”",
        "''",
        "'",
        "AND ",
        " OR ",
        " NOT ",
        " -",
        " +",
        "=",
        " w/5 ",
        " pre/3 ",
        " NOT w/10 ",
        " w/s ",
        " w/p ",
        " SAME ",
        "atleast3(",
        "atleast2 ",
        "title:",
        "body:",
        "outlet:",
        "tag:(",
        "site:",
        "id:",
        "date:",
        "since:",
        "before:",
        "added:",
        "amount:",
        "amount:>",
        "amount:(",
        "beat:",
        " beat:chips",
        " beat:two",
        " beat:all",
        "beat:(not",
        " beat:self",
        "$1.5",
        "5bn",
        " billion",
        "in:quote ",
        "in:quote(",
        "in:title:",
        "in:title ",
        "foo:",
        "2025",
        "2025-01-21",
        "2025-02-30",
        "..",
        "7d",
        "none",
        "^3",
        "^0.5",
        "^0",
        "~",
        "~2",
        "~9",
        "*",
        "?",
        "/colou?r/",
        "/",
        "/(/",
        "https://a.b/c(d)",
        "C++",
        "AT&T",
        "$500bn",
        "U.S.",
        "F-16",
        "#AI",
        "chip",
        "ban",
        "export",
        " OF",
        " THE",
        " IN THE US",
        " CHIP",
        "🔥",
        "=x",
        "--",
        ",",
        ".",
        ":",
        "w5",
        "\u{200b}",
        "\\",
    ]);
    prop_oneof![
        20 => fixed.prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        2 => "[a-z]{1,4}",
    ]
}

fn words(how: MatchMode, texts: Vec<&'static str>) -> impl Strategy<Value = Query> {
    prop::sample::select(texts).prop_map(move |text| Query::Word {
        text: text.into(),
        how,
    })
}

fn amounts() -> impl Strategy<Value = Query> {
    let currency = prop::sample::select(newshound::words::currencies());
    let currency = prop_oneof![1 => Just(""), 2 => currency];
    let size = || {
        prop_oneof![
            (0..3000u128),
            (0..3000u128).prop_map(|n| n * 10u128.pow(17))
        ]
    };
    (currency, size(), size(), 0..7).prop_map(|(currency, one, two, kind)| {
        let (less, more) = (one.min(two), one.max(two));
        let (low, high) = match kind {
            0 => (Bound::Included(one), Bound::Included(one)),
            1 => (Bound::Included(less), Bound::Included(more)),
            2 => (Bound::Included(one), Bound::Unbounded),
            3 => (Bound::Excluded(one), Bound::Unbounded),
            4 => (Bound::Unbounded, Bound::Included(one)),
            // Of no amount there is a note.
            5 => (Bound::Unbounded, Bound::Excluded(one.max(1))),
            _ => return Query::Amount(Box::new(Amounts::ANY)),
        };
        Query::Amount(Box::new(Amounts {
            currency,
            low,
            high,
        }))
    })
}

/// A word or a phrase.
fn span() -> BoxedStrategy<Query> {
    let plain = || vec!["chip", "AT&T", "C++", "$500bn", "U.S.", "été", "导弹"];
    prop_oneof![
        8 => words(MatchMode::Forms, plain()),
        1 => words(MatchMode::Relatives, vec!["chip", "AT&T", "C++", "été", "导弹"]),
        2 => words(MatchMode::Exact, plain()),
        1 => words(MatchMode::Fuzzy(1), vec!["chip", "AT&T", "$500bn", "été"]),
        1 => words(MatchMode::Fuzzy(2), vec!["chips", "$500bn", "C++17-era"]),
        2 => words(MatchMode::Wildcard, vec!["regulat*", "*GPT", "wom?n"]),
        2 => amounts(),
        1 => words(MatchMode::Regex, vec!["colou?r", "(a|b)c", "a\\/b"]),
        4 => ("[a-zA-Z]{1,5}( [a-z]{1,3}| AND| w/5){0,2}", 0..4u32)
            .prop_map(|(text, slop)| Query::Phrase { text, slop }),
    ]
    .boxed()
}

fn leaf() -> BoxedStrategy<Query> {
    let days = (0..2000i64, 0..400i64, any::<(bool, bool)>());
    prop_oneof![
        15 => span(),
        1 => Just(Query::All),
        1 => Just(Query::Days { field: Field::Added, days: Days::None }),
        2 => days.prop_map(|(from, length, open)| {
            let start = date(2020, 1, 1) + jiff::Span::new().days(from);
            let end = start + jiff::Span::new().days(length);
            let days = Days::Between(open.0.then_some(start), open.1.then_some(end));
            Query::Days { field: Field::Date, days }
        }),
        2 => "[a-z]{1,6}".prop_map(|text| Query::In {
            scope: Scope::Field(Field::Outlet),
            of: Box::new(Query::Word { text, how: MatchMode::Forms }),
        }),
        1 => ("[a-zA-Z*?~^:().]{1,6}( [a-z&-]{1,4})?", 0..4usize).prop_map(|(text, field)| Query::In {
            scope: Scope::Field([Field::Outlet, Field::Author, Field::Tag, Field::File][field]),
            of: Box::new(Query::Whole { text: format!("a{text}") }),
        }),
    ]
    .boxed()
}

/// Any tree at all, in whatever form; the parser's own form is what it prints and parses to.
fn any_tree() -> impl Strategy<Value = Query> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        let boxed = inner.clone().prop_map(Box::new);
        let place = prop::sample::select(vec![
            Scope::Quote,
            Scope::Field(Field::Title),
            Scope::Field(Field::Body),
        ]);
        let reach = prop_oneof![
            (1..20u32).prop_map(Reach::Words),
            (1..20u32).prop_map(Reach::Before),
            Just(Reach::Sentence),
            Just(Reach::Paragraph),
        ];
        prop_oneof![
            several.clone().prop_map(Query::And),
            several.prop_map(Query::Or),
            boxed.clone().prop_map(Query::Not),
            (place, boxed.clone()).prop_map(|(scope, of)| Query::In { scope, of }),
            (1..9u32, boxed.clone()).prop_map(|(times, of)| Query::AtLeast { times, of }),
            (prop::sample::select(vec![0.5f32, 2.0, 3.25]), boxed)
                .prop_map(|(by, of)| Query::Boost { by, of }),
            (inner.clone(), inner, reach, any::<bool>()).prop_map(
                |(left, right, reach, without)| {
                    let near = Near {
                        left,
                        right,
                        reach,
                        without,
                    };
                    Query::Near(Box::new(near))
                }
            ),
        ]
    })
}

/// Words and phrases with every operator that keeps them in the parser's own form.
fn normal_tree() -> impl Strategy<Value = Query> {
    let span = span();
    let near = (span.clone(), span.clone(), 1..20u32, any::<bool>()).prop_map(
        |(left, right, words, without)| {
            let reach = Reach::Words(words);
            Query::Near(Box::new(Near {
                left,
                right,
                reach,
                without,
            }))
        },
    );
    let counted = (1..9u32, span.clone()).prop_map(|(times, of)| Query::AtLeast {
        times,
        of: Box::new(of),
    });
    let atom = prop_oneof![4 => leaf(), 2 => near, 1 => counted];
    let clause = prop::collection::vec(
        (any::<bool>(), atom).prop_map(|(not, atom)| {
            if not {
                Query::Not(Box::new(atom))
            } else {
                atom
            }
        }),
        2..4,
    )
    .prop_map(Query::And);
    let either = prop::collection::vec(clause, 2..4).prop_map(Query::Or);
    (any::<bool>(), either).prop_map(|(title, either)| {
        if !title {
            return either;
        }
        Query::In {
            scope: Scope::Field(Field::Title),
            of: Box::new(either),
        }
    })
}

proptest! {
    #![proptest_config(rounds(10_000))]

    #[test]
    fn any_pieces_come_back(pieces in prop::collection::vec(piece(), 0..24)) {
        comes_back(&pieces.concat());
    }

    #[test]
    fn any_text_comes_back(text in any::<String>()) {
        comes_back(&text);
    }

    #[test]
    fn any_tree_prints_to_a_text_that_comes_back(tree in any_tree()) {
        comes_back(&tree.to_string());
    }

    #[test]
    fn a_tree_in_normal_form_is_read_as_itself(tree in normal_tree()) {
        let printed = tree.to_string();
        let reading = parse(&printed, &asking(DefaultOperator::Or)).unwrap();
        prop_assert_eq!(&reading.query, &tree, "{}", printed);
        // The days of a tree may exclude one another.
        let are_apart = |note: &&Note| note.message.ends_with("have no day in common");
        let odd: Vec<&Note> = reading.notes.iter().filter(|note| !are_apart(note)).collect();
        prop_assert!(odd.is_empty(), "{odd:?}");
    }
}

#[test]
fn tricky_pieces_repeated_are_read_in_linear_time() {
    let pieces = [
        "–",
        "—a ",
        "a– ",
        "And X ",
        "x or ",
        "after:2025 before:2024 ",
        "/[ ",
        "(",
        ")",
        "\"",
        "“a ",
        "''",
        "a ",
        "a",
        "-",
        "-+",
        "=",
        "NOT ",
        "AND ",
        "a OR ",
        "a w/5 ",
        "(a b) w/5 ",
        "(a w/5 b) w/5 (",
        "title:",
        "title:(",
        "in:quote ",
        "in:quote(",
        "a^2 ",
        "a^2",
        "^2",
        "(a)^2",
        "\"a\"~2",
        "atleast3(",
        "atleast2 ",
        "date:",
        "date:2025-02-30 ",
        "date:(",
        "beat:",
        "beat:two ",
        "beat:(two ",
        "beat:nothing ",
        "amount:",
        "amount:>5 ",
        "amount:>$5 billion ",
        "amount:(",
        "foo:",
        "foo:a ",
        "/a/ ",
        "/a",
        "/[a-z]{99}\\w/ ",
        "(a b c) w/5 /x+y/ ",
        "(a b c) w/5 /(\\w{00})x/( /y(",
        "*",
        "a*",
        "?",
        ".",
        "a.",
        "a~",
        "~",
        "1(a)",
        "§",
        "https://a(",
        "https://a) ",
        "🔥",
        "🔥 ",
        "\u{200b}",
        "$",
        "(a OR (b c)) w/5 ",
        "a NOT w/5 (b ",
        "\\",
        ",",
        "..",
        "a:",
        "-(",
        "NOT (",
        "(a OR ",
        "(a OR (b ",
    ];
    for piece in pieces {
        let text = piece.repeat(100_000 / piece.len());
        let start = Instant::now();
        let reading = parse(&text, &asking(DefaultOperator::And));
        let took = start.elapsed();
        assert!(took < Duration::from_secs(5), "{piece:?} took {took:?}");
        if let Ok(reading) = reading {
            let again = parse(&reading.query.to_string(), &asking(DefaultOperator::Or)).unwrap();
            assert!(again.query == reading.query, "{piece:?} does not come back");
        }
        if std::env::var_os("NEWSHOUND_TIMES").is_some() {
            println!("{piece:?} {took:?}");
        }
    }
}

#[test]
fn ten_thousand_brackets_are_read() {
    let text = format!("{}chip{}", "(".repeat(10_000), ")".repeat(10_000));
    let reading = parse(&text, &asking(DefaultOperator::And)).unwrap();
    assert_eq!(reading.query.to_string(), "chip");
    assert_eq!(reading.notes.len(), 1);
}
