//! One run: files are read, each record is weighed against what is in force, and everything is
//! committed at once.
//!
//! ```text
//! pending files -> read (several at a time) -> decide (one at a time) -> engine
//!                                                |- holders   which record of this run holds an id
//!                                                |- records   the records of files
//!                                                '- tally     the counts
//! ```

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};

use super::copies::Copies;
use super::holders::Holders;
use super::identity::Identities;
use super::in_flight::InFlight;
use super::pending::PendingFile;
use super::read::{self, Arrivals, Message, Queue, ReadArticle, ToRead};
use super::records::{ReadFile, Records};
use super::tally::Tally;
use super::{Progress, Step, Workspace};
use crate::article::{Id, Standing};
use crate::corpus::{self, Catalogue};
use crate::engine::{Snapshot, Writer, threads};
use crate::error::Result;
use crate::record::{FileRecord, Problem, Receipt};

mod decide;

/// What is said where the catalogue cannot be kept.
fn not_writable(place: &Workspace) -> String {
    format!(
        "`{}` cannot be written to: ids and days of coming are kept in the index alone, and lost with it.",
        place.corpus.display()
    )
}

/// Messages on their way from the readers.
const WAITING: usize = 4;

/// The work of a run.
#[derive(Default)]
pub struct Work {
    /// Files that are new or look different.
    pub changed: Vec<PendingFile>,
    /// Records of files that are gone.
    pub deleted: Vec<FileRecord>,
    /// Files that cannot be read, and why; their articles stay.
    pub unreadable: Vec<(String, Problem)>,
}

impl Work {
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.deleted.is_empty() && self.unreadable.is_empty()
    }

    /// Adds a file that has to be read, or why it cannot be.
    pub fn add(&mut self, name: &str, pending: std::result::Result<PendingFile, Problem>) {
        match pending {
            Ok(file) => self.changed.push(file),
            Err(problem) => self.unreadable.push((name.to_owned(), problem)),
        }
    }
}

/// A run over an index that the caller may write to.
pub struct Run<'a> {
    place: &'a Workspace,
    writer: Box<dyn Writer>,
    /// The articles in force before; none when an index is built anew.
    index: Option<&'a dyn Snapshot>,
    identities: Identities<'a>,
    holders: Holders,
    copies: Copies,
    /// Of the articles of this run that are captured or summaries; of the captured ones also what they say.
    standings: HashMap<Id, (Standing, Option<u64>)>,
    records: Records<'a>,
    tally: Tally,
    /// Files whose description was given for another text.
    misdescribed: Vec<String>,
    /// Whether there is something to commit.
    is_changed: bool,
}

impl<'a> Run<'a> {
    pub fn new(
        place: &'a Workspace,
        writer: Box<dyn Writer>,
        index: Option<&'a dyn Snapshot>,
        receipt: Receipt,
    ) -> Result<Self> {
        Ok(Run {
            place,
            writer,
            index,
            identities: Identities::open(place, index)?,
            holders: Holders::default(),
            copies: Copies::default(),
            standings: HashMap::new(),
            records: Records::new(place, index),
            tally: Tally::new(receipt),
            misdescribed: Vec::new(),
            is_changed: index.is_none(),
        })
    }

    /// Does the work and takes in what arrives.
    pub fn carry_out(
        &mut self,
        work: Work,
        arrivals: &mut Arrivals<'_>,
        progress: Progress<'_>,
    ) -> Result<()> {
        let (touched, mut pending): (Vec<_>, Vec<_>) = work
            .changed
            .into_iter()
            .partition(PendingFile::is_only_touched);
        let mut deleted = work.deleted;
        let changed = pending.iter().filter(|file| file.reached.is_none());
        let known = touched.iter().chain(changed).map(|file| &file.file.name);
        let known = known.chain(deleted.iter().map(|record| &record.path));
        let mut known: HashSet<String> = known.cloned().collect();
        self.add_displaced(&mut known, &mut pending, &mut deleted)?;
        for file in touched {
            self.tally.unchanged(self.records.touch(file));
        }
        for record in &deleted {
            self.delete(&record.path);
        }
        let returned = self.read(pending, arrivals, progress)?;
        if !returned.is_empty() {
            let (mut pending, before) = (Vec::new(), deleted.len());
            known.extend(returned);
            self.add_displaced(&mut known, &mut pending, &mut deleted)?;
            for record in &deleted[before..] {
                self.delete(&record.path);
            }
            self.read(pending, &mut std::iter::empty(), progress)?;
        }
        self.settle(true)?;
        self.remove_missing(&deleted)?;
        self.tally.count(&self.holders, &self.records.read);
        for (name, problem) in work.unreadable {
            let is_known = self.records.keep_unreadable(&name, &problem)?;
            self.tally.problem(&name, problem, is_known);
        }
        Ok(())
    }

    fn delete(&mut self, name: &str) {
        self.records.delete(name);
        self.identities.delete(name);
    }

    /// Puts everything in force at once, if there is something. Returns also the files whose description was given
    /// for another text.
    pub fn commit(mut self) -> Result<(Receipt, Vec<String>)> {
        // What is known of an article is on the disk before the article is in force: a killed run is repeated.
        if !self.identities.finish()? {
            self.tally.note(not_writable(self.place));
        }
        let records = self.records.all()?;
        let is_as_before =
            |(now, before): &(FileRecord, Option<FileRecord>)| Some(now) == before.as_ref();
        if self.is_changed || !records.iter().all(is_as_before) {
            for (record, before) in records {
                self.writer.put_file(&record, before.is_some())?;
            }
            self.writer.commit()?;
        }
        Catalogue::refresh_table(&self.place.corpus, self.place.engine.folder());
        Ok((self.tally.receipt(), self.misdescribed))
    }

    /// A file that is deleted, changes or grows older may have displaced records of others: those
    /// files are read again.
    fn add_displaced(
        &self,
        known: &mut HashSet<String>,
        pending: &mut Vec<PendingFile>,
        deleted: &mut Vec<FileRecord>,
    ) -> Result<()> {
        let Some(index) = self.index else {
            return Ok(());
        };
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
            // One that was to go on where it ended is read from its beginning.
            pending.retain(|file| new.iter().all(|record| record.path != file.file.name));
            if new.is_empty() {
                return Ok(());
            }
            let follow = self.place.follow;
            let is_reached = |record: &FileRecord| {
                // One that is gone is found out below.
                let path = self.place.corpus.join(&record.path);
                !path.exists() || corpus::is_reached(&self.place.corpus, &record.path, follow)
            };
            // What a link hides that is not followed stays as it was.
            for record in new.into_iter().filter(is_reached) {
                match corpus::stat(&self.place.corpus, &record.path) {
                    // A file that cannot be read stays as it was.
                    Ok(file) => pending.extend(PendingFile::again(self.place, file, record)),
                    Err(error) if error.kind() == ErrorKind::NotFound => deleted.push(record),
                    Err(_) => {}
                }
            }
        }
    }

    /// Reads files, and what arrives after them. Returns the names of those that came in and were
    /// indexed under that name before.
    fn read(
        &mut self,
        pending: Vec<PendingFile>,
        arrivals: &mut Arrivals<'_>,
        progress: Progress<'_>,
    ) -> Result<Vec<String>> {
        let mut files = Vec::with_capacity(pending.len());
        let mut step = Step::default();
        for file in pending {
            step.all_bytes += file.bytes_to_read();
            let to_read = ToRead {
                file: file.file.clone(),
                reached: file.reached,
            };
            files.push((self.records.read.len(), to_read));
            if file.reached.is_none() {
                self.identities
                    .begin(&file.file.name, file.before.is_some());
            }
            self.records.begin(file);
        }
        let next_number = self.records.read.len();
        let arriving = arrivals.size_hint().1.unwrap_or(0);
        step.all_files = (files.len() + arriving) as u64;
        let bytes = Arc::new(AtomicU64::new(0));
        let reading = threads().min(files.len() + arriving);
        self.records
            .read
            .resize_with(next_number + arriving, ReadFile::default);
        let (corpus, limits) = (&self.place.corpus, self.place.limits);
        let catalogue = self.identities.catalogue();
        let queue = Mutex::new(Queue {
            files: files.into_iter(),
            arrivals,
            next_number,
        });
        let mut returned = Vec::new();
        let in_flight = InFlight::default();
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(WAITING);
            for _ in 0..reading {
                let (sender, queue, catalogue) = (sender.clone(), &queue, &*catalogue);
                let (in_flight, bytes) = (&in_flight, &bytes);
                scope.spawn(move || {
                    read::reader(corpus, limits, catalogue, in_flight, bytes, queue, &sender)
                });
            }
            drop(sender);
            for message in receiver {
                match message {
                    Message::Placed(number, file) => {
                        let name = file.name.clone();
                        let returns = self.records.place(number, file)?;
                        self.identities.begin(&name, returns);
                        returned.extend(returns.then_some(name));
                    }
                    Message::Articles(number, articles) => {
                        step.articles += articles.len() as u64;
                        for article in articles {
                            self.recognise(number, article)?;
                        }
                    }
                    Message::Long(number, article, ticket) => {
                        step.articles += 1;
                        self.recognise(number, *article)?;
                        drop(ticket);
                    }
                    Message::Problems(number, problems, more) => {
                        self.add_problems(number, problems, more);
                    }
                    Message::Done(number, ended) => {
                        let file = &self.records.read[number];
                        let name = &file.record.path;
                        let is_known = file.before.is_some() && !file.goes_on;
                        self.identities.end(number, name, ended.is_ok(), is_known);
                        if let Err(problem) = self.records.end(number, ended) {
                            self.add_problems(number, vec![problem], 0);
                        }
                        step.files += 1;
                    }
                }
                step.bytes = bytes.load(Ordering::Relaxed);
                progress(step);
            }
            Ok(returned)
        })
    }

    /// Takes an article in as soon as it is known which one it is.
    fn recognise(&mut self, number: usize, mut article: ReadArticle) -> Result<()> {
        let notes = std::mem::take(&mut article.notes);
        if !notes.is_empty() {
            let record = u64::from(article.prepared.record);
            self.tally.remarks(notes.len() as u64);
            self.records.add_remarks(number, record, notes);
        }
        if article.marks.is_misdescribed {
            let record = &mut self.records.read[number].record;
            record.is_misdescribed = true;
            self.misdescribed.push(record.path.clone());
        }
        if let Some(known) = self.identities.recognise(number, article, &self.holders)? {
            self.decide(known)?;
        }
        if self.identities.is_full() {
            self.settle(false)?;
        }
        Ok(())
    }

    fn settle(&mut self, at_end: bool) -> Result<()> {
        for known in self.identities.settle(&self.holders, at_end)? {
            self.decide(known)?;
        }
        Ok(())
    }

    fn add_problems(&mut self, number: usize, problems: Vec<Problem>, more: u64) {
        for problem in problems {
            let is_known = self.records.add_problem(number, &problem);
            self.report(number, problem, is_known);
        }
        let last = self.records.read[number].record.problems.last().cloned();
        for problem in (0..more).filter_map(|_| last.clone()) {
            let is_known = self.records.add_problem(number, &problem);
            self.report(number, problem, is_known);
        }
    }

    fn report(&mut self, number: usize, problem: Problem, is_known: bool) {
        let file = &self.records.read[number];
        if !(is_known && file.again) {
            self.tally.problem(&file.record.path, problem, is_known);
        }
    }

    /// Removes the articles of files read or deleted that did not come again.
    fn remove_missing(&mut self, deleted: &[FileRecord]) -> Result<()> {
        let Some(index) = self.index else {
            return Ok(());
        };
        for file in &mut self.records.read {
            if file.before.is_none() || file.goes_on {
                continue;
            }
            for id in index.ids_of_file(&file.record.path)? {
                if self.holders.get(id).is_some() {
                    continue;
                }
                if file.failed {
                    file.record.articles += 1;
                } else {
                    self.identities.remove(id)?;
                    self.writer.remove(id)?;
                    self.is_changed = true;
                    self.tally.removed();
                }
            }
        }
        for record in deleted {
            for id in index.ids_of_file(&record.path)? {
                if self.holders.get(id).is_none() {
                    self.identities.remove(id)?;
                    self.writer.remove(id)?;
                    self.tally.removed();
                }
            }
            self.writer.remove_file(&record.path)?;
            self.is_changed = true;
        }
        Ok(())
    }
}
