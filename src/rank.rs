//! Ranking: from the occurrences of each leaf to the score of a passage.
//!
//! The score of a passage is the evidence of its whole article plus a share of its own:
//!
//! ```text
//! score      = (1 + freshness) · ( headline + Σ over leaves of
//!              (        weight(of articles) · saturation(in the article, article_k1, article_b)
//!                + passage_share · weight(of passages) · saturation(in the passage, passage_k1, 0) ) )
//! saturation = tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average length))
//! weight     = boost · idf ^ idf_power · burst ^ burst_power
//! idf        = ln(1 + (N − n + 0.5) / (n + 0.5))
//! burst      = N · (1 − e^(−occurrences / N)) / n
//! headline   = headline_bonus · weight of the question · coverage ^ 8 · precision
//! ```
//!
//! For the article's weight, N is the number of articles and n the document frequency of the leaf; for
//! the passage's idf, both count passages. `occurrences` is the total term frequency. The article's tf
//! counts an occurrence in the headline `title_weight` times; either tf counts an occurrence of a relative
//! of a word `relative_share` times, and so do n and `occurrences`. A relative makes no article match.
//!
//! - The sum is Okapi BM25 with fields (Robertson and Zaragoza, The Probabilistic Relevance
//!   Framework: BM25 and Beyond, 2009) with Lucene's idf, taken of the article and of the passage.
//! - `burst` is the document frequency that a word would have if its occurrences fell at random,
//!   divided by the one that it has: the subject of an article recurs in it (Church and Gale, Inverse
//!   Document Frequency: A Measure of Deviations from Poisson, 1995; Kwok, A New Method of Weighting
//!   Query Terms for Ad-hoc Retrieval, 1996).
//!
//! - `headline` goes to the article whose headline was asked for. Coverage is the share of the question's
//!   weight whose words are in the headline, and precision the share of the headline's words that were
//!   asked for. Function words count for neither.
//! - A short question has constants of its own: each of its words is what it is about, and the length of an
//!   article says less against it.
//!
//! Every part is added and none is negative. `docs/ranking.md` has the measurements, of other formulas
//! too.

mod constants;
mod function_words;

use std::cmp::Ordering;

use crate::article::Id;
use crate::request::Sort;

pub use constants::{Constants, LONG_CONSTANTS, SHORT, SHORT_CONSTANTS};
pub use function_words::is_function_word;

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

/// Half of a question in a headline adds next to nothing, nine tenths nearly half of the bonus.
const HEADLINE_POWER: i32 = 8;

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
    /// How many words of a headline an occurrence is.
    headline_words: u32,
}

impl Weight {
    fn times(self, factor: f32) -> Weight {
        Weight {
            article: self.article * factor,
            passage: self.passage * factor,
            ..self
        }
    }

    /// The same for a leaf of which an occurrence in a headline is so many words of it, function words
    /// left out: 0 if it does not count there.
    pub fn in_headlines(self, words: u32) -> Weight {
        Weight {
            headline_words: words,
            ..self
        }
    }

    /// What the leaf has in the headline of an article, if it occurs there so often.
    pub fn headline(self, times: u32) -> Headline {
        let occurs = times > 0 && self.headline_words > 0;
        Headline {
            weight: if occurs { self.article } else { 0.0 },
            words: times.saturating_mul(self.headline_words),
        }
    }
}

/// The part of a question that is in a headline.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Headline {
    weight: f32,
    /// Words of the headline that were asked for.
    words: u32,
}

impl Headline {
    /// With another leaf.
    pub fn and(self, other: Headline) -> Headline {
        Headline {
            weight: self.weight + other.weight,
            words: self.words.saturating_add(other.words),
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

    /// Of a word with its relatives, which count as much less for how common it is as for its frequency.
    pub fn with_relatives(self, relatives: TermStats, constants: &Constants) -> TermStats {
        let share = constants.relative_share;
        TermStats {
            articles: self.articles + share * relatives.articles,
            passages: self.passages + share * relatives.passages,
            occurrences: self.occurrences + share * relatives.occurrences,
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
            headline_words: 0,
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

    /// What a headline of so many words adds to the score of its article, function words left out. `asked`
    /// is the whole question.
    pub fn headline(&self, asked: Headline, found: Headline, words: u32) -> f32 {
        if found.weight <= 0.0 {
            return 0.0;
        }
        let coverage = (found.weight / asked.weight).min(1.0);
        let precision = (found.words as f32 / words.max(1) as f32).min(1.0);
        self.constants.headline_bonus * asked.weight * coverage.powi(HEADLINE_POWER) * precision
    }

    /// The most that a headline can add.
    pub fn headline_bound(&self, asked: Headline, found: Headline) -> f32 {
        self.headline(asked, found, 1)
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

#[cfg(test)]
mod tests {
    use super::*;

    const COLLECTION: Collection = Collection {
        articles: 1_000,
        passages: 5_000,
        average_article: 500.0,
        constants: LONG_CONSTANTS,
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
    fn a_headline_that_was_asked_for_as_a_whole_adds_most() {
        let weight = COLLECTION.weight(stats(10.0, 20.0), 1.0).in_headlines(1);
        let of = |words| (0..words).map(|_| weight.headline(1));
        let sum = |words| of(words).fold(Headline::default(), Headline::and);
        let bonus = |found, words| COLLECTION.headline(sum(4), sum(found), words);
        let most = COLLECTION.constants.headline_bonus * 4.0 * weight.article;
        assert_eq!(bonus(4, 4), most);
        assert_eq!(bonus(4, 8), most / 2.0);
        assert!(bonus(3, 3) > bonus(2, 2) && bonus(2, 2) < most / 100.0);
        assert_eq!(bonus(0, 4), 0.0);
        assert_eq!(COLLECTION.headline_bound(sum(4), sum(4)), most);
        assert_eq!(weight.in_headlines(0).headline(3), Headline::default());
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
}
