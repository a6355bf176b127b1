//! The positions of one set of words, article by article.

use tantivy::DocId;

use crate::engine::tantivy::exec::leaf_matches::ArticleDocs;
use crate::engine::tantivy::exec::position_bitmap::PositionBitmap;
use crate::engine::tantivy::exec::positions::{Cursor, PositionSink};
use crate::engine::tantivy::exec::postings::MAX_CURSORS;
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::store::failed::Result;
use crate::field::Field;
use crate::passage::Edge;
use crate::plan::Plan;
use crate::plan::expr::PositionSpan;
use crate::plan::pattern::Pattern;

/// The positions of one set in the article at hand.
pub struct SetPositions {
    source: Source,
    /// The first document of the article that `spans` are of.
    article: Option<DocId>,
    spans: Vec<PositionSpan>,
}

enum Source {
    Postings {
        cursor: Cursor,
        is_text: bool,
        /// Whether the positions of an article come unsorted.
        has_several_words: bool,
    },
    Bitmap(PositionBitmap),
    Borders(Edge),
    /// Only texts have borders.
    Nothing,
}

impl SetPositions {
    pub fn open(
        set: usize,
        plan: &Plan,
        snapshot: &Snapshot<'_>,
        segment: usize,
    ) -> Result<SetPositions> {
        snapshot.interrupt.check()?;
        let field = plan.sets[set].field;
        let source = match (&plan.sets[set].pattern, field) {
            (Pattern::Edge(edge), Field::Body) => Source::Borders(*edge),
            (Pattern::Edge(_), _) => Source::Nothing,
            _ => match snapshot.resolved.entries[segment][set].as_slice() {
                entries if entries.len() > MAX_CURSORS => {
                    Source::Bitmap(PositionBitmap::read(snapshot, segment, field, entries)?)
                }
                entries => Source::Postings {
                    cursor: snapshot.cursor(plan, segment, set)?,
                    is_text: field == Field::Body,
                    has_several_words: entries.len() > 1,
                },
            },
        };
        Ok(SetPositions {
            source,
            article: None,
            spans: Vec::new(),
        })
    }

    /// Sorted by `(start, end)`; of the article that was read last.
    pub fn spans(&self) -> &[PositionSpan] {
        &self.spans
    }

    /// Reads the positions of an article. Articles must come in rising order.
    pub fn read(&mut self, article: ArticleDocs<'_>, buffer: &mut Vec<u32>) {
        let ArticleDocs {
            blocks,
            first,
            last,
        } = article;
        if self.article == Some(first) {
            return;
        }
        self.article = Some(first);
        self.spans.clear();
        match &mut self.source {
            Source::Nothing => {}
            Source::Borders(edge) => {
                for doc in first..=last {
                    let base = blocks.block_map.words(first, doc);
                    blocks.block_map.borders(doc, *edge, |position| {
                        let start = base.wrapping_add(position);
                        self.spans.push(PositionSpan::of(start, 1));
                    });
                }
            }
            Source::Bitmap(bitmap) => bitmap.article(blocks, first, last, &mut self.spans),
            Source::Postings {
                cursor,
                is_text,
                has_several_words,
            } => {
                let mut doc = cursor.seek(first);
                while doc <= last {
                    let base = if *is_text {
                        blocks.block_map.words(first, doc)
                    } else {
                        0
                    };
                    cursor.read(PositionSink {
                        base,
                        spans: &mut self.spans,
                        buffer,
                    });
                    doc = cursor.doc();
                }
                if *has_several_words {
                    self.spans.sort_unstable();
                    self.spans.dedup();
                }
            }
        }
    }
}
