//! The dictionaries of some fields: whether anybody wrote a word there.
//!
//! A dictionary that cannot be read holds nothing here; it says so when a plan is carried out.

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED};

use crate::index::plan::beside::Written;
use crate::words::SEAM;

/// The words of every article that has not been removed.
pub struct Dictionary<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a [Field],
}

impl Written for Dictionary<'_> {
    fn holds(&self, spelling: &str) -> bool {
        let held = self.each(|segment, index| {
            let info = index.terms().get(spelling)?;
            info.map_or(Ok(false), |info| is_live(segment, index, &info))
        });
        held.is_ok_and(|held| held.contains(&true))
    }

    fn seams(&self, word: &str) -> Vec<usize> {
        let (from, to) = (format!("{word}{SEAM}"), format!("{word}{SEAM}:"));
        let found = self.each(|segment, index| {
            let mut seams = Vec::new();
            let mut words = index.terms().range().ge(&from).lt(&to).into_stream()?;
            while words.advance() {
                if is_live(segment, index, words.value())? {
                    let seam = words.key().get(from.len()..);
                    let seam = seam.and_then(|seam| std::str::from_utf8(seam).ok());
                    seams.extend(seam.and_then(|seam| seam.parse::<usize>().ok()));
                }
            }
            Ok(seams)
        });
        found.unwrap_or_default().concat()
    }
}

impl Dictionary<'_> {
    /// In how many documents a word stands, those of articles that were removed among them.
    pub fn documents(&self, spelling: &str) -> u64 {
        let documents = self.each(|_, index| {
            let info = index.terms().get(spelling)?;
            Ok(info.map_or(0, |info| u64::from(info.doc_freq)))
        });
        documents.unwrap_or_default().iter().sum()
    }

    fn each<T>(
        &self,
        mut look: impl FnMut(&SegmentReader, &InvertedIndexReader) -> tantivy::Result<T>,
    ) -> tantivy::Result<Vec<T>> {
        let mut found = Vec::new();
        for segment in self.searcher.segment_readers() {
            for field in self.fields {
                found.push(look(segment, &*segment.inverted_index(*field)?)?);
            }
        }
        Ok(found)
    }
}

/// Whether any document of a word belongs to an article that has not been removed.
fn is_live(
    segment: &SegmentReader,
    index: &InvertedIndexReader,
    info: &TermInfo,
) -> tantivy::Result<bool> {
    if segment.alive_bitset().is_none() {
        return Ok(true);
    }
    let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while postings.doc() != TERMINATED {
        if !segment.is_deleted(postings.doc()) {
            return Ok(true);
        }
        postings.advance();
    }
    Ok(false)
}
