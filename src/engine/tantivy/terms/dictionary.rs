//! The dictionaries of some fields: whether they contain a word, and how a compound was written.
//!
//! A dictionary that cannot be read contains nothing here; the question then fails when it is answered.

use std::sync::Arc;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED};

use crate::engine::tantivy::store::by_field::TEXTS;
use crate::engine::tantivy::store::schema::Fields;
use crate::engine::tantivy::store::segment::Blocks;
use crate::engine::tantivy::store::stems::Family;
use crate::engine::tantivy::store::term_lookup::{self, Dictionaries};
use crate::plan::expansion::Compound;

/// Whether any article that has not been removed contains this word in its headline or its text.
pub fn contains(searcher: &Searcher, fields: &Fields, blocks: &[Blocks], spelling: &str) -> bool {
    let segments = searcher.segment_readers().iter().zip(blocks);
    let mut places = segments.flat_map(|place| TEXTS.map(|(field, _)| (place, field)));
    places.any(|((segment, blocks), field)| {
        let words = blocks
            .dictionaries
            .field(segment, fields.of_language(field));
        words.is_ok_and(|words| is_in(segment, &words, spelling).unwrap_or(false))
    })
}

/// How a folded word was written as one of two, in any article that has not been removed.
pub fn compound(searcher: &Searcher, fields: &Fields, blocks: &[Blocks], word: &str) -> Compound {
    let mut compound = Compound::default();
    for (segment, blocks) in searcher.segment_readers().iter().zip(blocks) {
        for (field, _) in TEXTS {
            let members = blocks.stems.field(field);
            let members = members.map(|members| members.of(Family::Parts(word)));
            let field = fields.of_language(field);
            let Ok(words) = blocks.dictionaries.field(segment, field) else {
                continue;
            };
            for member in members.unwrap_or_default() {
                if is_in(segment, &words, &member).unwrap_or(false) {
                    compound.enter(word, &member);
                }
            }
        }
    }
    compound
}

/// Whether any article of a segment contains a word that has not been removed.
fn is_in(
    segment: &SegmentReader,
    words: &term_lookup::Dictionary,
    spelling: &str,
) -> tantivy::Result<bool> {
    let found = words.get(spelling)?;
    found.map_or(Ok(false), |found| {
        is_live(segment, words.index(), &found.info)
    })
}

/// The words of some fields.
pub struct Dictionary<'a> {
    /// By segment and field.
    places: Vec<(&'a SegmentReader, Arc<term_lookup::Dictionary>)>,
}

impl Dictionary<'_> {
    pub fn open<'a>(searcher: &'a Searcher, fields: &[Field]) -> tantivy::Result<Dictionary<'a>> {
        let mut places = Vec::new();
        for segment in searcher.segment_readers() {
            let dictionaries = Dictionaries::open(segment)?;
            for field in fields {
                places.push((segment, dictionaries.field(segment, *field)?));
            }
        }
        Ok(Dictionary { places })
    }

    /// By segment and field: the words there.
    pub fn each(&self) -> impl Iterator<Item = &term_lookup::Dictionary> {
        self.places.iter().map(|(_, words)| &**words)
    }

    /// Whether any article that has not been removed contains this word, in the index's spelling.
    pub fn contains(&self, spelling: &str) -> bool {
        let mut places = self.places.iter();
        places.any(|(segment, words)| is_in(segment, words, spelling).unwrap_or(false))
    }

    /// In how many documents a word occurs, those of articles that were removed among them.
    pub fn documents(&self, spelling: &str) -> u64 {
        let found = self.each().filter_map(|words| words.get(spelling).ok()?);
        found.map(|found| u64::from(found.info.doc_freq)).sum()
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
