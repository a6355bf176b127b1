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
//! records have one URL, the newer file's stands in the index (the later path or record, if they
//! are equally old) and the other is *displaced*: remembered, and read again when it may be needed.

use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::article::Id;
use crate::error::{Error, Kind, Result, reason};
use crate::index::{self, Index, Lock, Task, Writer};
use crate::ledger::{FileRecord, Problem, Receipt};
use crate::results::{Changes, Status};
use crate::source::{self, CorpusFile, Overrides, Staged};

mod ledger;
mod read;

use ledger::Ledger;

/// Where everything is, and how patient to be.
#[derive(Debug, Clone)]
pub struct Place {
    pub corpus: PathBuf,
    pub index: PathBuf,
    /// How long to wait for another writer.
    pub wait: Duration,
    /// The moment of the run, in nanoseconds since 1970. A file changed as late as this may be
    /// changed again within one tick of its clock, so its time is not trusted.
    pub now: i64,
}

/// How far a run has come: bytes read and bytes to read.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

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
    /// The corpus file that has the same content.
    AlreadyThere(String),
    Rejected(Problem),
}

/// A file to be read, with the record of its last reading.
struct Job {
    file: CorpusFile,
    hash: u64,
    /// Whether its time would tell a later change.
    trusted: bool,
    before: Option<FileRecord>,
}

impl Job {
    fn new(place: &Place, file: CorpusFile, hash: u64, before: Option<FileRecord>) -> Job {
        let trusted = file.modified <= place.now - TICK;
        Job {
            file,
            hash,
            trusted,
            before,
        }
    }
}

/// Clocks of file systems tick no more slowly than this.
const TICK: i64 = 2_000_000_000;

/// Brings the index up to date with the corpus, or builds it anew.
///
/// Fails with `Kind::Index` if the index is damaged or of another layout and `fresh` is not asked
/// for, with `Kind::Busy` if another process writes.
pub fn sync(place: &Place, fresh: bool, progress: Progress<'_>) -> Result<Receipt> {
    corpus_exists(&place.corpus)?;
    let lock = lock(place, "newshound index")?;
    if fresh || !index::exists(&place.index) {
        return build(place, lock, progress);
    }
    let index = Index::open(&place.index)?;
    let known = index.files()?;
    let mut receipt = Receipt::default();
    let mut changed = Vec::new();
    let mut quiet = Vec::new();
    let mut untouched = HashSet::new();
    for found in source::walk(&place.corpus) {
        match found {
            Ok(file) => {
                let before = known.binary_search_by(|record| record.path.as_str().cmp(&file.name));
                let before = before.ok().map(|at| known[at].clone());
                let same = before.as_ref().is_some_and(|record| {
                    record.modified == file.modified && record.bytes == file.bytes
                });
                if same {
                    remind(&mut receipt, before.as_ref());
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
    let writer = Writer::open(&index, lock, Task::Bulk)?;
    let mut ledger = Ledger::new(place, writer, Some(&index), receipt);
    ledger.run(jobs, gone, quiet, progress)?;
    ledger.commit()
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
    let unreachable = |path: &str| {
        let within = |folder: &str| {
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        quiet.iter().any(|(name, _)| within(name))
    };
    let is_gone = |record: &&FileRecord| {
        let path = record.path.as_str();
        !untouched.contains(path) && !read.contains(path) && !unreachable(path)
    };
    known.iter().filter(is_gone).cloned().collect()
}

fn build(place: &Place, lock: Lock, progress: Progress<'_>) -> Result<Receipt> {
    let writer = Writer::fresh(&place.index, lock)?;
    let (mut files, mut quiet) = (Vec::new(), Vec::new());
    for found in source::walk(&place.corpus) {
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

/// Something to be added: a file or a stream, with the name that it shall have.
pub struct Incoming {
    pub given: String,
    pub name: String,
    /// Whether it lies in the corpus already, under this name: then it is only indexed.
    pub is_there: bool,
    pub open: Box<dyn FnOnce() -> std::io::Result<Box<dyn Read + Send>>>,
}

/// Takes things into the corpus and indexes just them. Without an index, the whole corpus is indexed.
pub fn add(
    place: &Place,
    incoming: Vec<Incoming>,
    overrides: &Overrides,
) -> Result<(Vec<Addition>, Receipt)> {
    std::fs::create_dir_all(&place.corpus)
        .map_err(|error| Error::io(place.corpus.display(), &error))?;
    let lock = lock(place, "newshound add")?;
    source::sweep(&place.corpus);
    let index = match index::exists(&place.index) {
        true => Some(Index::open(&place.index)?),
        false => None,
    };
    let mut additions = Vec::new();
    for one in incoming {
        let given = one.given.clone();
        let outcome = match take_in(place, index.as_ref(), one, overrides) {
            Ok(outcome) => outcome,
            Err(error) if error.kind == Kind::Rejected => Outcome::Rejected(Problem {
                record: None,
                reason: error.message,
            }),
            Err(error) => return Err(error),
        };
        additions.push(Addition { given, outcome });
    }
    let Some(index) = index else {
        let receipt = build(place, lock, &mut |_, _| {})?;
        return Ok((additions, receipt));
    };
    let stored: Vec<&String> = additions
        .iter()
        .filter_map(|one| match &one.outcome {
            Outcome::Stored(name) => Some(name),
            _ => None,
        })
        .collect();
    if stored.is_empty() {
        return Ok((additions, Receipt::default()));
    }
    let mut files = Vec::new();
    for name in stored {
        let file = source::look(&place.corpus, name).map_err(|error| Error::io(name, &error))?;
        files.push((file, index.file(name)?));
    }
    let mut quiet = Vec::new();
    let jobs = hashed(place, files, &mut quiet);
    let task = if jobs.iter().map(|job| job.file.bytes).sum::<u64>() > BULK_FROM {
        Task::Bulk
    } else {
        Task::Few
    };
    let writer = Writer::open(&index, lock, task)?;
    let mut ledger = Ledger::new(place, writer, Some(&index), Receipt::default());
    ledger.run(jobs, Vec::new(), quiet, &mut |_, _| {})?;
    let receipt = ledger.commit()?;
    Ok((additions, receipt))
}

/// From this many bytes on, adding is worth all cores.
const BULK_FROM: u64 = 8 << 20;

/// Stages a copy, looks whether there is an article in it, and puts it in its place.
fn take_in(
    place: &Place,
    index: Option<&Index>,
    one: Incoming,
    overrides: &Overrides,
) -> Result<Outcome> {
    let rejected = |error: &std::io::Error| Error::new(Kind::Rejected, reason(error));
    if one.is_there && !overrides.is_empty() {
        let message = format!(
            "lies in the corpus already; what shall be said of it goes into `{}.meta.toml` beside it",
            one.name
        );
        return Err(Error::new(Kind::Rejected, message));
    }
    if !source::is_read(&one.name) {
        let message = "has a name that is not read: it begins with a dot, or means something else";
        return Err(Error::new(Kind::Rejected, message));
    }
    if one.is_there {
        return Ok(Outcome::Stored(one.name));
    }
    let input = (one.open)().map_err(|error| rejected(&error))?;
    let staged = source::stage(&place.corpus, input, overrides)
        .map_err(|error| Error::io(place.corpus.display(), &error))?;
    let failed = |error: &std::io::Error| Error::io(place.corpus.display(), error);
    let hash = staged.fingerprint().map_err(|error| failed(&error))?;
    if let Some(name) = twin(place, index, hash)? {
        return Ok(Outcome::AlreadyThere(name));
    }
    if let Some(problem) =
        hopeless(&staged, &one.name, overrides).map_err(|error| failed(&error))?
    {
        return Ok(Outcome::Rejected(problem));
    }
    let name = staged
        .place(&place.corpus, &one.name)
        .map_err(|error| failed(&error))?;
    Ok(Outcome::Stored(name))
}

/// The corpus file with this content, if it is still there.
fn twin(place: &Place, index: Option<&Index>, hash: u64) -> Result<Option<String>> {
    let Some(index) = index else {
        return Ok(None);
    };
    let there = |record: &FileRecord| {
        source::fingerprint(&place.corpus, &record.path).is_ok_and(|now| now == hash)
    };
    Ok(index
        .files_with_content(hash)?
        .into_iter()
        .find(there)
        .map(|record| record.path))
}

/// Why a file gives no article at all; `None` if it gives one.
fn hopeless(
    staged: &Staged,
    name: &str,
    overrides: &Overrides,
) -> std::io::Result<Option<Problem>> {
    let articles = match source::read(Box::new(staged.open()?), name, overrides.clone()) {
        Ok(articles) => articles,
        Err(problem) => return Ok(Some(problem)),
    };
    let mut first = None;
    for found in articles {
        match found {
            Ok(_) => return Ok(None),
            Err(problem) => first = first.or(Some(problem)),
        }
    }
    let nothing = || Problem {
        record: None,
        reason: "holds no article".to_owned(),
    };
    Ok(Some(first.unwrap_or_else(nothing)))
}

/// Takes an article's file out of the corpus and the index. Returns where the file went.
///
/// Fails with `Kind::Usage` for an article in a file of many.
pub fn remove(place: &Place, ids: &[Id]) -> Result<Vec<String>> {
    let lock = lock(place, "newshound remove")?;
    let index = Index::open(&place.index)?;
    let mut records: Vec<FileRecord> = Vec::new();
    for &id in ids {
        let name = single_file(&index, id)?;
        if records.iter().all(|record| record.path != name) {
            records.extend(index.file(&name)?);
        }
    }
    let mut moved = Vec::new();
    for record in &records {
        let went = source::set_aside(&place.corpus, &record.path)
            .map_err(|error| Error::io(&record.path, &error))?;
        moved.push(went);
    }
    let writer = Writer::open(&index, lock, Task::Few)?;
    let mut ledger = Ledger::new(place, writer, Some(&index), Receipt::default());
    ledger.run(Vec::new(), records, Vec::new(), &mut |_, _| {})?;
    ledger.commit()?;
    Ok(moved)
}

/// The file of an article that is alone in it.
fn single_file(index: &Index, id: Id) -> Result<String> {
    let Some(article) = index.article(id)? else {
        return Err(Error::new(
            Kind::NotFound,
            format!("there is no article `{id}`"),
        ));
    };
    let place = article.about.place;
    if place.many {
        let message = format!(
            "article `{id}` is record {} of `{}`, a file of many articles, and cannot be removed alone",
            place.record, place.file
        );
        return Err(Error::new(Kind::Usage, message)
            .hint("take it out of the file, then `newshound index`"));
    }
    Ok(place.file)
}

/// How the index stands, and whether the corpus has changed since.
pub fn status(place: &Place) -> Result<Status> {
    let index = Index::open(&place.index)?;
    let records = index.files()?;
    let (articles, passages) = index.count()?;
    let size = index.size()?;
    let mut status = Status {
        corpus: place.corpus.display().to_string(),
        index: place.index.display().to_string(),
        layout: index::LAYOUT,
        articles,
        passages,
        files: records.len() as u64,
        live_bytes: size.live,
        dead_bytes: size.dead,
        changes: changes(place, &records),
        ..Status::default()
    };
    for record in &records {
        status.problem_count += record.problem_count;
        status.problems.extend(
            record
                .problems
                .iter()
                .map(|problem| (record.path.clone(), problem.clone())),
        );
    }
    Ok(status)
}

fn changes(place: &Place, records: &[FileRecord]) -> Changes {
    let mut changes = Changes::default();
    let mut seen = HashSet::new();
    for found in source::walk(&place.corpus) {
        let file = match found {
            Ok(file) => file,
            Err((name, _)) => {
                seen.insert(name);
                continue;
            }
        };
        match records.binary_search_by(|record| record.path.as_str().cmp(&file.name)) {
            Err(_) => changes.new += 1,
            Ok(at) => changes.changed += u64::from(has_changed(place, &file, &records[at])),
        }
        seen.insert(file.name);
    }
    let gone = records.iter().filter(|record| !seen.contains(&record.path));
    changes.gone = gone.count() as u64;
    changes
}

fn has_changed(place: &Place, file: &CorpusFile, record: &FileRecord) -> bool {
    let looks_same = record.bytes == file.bytes && record.modified == file.modified;
    !looks_same
        && source::fingerprint(&place.corpus, &file.name).is_ok_and(|hash| hash != record.hash)
}

/// What `check` found, as full sentences.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// What is wrong with the index: it has to be built anew.
    pub damage: Vec<String>,
    /// Where the corpus has changed since it was indexed.
    pub changes: Vec<String>,
}

/// Whether index and corpus are whole and agree.
pub fn check(place: &Place) -> Result<Findings> {
    let mut found = Findings {
        damage: index::damage(&place.index)?,
        ..Findings::default()
    };
    if !found.damage.is_empty() {
        return Ok(found);
    }
    let index = Index::open(&place.index)?;
    found.damage = index.verify()?;
    let records = index.files()?;
    for record in &records {
        let name = &record.path;
        match source::fingerprint(&place.corpus, name) {
            Ok(hash) if hash == record.hash => {}
            Ok(_) => found
                .changes
                .push(format!("`{name}` has changed since it was indexed.")),
            Err(_) if record.hash == 0 => {}
            Err(error) => found.changes.push(format!("`{name}`: {}.", reason(&error))),
        }
        let stand = index.ids_of_file(name)?.len() as u64;
        if stand != record.articles {
            let articles = record.articles;
            found.damage.push(format!(
                "`{name}` has {stand} articles in the index instead of {articles}."
            ));
        }
    }
    match changes(place, &records).new {
        0 => {}
        1 => found
            .changes
            .push("1 file of the corpus is not indexed.".to_owned()),
        new => found
            .changes
            .push(format!("{new} files of the corpus are not indexed.")),
    }
    Ok(found)
}

fn lock(place: &Place, doing: &str) -> Result<Lock> {
    index::lock(&place.index, place.wait, doing)
}

fn corpus_exists(corpus: &Path) -> Result<()> {
    match std::fs::metadata(corpus) {
        Ok(meta) if meta.is_dir() => Ok(()),
        Ok(_) => Err(Error::new(
            Kind::Usage,
            format!("the corpus `{}` is not a folder", corpus.display()),
        )),
        Err(_) => Err(Error::new(
            Kind::Usage,
            format!("there is no corpus at `{}`", corpus.display()),
        )
        .hint("newshound add FILE, or name another with `--corpus DIR`")),
    }
}

/// What a file that is not read again had to say stays said.
fn remind(receipt: &mut Receipt, record: Option<&FileRecord>) {
    if let Some(record) = record {
        receipt.unchanged += record.articles;
    }
}

/// Hashes files; those that cannot be read are set apart with the reason.
fn hashed(
    place: &Place,
    files: Vec<(CorpusFile, Option<FileRecord>)>,
    quiet: &mut Vec<(String, Problem)>,
) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (file, before) in files {
        match source::fingerprint(&place.corpus, &file.name) {
            Ok(hash) => jobs.push(Job::new(place, file, hash, before)),
            Err(error) => quiet.push((
                file.name,
                Problem {
                    record: None,
                    reason: reason(&error),
                },
            )),
        }
    }
    jobs
}
