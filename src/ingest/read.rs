//! Reading: files to prepared articles, several at a time.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex};

use super::in_flight::{InFlight, Ticket};
use crate::corpus::{self, Articles, Catalogue, CorpusFile, Fingerprint, Found, Marks, Opened};
use crate::engine::Prepared;
use crate::record::{Problem, Reached};
use crate::source::Limits;

/// A message of a reader about the file with this number.
pub enum Message {
    /// It is in its place in the corpus. Sent before anything else, of files that come in.
    Placed(usize, CorpusFile),
    /// Some of its articles.
    Articles(usize, Vec<ReadArticle>),
    /// A long one, with its ticket.
    Long(usize, Box<ReadArticle>, Ticket),
    /// Problems, and how many there were more.
    Problems(usize, Vec<Problem>, u64),
    /// It is read to its end, or why it could not be.
    Done(usize, Result<Ended, Problem>),
}

/// A file that was read to its end.
pub struct Ended {
    pub fingerprint: Fingerprint,
    /// How far, if it is of a kind that is only ever added to.
    pub reached: Option<Reached>,
}

/// A file to be read.
pub struct ToRead {
    pub file: CorpusFile,
    /// How far it was read before and has not changed.
    pub reached: Option<Reached>,
}

/// An article that was read: prepared under the id that its file gives it, and what it is recognised by.
pub struct ReadArticle {
    pub prepared: Prepared,
    pub marks: Marks,
    /// What was guessed of it or left out.
    pub notes: Vec<String>,
}

impl ReadArticle {
    fn new(found: &Found) -> ReadArticle {
        ReadArticle {
            prepared: Prepared::new(&found.article, 0),
            marks: found.marks,
            notes: found.notes.clone(),
        }
    }
}

/// The files to read, in order.
pub struct Queue<'a> {
    pub files: std::vec::IntoIter<(usize, ToRead)>,
    /// Files that come into the corpus, once `files` are read.
    pub arrivals: &'a mut Arrivals<'a>,
    /// The number of the next one that comes in.
    pub next_number: usize,
}

/// Files that come into the corpus, each with its first article in hand.
pub type Arrivals<'a> = dyn Iterator<Item = Arrival> + Send + 'a;

/// A file that is in the corpus now, and was opened before it was.
pub struct Arrival {
    pub file: CorpusFile,
    pub opened: Opened,
    /// Its articles after the first.
    pub articles: Articles,
    pub first: Found,
    /// The first problems before that, and how many there were more.
    pub problems: Vec<Problem>,
    pub more_problems: u64,
}

/// Takes files from the queue until there are none left or no one receives.
pub fn reader(
    corpus: &Path,
    limits: Limits,
    catalogue: &Catalogue,
    in_flight: &InFlight,
    bytes: &Arc<AtomicU64>,
    queue: &Mutex<Queue<'_>>,
    sender: &SyncSender<Message>,
) {
    // A reader that fails while it takes a file leaves the others none.
    while let Some(next) = queue.lock().ok().and_then(|mut queue| queue.next()) {
        let reading = Reading {
            corpus,
            limits,
            catalogue,
            in_flight,
            bytes,
            sender,
        };
        let read = match next {
            Next::File(number, file) => reading.file(number, file),
            Next::Arrival(number, arrival) => reading.arrival(number, *arrival),
        };
        if read.is_none() {
            return;
        }
    }
}

enum Next {
    File(usize, ToRead),
    Arrival(usize, Box<Arrival>),
}

impl Queue<'_> {
    fn next(&mut self) -> Option<Next> {
        if let Some((number, file)) = self.files.next() {
            return Some(Next::File(number, file));
        }
        let arrival = self.arrivals.next()?;
        let number = self.next_number;
        self.next_number += 1;
        Some(Next::Arrival(number, Box::new(arrival)))
    }
}

/// Articles sent at once: many enough that sending costs nothing, few enough to be held in memory.
const SENT: usize = 256;
const SENT_BYTES: u64 = 1 << 20;

struct Reading<'a> {
    corpus: &'a Path,
    limits: Limits,
    catalogue: &'a Catalogue,
    in_flight: &'a InFlight,
    /// The bytes that all readers read.
    bytes: &'a Arc<AtomicU64>,
    sender: &'a SyncSender<Message>,
}

/// Each returns `None` if no one receives any more.
impl Reading<'_> {
    fn file(&self, number: usize, ToRead { file, reached }: ToRead) -> Option<()> {
        let opened = match corpus::open(self.corpus, &file.name) {
            Ok(opened) => opened,
            Err(error) => return self.done(number, Err(Problem::failed(&error))),
        };
        opened.count(self.bytes);
        let articles = match reached {
            None => opened.articles(self.corpus, &file.name, Some(self.catalogue), self.limits),
            Some(before) if before.bytes == file.stats.file.bytes => {
                return self.finish(number, opened, &file, Some(before.records));
            }
            Some(before) => match opened.pass(before.bytes) {
                Ok(()) => opened.articles_after(&file.name, before.records, self.limits),
                Err(error) => return self.done(number, Err(Problem::failed(&error))),
            },
        };
        let mut records = None;
        match articles {
            Ok(mut articles) => {
                self.records(number, &mut articles)?;
                records = articles.records();
            }
            Err(problem) => self.send(Message::Problems(number, vec![problem], 0))?,
        }
        self.finish(number, opened, &file, records)
    }

    fn arrival(&self, number: usize, arrival: Arrival) -> Option<()> {
        let Arrival { file, first, .. } = arrival;
        arrival.opened.count(self.bytes);
        self.send(Message::Placed(number, file.clone()))?;
        let problems = (arrival.problems, arrival.more_problems);
        self.send(Message::Problems(number, problems.0, problems.1))?;
        let mut articles = arrival.articles;
        self.records(number, std::iter::once(Ok(first)).chain(&mut articles))?;
        self.finish(number, arrival.opened, &file, articles.records())
    }

    fn records(
        &self,
        number: usize,
        records: impl Iterator<Item = Result<Found, Problem>>,
    ) -> Option<()> {
        let (mut prepared, mut problems) = (Vec::new(), Vec::new());
        let mut bytes = 0;
        for found in records {
            match found {
                Err(problem) => problems.push(problem),
                Ok(found) if found.article.text.len() as u64 > SENT_BYTES => {
                    bytes = 0;
                    self.send(Message::Articles(number, std::mem::take(&mut prepared)))?;
                    let ticket = self.in_flight.enter(found.article.text.len() as u64);
                    let article = Box::new(ReadArticle::new(&found));
                    drop(found);
                    self.send(Message::Long(number, article, ticket))?;
                }
                Ok(found) => {
                    let article = ReadArticle::new(&found);
                    bytes += article.prepared.memory();
                    prepared.push(article);
                }
            }
            if problems.len() >= SENT {
                self.send(Message::Problems(number, std::mem::take(&mut problems), 0))?;
            }
            if prepared.len() >= SENT || bytes >= SENT_BYTES {
                bytes = 0;
                self.send(Message::Articles(number, std::mem::take(&mut prepared)))?;
            }
        }
        self.send(Message::Problems(number, problems, 0))?;
        self.send(Message::Articles(number, prepared))
    }

    fn finish(
        &self,
        number: usize,
        opened: Opened,
        file: &CorpusFile,
        records: Option<u64>,
    ) -> Option<()> {
        let ended = opened
            .end(self.corpus, &file.name)
            .map(|(fingerprint, bytes)| {
                // A file that grew after it was read is not read to that end.
                let records = records.filter(|_| bytes == file.stats.file.bytes);
                Ended {
                    fingerprint,
                    reached: records.map(|records| Reached { bytes, records }),
                }
            });
        self.done(number, ended.map_err(|error| Problem::failed(&error)))
    }

    fn done(&self, number: usize, ended: Result<Ended, Problem>) -> Option<()> {
        self.send(Message::Done(number, ended))
    }

    fn send(&self, message: Message) -> Option<()> {
        self.sender.send(message).ok()
    }
}
