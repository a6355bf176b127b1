//! Who is who: the id of each article that is read, whatever has become of it since it was read last.
//!
//! An article keeps its id while any of these, in this order, says that it is the same:
//!
//! 1. its own *address*;
//! 2. its *text*, unchanged, under its key or at its place;
//! 3. its *text*, unchanged, where the article that had it is no longer there;
//! 4. the *key* of its record, in the same file;
//! 5. its *place*, where the article that was there is nowhere else, and the texts are alike;
//! 6. a text that is *very much alike*, where the article that had it is nowhere else.
//!
//! An article of which none of these is true is new. An id that was given once is never given to another.
//!
//! What depends on other files of the run waits until they are read (see `settle`).

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use jiff::Timestamp;

use super::Workspace;
use super::holders::Holders;
use super::read::ReadArticle;
use crate::article::{Id, Standing};
use crate::corpus::Marks;
use crate::corpus::catalogue::{Catalogue, Entry, Event, Log, short_hash};
use crate::engine::{Prepared, Snapshot};
use crate::error::Result;

/// So many bytes of texts may wait.
const MOST_WAITING: u64 = 64 << 20;
/// A text of more articles than this waits for them all.
const FEW: usize = 8;

mod rows;
mod settle;
mod write;

use rows::Rows;

/// Recognises the articles of a run, and writes down what becomes known of them.
pub struct Identities<'a> {
    place: &'a Workspace,
    index: Option<&'a dyn Snapshot>,
    catalogue: Arc<Catalogue>,
    log: Log,
    now: Timestamp,
    /// Whether nothing is known of any article, so that every one is new.
    knows_nothing: bool,
    /// Files that are going to be read to their end, as `short_hash` has them.
    unread: HashSet<u64>,
    /// Files that could not be read to their end.
    failed: HashSet<u64>,
    /// Files that were read to their end.
    read: HashSet<u64>,
    /// Files that are gone.
    deleted: Vec<String>,
    /// How many files are read again.
    reread: usize,
    /// Files that were read again to their end.
    changed: Vec<String>,
    /// The articles that a file had, by the file's number, while it is read.
    rows: HashMap<usize, Rows>,
    waiting: Vec<Waiting>,
    waiting_bytes: u64,
    /// Descriptions that were met: the file's number, and the hash.
    described: HashSet<(usize, u64)>,
}

/// An article that is recognised, with its file's number.
pub struct Recognised {
    pub number: usize,
    pub article: Prepared,
    /// The hash of its text, if no other article has it by chance.
    pub text: Option<u64>,
    pub has_address: bool,
    pub standing: Standing,
}

/// An article that waits for what other files hold.
struct Waiting {
    number: usize,
    read: ReadArticle,
}

impl<'a> Identities<'a> {
    /// Opens the catalogue of the corpus.
    pub fn open(place: &'a Workspace, index: Option<&'a dyn Snapshot>) -> Result<Self> {
        let catalogue = place.catalogue()?;
        Ok(Identities {
            knows_nothing: catalogue.is_empty() && index.is_none(),
            index,
            catalogue: Arc::new(catalogue),
            log: Log::new(&place.corpus),
            now: place.moment(),
            place,
            unread: HashSet::new(),
            failed: HashSet::new(),
            read: HashSet::new(),
            deleted: Vec::new(),
            reread: 0,
            changed: Vec::new(),
            rows: HashMap::new(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            described: HashSet::new(),
        })
    }

    /// The catalogue as it was before the run.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.catalogue)
    }

    /// Notes that a file is going to be read; `is_known` where it was indexed before.
    pub fn begin(&mut self, file: &str, is_known: bool) {
        if !self.knows_nothing {
            self.unread.insert(short_hash(file.as_bytes()));
            self.reread += usize::from(is_known);
        }
    }

    /// Notes that a file is gone.
    pub fn delete(&mut self, file: &str) {
        self.deleted.push(file.to_owned());
    }

    /// Notes that a file is read to its end, or could not be; `is_known` where it was indexed before.
    pub fn end(&mut self, number: usize, file: &str, is_whole: bool, is_known: bool) {
        let hash = short_hash(file.as_bytes());
        self.rows.remove(&number);
        if self.unread.remove(&hash) {
            let ended = if is_whole {
                &mut self.read
            } else {
                &mut self.failed
            };
            ended.insert(hash);
        }
        if is_whole && is_known {
            self.changed.push(file.to_owned());
        }
    }

    /// The article with its id, if that does not depend on what is read later.
    pub fn recognise(
        &mut self,
        number: usize,
        read: ReadArticle,
        holders: &Holders,
    ) -> Result<Option<Recognised>> {
        let place = self.place;
        let claims = Claims::new(holders);
        let decided = self.decide(number, &read, &claims);
        match decided.map_err(|error| place.failed(error))? {
            Some(entry) => self.take(number, read, entry, &claims).map(Some),
            None => {
                self.waiting_bytes += read.prepared.memory();
                self.waiting.push(Waiting { number, read });
                Ok(None)
            }
        }
    }

    /// Whether so much waits that it has to be settled before the rest is read.
    pub fn is_full(&self) -> bool {
        self.waiting_bytes > MOST_WAITING
    }

    /// What an article is known as; `Some(None)` for a new one, `None` where that depends on the rest of the run.
    fn decide(
        &mut self,
        number: usize,
        ReadArticle {
            prepared, marks, ..
        }: &ReadArticle,
        claims: &Claims<'_>,
    ) -> io::Result<Option<Option<Entry>>> {
        if self.knows_nothing {
            return Ok(Some(None));
        }
        if let Some(anchor) = marks.anchor {
            if let Some(entry) = self.anchored(anchor)? {
                let is_sure = marks.has_address || entry.text == marks.text || self.is_alone();
                return Ok(is_sure.then_some(Some(entry)));
            }
        } else if let Some(entry) = self.same_place(number, prepared, marks, claims)? {
            return Ok(Some(Some(entry)));
        }
        if self.catalogue.has_text_often(marks.text, FEW)? {
            return Ok(None);
        }
        let elsewhere = self.catalogue.with_text(marks.text)?;
        let mut elsewhere = elsewhere.into_iter().filter(|entry| !claims.has(entry.id));
        match (elsewhere.next(), elsewhere.next()) {
            (Some(only), None)
                if self.may_be_text_of(marks, prepared, &only)?
                    && self.is_free(&only, claims, false)? =>
            {
                Ok(Some(Some(only)))
            }
            (Some(_), _) => Ok(None),
            (None, _) if marks.has_address => Ok(Some(None)),
            (None, _) => {
                let may_be_changed = self.rows.get(&number).is_some_and(|rows| rows.left > 0);
                let may_have_moved = self.index.is_none() || self.may_lose(&prepared.file)?;
                Ok((!may_be_changed && !may_have_moved).then_some(None))
            }
        }
    }

    /// Whether an article of another file may be no longer there.
    fn may_lose(&self, file: &str) -> io::Result<bool> {
        if !self.deleted.is_empty() || self.reread > 1 {
            return Ok(true);
        }
        let is_known = |index: &dyn Snapshot| index.file(file).map_err(io::Error::other);
        let known = self.index.map_or(Ok(None), is_known)?;
        Ok(self.reread > usize::from(known.is_some()))
    }

    /// Whether no other file can hold what one lost.
    fn is_alone(&self) -> bool {
        self.unread.len() <= 1 && self.deleted.is_empty()
    }

    fn anchored(&self, anchor: Id) -> io::Result<Option<Entry>> {
        if let Some(entry) = self.catalogue.anchored(anchor)? {
            return Ok(Some(entry));
        }
        // Of an index whose catalogue was lost.
        self.known_to_index(anchor)
    }

    fn known_to_index(&self, id: Id) -> io::Result<Option<Entry>> {
        let Some(index) = self.index else {
            return Ok(None);
        };
        let version = index.version(id).map_err(io::Error::other)?;
        Ok(version.map(|version| Entry::unknown(id, version.added)))
    }

    /// The article that had this text at the same place.
    fn same_place(
        &mut self,
        number: usize,
        prepared: &Prepared,
        marks: &Marks,
        claims: &Claims<'_>,
    ) -> io::Result<Option<Entry>> {
        let rows = match self.rows.entry(number) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(free) => {
                let file = short_hash(prepared.file.as_bytes());
                free.insert(Rows::new(self.catalogue.of_file(file)?))
            }
        };
        while let Some(entry) = rows.take(marks.text, prepared.record) {
            if !claims.has(entry.id) {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Whether an article may be the one that had its text: one with an address is not one with another.
    fn may_be_text_of(
        &self,
        marks: &Marks,
        prepared: &Prepared,
        entry: &Entry,
    ) -> io::Result<bool> {
        if !marks.has_address || entry.place.is_some() {
            return Ok(true);
        }
        let Some(index) = self.index else {
            return Ok(false);
        };
        let version = index.version(entry.id).map_err(io::Error::other)?;
        Ok(version.is_some_and(|version| version.file == prepared.file))
    }

    /// Whether an article is no longer where it was, as far as is known; `at_end` when every file is read.
    fn is_free(&self, entry: &Entry, claims: &Claims<'_>, at_end: bool) -> io::Result<bool> {
        if claims.has(entry.id) {
            return Ok(false);
        }
        let is_over = |file: u64| !self.unread.contains(&file) && !self.failed.contains(&file);
        let Some(index) = self.index else {
            return Ok(entry.place.map_or(at_end, |place| is_over(place.file)));
        };
        let Some(version) = index.version(entry.id).map_err(io::Error::other)? else {
            return Ok(true);
        };
        let file = short_hash(version.file.as_bytes());
        let is_there = self.place.corpus.join(&version.file).exists();
        Ok(is_over(file) && (self.read.contains(&file) || !is_there))
    }

    /// Notes that an article is no longer in the corpus.
    pub fn remove(&mut self, id: Id) -> Result<()> {
        let place = self.place;
        let written = self.catalogue.entry(id).and_then(|entry| match entry {
            Some(entry) if entry.place.is_some() && !entry.is_gone => {
                self.log.append(self.now, id, Event::Gone, "")
            }
            _ => Ok(()),
        });
        written.map_err(|error| place.failed(error))
    }

    /// Brings what was written down to the disk. Returns whether the catalogue can be written to.
    pub fn finish(&mut self) -> Result<bool> {
        let log = std::mem::replace(&mut self.log, Log::new(&self.place.corpus));
        log.finish().map_err(|error| self.place.failed(error))
    }
}

/// The ids that articles of this run have.
pub struct Claims<'a> {
    holders: &'a Holders,
    more: HashSet<Id>,
}

impl<'a> Claims<'a> {
    fn new(holders: &'a Holders) -> Claims<'a> {
        Claims {
            holders,
            more: HashSet::new(),
        }
    }

    fn has(&self, id: Id) -> bool {
        self.more.contains(&id) || self.holders.get(id).is_some()
    }
}
