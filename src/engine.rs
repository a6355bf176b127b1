//! The engine: what holds prepared articles and answers questions about them.
//!
//! This is the only door to it. A second engine is a second implementation of these traits in a room of its
//! own, and passes `tests/contract`.
//!
//! # What an engine must do
//!
//! - **Take articles in, all at once.** [`Writer::put`], [`Writer::remove`] and the records of corpus files
//!   come into force together on [`Writer::commit`]. A process that is killed before `commit` returns leaves
//!   what was committed before; a [`Snapshot`] that is open keeps showing what it was opened on.
//! - **Hold one writer at a time.** [`Engine::lock`] waits for the right to write and names its holder when
//!   the wait is over. Readers never wait for a writer.
//! - **Answer exactly.** An article matches where the question is true of it; a passage matches where it holds
//!   a part of such a match. Counts are exact, and what is returned is the first of all matches in the order
//!   of `rank::order`: the same articles and question give the same answer, however they came in.
//! - **Count exactly.** Of what matches, how many articles there are on each day or with each value, and how many
//!   articles have a word; those of removed articles are gone.
//! - **Stop in time.** A question whose time is up is refused with an error, never answered in
//!   part.
//! - **Notice damage.** What was put in comes back as it was, or the call fails with `Kind::Index`.
//!
//! # What an engine may not
//!
//! - **Decide what is true.** What a leaf matches is a predicate on one word as it is written
//!   (`plan::pattern`), and positions are combined by the algebra of `span`. An engine may turn a predicate
//!   into a set of words with its dictionary, to be fast, or hand it on as a query of its own; both must agree
//!   with the predicate.
//! - **Draw marks, or know how an answer looks.** `highlight` marks texts by the predicates alone.
//! - **Let its own things out.** Postings, segments, document numbers, layouts, checksums and locks stay
//!   within. A question goes in; counts, scores, addresses and articles come out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::article::{About, Id, Standing};
use crate::error::Result;
use crate::field::Field;
use crate::plan::Plan;
use crate::plan::expansion::Dictionary;
use crate::question::Question;
use crate::record::FileRecord;
use crate::request::interrupt::Interrupt;
use crate::results::{ScorePart, StoredArticle, Total};

pub mod prepared;
pub mod tantivy;

pub use prepared::{Prepared, PreparedPassage, Terms};

/// An index of one corpus.
pub trait Engine: Send + Sync {
    /// Whether anything was committed, of whatever layout, whole or not.
    fn exists(&self) -> bool;

    /// Fails with `Kind::Usage` if it is the index of another corpus that is still there.
    fn check_owner(&self) -> Result<()>;

    /// The last commit, open for reading.
    ///
    /// Fails with `Kind::Index` if there is nothing, if its layout is another one, or if it is damaged; with
    /// `Kind::Usage` if it is the index of another corpus.
    fn open(&self) -> Result<Arc<dyn Snapshot>>;

    /// The last commit of an earlier version with another layout, if that much of it can be read: its
    /// articles and files, for what a corpus without a catalogue knows by it alone. No question is asked of it.
    fn open_past(&self) -> Option<Arc<dyn Snapshot>> {
        None
    }

    /// Waits up to `wait` for the right to write; `purpose` is shown to other processes that wait.
    ///
    /// Fails with `Kind::Busy`, naming the holder, when the time is over.
    fn lock(&self, wait: Duration, purpose: &str) -> Result<Box<dyn Lock>>;

    /// Who has the right to write at the moment, as far as that can be said.
    fn writer_now(&self) -> Option<String> {
        None
    }

    /// Which files of an index that cannot be opened are not as they were written, as full sentences.
    fn damage(&self) -> Result<Vec<String>>;

    /// The version of the layout that it writes and reads.
    fn layout(&self) -> u32;

    /// Where it keeps its files, if in a folder: a corpus around that folder leaves it out.
    fn folder(&self) -> Option<&Path>;
}

/// The right to write. It ends when it is dropped, and with the process.
pub trait Lock: Send {
    /// A writer that changes what is in force.
    fn writer(self: Box<Self>, task: Task) -> Result<Box<dyn Writer>>;

    /// A writer that begins with nothing; what it commits takes the place of everything.
    fn rebuild(self: Box<Self>) -> Result<Box<dyn Writer>>;
}

/// The size of a change: how much memory and merging it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Many articles: all cores, large segments.
    Bulk,
    /// A few articles: quickly done, whatever the size of the index.
    Few,
}

/// Changes that come into force together.
pub trait Writer: Send {
    /// Puts an article in; `replaces` says whether there may be one with its id, which is then replaced.
    fn put(&mut self, article: Prepared, replaces: bool) -> Result<()>;

    /// Removes an article, also one that was put in by this writer.
    fn remove(&mut self, id: Id) -> Result<()>;

    /// Keeps the record of a corpus file; `replaces` says whether there may be one of its path.
    fn put_file(&mut self, record: &FileRecord, replaces: bool) -> Result<()>;

    /// Forgets the record of a corpus file.
    fn remove_file(&mut self, path: &str) -> Result<()>;

    /// Brings all changes into force at once. Killed before this returns, the old state is in force.
    fn commit(self: Box<Self>) -> Result<()>;
}

/// One commit, open for reading.
pub trait Snapshot: Send + Sync {
    /// The words that articles contain, as far as a plan asks for them.
    fn dictionary(&self) -> &dyn Dictionary;

    /// Answers a planned question.
    fn answer(&self, search: &Search<'_>) -> Result<Answer>;

    /// How many matching articles there are of each calendar day, in the zone of the question. What the question
    /// says of order, offset and limit does not matter, nor what is to be collected.
    fn days(&self, search: &Search<'_>) -> Result<DayCounts>;

    /// The same of each value of a field: whole names, hosts and paths, values that are compared whole. An
    /// article with several values counts for each, one with a value twice once.
    fn values(&self, search: &Search<'_>, field: Field) -> Result<ValueCounts>;

    /// The words of headlines, texts and names that a set of a plan takes, in the index's spelling, sorted.
    fn words(&self, plan: &Plan, set: usize) -> Result<Vec<String>>;

    /// In how many articles a leaf of a question's plan is true by itself.
    fn articles_with(&self, question: &Question, plan: &Plan, leaf: usize) -> Result<u64>;

    /// In how many articles each of some words, in the index's spelling and sorted, is in the headline or in the
    /// text; one that covers several positions is the same word.
    fn document_frequencies(&self, words: &[String], interrupt: &Interrupt) -> Result<Vec<u64>>;

    /// The nearest word in some fields to one that occurs nowhere, if any is near.
    fn nearest(&self, fields: &[Field], word: &str) -> Result<Option<String>>;

    /// Everything that is said once of an article.
    fn head(&self, id: Id) -> Result<Option<Head>>;

    /// One passage of an article, by its number from 1.
    fn passage(&self, id: Id, number: u32) -> Result<Option<StoredPassage>>;

    /// An article, whole.
    fn article(&self, id: Id) -> Result<Option<StoredArticle>>;

    /// Hash, file and day of coming of an article, without its text.
    fn version(&self, id: Id) -> Result<Option<Version>>;

    /// Values of a field that begin with `beginning`, as `words::whole` folds both, and as articles write them: at most `most`,
    /// sorted by their wholes. It is for whoever is typing: what takes long to find may be left out.
    fn values_beginning(&self, field: Field, beginning: &str, most: usize) -> Result<Vec<String>>;

    /// The ids that begin with `prefix` in hexadecimal, at most `most` of them, sorted.
    fn ids_beginning(&self, prefix: &str, most: usize) -> Result<Vec<Id>>;

    /// The ids of the articles that came from a corpus file, in its order.
    fn ids_of_file(&self, path: &str) -> Result<Vec<Id>>;

    /// The records of all corpus files, sorted by path.
    fn files(&self) -> Result<Vec<FileRecord>>;

    /// The record of a corpus file.
    fn file(&self, path: &str) -> Result<Option<FileRecord>>;

    /// The records of the files whose bytes have this hash.
    fn files_with_content(&self, hash: u64) -> Result<Vec<FileRecord>>;

    /// The records of the files of which an article gave way to a newer one with the same URL or key.
    fn files_with_displaced(&self) -> Result<Vec<FileRecord>>;

    /// How many articles and passages there are.
    fn count(&self) -> Result<Total>;

    /// Bytes on disk.
    fn size(&self) -> Result<Size>;

    /// Which of its files are not as they were written, as full sentences, whatever a writer does meanwhile.
    fn damage(&self) -> Result<Vec<String>>;

    /// Checks that each article is there once, and as it was put in; faults are full sentences.
    fn verify(&self) -> Result<Vec<String>>;

    /// Whether the engine has committed since.
    fn is_current(&self) -> bool;

    /// A number for the articles with their ids, texts and everything said of them: the same however they came in, and
    /// whatever engine holds them (`fingerprint`).
    fn fingerprint(&self) -> Result<u64>;

    /// A number that another commit does not have; not 0.
    fn commit(&self) -> u64;
}

/// The fingerprint of articles, each an id and the hash of everything that is held of it, in any order.
pub fn fingerprint(articles: impl Iterator<Item = (Id, u64)>) -> u64 {
    let each = articles.map(|(id, hash)| xxh3_64_with_seed(&hash.to_le_bytes(), id.0));
    each.fold(0, u64::wrapping_add)
}

/// Threads that work at once where there is much to do.
pub fn threads() -> usize {
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(8)
}

/// A planned question, and what to collect of its matches.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// The question as it was read.
    pub question: &'a Question,
    /// The plan of `question`, made with the dictionary of the snapshot that answers.
    pub plan: &'a Plan,
    /// Passages, articles or counts.
    pub collect: Collect,
}

/// The kind of answer. Order, offset, limit and the like are those of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collect {
    /// The first passages, scored, at most so many of an article as the question says.
    Passages,
    /// The first articles, not scored; in order of relevance the newest come first.
    Articles,
    /// Counts alone.
    Counts,
}

/// The answer to a planned question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Exact, over all matches.
    pub total: Total,
    /// The passages or articles that were asked for, in order.
    pub matches: Vec<Match>,
    /// Whether there are further ones after them.
    pub more: bool,
    /// By set of the plan: in how many passages its words occur, a passage with several of them counted for
    /// each.
    pub occurrences: Vec<u64>,
    /// Whether removed articles may be counted in `occurrences`.
    pub has_removed: bool,
    /// Whether an article had so many pairs for a proximity that only the nearest were looked at.
    pub is_cut: bool,
}

/// Matching articles by the day when they were published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DayCounts {
    /// Days without an article are left out.
    pub days: BTreeMap<civil::Date, u64>,
    /// Articles without a date.
    pub undated: u64,
}

/// Matching articles by the values of a field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValueCounts {
    /// By the value as `words::whole` folds it; values without an article are left out.
    pub values: BTreeMap<String, ValueCount>,
    /// All matching articles.
    pub articles: u64,
    /// Articles without a value.
    pub without: u64,
}

/// The matching articles with one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueCount {
    /// How many.
    pub articles: u64,
    /// One of them, which says how the value is written: the one with the lowest id.
    pub example: Id,
}

/// A passage or an article that was collected.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The article.
    pub article: Id,
    /// From 1; the first one where articles are collected.
    pub passage: u32,
    /// 0 where articles are collected.
    pub score: f32,
    /// Matching passages of the same article beyond those that may be collected of it.
    pub more_in_article: u32,
    /// The parts of the score, where the question wants it explained.
    pub parts: Vec<ScorePart>,
}

/// Everything that is said once of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Headline, outlet, date and the like.
    pub about: About,
    /// When it came into the corpus.
    pub added: jiff::Timestamp,
    /// How many passages it has.
    pub passages: u32,
    /// Words of its text.
    pub words: u32,
}

/// A passage as it was put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPassage {
    /// With the white space after it.
    pub text: String,
    /// Where it begins in the article's text, in characters and in bytes.
    pub start: usize,
    /// The same in bytes.
    pub start_byte: usize,
}

/// An article as far as a change of it can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Of everything that the index holds of it.
    pub hash: u64,
    /// The corpus file that it came from.
    pub file: String,
    /// Its number within that file, from 1.
    pub record: u32,
    /// By what it is in force, of several versions.
    pub standing: Standing,
    /// When it came into the corpus.
    pub added: jiff::Timestamp,
}

/// Bytes on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Of articles.
    pub live: u64,
    /// Of removed articles, which wait to be reclaimed.
    pub dead: u64,
}
