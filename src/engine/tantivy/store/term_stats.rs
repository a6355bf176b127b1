//! How words are spread over the articles of a segment: a file of our own beside the engine's.
//!
//! A dictionary says in how many passages a word occurs. In how many articles, and how often, is written
//! here for each word of which either is another number. `.stats`, numbers with the lowest byte first,
//! for headlines and then for texts:
//!
//! ```text
//! bytes         u64        4 · n, and so before each of the columns
//! ordinals      u32 · n    of the words in the dictionary, rising
//! articles      u32 · n
//! times         u32 · n
//! ```

use std::io::Write;

use tantivy::directory::FileSlice;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;

use crate::engine::tantivy::store::blocks::BlockMap;
use crate::engine::tantivy::store::by_field::{ByText, Maker};
use crate::engine::tantivy::store::paged::Paged;
use crate::engine::tantivy::store::sidecar;
use crate::span::gallop;

/// How the name of the file ends.
const STATS: &str = "stats";

/// Of the words of a field in a segment, those of removed articles among them.
pub struct TermStats {
    ordinals: Paged,
    articles: Paged,
    times: Paged,
}

/// How a word is spread over a segment: what is counted beside its passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TermCounts {
    pub articles: u32,
    /// How often it occurs there in all.
    pub times: u32,
}

impl TermCounts {
    /// Of a word that occurs once in each of so many passages, no two of them of one article.
    pub fn once(passages: u32) -> TermCounts {
        TermCounts {
            articles: passages,
            times: passages,
        }
    }
}

impl TermStats {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<ByText<TermStats>> {
        ByText::open(segment, STATS, TermStats::take)
    }

    fn take(file: &mut FileSlice) -> Option<TermStats> {
        Some(TermStats {
            ordinals: Paged::new(sidecar::take(file)?),
            articles: Paged::new(sidecar::take(file)?),
            times: Paged::new(sidecar::take(file)?),
        })
    }

    /// The counts of a word that occurs in so many passages. Words are asked for in their order: `from` is the
    /// place after the last one.
    pub fn of(&self, ordinal: u64, passages: u32, from: &mut usize) -> TermCounts {
        let words = self.ordinals.len() / size_of::<u32>();
        let word = |at: usize| u64::from(self.ordinals.number32(at));
        *from = gallop::seek_at(words, *from, |at| word(at) < ordinal);
        if *from >= words || word(*from) != ordinal {
            return TermCounts::once(passages);
        }
        TermCounts {
            articles: self.articles.number32(*from),
            times: self.times.number32(*from),
        }
    }
}

/// Counts the words of a field.
pub struct TermCounter {
    block_map: BlockMap,
}

impl Maker for TermCounter {
    const FILE: &'static str = STATS;

    fn of_segment(segment: &SegmentReader) -> tantivy::Result<TermCounter> {
        let block_map = BlockMap::of_new(segment)?;
        Ok(TermCounter { block_map })
    }

    fn push(&self, words: &InvertedIndexReader, out: &mut dyn Write) -> tantivy::Result<()> {
        for column in count(words, &self.block_map)? {
            sidecar::push_numbers(out, &column)?;
        }
        Ok(())
    }
}

/// Ordinals, articles and times of the words that occur several times in an article.
fn count(index: &InvertedIndexReader, block_map: &BlockMap) -> tantivy::Result<[Vec<u32>; 3]> {
    let [mut ordinals, mut articles, mut times] = [const { Vec::new() }; 3];
    let mut words = index.terms().stream()?;
    let mut block: Option<BlockSegmentPostings> = None;
    while words.advance() {
        let info = words.value();
        let block = match &mut block {
            Some(block) => {
                index.reset_block_postings_from_terminfo(info, block)?;
                block
            }
            none => none.insert(
                index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?,
            ),
        };
        let spread = spread(block, block_map);
        if spread.articles != info.doc_freq || spread.times != info.doc_freq {
            ordinals.push(words.term_ord() as u32);
            articles.push(spread.articles);
            times.push(spread.times);
        }
    }
    Ok([ordinals, articles, times])
}

fn spread(block: &mut BlockSegmentPostings, block_map: &BlockMap) -> TermCounts {
    let mut spread = TermCounts::default();
    // The documents before this one are counted with their articles.
    let mut counted = 0;
    while !block.docs().is_empty() {
        for &doc in block.docs() {
            if doc >= counted {
                spread.articles += 1;
                counted = block_map.last_of(doc) + 1;
            }
        }
        spread.times += block.freqs().iter().sum::<u32>();
        block.advance();
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(columns: [&[u32]; 3]) -> TermStats {
        let mut file = Vec::new();
        for column in columns {
            sidecar::push_numbers(&mut file, column).expect("memory");
        }
        TermStats::take(&mut FileSlice::from(file)).expect("a whole file")
    }

    #[test]
    fn words_are_found_in_their_order_and_others_stand_once_in_each_article() {
        let known: Vec<u32> = (0..100).map(|n| 3 * n).collect();
        let words = words([&known, &known, &known]);
        let mut from = 0;
        for ordinal in [0, 1, 3, 4, 90, 91, 93, 297, 298, 1_000] {
            let once = TermCounts::once(7);
            let counted = TermCounts {
                articles: ordinal as u32,
                times: ordinal as u32,
            };
            let expected = if ordinal < 300 && ordinal % 3 == 0 {
                counted
            } else {
                once
            };
            assert_eq!(words.of(ordinal, 7, &mut from), expected, "{ordinal}");
        }
    }

    #[test]
    fn a_file_that_is_too_short_is_none() {
        let mut file = Vec::new();
        for _ in 0..6 {
            sidecar::push_numbers(&mut file, &[1, 2]).expect("memory");
        }
        let open = |file: &[u8]| ByText::of(FileSlice::from(file.to_vec()), TermStats::take);
        assert!(open(&file).is_some());
        for length in 0..file.len() {
            assert!(open(&file[..length]).is_none());
        }
        file[..8].copy_from_slice(&u64::MAX.to_le_bytes());
        assert!(open(&file).is_none());
    }
}
