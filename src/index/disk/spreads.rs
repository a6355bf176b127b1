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
use tantivy::{DocId, Segment};

use crate::field::Field;
use crate::index::disk::page::Page;
use crate::index::disk::sidecar::{self, Sidecar, TEXTS, number32};
use crate::index::disk::tiling::Tiling;

/// How the name of the file ends.
const SPREADS: &str = "spreads";
const BYTES: usize = 4;

/// Of the words of a segment, those of removed articles among them.
pub struct Spreads([Words; TEXTS.len()]);

/// Of the words of a field.
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

impl Spreads {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Spreads> {
        let file = sidecar::read(segment, SPREADS)?;
        Spreads::of(file).ok_or_else(|| sidecar::unreadable(SPREADS))
    }

    fn of(mut file: OwnedBytes) -> Option<Spreads> {
        let mut each = || {
            let [ordinals, articles, times] = sidecar::table(&mut file)?;
            Some(Words {
                ordinals,
                articles,
                times,
            })
        };
        Some(Spreads([each()?, each()?]))
    }

    /// Of a field of running text; `None` for any other.
    pub fn field(&self, field: Field) -> Option<&Words> {
        let at = TEXTS.iter().position(|(known, _)| *known == field)?;
        Some(&self.0[at])
    }
}

impl Words {
    /// How a word is spread that stands in so many passages. `from` is where the words behind the last one
    /// begin, as they are asked for in their order.
    pub fn of(&self, ordinal: u64, passages: u32, from: &mut usize) -> WordCount {
        let (ordinals, _) = self.ordinals.as_chunks::<BYTES>();
        let ordinal_at = |at: usize| ordinals.get(at).map(|n| u64::from(u32::from_le_bytes(*n)));
        // Ever wider steps, as the next word is mostly near.
        let (mut low, mut step) = (*from, 1);
        while ordinal_at(low + step).is_some_and(|known| known < ordinal) {
            low += step;
            step *= 2;
        }
        let rest = ordinals.get(low..).unwrap_or_default();
        let rest = &rest[..rest.len().min(step + 1)];
        *from = low + rest.partition_point(|n| u64::from(u32::from_le_bytes(*n)) < ordinal);
        if ordinal_at(*from) != Some(ordinal) {
            return WordCount::once(passages);
        }
        WordCount {
            articles: number32(&self.articles, *from),
            times: number32(&self.times, *from),
        }
    }
}

/// Counts once the words of a segment are written.
#[derive(Default)]
pub struct Counting;

impl Sidecar for Counting {
    const FILES: &'static [&'static str] = &[SPREADS];

    fn add(&mut self, _: DocId, _: &Page) {}

    fn merge(&mut self, _: &SegmentReader) -> tantivy::Result<()> {
        Ok(())
    }

    /// By the dictionaries of the segment and its tiling.
    fn into_files(self, segment: &Segment) -> tantivy::Result<Vec<Vec<u8>>> {
        let reader = SegmentReader::open(segment)?;
        let tiling = Tiling::of_new(&reader)?;
        let mut file = Vec::new();
        for (_, name) in TEXTS {
            let field = segment.schema().get_field(name)?;
            let columns = count(&*reader.inverted_index(field)?, &tiling)?;
            sidecar::push_table(&mut file, &columns);
        }
        Ok(vec![file])
    }

    fn size(&self) -> usize {
        0
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
        assert!(Spreads::of(file(2, 24)).is_some());
        assert!(Spreads::of(file(3, 24)).is_none());
        assert!(Spreads::of(file(u64::MAX, 24)).is_none());
        assert!(Spreads::of(OwnedBytes::new(vec![1])).is_none());
    }
}
