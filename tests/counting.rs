//! Counting: every number of `timeline`, `facets` and `terms` is what the question beside it finds, and what one gets by
//! looking at every article of `list`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::civil::date;
use jiff::tz::TimeZone;
use newshound::counts::{Facet, FacetOf, Share, Timeline, Unit};
use newshound::results::ListedArticle;
use newshound::{Date, Kind, Library, Request, Settings};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::rounds::rounds;

mod terms;

/// A corpus in a folder of its own.
struct Shelf {
    _folder: tempfile::TempDir,
    library: Library,
}

impl Shelf {
    fn new() -> Shelf {
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("corpus");
        std::fs::create_dir(&corpus).unwrap();
        let now = jiff::Timestamp::from_second(1_800_000_000).unwrap();
        let settings = Settings::new(corpus).clock(move || now);
        Shelf {
            library: settings.open(),
            _folder: folder,
        }
    }

    /// The short articles of the manual.
    fn tiny() -> Shelf {
        let shelf = Shelf::new();
        let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/tiny");
        copy(&tiny, shelf.library.corpus());
        shelf.library.update().unwrap();
        shelf
    }

    /// Some hundred articles with odd names, in several commits, some of them removed or replaced since.
    fn odd() -> Shelf {
        let shelf = Shelf::new();
        let records: Vec<Value> = (0..240).map(odd_record).collect();
        for (number, part) in records.chunks(60).enumerate() {
            shelf.write(&format!("odd/Part {number}.jsonl"), part);
            shelf.library.update().unwrap();
        }
        // What is also the name of a file in a folder, and of a folder.
        shelf.write(
            "part 1.jsonl",
            &[json!({ "text": "A chip beside the others." })],
        );
        shelf.write(
            "odd.jsonl/odd",
            &[json!({ "text": "A model beside the others." })],
        );
        shelf.write("odd/Part 2.jsonl", &records[130..180]);
        std::fs::remove_file(shelf.library.corpus().join("odd/Part 0.jsonl")).unwrap();
        shelf.library.update().unwrap();
        shelf
    }

    fn write(&self, name: &str, records: &[Value]) {
        let lines = records.iter().map(|record| format!("{record}\n"));
        let path = self.library.corpus().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, lines.collect::<String>()).unwrap();
    }

    /// What a question finds, asked with the same flags but for the filters that are in it.
    fn count(&self, question: &str, flags: &Request) -> u64 {
        let request = Request {
            text: question.to_owned(),
            after: None,
            before: None,
            outlet: None,
            limit: 0,
            ..flags.clone()
        };
        self.library.search(&request).unwrap().total.articles
    }

    fn all(&self, request: &Request) -> Vec<ListedArticle> {
        let request = request.clone().limit(usize::MAX);
        self.library.list(&request).unwrap().articles
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// Names that are hard to write, to fold or to tell apart.
const NAMES: &[&str] = &[
    "Reuters",
    "REUTERS",
    "Reuters India",
    "The \"Daily\" Post",
    "The Daily Post",
    "The Daily",
    "«Le Monde»",
    "L'Écho ''du'' soir",
    "A.I. Wire",
    "AI Wire",
    "AI-Wire",
    "US",
    "us",
    "$500bn Digest",
    "25% News",
    "C++ & C#",
    "AND OR NOT",
    "outlet:reuters^2~",
    "(a* OR b?)",
    "—",
    "הארץ",
    "新华社 通讯",
    "عاجل\u{202e}txt",
    "tab\tand\u{7}bell",
    "O'Neil's",
    "‘‘quoted’’",
    "=",
    "news=fast",
    "*",
    "/regex/",
    "world health organization",
    "WHO",
    "a|b",
];

const DATES: &[&str] = &[
    "2024-12-30",
    "2024-12-31T23:30:00Z",
    "2025-01-01T00:30:00+02:00",
    "2025-01-05",
    "2025-01-06",
    "2025-02-28T22:15:00-05:00",
    "2025-03-31",
    "2025-04-01",
    "2025-12-31T23:59:59Z",
    "2026-01-01",
    "1999-06-15",
];

const HOSTS: &[&str] = &[
    "https://ec.europa.eu/a",
    "https://digital-strategy.ec.europa.eu/b",
    "https://europa.eu/c",
    "https://www.example.com/d",
    "https://example.com:8080/e",
    "https://xn--bcher-kva.example/f",
    "https://192.0.2.7/g",
];

fn odd_record(number: usize) -> Value {
    let of = |list: &[&str], times: usize| list[number * times % list.len()].to_owned();
    let mut record = json!({
        "title": of(&["A chip ban", "Of models", "Export rules", "Twice the same"], 1),
        "text": format!("The {} number {number} is here. A chip, an export.", ["chip", "model", "law"][number % 3]),
    });
    if !number.is_multiple_of(7) {
        record["outlet"] = of(NAMES, 5).into();
    }
    if number.is_multiple_of(3) {
        record["authors"] = json!([of(NAMES, 11), of(NAMES, 4), of(NAMES, 11)]);
    }
    if !number.is_multiple_of(5) {
        record["date"] = of(DATES, 3).into();
    }
    if number.is_multiple_of(2) {
        record["tags"] = json!([of(NAMES, 13), of(NAMES, 2)]);
        record["lang"] = ["en", "de", "pt-br"][number % 3].into();
        record["url"] = format!("{}{number}", of(HOSTS, 9)).into();
    }
    record
}

/// Questions of every kind that the odd corpus has an answer to, and a few that it has none to.
const QUESTIONS: &[&str] = &[
    "",
    "*",
    "chip",
    "chip export",
    "chip OR model",
    "NOT chip",
    "\"a chip\" NOT model",
    "what is the model and the law",
    "chip outlet:reuters",
    "chip (outlet:reuters OR outlet:=\"AI Wire\") tag:*",
    "(outlet:reuters OR tag:us) model",
    "NOT outlet:reuters",
    "date:2025 chip",
    "date:2025 OR date:none",
    "date:none",
    "date:2024-12-31..2025-01-06 author:*",
    "(a OR (b AND (chip OR model)))^2 NOT (law w/3 number)",
    "title:chip OR atleast2(chip)",
    "nowhere",
];

/// Requests with flags that change what a question means.
fn requests() -> Vec<Request> {
    let mut requests = Vec::new();
    for text in QUESTIONS {
        let request = Request {
            everything: true,
            ..Request::new(*text)
        };
        requests.push(request.clone().any(true));
        requests.push(Request {
            zone: TimeZone::get("America/New_York").unwrap(),
            after: Some("2024-12-30".to_owned()),
            ..request.clone()
        });
        requests.push(request.clone().outlet("The \"Daily\" Post").relatives(true));
        requests.push(request);
    }
    requests
}

#[test]
fn every_number_of_a_timeline_is_what_its_question_finds() {
    for shelf in [Shelf::tiny(), Shelf::odd()] {
        let mut all = BTreeMap::new();
        for (number, request) in requests().into_iter().enumerate() {
            let by = Unit::NAMES[number % Unit::NAMES.len()].1;
            let by = if by == Unit::Day { Unit::Week } else { by };
            let requests = std::slice::from_ref(&request);
            let timeline = shelf.library.timeline(requests, by).unwrap();
            let line = &timeline.lines[0];
            let mut sum = line.undated.count;
            found(&shelf, &line.undated, &request);
            for bucket in &line.buckets {
                sum += bucket.articles.count;
                // Long stretches without an article are like one another.
                if bucket.articles.of > 0 || number.is_multiple_of(17) {
                    found(&shelf, &bucket.articles, &request);
                    let stretch = format!("date:{}..{}", bucket.from, bucket.to);
                    let zone = format!("{:?}", request.zone);
                    let of = all.entry((stretch.clone(), zone));
                    let of = of.or_insert_with(|| shelf.count(&stretch, &request));
                    assert_eq!(bucket.articles.of, *of, "{stretch}");
                }
            }
            assert_eq!(sum, line.articles, "{}", request.text);
            assert_eq!(line.articles, shelf.count(&line.read_as, &request));
            assert_eq!(timeline.corpus, shelf.count("*", &request));
            is_without_gaps(&timeline);
        }
    }
}

fn found(shelf: &Shelf, share: &Share, request: &Request) {
    let counted = shelf.count(&share.question, request);
    assert_eq!(share.count, counted, "{}", share.question);
}

fn is_without_gaps(timeline: &Timeline) {
    let buckets = &timeline.lines[0].buckets;
    for pair in buckets.windows(2) {
        assert_eq!(pair[0].to.tomorrow().unwrap(), pair[1].from);
    }
    for end in [buckets.first(), buckets.last()].into_iter().flatten() {
        assert!(end.articles.count > 0, "{} to {}", end.from, end.to);
    }
}

#[test]
fn every_number_of_a_facet_is_what_its_question_finds() {
    for shelf in [Shelf::tiny(), Shelf::odd()] {
        for (number, request) in requests().into_iter().enumerate() {
            let asked = request.clone().limit(usize::MAX);
            let facets = shelf.library.facets(&asked, Facet::ALL).unwrap();
            assert_eq!(facets.articles, shelf.count(&facets.read_as, &request));
            for facet in &facets.facets {
                is_counted(&shelf, facet, (number, &request));
            }
        }
    }
}

fn is_counted(shelf: &Shelf, facet: &FacetOf, (number, request): (usize, &Request)) {
    let name = facet.by.name();
    let rest = shelf.count(&facet.read_as, request);
    assert_eq!(facet.articles, rest, "{}", facet.read_as);
    assert_eq!(facet.value_count, facet.values.len() as u64);
    found(shelf, &facet.unknown, request);
    for (at, value) in facet.values.iter().enumerate() {
        assert!(value.articles.count > 0, "{name} {}", value.value);
        assert_eq!(value.articles.of, rest);
        // All values of every article; some, in turn, of the others.
        if request.text == "*" || (at + number).is_multiple_of(11) {
            found(shelf, &value.articles, request);
        }
    }
    let sum: u64 = facet.values.iter().map(|value| value.articles.count).sum();
    let is_single = !matches!(name, "author" | "tag");
    if is_single {
        assert_eq!(
            sum + facet.unknown.count,
            rest,
            "{name} of {}",
            facet.read_as
        );
    }
    let counts: Vec<u64> = facet
        .values
        .iter()
        .map(|value| value.articles.count)
        .collect();
    assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
}

#[test]
fn a_facet_is_counted_without_its_own_choice_alone() {
    let shelf = Shelf::odd();
    for (text, by, rest) in [
        ("chip outlet:reuters", "outlet", "chip"),
        ("chip outlet:reuters", "tag", "chip AND outlet:reuters"),
        ("outlet:reuters", "outlet", "*"),
        ("chip outlet:(reuters OR =us)", "outlet", "chip"),
        (
            "chip (outlet:reuters OR tag:us)",
            "outlet",
            "chip AND (outlet:reuters OR tag:us)",
        ),
        (
            "chip NOT outlet:reuters",
            "outlet",
            "chip AND NOT outlet:reuters",
        ),
        ("chip date:2025 date:none", "year", "chip"),
        (
            "chip added:2025",
            "year",
            "chip AND added:2025-01-01..2025-12-31",
        ),
    ] {
        let by = Facet::named(by).unwrap();
        let facets = shelf.library.facets(&Request::new(text), &[by]).unwrap();
        assert_eq!(facets.facets[0].read_as, rest, "{text}");
    }
    let request = Request::new("chip").outlet("reuters").after("2024");
    let facets = shelf.library.facets(&request, Facet::ALL).unwrap();
    let read_as: BTreeSet<&str> = facets
        .facets
        .iter()
        .map(|facet| facet.read_as.as_str())
        .collect();
    assert!(
        read_as.contains("chip AND date:2025-01-01.."),
        "{read_as:?}"
    );
    assert!(
        read_as.contains("chip AND outlet:\"reuters\""),
        "{read_as:?}"
    );
}

#[test]
fn names_that_are_written_alike_are_one_and_parts_of_names_are_none() {
    let shelf = Shelf::odd();
    let request = Request::everything().limit(usize::MAX);
    let facets = shelf
        .library
        .facets(&request, &[Facet::named("outlet").unwrap()])
        .unwrap();
    let folded = facets.facets[0].values.iter();
    let folded: Vec<String> = folded
        .map(|value| newshound::words::whole(&value.value))
        .collect();
    let known = |name: &str| folded.iter().filter(|one| *one == name).count();
    assert_eq!(
        (known("reuters"), known("reuters india"), known("india")),
        (1, 1, 0)
    );
    assert_eq!((known("the daily post"), known("the daily")), (1, 1));
    let distinct: BTreeSet<&String> = folded.iter().collect();
    assert_eq!(distinct.len(), folded.len());
}

#[test]
fn a_page_of_values_is_a_part_of_all() {
    let shelf = Shelf::odd();
    let tag = [Facet::named("tag").unwrap()];
    let all = shelf
        .library
        .facets(&Request::everything().limit(1000), &tag)
        .unwrap();
    let page = shelf
        .library
        .facets(&Request::everything().limit(4).offset(3), &tag)
        .unwrap();
    let (all, page) = (&all.facets[0], &page.facets[0]);
    assert_eq!(page.values, all.values[3..7]);
    assert_eq!(page.value_count, all.value_count);
}

#[test]
fn questions_side_by_side_have_the_same_stretches() {
    let shelf = Shelf::odd();
    let requests = ["date:2025-01", "date:1999 OR date:2026", "nowhere"].map(Request::new);
    let timeline = shelf.library.timeline(&requests, Unit::Quarter).unwrap();
    let from = |at: usize| -> Vec<jiff::civil::Date> {
        timeline.lines[at]
            .buckets
            .iter()
            .map(|bucket| bucket.from)
            .collect()
    };
    assert_eq!(from(0).first(), Some(&date(1999, 4, 1)));
    assert_eq!(from(0).last(), Some(&date(2026, 1, 1)));
    assert_eq!((from(0), from(0)), (from(1), from(2)));
    let counts = timeline.lines.iter().map(|line| line.articles);
    assert!(counts.zip([1, 1, 0]).all(|(found, least)| found >= least));
    for (line, request) in timeline.lines.iter().zip(&requests) {
        let dated = line
            .buckets
            .iter()
            .filter(|bucket| bucket.articles.count > 0);
        dated.for_each(|bucket| found(&shelf, &bucket.articles, request));
    }
}

#[test]
fn too_many_stretches_are_refused_with_a_longer_one() {
    let shelf = Shelf::new();
    let old = json!({ "text": "Old.", "date": "1905-01-01" });
    let new = json!({ "text": "New.", "date": "2025-01-01" });
    shelf.write("two.jsonl", &[old, new]);
    shelf.library.update().unwrap();
    let by = |unit| shelf.library.timeline(&[Request::everything()], unit);
    let refused = by(Unit::Day).unwrap_err();
    assert_eq!(refused.kind, Kind::Usage);
    assert_eq!(refused.hint.as_deref(), Some("write `--by month`"));
    assert_eq!(by(Unit::Year).unwrap().lines[0].buckets.len(), 121);
}

#[test]
fn an_empty_corpus_has_no_stretches_and_no_values() {
    let shelf = Shelf::new();
    shelf.library.update().unwrap();
    let timeline = shelf
        .library
        .timeline(&[Request::everything()], Unit::Day)
        .unwrap();
    assert_eq!((timeline.corpus, timeline.lines[0].buckets.len()), (0, 0));
    assert_eq!(timeline.lines[0].undated.share(), None);
    let facets = shelf
        .library
        .facets(&Request::everything(), Facet::ALL)
        .unwrap();
    assert!(facets.facets.iter().all(|facet| facet.values.is_empty()));
}

#[test]
fn counting_stops_in_time_and_when_it_is_cancelled() {
    let shelf = Shelf::tiny();
    let late = Request::everything().timeout(Duration::ZERO);
    let cancelled = Request::everything().cancelled(Arc::new(AtomicBool::new(true)));
    for (request, kind) in [(late, Kind::TimedOut), (cancelled, Kind::Cancelled)] {
        let timeline = shelf
            .library
            .timeline(std::slice::from_ref(&request), Unit::Day);
        assert_eq!(timeline.unwrap_err().kind, kind);
        let facets = shelf.library.facets(&request, Facet::ALL);
        assert_eq!(facets.unwrap_err().kind, kind);
    }
}

#[test]
fn a_question_at_the_bounds_of_the_language_is_refused_rather_than_miscounted() {
    let shelf = Shelf::tiny();
    let deepest = (0..200).fold("chip".to_owned(), |inner, number| {
        format!("(w{number} OR (v{number} AND {inner}))")
    });
    for (text, depth) in [(deepest.as_str(), 200), ("((chip OR (law AND model)))", 1)] {
        let request = Request::new(text);
        match shelf
            .library
            .timeline(std::slice::from_ref(&request), Unit::Year)
        {
            Ok(timeline) => {
                let line = &timeline.lines[0];
                line.buckets
                    .iter()
                    .for_each(|bucket| found(&shelf, &bucket.articles, &request));
            }
            Err(error) => assert!(error.kind == Kind::Usage && depth > 1, "{text}"),
        }
    }
}

proptest! {
    #![proptest_config(rounds(40))]

    #[test]
    fn counts_are_those_of_looking_at_every_article(
        records in vec(record(), 1..40),
        question in select(vec!["*", "chip", "NOT chip", "outlet:*", "chip OR date:2025"]),
        zone in select(vec!["UTC", "Asia/Tokyo", "America/New_York"]),
        unit in select(Unit::NAMES.to_vec()),
    ) {
        let shelf = Shelf::new();
        shelf.write("all.jsonl", &records);
        shelf.library.update().unwrap();
        let zone = TimeZone::get(zone).unwrap();
        let request = Request::new(question).zone(zone.clone()).limit(usize::MAX);
        let listed = shelf.all(&request);
        let timeline = shelf.library.timeline(std::slice::from_ref(&request), unit.1).unwrap();
        let mut expected: BTreeMap<Option<jiff::civil::Date>, u64> = BTreeMap::new();
        for article in &listed {
            let day = article.about.date.map(|date: Date| unit.1.begin(date.day(&zone)));
            *expected.entry(day).or_default() += 1;
        }
        let line = &timeline.lines[0];
        let undated = (line.undated.count > 0).then_some((None, line.undated.count));
        let counted = line.buckets.iter().filter(|bucket| bucket.articles.count > 0);
        let counted = counted.map(|bucket| (Some(bucket.from), bucket.articles.count));
        prop_assert_eq!(undated.into_iter().chain(counted).collect::<BTreeMap<_, _>>(), expected);
        let facets = shelf.library.facets(&request, Facet::ALL).unwrap();
        for facet in facets.facets.iter().filter(|facet| facet.read_as == facets.read_as) {
            let mut expected: BTreeMap<String, u64> = BTreeMap::new();
            let mut without = 0;
            for article in &listed {
                let values = values(article, facet.by, &zone);
                without += u64::from(values.is_empty());
                for value in values {
                    *expected.entry(value).or_default() += 1;
                }
            }
            let folded = |value: &String| newshound::words::whole(value);
            let counted = facet.values.iter();
            let counted = counted.map(|value| (folded(&value.value), value.articles.count));
            prop_assert_eq!(counted.collect::<BTreeMap<_, _>>(), expected, "{}", facet.by.name());
            prop_assert_eq!(facet.unknown.count, without);
        }
    }
}

/// The folded values of an article, each once.
fn values(article: &ListedArticle, by: Facet, zone: &TimeZone) -> BTreeSet<String> {
    let about = &article.about;
    let values: Vec<String> = match by.name() {
        "outlet" => about.outlet.iter().cloned().collect(),
        "author" => about.authors.clone(),
        "tag" => about.tags.clone(),
        "lang" => about.lang.iter().cloned().collect(),
        "site" => about.site().into_iter().collect(),
        "file" => vec![about.provenance.file.clone()],
        _ => {
            let year = about
                .date
                .map(|date: Date| date.day(zone).year().to_string());
            year.into_iter().collect()
        }
    };
    let folded = values.iter().map(|value| newshound::words::whole(value));
    folded.filter(|value| !value.is_empty()).collect()
}

fn record() -> impl Strategy<Value = Value> {
    let name = || {
        prop_oneof![
            3 => select(NAMES).prop_map(str::to_owned),
            1 => "\\PC{1,12}",
        ]
    };
    let about = (
        prop::option::weighted(0.7, name()),
        vec(name(), 0..3),
        prop::option::weighted(0.7, select(DATES)),
        vec(name(), 0..3),
        prop::option::weighted(0.5, (select(HOSTS), 0..100u32)),
    );
    (about, any::<bool>()).prop_map(|((outlet, authors, date, tags, url), chip)| {
        let text = if chip {
            "A chip is here."
        } else {
            "A law is here."
        };
        let mut record = json!({ "text": text, "authors": authors, "tags": tags });
        if let Some(outlet) = outlet {
            record["outlet"] = outlet.into();
        }
        if let Some(date) = date {
            record["date"] = date.into();
        }
        if let Some((host, number)) = url {
            record["url"] = format!("{host}{number}").into();
        }
        record
    })
}
