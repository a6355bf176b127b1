//! Article to disk and back; the only place that knows tantivy.
//!
//! `search` answers. It asks `plan` what a question means in index words, `walk` for the best passages,
//! and `mark` where they are marked; all three stand on `disk`, which knows how articles are written.
//! Imports point that way: `mark`, `walk`, `plan`, `disk`.
//!
//! # The layout
//!
//! An article is a *block* of neighbouring documents, its *passages* in reading order. A block is
//! written as one group, so it stays together and in order in one segment, and merging keeps it so.
//! Beside the blocks stands one *file record* for each corpus file.
//!
//! - `tiling` keeps, in files beside the engine's, with which documents blocks end, how many words a
//!   passage has, and where in it sentences, paragraphs and quotations end.
//! - `body` and `title` hold index words with positions, as `line` writes them: folded surface words
//!   and, at the same position, their second forms (capital, seam, joined, value).
//! - A passage holds its stretch of the text; the first one also everything said once per article,
//!   `about` as JSON and what can be searched as words of its field.
//! - `ids` keeps which block an id names; by it an article is found and removed.
//! - `spreads` keeps in how many articles the words of headlines and texts stand, and how often;
//!   `families` by which stem they are found.
//!
//! Deliberately not here: aliases and other things that a question decides; scores; article
//! texts in one piece.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::{IndexReader, ReloadPolicy, Searcher, TantivyError};

use crate::article::Id;
use crate::error::{Error, Kind, Result};
use crate::rank::{CONSTANTS, Collection};
use crate::record::FileRecord;
use crate::results::Stored;

mod exec;
mod search;
mod store;
mod terms;

use store::folder::Folder;
pub use store::layout::{LAYOUT, Lock, adopt, exists, is_of, lock};
pub use store::lookup::Known;
pub use store::schema::Fields;
use store::segment::Blocks;
pub use store::verify::Size;
pub use store::writer::{Block, Task, Writer, bulk_bytes, threads};
use store::{layout, lookup, schema, verify, writer};

/// How often an index that cannot be opened is looked at again.
const AGAIN: usize = 3;

/// An index, open for reading. It shows the state of the moment it was opened.
pub struct Index {
    pub(crate) dir: PathBuf,
    inner: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    /// By segment.
    blocks: Vec<Blocks>,
}

impl Index {
    /// Opens the index in a folder.
    ///
    /// Fails with `Kind::Index` if there is none, if it is of another layout, or if it is damaged.
    pub fn open(dir: &Path) -> Result<Index> {
        let open = || Index::open_generation(dir, &layout::current(dir)?);
        let mut opened = open();
        // A writer may remove what was about to be opened, a rebuild all of it: look again.
        for _ in 0..AGAIN {
            match &opened {
                Err(error) if error.kind == Kind::Index => opened = open(),
                _ => break,
            }
        }
        opened
    }

    fn open_generation(dir: &Path, generation: &Path) -> Result<Index> {
        let failed = |error: TantivyError| unreadable(dir, &error);
        let folder = Folder::open(generation).map_err(failed)?;
        let inner = schema::open(folder).map_err(failed)?;
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
            inner,
            reader,
            fields,
        })
    }

    /// One article, whole. `None` if there is none with this id.
    pub fn article(&self, id: Id) -> Result<Option<Stored>> {
        self.reading(lookup::article(self, id))
    }

    /// The ids that begin with `prefix` in hexadecimal, at most `most` of them, sorted.
    pub fn ids_beginning(&self, prefix: &str, most: usize) -> Vec<Id> {
        lookup::ids_beginning(self, prefix, most)
    }

    /// The ids of the articles that came from a corpus file, in its order.
    pub fn ids_of_file(&self, path: &str) -> Result<Vec<Id>> {
        self.reading(lookup::ids_of_file(self, path))
    }

    /// What is known of an article without reading it.
    pub fn known(&self, id: Id) -> Result<Option<Known>> {
        self.reading(lookup::known(self, id))
    }

    /// The records of all corpus files, sorted by path.
    pub fn files(&self) -> Result<Vec<FileRecord>> {
        let mut files = self.records(self.fields.kind, schema::FILE)?;
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    pub fn file(&self, path: &str) -> Result<Option<FileRecord>> {
        Ok(self.records(self.fields.path, path)?.pop())
    }

    /// The files with records that gave way to newer ones with the same URL or key.
    pub fn files_with_displaced(&self) -> Result<Vec<FileRecord>> {
        self.records(self.fields.kind, schema::DISPLACED)
    }

    /// The files whose bytes have this hash.
    pub fn files_with_content(&self, hash: u64) -> Result<Vec<FileRecord>> {
        self.records(self.fields.digest, &writer::digest(hash))
    }

    fn records(&self, field: tantivy::schema::Field, value: &str) -> Result<Vec<FileRecord>> {
        self.reading(lookup::records(self, field, value))
    }

    /// How many articles and passages there are.
    pub fn count(&self) -> (u64, u64) {
        lookup::count(self)
    }

    /// Bytes on disk that answer questions, and bytes that wait to be reclaimed.
    pub fn size(&self) -> Result<Size> {
        self.reading(verify::size(&self.searcher()))
    }

    /// What is wrong with the articles, as full sentences: blocks, texts. Empty if nothing.
    pub fn verify(&self) -> Result<Vec<String>> {
        self.reading(verify::blocks(self))
    }

    fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    fn reading<T>(&self, answer: tantivy::Result<T>) -> Result<T> {
        answer.map_err(|error| unreadable(&self.dir, &error))
    }

    /// What is known of the whole index; removed articles are in it until they are reclaimed.
    fn collection(&self) -> Collection {
        let (mut articles, mut passages, mut words) = (0u64, 0u64, 0u64);
        for blocks in &self.blocks {
            articles += blocks.ever.articles;
            passages += blocks.ever.passages;
            words += blocks.ever.words;
        }
        Collection {
            articles,
            passages,
            average_article: words.max(1) as f32 / articles.max(1) as f32,
            constants: CONSTANTS,
        }
    }
}

/// Which files of an index are not what was written, as full sentences. Empty if all are.
///
/// Fails with `Kind::Index` if there is none, if it is of another layout, or if what is in it cannot
/// be made out.
pub fn damage(dir: &Path) -> Result<Vec<String>> {
    let generation = layout::current(dir)?;
    let verified = Folder::open(&generation)
        .and_then(|folder| verify::files(&schema::open(folder.clone())?, &folder));
    verified.map_err(|error| unreadable(dir, &error))
}

/// Makes an empty tantivy index in a folder.
fn create(generation: &Path, dir: &Path) -> Result<(tantivy::Index, Fields)> {
    let (schema, fields) = schema::schema();
    let builder = schema::registered(tantivy::Index::builder().schema(schema));
    let index = Folder::open(generation)
        .and_then(|folder| builder.open_or_create(folder))
        .map_err(|error| failed(dir, &error))?;
    Ok((index, fields))
}

/// A failed reading in words of ours: what cannot be read is damaged, unless the system refuses it.
fn unreadable(dir: &Path, error: &TantivyError) -> Error {
    match refused(error) {
        Some(io) if io.kind() != ErrorKind::NotFound => Error::io(dir.display(), io),
        _ => layout::damaged(dir, blamed(error).as_deref()),
    }
}

/// A failed writing in words of ours: it is the disk, unless what is there cannot be read. The engine
/// does not hand on what its threads were refused.
fn failed(dir: &Path, error: &TantivyError) -> Error {
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
