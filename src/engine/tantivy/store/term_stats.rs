//! How words are spread over the articles of a segment: a file of our own beside the engine's.
//!
//! A dictionary says in how many passages a word stands. In how many articles, and how often, is written
//! here for each word of which either is another number. `.spreads`, numbers with the lowest byte first,
//! for headlines and then for texts:
//!
//! ```text
//! words         u64        n
//! ordinals      u32 · n    of the words in the dictionary, rising
//! articles      u32 · n
//! times         u32 · n
//! ```

use tantivy::directory::OwnedBytes;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;

use crate::engine::tantivy::store::blocks::Tiling;
use crate::engine::tantivy::store::by_field::{ByText, Maker};
use crate::engine::tantivy::store::sidecar::{self, number32};
use crate::span::gallop;

/// How the name of the file ends.
const SPREADS: &str = "spreads";

/// Of the words of a field in a segment, those of removed articles among them.
pub struct Words {
    ordinals: OwnedBytes,
    articles: OwnedBytes,
    times: OwnedBytes,
}

/// How a word is spread over a segment: what is counted beside its passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordCount {
    pub articles: u32,
    /// How often it stands there in all.
    pub times: u32,
}

impl WordCount {
    /// Of a word that stands once in each of so many passages, no two of them of one article.
    pub fn once(passages: u32) -> WordCount {
        WordCount {
            articles: passages,
            times: passages,
        }
    }
}

impl Words {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<ByText<Words>> {
        ByText::open(segment, SPREADS, Words::take)
    }

    fn take(file: &mut OwnedBytes) -> Option<Words> {
        let [ordinals, articles, times] = sidecar::table(file)?;
        Some(Words {
            ordinals,
            articles,
            times,
        })
    }

    /// How a word is spread that stands in so many passages. `from` is where the words behind the last one
    /// begin, as they are asked for in their order.
    pub fn of(&self, ordinal: u64, passages: u32, from: &mut usize) -> WordCount {
        let (ordinals, _) = self.ordinals.as_chunks();
        let number = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        *from = gallop::seek(ordinals, *from, |bytes| number(bytes) < ordinal);
        if ordinals.get(*from).map(number) != Some(ordinal) {
            return WordCount::once(passages);
        }
        WordCount {
            articles: number32(&self.articles, *from),
            times: number32(&self.times, *from),
        }
    }
}

/// Counts the words of a field.
pub struct Counting {
    tiling: Tiling,
}

impl Maker for Counting {
    const FILE: &'static str = SPREADS;

    fn of_segment(segment: &SegmentReader) -> tantivy::Result<Counting> {
        let tiling = Tiling::of_new(segment)?;
        Ok(Counting { tiling })
    }

    fn push(&self, words: &InvertedIndexReader, file: &mut Vec<u8>) -> tantivy::Result<()> {
        sidecar::push_table(file, &count(words, &self.tiling)?);
        Ok(())
    }
}

/// Ordinals, articles and times of the words that stand several times in an article.
fn count(index: &InvertedIndexReader, tiling: &Tiling) -> tantivy::Result<[Vec<u32>; 3]> {
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
        let spread = spread(block, tiling);
        if spread.articles != info.doc_freq || spread.times != info.doc_freq {
            ordinals.push(words.term_ord() as u32);
            articles.push(spread.articles);
            times.push(spread.times);
        }
    }
    Ok([ordinals, articles, times])
}

fn spread(block: &mut BlockSegmentPostings, tiling: &Tiling) -> WordCount {
    let mut spread = WordCount::default();
    // The documents before this one are counted with their articles.
    let mut counted = 0;
    while !block.docs().is_empty() {
        for &doc in block.docs() {
            if doc >= counted {
                spread.articles += 1;
                counted = tiling.last_of(doc) + 1;
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

    fn words(columns: [&[u32]; 3]) -> Words {
        let bytes = |numbers: &[u32]| {
            let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
            OwnedBytes::new(bytes.collect::<Vec<u8>>())
        };
        let [ordinals, articles, times] = columns.map(bytes);
        Words {
            ordinals,
            articles,
            times,
        }
    }

    #[test]
    fn words_are_found_in_their_order_and_others_stand_once_in_each_article() {
        let known: Vec<u32> = (0..100).map(|n| 3 * n).collect();
        let words = words([&known, &known, &known]);
        let mut from = 0;
        for ordinal in [0, 1, 3, 4, 90, 91, 93, 297, 298, 1_000] {
            let once = WordCount::once(7);
            let counted = WordCount {
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
        let file = |words: u64, bytes: usize| {
            let mut file = words.to_le_bytes().to_vec();
            file.extend(vec![0; bytes]);
            file.extend(0u64.to_le_bytes());
            OwnedBytes::new(file)
        };
        assert!(ByText::of(file(2, 24), Words::take).is_some());
        assert!(ByText::of(file(3, 24), Words::take).is_none());
        assert!(ByText::of(file(u64::MAX, 24), Words::take).is_none());
        assert!(ByText::of(OwnedBytes::new(vec![1]), Words::take).is_none());
    }
}
