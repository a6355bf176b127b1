//! A file of questions: one a line, `label<TAB>words`.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::corpus;
use crate::error::{Error, Kind, Result};

/// A question and the name that it has in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    pub label: String,
    pub words: String,
    /// From 1.
    pub line: usize,
}

/// The longest line that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// Reads a file of questions, or standard input for `-`. The first bad line is an error.
pub fn read(file: &Path) -> Result<Vec<Labelled>> {
    let name = file.display().to_string();
    let input: Box<dyn Read> = match name.as_str() {
        "-" => Box::new(io::stdin()),
        _ => corpus::bytes(file).map_err(|error| Error::io(&name, &error))?,
    };
    lines(BufReader::new(input), &name)
}

fn lines(mut input: impl BufRead, name: &str) -> Result<Vec<Labelled>> {
    let mut questions = Vec::new();
    let mut seen = HashMap::new();
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let read = (&mut input).take(LONGEST).read_until(b'\n', &mut bytes);
        match read.map_err(|error| Error::io(name, &error))? {
            0 => break,
            length if length as u64 == LONGEST => {
                return Err(wrong(line, name, "is longer than 1 MiB"));
            }
            _ => {}
        }
        let Some(question) = question(&bytes, line, name)? else {
            continue;
        };
        if let Some(first) = seen.insert(question.label.clone(), line) {
            let label = &question.label;
            let message = format!("has the label `{label}`, which line {first} has already");
            return Err(wrong(line, name, &message));
        }
        questions.push(question);
    }
    if questions.is_empty() {
        let message = format!("there is no question in `{name}`");
        return Err(Error::new(Kind::Usage, message).hint(FORM));
    }
    Ok(questions)
}

const FORM: &str = "write one question a line: a label, a tab, the words";

/// The question in a line; none in a blank one.
fn question(bytes: &[u8], line: usize, name: &str) -> Result<Option<Labelled>> {
    let text = std::str::from_utf8(bytes).map_err(|_| wrong(line, name, "is not UTF-8 text"))?;
    let text = text.trim_end_matches(['\n', '\r']);
    let text = match line {
        1 => text.trim_start_matches('\u{feff}'),
        _ => text,
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    let Some((label, words)) = text.split_once('\t') else {
        return Err(wrong(line, name, "has no tab between a label and words"));
    };
    if label.is_empty() || label.contains(char::is_whitespace) {
        let message = format!("has the label `{label}`, which is not one word");
        return Err(wrong(line, name, &message));
    }
    if words.trim().is_empty() {
        return Err(wrong(
            line,
            name,
            &format!("asks nothing after its label `{label}`"),
        ));
    }
    Ok(Some(Labelled {
        label: label.to_owned(),
        words: words.trim().to_owned(),
        line,
    }))
}

fn wrong(line: usize, name: &str, what: &str) -> Error {
    Error::new(Kind::Usage, format!("line {line} of `{name}` {what}")).hint(FORM)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<Vec<(String, String)>, String> {
        match lines(text.as_bytes(), "q.tsv") {
            Ok(all) => Ok(all.into_iter().map(|one| (one.label, one.words)).collect()),
            Err(error) => Err(error.message),
        }
    }

    #[test]
    fn a_line_is_a_label_a_tab_and_words() {
        let read = read("\u{feff}q1\tchip export\r\n\nq2\ta\tb \n \r\n3\tus").unwrap();
        let read: Vec<_> = read.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(read, [("q1", "chip export"), ("q2", "a\tb"), ("3", "us")]);
    }

    #[test]
    fn a_bad_line_is_named_by_its_number() {
        for (text, message) in [
            ("", "there is no question in `q.tsv`"),
            ("\n \n", "there is no question in `q.tsv`"),
            (
                "chip",
                "line 1 of `q.tsv` has no tab between a label and words",
            ),
            (
                "1\tchip\n2\t \n",
                "line 2 of `q.tsv` asks nothing after its label `2`",
            ),
            (
                "\tchip",
                "line 1 of `q.tsv` has the label ``, which is not one word",
            ),
            (
                "a b\tchip",
                "line 1 of `q.tsv` has the label `a b`, which is not one word",
            ),
            (
                "1\tchip\n1\tban",
                "line 2 of `q.tsv` has the label `1`, which line 1 has already",
            ),
        ] {
            assert_eq!(read(text), Err(message.to_owned()));
        }
        assert_eq!(
            lines(&b"1\tchip\n2\t\xff"[..], "q").unwrap_err().message,
            "line 2 of `q` is not UTF-8 text"
        );
    }

    #[test]
    fn a_line_without_an_end_is_not_read_to_it() {
        let endless = BufReader::new(io::repeat(b'a'));
        let error = lines(endless, "q").unwrap_err();
        assert_eq!(error.message, "line 1 of `q` is longer than 1 MiB");
    }
}
