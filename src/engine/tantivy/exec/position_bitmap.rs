//! The positions of many words of a segment together: a bit for each.
//!
//! Where thousands of words are asked for, most occur in a few documents only. Their postings are read one
//! after the other, once; the positions of an article are then found in order without them.

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use crate::engine::tantivy::exec::bitset::ones;
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::store::failed::Result;
use crate::engine::tantivy::store::segment::Blocks;
use crate::engine::tantivy::terms::resolve::Entry;
use crate::field::Field;
use crate::plan::expr::PositionSpan;
use crate::request::interrupt::Steps;

/// The union of the positions of some words in one field of a segment.
pub struct PositionBitmap {
    /// By position: in texts it is counted through the segment, elsewhere each document has 64 bits.
    bits: Vec<u64>,
    is_text: bool,
    /// Spans without a bit: of several positions, or outside the 64. Sorted.
    others: Vec<(DocId, PositionSpan)>,
    /// The next of `others`.
    next: usize,
}

impl PositionBitmap {
    pub fn read(
        snapshot: &Snapshot<'_>,
        segment: usize,
        field: Field,
        entries: &[Entry],
    ) -> Result<PositionBitmap> {
        let blocks = &snapshot.blocks[segment];
        let is_text = field == Field::Body;
        let words = if is_text {
            (blocks.block_map.words(0, blocks.documents()) as usize).div_ceil(64)
        } else {
            blocks.documents() as usize
        };
        let mut bitmap = PositionBitmap {
            bits: vec![0; words],
            is_text,
            others: Vec::new(),
            next: 0,
        };
        let reader = snapshot.searcher.segment_reader(segment as u32);
        let index = reader.inverted_index(snapshot.fields.of_language(field))?;
        let option = IndexRecordOption::WithFreqsAndPositions;
        let (mut positions, steps) = (Vec::new(), Steps::new(snapshot.interrupt));
        for entry in entries {
            let Some(info) = entry.postings() else {
                continue;
            };
            steps.take(100)?;
            let mut postings = index.read_postings_from_terminfo(info, option)?;
            while postings.doc() != TERMINATED {
                postings.positions(&mut positions);
                steps.take(1 + positions.len())?;
                bitmap.add(blocks, postings.doc(), entry.width, &positions);
                postings.advance();
            }
        }
        bitmap.others.sort_unstable();
        bitmap.others.dedup();
        Ok(bitmap)
    }

    fn add(&mut self, blocks: &Blocks, doc: DocId, width: u32, positions: &[u32]) {
        let (base, room) = if self.is_text {
            (blocks.block_map.words(0, doc) as usize, usize::MAX)
        } else {
            (doc as usize * 64, 64)
        };
        for &start in positions {
            let at = base + start as usize;
            match self.bits.get_mut(at / 64) {
                Some(word) if width == 1 && (start as usize) < room => *word |= 1 << (at % 64),
                _ => self.others.push((doc, PositionSpan::of(start, width))),
            }
        }
    }

    /// Adds the spans of an article to `found`, sorted. Articles must come in rising order.
    pub fn article(
        &mut self,
        blocks: &Blocks,
        first: DocId,
        last: DocId,
        found: &mut Vec<PositionSpan>,
    ) {
        let rest = &self.others[self.next..];
        let skipped = rest.partition_point(|(doc, _)| *doc < first);
        let here = rest[skipped..].iter().take_while(|(doc, _)| *doc <= last);
        let mut others = here.map(|(doc, span)| {
            if self.is_text {
                span.from(blocks.block_map.words(first, *doc))
            } else {
                *span
            }
        });
        let mut other = others.next();
        let (from, to) = if self.is_text {
            let words = |doc| blocks.block_map.words(0, doc) as usize;
            (words(first), words(last + 1))
        } else {
            (first as usize * 64, first as usize * 64 + 64)
        };
        for start in within(&self.bits, from, to) {
            let span = PositionSpan::of((start - from) as u32, 1);
            while let Some(before) = other.filter(|other| *other < span) {
                found.push(before);
                other = others.next();
            }
            found.push(span);
        }
        found.extend(other);
        found.extend(others);
        self.next += skipped;
    }
}

/// The bits of `from..to` that are set.
fn within(bits: &[u64], from: usize, to: usize) -> impl Iterator<Item = usize> {
    let words = from / 64..to.div_ceil(64);
    words.flat_map(move |number| {
        let mut word = bits.get(number).copied().unwrap_or_default();
        if number == from / 64 {
            word &= !0 << (from % 64);
        }
        if number == to / 64 {
            word &= !(!0 << (to % 64));
        }
        ones(word).map(move |bit| number * 64 + bit as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_taken_from_within_bounds() {
        let bits = [1 << 63 | 1, 0b101, !0];
        let fruit = |from, to| within(&bits, from, to).collect::<Vec<usize>>();
        assert_eq!(fruit(0, 64), [0, 63]);
        assert_eq!(fruit(1, 66), [63, 64]);
        assert_eq!(fruit(66, 67), [66]);
        assert_eq!(fruit(127, 130), [128, 129]);
        assert_eq!(fruit(190, 300), [190, 191]);
        assert!(fruit(70, 70).is_empty() && fruit(0, 0).is_empty());
    }
}
