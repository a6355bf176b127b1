//! Corpus to index: which files have to be read, and what their articles replace.
//!
//! ```text
//! walk the corpus, compare with the file records -> files to read
//!     -> source -> Article -> passages, prepared        (several at a time)
//!     -> added, replaced, unchanged or displaced        (one at a time, in `run`)
//!     -> engine, in force all at once -> Receipt
//! ```
//!
//! A file is read once: its bytes are hashed while they are parsed.
//!
//! The corpus is the truth: nothing is kept here that cannot be read from it again. Where two records
//! have one URL, or one key in one file, the newer file's is indexed (the later path or record, if they
//! are equally old) and the other is *displaced*: remembered, and read again when it may be needed.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::corpus::{self, Catalogue, CorpusFile, OwnChanges, Seen};
use crate::engine::{Engine, Lock, Task};
use crate::error::{Error, Kind, Result};
use crate::record::{FileRecord, Problem, Receipt};
use crate::source::Limits;

mod add;
mod arrivals;
mod copies;
mod descriptions;
mod edit;
mod holders;
mod identity;
mod in_flight;
mod incoming;
mod lost;
mod pending;
mod read;
mod records;
mod remove;
mod run;
mod state;
mod tally;

pub use add::{Addition, Outcome, add};
pub use edit::edit;
pub use incoming::{Incoming, incoming};
use pending::PendingFile;
use read::Arrivals;
pub use remove::{Removal, remove};
use run::{Run, Work};
pub use state::{Findings, check, status};

/// A corpus and the engine that indexes it.
#[derive(Clone)]
pub struct Workspace {
    /// The folder of articles.
    pub corpus: PathBuf,
    /// Its index.
    pub engine: Arc<dyn Engine>,
    /// Whether links that lead out of the corpus, or of a folder that is added, are followed.
    pub follow: bool,
    /// How long to wait for another writer.
    pub wait: Duration,
    /// How much is read of one input, at most.
    pub limits: Limits,
    /// The moment of the run, in nanoseconds since 1970. A file changed as late as this may be
    /// changed again within one tick of its clock, so its time is not trusted.
    pub now: i64,
}

impl Workspace {
    /// The moment of the run, to the second, as the catalogue keeps it.
    fn moment(&self) -> Timestamp {
        let seconds = self.now.div_euclid(1_000_000_000);
        Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The catalogue of the corpus.
    fn catalogue(&self) -> Result<Catalogue> {
        let catalogue = Catalogue::open(&self.corpus, self.engine.folder());
        catalogue.map_err(|error| self.failed(error))
    }

    /// An error of the engine as it was, any other as one of the corpus.
    fn failed(&self, error: std::io::Error) -> Error {
        match error.downcast() {
            Ok(error) => error,
            Err(error) => Error::io(self.corpus.display(), &error),
        }
    }

    /// Every file of the corpus; the index is none of them, wherever it lies.
    fn walk(&self) -> impl Iterator<Item = std::result::Result<CorpusFile, (String, Problem)>> {
        let index = self.engine.folder().unwrap_or(Path::new(""));
        corpus::walk(&self.corpus, index, self.follow)
    }

    /// The same, and which folders were looked into.
    fn walk_noting(
        &self,
        seen: &mut Seen,
    ) -> impl Iterator<Item = std::result::Result<CorpusFile, (String, Problem)>> {
        let index = self.engine.folder().unwrap_or(Path::new(""));
        corpus::walk_with(&self.corpus, index, self.follow, |name, time| {
            seen.note(name, time);
        })
    }

    /// Before the corpus is changed and the changes are indexed.
    fn own_changes(&self) -> Option<OwnChanges> {
        OwnChanges::begin(&self.corpus, self.engine.folder())
    }
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Step {
    /// Bytes that were read, as they lie in the files.
    pub bytes: u64,
    /// Bytes that are to be read.
    pub all_bytes: u64,
    /// Files that were read.
    pub files: u64,
    /// Files that are to be read.
    pub all_files: u64,
    /// Articles that were read.
    pub articles: u64,
}

/// Hears how far a run has come.
pub type Progress<'a> = &'a mut dyn FnMut(Step);

/// Brings the index up to date with the corpus, or builds it anew.
///
/// Fails with `Kind::Index` if the index is damaged or of another layout and `fresh` is not asked
/// for, with `Kind::Busy` if another process writes, with `Kind::Usage` if the index is of another
/// corpus.
pub fn sync(place: &Workspace, fresh: bool, progress: Progress<'_>) -> Result<Receipt> {
    corpus_exists(&place.corpus)?;
    let kept = corpus::unindexed(&place.corpus);
    let (mut receipt, misdescribed) = sync_once(place, fresh, progress)?;
    let has_changed = receipt.added + receipt.replaced + receipt.removed > 0;
    let followed = if has_changed || !misdescribed.is_empty() {
        descriptions::follow(place, &misdescribed)?
    } else {
        Vec::new()
    };
    if !followed.is_empty() {
        // What they say is read now.
        let (again, _) = sync_once(place, false, progress)?;
        receipt
            .notes
            .extend(followed.into_iter().chain(again.notes));
        receipt.problems.extend(again.problems);
        receipt.problem_count += again.problem_count;
    }
    let late = edit::catch_up(place)?;
    receipt.replaced += late;
    receipt.unchanged = receipt.unchanged.saturating_sub(late);
    // What cannot be noted is read once more.
    let _ = corpus::indexed(&place.corpus, &kept);
    Ok(receipt)
}

/// The same once, with the files whose description was given for another text.
fn sync_once(
    place: &Workspace,
    fresh: bool,
    progress: Progress<'_>,
) -> Result<(Receipt, Vec<String>)> {
    let lock = place.engine.lock(place.wait, "newshound index")?;
    corpus::prepare(&place.corpus);
    corpus::sweep(&place.corpus);
    if fresh || !place.engine.exists() {
        // What an index knows that can be read is not lost with it.
        let known = place
            .engine
            .open()
            .ok()
            .or_else(|| place.engine.open_past());
        let restored = known.map_or(Ok(None), |index| lost::restore(place, &*index))?;
        let (mut receipt, misdescribed) = build(place, lock, &mut std::iter::empty(), progress)?;
        receipt.notes.extend(restored);
        return Ok((receipt, misdescribed));
    }
    let index = place.engine.open()?;
    let known = index.files()?;
    let mut receipt = Receipt::default();
    let (mut work, mut seen) = (Work::default(), Seen::default());
    let mut found = HashSet::new();
    for one in place.walk_noting(&mut seen) {
        match one {
            Ok(file) => {
                let before = known.binary_search_by(|record| record.path.as_str().cmp(&file.name));
                let before = before.ok().map(|at| &known[at]);
                let stats = before.and_then(|record| record.stats);
                let name = file.name.clone();
                if stats == Some(file.stats) {
                    receipt.skipped_before += before.map_or(0, |record| record.problem_count);
                } else {
                    work.add(&name, PendingFile::new(place, file, before.cloned()));
                }
                found.insert(name);
            }
            Err(unreadable) => work.unreadable.push(unreadable),
        }
    }
    work.deleted = deleted(&known, &found, &work.unreadable);
    // Every article is of a file.
    let articles: u64 = known.iter().map(|record| record.articles).sum();
    let restored = lost::restore(place, &*index)?;
    let mut misdescribed = Vec::new();
    if !work.is_empty() {
        let writer = lock.writer(Task::Bulk)?;
        let mut run = Run::new(place, writer, Some(&*index), receipt)?;
        run.carry_out(work, &mut std::iter::empty(), progress)?;
        (receipt, misdescribed) = run.commit()?;
    }
    seen.keep(place.engine.folder());
    receipt.notes.extend(restored);
    // Articles that are as they were, read again or not.
    receipt.unchanged = articles.saturating_sub(receipt.removed + receipt.replaced);
    Ok((receipt, misdescribed))
}

/// The records of files that are no longer there. What lies in a folder that cannot be looked
/// into is not gone.
fn deleted(
    known: &[FileRecord],
    found: &HashSet<String>,
    unreadable: &[(String, Problem)],
) -> Vec<FileRecord> {
    let is_hidden = |path: &str| unreadable.iter().any(|(name, _)| is_within(path, name));
    let gone = known
        .iter()
        .filter(|record| !found.contains(&record.path) && !is_hidden(&record.path));
    gone.cloned().collect()
}

/// Whether a path is this one or lies in this folder; the corpus itself has no name.
fn is_within(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Builds the index anew from the corpus and what arrives. Returns also the files whose description was given for
/// another text.
fn build(
    place: &Workspace,
    lock: Box<dyn Lock>,
    arrivals: &mut Arrivals<'_>,
    progress: Progress<'_>,
) -> Result<(Receipt, Vec<String>)> {
    let writer = lock.rebuild()?;
    let (mut work, mut seen) = (Work::default(), Seen::default());
    for one in place.walk_noting(&mut seen) {
        match one {
            Ok(file) => {
                let name = file.name.clone();
                work.add(&name, PendingFile::new(place, file, None));
            }
            Err(unreadable) => work.unreadable.push(unreadable),
        }
    }
    let mut run = Run::new(place, writer, None, Receipt::default())?;
    run.carry_out(work, arrivals, progress)?;
    let built = run.commit()?;
    seen.keep(place.engine.folder());
    Ok(built)
}

/// Fails unless the corpus is a folder that can be looked into.
fn corpus_exists(root: &Path) -> Result<()> {
    let Err(error) = corpus::readable(root) else {
        return Ok(());
    };
    let shown = root.display();
    Err(match error.kind() {
        ErrorKind::NotFound => Error::new(Kind::Usage, format!("there is no corpus at `{shown}`"))
            .hint("newshound add FILE, or name another with `--corpus DIR`"),
        ErrorKind::NotADirectory => {
            Error::new(Kind::Usage, format!("the corpus `{shown}` is not a folder"))
        }
        _ => Error::io(shown, &error),
    })
}
