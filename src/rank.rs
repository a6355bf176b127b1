//! Ranking: from the occurrences of each leaf to the score of a passage.
//!
//! The score of a passage is the evidence of its whole article plus a share of its own:
//!
//! ```text
//! score      = (1 + freshness) · Σ over leaves of
//!              (        weight(of articles) · saturation(in the article, article_k1, article_b)
//!                + passage_share · weight(of passages) · saturation(in the passage, passage_k1, 0) )
//! saturation = tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average length))
//! weight     = boost · idf ^ idf_power · burst ^ burst_power
//! idf        = ln(1 + (N − n + 0.5) / (n + 0.5))
//! burst      = N · (1 − e^(−occurrences / N)) / n
//! ```
//!
//! For the article's weight, N is the number of articles and n the document frequency of the leaf; for
//! the passage's idf, both count passages. `occurrences` is the total term frequency. The article's tf
//! counts an occurrence in the headline `title_weight` times; either tf counts an occurrence of a relative
//! of a word `relative_share` times. A relative makes no article match.
//!
//! - The sum is Okapi BM25 with fields (Robertson and Zaragoza, The Probabilistic Relevance
//!   Framework: BM25 and Beyond, 2009) with Lucene's idf, taken of the article and of the passage.
//! - `burst` is the document frequency that a word would have if its occurrences fell at random,
//!   divided by the one that it has: the subject of an article recurs in it (Church and Gale, Inverse
//!   Document Frequency: A Measure of Deviations from Poisson, 1995; Kwok, A New Method of Weighting
//!   Query Terms for Ad-hoc Retrieval, 1996).
//!
//! Every part is added and none is negative. `docs/ranking.md` has the measurements, of other formulas
//! too.

use std::cmp::Ordering;

use crate::article::Id;
use crate::request::Sort;

/// The numbers of the formula, measured in `benches/ranking.rs`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constants {
    /// An occurrence in the headline counts as this many in the text.
    pub title_weight: f32,
    /// How slowly further occurrences in the article saturate: Okapi's k1.
    pub article_k1: f32,
    /// How much the length of an article counts against it: Okapi's b.
    pub article_b: f32,
    /// The same as `article_k1`, in the passage. There is no b for passages: they are cut to about one
    /// length.
    pub passage_k1: f32,
    /// The weight of the passage's own evidence, its article's being 1.
    pub passage_share: f32,
    /// The exponent of idf: above 1, rare words count for more than in Okapi.
    pub idf_power: f32,
    /// The exponent of burst: 0 leaves it out.
    pub burst_power: f32,
    /// The factor on the weight of a function word.
    pub function_word_weight: f32,
    /// An occurrence of a relative of a word counts as this many of the word.
    pub relative_share: f32,
}

pub const CONSTANTS: Constants = Constants {
    title_weight: 4.0,
    article_k1: 1.5,
    article_b: 0.75,
    passage_k1: 1.2,
    passage_share: 0.3,
    idf_power: 1.2,
    burst_power: 0.6,
    function_word_weight: 0.4,
    relative_share: 0.3,
};

/// The weight of several words as one phrase or name, where each of them has a leaf of its own already.
pub const PHRASE_BONUS: f32 = 0.3;

/// How often a leaf occurs, and how often words of its family that are no forms of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Frequency {
    pub own: u32,
    pub related: u32,
}

impl Frequency {
    /// Of a leaf whose relatives do not count.
    pub fn own(own: u32) -> Frequency {
        Frequency { own, related: 0 }
    }
}

impl std::ops::Add for Frequency {
    type Output = Frequency;

    fn add(self, more: Frequency) -> Frequency {
        Frequency {
            own: self.own + more.own,
            related: self.related + more.related,
        }
    }
}

/// The statistics of the whole index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Collection {
    pub articles: u64,
    pub passages: u64,
    /// The average length of an article, in words.
    pub average_article: f32,
    pub constants: Constants,
}

/// The document frequencies and the total term frequency of a leaf; for a leaf of several words, an
/// estimate.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TermStats {
    /// Document frequency, counted in articles.
    pub articles: f32,
    /// Document frequency, counted in passages.
    pub passages: f32,
    /// Total term frequency.
    pub occurrences: f32,
}

/// The weight of a leaf, by which its saturated term frequency is multiplied.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Weight {
    /// In the article.
    article: f32,
    /// In the passage.
    passage: f32,
}

impl Weight {
    fn times(self, factor: f32) -> Weight {
        Weight {
            article: self.article * factor,
            passage: self.passage * factor,
        }
    }
}

impl TermStats {
    /// Of two alternatives.
    pub fn either(self, other: TermStats) -> TermStats {
        TermStats {
            articles: self.articles + other.articles,
            passages: self.passages + other.passages,
            occurrences: self.occurrences + other.occurrences,
        }
    }

    /// Of one leaf in two fields of the same articles.
    pub fn across_fields(self, other: TermStats) -> TermStats {
        TermStats {
            articles: self.articles.max(other.articles),
            passages: self.passages.max(other.passages),
            occurrences: self.occurrences + other.occurrences,
        }
    }
}

/// The length norm: the term of the saturation that grows with the length of an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LengthNorm {
    /// For an article without words.
    base: f32,
    per_word: f32,
}

impl LengthNorm {
    /// For an article of so many words.
    #[inline]
    pub fn of(self, words: u32) -> f32 {
        self.base + self.per_word * words as f32
    }
}

impl Collection {
    /// Of two leaves that have to occur together, if they were independent of one another.
    pub fn both(&self, one: TermStats, other: TermStats) -> TermStats {
        let articles = one.articles * other.articles / (self.articles as f32).max(1.0);
        TermStats {
            articles,
            passages: one.passages * other.passages / (self.passages as f32).max(1.0),
            occurrences: articles,
        }
    }

    /// The weight of a leaf with these statistics.
    pub fn weight(&self, stats: TermStats, boost: f32) -> Weight {
        let all = self.articles as f32;
        let articles = stats.articles.clamp(0.0, all);
        let at_random = all * -(-stats.occurrences / all.max(1.0)).exp_m1();
        let burst = if articles > 0.0 {
            (at_random / articles).max(1.0)
        } else {
            1.0
        };
        let Constants {
            idf_power,
            burst_power,
            ..
        } = self.constants;
        let rarity = Weight {
            article: idf(articles, all).powf(idf_power),
            passage: idf(stats.passages, self.passages as f32).powf(idf_power),
        };
        rarity.times(boost * burst.powf(burst_power))
    }

    /// `weight` for a word that is one of `FUNCTION_WORDS`.
    pub fn discounted_function_word(&self, weight: Weight) -> Weight {
        weight.times(self.constants.function_word_weight)
    }

    /// The length norm for these constants and this average length.
    pub fn length_norm(&self) -> LengthNorm {
        let Constants {
            article_k1,
            article_b,
            ..
        } = self.constants;
        LengthNorm {
            base: article_k1 * (1.0 - article_b),
            per_word: article_k1 * article_b / self.average_article,
        }
    }

    /// The score of a leaf's occurrences in an article whose length norm is `length`: added to each of
    /// its passages.
    pub fn article(
        &self,
        weight: Weight,
        in_title: Frequency,
        in_body: Frequency,
        length: f32,
    ) -> f32 {
        let Constants {
            title_weight,
            article_k1,
            ..
        } = self.constants;
        let tf = title_weight * self.tf(in_title) + self.tf(in_body);
        weight.article * saturation(tf, article_k1, length)
    }

    /// The score of a leaf's occurrences in a passage.
    pub fn passage(&self, weight: Weight, times: Frequency) -> f32 {
        let Constants {
            passage_k1,
            passage_share,
            ..
        } = self.constants;
        passage_share * weight.passage * saturation(self.tf(times), passage_k1, passage_k1)
    }

    fn tf(&self, times: Frequency) -> f32 {
        times.own as f32 + self.constants.relative_share * times.related as f32
    }
}

/// Inverse document frequency of a leaf in `some` of `all`.
fn idf(some: f32, all: f32) -> f32 {
    let some = some.clamp(0.0, all);
    ((all - some + 0.5) / (some + 0.5)).ln_1p()
}

fn saturation(tf: f32, k1: f32, length: f32) -> f32 {
    if tf == 0.0 {
        return 0.0;
    }
    tf * (k1 + 1.0) / (tf + length)
}

/// The parts of a match that its order depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    pub score: f32,
    /// When the article was published, in seconds since 1970 UTC.
    pub published: Option<i64>,
    pub article: Id,
    /// The passage's number, from 1.
    pub passage: u32,
}

/// The order of matches, which every engine keeps: never equal for two different passages.
pub fn order(sort: Sort, a: &Ranked, b: &Ranked) -> Ordering {
    let by_score = || b.score.total_cmp(&a.score);
    // An article without a date is the last in either direction.
    let dated = |one: &Ranked, sign: i64| one.published.map_or(i64::MAX, |seconds| sign * seconds);
    let by_date = |sign| dated(a, sign).cmp(&dated(b, sign));
    let by_id = || a.article.cmp(&b.article);
    let by_passage = || a.passage.cmp(&b.passage);
    match sort {
        Sort::Relevance => by_score().then_with(|| by_date(-1)).then_with(by_id),
        Sort::Newest => by_date(-1).then_with(by_id).then_with(by_score),
        Sort::Oldest => by_date(1).then_with(by_id).then_with(by_score),
    }
    .then_with(by_passage)
}

/// A bonus for newer articles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Freshness {
    /// In days; above 0.
    pub half_life: f64,
    /// Seconds since 1970 UTC.
    pub now: i64,
}

impl Freshness {
    /// The largest bonus, as a share of the score.
    pub const MOST: f32 = 0.5;

    /// The bonus of an article, as a share of its score: `MOST` at `now` or later, halved with each
    /// half-life, 0 without a date. So an article of today scores at most half as much again as the
    /// same article of long ago.
    pub fn bonus(&self, seconds: Option<i64>) -> f32 {
        const DAY: f64 = 86_400.0;
        seconds.map_or(0.0, |seconds| {
            let age = self.now.saturating_sub(seconds).max(0) as f64 / DAY;
            Freshness::MOST * (-age / self.half_life).exp2() as f32
        })
    }
}

/// Whether a folded word is a function word: grammar rather than content.
pub fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.binary_search(&word).is_ok()
}

/// Articles, pronouns, prepositions, conjunctions, auxiliaries and words of asking. Sorted.
#[rustfmt::skip]
const FUNCTION_WORDS: &[&str] = &[
    "a", "about", "above", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
    "been", "before", "being", "between", "both", "but", "by", "can", "could", "did", "do", "does",
    "doing", "done", "during", "each", "either", "for", "from", "had", "has", "have", "having", "he",
    "her", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "may", "me", "might",
    "more", "most", "must", "my", "neither", "no", "nor", "not", "of", "on", "one", "only", "or",
    "other", "our", "out", "over", "shall", "she", "should", "so", "some", "such", "than", "that",
    "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to",
    "under", "up", "upon", "us", "very", "was", "we", "were", "what", "when", "where", "which",
    "while", "who", "whom", "whose", "why", "will", "with", "within", "would", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    const COLLECTION: Collection = Collection {
        articles: 1_000,
        passages: 5_000,
        average_article: 500.0,
        constants: CONSTANTS,
    };

    fn stats(articles: f32, occurrences: f32) -> TermStats {
        TermStats {
            articles,
            passages: articles,
            occurrences,
        }
    }

    #[test]
    fn rare_words_and_words_in_bursts_weigh_more() {
        let weight = |articles, times| COLLECTION.weight(stats(articles, times), 1.0).article;
        assert!(weight(10.0, 10.0) > weight(100.0, 100.0));
        assert!(weight(100.0, 400.0) > weight(100.0, 100.0));
        assert_eq!(weight(1_000.0, 9_000.0), weight(1_000.0, 1_000.0));
        assert!(weight(1_000.0, 9_000.0) > 0.0);
        assert!(weight(0.0, 0.0).is_finite());
        assert_eq!(
            COLLECTION.weight(stats(10.0, 20.0), 2.0).article,
            2.0 * weight(10.0, 20.0)
        );
    }

    #[test]
    fn a_leaf_that_does_not_occur_scores_nothing() {
        let weight = COLLECTION.weight(stats(3.0, 50.0), 1.0);
        let lengths = COLLECTION.length_norm();
        let nothing = Frequency::default();
        assert_eq!(
            COLLECTION.article(weight, nothing, nothing, lengths.of(500)),
            0.0
        );
        assert_eq!(COLLECTION.passage(weight, nothing), 0.0);
    }

    #[test]
    fn freshness_is_bounded_and_asks_for_a_date() {
        let now = 1_800_000_000;
        let fresh = Freshness {
            half_life: 30.0,
            now,
        };
        let month = 30 * 86_400;
        assert_eq!(fresh.bonus(None), 0.0);
        assert_eq!(fresh.bonus(Some(now)), Freshness::MOST);
        assert_eq!(fresh.bonus(Some(now + month)), Freshness::MOST);
        assert_eq!(fresh.bonus(Some(now - month)), Freshness::MOST / 2.0);
        assert!(fresh.bonus(Some(i64::MIN)) >= 0.0);
        assert!(fresh.bonus(Some(0)) < 1e-9);
    }

    #[test]
    fn the_function_words_are_sorted() {
        assert!(FUNCTION_WORDS.is_sorted());
        assert!(is_function_word("the") && !is_function_word("US"));
    }
}
