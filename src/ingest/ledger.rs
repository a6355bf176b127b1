//! Keeping the books of one run: what each record does to the index, and what each file gave.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;

use super::read::{self, Said};
use super::{Job, Place, Progress};
use crate::article::Id;
use crate::error::Result;
use crate::index::{Block, Index, Writer, threads};
use crate::ledger::{FileRecord, Problem, Receipt};
use crate::source;

/// Problems kept word for word, by file and by run; the rest is counted.
const KEPT_OF_FILE: usize = 20;
const KEPT_OF_RUN: usize = 200;
/// Messages on their way from the readers.
const WAITING: usize = 4;

pub struct Ledger<'a> {
    place: &'a Place,
    writer: Writer,
    /// What was in force before; nothing when an index is built anew.
    index: Option<&'a Index>,
    receipt: Receipt,
    /// The files read in this run.
    files: Vec<FileRecord>,
    /// When each of them came into the corpus.
    added: Vec<i64>,
    /// By id: the file and the record that it came from in this run.
    seen: HashMap<Id, (usize, u32)>,
    /// Records of files not read in this run that changed: by their time, or because one of their
    /// articles gave way.
    others: HashMap<String, FileRecord>,
    /// The names of the files read in this run or gone: what they gave before gives way.
    names: HashSet<String>,
}

impl<'a> Ledger<'a> {
    pub fn new(
        place: &'a Place,
        writer: Writer,
        index: Option<&'a Index>,
        receipt: Receipt,
    ) -> Self {
        Ledger {
            place,
            writer,
            index,
            receipt,
            files: Vec::new(),
            added: Vec::new(),
            seen: HashMap::new(),
            others: HashMap::new(),
            names: HashSet::new(),
        }
    }

    /// Reads `jobs`, forgets the files that are `gone`, and remembers of the `quiet` ones why they
    /// could not be read; what they gave before stays.
    pub fn run(
        &mut self,
        jobs: Vec<Job>,
        gone: Vec<FileRecord>,
        quiet: Vec<(String, Problem)>,
        progress: Progress<'_>,
    ) -> Result<()> {
        let (touched, mut jobs): (Vec<Job>, Vec<Job>) =
            jobs.into_iter().partition(Job::is_only_touched);
        let mut gone = gone;
        let is_news = |job: &Job| job.before.is_some();
        if !gone.is_empty() || !touched.is_empty() || jobs.iter().any(is_news) {
            self.read_displaced_again(&mut jobs, &mut gone)?;
        }
        touched.into_iter().for_each(|job| self.touch(job));
        self.names
            .extend(gone.iter().map(|record| record.path.clone()));
        for job in &jobs {
            self.files.push(job.record());
            self.added.push(job.file.modified);
            self.names.insert(job.file.name.clone());
        }
        self.read(&jobs, progress)?;
        self.forget(&jobs, &gone)?;
        for (number, record) in std::mem::take(&mut self.files).into_iter().enumerate() {
            self.writer
                .put_file(&record, jobs[number].before.is_some())?;
        }
        for record in std::mem::take(&mut self.others).into_values() {
            self.writer.put_file(&record, true)?;
        }
        quiet
            .into_iter()
            .try_for_each(|(name, problem)| self.remember(name, problem))
    }

    pub fn commit(mut self) -> Result<Receipt> {
        self.writer.commit()?;
        // Files are read several at a time, and told of in the order of their names.
        self.receipt
            .problems
            .sort_by(|(a, one), (b, other)| (a, one.record).cmp(&(b, other.record)));
        Ok(self.receipt)
    }

    /// The content is the same: only the file's time is new.
    fn touch(&mut self, job: Job) {
        let modified = job.modified();
        if let Some(mut record) = job.before {
            self.receipt.unchanged += record.articles;
            record.modified = modified;
            record.bytes = job.file.bytes;
            self.others.insert(record.path.clone(), record);
        }
    }

    /// What goes, changes or grows older may have stood before a twin: files with displaced records
    /// are read again.
    fn read_displaced_again(&self, jobs: &mut Vec<Job>, gone: &mut Vec<FileRecord>) -> Result<()> {
        let Some(index) = self.index else {
            return Ok(());
        };
        for record in index.files_with_displaced()? {
            let known = jobs.iter().any(|job| job.file.name == record.path)
                || gone.iter().any(|other| other.path == record.path);
            if known {
                continue;
            }
            let now = source::look(&self.place.corpus, &record.path).and_then(|file| {
                Ok((source::fingerprint(&self.place.corpus, &record.path)?, file))
            });
            match now {
                Ok((now, file)) => jobs.push(Job::new(self.place, file, now, Some(record))),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => gone.push(record),
                Err(_) => {}
            }
        }
        Ok(())
    }

    fn read(&mut self, jobs: &[Job], progress: Progress<'_>) -> Result<()> {
        let all: u64 = jobs.iter().map(|job| job.file.bytes).sum();
        let (corpus, fields) = (self.place.corpus.clone(), *self.writer.fields());
        let tasks = jobs.iter().enumerate().map(|(number, job)| read::Task {
            number,
            name: &job.file.name,
            bytes: job.file.bytes,
            added: job.file.modified,
        });
        let tasks = Mutex::new(tasks);
        std::thread::scope(|scope| {
            let (say, hear) = sync_channel(WAITING);
            for _ in 0..threads().min(jobs.len()) {
                let (say, tasks, corpus) = (say.clone(), &tasks, &corpus);
                scope.spawn(move || read::reader(corpus, tasks, &fields, &say));
            }
            drop(say);
            let mut done = 0;
            for said in hear {
                match said {
                    Said::Articles(number, blocks) => {
                        for (record, block) in blocks {
                            self.enter(number, record, block)?;
                        }
                    }
                    Said::Problem(number, problem) => {
                        self.complain(number, problem, jobs[number].before.as_ref());
                    }
                    Said::Done(bytes) => {
                        done += bytes;
                        progress(done, all);
                    }
                }
            }
            Ok(())
        })
    }

    /// Decides what a record does to the index.
    fn enter(&mut self, number: usize, record: u32, block: Block) -> Result<()> {
        let (id, mut bytes) = (block.id, block.text_bytes);
        if let Some(&(other, other_record)) = self.seen.get(&id) {
            if self.rank(other, other_record) > self.rank(number, record) {
                self.displace(number);
                return Ok(());
            }
            self.displace(other);
            self.files[other].articles -= 1;
            self.writer.put(block, true)?;
        } else {
            let before = match self.index {
                Some(index) => index.known(id)?,
                None => None,
            };
            match before {
                None => {
                    self.writer.put(block, false)?;
                    self.receipt.added += 1;
                }
                Some(known) if known.hash == block.hash => {
                    self.receipt.unchanged += 1;
                    bytes = 0;
                }
                Some(known) => {
                    if !self.gives_way(&known.file, number)? {
                        self.displace(number);
                        return Ok(());
                    }
                    self.writer.put(block, true)?;
                    self.receipt.replaced += 1;
                }
            }
        }
        self.receipt.text_bytes += bytes;
        self.files[number].articles += 1;
        self.seen.insert(id, (number, record));
        Ok(())
    }

    /// Later is stronger.
    fn rank(&self, number: usize, record: u32) -> (i64, &str, u32) {
        (self.added[number], &self.files[number].path, record)
    }

    /// Whether the article of a file that was indexed before gives way to one of this run.
    fn gives_way(&mut self, other: &str, number: usize) -> Result<bool> {
        if self.names.contains(other) {
            return Ok(true);
        }
        let known = match (self.others.get(other), self.index) {
            (Some(record), _) => Some(record.clone()),
            (None, Some(index)) => index.file(other)?,
            (None, None) => None,
        };
        let Some(mut record) = known else {
            return Ok(true);
        };
        let there = source::look(&self.place.corpus, other);
        let stands = there.is_ok_and(|file| (file.modified, other, 0) > self.rank(number, 0));
        if !stands {
            record.displaced += 1;
            record.articles = record.articles.saturating_sub(1);
            self.others.insert(other.to_owned(), record);
        }
        Ok(!stands)
    }

    fn displace(&mut self, number: usize) {
        self.files[number].displaced += 1;
        self.receipt.displaced += 1;
    }

    fn complain(&mut self, number: usize, problem: Problem, before: Option<&FileRecord>) {
        let record = &mut self.files[number];
        record.problem_count += 1;
        let path = record.path.clone();
        // Of the same bytes, what is beyond the kept ones is what was beyond them.
        let same = before.filter(|before| before.hash == record.hash);
        let is_kept = record.problems.len() < KEPT_OF_FILE;
        let is_known = same.is_some_and(|before| !is_kept || before.problems.contains(&problem));
        if is_kept {
            record.problems.push(problem.clone());
        }
        match is_known {
            true => self.receipt.skipped_before += 1,
            false => self.report(path, problem),
        }
    }

    fn report(&mut self, path: String, problem: Problem) {
        self.receipt.problem_count += 1;
        if self.receipt.problems.len() < KEPT_OF_RUN {
            self.receipt.problems.push((path, problem));
        }
    }

    /// Removes what was indexed of the files read or gone and did not come again.
    fn forget(&mut self, jobs: &[Job], gone: &[FileRecord]) -> Result<()> {
        let Some(index) = self.index else {
            return Ok(());
        };
        let read = jobs
            .iter()
            .filter(|job| job.before.is_some())
            .map(|job| &job.file.name);
        for name in read.chain(gone.iter().map(|record| &record.path)) {
            for id in index.ids_of_file(name)? {
                if !self.seen.contains_key(&id) {
                    self.writer.remove(id)?;
                    self.receipt.removed += 1;
                }
            }
        }
        gone.iter()
            .for_each(|record| self.writer.remove_file(&record.path));
        Ok(())
    }

    /// Notes that a file could not be read; what it gave before stays.
    fn remember(&mut self, name: String, problem: Problem) -> Result<()> {
        let before = match self.index {
            Some(index) => index.file(&name)?,
            None => None,
        };
        let again = before.is_some();
        let unread = FileRecord {
            path: name.clone(),
            ..FileRecord::default()
        };
        let mut record = before.unwrap_or(unread);
        let is_known = record.problems.contains(&problem);
        record.modified = 0;
        record.problems = vec![problem.clone()];
        record.problem_count = 1;
        match is_known {
            true => self.receipt.skipped_before += 1,
            false => self.report(name, problem),
        }
        self.writer.put_file(&record, again)
    }
}

impl Job {
    fn is_only_touched(&self) -> bool {
        let same = |record: &FileRecord| {
            record.hash == self.fingerprint.whole && record.bytes == self.file.bytes
        };
        // A file with a problem gets another chance: the reason may have been outside of it. A newer
        // file may take back what gave way.
        self.before.as_ref().is_some_and(|record| {
            same(record) && record.problem_count == 0 && record.displaced == 0
        })
    }

    /// When it was changed; 0 if that cannot be trusted to tell a later change.
    fn modified(&self) -> i64 {
        if self.trusted { self.file.modified } else { 0 }
    }

    fn record(&self) -> FileRecord {
        FileRecord {
            path: self.file.name.clone(),
            bytes: self.file.bytes,
            modified: self.modified(),
            hash: self.fingerprint.whole,
            content: self.fingerprint.content,
            ..FileRecord::default()
        }
    }
}
