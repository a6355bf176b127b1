//! Counts that the cases show, and what holds of their faces whatever they are given.

use jiff::civil::{Date, date};
use newshound::counts::{
    Bucket, Facet, FacetOf, FacetValue, Facets, KeyTerm, KeyTerms, Share, Timeline, TimelineOf,
    Unit,
};
use newshound::render::{self, Appearance, safe, wrap};

use super::look;

/// `one`: some months of one question. `three`: of three, one of them hostile. `days`: a year of days. `none`:
/// nothing found.
pub fn timeline(name: &str) -> Timeline {
    match name {
        "one" => of(
            Unit::Month,
            date(2024, 11, 1),
            &[("stargate AND lawsuit", &[2, 0, 31, 1200, 7, 96])],
        ),
        "three" => of(
            Unit::Quarter,
            date(2024, 4, 1),
            &[
                ("chips", &[3, 9, 0, 41]),
                (HOSTILE, &[1, 1, 1, 1]),
                ("星际之门 \u{202e}gate", &[0, 0, 40, 12]),
            ],
        ),
        "days" => {
            let counts: Vec<u64> = (0..366).map(|day| day * day * 37 % 90).collect();
            of(Unit::Day, date(2024, 1, 1), &[("*", &counts)])
        }
        "none" => of(Unit::Week, date(2025, 1, 6), &[("nowhere", &[])]),
        _ => panic!("`{name}` is no timeline"),
    }
}

const HOSTILE: &str = "\"</text><script>\u{1b}[31m\" OR it's & \u{7}";

fn of(by: Unit, first: Date, lines: &[(&str, &[u64])]) -> Timeline {
    let line = |(query, counts): &(&str, &[u64])| {
        let mut begin = first;
        let buckets = counts.iter().map(|count| {
            let from = begin;
            begin = by.next(from).expect("a day of our time");
            let to = by.last(from);
            Bucket {
                from,
                to,
                articles: share(
                    *count,
                    count * 3 + 1,
                    &format!("{query} AND date:{from}..{to}"),
                ),
            }
        });
        let buckets: Vec<Bucket> = buckets.collect();
        let dated: u64 = counts.iter().sum();
        TimelineOf {
            query: (*query).to_owned(),
            read_as: (*query).to_owned(),
            articles: dated + 4,
            notes: Vec::new(),
            buckets,
            undated: share(4, 11, &format!("{query} AND date:none")),
        }
    };
    Timeline {
        by,
        zone: Some("Europe/Brussels".to_owned()),
        aliases: true,
        corpus: 108_098,
        lines: lines.iter().map(line).collect(),
    }
}

fn share(count: u64, of: u64, question: &str) -> Share {
    Share {
        count,
        of,
        question: question.to_owned(),
    }
}

/// Outlets, some of them hostile, and years.
pub fn facets() -> Facets {
    let outlets = [
        ("Reuters", 1200),
        (
            "A paper with a name that is longer than most of the columns of a terminal",
            300,
        ),
        ("新华社 通讯", 12),
        ("\u{1b}[2J\u{202e}evil\r\n", 3),
        ("The \"Daily\" Post", 1),
    ];
    let of = |by: &str, values: &[(&str, u64)], value_count| {
        let values = values.iter().map(|(value, count)| FacetValue {
            value: (*value).to_owned(),
            articles: share(*count, 1700, &format!("chips AND {by}:=\"{value}\"")),
        });
        FacetOf {
            by: Facet::named(by).expect("a facet"),
            read_as: "chips".to_owned(),
            articles: 1700,
            values: values.collect(),
            value_count,
            unknown: share(184, 1700, &format!("chips AND NOT {by}:*")),
        }
    };
    Facets {
        query: "chips outlet:reuters".to_owned(),
        read_as: "chips AND outlet:reuters".to_owned(),
        articles: 1200,
        zone: Some("UTC".to_owned()),
        aliases: false,
        notes: Vec::new(),
        facets: vec![
            of("outlet", &outlets, 28),
            of("year", &[("2025", 1500), ("2024", 16)], 2),
        ],
    }
}

/// Terms of every kind, some of them hostile.
pub fn key_terms() -> KeyTerms {
    let terms = [
        ("Sam Altman", 1200, 1204, 6.5118, 9123.25),
        ("星际", 300, 1300, 2.0, 812.0),
        (
            "donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
            40,
            41,
            1.75,
            99.96,
        ),
        ("\u{1b}[2J\u{202e}evil", 3, 4, 0.0049, 12.0),
        ("עברית", 3, 90, -0.0049, 2.5),
        ("chip", 3, 2100, -1.5, 0.04),
    ];
    let terms = terms.map(|(term, articles, of, log_ratio, g2)| KeyTerm {
        term: term.to_owned(),
        here: share(articles, 1700, &format!("chips AND \"{term}\"")),
        everywhere: share(of, 108_098, &format!("\"{term}\"")),
        log_ratio,
        g2,
    });
    KeyTerms {
        query: "chips".to_owned(),
        read_as: "chips".to_owned(),
        articles: 1700,
        corpus: 108_098,
        compared: 31_415,
        notes: Vec::new(),
        terms: terms.into(),
    }
}

/// The day on which the charts of the cases are made.
pub const MADE: Date = date(2025, 8, 1);

fn shown(face: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    face(&mut bytes).expect("a Vec takes every byte");
    String::from_utf8(bytes).expect("every face is UTF-8")
}

#[test]
fn no_width_breaks_a_face_and_nothing_hostile_reaches_a_terminal() {
    for width in [0, 1, 7, 20, 33, 60, 80, 10_000, usize::MAX] {
        let at = look(width);
        for name in ["one", "three", "days", "none"] {
            let value = timeline(name);
            let text = shown(|out| render::timeline::timeline(&value, &at, out));
            is_harmless(&text);
            let lines = value.lines.iter().map(|line| line.buckets.len()).max();
            assert!(text.lines().count() >= lines.unwrap_or(0));
            if width >= 60 {
                is_within(&text, &at);
            }
        }
        let text = shown(|out| render::facets::facets(&facets(), &at, out));
        is_harmless(&text);
        if width >= 33 {
            is_within(&text, &at);
        }
        let text = shown(|out| render::key_terms::key_terms(&key_terms(), &at, out));
        is_harmless(&text);
        assert_eq!(text.lines().count(), key_terms().terms.len() + 1);
        if width >= 48 {
            is_within(&text, &at);
        }
    }
}

fn is_harmless(text: &str) {
    let hidden = text.chars().find(|c| *c != '\n' && safe::is_hidden(*c));
    assert_eq!(hidden, None, "{text}");
}

fn is_within(text: &str, look: &Appearance) {
    for line in text.lines() {
        assert!(wrap::columns(line) <= look.width, "{}: {line}", look.width);
    }
}

#[test]
fn a_chart_is_well_formed_whatever_was_asked() {
    for name in ["one", "three", "days", "none"] {
        let svg = shown(|out| render::svg::timeline(&timeline(name), MADE, out));
        let mut reader = quick_xml::Reader::from_str(&svg);
        reader.config_mut().check_end_names = true;
        let mut depth = 0;
        loop {
            use quick_xml::events::Event;
            match reader.read_event().expect("well-formed XML") {
                Event::Start(element) => {
                    depth += 1;
                    for attribute in element.attributes() {
                        attribute.expect("an attribute with a value");
                    }
                    assert_ne!(element.name().as_ref(), "script");
                }
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
        is_harmless(&svg);
    }
}

#[test]
fn many_questions_make_a_higher_chart() {
    let counts: &[u64] = &[1, 2, 3];
    let lines: Vec<(&str, &[u64])> = (0..40).map(|_| ("chips", counts)).collect();
    let value = of(Unit::Year, date(2020, 1, 1), &lines);
    let svg = shown(|out| render::svg::timeline(&value, MADE, out));
    assert!(svg.contains("height=\"1260\""), "{}", &svg[..200]);
    assert!(!svg.contains("NaN") && !svg.contains("y=\"-"), "{svg}");
}
