//! Writing: blocks of articles and records of files, in force all at once on `commit`.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tantivy::directory::error::LockError;
use tantivy::directory::{Directory, META_LOCK};
use tantivy::indexer::{LogMergePolicy, UserOperation};
use tantivy::{IndexWriter, TantivyError, Term};

use crate::article::Id;
use crate::engine::tantivy as engine;
use crate::engine::tantivy::store::articles::Row;
use crate::engine::tantivy::store::blocks::Borders;
use crate::engine::tantivy::store::delete::{BlockOf, Opened};
use crate::engine::tantivy::store::document::BlockDocument;
use crate::engine::tantivy::store::folder::{self, Folder, Reading};
use crate::engine::tantivy::store::layout::{self, Lock, Unfinished};
use crate::engine::tantivy::store::queue::Queue;
use crate::engine::tantivy::store::schema::{self, DISPLACED, FILE, Fields};
use crate::engine::{Prepared, Task, Terms, threads};
use crate::error::{Error, Result};
use crate::plan::calendar;
use crate::record::FileRecord;

/// Writes to an index, as the holder of its lock.
pub struct Writer {
    inner: IndexWriter<BlockDocument>,
    /// What is to be written next, in order.
    pending: Vec<UserOperation<BlockDocument>>,
    queue: Queue,
    fields: Fields,
    folder: Folder,
    /// The segments that removed articles were looked for in.
    opened: Opened,
    dir: PathBuf,
    /// A generation that is not yet in force, and the corpus that it is of.
    fresh: Option<(Unfinished, PathBuf)>,
    _lock: Lock,
}

/// Memory for segments in the making: for each thread, and in all.
const BULK_BYTES: usize = 160 << 20;
const BULK_BYTES_IN_ALL: usize = 480 << 20;
/// Operations given to the engine in one group.
const WRITTEN_AT_ONCE: usize = 256;
const FEW_BYTES: usize = 15 << 20;
/// A few articles never pay for merging larger segments than this; a bulk run does.
const FEW_MERGED_DOCUMENTS: usize = 600;
const DEAD_SHARE: f32 = 0.3;

/// The documents of an article's block.
fn documents(article: Prepared, fields: &Fields) -> Vec<BlockDocument> {
    let mut documents = Vec::with_capacity(article.passages.len());
    let last = article.passages.len().saturating_sub(1);
    for (number, passage) in article.passages.into_iter().enumerate() {
        let mut borders = Borders::default();
        for (edge, position) in passage.borders {
            borders.push(edge, position);
        }
        let mut document = BlockDocument {
            ends_block: number == last,
            words: passage.words,
            borders: borders.into_bytes(),
            ..BlockDocument::default()
        };
        document.text(fields.body, passage.tokens);
        document.text(fields.text, passage.text);
        document.number(fields.start, passage.start as u64);
        document.number(fields.start_byte, passage.start_byte as u64);
        documents.push(document);
    }
    if let Some(first) = documents.first_mut() {
        first.article = Some(Row {
            id: article.id,
            hash: article.hash,
            added: article.added,
            date: article.date.map(calendar::encode),
            headline: u8::try_from(article.headline_words).unwrap_or(u8::MAX),
        });
        for (field, terms) in article.fields {
            let (Terms::Tokens(text) | Terms::Value(text)) = terms;
            first.text(fields.of_language(field), text);
        }
        first.text(fields.about, article.about);
    }
    documents
}

impl Writer {
    /// Opens the index in force for writing, which the caller holds the lock of.
    pub fn open(dir: &Path, lock: Lock, task: Task) -> Result<Writer> {
        layout::sweep_stale(dir);
        let generation = layout::current(dir)?;
        let failed = |error| engine::unreadable(dir, &error);
        let folder = Folder::open(&generation, Reading::Streamed).map_err(failed)?;
        let index = schema::open(folder.clone()).map_err(failed)?;
        let (_, fields) = schema::schema();
        let writer = Writer::new((&index, fields, folder), lock, task, None, dir)?;
        // A run that was killed may have left files of the very names that this one will write.
        let swept = writer.inner.garbage_collect_files().wait();
        swept.map_err(|error| engine::failed(dir, &error))?;
        // A reader holds this lock while it opens files.
        if let Ok(_held) = index.directory().acquire_lock(&META_LOCK) {
            let kept = index.load_metas().map_err(failed)?.list_segment_files();
            folder::sweep_orphans(&generation, &kept);
        }
        Ok(writer)
    }

    /// Begins a new generation for `corpus`, which takes the place of the old one on `commit`.
    pub fn fresh(dir: &Path, corpus: &Path, lock: Lock) -> Result<Writer> {
        layout::sweep_stale(dir);
        let generation = layout::new_generation(dir)?;
        let (inner, fields, folder) = engine::create(generation.folder(), dir)?;
        let fresh = Some((generation, corpus.to_owned()));
        Writer::new((&inner, fields, folder), lock, Task::Bulk, fresh, dir)
    }

    fn new(
        (index, fields, folder): (&tantivy::Index, Fields, Folder),
        lock: Lock,
        task: Task,
        fresh: Option<(Unfinished, PathBuf)>,
        dir: &Path,
    ) -> Result<Writer> {
        let (threads, bytes) = match task {
            Task::Bulk => (threads(), bulk_bytes()),
            Task::Few => (1, FEW_BYTES),
        };
        let inner = inner(index, threads, bytes).map_err(|error| engine::failed(dir, &error))?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DEAD_SHARE);
        if task == Task::Few {
            policy.set_max_docs_before_merge(FEW_MERGED_DOCUMENTS);
        }
        inner.set_merge_policy(Box::new(policy));
        Ok(Writer {
            inner,
            pending: Vec::new(),
            queue: Queue::default(),
            fields,
            folder,
            opened: Opened::default(),
            dir: dir.to_owned(),
            fresh,
            _lock: lock,
        })
    }

    /// Writes an article's block; `replaces` says whether there may be one with its id already.
    pub fn put(&mut self, article: Prepared, replaces: bool) -> Result<()> {
        if replaces {
            self.remove(article.id)?;
        }
        let documents = documents(article, &self.fields);
        self.pending
            .extend(documents.into_iter().map(UserOperation::Add));
        if self.pending.len() >= WRITTEN_AT_ONCE {
            self.write()?;
        }
        Ok(())
    }

    /// Removes an article's block, also one that was put just now.
    pub fn remove(&mut self, id: Id) -> Result<()> {
        self.write()?;
        let opened = self.opened.clone();
        let removed = self.inner.delete_query(Box::new(BlockOf { id, opened }));
        removed.map(|_| ()).map_err(|error| self.failed(&error))
    }

    /// A group of operations stays together and in order in one segment.
    fn write(&mut self) -> Result<()> {
        let mut pending = std::mem::take(&mut self.pending);
        let mut documents = pending.iter_mut().filter_map(|operation| match operation {
            UserOperation::Add(document) => Some(document),
            UserOperation::Delete(_) => None,
        });
        if let Some(last) = documents.next_back() {
            let bytes = documents.map(|document| document.size()).sum::<usize>() + last.size();
            last.ticket = Some(self.queue.enter(bytes));
        }
        self.inner
            .run(pending)
            .map_err(|error| self.failed(&error))?;
        Ok(())
    }

    /// Writes what a corpus file gave; `instead` says whether a record of it may be there already.
    pub fn put_file(&mut self, record: &FileRecord, instead: bool) -> Result<()> {
        let mut document = BlockDocument {
            ends_block: true,
            is_record: true,
            ..BlockDocument::default()
        };
        document.text(self.fields.kind, FILE);
        if record.displaced > 0 {
            document.text(self.fields.kind, DISPLACED);
        }
        document.text(self.fields.path, &record.path);
        document.text(self.fields.digest, digest(record.content));
        // Writing a plain value as JSON cannot fail.
        let stored = serde_json::to_string(record).unwrap_or_default();
        document.text(self.fields.record, stored);
        if instead {
            self.remove_file(&record.path);
        }
        self.pending.push(UserOperation::Add(document));
        Ok(())
    }

    pub fn remove_file(&mut self, path: &str) {
        let term = Term::from_field_text(self.fields.path, path);
        self.pending.push(UserOperation::Delete(term));
    }

    /// Puts everything in force at once. Killed before this returns, the old state is in force.
    pub fn commit(mut self) -> Result<()> {
        self.write()?;
        // What is to be removed was looked up in files that may be damaged.
        if let Some(damaged) = self.folder.damaged() {
            return Err(layout::damaged(&self.dir, damaged.to_str()));
        }
        let done = self.inner.commit().map(|_| ());
        done.map_err(|error| self.failed(&error))?;
        let Writer {
            inner,
            dir,
            fresh,
            _lock,
            ..
        } = self;
        let merged = inner.wait_merging_threads();
        if let Some((generation, corpus)) = fresh {
            merged.map_err(|error| engine::failed(&dir, &error))?;
            layout::switch_to(&dir, generation, &corpus)?;
        }
        Ok(())
    }

    /// Where a file that is merged was damaged, that is what failed, and not the writing.
    fn failed(&self, error: &tantivy::TantivyError) -> Error {
        match self.folder.damaged() {
            Some(file) => layout::damaged(&self.dir, file.to_str()),
            None => engine::failed(&self.dir, error),
        }
    }
}

/// How a content hash is written as an index word.
pub fn digest(hash: u64) -> String {
    format!("{hash:016x}")
}

/// What a bulk run may hold in memory, for segments in the making.
pub fn bulk_bytes() -> usize {
    (BULK_BYTES * threads()).min(BULK_BYTES_IN_ALL)
}

/// Begins to write. Who has our own lock is the only writer, yet the engine's may be held for a moment longer: by a child
/// of this process that has not become another program so far.
fn inner(
    index: &tantivy::Index,
    threads: usize,
    bytes: usize,
) -> tantivy::Result<IndexWriter<BlockDocument>> {
    const TRIES: usize = 100;
    const PAUSE: Duration = Duration::from_millis(20);
    for _ in 1..TRIES {
        match index.writer_with_num_threads(threads, bytes) {
            Err(TantivyError::LockFailure(LockError::LockBusy, _)) => thread::sleep(PAUSE),
            begun => return begun,
        }
    }
    index.writer_with_num_threads(threads, bytes)
}
