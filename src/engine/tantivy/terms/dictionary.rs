//! The dictionaries of some fields: whether they contain a word, and how a compound was written.
//!
//! A dictionary that cannot be read contains nothing here; the question then fails when it is answered.

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED};

use crate::engine::tantivy::store::by_field::TEXTS;
use crate::engine::tantivy::store::schema::Fields;
use crate::engine::tantivy::store::segment::Blocks;
use crate::engine::tantivy::store::stems::Family;
use crate::plan::expansion::Compound;

/// Whether any article that has not been removed contains this word in its headline or its text.
pub fn contains(searcher: &Searcher, fields: &Fields, spelling: &str) -> bool {
    let fields = &TEXTS.map(|(field, _)| fields.of_language(field));
    Dictionary { searcher, fields }.contains(spelling)
}

/// How a folded word was written as one of two, in any article that has not been removed.
pub fn compound(searcher: &Searcher, fields: &Fields, blocks: &[Blocks], word: &str) -> Compound {
    let mut compound = Compound::default();
    for (segment, blocks) in searcher.segment_readers().iter().zip(blocks) {
        for (field, _) in TEXTS {
            let members = blocks.families.field(field);
            let members = members.map(|members| members.of(Family::Parts(word)));
            let tantivy_field = fields.of_language(field);
            for member in members.unwrap_or_default() {
                if is_in(segment, tantivy_field, &member).unwrap_or(false) {
                    compound.enter(word, &member);
                }
            }
        }
    }
    compound
}

/// Whether any article of a segment contains a word that has not been removed.
fn is_in(segment: &SegmentReader, field: Field, spelling: &str) -> tantivy::Result<bool> {
    let index = segment.inverted_index(field)?;
    let info = index.terms().get(spelling)?;
    info.map_or(Ok(false), |info| is_live(segment, &index, &info))
}

/// The words of some fields.
pub struct Dictionary<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a [Field],
}

impl Dictionary<'_> {
    /// Whether any article that has not been removed contains this word, in the index's spelling.
    pub fn contains(&self, spelling: &str) -> bool {
        let mut places = self.places();
        places.any(|(segment, field)| is_in(segment, field, spelling).unwrap_or(false))
    }

    /// In how many documents a word occurs, those of articles that were removed among them.
    pub fn documents(&self, spelling: &str) -> u64 {
        self.places()
            .map(|(segment, field)| documents(segment, field, spelling).unwrap_or_default())
            .sum()
    }

    fn places(&self) -> impl Iterator<Item = (&SegmentReader, Field)> {
        let segments = self.searcher.segment_readers().iter();
        segments.flat_map(|segment| self.fields.iter().map(move |field| (segment, *field)))
    }
}

fn documents(segment: &SegmentReader, field: Field, spelling: &str) -> tantivy::Result<u64> {
    let info = segment.inverted_index(field)?.terms().get(spelling)?;
    Ok(info.map_or(0, |info| u64::from(info.doc_freq)))
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
