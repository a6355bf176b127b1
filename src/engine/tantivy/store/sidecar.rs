//! Files of our own beside the engine's, written and merged with every segment.

use std::any::Any;
use std::io::{self, Write};
use std::marker::PhantomData;
use std::sync::Arc;

use tantivy::directory::{FileSlice, TerminatingWrite};
use tantivy::index::{SegmentComponent, SegmentReader};
use tantivy::indexer::DocIdMapping;
use tantivy::schema::Schema;
use tantivy::schema::document::ErasedDocument;
use tantivy::{
    DocId, HasLen, PluginMergeContext, PluginWriter, PluginWriterContext, Segment, SegmentPlugin,
    TantivyError,
};

use crate::engine::tantivy::store::document::BlockDocument;

/// What some files of a segment are made of, document by document.
pub trait Sidecar: Default + Send + Sync + 'static {
    /// How the names of the files end.
    const FILES: &'static [&'static str];

    /// Takes note of the next document.
    fn add(&mut self, doc: DocId, document: &BlockDocument);

    /// Writes the files of a new segment. The engine's own files of the segment are written, and those of
    /// the sidecars before this one.
    fn write(self, segment: &Segment) -> tantivy::Result<()>;

    /// Writes the files of a segment that is made of others, one after the other: segments are never sorted,
    /// and of a removed article every document is removed. It holds little of them in memory at once.
    fn merge(sources: &[SegmentReader], target: &Segment) -> tantivy::Result<()>;

    /// About how much memory it takes, in bytes.
    fn size(&self) -> usize;
}

/// One of the files of a segment. Nothing of it is read yet.
pub fn read(segment: &SegmentReader, file: &str) -> tantivy::Result<FileSlice> {
    Ok(segment.open_read(component(file))?)
}

/// The same with all of it read and verified, for a merge.
pub fn read_whole(segment: &SegmentReader, file: &str) -> tantivy::Result<FileSlice> {
    let bytes = read(segment, file)?.read_bytes()?;
    Ok(FileSlice::new(Arc::new(bytes)))
}

/// What a file holds is not what was written.
pub fn unreadable(file: &str) -> TantivyError {
    TantivyError::InternalError(format!("`.{file}` of a segment cannot be made out"))
}

/// Writes one of the files of a segment.
pub fn write(
    segment: &Segment,
    file: &str,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> tantivy::Result<()> {
    let mut out = segment.open_write(component(file))?;
    content(&mut out)?;
    Ok(out.terminate()?)
}

fn component(file: &str) -> SegmentComponent {
    SegmentComponent::Custom(file.to_owned())
}

/// The documents of a segment that are not removed.
pub fn live_documents(segment: &SegmentReader) -> impl Iterator<Item = DocId> {
    (0..segment.max_doc()).filter(|doc| !segment.is_deleted(*doc))
}

/// The first numbers of a file, u64.
pub fn header<const NUMBERS: usize>(
    file: &FileSlice,
    name: &str,
) -> tantivy::Result<[u64; NUMBERS]> {
    let bytes = NUMBERS * size_of::<u64>();
    if file.len() < bytes {
        return Err(unreadable(name));
    }
    let bytes = file.read_bytes_slice(0..bytes)?;
    let (numbers, _) = bytes.as_chunks();
    Ok(std::array::from_fn(|at| u64::from_le_bytes(numbers[at])))
}

/// Takes bytes off a file: how many they are, u64, and they. `None` if the file is shorter.
pub fn take(file: &mut FileSlice) -> Option<FileSlice> {
    let (length, rest) = (file.len() >= 8).then(|| file.clone().split(8))?;
    let length = length.read_bytes().ok()?;
    let length = usize::try_from(u64::from_le_bytes(*length.first_chunk()?)).ok()?;
    let (taken, rest) = (rest.len() >= length).then(|| rest.split(length))?;
    *file = rest;
    Some(taken)
}

/// Adds bytes to a file, as `take` takes them.
pub fn push_bytes(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

/// Adds numbers to a file, as bytes.
pub fn push_numbers(out: &mut dyn Write, numbers: &[u32]) -> io::Result<()> {
    out.write_all(&(4 * numbers.len() as u64).to_le_bytes())?;
    numbers
        .iter()
        .try_for_each(|number| out.write_all(&number.to_le_bytes()))
}

/// Adds a bit for each of the values, 64 in a number of u64, the lowest first.
pub fn write_bits(out: &mut dyn Write, values: impl Iterator<Item = bool>) -> io::Result<()> {
    let (mut bits, mut count) = (0u64, 0);
    for value in values {
        bits |= u64::from(value) << count;
        count += 1;
        if count == 64 {
            out.write_all(&bits.to_le_bytes())?;
            (bits, count) = (0, 0);
        }
    }
    if count > 0 {
        out.write_all(&bits.to_le_bytes())?;
    }
    Ok(())
}

/// Adds the sum of the numbers before each, and of all of them, modulo 2³².
pub fn write_sums(out: &mut dyn Write, numbers: impl Iterator<Item = u32>) -> io::Result<()> {
    let mut sum = 0u32;
    for number in numbers {
        out.write_all(&sum.to_le_bytes())?;
        sum = sum.wrapping_add(number);
    }
    out.write_all(&sum.to_le_bytes())
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
        S::merge(context.readers, context.target_segment)
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
        let document = document.as_any().downcast_ref();
        let unknown = || TantivyError::InternalError("a document of no block".to_owned());
        self.0.add(doc, document.ok_or_else(unknown)?);
        Ok(())
    }

    fn serialize(
        self: Box<Self>,
        segment: &Segment,
        _: Option<&DocIdMapping>,
    ) -> tantivy::Result<()> {
        self.0.write(segment)
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
