//! One run: files are read, each record is weighed against what is in force, and everything is
//! committed at once.
//!
//! ```text
//! pending files -> read (several at a time) -> decide (one at a time) -> engine
//!                                                |- holders   which record of this run holds an id
//!                                                |- records   the records of files
//!                                                '- tally     the counts
//! ```

use std::collections::HashSet;
use std::io::ErrorKind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};

use super::copies::{self, Copies, Other};
use super::holders::{Effect, Holder, Holders};
use super::identity::{Identities, Recognised};
use super::in_flight::InFlight;
use super::pending::PendingFile;
use super::read::{self, Arrivals, Message, Queue, ReadArticle};
use super::records::{ReadFile, Records, displaced};
use super::tally::Tally;
use super::{Progress, Step, Workspace};
use crate::corpus::{self, Catalogue};
use crate::engine::{Prepared, Snapshot, Writer, threads};
use crate::error::Result;
use crate::record::{FileRecord, Problem, Receipt};

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
        let known = touched.iter().chain(&pending).map(|file| &file.file.name);
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
            step.all_bytes += file.file.stats.file.bytes;
            files.push((self.records.read.len(), file.file.clone()));
            self.identities
                .begin(&file.file.name, file.before.is_some());
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
                        let (name, is_known) = (&file.record.path, file.before.is_some());
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

    /// Decides the effect of a record on the index.
    fn decide(&mut self, recognised: Recognised) -> Result<()> {
        let Recognised {
            number,
            article,
            text,
            has_address,
        } = recognised;
        let (id, hash, record) = (article.id, article.hash, article.record);
        let this = copies::Holder {
            id,
            number,
            record,
            has_address,
        };
        if let Some(text) = text
            && self.is_copy(text, this)?
        {
            return Ok(());
        }
        let known = match (self.holders.get(id), self.index) {
            (Some(holder), _) if holder.effect() == Effect::Added => None,
            (_, Some(index)) => index.version(id)?,
            (_, None) => None,
        };
        let before = known.as_ref().map(|known| known.hash);
        let effect = match before {
            None => Effect::Added,
            Some(before) if before == hash => Effect::Unchanged,
            Some(_) => Effect::Replaced,
        };
        if let Some(holder) = self.holders.get(id) {
            let other = holder.file();
            let path = |number: usize| self.records.read[number].record.path.clone();
            let (name, others_name) = (path(number), path(other));
            let held = self.records.precedence(other, holder.record());
            if held > self.records.precedence(number, record) {
                self.records
                    .displace(number, &others_name, displaced(record, id, id));
                return Ok(());
            }
            self.records
                .displace(other, &name, displaced(holder.record(), id, id));
            self.records.read[other].record.articles -= 1;
            self.put(article, true)?;
        } else if effect == Effect::Unchanged {
            // It is in force already, whichever file it is in.
        } else if let Some(known) = known
            && !self.records.gives_way(&known.file, number, id)?
        {
            self.records
                .displace(number, &known.file, displaced(record, id, id));
            return Ok(());
        } else {
            self.put(article, before.is_some())?;
        }
        self.records.read[number].record.articles += 1;
        self.holders.put(id, Holder::new(number, record, effect));
        if let Some(text) = text {
            self.copies.put(text, this);
        }
        Ok(())
    }

    /// Whether an article is a copy that gives way to another one in force; another that gives way to it is taken
    /// out.
    fn is_copy(&mut self, text: u64, this: copies::Holder) -> Result<bool> {
        let (place, index) = (self.place, self.index);
        let (identities, records) = (&self.identities, &self.records);
        let other = self
            .copies
            .other(text, &this, place, index, identities, records)?;
        let Some(other) = other else {
            return Ok(false);
        };
        let (other_id, path, has_address) = match &other {
            Other::Read(other) => {
                let path = self.records.read[other.number].record.path.clone();
                (other.id, path, other.has_address)
            }
            Other::Known(id, path, has_address) => (*id, path.clone(), *has_address),
        };
        let stands = match (this.has_address, has_address) {
            (true, false) => false,
            (false, true) => true,
            _ => match &other {
                Other::Read(other) => {
                    self.records.precedence(other.number, other.record)
                        < self.records.precedence(this.number, this.record)
                }
                Other::Known(..) => self.records.is_older(&path, this.number),
            },
        };
        if stands {
            let one = displaced(this.record, other_id, this.id);
            self.records.displace(this.number, &path, one);
            if let Some(index) = self.index
                && index.version(this.id)?.is_some()
            {
                self.writer.remove(this.id)?;
                self.is_changed = true;
            }
            let gave_way = Holder::new(this.number, this.record, Effect::GaveWay);
            self.holders.put(this.id, gave_way);
            return Ok(true);
        }
        self.writer.remove(other_id)?;
        self.is_changed = true;
        match other {
            Other::Read(other) => {
                let name = self.records.read[this.number].record.path.clone();
                let one = displaced(other.record, this.id, other.id);
                self.records.displace(other.number, &name, one);
                self.records.read[other.number].record.articles -= 1;
                let gave_way = Holder::new(other.number, other.record, Effect::GaveWay);
                self.holders.put(other.id, gave_way);
            }
            Other::Known(id, path, _) => {
                let one = displaced(0, this.id, id);
                self.records.displace_of(&path, this.number, one)?;
            }
        }
        Ok(false)
    }

    fn put(&mut self, article: Prepared, is_there: bool) -> Result<()> {
        self.is_changed = true;
        self.tally.text_bytes(article.text_bytes());
        self.writer.put(article, is_there)
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
            if file.before.is_none() {
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
