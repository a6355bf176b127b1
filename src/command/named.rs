//! Articles and passages that are named one by one: as arguments, and with `-` on standard input.

use std::io::{self, BufRead};

use super::{Context, Ended};
use crate::error::{Error, Kind, Result};

/// The argument for standard input.
pub const STDIN: &str = "-";

/// The longest line that is read, in bytes.
const LONGEST: usize = 8 << 10;

/// Fails with `Kind::Usage` where `-` is among other words: it alone says that all is on standard input.
pub fn check(words: &[String], verb: &str) -> Result<()> {
    if words.len() < 2 || !words.iter().any(|word| word == STDIN) {
        return Ok(());
    }
    let message = "`-` reads ids from standard input and goes with no other words";
    Err(Error::new(Kind::Usage, message).hint(format!("newshound {verb} -")))
}

/// The names in their order; where one is `-`, those of standard input, one a line.
///
/// A line may be a row of `--one-line` or of `list`: what follows two blanks is no part of a name. A line that
/// cannot be a name is an error of its own, and the next one is read.
pub fn names(given: &[String]) -> impl Iterator<Item = Result<String>> {
    let mut is_read = false;
    given.iter().flat_map(move |name| {
        let lines: Box<dyn Iterator<Item = Result<String>>> = match name.as_str() {
            STDIN if std::mem::replace(&mut is_read, true) => Box::new(std::iter::empty()),
            STDIN => Box::new(lines(io::stdin().lock())),
            name => Box::new(std::iter::once(Ok(name.to_owned()))),
        };
        lines
    })
}

fn lines(mut input: impl BufRead) -> impl Iterator<Item = Result<String>> {
    let mut number = 0_u64;
    std::iter::from_fn(move || {
        loop {
            number += 1;
            let line = match line(&mut input) {
                Ok(Some(line)) => line,
                Ok(None) => return None,
                Err(error) => return Some(Err(Error::io("standard input", &error))),
            };
            let wrong = |what: &str| {
                let message = format!("line {number} of standard input {what}");
                Some(Err(
                    Error::new(Kind::NotFound, message).hint("write one id or address a line")
                ))
            };
            if line.len() > LONGEST {
                return wrong("is longer than 8 KiB");
            }
            let Ok(text) = std::str::from_utf8(&line) else {
                return wrong("is not UTF-8");
            };
            let text = text.trim();
            let name = text.split("  ").next().unwrap_or_default().trim_end();
            if !name.is_empty() {
                return Some(Ok(name.to_owned()));
            }
        }
    })
}

/// The next line, or its beginning if it is too long; `None` at the end.
fn line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut is_begun = false;
    loop {
        let bytes = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            bytes => bytes?,
        };
        if bytes.is_empty() {
            return Ok(is_begun.then_some(line));
        }
        is_begun = true;
        let end = memchr::memchr(b'\n', bytes);
        let part = &bytes[..end.unwrap_or(bytes.len())];
        let room = (LONGEST + 1).saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let read = end.map_or(bytes.len(), |end| end + 1);
        input.consume(read);
        if end.is_some() {
            return Ok(Some(line));
        }
    }
}

/// Counts the names that are found and those that are not.
#[derive(Default)]
pub struct Tally {
    found: u64,
    unknown: u64,
    /// Whether one of those is no name of one thing.
    is_unusable: bool,
}

impl Tally {
    /// How a verb ends that was given these names.
    pub fn ended(&self) -> Ended {
        match self {
            Tally {
                found: 0,
                is_unusable: true,
                ..
            } => Ended::Unusable,
            Tally { found: 0, .. } => Ended::NothingFound,
            Tally { unknown: 0, .. } => Ended::Done,
            _ => Ended::SomeRejected,
        }
    }

    /// The value of a name. Of one that names nothing, or several, only a message is left if others may be
    /// found; other errors end the whole.
    pub fn take<T>(
        &mut self,
        context: &Context,
        alone: bool,
        found: Result<T>,
    ) -> Result<Option<T>> {
        match found {
            Ok(value) => {
                self.found += 1;
                Ok(Some(value))
            }
            Err(mut error) if !alone && matches!(error.kind, Kind::NotFound | Kind::Usage) => {
                if self.unknown > 0 && error.kind == Kind::NotFound {
                    // What would help is said once.
                    error.hint = None;
                }
                self.unknown += 1;
                self.is_unusable |= error.kind == Kind::Usage;
                context.tell(&error);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<std::result::Result<String, String>> {
        let lines = lines(io::BufReader::with_capacity(7, bytes));
        lines
            .map(|line| line.map_err(|error| error.message))
            .collect()
    }

    #[test]
    fn a_line_is_a_name_and_a_bad_line_is_one_error() {
        let name = |name: &str| Ok(name.to_owned());
        assert_eq!(
            read(b"3f2a91b\r\n\n  \n3f2a91b:7  2025-01-22  A headline\nmy file.txt"),
            [name("3f2a91b"), name("3f2a91b:7"), name("my file.txt")]
        );
        let long = [&vec![b'x'; 100_000][..], b"\nab\n\xff\ncd"].concat();
        assert_eq!(
            read(&long),
            [
                Err("line 1 of standard input is longer than 8 KiB".to_owned()),
                name("ab"),
                Err("line 3 of standard input is not UTF-8".to_owned()),
                name("cd"),
            ]
        );
        assert_eq!(read(b""), []);
    }
}
