//! The numbers of the formula: which there are, and which a question has.

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
    /// What a headline that was asked for as a whole adds, as a share of the question's weight.
    pub headline_bonus: f32,
}

/// For a question of at most `SHORT` words.
pub const SHORT_CONSTANTS: Constants = Constants {
    article_k1: 0.9,
    article_b: 0.45,
    idf_power: 1.0,
    burst_power: 0.6,
    ..LONG_CONSTANTS
};

/// For a longer one.
pub const LONG_CONSTANTS: Constants = Constants {
    title_weight: 4.0,
    article_k1: 1.5,
    article_b: 0.6,
    passage_k1: 1.2,
    passage_share: 0.3,
    idf_power: 1.2,
    burst_power: 0.8,
    function_word_weight: 0.2,
    relative_share: 0.4,
    headline_bonus: 1.0,
};

/// The most words of a short question, function words left out.
pub const SHORT: u32 = 4;

impl Constants {
    /// For a question of so many words, function words left out.
    pub fn for_words(words: u32) -> Constants {
        if words <= SHORT {
            SHORT_CONSTANTS
        } else {
            LONG_CONSTANTS
        }
    }
}
