//! Files of our own beside the engine's, written and merged with every segment.

use std::any::Any;
use std::io::Write;
use std::marker::PhantomData;

use tantivy::directory::{OwnedBytes, TerminatingWrite};
use tantivy::index::{SegmentComponent, SegmentReader};
use tantivy::indexer::DocIdMapping;
use tantivy::schema::Schema;
use tantivy::schema::document::ErasedDocument;
use tantivy::{
    DocId, PluginMergeContext, PluginWriter, PluginWriterContext, Segment, SegmentPlugin,
    TantivyError,
};

use crate::engine::tantivy::store::document::Page;

/// What some files of a segment are made of, document by document.
pub trait Sidecar: Default + Send + Sync + 'static {
    /// How the names of the files end.
    const FILES: &'static [&'static str];

    /// Takes note of the next document.
    fn add(&mut self, doc: DocId, page: &Page);

    /// Takes note of what is left of a segment, which stands behind everything so far: segments are
    /// never sorted, and of a removed article every document is gone.
    fn merge(&mut self, segment: &SegmentReader) -> tantivy::Result<()>;

    /// The bytes of each of the files. The engine's own files of the segment are written, and those of
    /// the sidecars before this one.
    fn into_files(self, segment: &Segment) -> tantivy::Result<Vec<Vec<u8>>>;

    /// About how much memory it takes, in bytes.
    fn size(&self) -> usize;
}

/// Reads one of the files of a segment.
pub fn read(segment: &SegmentReader, file: &str) -> tantivy::Result<OwnedBytes> {
    Ok(segment.open_read(component(file))?.read_bytes()?)
}

/// What a file holds is not what was written.
pub fn unreadable(file: &str) -> TantivyError {
    TantivyError::InternalError(format!("`.{file}` of a segment cannot be made out"))
}

fn component(file: &str) -> SegmentComponent {
    SegmentComponent::Custom(file.to_owned())
}

fn write<S: Sidecar>(made: S, segment: &Segment) -> tantivy::Result<()> {
    let contents = made.into_files(segment)?;
    for (file, bytes) in S::FILES.iter().zip(contents) {
        let mut out = segment.open_write(component(file))?;
        out.write_all(&bytes)?;
        out.terminate()?;
    }
    Ok(())
}

/// Takes a table off a file: how many rows it has, u64, and its columns of u32. `None` if the file is
/// shorter.
pub fn table<const COLUMNS: usize>(file: &mut OwnedBytes) -> Option<[OwnedBytes; COLUMNS]> {
    let column = length(file)?.checked_mul(4)?;
    let all = column.checked_mul(COLUMNS)?;
    let columns = take(file, all)?;
    Some(std::array::from_fn(|number| {
        columns.slice(number * column..(number + 1) * column)
    }))
}

/// Takes bytes off a file: how many they are, u64, and they. `None` if the file is shorter.
pub fn bytes(file: &mut OwnedBytes) -> Option<OwnedBytes> {
    let length = length(file)?;
    take(file, length)
}

fn length(file: &mut OwnedBytes) -> Option<usize> {
    let length = take(file, 8)?;
    usize::try_from(number64(&length, 0)).ok()
}

fn take(file: &mut OwnedBytes, bytes: usize) -> Option<OwnedBytes> {
    let (taken, rest) = (bytes <= file.len()).then(|| file.clone().split(bytes))?;
    *file = rest;
    Some(taken)
}

/// Adds bytes to a file.
pub fn push_bytes(file: &mut Vec<u8>, bytes: &[u8]) {
    file.extend((bytes.len() as u64).to_le_bytes());
    file.extend_from_slice(bytes);
}

/// Adds a table to a file; all columns have as many rows.
pub fn push_table<const COLUMNS: usize>(file: &mut Vec<u8>, columns: &[Vec<u32>; COLUMNS]) {
    let rows = columns.first().map_or(0, Vec::len);
    file.extend((rows as u64).to_le_bytes());
    for numbers in columns {
        file.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    }
}

/// The number at a place among others of its size, the lowest byte first; 0 beyond the end.
#[inline]
pub fn number64(bytes: &[u8], at: usize) -> u64 {
    let (numbers, _) = bytes.as_chunks::<8>();
    numbers
        .get(at)
        .map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// The same of smaller ones.
#[inline]
pub fn number32(bytes: &[u8], at: usize) -> u32 {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers
        .get(at)
        .map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// A kind of sidecar, as the engine knows it.
pub struct Registered<S>(PhantomData<fn() -> S>);

impl<S> Registered<S> {
    pub fn new() -> Registered<S> {
        Registered(PhantomData)
    }
}

impl<S: Sidecar> SegmentPlugin for Registered<S> {
    fn extensions(&self) -> &[&str] {
        S::FILES
    }

    fn create_writer(&self, _: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(Making(S::default())))
    }

    fn merge(&self, context: PluginMergeContext<'_>) -> tantivy::Result<()> {
        let mut merged = S::default();
        let mut segments = context.readers.iter();
        segments.try_for_each(|segment| merged.merge(segment))?;
        write(merged, context.target_segment)
    }
}

/// The sidecar of a segment in the making.
struct Making<S>(S);

impl<S: Sidecar> PluginWriter for Making<S> {
    fn add_document(
        &mut self,
        doc: DocId,
        document: &dyn ErasedDocument,
        _: &Schema,
    ) -> tantivy::Result<()> {
        let page = document.as_any().downcast_ref();
        let unknown = || TantivyError::InternalError("a document is no page".to_owned());
        self.0.add(doc, page.ok_or_else(unknown)?);
        Ok(())
    }

    fn serialize(
        self: Box<Self>,
        segment: &Segment,
        _: Option<&DocIdMapping>,
    ) -> tantivy::Result<()> {
        write(self.0, segment)
    }

    fn mem_usage(&self) -> usize {
        self.0.size()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}
