//! Document frequencies: in how many articles words are.
//!
//! Where a word has one list of postings and no article is removed, what is kept of it says so. Otherwise its
//! postings are read.

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED};

use crate::engine::tantivy::Index;
use crate::engine::tantivy::store::by_field::TEXTS;
use crate::engine::tantivy::store::failed::Result;
use crate::engine::tantivy::store::parallel;
use crate::engine::tantivy::store::segment::Blocks;
use crate::engine::tantivy::store::term_lookup::{Dictionary, Found};
use crate::request::interrupt::{Interrupt, Steps};

/// Words that are worth some threads; in a build for tests any are.
const MUCH: usize = if cfg!(debug_assertions) { 1 } else { 500 };

/// Looking a word up takes about so many steps of `Steps`.
const STEPS_OF_A_WORD: usize = 128;

/// In how many articles each of some words is, in its headline or in its text.
pub fn of_words(index: &Index, words: &[String], interrupt: &Interrupt) -> Result<Vec<u64>> {
    let is_much = words.len() >= MUCH;
    let in_segment = |segment: usize| of_segment(index, words, segment, interrupt);
    let segments = parallel::each_segment(index.blocks.len(), is_much, in_segment)?;
    let mut sums = vec![0; words.len()];
    for segment in segments {
        let both = sums.iter_mut().zip(segment);
        both.for_each(|(sum, here)| *sum += here);
    }
    Ok(sums)
}

fn of_segment(
    index: &Index,
    words: &[String],
    segment: usize,
    interrupt: &Interrupt,
) -> Result<Vec<u64>> {
    let blocks = &index.blocks[segment];
    let searcher = index.searcher();
    let reader = searcher.segment_reader(segment as u32);
    let mut fields = Vec::with_capacity(TEXTS.len());
    for (field, _) in TEXTS {
        let of_index: Field = index.fields.of_language(field);
        fields.push((field, blocks.dictionaries.field(reader, of_index)?));
    }
    let steps = Steps::new(interrupt);
    let mut last = Vec::new();
    let frequencies = words.iter().map(|word| {
        steps.take(STEPS_OF_A_WORD)?;
        let mut found = Vec::new();
        for (field, dictionary) in &fields {
            let here = dictionary.get_of_any_width(word)?;
            found.extend(here.into_iter().map(|one| (*field, &**dictionary, one)));
        }
        if let [(field, _, one)] = found.as_slice()
            && !blocks.has_deleted()
            && let Some(stats) = blocks.term_stats.field(*field)
        {
            let counts = stats.of(one.ordinal, one.info.doc_freq, &mut 0);
            return Ok(u64::from(counts.articles));
        }
        last.clear();
        for (_, dictionary, one) in &found {
            push_last(dictionary, one, blocks, &steps, &mut last)?;
        }
        last.sort_unstable();
        last.dedup();
        Ok(last.len() as u64)
    });
    frequencies.collect()
}

/// Adds the last documents of the articles with a word.
fn push_last(
    dictionary: &Dictionary,
    word: &Found,
    blocks: &Blocks,
    steps: &Steps<'_>,
    last: &mut Vec<DocId>,
) -> Result<()> {
    let option = IndexRecordOption::Basic;
    let index = dictionary.index();
    let mut postings = index.read_postings_from_terminfo(&word.info, option)?;
    let mut known = None;
    while postings.doc() != TERMINATED {
        steps.take(1)?;
        let doc = postings.doc();
        if known.is_none_or(|known| doc > known) && !blocks.is_deleted(doc) {
            let end = blocks.block_map.last_of(doc);
            last.push(end);
            known = Some(end);
        }
        postings.advance();
    }
    Ok(())
}
