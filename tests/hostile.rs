//! What someone means harm by, or only very bad luck: each gives articles or clear problems, soon, and within bounds.
//!
//! Large inputs are made while they are read. Small ones that a person can read are in `tests/corpora/hostile`.

mod archives;
mod documents;
mod mail;
mod prose;
mod web;

use std::io::{self, Cursor, Read, Write};
use std::time::Duration;

use newshound::source::{self, Limits};
#[cfg(target_os = "linux")]
use nix::sys::resource::{UsageWho, getrusage};
#[cfg(target_os = "linux")]
use nix::sys::time::TimeValLike;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// More work than reading any of these is, in a build without optimisation.
const LONGEST: Duration = Duration::from_secs(20);

/// How long this thread has worked, whatever else the machine does.
#[cfg(target_os = "linux")]
fn worked() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_THREAD).expect("it is known");
    Duration::from_micros(usage.user_time().num_microseconds().unsigned_abs())
}

#[cfg(not(target_os = "linux"))]
fn worked() -> Duration {
    Duration::ZERO
}

/// What is read of an input: of each article its place and its text, of each problem the reason.
#[track_caller]
fn read(name: &str, input: impl Read + Send + 'static) -> Vec<String> {
    read_within(name, input, &[])
}

#[track_caller]
fn read_within(name: &str, input: impl Read + Send + 'static, limits: &[&str]) -> Vec<String> {
    let limits = limits.iter().fold(Limits::default(), |limits, limit| {
        limits.with(limit.parse().expect("a limit"))
    });
    let start = worked();
    let read = match source::read_within(Box::new(input), name, limits) {
        Ok(articles) => articles
            .map(|found| match found {
                Ok(found) => {
                    let place = found.article.about.provenance.member;
                    let place = place.map_or_else(String::new, |place| format!("{place}: "));
                    format!("{place}{}", found.article.text)
                }
                Err(problem) => format!("problem: {}", problem.reason),
            })
            .collect(),
        Err(problem) => vec![format!("problem: {}", problem.reason)],
    };
    let took = worked() - start;
    assert!(took < LONGEST, "{name} took {took:?}");
    read
}

/// A text again and again, so many times.
struct Again {
    text: Vec<u8>,
    at: usize,
    times: usize,
}

fn again(text: impl Into<Vec<u8>>, times: usize) -> Again {
    Again {
        text: text.into(),
        at: 0,
        times,
    }
}

impl Read for Again {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while self.times > 0 && written < into.len() {
            let rest = &self.text[self.at..];
            let count = rest.len().min(into.len() - written);
            into[written..written + count].copy_from_slice(&rest[..count]);
            (self.at, written) = (self.at + count, written + count);
            if self.at == self.text.len() {
                (self.at, self.times) = (0, self.times - 1);
            }
        }
        Ok(written)
    }
}

/// A ZIP archive of these parts.
fn zipped<T: AsRef<[u8]>>(parts: &[(&str, T)]) -> Cursor<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(bytes.as_ref()).expect("written");
    }
    Cursor::new(zip.finish().expect("a ZIP archive").into_inner())
}
