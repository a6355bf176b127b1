//! Into the corpus and into the index: files are copied as they came, nothing is added twice, and
//! what is not taken in is remembered with its reason.

use std::collections::HashMap;
use std::io::{self, Read};

use super::incoming::Incoming;
use super::ledger::Ledger;
use super::{Workspace, build, hashed};
use crate::corpus::{self, Overrides, Staged};
use crate::engine::{Lock, Snapshot, Task};
use crate::error::{Error, Kind, Result, reason};
use crate::record::{FileRecord, Receipt, Rejection};

/// What became of one thing given to `add`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// As it was given.
    pub given: String,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Its name within the corpus.
    Stored(String),
    /// The corpus file that has the same content and of which something else is said now.
    Described(String),
    /// The corpus file that has the same content.
    AlreadyThere(String),
    /// Why not.
    Rejected(String),
}

/// Takes things into the corpus and indexes just them. Without an index, the whole corpus is
/// indexed.
///
/// What `overrides` say is kept beside each file, and said of the file that is there already where
/// one has the same content.
pub fn add(
    place: &Workspace,
    incoming: Vec<Incoming>,
    overrides: &Overrides,
) -> Result<(Vec<Addition>, Receipt)> {
    let failed = |error: &io::Error| Error::io(place.corpus.display(), error);
    place.engine.check_owner()?;
    std::fs::create_dir_all(&place.corpus).map_err(|error| failed(&error))?;
    let lock = place.engine.lock(place.wait, "newshound add")?;
    corpus::sweep(&place.corpus);
    let index = if place.engine.exists() {
        Some(place.engine.open()?)
    } else {
        None
    };
    let mut contents = Contents::new(place, index.as_deref());
    let (mut additions, mut rejected, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    let mut stopped = None;
    for one in incoming {
        let (given, name) = (one.given.clone(), one.name.clone());
        let outcome = match contents.take_in(one, overrides) {
            Ok(outcome) => outcome,
            Err(error) if error.kind == Kind::Rejected => Outcome::Rejected(error.message),
            Err(error) => {
                // What was taken in before is indexed all the same.
                stopped = Some(error);
                break;
            }
        };
        match &outcome {
            Outcome::Rejected(reason) => rejected.push(Rejection {
                given: given.clone(),
                name,
                reason: reason.clone(),
            }),
            _ => taken.push((given.clone(), name)),
        }
        additions.push(Addition { given, outcome });
    }
    corpus::remember(&place.corpus, &rejected, &taken).map_err(|error| failed(&error))?;
    let names = changed(&additions);
    let receipt = match index.as_deref() {
        None => build(place, lock, &mut |_, _| {})?,
        Some(_) if names.is_empty() => Receipt::default(),
        Some(index) => index_only(place, index, lock, &names)?,
    };
    if let Some(error) = stopped {
        return Err(error);
    }
    let rejected = rejected.len() as u64;
    Ok((
        additions,
        Receipt {
            rejected,
            ..receipt
        },
    ))
}

/// Whether a file held more than one article, as far as a run that read the added files alone can
/// tell.
pub fn held_many(additions: &[Addition], receipt: &Receipt) -> bool {
    let articles = receipt.added + receipt.replaced + receipt.unchanged;
    articles > changed(additions).len() as u64
}

/// The corpus files that have to be read.
fn changed(additions: &[Addition]) -> Vec<&str> {
    let names = additions.iter().filter_map(|one| match &one.outcome {
        Outcome::Stored(name) | Outcome::Described(name) => Some(name.as_str()),
        Outcome::AlreadyThere(_) | Outcome::Rejected(_) => None,
    });
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// From this many bytes on, adding is worth all cores.
const BULK_FROM: u64 = 8 << 20;

fn index_only(
    place: &Workspace,
    index: &dyn Snapshot,
    lock: Box<dyn Lock>,
    names: &[&str],
) -> Result<Receipt> {
    let mut files = Vec::new();
    for name in names {
        let file = corpus::look(&place.corpus, name).map_err(|error| Error::io(name, &error))?;
        files.push((file, index.file(name)?));
    }
    let mut quiet = Vec::new();
    let jobs = hashed(place, files, &mut quiet);
    let task = match jobs.iter().map(|job| job.file.looks.bytes()).sum::<u64>() > BULK_FROM {
        true => Task::Bulk,
        false => Task::Few,
    };
    let writer = lock.writer(task)?;
    let mut ledger = Ledger::new(place, writer, Some(index), Receipt::default());
    ledger.run(jobs, Vec::new(), quiet, &mut |_, _| {})?;
    ledger.commit()
}

/// What the corpus holds, by content.
struct Contents<'a> {
    place: &'a Workspace,
    index: Option<&'a dyn Snapshot>,
    /// Files that no index tells of, by the hash of their bytes.
    here: HashMap<u64, String>,
}

impl<'a> Contents<'a> {
    fn new(place: &'a Workspace, index: Option<&'a dyn Snapshot>) -> Self {
        let mut here = HashMap::new();
        if index.is_none() {
            for file in place.walk().flatten() {
                if let Ok(found) = corpus::fingerprint(&place.corpus, &file.name) {
                    here.entry(found.content).or_insert(file.name);
                }
            }
        }
        Contents { place, index, here }
    }

    /// Stages a copy, looks whether there is an article in it, and puts it in its place.
    fn take_in(&mut self, one: Incoming, overrides: &Overrides) -> Result<Outcome> {
        let corpus = &self.place.corpus;
        if let Some(why) = corpus::unread(&one.name) {
            return Err(Error::new(Kind::Rejected, why));
        }
        if one.is_there {
            corpus::fingerprint(corpus, &one.name)
                .map_err(|error| Error::new(Kind::Rejected, reason(&error)))?;
            describe(self.place, &one.name, overrides)?;
            return Ok(Outcome::Stored(one.name));
        }
        let overrides = &overrides.over(&one.said);
        let failed = |error: &io::Error| Error::io(corpus.display(), error);
        let staged = staged(self.place, one.open, overrides)?;
        let content = staged.content().map_err(|error| failed(&error))?;
        if let Some((name, is_indexed)) = self.find(content, &one.name)? {
            let is_new = describe(self.place, &name, overrides)?;
            return Ok(match is_indexed {
                false => Outcome::Stored(name),
                true if is_new => Outcome::Described(name),
                true => Outcome::AlreadyThere(name),
            });
        }
        let why = hopeless(&staged, &one.name, overrides).map_err(|error| failed(&error))?;
        if let Some(why) = why {
            return Ok(Outcome::Rejected(why));
        }
        let name = match staged.place(corpus, &one.name) {
            Err(error) if error.kind() == io::ErrorKind::InvalidFilename => {
                return Ok(Outcome::Rejected("its name is too long".to_owned()));
            }
            placed => placed.map_err(|error| failed(&error))?,
        };
        self.here.insert(content, name.clone());
        Ok(Outcome::Stored(name))
    }

    /// The corpus file with this content, if it is still there, and whether it is indexed or is going
    /// to be. An `add` that was cut off may have left one that is not.
    fn find(&self, content: u64, name: &str) -> Result<Option<(String, bool)>> {
        let corpus = &self.place.corpus;
        if let Some(there) = self.here.get(&content) {
            return Ok(Some((there.clone(), true)));
        }
        let Some(index) = self.index else {
            return Ok(None);
        };
        if let Some(there) = corpus::same_content(corpus, name, content) {
            let is_indexed = index.file(&there)?.is_some();
            return Ok(Some((there, is_indexed)));
        }
        let there = |record: &FileRecord| {
            corpus::fingerprint(corpus, &record.path).is_ok_and(|now| now.content == content)
        };
        let known = index.files_with_content(content)?;
        let found = known.into_iter().find(there);
        Ok(found.map(|record| (record.path, true)))
    }
}

/// Says of a corpus file what shall be said of it; returns whether that is new.
fn describe(place: &Workspace, name: &str, overrides: &Overrides) -> Result<bool> {
    corpus::describe(&place.corpus, name, overrides)
        .map_err(|problem| Error::new(Kind::Rejected, problem.reason))
}

/// What cannot be read is rejected; what cannot be written stops everything.
fn staged(
    place: &Workspace,
    open: impl FnOnce() -> io::Result<Box<dyn Read + Send>>,
    overrides: &Overrides,
) -> Result<Staged> {
    let rejected = |error: &io::Error| Error::new(Kind::Rejected, reason(error));
    let mut input = Told {
        inner: open().map_err(|error| rejected(&error))?,
        failed: false,
    };
    corpus::stage(&place.corpus, &mut input, overrides).map_err(|error| match input.failed {
        true => rejected(&error),
        false => Error::io(place.corpus.display(), &error),
    })
}

/// A reader that tells whether it was its reading that failed.
struct Told<R> {
    inner: R,
    failed: bool,
}

impl<R: Read> Read for Told<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into);
        self.failed = read.is_err();
        read
    }
}

/// Why a file gives no article at all; `None` if it gives one.
fn hopeless(staged: &Staged, name: &str, overrides: &Overrides) -> io::Result<Option<String>> {
    let articles = match corpus::read(Box::new(staged.open()?), name, overrides.clone()) {
        Ok(articles) => articles,
        Err(problem) => return Ok(Some(problem.reason)),
    };
    let mut first = None;
    for found in articles {
        match found {
            Ok(_) => return Ok(None),
            Err(problem) => first = first.or(Some(problem.reason)),
        }
    }
    Ok(Some(first.unwrap_or_else(|| "holds no article".to_owned())))
}
