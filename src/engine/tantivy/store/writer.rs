//! Writing: blocks of articles and records of files, in force all at once on `commit`.

use std::path::{Path, PathBuf};

use tantivy::indexer::{LogMergePolicy, UserOperation};
use tantivy::{IndexWriter, Term};

use crate::article::{About, Article, Id, content_hash, site};
use crate::engine::tantivy::store::delete::{BlockOf, Known};
use crate::engine::tantivy::store::document::Page;
use crate::engine::tantivy::store::layout::{self, Lock};
use crate::engine::tantivy::store::schema::{DISPLACED, FILE, Fields};
use crate::engine::tantivy::store::token_stream;
use crate::error::{Error, Result};
use crate::field::{FIELDS, Field, Kind};
use crate::passage::Passage;
use crate::plan::calendar;
use crate::record::FileRecord;
use crate::words;

/// An article turned into the pages of its block. Making one needs no lock and no order.
pub struct Block {
    pub id: Id,
    /// Of everything the index holds of the article.
    pub hash: u64,
    pub text_bytes: u64,
    pages: Vec<Page>,
}

/// The one who may write.
pub struct Writer {
    inner: IndexWriter<Page>,
    /// What is to be written next, in order.
    pending: Vec<UserOperation<Page>>,
    fields: Fields,
    /// The segments that removed articles were looked for in.
    known: Known,
    dir: PathBuf,
    /// A generation that is not yet in force, and the corpus that it is of.
    fresh: Option<(PathBuf, PathBuf)>,
    _lock: Lock,
}

/// What a writer is for: how it weighs memory and merging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Many articles: all cores, large segments.
    Bulk,
    /// A few articles: quickly done, whatever the size of the index.
    Few,
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

impl Block {
    /// `added` is when the article came into the corpus, in nanoseconds since 1970.
    pub fn new(article: &Article, passages: &[Passage], added: i64, fields: &Fields) -> Block {
        let address = article.about.address();
        let id = article.about.id_at(address.as_deref());
        // Writing a plain value as JSON cannot fail.
        let about = serde_json::to_string(&article.about).unwrap_or_default();
        let hash = content_hash(&about, &article.text);
        let mut pages = Vec::with_capacity(passages.len());
        let mut start = 0;
        for passage in passages {
            let text = &article.text[passage.bytes.clone()];
            let written = token_stream::write(text, passage.bytes.start, &passage.borders);
            let mut page = Page {
                ends_block: passage.number as usize == passages.len(),
                words: written.words,
                borders: written.borders.into_bytes(),
                ..Page::default()
            };
            page.text(fields.body, written.line);
            page.text(fields.text, text);
            page.number(fields.start, start);
            page.number(fields.start_byte, passage.bytes.start as u64);
            pages.push(page);
            start += text.chars().count() as u64;
        }
        if let Some(first) = pages.first_mut() {
            first.begins = Some(id);
            first.number(fields.id_number, id.0);
            first.number(fields.hash, hash);
            first.signed(fields.added, added);
            describe(first, &article.about, address.as_deref(), fields);
            first.text(fields.about, about);
        }
        Block {
            id,
            hash,
            text_bytes: article.text.len() as u64,
            pages,
        }
    }
}

/// Everything that is said once per article.
fn describe(first: &mut Page, about: &About, address: Option<&str>, fields: &Fields) {
    if let Some(date) = about.date {
        first.signed(fields.date, calendar::encode(date));
    }
    for row in FIELDS {
        for value in values(about, address, row.field) {
            let field = fields.of_language(row.field);
            match row.kind {
                Kind::Text | Kind::Name => {
                    first.text(field, token_stream::write(value, 0, &[]).line)
                }
                _ => first.text(field, words::fold(value)),
            }
        }
    }
}

/// What is said once in a searchable field; ids and days are written apart, the body in passages.
fn values<'a>(about: &'a About, address: Option<&'a str>, field: Field) -> Vec<&'a str> {
    match field {
        Field::Title => about.title.as_deref().into_iter().collect(),
        Field::Outlet => about.outlet.as_deref().into_iter().collect(),
        Field::Author => about.authors.iter().map(String::as_str).collect(),
        Field::Tag => about.tags.iter().map(String::as_str).collect(),
        Field::Lang => about.lang.as_deref().into_iter().collect(),
        Field::Site => address.map_or_else(Vec::new, |address| domains(site(address))),
        Field::Key => about.key.as_deref().into_iter().collect(),
        Field::File => vec![&about.place.file],
        Field::Body | Field::Id | Field::Date | Field::Added => Vec::new(),
    }
}

/// `a.b.eu` and every domain above it.
fn domains(site: &str) -> Vec<&str> {
    let above = site.match_indices('.').map(|(dot, _)| &site[dot + 1..]);
    std::iter::once(site).chain(above).collect()
}

impl Writer {
    /// Opens the index in force for writing, which the caller holds the lock of.
    pub fn open(index: &crate::engine::tantivy::Index, lock: Lock, task: Task) -> Result<Writer> {
        layout::sweep_stale(&index.dir);
        let writer = Writer::new(&index.inner, index.fields, lock, task, None, &index.dir)?;
        // A run that was killed may have left files of the very names that this one will write.
        let swept = writer.inner.garbage_collect_files().wait();
        swept.map_err(|error| crate::engine::tantivy::failed(&index.dir, &error))?;
        Ok(writer)
    }

    /// Begins a new generation for `corpus`, which takes the place of the old one on `commit`.
    pub fn fresh(dir: &Path, corpus: &Path, lock: Lock) -> Result<Writer> {
        layout::sweep_stale(dir);
        let generation = layout::new_generation(dir)?;
        let (inner, fields) = crate::engine::tantivy::create(&generation, dir)?;
        let fresh = Some((generation, corpus.to_owned()));
        Writer::new(&inner, fields, lock, Task::Bulk, fresh, dir)
    }

    fn new(
        index: &tantivy::Index,
        fields: Fields,
        lock: Lock,
        task: Task,
        fresh: Option<(PathBuf, PathBuf)>,
        dir: &Path,
    ) -> Result<Writer> {
        let (threads, bytes) = match task {
            Task::Bulk => (threads(), bulk_bytes()),
            Task::Few => (1, FEW_BYTES),
        };
        let inner = index
            .writer_with_num_threads(threads, bytes)
            .map_err(|error| crate::engine::tantivy::failed(dir, &error))?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DEAD_SHARE);
        if task == Task::Few {
            policy.set_max_docs_before_merge(FEW_MERGED_DOCUMENTS);
        }
        inner.set_merge_policy(Box::new(policy));
        Ok(Writer {
            inner,
            pending: Vec::new(),
            fields,
            known: Known::default(),
            dir: dir.to_owned(),
            fresh,
            _lock: lock,
        })
    }

    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Writes an article's block; `instead` says whether one with its id may be there already.
    pub fn put(&mut self, block: Block, instead: bool) -> Result<()> {
        if instead {
            self.remove(block.id)?;
        }
        self.pending
            .extend(block.pages.into_iter().map(UserOperation::Add));
        match self.pending.len() >= WRITTEN_AT_ONCE {
            true => self.write(),
            false => Ok(()),
        }
    }

    /// Removes an article's block, also one that was put just now.
    pub fn remove(&mut self, id: Id) -> Result<()> {
        self.write()?;
        let known = self.known.clone();
        let removed = self.inner.delete_query(Box::new(BlockOf { id, known }));
        removed.map(|_| ()).map_err(|error| self.failed(&error))
    }

    /// A group of operations stays together and in order in one segment.
    fn write(&mut self) -> Result<()> {
        let pending = std::mem::take(&mut self.pending);
        self.inner
            .run(pending)
            .map_err(|error| self.failed(&error))?;
        Ok(())
    }

    /// Writes what a corpus file gave; `instead` says whether a record of it may be there already.
    pub fn put_file(&mut self, record: &FileRecord, instead: bool) -> Result<()> {
        let mut page = Page {
            ends_block: true,
            is_record: true,
            ..Page::default()
        };
        page.text(self.fields.kind, FILE);
        if record.displaced > 0 {
            page.text(self.fields.kind, DISPLACED);
        }
        page.text(self.fields.path, &record.path);
        page.text(self.fields.digest, digest(record.content));
        // Writing a plain value as JSON cannot fail.
        let stored = serde_json::to_string(record).unwrap_or_default();
        page.text(self.fields.record, stored);
        if instead {
            self.remove_file(&record.path);
        }
        self.pending.push(UserOperation::Add(page));
        Ok(())
    }

    pub fn remove_file(&mut self, path: &str) {
        let term = Term::from_field_text(self.fields.path, path);
        self.pending.push(UserOperation::Delete(term));
    }

    /// Puts everything in force at once. Killed before this returns, the old state stands.
    pub fn commit(mut self) -> Result<()> {
        self.write()?;
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
            merged.map_err(|error| crate::engine::tantivy::failed(&dir, &error))?;
            layout::switch_to(&dir, &generation, &corpus)?;
        }
        Ok(())
    }

    fn failed(&self, error: &tantivy::TantivyError) -> Error {
        crate::engine::tantivy::failed(&self.dir, error)
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

/// Threads that a bulk run writes with.
pub fn threads() -> usize {
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(8)
}
