//! One question, every door: the same ids in the same order, the same totals, the same marks.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};
use url::form_urlencoded;

use super::page::{between, unescaped};
use super::{Server, assistant, copy};
use crate::trouble::Site;

/// What an answer says, whichever door gave it.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    articles: u64,
    passages: u64,
    hits: Vec<SeenHit>,
}

/// A hit: its address, and the marks in its passage and its headline, in characters.
#[derive(Debug, PartialEq, Eq)]
struct SeenHit {
    address: String,
    passage: Vec<(u64, u64)>,
    title: Vec<(u64, u64)>,
}

/// Questions as they are typed, with the options that are asked with them.
fn questions() -> Vec<Value> {
    let typed = std::fs::read_to_string("tests/questions.txt").unwrap();
    let typed = typed.lines().filter(|line| !line.starts_with('#'));
    let typed = typed.filter_map(|line| line.split('\t').next());
    let typed = typed.filter(|line| !line.starts_with("--") && !line.trim().is_empty());
    let of_language = LANGUAGE.iter().copied();
    let all: Vec<&str> = typed.chain(of_language).collect();
    let each = all.iter().enumerate().flat_map(|(number, text)| {
        let options = [number, number * 3 + 1, number * 7 + 5];
        options.map(|number| with_options(text, OPTIONS[number % OPTIONS.len()]))
    });
    each.collect()
}

fn with_options(text: &str, options: &str) -> Value {
    let mut question: Value = serde_json::from_str(options).unwrap();
    question["query"] = json!(text);
    question
}

/// Parts of the language that questions as they are typed seldom have.
const LANGUAGE: &[&str] = &[
    "*",
    "chip",
    "CHIPS",
    "=chip",
    "~regulation",
    "\"export controls\"",
    "\"facial recognition\"~2",
    "chip w/5 ban",
    "ban pre/3 chip",
    "court w/s chip",
    "court w/p chip",
    "chip NOT w/10 ban",
    "regulat*",
    "*tion",
    "wom?n",
    "/colou?r/",
    "regulaton~",
    "atleast2(chip)",
    "title:chip",
    "title:(chip OR court)",
    "in:title court",
    "in:quote the",
    "outlet:ledger",
    "lang:en AND court",
    "date:2025",
    "date:2025-01..2025-06",
    "since:2025 until:2025-06",
    "date:none",
    "* NOT court",
    "chip^3 OR court",
    "(chip OR court) AND NOT ban",
    "$500bn",
    "amount:>$1bn",
    "25%",
    "chip OR (ban AND court)",
    "人工智能",
    "\"a\" OR \"the\"",
    "chip, ban; court!",
    "U.S.",
    "us",
    "US",
    "zzzzqqq",
    "chip zzzzqqq",
    "<script>",
    "court & \"chip\"",
    "OpenAI",
    "open ai",
    "AI-generated",
];

/// Asked with one question after the other.
const OPTIONS: &[&str] = &[
    "{}",
    r#"{"limit":3}"#,
    r#"{"limit":5,"offset":2}"#,
    r#"{"sort":"newest"}"#,
    r#"{"sort":"oldest","per_article":1}"#,
    r#"{"per_article":"all","limit":20}"#,
    r#"{"any":true}"#,
    r#"{"relatives":true,"aliases":false}"#,
    r#"{"after":"2024","zone":"Europe/Brussels"}"#,
    r#"{"fresh_half_life":"30d"}"#,
];

fn number(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn spans(marks: &Value) -> Vec<(u64, u64)> {
    let marks = marks.as_array().unwrap().iter();
    marks
        .map(|mark| (number(&mark["start"]), number(&mark["end"])))
        .collect()
}

/// What an object of schema 1 says.
fn of_schema(answer: &Value) -> Seen {
    let hits = answer["hits"].as_array().unwrap().iter();
    Seen {
        articles: number(&answer["total"]["articles"]),
        passages: number(&answer["total"]["passages"]),
        hits: hits
            .map(|hit| SeenHit {
                address: hit["passage"]["address"].as_str().unwrap().to_owned(),
                passage: spans(&hit["passage"]["marks"]),
                title: spans(&hit["article"]["title_marks"]),
            })
            .collect(),
    }
}

/// The answers of the command to all questions.
fn by_command(site: &Site, questions: &[Value]) -> Vec<Value> {
    let lines = questions.iter().enumerate().map(|(number, question)| {
        let mut line = question.clone();
        line["id"] = json!(number);
        format!("{line}\n")
    });
    let lines: String = lines.collect();
    let mut command = site.command(&["search", "--queries", "-", "--json"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut process = command.spawn().unwrap();
    let mut input = process.stdin.take().unwrap();
    std::thread::spawn(move || input.write_all(lines.as_bytes()).unwrap());
    let output = process.wait_with_output().unwrap();
    let mut answers: Value = serde_json::from_slice(&output.stdout).unwrap();
    answers["answers"]
        .as_array_mut()
        .unwrap()
        .drain(..)
        .collect()
}

/// The words that are marked in an object of schema 1, each hit's address with those of its headline and passage.
fn marked_by_schema(answer: &Value) -> Vec<(String, Vec<String>)> {
    let words = |text: &Value, marks: &Value| -> Vec<String> {
        let letters: Vec<char> = text.as_str().unwrap_or_default().chars().collect();
        let marked = |(start, end): (u64, u64)| letters[start as usize..end as usize].iter();
        let marked = spans(marks).into_iter().map(marked);
        marked.map(|letters| letters.collect()).collect()
    };
    let hits = answer["hits"].as_array().unwrap().iter();
    let hits = hits.map(|hit| {
        let (article, passage) = (&hit["article"], &hit["passage"]);
        let mut marked = words(&article["title"], &article["title_marks"]);
        marked.extend(words(&passage["text"], &passage["marks"]));
        (passage["address"].as_str().unwrap().to_owned(), marked)
    });
    hits.collect()
}

/// What the page says: how many articles and passages there are, and the same of each hit.
fn of_page(page: &str) -> (u64, u64, Vec<(String, Vec<String>)>) {
    let first = |name: &str| {
        let found = between(page, &format!("{name}=\""), "\"");
        found[0].parse().unwrap()
    };
    let hits = page.split("<li class=\"hit\"").skip(1).map(|hit| {
        let address = between(hit, "data-address=\"", "\"")[0].to_owned();
        let marks = between(hit, "<mark>", "</mark>").into_iter();
        let marks = marks.map(|mark| unescaped(&mark.replace("<br>", "\n")));
        (address, marks.collect())
    });
    let hits = hits.collect();
    (first("data-articles"), first("data-passages"), hits)
}

/// The parameters of an address.
fn address(question: &Value) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, value) in question.as_object().unwrap() {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        pairs.append_pair(name, &value);
    }
    pairs.finish()
}

/// What structured content for an assistant says; passages that were cut for want of room are not among it.
fn of_assistant(content: &Value) -> Seen {
    let pairs = |marks: &Value| -> Vec<(u64, u64)> {
        let pairs = marks.as_array().into_iter().flatten();
        pairs
            .map(|pair| (number(&pair[0]), number(&pair[1])))
            .collect()
    };
    let hits = content["hits"].as_array().unwrap().iter();
    let whole = hits.filter(|hit| hit["truncated"] != json!(true));
    Seen {
        articles: number(&content["total"]["articles"]),
        passages: number(&content["total"]["passages"]),
        hits: whole
            .map(|hit| SeenHit {
                address: hit["address"].as_str().unwrap().to_owned(),
                passage: pairs(&hit["marks"]),
                title: pairs(&hit["title_marks"]),
            })
            .collect(),
    }
}

/// Compares the answer of `search` for an assistant, which has fewer options; `false` where it does not have these.
fn is_equal_for_assistant(server: &Server, question: &Value, expected: &Seen) -> bool {
    let mut arguments = question.clone();
    for missing in ["zone", "aliases", "fresh_half_life"] {
        if arguments.get(missing).is_some() {
            return false;
        }
    }
    arguments["max_tokens"] = json!(20_000);
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": arguments}});
    let version = "MCP-Protocol-Version: 2025-11-25\r\n";
    let answer = assistant::post(server, version, &call).json();
    let content = &answer["result"]["structuredContent"];
    let found = of_assistant(content);
    assert_eq!(
        (found.articles, found.passages),
        (expected.articles, expected.passages)
    );
    match content["truncated"] == json!(true) {
        // What there was room for.
        true => assert_eq!(
            found.hits[..],
            expected.hits[..found.hits.len()],
            "{question}"
        ),
        false => assert_eq!(found.hits, expected.hits, "the assistant: {question}"),
    }
    true
}

#[test]
fn every_door_gives_the_same_answer() {
    let site = Site::new();
    copy("tests/corpora/tiny".as_ref(), &site.path("corpus"));
    site.write(
        "corpus/news.jsonl",
        include_bytes!("../contract/news.jsonl"),
    );
    let server = Server::of(site, &[]);
    let questions = questions();
    assert!(questions.len() >= 250);
    let commands = by_command(&server.site, &questions);
    assert_eq!(commands.len(), questions.len());
    let (mut found, mut compared_with_assistant) = (0, 0);
    for (question, command) in questions.iter().zip(&commands) {
        let got = server.get(&format!("/v1/search?{}", address(question)));
        let posted = server.post("/v1/search", &question.to_string());
        assert_eq!(got.body, posted.body, "{question}");
        if let Some(error) = command.get("error") {
            let problem = got.json();
            assert_eq!(got.status, 400, "{question}");
            let page = server.get(&format!("/?{}", address(question)));
            assert_eq!(page.status, 400, "the page: {question}");
            assert_eq!(
                (&problem["code"], &problem["detail"]),
                (&error["code"], &error["message"])
            );
            continue;
        }
        let expected = of_schema(command);
        assert_eq!(of_schema(&got.json()), expected, "the API: {question}");
        found += expected.hits.len();
        compared_with_assistant +=
            usize::from(is_equal_for_assistant(&server, question, &expected));
        let page = server.get(&format!("/?full&{}", address(question)));
        let (articles, passages, mut hits) = of_page(&page.body);
        assert_eq!((articles, passages), (expected.articles, expected.passages));
        if articles == 0 {
            // The nearest ones are no hits.
            hits.clear();
        }
        assert_eq!(hits, marked_by_schema(command), "the page: {question}");
    }
    assert!(found > 200, "{found} hits are too few to compare");
    assert!(
        compared_with_assistant > 150,
        "{compared_with_assistant} are too few to compare"
    );
}
