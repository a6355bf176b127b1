//! How much is read of one input, at most. What is larger is a problem of its record; the rest goes on.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use jiff::Timestamp;

use crate::article::Date;
use crate::record::Problem;

/// The bounds of reading. Sizes are in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of a file that has to be held whole or unpacked to be read: an archive, a PDF, an office document.
    pub file: u64,
    /// Of the text of one article.
    pub article: u64,
    /// Of a web page, and of any other document or record that one article is made of.
    pub page: u64,
    /// Of the elements of a page or an XML document within one another.
    pub depth: u64,
    /// Of the entries of an archive, in all that lie in it, and of the parts of one letter.
    pub entries: u64,
    /// How many times as much as its packed bytes a packed file may unpack to.
    pub ratio: u64,
    /// Of everything that is unpacked from one file.
    pub unpacked: u64,
    /// Seconds that a process of its own may take for one record.
    pub seconds: u64,
    /// Memory that a process of its own may take for one record.
    pub memory: u64,
    /// The moment of the reading, if it is known: no page was published later.
    pub now: Option<Timestamp>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file: 1_000_000_000,
            article: 10_000_000,
            page: 20_000_000,
            depth: 5_000,
            entries: 100_000,
            ratio: 100,
            unpacked: 4_000_000_000,
            seconds: 5,
            memory: 500_000_000,
            now: None,
        }
    }
}

/// The names of the bounds, as a person sets them.
const NAMES: &[(&str, Bound)] = &[
    ("article", |limits| &mut limits.article),
    ("depth", |limits| &mut limits.depth),
    ("entries", |limits| &mut limits.entries),
    ("file", |limits| &mut limits.file),
    ("memory", |limits| &mut limits.memory),
    ("page", |limits| &mut limits.page),
    ("ratio", |limits| &mut limits.ratio),
    ("seconds", |limits| &mut limits.seconds),
    ("unpacked", |limits| &mut limits.unpacked),
];

type Bound = fn(&mut Limits) -> &mut u64;

/// One bound that is set: `page=50MB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    at: usize,
    value: u64,
}

impl Limits {
    /// At this moment.
    pub fn at(self, now: Timestamp) -> Limits {
        let now = Some(now);
        Limits { now, ..self }
    }

    /// With one bound set.
    pub fn with(mut self, limit: Limit) -> Limits {
        *NAMES[limit.at].1(&mut self) = limit.value;
        self
    }
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Limit, String> {
        let names = || {
            let names: Vec<&str> = NAMES.iter().map(|row| row.0).collect();
            names.join(", ")
        };
        let (name, value) = text.split_once('=').ok_or_else(|| {
            format!(
                "write NAME=VALUE, such as `page=50MB`; the names are {}",
                names()
            )
        })?;
        let name = name.trim();
        let at = NAMES.iter().position(|row| row.0 == name);
        let at = at.ok_or_else(|| format!("there is no limit `{name}`; there are {}", names()))?;
        let value = size(value).ok_or("write a number, such as `5000`, `50MB` or `4GB`")?;
        Ok(Limit { at, value })
    }
}

/// No bound is larger, so that they can be counted with.
const MOST: u64 = 1 << 60;

fn size(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let times = match text[digits.len()..].trim_end_matches('b') {
        "" => 1,
        "k" => 1_000,
        "m" => 1_000_000,
        "g" => 1_000_000_000,
        _ => return None,
    };
    let number: u64 = digits.trim().replace(['_', ','], "").parse().ok()?;
    let value = number.checked_mul(times)?;
    (1..=MOST).contains(&value).then_some(value)
}

/// A size as a person reads it: `20 MB`.
pub(super) struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes @ 1_000_000_000.. if bytes % 1_000_000_000 == 0 => {
                write!(out, "{} GB", bytes / 1_000_000_000)
            }
            bytes @ 1_000_000.. => write!(out, "{} MB", bytes / 1_000_000),
            bytes @ 1_000.. => write!(out, "{} KB", bytes / 1_000),
            bytes => write!(out, "{bytes} bytes"),
        }
    }
}

/// Where a document is read: within how many others, and what all of them together may still take.
#[derive(Clone)]
pub(super) struct Bounds {
    pub limits: Limits,
    /// How many documents it lies in.
    pub depth: usize,
    /// Of a file that is only ever added to.
    pub growth: Arc<Growth>,
    /// The moment of capture of which alone articles are wanted, if of one alone.
    moment: Option<Timestamp>,
    budget: Arc<Budget>,
}

/// How far a file was read that is only ever added to, so that the next reading can go on from there.
#[derive(Default)]
pub(super) struct Growth {
    /// The records that were read before, which are not read again.
    pub before: u64,
    records: AtomicU64,
    is_whole: AtomicBool,
}

impl Growth {
    pub fn after(before: u64) -> Growth {
        Growth {
            before,
            records: AtomicU64::new(before),
            ..Growth::default()
        }
    }

    /// Notes that so many records are read, those before included.
    pub fn note(&self, records: u64) {
        self.records.store(records, Ordering::Relaxed);
    }

    /// Notes that the file ends where a record does.
    pub fn end(&self) {
        self.is_whole.store(true, Ordering::Relaxed);
    }

    /// The number of its records, if more of them may follow.
    pub fn records(&self) -> Option<u64> {
        let is_whole = self.is_whole.load(Ordering::Relaxed);
        is_whole.then(|| self.records.load(Ordering::Relaxed))
    }
}

/// What is left for one file and everything in it.
struct Budget {
    entries: AtomicU64,
    unpacked: AtomicU64,
}

/// A document may lie in so many others: a letter with a document in a mailbox in an archive in an archive.
const DEPTH: usize = 5;

impl Bounds {
    pub fn new(limits: Limits) -> Bounds {
        Bounds {
            limits,
            depth: 0,
            growth: Arc::default(),
            moment: None,
            budget: Arc::new(Budget {
                entries: AtomicU64::new(limits.entries),
                unpacked: AtomicU64::new(limits.unpacked),
            }),
        }
    }

    /// The bounds of what was added to a file after so many records.
    pub fn after(limits: Limits, records: u64) -> Bounds {
        Bounds {
            growth: Arc::new(Growth::after(records)),
            ..Bounds::new(limits)
        }
    }

    /// The same for what was captured at a moment, to the second.
    pub fn captured_at(self, moment: Timestamp) -> Bounds {
        let moment = Some(moment);
        Bounds { moment, ..self }
    }

    /// Whether what was captured then is wanted.
    pub fn is_wanted(&self, captured: Option<Date>) -> bool {
        let Some(moment) = self.moment else {
            return true;
        };
        captured.is_some_and(|captured| captured.seconds() == moment.as_second())
    }

    /// The bounds of a document within this one.
    pub fn within(&self) -> Result<Bounds, Problem> {
        if self.depth >= DEPTH {
            return Err(Problem::whole(format!(
                "it lies in more than {DEPTH} documents that hold others"
            )));
        }
        let depth = self.depth + 1;
        Ok(Bounds {
            depth,
            growth: Arc::default(),
            ..self.clone()
        })
    }

    /// Counts an entry of an archive; fails when there are too many.
    pub fn count_entry(&self) -> Result<(), Problem> {
        spend(&self.budget.entries, 1).ok_or_else(|| self.too_many_entries())
    }

    /// Whether a problem is that of too many entries, which need not be said again of each that follows.
    pub fn is_spent(&self, problem: &Problem) -> bool {
        let is_last = self.budget.entries.load(Ordering::Relaxed) == 0;
        is_last && problem.reason.ends_with(&self.too_many_entries().reason)
    }

    pub fn too_many_entries(&self) -> Problem {
        Problem::whole(format!(
            "the file has more than {} entries, the most that are read",
            self.limits.entries
        ))
    }

    /// Counts bytes that were unpacked; fails when there are too many.
    pub fn count_unpacked(&self, bytes: u64) -> std::io::Result<()> {
        spend(&self.budget.unpacked, bytes).ok_or_else(|| {
            let most = Size(self.limits.unpacked);
            let why = format!("the file unpacks to more than {most}, the most that is read");
            std::io::Error::new(std::io::ErrorKind::FileTooLarge, why)
        })
    }
}

fn spend(budget: &AtomicU64, amount: u64) -> Option<()> {
    let less = |left: u64| left.checked_sub(amount);
    budget
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
        .ok()
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_set_by_its_name() {
        let set = |text: &str| text.parse().map(|limit| Limits::default().with(limit));
        assert_eq!(set("page=50MB").map(|limits| limits.page), Ok(50_000_000));
        assert_eq!(set("depth = 7").map(|limits| limits.depth), Ok(7));
        assert_eq!(set("file=2g").map(|limits| limits.file), Ok(2_000_000_000));
        for wrong in [
            "page",
            "pages=1",
            "page=",
            "page=0",
            "page=-1",
            "page=1TB",
            "page=18446744073709551615",
            "page=99999999999999GB",
        ] {
            assert!(set(wrong).is_err(), "{wrong}");
        }
        assert!(NAMES.is_sorted_by_key(|row| row.0));
    }
}
