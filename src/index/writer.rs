//! Writing: blocks of articles and records of files, in force all at once on `commit`.

use std::path::{Path, PathBuf};

use tantivy::indexer::{LogMergePolicy, UserOperation};
use tantivy::schema::TantivyDocument;
use tantivy::{IndexWriter, Term};

use super::layout::{self, Lock};
use super::schema::{DISPLACED, FILE, Fields, HEADER};
use super::{day, line};
use crate::article::{About, Article, Id, content_hash, site};
use crate::error::{Error, Result};
use crate::field::{FIELDS, Field, Kind};
use crate::ledger::FileRecord;
use crate::passage::Passage;
use crate::words;

/// An article turned into the documents of its block. Making one needs no lock and no order.
pub struct Block {
    pub id: Id,
    /// Of everything the index holds of the article.
    pub hash: u64,
    pub text_bytes: u64,
    documents: Vec<TantivyDocument>,
}

/// The one who may write.
pub struct Writer {
    inner: IndexWriter,
    /// What is to be written next, in order.
    pending: Vec<UserOperation>,
    fields: Fields,
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
        let name = id.to_string();
        let mut documents = Vec::with_capacity(passages.len() + 1);
        documents.push(TantivyDocument::new());
        let (mut base, mut start) = (0, 0);
        for passage in passages {
            let text = &article.text[passage.bytes.clone()];
            let mut written = String::with_capacity(text.len() + text.len() / 2);
            let words = line::write(text, passage.bytes.start, &passage.borders, &mut written);
            let mut document = TantivyDocument::new();
            document.add_text(fields.id, &name);
            document.add_u64(fields.number, u64::from(passage.number));
            document.add_u64(fields.of, passages.len() as u64);
            document.add_u64(fields.base, u64::from(base));
            document.add_text(fields.body, &written);
            document.add_text(fields.text, text);
            document.add_u64(fields.start, start);
            document.add_u64(fields.start_byte, passage.bytes.start as u64);
            documents.push(document);
            base += words;
            start += text.chars().count() as u64;
        }
        let header = &mut documents[0];
        header.add_text(fields.kind, HEADER);
        header.add_text(fields.id, &name);
        header.add_u64(fields.number, 0);
        header.add_u64(fields.of, passages.len() as u64);
        header.add_u64(fields.base, u64::from(base));
        header.add_u64(fields.id_number, id.0);
        header.add_u64(fields.hash, hash);
        header.add_i64(fields.added, added);
        describe(header, &article.about, address.as_deref(), fields);
        header.add_text(fields.about, about);
        Block {
            id,
            hash,
            text_bytes: article.text.len() as u64,
            documents,
        }
    }
}

/// Everything that is said once per article.
fn describe(header: &mut TantivyDocument, about: &About, address: Option<&str>, fields: &Fields) {
    if let Some(date) = about.date {
        header.add_i64(fields.date, day::encode(date));
    }
    for row in FIELDS {
        for value in values(about, address, row.field) {
            let field = fields.of_language(row.field);
            if matches!(row.kind, Kind::Text | Kind::Name) {
                let mut written = String::new();
                line::write(value, 0, &[], &mut written);
                header.add_text(field, &written);
            } else {
                header.add_text(field, words::fold(value));
            }
        }
    }
}

/// What a header says in a searchable field; ids and days are written apart, the body in passages.
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
    pub fn open(index: &super::Index, lock: Lock, task: Task) -> Result<Writer> {
        layout::sweep_stale(&index.dir);
        let writer = Writer::new(&index.inner, index.fields, lock, task, None, &index.dir)?;
        // A run that was killed may have left files of the very names that this one will write.
        let swept = writer.inner.garbage_collect_files().wait();
        swept.map_err(|error| super::failed(&index.dir, &error))?;
        Ok(writer)
    }

    /// Begins a new generation for `corpus`, which takes the place of the old one on `commit`.
    pub fn fresh(dir: &Path, corpus: &Path, lock: Lock) -> Result<Writer> {
        layout::sweep_stale(dir);
        let generation = layout::new_generation(dir)?;
        let (inner, fields) = super::create(&generation, dir)?;
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
            .map_err(|error| super::failed(dir, &error))?;
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
            self.pending
                .push(UserOperation::Delete(self.block_term(block.id)));
        }
        self.pending
            .extend(block.documents.into_iter().map(UserOperation::Add));
        match self.pending.len() >= WRITTEN_AT_ONCE {
            true => self.write(),
            false => Ok(()),
        }
    }

    pub fn remove(&mut self, id: Id) {
        self.pending
            .push(UserOperation::Delete(self.block_term(id)));
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
        let mut document = TantivyDocument::new();
        document.add_text(self.fields.kind, FILE);
        if record.displaced > 0 {
            document.add_text(self.fields.kind, DISPLACED);
        }
        document.add_text(self.fields.path, &record.path);
        document.add_text(self.fields.digest, digest(record.content));
        document.add_u64(self.fields.number, 0);
        document.add_u64(self.fields.of, 0);
        document.add_u64(self.fields.base, 0);
        // Writing a plain value as JSON cannot fail.
        document.add_text(
            self.fields.record,
            serde_json::to_string(record).unwrap_or_default(),
        );
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
            merged.map_err(|error| super::failed(&dir, &error))?;
            layout::switch_to(&dir, &generation, &corpus)?;
        }
        Ok(())
    }

    fn block_term(&self, id: Id) -> Term {
        Term::from_field_text(self.fields.id, &id.to_string())
    }

    fn failed(&self, error: &tantivy::TantivyError) -> Error {
        super::failed(&self.dir, error)
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
