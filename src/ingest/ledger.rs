//! Keeping the books of one run: what each record does to the index, and what each file gave.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;

use super::read::{self, Said};
use super::{Job, Progress, Workspace, fingerprint};
use crate::article::Id;
use crate::corpus;
use crate::engine::{Prepared, Snapshot, Writer, threads};
use crate::error::Result;
use crate::record::{FileRecord, Problem, Receipt};

/// Problems kept word for word, by file and by run; the rest is counted.
const KEPT_OF_FILE: usize = 20;
const KEPT_OF_RUN: usize = 200;
/// Messages on their way from the readers.
const WAITING: usize = 4;

pub struct Ledger<'a> {
    place: &'a Workspace,
    writer: Box<dyn Writer>,
    /// What was in force before; nothing when an index is built anew.
    index: Option<&'a dyn Snapshot>,
    receipt: Receipt,
    /// The files read in this run.
    files: Vec<FileRecord>,
    /// When each of them came into the corpus.
    added: Vec<i64>,
    /// By id: what of this run stands, or is going to.
    seen: HashMap<Id, Stand>,
    /// Of those in `seen` that were in force before.
    hashes: HashMap<Id, Hashes>,
    /// Records of files not read in this run that changed: by their time, because one of their
    /// articles gave way, or because they cannot be read.
    others: HashMap<String, FileRecord>,
    /// The names of the files read in this run or gone: what they gave before gives way.
    names: HashSet<String>,
}

/// A record of this run that no other one has taken the place of. There is one for each article that is
/// read, so it is small.
struct Stand {
    /// The number of the file in the run.
    file: u32,
    record: u32,
}

impl Stand {
    fn file(&self) -> usize {
        self.file as usize
    }
}

/// The hashes of an article that was in force before: then, and in this run.
struct Hashes {
    before: u64,
    now: u64,
}

impl<'a> Ledger<'a> {
    pub fn new(
        place: &'a Workspace,
        writer: Box<dyn Writer>,
        index: Option<&'a dyn Snapshot>,
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
            hashes: HashMap::new(),
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
        self.read_displaced_again(&touched, &mut jobs, &mut gone)?;
        touched.into_iter().for_each(|job| self.touch(job));
        self.names
            .extend(gone.iter().map(|record| record.path.clone()));
        for job in &jobs {
            self.files.push(job.record());
            self.added.push(job.file.looks.modified());
            self.names.insert(job.file.name.clone());
        }
        self.read(&jobs, progress)?;
        self.forget(&jobs, &gone)?;
        self.settle(&jobs);
        for (name, problem) in quiet {
            self.remember(name, problem)?;
        }
        for (number, record) in std::mem::take(&mut self.files).into_iter().enumerate() {
            self.writer
                .put_file(&record, jobs[number].before.is_some())?;
        }
        for record in std::mem::take(&mut self.others).into_values() {
            let again = match self.index {
                Some(index) => index.file(&record.path)?.is_some(),
                None => false,
            };
            self.writer.put_file(&record, again)?;
        }
        Ok(())
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
        let looks = job.looks();
        if let Some(mut record) = job.before {
            self.receipt.unchanged += record.articles;
            record.looks = looks;
            self.others.insert(record.path.clone(), record);
        }
    }

    /// What goes, changes or grows older may have stood before a twin: files with records that gave
    /// way to it are read again.
    fn read_displaced_again(
        &self,
        touched: &[Job],
        jobs: &mut Vec<Job>,
        gone: &mut Vec<FileRecord>,
    ) -> Result<()> {
        let Some(index) = self.index else {
            return Ok(());
        };
        let known = touched.iter().chain(&*jobs).map(|job| &job.file.name);
        let known = known.chain(gone.iter().map(|record| &record.path));
        let mut known: HashSet<String> = known.cloned().collect();
        let mut rest = index.files_with_displaced()?;
        loop {
            let (freed, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|record| {
                let by = &record.displaced_by;
                by.is_empty() || by.iter().any(|name| known.contains(name))
            });
            rest = others;
            let new = freed
                .into_iter()
                .filter(|record| known.insert(record.path.clone()));
            let new: Vec<FileRecord> = new.collect();
            if new.is_empty() {
                return Ok(());
            }
            for record in new {
                let file = match corpus::look(&self.place.corpus, &record.path) {
                    Ok(file) => file,
                    Err(error) => {
                        let is_gone = error.kind() == std::io::ErrorKind::NotFound;
                        gone.extend(is_gone.then_some(record));
                        continue;
                    }
                };
                // What cannot be read stays as it was.
                if let Ok(now) = fingerprint(self.place, &record.path, Some(&record)) {
                    jobs.push(Job {
                        again: true,
                        ..Job::new(self.place, file, now, Some(record))
                    });
                }
            }
        }
    }

    fn read(&mut self, jobs: &[Job], progress: Progress<'_>) -> Result<()> {
        let all: u64 = jobs.iter().map(|job| job.file.looks.bytes()).sum();
        let corpus = self.place.corpus.clone();
        let tasks = jobs.iter().enumerate().map(|(number, job)| read::Task {
            number,
            name: &job.file.name,
            bytes: job.file.looks.bytes(),
            added: job.file.looks.modified(),
        });
        let tasks = Mutex::new(tasks);
        std::thread::scope(|scope| {
            let (say, hear) = sync_channel(WAITING);
            for _ in 0..threads().min(jobs.len()) {
                let (say, tasks, corpus) = (say.clone(), &tasks, &corpus);
                scope.spawn(move || read::reader(corpus, tasks, &say));
            }
            drop(say);
            let mut done = 0;
            for said in hear {
                match said {
                    Said::Articles(number, articles) => {
                        for article in articles {
                            self.enter(number, article)?;
                        }
                    }
                    Said::Problem(number, problem) => {
                        self.complain(number, problem, &jobs[number]);
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
    fn enter(&mut self, number: usize, article: Prepared) -> Result<()> {
        let (id, hash, record) = (article.id, article.hash, article.record);
        let bytes = article.text_bytes();
        match self.seen.get(&id) {
            Some(stand) => {
                let other = stand.file();
                if self.rank(other, stand.record) > self.rank(number, record) {
                    self.displace(number, other);
                    return Ok(());
                }
                self.displace(other, number);
                self.files[other].articles -= 1;
                self.writer.put(article, true)?;
                self.receipt.text_bytes += bytes;
                if let Some(hashes) = self.hashes.get_mut(&id) {
                    hashes.now = hash;
                }
            }
            None => {
                let known = match self.index {
                    Some(index) => index.version(id)?,
                    None => None,
                };
                let before = known.as_ref().map(|known| known.hash);
                if let Some(known) = known.filter(|known| known.hash != hash)
                    && !self.gives_way(&known.file, number)?
                {
                    self.files[number].displaced += 1;
                    self.files[number].displaced_by.insert(known.file);
                    return Ok(());
                }
                if before != Some(hash) {
                    self.writer.put(article, before.is_some())?;
                    self.receipt.text_bytes += bytes;
                }
                if let Some(before) = before {
                    self.hashes.insert(id, Hashes { before, now: hash });
                }
            }
        }
        self.files[number].articles += 1;
        let file = number as u32;
        self.seen.insert(id, Stand { file, record });
        Ok(())
    }

    /// Counts what the run has done, once it is known what stands.
    fn settle(&mut self, jobs: &[Job]) {
        let receipt = &mut self.receipt;
        receipt.added += (self.seen.len() - self.hashes.len()) as u64;
        for (id, hashes) in &self.hashes {
            if hashes.before != hashes.now {
                receipt.replaced += 1;
            } else if let Some(stand) = self.seen.get(id) {
                receipt.unchanged += u64::from(!jobs[stand.file()].again);
            }
        }
        for (job, file) in jobs.iter().zip(&self.files) {
            let known = job.before.as_ref().filter(|_| job.again);
            let known = known.map_or(0, |before| before.displaced);
            receipt.displaced += file.displaced.saturating_sub(known);
        }
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
        let there = corpus::look(&self.place.corpus, other);
        let stands =
            there.is_ok_and(|file| (file.looks.modified(), other, 0) > self.rank(number, 0));
        if !stands {
            let path = self.files[number].path.clone();
            record.displaced += 1;
            record.displaced_by.insert(path);
            record.articles = record.articles.saturating_sub(1);
            self.others.insert(other.to_owned(), record);
        }
        Ok(!stands)
    }

    /// Notes that a record of a file of this run gives way to one of another, or of the same.
    fn displace(&mut self, number: usize, by: usize) {
        let by = self.files[by].path.clone();
        self.files[number].displaced += 1;
        self.files[number].displaced_by.insert(by);
    }

    fn complain(&mut self, number: usize, problem: Problem, job: &Job) {
        let record = &mut self.files[number];
        record.problem_count += 1;
        let path = record.path.clone();
        // Of the same bytes, what is beyond the kept ones is what was beyond them.
        let before = job.before.as_ref();
        let same = before.filter(|before| before.hash == record.hash);
        let is_kept = record.problems.len() < KEPT_OF_FILE;
        let is_known = same.is_some_and(|before| !is_kept || before.problems.contains(&problem));
        if is_kept {
            record.problems.push(problem.clone());
        }
        match is_known {
            true => self.receipt.skipped_before += u64::from(!job.again),
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
            .try_for_each(|record| self.writer.remove_file(&record.path))
    }

    /// Notes that a file could not be read; what it gave before stays.
    fn remember(&mut self, name: String, problem: Problem) -> Result<()> {
        let before = match (self.others.remove(&name), self.index) {
            (Some(record), _) => Some(record),
            (None, Some(index)) => index.file(&name)?,
            (None, None) => None,
        };
        let unread = FileRecord {
            path: name.clone(),
            ..FileRecord::default()
        };
        let mut record = before.unwrap_or(unread);
        let is_known = record.problems.contains(&problem);
        record.looks = None;
        record.problems = vec![problem.clone()];
        record.problem_count = 1;
        match is_known {
            true => self.receipt.skipped_before += 1,
            false => self.report(name.clone(), problem),
        }
        self.others.insert(name, record);
        Ok(())
    }
}
