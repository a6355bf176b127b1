//! What is kept of the words of headlines and of the words of texts: a sidecar with a part for each.
//!
//! It is made from the dictionaries, once the words of a segment are written.

use std::io::{self, Write};
use std::marker::PhantomData;

use tantivy::directory::FileSlice;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::{DocId, Segment};

use crate::engine::tantivy::store::document::BlockDocument;
use crate::engine::tantivy::store::sidecar::{self, Sidecar};
use crate::field::Field;

/// The fields of running text in their order, by their name in the schema.
pub const TEXTS: [(Field, &str); 2] = [(Field::Title, "title"), (Field::Body, "body")];

/// Something for each field of running text.
pub struct ByText<T>([T; TEXTS.len()]);

impl<T> ByText<T> {
    /// Reads the file of a segment; `part` takes what is of one field off it.
    pub fn open(
        segment: &SegmentReader,
        file: &str,
        part: impl Fn(&mut FileSlice) -> Option<T>,
    ) -> tantivy::Result<ByText<T>> {
        let bytes = sidecar::read(segment, file)?;
        ByText::of(bytes, part).ok_or_else(|| sidecar::unreadable(file))
    }

    pub fn of(
        mut file: FileSlice,
        part: impl Fn(&mut FileSlice) -> Option<T>,
    ) -> Option<ByText<T>> {
        Some(ByText([part(&mut file)?, part(&mut file)?]))
    }

    /// Of a field of running text; `None` for any other.
    pub fn field(&self, field: Field) -> Option<&T> {
        let at = TEXTS.iter().position(|(known, _)| *known == field)?;
        Some(&self.0[at])
    }
}

/// How the parts of such a file are made.
pub trait Maker: Sized + 'static {
    /// How the name of the file ends.
    const FILE: &'static str;

    /// The engine's own files of the segment are written, and those of the sidecars before this one.
    fn of_segment(segment: &SegmentReader) -> tantivy::Result<Self>;

    /// Adds what is to be kept of the words of a field.
    fn push(&self, words: &InvertedIndexReader, out: &mut dyn Write) -> tantivy::Result<()>;
}

/// The sidecar that `M` makes.
pub struct Made<M>(PhantomData<fn() -> M>);

impl<M> Default for Made<M> {
    fn default() -> Made<M> {
        Made(PhantomData)
    }
}

impl<M: Maker> Sidecar for Made<M> {
    const FILES: &'static [&'static str] = &[M::FILE];

    fn add(&mut self, _: DocId, _: &BlockDocument) {}

    fn write(self, segment: &Segment) -> tantivy::Result<()> {
        let reader = SegmentReader::open(segment)?;
        let maker = M::of_segment(&reader)?;
        sidecar::write(segment, M::FILE, |out| {
            for (_, name) in TEXTS {
                let field = segment.schema().get_field(name).map_err(io::Error::other)?;
                let words = reader.inverted_index(field).map_err(io::Error::other)?;
                maker.push(&words, out).map_err(io::Error::other)?;
            }
            Ok(())
        })
    }

    fn merge(_: &[SegmentReader], target: &Segment) -> tantivy::Result<()> {
        Made::<M>::default().write(target)
    }

    fn size(&self) -> usize {
        0
    }
}
