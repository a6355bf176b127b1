//! Ranking: the evidence for a passage to one score and its reasons.
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
//! burst      = N · (1 − e^(−times / N)) / n
//! ```
//!
//! For the article's weight N counts articles, n those that the leaf stands in; for the passage's
//! idf both count passages, which tells them apart where there are few articles. A leaf stands
//! `times` times in all. The article's tf counts a headline word `title_weight` times.
//!
//! - The sum is Okapi BM25 with fields (Robertson and Zaragoza, The Probabilistic Relevance
//!   Framework: BM25 and Beyond, 2009) with Lucene's idf, taken of the article and of the passage.
//! - `burst` is how many articles a word would stand in if it fell at random, to how many it does:
//!   what an article is about comes again and again in it (Church and Gale, Inverse Document
//!   Frequency: A Measure of Deviations from Poisson, 1995; Kwok, A New Method of Weighting Query
//!   Terms for Ad-hoc Retrieval, 1996).
//!
//! Every part is added and none is negative. What else was tried and what it gave is in
//! `docs/ranking.md`.

/// The numbers of the formula, measured in `benches/ranking.rs`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constants {
    /// An occurrence in the headline counts as this many in the text.
    pub title_weight: f32,
    /// How soon further occurrences in the article stop to matter: Okapi's k1.
    pub article_k1: f32,
    /// How much a long article has to make up for its length: Okapi's b.
    pub article_b: f32,
    /// How soon further occurrences in the passage stop to matter. There is no b for passages: they
    /// are cut to about one length.
    pub passage_k1: f32,
    /// What the passage's own evidence counts beside its article's.
    pub passage_share: f32,
    /// Above 1, rare words count more against common ones than in Okapi.
    pub idf_power: f32,
    /// How much it counts that a word comes in bursts; 0 is not at all.
    pub burst_power: f32,
    /// What is left of the weight of a word that only holds a sentence together.
    pub function_words: f32,
}

pub const CONSTANTS: Constants = Constants {
    title_weight: 4.0,
    article_k1: 1.5,
    article_b: 0.75,
    passage_k1: 1.2,
    passage_share: 0.3,
    idf_power: 1.2,
    burst_power: 0.6,
    function_words: 0.4,
};

/// What several words side by side are worth as one thing where each of them counts already.
pub const PHRASE_BONUS: f32 = 0.3;

/// What is known of the whole index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Collection {
    pub articles: u64,
    pub passages: u64,
    /// Words.
    pub average_article: f32,
    pub constants: Constants,
}

/// How a leaf is spread over the articles of an index. Of several words together it is an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TermStats {
    /// In how many articles it stands.
    pub articles: f32,
    /// In how many passages.
    pub passages: f32,
    /// How often it stands there in all.
    pub times: f32,
}

/// What an occurrence of a leaf is worth.
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
    /// Of two words that both will do.
    pub fn either(self, other: TermStats) -> TermStats {
        TermStats {
            articles: self.articles + other.articles,
            passages: self.passages + other.passages,
            times: self.times + other.times,
        }
    }

    /// Of the headlines and of the texts of the same articles.
    pub fn across_fields(self, other: TermStats) -> TermStats {
        TermStats {
            articles: self.articles.max(other.articles),
            passages: self.passages.max(other.passages),
            times: self.times + other.times,
        }
    }
}

/// What articles have to make up for, in occurrences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LengthNorm {
    none: f32,
    per_word: f32,
}

impl LengthNorm {
    /// An article of so many words.
    #[inline]
    pub fn of(self, words: u32) -> f32 {
        self.none + self.per_word * words as f32
    }
}

impl Collection {
    /// Of two words that are asked for together: as rare as if they had nothing to do with one
    /// another.
    pub fn both(&self, one: TermStats, other: TermStats) -> TermStats {
        let articles = one.articles * other.articles / (self.articles as f32).max(1.0);
        TermStats {
            articles,
            passages: one.passages * other.passages / (self.passages as f32).max(1.0),
            times: articles,
        }
    }

    pub fn weight(&self, spread: TermStats, boost: f32) -> Weight {
        let all = self.articles as f32;
        let articles = spread.articles.clamp(0.0, all);
        let at_random = all * -(-spread.times / all.max(1.0)).exp_m1();
        let burst = match articles > 0.0 {
            true => (at_random / articles).max(1.0),
            false => 1.0,
        };
        let Constants {
            idf_power,
            burst_power,
            ..
        } = self.constants;
        let rarity = Weight {
            article: idf(articles, all).powf(idf_power),
            passage: idf(spread.passages, self.passages as f32).powf(idf_power),
        };
        rarity.times(boost * burst.powf(burst_power))
    }

    /// The weight of a word, if it is one of `FUNCTION_WORDS`.
    pub fn discounted_function_word(&self, weight: Weight) -> Weight {
        weight.times(self.constants.function_words)
    }

    /// What articles have to make up for.
    pub fn length_norm(&self) -> LengthNorm {
        let Constants {
            article_k1,
            article_b,
            ..
        } = self.constants;
        LengthNorm {
            none: article_k1 * (1.0 - article_b),
            per_word: article_k1 * article_b / self.average_article,
        }
    }

    /// What a leaf's occurrences in an article of this `length` give to each of its passages.
    pub fn article(&self, weight: Weight, in_title: u32, in_body: u32, length: f32) -> f32 {
        let Constants {
            title_weight,
            article_k1,
            ..
        } = self.constants;
        let tf = title_weight * in_title as f32 + in_body as f32;
        weight.article * saturation(tf, article_k1, length)
    }

    /// What a leaf's occurrences in a passage give to it.
    pub fn passage(&self, weight: Weight, times: u32) -> f32 {
        let Constants {
            passage_k1,
            passage_share,
            ..
        } = self.constants;
        passage_share * weight.passage * saturation(times as f32, passage_k1, passage_k1)
    }
}

/// How rare it is to stand in `some` of `all`.
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

/// That newer articles are worth more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Freshness {
    /// In days; above 0.
    pub half_life: f64,
    /// Seconds since 1970 UTC.
    pub now: i64,
}

impl Freshness {
    /// The most that it adds, as a share of the score.
    pub const MOST: f32 = 0.5;

    /// What it adds to a score, as a share of it: `MOST` for an article of now or later, half of that
    /// after each half-life, nothing for one without a date. So an article of today is worth half as
    /// much again as the same article of long ago, and never overtakes one that answers much better.
    pub fn bonus(&self, seconds: Option<i64>) -> f32 {
        const DAY: f64 = 86_400.0;
        seconds.map_or(0.0, |seconds| {
            let age = self.now.saturating_sub(seconds).max(0) as f64 / DAY;
            Freshness::MOST * (-age / self.half_life).exp2() as f32
        })
    }
}

/// Whether a folded word only holds a sentence together.
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

    fn spread(articles: f32, times: f32) -> TermStats {
        TermStats {
            articles,
            passages: articles,
            times,
        }
    }

    #[test]
    fn rare_words_and_words_in_bursts_weigh_more() {
        let weight = |articles, times| COLLECTION.weight(spread(articles, times), 1.0).article;
        assert!(weight(10.0, 10.0) > weight(100.0, 100.0));
        assert!(weight(100.0, 400.0) > weight(100.0, 100.0));
        assert_eq!(weight(1_000.0, 9_000.0), weight(1_000.0, 1_000.0));
        assert!(weight(1_000.0, 9_000.0) > 0.0);
        assert!(weight(0.0, 0.0).is_finite());
        assert_eq!(
            COLLECTION.weight(spread(10.0, 20.0), 2.0).article,
            2.0 * weight(10.0, 20.0)
        );
    }

    #[test]
    fn what_does_not_stand_there_is_worth_nothing() {
        let weight = COLLECTION.weight(spread(3.0, 50.0), 1.0);
        let lengths = COLLECTION.length_norm();
        assert_eq!(COLLECTION.article(weight, 0, 0, lengths.of(500)), 0.0);
        assert_eq!(COLLECTION.passage(weight, 0), 0.0);
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
