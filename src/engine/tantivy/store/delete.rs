//! Removing an article: its block by its id, as a query for the engine.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tantivy::index::{SegmentId, SegmentReader};
use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, TERMINATED, TantivyError};

use crate::article::Id;
use crate::engine::tantivy::store::blocks::Tiling;
use crate::engine::tantivy::store::ids::Ids;

/// Takes every document of an article's block, for the engine to remove.
#[derive(Clone, Debug)]
pub struct BlockOf {
    pub id: Id,
    pub known: Known,
}

/// The segments that were looked into.
#[derive(Clone, Default)]
pub struct Known(Arc<Mutex<HashMap<SegmentId, Opened>>>);

type Opened = Arc<(Ids, Tiling)>;

impl std::fmt::Debug for Known {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("segments")
    }
}

impl Known {
    fn segment(&self, reader: &SegmentReader) -> tantivy::Result<Opened> {
        let mut known = self.0.lock().map_err(|_| TantivyError::Poisoned)?;
        if let Some(segment) = known.get(&reader.segment_id()) {
            return Ok(Arc::clone(segment));
        }
        let opened = Arc::new((Ids::open(reader)?, Tiling::open(reader)?));
        known.insert(reader.segment_id(), Arc::clone(&opened));
        Ok(opened)
    }
}

/// A few documents in order.
struct Documents {
    documents: Vec<DocId>,
    at: usize,
}

impl DocSet for Documents {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.documents.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        self.documents.len() as u32
    }
}

impl Query for BlockOf {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for BlockOf {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let segment = self.known.segment(reader)?;
        let (ids, tiling) = &*segment;
        let firsts = ids.of(self.id).filter(|first| *first < reader.max_doc());
        let mut documents: Vec<DocId> = Vec::new();
        firsts.for_each(|first| documents.extend(first..=tiling.last_of(first)));
        documents.sort_unstable();
        Ok(Box::new(ConstScorer::new(
            Documents { documents, at: 0 },
            boost,
        )))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("a block", 1.0))
    }
}
