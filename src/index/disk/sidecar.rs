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

use crate::index::disk::page::Page;

/// What some files of a segment are made of, document by document.
pub trait Sidecar: Default + Send + Sync + 'static {
    /// How the names of the files end.
    const FILES: &'static [&'static str];

    /// Takes note of the next document.
    fn add(&mut self, doc: DocId, page: &Page);

    /// Takes note of what is left of a segment, which stands behind everything so far: segments are
    /// never sorted, and of a removed article every document is gone.
    fn merge(&mut self, segment: &SegmentReader) -> tantivy::Result<()>;

    /// The bytes of each of the files.
    fn into_files(self) -> tantivy::Result<Vec<Vec<u8>>>;

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
    let contents = made.into_files()?;
    let mut files = S::FILES.iter().zip(contents);
    files.try_for_each(|(file, bytes)| put(segment, file, &bytes))
}

/// Writes one of the files of a segment.
pub fn put(segment: &Segment, file: &str, bytes: &[u8]) -> tantivy::Result<()> {
    let mut out = segment.open_write(component(file))?;
    out.write_all(bytes)?;
    Ok(out.terminate()?)
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
