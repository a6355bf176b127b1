//! Article to disk and back; the only place that knows tantivy.
//!
//! `search` answers a planned question; `exec` evaluates its plan; `terms` looks words up; all three rest on
//! `store`, which knows how articles are written. Imports point that way.
//!
//! # The layout
//!
//! An article is a *block* of neighbouring documents, its *passages* in reading order. A block is
//! written as one group, so it stays together and in order in one segment, and merging keeps it so.
//! Each corpus file has one *file record*, a document of its own.
//!
//! - `body` and `title` hold index words with positions, as `token_stream` reads them: folded surface
//!   words and, at the same position, their second forms (capital, seam, joined, value).
//! - `outlet` and `author` hold the same of names, and each name as a whole (`words::whole`); `site` and `file`
//!   hold values and, after a mark, the whole host and path; `tag`, `lang` and `key` hold values.
//! - A passage holds its part of the text; the first one also everything said once per article,
//!   `about` as JSON and what can be searched as words of its field.
//!
//! Beside the engine's files each segment has sidecars:
//!
//! - `blocks`: with which documents blocks end, how many words a passage has, and where in it
//!   sentences, paragraphs and quotations end.
//! - `articles`: id, hash, date and time of every article, and which article an id names.
//! - `term_stats`: in how many articles the words of headlines and texts occur, and how often.
//! - `stems`: which words have a stem.
//!
//! Opening an index reads none of this but headers; what is read is verified page by page (`pages`).
//!
//! Deliberately not here: aliases and other things that a question decides; scores; article
//! texts in one piece.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::{IndexReader, ReloadPolicy, Searcher, TantivyError};
use xxhash_rust::xxh3::Xxh3;

use crate::article::Id;
use crate::engine;
use crate::engine::{
    Answer, DayCounts, Engine, Head, Lock, Prepared, Search, Size, Snapshot, StoredPassage, Task,
    ValueCounts, Version, Writer,
};
use crate::error::{Error, Kind, Result};
use crate::field::Field;
use crate::plan::Plan;
use crate::plan::expansion::{Compound, Dictionary};
use crate::question::Question;
use crate::rank::{Collection, Constants};
use crate::record::FileRecord;
use crate::request::interrupt::Interrupt;
use crate::results::{StoredArticle, Total};

mod exec;
mod search;
mod store;
mod terms;

use search::{counts, frequencies};
use store::failed::Failed;
use store::folder::{Folder, Reading};
pub use store::layout::LAYOUT;
use store::schema::Fields;
use store::segment::Blocks;
pub use store::writer::bulk_bytes;
use store::{layout, lookup, schema, verify, writer};
use terms::{dictionary, resolve, suggest};

/// The tantivy index of a corpus, in a folder.
#[derive(Debug, Clone)]
pub struct Tantivy {
    folder: PathBuf,
    corpus: PathBuf,
    reading: Reading,
}

impl Tantivy {
    /// Names the folder of an index and the corpus that it is of. Nothing is opened or made.
    pub fn new(folder: impl Into<PathBuf>, corpus: impl Into<PathBuf>) -> Tantivy {
        Tantivy {
            folder: folder.into(),
            corpus: corpus.into(),
            reading: Reading::Mapped,
        }
    }

    /// The same for a process that stays: it reads files and does not map them into memory, so that it is still there
    /// when someone empties one in its place.
    pub fn held(self) -> Tantivy {
        let reading = Reading::Held;
        Tantivy { reading, ..self }
    }
}

impl Engine for Tantivy {
    fn exists(&self) -> bool {
        layout::exists(&self.folder)
    }

    fn check_owner(&self) -> Result<()> {
        layout::is_of(&self.folder, &self.corpus)
    }

    fn open(&self) -> Result<Arc<dyn Snapshot>> {
        self.check_owner()?;
        Ok(Arc::new(Index::open(&self.folder, self.reading)?))
    }

    fn open_past(&self) -> Option<Arc<dyn Snapshot>> {
        self.check_owner().ok()?;
        let generation = layout::past(&self.folder)?;
        let index = Index::open_generation(&self.folder, generation, self.reading).ok()?;
        Some(Arc::new(index))
    }

    fn lock(&self, wait: Duration, purpose: &str) -> Result<Box<dyn Lock>> {
        self.check_owner()?;
        let lock = layout::lock(&self.folder, wait, purpose)?;
        // Another process may have built it meanwhile.
        self.check_owner()?;
        layout::adopt(&self.folder, &self.corpus)?;
        Ok(Box::new(Locked {
            lock,
            engine: self.clone(),
        }))
    }

    fn writer_now(&self) -> Option<String> {
        layout::holder(&self.folder)
    }

    fn damage(&self) -> Result<Vec<String>> {
        self.check_owner()?;
        let generation = layout::current(&self.folder)?;
        let verified = Folder::open(&generation, Reading::Streamed)
            .and_then(|folder| verify::files(&schema::open(folder.clone())?, &folder));
        verified.map_err(|error| unreadable(&self.folder, &error))
    }

    fn layout(&self) -> u32 {
        LAYOUT
    }

    fn folder(&self) -> Option<&Path> {
        Some(&self.folder)
    }
}

/// The right to write to an index.
struct Locked {
    lock: layout::Lock,
    engine: Tantivy,
}

impl Lock for Locked {
    fn writer(self: Box<Self>, task: Task) -> Result<Box<dyn Writer>> {
        let writer = writer::Writer::open(&self.engine.folder, self.lock, task)?;
        Ok(Box::new(writer))
    }

    fn rebuild(self: Box<Self>) -> Result<Box<dyn Writer>> {
        let Tantivy { folder, corpus, .. } = &self.engine;
        let writer = writer::Writer::fresh(folder, corpus, self.lock)?;
        Ok(Box::new(writer))
    }
}

impl Writer for writer::Writer {
    fn put(&mut self, article: Prepared, replaces: bool) -> Result<()> {
        self.put(article, replaces)
    }

    fn remove(&mut self, id: Id) -> Result<()> {
        self.remove(id)
    }

    fn put_file(&mut self, record: &FileRecord, replaces: bool) -> Result<()> {
        self.put_file(record, replaces)
    }

    fn remove_file(&mut self, path: &str) -> Result<()> {
        self.remove_file(path);
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<()> {
        (*self).commit()
    }
}

/// How often an index that cannot be opened is looked at again.
const RETRIES: usize = 3;

/// A commit of an index, open for reading.
struct Index {
    dir: PathBuf,
    /// The folder of the generation.
    folder: Folder,
    /// The files that every commit replaces, as they were before it was opened.
    seen: [Option<Identity>; 2],
    reader: IndexReader,
    fields: Fields,
    /// By segment.
    blocks: Vec<Blocks>,
}

/// A file as distinct from the one that takes its place: inode and time of modification.
type Identity = (u64, i64, i64);

impl Index {
    /// Opens the index in a folder.
    ///
    /// Fails with `Kind::Index` if there is none, if it is of another layout, or if it is damaged.
    fn open(dir: &Path, reading: Reading) -> Result<Index> {
        let open = || Index::open_generation(dir, layout::current(dir)?, reading);
        let mut opened = open();
        // A writer may remove what was about to be opened, a rebuild all of it: look again.
        for _ in 0..RETRIES {
            match &opened {
                Err(error) if error.kind == Kind::Index => opened = open(),
                _ => break,
            }
        }
        opened
    }

    fn open_generation(dir: &Path, generation: PathBuf, reading: Reading) -> Result<Index> {
        let failed = |error: TantivyError| unreadable(dir, &error);
        let seen = seen(dir, &generation);
        let folder = Folder::open(&generation, reading).map_err(failed)?;
        let inner = schema::open(folder.clone()).map_err(failed)?;
        let (expected, fields) = schema::schema();
        if inner.schema() != expected {
            return Err(layout::damaged(dir, Some("meta.json")));
        }
        let reader: IndexReader = inner
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(failed)?;
        let segments = reader.searcher();
        let blocks = segments.segment_readers().iter().map(Blocks::open);
        let blocks = blocks.collect::<tantivy::Result<_>>().map_err(failed)?;
        Ok(Index {
            blocks,
            dir: dir.to_owned(),
            folder,
            seen,
            reader,
            fields,
        })
    }

    fn records(&self, field: tantivy::schema::Field, value: &str) -> Result<Vec<FileRecord>> {
        self.reading(lookup::records(self, field, value))
    }

    fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// An answer, unless anything that it was read from is not what was written.
    fn reading<T>(&self, answer: tantivy::Result<T>) -> Result<T> {
        if let Some(damaged) = self.folder.damaged() {
            return Err(layout::damaged(&self.dir, damaged.to_str()));
        }
        answer.map_err(|error| unreadable(&self.dir, &error))
    }

    fn answering<T>(&self, answer: Result<T, Failed>) -> Result<T> {
        match answer {
            Err(Failed::Stopped(stopped)) => Err(stopped.into()),
            Err(Failed::Engine(error)) => self.reading(Err(error)),
            Ok(answer) => self.reading(Ok(answer)),
        }
    }

    /// Statistics of the whole index; removed articles are counted until they are reclaimed.
    fn collection(&self, constants: Constants) -> Collection {
        let (mut articles, mut passages, mut words) = (0u64, 0u64, 0u64);
        for blocks in &self.blocks {
            let all = blocks.all();
            articles += all.articles;
            passages += all.passages;
            words += all.words;
        }
        Collection {
            articles,
            passages,
            average_article: words.max(1) as f32 / articles.max(1) as f32,
            constants,
        }
    }
}

impl Dictionary for Index {
    fn contains(&self, spelling: &str) -> bool {
        dictionary::contains(&self.searcher(), &self.fields, &self.blocks, spelling)
    }

    fn compound(&self, word: &str) -> Compound {
        dictionary::compound(&self.searcher(), &self.fields, &self.blocks, word)
    }
}

impl Snapshot for Index {
    fn dictionary(&self) -> &dyn Dictionary {
        self
    }

    fn answer(&self, search: &Search<'_>) -> Result<Answer> {
        self.answering(search::answer(self, search))
    }

    fn days(&self, search: &Search<'_>) -> Result<DayCounts> {
        self.answering(counts::days(self, search))
    }

    fn values(&self, search: &Search<'_>, field: Field) -> Result<ValueCounts> {
        self.answering(counts::values(self, search, field))
    }

    fn words(&self, plan: &Plan, set: usize) -> Result<Vec<String>> {
        let set = &plan.sets[set];
        let words = resolve::words(set, &self.searcher(), &self.fields, &self.blocks);
        self.answering(words)
    }

    fn articles_with(&self, question: &Question, plan: &Plan, leaf: usize) -> Result<u64> {
        self.answering(search::articles_with(self, question, plan, leaf))
    }

    fn document_frequencies(&self, words: &[String], interrupt: &Interrupt) -> Result<Vec<u64>> {
        self.answering(frequencies::of_words(self, words, interrupt))
    }

    fn nearest(&self, fields: &[Field], word: &str) -> Result<Option<String>> {
        let fields = fields.iter().map(|field| self.fields.of_language(*field));
        let fields: Vec<_> = fields.collect();
        self.reading(suggest::nearest(&self.searcher(), &fields, word))
    }

    fn head(&self, id: Id) -> Result<Option<Head>> {
        self.reading(lookup::head(self, id))
    }

    fn passage(&self, id: Id, number: u32) -> Result<Option<StoredPassage>> {
        self.reading(lookup::passage(self, id, number))
    }

    fn article(&self, id: Id) -> Result<Option<StoredArticle>> {
        self.reading(lookup::article(self, id))
    }

    fn version(&self, id: Id) -> Result<Option<Version>> {
        self.reading(lookup::version(self, id))
    }

    fn values_beginning(&self, field: Field, beginning: &str, most: usize) -> Result<Vec<String>> {
        self.answering(search::beginning::values(self, field, beginning, most))
    }

    fn ids_beginning(&self, prefix: &str, most: usize) -> Result<Vec<Id>> {
        self.reading(Ok(lookup::ids_beginning(self, prefix, most)))
    }

    fn ids_of_file(&self, path: &str) -> Result<Vec<Id>> {
        self.reading(lookup::ids_of_file(self, path))
    }

    fn files(&self) -> Result<Vec<FileRecord>> {
        let mut files = self.records(self.fields.kind, schema::FILE)?;
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    fn file(&self, path: &str) -> Result<Option<FileRecord>> {
        Ok(self.records(self.fields.path, path)?.pop())
    }

    fn files_with_content(&self, hash: u64) -> Result<Vec<FileRecord>> {
        self.records(self.fields.digest, &writer::digest(hash))
    }

    fn files_with_displaced(&self) -> Result<Vec<FileRecord>> {
        self.records(self.fields.kind, schema::DISPLACED)
    }

    fn count(&self) -> Result<Total> {
        self.reading(Ok(lookup::count(self)))
    }

    fn size(&self) -> Result<Size> {
        self.reading(verify::size(&self.searcher()))
    }

    fn damage(&self) -> Result<Vec<String>> {
        let wrong = verify::opened_files(&self.folder, false);
        // What was removed since was looked for in vain.
        Ok(if wrong.is_empty() || self.is_current() {
            wrong
        } else {
            verify::opened_files(&self.folder, true)
        })
    }

    fn verify(&self) -> Result<Vec<String>> {
        self.reading(verify::blocks(self))
    }

    fn is_current(&self) -> bool {
        self.seen == seen(&self.dir, self.folder.root())
    }

    fn fingerprint(&self) -> Result<u64> {
        let articles = self.blocks.iter().flat_map(|blocks| {
            let articles = blocks.live_articles();
            articles.filter_map(|first| {
                Some((blocks.articles.id(first)?, blocks.articles.hash(first)?))
            })
        });
        self.reading(Ok(engine::fingerprint(articles)))
    }

    fn commit(&self) -> u64 {
        let searcher = self.searcher();
        let mut hasher = Xxh3::new();
        // Segments have names of their own, and only ever lose articles.
        for segment in searcher.segment_readers() {
            hasher.update(segment.segment_id().uuid_string().as_bytes());
            hasher.update(&segment.num_docs().to_le_bytes());
        }
        hasher.digest().max(1)
    }
}

/// The files that every commit and every rebuild replaces.
fn seen(dir: &Path, generation: &Path) -> [Option<Identity>; 2] {
    [dir.join(layout::POINTER), generation.join("meta.json")].map(|file| {
        let meta = fs::metadata(file).ok()?;
        Some((meta.ino(), meta.mtime(), meta.mtime_nsec()))
    })
}

/// Makes an empty tantivy index in a folder.
pub(in crate::engine) fn create(
    generation: &Path,
    dir: &Path,
) -> Result<(tantivy::Index, Fields, Folder)> {
    let failed = |error| failed(dir, &error);
    let (schema, fields) = schema::schema();
    let builder = schema::registered(tantivy::Index::builder().schema(schema));
    let folder = Folder::open(generation, Reading::Streamed).map_err(failed)?;
    let index = builder.open_or_create(folder.clone()).map_err(failed)?;
    Ok((index, fields, folder))
}

/// A failed reading in words of ours: what cannot be read is damaged, unless the system refuses it.
pub(in crate::engine) fn unreadable(dir: &Path, error: &TantivyError) -> Error {
    match refused(error) {
        Some(io) if io.kind() != ErrorKind::NotFound => Error::io(dir.display(), io),
        _ => layout::damaged(dir, blamed(error).as_deref()),
    }
}

/// A failed writing in words of ours: it is the disk, unless what is there cannot be read. The engine
/// does not hand on what its threads were refused.
pub(in crate::engine) fn failed(dir: &Path, error: &TantivyError) -> Error {
    if let Some(io) = refused(error) {
        return Error::io(dir.display(), io);
    }
    let shown = dir.display();
    match error {
        TantivyError::LockFailure(..) => {
            let message = format!("the index at `{shown}` cannot be locked");
            Error::new(Kind::Io, message).hint("see whether its folder can be written to")
        }
        TantivyError::DataCorruption(_)
        | TantivyError::OpenReadError(_)
        | TantivyError::IncompatibleIndex(_) => layout::damaged(dir, blamed(error).as_deref()),
        _ => {
            let message = format!("the index at `{shown}` could not be written to the end");
            Error::new(Kind::Io, message).hint("see whether its disk has room left")
        }
    }
}

/// The system's refusal that a failure of the engine comes from, if it comes from one.
fn refused(error: &TantivyError) -> Option<&std::io::Error> {
    let io = match error {
        TantivyError::IoError(io)
        | TantivyError::LockFailure(LockError::IoError(io), _)
        | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error: io, .. })
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: io, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: io, .. }) => io,
        _ => return None,
    };
    io.raw_os_error().map(|_| &**io)
}

/// The name of the file that could not be read, where it is known.
fn blamed(error: &TantivyError) -> Option<String> {
    let path = match error {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => path,
        TantivyError::OpenReadError(OpenReadError::IoError { filepath, .. }) => filepath,
        _ => return None,
    };
    Some(path.file_name()?.to_string_lossy().into_owned())
}
