//! The dictionaries of some fields: whether anybody wrote a word there, and how.
//!
//! A dictionary that cannot be read holds nothing here; it says so when a plan is carried out.

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED};

use crate::engine::tantivy::store::by_field::TEXTS;
use crate::engine::tantivy::store::schema::Fields;
use crate::engine::tantivy::store::segment::Blocks;
use crate::engine::tantivy::store::stems::Family;
use crate::plan::expansion::{Compound, Written};
use crate::words::SEAM;
use crate::words::events;

/// The words of headlines and texts of every article that has not been removed.
pub struct Texts<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    /// By segment.
    pub blocks: &'a [Blocks],
}

impl Written for Texts<'_> {
    fn holds(&self, spelling: &str) -> bool {
        let fields = TEXTS.map(|(field, _)| self.fields.of_language(field));
        let (searcher, fields) = (self.searcher, &fields);
        Dictionary { searcher, fields }.holds(spelling)
    }

    fn compound(&self, word: &str) -> Compound {
        let mut compound = Compound::default();
        for (segment, blocks) in self.searcher.segment_readers().iter().zip(self.blocks) {
            for (field, _) in TEXTS {
                let members = blocks.families.field(field);
                let members = members.map(|members| members.of(Family::Parts(word)));
                let tantivy_field = self.fields.of_language(field);
                for member in members.unwrap_or_default() {
                    if stands(segment, tantivy_field, &member).unwrap_or(false) {
                        compound.enter(word, &member);
                    }
                }
            }
        }
        compound
    }
}

impl Compound {
    /// Takes note of a word of the index that is `word` written in parts.
    fn enter(&mut self, word: &str, spelling: &str) {
        self.in_two |= events::read(spelling) == Some((word, 2));
        let seam = spelling.strip_prefix(word);
        let seam = seam.and_then(|rest| rest.strip_prefix(SEAM)?.parse::<usize>().ok());
        self.seams.extend(seam);
    }
}

/// Whether a word stands in any article of a segment that has not been removed.
fn stands(segment: &SegmentReader, field: Field, spelling: &str) -> tantivy::Result<bool> {
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
    /// Whether any article that has not been removed holds this word, in the index's spelling.
    pub fn holds(&self, spelling: &str) -> bool {
        let mut places = self.places();
        places.any(|(segment, field)| stands(segment, field, spelling).unwrap_or(false))
    }

    /// In how many documents a word stands, those of articles that were removed among them.
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
