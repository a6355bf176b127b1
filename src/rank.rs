//! Ranking: the evidence for a passage to one score and its reasons.
//!
//! The score of a passage is the evidence of its whole article plus a share of its own:
//!
//! ```text
//! score = Σ over leaves of  boost · idf · ( saturation(article) + PASSAGE_SHARE · saturation(passage) )
//! saturation = tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average length))
//! idf = ln(1 + (N − df + 0.5) / (df + 0.5))
//! ```
//!
//! which is Okapi BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and
//! Beyond, 2009) with Lucene's idf, taken twice. The article's tf counts a headline word
//! `TITLE_WEIGHT` times. N and df count passages.

/// An occurrence in the headline counts as this many in the text.
pub const TITLE_WEIGHT: f32 = 3.0;
/// How soon further occurrences in the article stop to matter.
pub const ARTICLE_K1: f32 = 2.0;
/// How much a long article has to make up for its length.
pub const ARTICLE_B: f32 = 0.75;
/// The same two for the passage.
pub const PASSAGE_K1: f32 = 1.2;
pub const PASSAGE_B: f32 = 0.75;
/// What the passage's own evidence counts beside its article's.
pub const PASSAGE_SHARE: f32 = 0.5;

/// What is known of the whole index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Collection {
    pub passages: u64,
    /// Words.
    pub average_article: f32,
    pub average_passage: f32,
}

/// What is known of one leaf over the whole index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weight(f32);

impl Collection {
    pub fn idf(&self, df: u64) -> f32 {
        let (all, df) = (self.passages as f32, (df.min(self.passages)) as f32);
        ((all - df + 0.5) / (df + 0.5)).ln_1p()
    }

    pub fn weight(&self, idf: f32, boost: f32) -> Weight {
        Weight(boost * idf)
    }

    /// What a leaf's occurrences in an article give to each of its passages.
    pub fn article(&self, weight: Weight, in_title: u32, in_body: u32, words: u32) -> f32 {
        let tf = TITLE_WEIGHT * in_title as f32 + in_body as f32;
        weight.0
            * saturation(
                tf,
                words as f32 / self.average_article,
                ARTICLE_K1,
                ARTICLE_B,
            )
    }

    /// What a leaf's occurrences in a passage give to it.
    pub fn passage(&self, weight: Weight, times: u32, words: u32) -> f32 {
        let length = words as f32 / self.average_passage;
        PASSAGE_SHARE * weight.0 * saturation(times as f32, length, PASSAGE_K1, PASSAGE_B)
    }
}

impl Collection {
    /// More than a passage can get from itself for a leaf that its article has so many times.
    pub fn most_of_passage(&self, weight: Weight, in_body: u32) -> f32 {
        // A little more, as the sum of the parts is rounded in another order than the bound.
        1.0001 * PASSAGE_SHARE * weight.0 * saturation(in_body as f32, 0.0, PASSAGE_K1, PASSAGE_B)
    }
}

/// More than a leaf can ever give to a passage.
pub fn most(weight: Weight) -> f32 {
    weight.0 * (ARTICLE_K1 + 1.0 + PASSAGE_SHARE * (PASSAGE_K1 + 1.0))
}

fn saturation(tf: f32, relative_length: f32, k1: f32, b: f32) -> f32 {
    if tf == 0.0 {
        return 0.0;
    }
    tf * (k1 + 1.0) / (tf + k1 * (1.0 - b + b * relative_length))
}
