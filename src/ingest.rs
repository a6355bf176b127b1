//! Corpus to index: which files have to be read, and what their articles replace.
//!
//! ```text
//! walk the corpus, compare with the file records -> files to read
//!     -> source -> Article -> passage -> Block          (several at a time)
//!     -> added, replaced, unchanged or displaced        (one at a time, in `ledger`)
//!     -> index, in force all at once -> Receipt
//! ```
//!
//! The corpus is the truth: nothing is kept here that cannot be read from it again. Where two
//! records have one URL, or one key in one file, the newer file's stands in the index (the later path or record, if they
//! are equally old) and the other is *displaced*: remembered, and read again when it may be needed.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::corpus::{self, CorpusFile, Fingerprint};
use crate::engine::{Engine, Lock, Task};
use crate::error::{Error, Kind, Result, reason};
use crate::record::{FileRecord, FileStats, Problem, Receipt};

mod add;
mod incoming;
mod ledger;
mod read;
mod remove;
mod state;

pub use add::{Addition, Outcome, add, held_many};
pub use incoming::{Incoming, incoming};
use ledger::Ledger;
pub use remove::{Removal, remove};
pub use state::{Findings, check, status};

/// A corpus and the engine that indexes it.
#[derive(Clone)]
pub struct Workspace {
    pub corpus: PathBuf,
    pub engine: Arc<dyn Engine>,
    /// How long to wait for another writer.
    pub wait: Duration,
    /// The moment of the run, in nanoseconds since 1970. A file changed as late as this may be
    /// changed again within one tick of its clock, so its time is not trusted.
    pub now: i64,
}

impl Workspace {
    /// Every file of the corpus; the index is none of them, wherever it lies.
    fn walk(&self) -> impl Iterator<Item = std::result::Result<CorpusFile, (String, Problem)>> {
        corpus::walk(&self.corpus, self.engine.folder().unwrap_or(Path::new("")))
    }
}

/// How far a run has come: bytes read and bytes to read.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// A file to be read, with the record of its last reading.
struct Job {
    file: CorpusFile,
    fingerprint: Fingerprint,
    /// Whether its time would tell a later change.
    trusted: bool,
    before: Option<FileRecord>,
    /// Whether it is read only because of what may have become of others.
    again: bool,
}

impl Job {
    fn new(
        place: &Workspace,
        file: CorpusFile,
        fingerprint: Fingerprint,
        before: Option<FileRecord>,
    ) -> Job {
        let trusted = file.looks.modified() <= place.now - TICK;
        Job {
            file,
            fingerprint,
            trusted,
            before,
            again: false,
        }
    }

    fn is_only_touched(&self) -> bool {
        let same = |record: &FileRecord| record.hash == self.fingerprint.whole;
        // A file with a problem gets another chance: the reason may have been outside of it. A newer
        // file may take back what gave way.
        self.before.as_ref().is_some_and(|record| {
            same(record) && record.problem_count == 0 && record.displaced == 0
        })
    }

    /// How it looks, if that can be trusted to tell a later change.
    fn looks(&self) -> Option<FileStats> {
        self.trusted.then_some(self.file.looks)
    }

    fn record(&self) -> FileRecord {
        FileRecord {
            path: self.file.name.clone(),
            stats: self.looks(),
            hash: self.fingerprint.whole,
            content: self.fingerprint.content,
            ..FileRecord::default()
        }
    }
}

/// Clocks of file systems tick no more slowly than this.
const TICK: i64 = 2_000_000_000;

/// Brings the index up to date with the corpus, or builds it anew.
///
/// Fails with `Kind::Index` if the index is damaged or of another layout and `fresh` is not asked
/// for, with `Kind::Busy` if another process writes, with `Kind::Usage` if the index is of another
/// corpus.
pub fn sync(place: &Workspace, fresh: bool, progress: Progress<'_>) -> Result<Receipt> {
    corpus_exists(&place.corpus)?;
    let lock = place.engine.lock(place.wait, "newshound index")?;
    corpus::sweep(&place.corpus);
    if fresh || !place.engine.exists() {
        return build(place, lock, progress);
    }
    let index = place.engine.open()?;
    let known = index.files()?;
    let mut receipt = Receipt::default();
    let mut changed = Vec::new();
    let mut quiet = Vec::new();
    let mut untouched = HashSet::new();
    for found in place.walk() {
        match found {
            Ok(file) => {
                let before = known.binary_search_by(|record| record.path.as_str().cmp(&file.name));
                let before = before.ok().map(|at| known[at].clone());
                let looks = before.as_ref().and_then(|record| record.stats);
                if looks == Some(file.looks) {
                    receipt.skipped_before += before.map_or(0, |record| record.problem_count);
                    untouched.insert(file.name);
                } else {
                    changed.push((file, before));
                }
            }
            Err((name, problem)) => quiet.push((name, problem)),
        }
    }
    let jobs = hashed(place, changed, &mut quiet);
    let gone = gone(&known, &untouched, &jobs, &quiet);
    let writer = lock.writer(Task::Bulk)?;
    let mut ledger = Ledger::new(place, writer, Some(&*index), receipt);
    ledger.run(jobs, gone, quiet, progress)?;
    let receipt = ledger.commit()?;
    // What was in force and is still as it was, looked into or not.
    let articles = index.count()?.articles;
    Ok(Receipt {
        unchanged: articles.saturating_sub(receipt.removed + receipt.replaced),
        ..receipt
    })
}

/// The records of files that are no longer there. What lies in a folder that cannot be looked
/// into is not gone.
fn gone(
    known: &[FileRecord],
    untouched: &HashSet<String>,
    jobs: &[Job],
    quiet: &[(String, Problem)],
) -> Vec<FileRecord> {
    let read: HashSet<&str> = jobs.iter().map(|job| job.file.name.as_str()).collect();
    let unreachable = |path: &str| quiet.iter().any(|(name, _)| is_within(path, name));
    let is_gone = |record: &&FileRecord| {
        let path = record.path.as_str();
        !untouched.contains(path) && !read.contains(path) && !unreachable(path)
    };
    known.iter().filter(is_gone).cloned().collect()
}

/// Whether a path is this one or lies in this folder; the corpus itself has no name.
fn is_within(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn build(place: &Workspace, lock: Box<dyn Lock>, progress: Progress<'_>) -> Result<Receipt> {
    let writer = lock.rebuild()?;
    let (mut files, mut quiet) = (Vec::new(), Vec::new());
    for found in place.walk() {
        match found {
            Ok(file) => files.push((file, None)),
            Err(problem) => quiet.push(problem),
        }
    }
    let jobs = hashed(place, files, &mut quiet);
    let mut ledger = Ledger::new(place, writer, None, Receipt::default());
    ledger.run(jobs, Vec::new(), quiet, progress)?;
    ledger.commit()
}

/// Fails unless the corpus is a folder that can be looked into.
fn corpus_exists(corpus: &Path) -> Result<()> {
    let Err(error) = std::fs::read_dir(corpus) else {
        return Ok(());
    };
    let shown = corpus.display();
    Err(match error.kind() {
        ErrorKind::NotFound => Error::new(Kind::Usage, format!("there is no corpus at `{shown}`"))
            .hint("newshound add FILE, or name another with `--corpus DIR`"),
        ErrorKind::NotADirectory => {
            Error::new(Kind::Usage, format!("the corpus `{shown}` is not a folder"))
        }
        _ => Error::io(shown, &error),
    })
}

/// Hashes files; those that cannot be read are set apart with the reason.
fn hashed(
    place: &Workspace,
    files: Vec<(CorpusFile, Option<FileRecord>)>,
    quiet: &mut Vec<(String, Problem)>,
) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (file, before) in files {
        match fingerprint(place, &file.name, before.as_ref()) {
            Ok(fingerprint) => jobs.push(Job::new(place, file, fingerprint, before)),
            Err(problem) => quiet.push((file.name, problem)),
        }
    }
    jobs
}

/// The hashes of a file, if it can be read. What was described before and cannot be any more stays as it
/// was described.
fn fingerprint(
    place: &Workspace,
    name: &str,
    before: Option<&FileRecord>,
) -> std::result::Result<Fingerprint, Problem> {
    let found = corpus::fingerprint(&place.corpus, name).map_err(|error| Problem {
        record: None,
        reason: reason(&error),
    })?;
    if before.is_some_and(|record| record.articles > 0) {
        corpus::described(&place.corpus, name)?;
    }
    Ok(found)
}
