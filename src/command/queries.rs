//! A file of questions, one a line: `label<TAB>question`, or an object `{"id", "query", …}` with options of its own.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use crate::corpus;
use crate::error::{Error, Kind, Result};
use crate::request::Request;
use crate::request::options::{Fault, Options, Search, TextOrNumber};

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: usize,
    /// Without its end; an error where it cannot be a question.
    pub text: std::result::Result<String, String>,
}

/// A question and the name that it has in the answers.
#[derive(Debug)]
pub struct Labelled {
    pub label: String,
    pub request: Request,
}

/// The longest line that is read, in bytes.
const LONGEST: u64 = 64 << 10;

/// Opens a file of questions, or standard input for `-`.
pub fn open(file: &Path) -> Result<Box<dyn BufRead + Send>> {
    let name = file.display().to_string();
    Ok(match name.as_str() {
        "-" => Box::new(BufReader::new(io::stdin())),
        _ => {
            let bytes = corpus::bytes(file).map_err(|error| Error::io(&name, &error))?;
            Box::new(BufReader::new(bytes))
        }
    })
}

/// The lines of a file of questions, blank ones left out. A failure to read ends them.
pub struct Lines<R> {
    input: R,
    number: usize,
    bytes: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub fn new(input: R) -> Lines<R> {
        Lines {
            input,
            number: 0,
            bytes: Vec::new(),
        }
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        self.bytes.clear();
        self.number += 1;
        let mut part = (&mut self.input).take(LONGEST);
        let length = part.read_until(b'\n', &mut self.bytes)?;
        if length == 0 {
            return Ok(None);
        }
        let is_too_long = length as u64 == LONGEST && !self.bytes.ends_with(b"\n");
        if is_too_long {
            self.input.skip_until(b'\n')?;
        }
        Ok(Some(Line {
            number: self.number,
            text: match std::str::from_utf8(&self.bytes) {
                _ if is_too_long => Err("is longer than 64 KiB".to_owned()),
                Err(_) => Err("is not UTF-8 text".to_owned()),
                Ok(text) if text.contains('\0') => Err("has a NUL in it".to_owned()),
                Ok(text) => Ok(self.text(text)),
            },
        }))
    }

    fn text(&self, text: &str) -> String {
        let text = text.trim_end_matches(['\n', '\r']);
        match self.number {
            1 => text.trim_start_matches('\u{feff}').to_owned(),
            _ => text.to_owned(),
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<io::Result<Line>> {
        loop {
            match self.line().transpose()? {
                Ok(line) if line.text.as_ref().is_ok_and(|text| text.trim().is_empty()) => {}
                line => return Some(line),
            }
        }
    }
}

/// Labels that were used, so that each is used once.
#[derive(Default)]
pub struct Labels(HashMap<u64, usize>);

impl Labels {
    /// Fails if the label was used on another line.
    pub fn take(&mut self, label: &str, line: usize) -> Result<()> {
        match self.0.insert(xxh3_64(label.as_bytes()), line) {
            Some(first) if first != line => {
                self.0.insert(xxh3_64(label.as_bytes()), first);
                let what = format!("has the label `{label}`, which line {first} has already");
                Err(wrong(line, &what))
            }
            _ => Ok(()),
        }
    }
}

const FORM: &str =
    "write one question a line: a label, a tab, the question; or {\"id\": …, \"query\": …}";

/// The question in a line, asked as `base` is where the line does not say otherwise.
pub fn question(line: &Line, base: &Request) -> Result<Labelled> {
    let text = line
        .text
        .as_ref()
        .map_err(|what| wrong(line.number, what))?;
    if text.trim_start().starts_with('{') {
        return object(text, line.number, base);
    }
    let Some((label, words)) = text.split_once('\t') else {
        return Err(wrong(
            line.number,
            "has no tab between a label and a question",
        ));
    };
    if label.is_empty() || label.contains(char::is_whitespace) {
        let what = format!("has the label `{label}`, which is not one word");
        return Err(wrong(line.number, &what));
    }
    if words.trim().is_empty() {
        let what = format!("asks nothing after its label `{label}`");
        return Err(wrong(line.number, &what));
    }
    let text = words.trim().to_owned();
    Ok(Labelled {
        label: label.to_owned(),
        request: Request {
            text,
            ..base.clone()
        },
    })
}

/// The label and the question that a line seems to have, for a row that says why it is none.
pub fn seen(line: &Line) -> (String, String) {
    let Ok(text) = &line.text else {
        return Default::default();
    };
    if text.trim_start().starts_with('{') {
        let object = serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
        let named = |name: &str| match object.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        return (named("id"), named("query"));
    }
    match text.split_once('\t') {
        Some((label, words)) => (label.to_owned(), words.trim().to_owned()),
        None => (String::new(), text.clone()),
    }
}

/// A question with options of its own.
#[derive(Deserialize, JsonSchema)]
struct Object {
    id: Option<TextOrNumber>,
    #[serde(flatten)]
    search: Search,
}

static OPTIONS: LazyLock<Options> = LazyLock::new(Options::of::<Object>);

fn object(text: &str, line: usize, base: &Request) -> Result<Labelled> {
    let names = || {
        let names = OPTIONS.each().map(|(name, _)| name);
        let may = names.filter(|name| !matches!(*name, "id" | "query"));
        let may = may.collect::<Vec<_>>().join(", ");
        format!("an object has `id` and `query`, and may have {may}")
    };
    let wrong = |what: &str| wrong(line, what);
    let mut fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| wrong("is no JSON object").hint(names()))?;
    // An option that is null is not given.
    fields.retain(|_, value| !value.is_null());
    for name in ["id", "query"] {
        if !fields.contains_key(name) {
            return Err(wrong(&format!("has no `{name}`")).hint(names()));
        }
    }
    let unread = |fault| match fault {
        Fault::Unknown(name) => wrong(&format!("has `{name}`, which is no option")).hint(names()),
        Fault::Value(name, value) => {
            let what = format!("has `{value}`, which is no value of `{name}`");
            let flag = name.replace('_', "-");
            wrong(&what).hint(format!("write it as `--{flag}` takes it"))
        }
        Fault::Together(one, other) => {
            let what = format!("has `{one}` and `{other}`, which do not go together");
            wrong(&what).hint("leave out one of them")
        }
    };
    let Object { id, search } = OPTIONS.read(fields).map_err(unread)?;
    Ok(Labelled {
        label: id.map(TextOrNumber::text).unwrap_or_default(),
        request: search.request(base).map_err(unread)?,
    })
}

fn wrong(line: usize, what: &str) -> Error {
    Error::new(Kind::Usage, format!("line {line} {what}")).hint(FORM)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<std::result::Result<(String, String), String>> {
        let mut labels = Labels::default();
        let base = Request::default();
        let lines = Lines::new(bytes).map(|line| line.expect("bytes in memory can be read"));
        let read = lines.map(|line| {
            let labelled = question(&line, &base).map_err(|error| error.message)?;
            let taken = labels.take(&labelled.label, line.number);
            taken.map_err(|error| error.message)?;
            Ok((labelled.label, labelled.request.text))
        });
        read.collect()
    }

    #[test]
    fn a_line_is_a_label_a_tab_and_a_question() {
        let found = read("\u{feff}q1\tchip export\r\n\nq2\ta\tb \n \r\n3\tus".as_bytes());
        let found: Vec<_> = found.into_iter().map(std::result::Result::unwrap).collect();
        let expected = [("q1", "chip export"), ("q2", "a\tb"), ("3", "us")];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn a_line_may_be_an_object_with_options() {
        let line = Line {
            number: 1,
            text: Ok(
                r#"{"id": 7, "query": "a b", "any": true, "per_article": "all", "limit": 2}"#
                    .to_owned(),
            ),
        };
        let Labelled { label, request } = question(&line, &Request::default()).unwrap();
        assert_eq!((label.as_str(), request.text.as_str()), ("7", "a b"));
        assert_eq!(
            (request.any, request.per_article, request.limit),
            (true, None, 2)
        );
    }

    #[test]
    fn a_bad_line_is_named_by_its_number_and_the_others_go_on() {
        for (text, message) in [
            ("chip", "line 1 has no tab between a label and a question"),
            ("2\t \n", "line 1 asks nothing after its label `2`"),
            ("\tchip", "line 1 has the label ``, which is not one word"),
            (
                "a b\tchip",
                "line 1 has the label `a b`, which is not one word",
            ),
            ("1\tchip\0", "line 1 has a NUL in it"),
            ("{\"id\": 1}", "line 1 has no `query`"),
            ("{\"id\": 1", "line 1 is no JSON object"),
            (
                r#"{"id": 1, "query": "a", "sorted": "newest"}"#,
                "line 1 has `sorted`, which is no option",
            ),
            (
                r#"{"id": 1, "query": "a", "limit": -1}"#,
                "line 1 has `-1`, which is no value of `limit`",
            ),
            (
                r#"{"id": 1, "query": "a", "sort": "up"}"#,
                "line 1 has `up`, which is no value of `sort`",
            ),
        ] {
            assert_eq!(read(text.as_bytes()), [Err(message.to_owned())], "{text}");
        }
        let twice = read(b"1\tchip\n1\tban\n\xff\n2\tact");
        assert_eq!(
            twice[1..],
            [
                Err("line 2 has the label `1`, which line 1 has already".to_owned()),
                Err("line 3 is not UTF-8 text".to_owned()),
                Ok(("2".to_owned(), "act".to_owned()))
            ]
        );
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let mut bytes = vec![b'a'; (64 << 10) + 5];
        bytes.extend(b"\n1\tchip\n");
        let found = read(&bytes);
        assert_eq!(found[0], Err("line 1 is longer than 64 KiB".to_owned()));
        assert_eq!(found[1], Ok(("1".to_owned(), "chip".to_owned())));
    }
}
