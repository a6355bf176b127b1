//! Removing an article: its block by its id, as a query for the engine.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tantivy::index::{SegmentId, SegmentReader};
use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, TERMINATED, TantivyError};

use crate::article::Id;
use crate::engine::tantivy::store::articles::ArticleTable;
use crate::engine::tantivy::store::blocks::BlockMap;

/// Takes every document of an article's block, for the engine to remove.
#[derive(Clone, Debug)]
pub struct BlockOf {
    pub id: Id,
    pub opened: Opened,
}

/// The segments that were looked into.
#[derive(Clone, Default)]
pub struct Opened(Arc<Mutex<HashMap<SegmentId, Parts>>>);

type Parts = Arc<(ArticleTable, BlockMap)>;

impl std::fmt::Debug for Opened {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("segments")
    }
}

impl Opened {
    fn segment(&self, reader: &SegmentReader) -> tantivy::Result<Parts> {
        let mut segments = self.0.lock().map_err(|_| TantivyError::Poisoned)?;
        if let Some(segment) = segments.get(&reader.segment_id()) {
            return Ok(Arc::clone(segment));
        }
        let opened = Arc::new((ArticleTable::open(reader)?, BlockMap::open(reader)?));
        segments.insert(reader.segment_id(), Arc::clone(&opened));
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
        let segment = self.opened.segment(reader)?;
        let (articles, block_map) = &*segment;
        let firsts = articles
            .of_id(self.id)
            .filter(|first| *first < reader.max_doc());
        let mut documents: Vec<DocId> = Vec::new();
        firsts.for_each(|first| documents.extend(first..=block_map.last_of(first)));
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
