//! Which block an article's id names: a file of our own beside the engine's.
//!
//! `.ids`, numbers with the lowest byte first: all ids of the segment in order, u64, and then for each of
//! them the first document of its block, u32. An id may be there several times, of which all but one
//! are of removed articles.

use tantivy::directory::OwnedBytes;
use tantivy::index::SegmentReader;
use tantivy::{DocId, Segment};

use crate::article::Id;
use crate::engine::tantivy::store::document::Page;
use crate::engine::tantivy::store::sidecar::{self, Sidecar, number32};

/// How the name of the file ends.
pub const IDS: &str = "ids";

const ID_BYTES: usize = 8;
const DOCUMENT_BYTES: usize = 4;

/// The ids of a segment, removed articles among them.
pub struct Ids {
    ids: OwnedBytes,
    documents: OwnedBytes,
}

impl Ids {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Ids> {
        let file = sidecar::read(segment, IDS)?;
        let articles = file.len() / (ID_BYTES + DOCUMENT_BYTES);
        let (ids, documents) = file.split(articles * ID_BYTES);
        Ok(Ids { ids, documents })
    }

    fn id(&self, at: usize) -> u64 {
        let (ids, _) = self.ids.as_chunks();
        ids.get(at)
            .map_or(u64::MAX, |bytes| u64::from_le_bytes(*bytes))
    }

    fn document(&self, at: usize) -> DocId {
        number32(&self.documents, at)
    }

    /// Ids from `from` to `to` with the first documents of their blocks, in the order of the ids.
    pub fn between(&self, from: Id, to: Id) -> impl Iterator<Item = (Id, DocId)> {
        let articles = self.ids.len() / ID_BYTES;
        let (mut low, mut high) = (0, articles);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.id(middle) < from.0 {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        let found = (low..articles).map(|at| (Id(self.id(at)), self.document(at)));
        found.take_while(move |(id, _)| *id <= to)
    }

    /// The first documents of the blocks with an id.
    pub fn of(&self, id: Id) -> impl Iterator<Item = DocId> {
        self.between(id, id).map(|(_, first)| first)
    }
}

/// The ids that begin with these hexadecimal digits; `None` if they are none.
pub fn beginning(prefix: &str) -> Option<(Id, Id)> {
    const DIGITS: usize = 16;
    let is_prefix = prefix.len() <= DIGITS && prefix.bytes().all(|byte| byte.is_ascii_hexdigit());
    let id = |rest: &str| -> Option<Id> { format!("{prefix}{rest}").parse().ok() };
    let missing = DIGITS.saturating_sub(prefix.len());
    is_prefix.then_some(())?;
    Some((id(&"0".repeat(missing))?, id(&"f".repeat(missing))?))
}

/// The ids of a segment in the making, with the first documents of their blocks.
#[derive(Default)]
pub struct Collected {
    ids: Vec<(u64, DocId)>,
    /// Documents of the segments merged so far.
    merged: DocId,
}

impl Collected {
    fn file(mut self) -> Vec<u8> {
        self.ids.sort_unstable();
        let ids = self.ids.iter().flat_map(|(id, _)| id.to_le_bytes());
        let documents = self.ids.iter().flat_map(|(_, first)| first.to_le_bytes());
        ids.chain(documents).collect()
    }
}

impl Sidecar for Collected {
    const FILES: &'static [&'static str] = &[IDS];

    fn add(&mut self, doc: DocId, page: &Page) {
        self.ids.extend(page.begins.map(|id| (id.0, doc)));
    }

    fn merge(&mut self, segment: &SegmentReader) -> tantivy::Result<()> {
        let is_left = |doc: &DocId| *doc < segment.max_doc() && !segment.is_deleted(*doc);
        let mut now: Vec<DocId> = Vec::with_capacity(segment.max_doc() as usize);
        for doc in 0..segment.max_doc() {
            now.push(self.merged);
            self.merged += DocId::from(is_left(&doc));
        }
        let ids = Ids::open(segment)?;
        let left = ids.between(Id(0), Id(u64::MAX));
        let left = left.filter(|(_, first)| is_left(first));
        self.ids
            .extend(left.map(|(id, first)| (id.0, now[first as usize])));
        Ok(())
    }

    fn into_files(self, _: &Segment) -> tantivy::Result<Vec<Vec<u8>>> {
        Ok(vec![self.file()])
    }

    fn size(&self) -> usize {
        self.ids.len() * size_of::<(u64, DocId)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_by_how_they_begin() {
        assert_eq!(beginning(""), Some((Id(0), Id(u64::MAX))));
        assert_eq!(
            beginning("00ff"),
            Some((Id(0xff << 48), Id((0x100 << 48) - 1)))
        );
        assert_eq!(beginning("00000000000000aB"), Some((Id(0xab), Id(0xab))));
        assert_eq!(beginning("xyz"), None);
        assert_eq!(beginning("00000000000000000"), None);
        let collected = Collected {
            ids: vec![(12, 0), (7, 4), (7, 9)],
            merged: 0,
        };
        let file = collected.file();
        let (ids, documents) = OwnedBytes::new(file).split(3 * ID_BYTES);
        let ids = Ids { ids, documents };
        assert_eq!(ids.of(Id(7)).collect::<Vec<_>>(), [4, 9]);
        assert_eq!(ids.of(Id(8)).count(), 0);
        assert_eq!(
            ids.between(Id(8), Id(u64::MAX)).collect::<Vec<_>>(),
            [(Id(12), 0)]
        );
    }
}
