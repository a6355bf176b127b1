//! The records of corpus files, as a run changes them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Workspace;
use super::pending::PendingFile;
use super::read::Ended;
use crate::article::{Id, Standing};
use crate::corpus::{self, CorpusFile};
use crate::engine::{Snapshot, Version};
use crate::error::Result;
use crate::record::{DisplacedRecord, FileRecord, Problem};

/// Displaced records of a file that are kept; the rest is counted.
const DISPLACED: usize = 10_000;

/// A record that is another place of the article `id`.
pub fn displaced(record: u32, standing: Standing, id: Id, own: Id) -> DisplacedRecord {
    DisplacedRecord {
        record,
        id,
        own,
        captured: standing.captured,
    }
}

/// Of two records with one id the one of the greater rank is in force: a whole text before a summary, then the later
/// one. A captured article is as old as its capture, any other as its file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    is_whole: bool,
    moment: i64,
    path: String,
    record: u32,
}

impl Rank {
    fn new(path: &str, record: u32, modified: i64, standing: Standing) -> Rank {
        let captured = standing.captured;
        let captured = captured.map(|seconds| seconds.saturating_mul(1_000_000_000));
        Rank {
            is_whole: !standing.is_summary,
            moment: captured.unwrap_or(modified),
            path: path.to_owned(),
            record,
        }
    }
}

fn note(record: &mut FileRecord, by: &str, one: DisplacedRecord) {
    record.displaced += 1;
    record.displaced_by.insert(by.to_owned());
    if record.displaced_records.len() < DISPLACED {
        record.displaced_records.push(one);
    }
}

/// Problems of a file that are kept word for word; the rest is counted.
const KEPT_OF_FILE: usize = 20;

/// The records that a run makes and changes.
pub struct Records<'a> {
    place: &'a Workspace,
    /// The articles in force before; none when an index is built anew.
    index: Option<&'a dyn Snapshot>,
    /// The files read in this run, by number.
    pub read: Vec<ReadFile>,
    /// Records of files not read in this run that may have changed: by their time, because one of
    /// their articles gave way, or because they cannot be read.
    others: BTreeMap<String, FileRecord>,
    /// The names of the files read in this run or deleted: their articles of before give way.
    names: HashSet<String>,
    /// The files of this run of which only the end is read, by name: their articles of before do not.
    growing: HashMap<String, usize>,
}

/// A file of this run, and what it gave so far.
#[derive(Default)]
pub struct ReadFile {
    pub record: FileRecord,
    pub before: Option<FileRecord>,
    /// When it came into the corpus.
    added: i64,
    /// Whether it is read only because records of other files changed.
    pub again: bool,
    /// Whether only what was added to it is read: what it gave before stays.
    pub goes_on: bool,
    /// Whether its bytes are known to be those of the last reading.
    has_same_bytes: bool,
    /// Whether it could not be read to its end. Its articles of before stay unless they came again.
    pub failed: bool,
    /// Whether it is in the corpus. Of those that come in, some give no article and never are.
    pub is_in: bool,
}

impl<'a> Records<'a> {
    pub fn new(place: &'a Workspace, index: Option<&'a dyn Snapshot>) -> Self {
        Records {
            place,
            index,
            read: Vec::new(),
            others: BTreeMap::new(),
            names: HashSet::new(),
            growing: HashMap::new(),
        }
    }

    /// Begins the record of a file that is going to be read.
    pub fn begin(&mut self, pending: PendingFile) {
        let name = &pending.file.name;
        self.others.remove(name);
        let goes_on = pending.reached.is_some();
        let before = pending.before.clone().filter(|_| goes_on);
        if goes_on {
            self.growing.insert(name.clone(), self.read.len());
        } else {
            self.names.insert(name.clone());
        }
        self.read.push(ReadFile {
            record: FileRecord {
                path: name.clone(),
                stats: pending.stats(),
                ..before.unwrap_or_default()
            },
            goes_on,
            added: pending.file.stats.modified(),
            again: pending.again,
            has_same_bytes: pending.has_same_bytes(),
            failed: false,
            is_in: true,
            before: pending.before,
        });
    }

    /// Begins the record of a file that came into the corpus. Returns whether it has the name of one
    /// that was indexed before.
    pub fn place(&mut self, number: usize, file: CorpusFile) -> Result<bool> {
        let before = match self.index {
            Some(index) => index.file(&file.name)?,
            None => None,
        };
        let returns = before.is_some();
        let pending = PendingFile::placed(self.place, file, before);
        self.begin(pending);
        self.read.swap_remove(number);
        Ok(returns)
    }

    /// Notes that a file is gone: its articles give way.
    pub fn delete(&mut self, name: &str) {
        self.names.insert(name.to_owned());
    }

    /// Notes that only the time of a file is new. Returns how many articles it gave.
    pub fn touch(&mut self, file: PendingFile) -> u64 {
        let stats = file.stats();
        let Some(mut record) = file.before else {
            return 0;
        };
        let articles = record.articles;
        record.stats = stats;
        self.others.insert(record.path.clone(), record);
        articles
    }

    /// The rank of a record of this run.
    pub fn rank(&self, number: usize, record: u32, standing: Standing) -> Rank {
        let file = &self.read[number];
        Rank::new(&file.record.path, record, file.added, standing)
    }

    /// Whether a file is read anew in this run, or deleted.
    pub fn is_of_run(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether a file that is not read in this run is older than one that is, or has the earlier path.
    pub fn is_older(&self, path: &str, number: usize) -> bool {
        let found = corpus::stat(&self.place.corpus, path);
        let this = &self.read[number];
        let this = (this.added, this.record.path.as_str());
        found.is_ok_and(|file| (file.stats.modified(), path) < this)
    }

    /// Whether the article of a file that was indexed before gives way to one of this run.
    ///
    /// It is noted as another version of the article if it says something else.
    pub fn gives_way(
        &mut self,
        other: &Version,
        number: usize,
        this: &Rank,
        (id, is_other): (Id, bool),
    ) -> Result<bool> {
        let path = &other.file;
        if self.names.contains(path) || self.find(path)?.is_none() {
            return Ok(true);
        }
        let found = corpus::stat(&self.place.corpus, path);
        let stands = found.is_ok_and(|file| {
            let modified = file.stats.modified();
            Rank::new(path, other.record, modified, other.standing) > *this
        });
        if !stands {
            let one = displaced(other.record, other.standing, id, id);
            self.displace_of(path, number, is_other.then_some(one))?;
        }
        Ok(!stands)
    }

    /// Notes that an article of a file that is not read in this run gives way to one of the file `number`.
    pub fn displace_of(
        &mut self,
        other: &str,
        number: usize,
        one: Option<DisplacedRecord>,
    ) -> Result<()> {
        let Some(mut record) = self.find(other)? else {
            return Ok(());
        };
        let path = self.read[number].record.path.clone();
        if let Some(one) = one {
            note(&mut record, &path, one);
        }
        record.articles = record.articles.saturating_sub(1);
        match self.growing.get(other) {
            Some(at) => self.read[*at].record = record,
            None => drop(self.others.insert(other.to_owned(), record)),
        }
        Ok(())
    }

    /// Notes that a record of a file of this run gives way to one of the file `by`.
    pub fn displace(&mut self, number: usize, by: &str, one: DisplacedRecord) {
        note(&mut self.read[number].record, by, one);
    }

    /// Notes that a file is read to its end, or could not be. Returns a problem that is not noted yet.
    pub fn end(
        &mut self,
        number: usize,
        ended: std::result::Result<Ended, Problem>,
    ) -> std::result::Result<(), Problem> {
        let file = &mut self.read[number];
        match ended {
            Ok(Ended {
                fingerprint,
                reached,
            }) => {
                file.record.reached = reached;
                file.record.hash = fingerprint.whole;
                file.record.content = fingerprint.content;
                Ok(())
            }
            Err(problem) => {
                file.failed = true;
                file.record.reached = None;
                file.record.stats = None;
                if file.record.problem_count == 0 {
                    return Err(problem);
                }
                Ok(())
            }
        }
    }

    /// Notes a problem of a file; returns whether an earlier run reported it.
    pub fn add_problem(&mut self, number: usize, problem: &Problem) -> bool {
        let file = &mut self.read[number];
        file.record.problem_count += 1;
        if problem.is_passing {
            // The file is looked into again next time, however it looks then.
            file.record.stats = None;
        }
        let before = file.before.as_ref().filter(|_| file.has_same_bytes);
        if file.record.problems.len() >= KEPT_OF_FILE {
            // The same bytes have the same problems, those that are not kept too.
            return before.is_some();
        }
        file.record.problems.push(problem.clone());
        before.is_some_and(|before| before.problems.contains(problem))
    }

    /// Notes what was guessed of an article or left out.
    pub fn add_remarks(&mut self, number: usize, record: u64, notes: Vec<String>) {
        let file = &mut self.read[number].record;
        file.remark_count += notes.len() as u64;
        let room = KEPT_OF_FILE.saturating_sub(file.remarks.len());
        let remarks = notes.into_iter().take(room).map(|reason| Problem {
            record: Some(record),
            ..Problem::whole(reason)
        });
        file.remarks.extend(remarks);
    }

    /// Notes that a file could not be read; its articles stay. Returns whether an earlier run
    /// reported that.
    pub fn keep_unreadable(&mut self, name: &str, problem: &Problem) -> Result<bool> {
        let unread = FileRecord {
            path: name.to_owned(),
            ..FileRecord::default()
        };
        let mut record = self.find(name)?.unwrap_or(unread);
        let is_known = record.problems.contains(problem);
        record.stats = None;
        record.problems = vec![problem.clone()];
        record.problem_count = 1;
        self.others.insert(name.to_owned(), record);
        Ok(is_known)
    }

    /// The records of the files that the run looked into, each with the record before.
    pub fn all(&mut self) -> Result<Vec<(FileRecord, Option<FileRecord>)>> {
        let read = std::mem::take(&mut self.read).into_iter();
        let read = read.filter(|file| file.is_in);
        let mut all: Vec<_> = read.map(|file| (file.record, file.before)).collect();
        for (path, record) in std::mem::take(&mut self.others) {
            let before = match self.index {
                Some(index) => index.file(&path)?,
                None => None,
            };
            all.push((record, before));
        }
        Ok(all)
    }

    /// The record of a file that is not read in this run.
    fn find(&self, name: &str) -> Result<Option<FileRecord>> {
        if let Some(at) = self.growing.get(name) {
            return Ok(Some(self.read[*at].record.clone()));
        }
        match (self.others.get(name), self.index) {
            (Some(record), _) => Ok(Some(record.clone())),
            (None, Some(index)) => index.file(name),
            (None, None) => Ok(None),
        }
    }
}
