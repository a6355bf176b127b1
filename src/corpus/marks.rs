//! The marks by which an article is recognised when it comes again, changed or elsewhere.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_64;

use crate::article::{Article, Id, Provenance, Standing};

/// What an article is recognised by, besides its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// The id that its address or key gives it.
    pub anchor: Option<Id>,
    /// Whether the anchor is an address.
    pub has_address: bool,
    /// Whether its file itself says its address or key.
    pub is_own: bool,
    /// `Article::text_hash` of what its file says.
    pub text: u64,
    /// Whether that is the hash of its folded text alone.
    pub is_long: bool,
    /// `Article::exact_hash` of what its file says.
    pub exact: u64,
    /// Of its text.
    pub sketch: Sketch,
    /// The hash of the description that is beside its file and is said of it.
    pub description: Option<u64>,
    /// By what it is in force, of several versions.
    pub standing: Standing,
    /// Whether the description beside its file was given for another text, and is not said of it.
    pub is_misdescribed: bool,
}

impl Marks {
    /// The marks of an article as its file says it, without a description.
    pub fn of(article: &Article) -> Marks {
        let address = article.about.address();
        let anchor = article.about.anchor(address.as_deref());
        let (folded, exact) = (article.folded_hash(), article.exact_hash());
        Marks {
            anchor,
            has_address: address.is_some(),
            is_own: anchor.is_some(),
            standing: article.about.standing(),
            text: folded.unwrap_or(exact),
            exact,
            is_long: folded.is_some(),
            sketch: if anchor.is_some() {
                Sketch::default()
            } else {
                Sketch::of(&article.text)
            },
            ..Marks::default()
        }
    }

    /// Takes address and key of an article as it is described and where it is now.
    pub fn place(&mut self, article: &Article) {
        let address = article.about.address();
        self.anchor = article.about.anchor(address.as_deref());
        self.has_address = address.is_some();
    }

    /// The id that an article gets which is new at this place.
    pub fn id(&self, place: &Provenance) -> Id {
        self.anchor.unwrap_or_else(|| place.id(self.exact))
    }
}

/// A sketch of a text: of two texts about as many bits are equal as they share words.
///
/// One-permutation minwise hashing with one bit a bin (Li, Owen and Zhang, "One Permutation Hashing", 2012):
/// each word falls into one of 64 bins, and each bin keeps one bit of its least hash; an empty bin takes that of
/// the next. Two texts with Jaccard similarity J agree in a share of (1 + J) / 2 of the bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sketch(pub u64);

const BINS: usize = 64;
/// A text with fewer words than this has no sketch.
const FEWEST: usize = 8;
/// Shorter words are in every text.
const SHORTEST: usize = 4;
/// A longer run of letters is a sentence without blanks: its characters are its words.
const LONGEST: usize = 30;

/// Of two versions of one text at one place so many bits are equal at least.
const NEAR: u32 = 44;
/// Of two versions of one text at different places so many bits are equal at least.
const VERY_NEAR: u32 = 50;

impl Sketch {
    /// The sketch of a text.
    pub fn of(text: &str) -> Sketch {
        let mut least = [u64::MAX; BINS];
        let mut words = 0;
        let mut put = |word: &str| {
            let hash = xxh3_64(word.as_bytes());
            let bin = &mut least[(hash >> 58) as usize];
            words += usize::from(*bin != hash);
            *bin = hash.min(*bin);
        };
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            match word.chars().take(LONGEST + 1).count() {
                ..SHORTEST if word.is_ascii() => {}
                ..=LONGEST => put(&word.to_lowercase()),
                _ => word
                    .char_indices()
                    .for_each(|(at, c)| put(&word[at..at + c.len_utf8()])),
            }
        }
        if words < FEWEST {
            return Sketch(0);
        }
        let bits = (0..BINS).map(|bin| {
            let filled = (0..BINS).map(|step| least[(bin + step) % BINS]);
            let hash = filled.into_iter().find(|hash| *hash != u64::MAX);
            let mixed = hash.unwrap_or_default() ^ bin as u64;
            (xxh3_64(&mixed.to_le_bytes()) & 1) << bin
        });
        Sketch(bits.sum::<u64>().max(1))
    }

    /// In how many of 64 bits two sketches agree; `None` where a text is too short to tell.
    pub fn likeness(self, other: Sketch) -> Option<u32> {
        (self.0 != 0 && other.0 != 0).then(|| u64::BITS - (self.0 ^ other.0).count_ones())
    }

    /// Whether a text may be an edit of another one at the same place. Of a short text the place decides.
    pub fn is_near(self, other: Sketch) -> bool {
        self.likeness(other).is_none_or(|equal| equal >= NEAR)
    }

    /// Whether a text is an edit of another one, wherever it is.
    pub fn is_very_near(self, other: Sketch) -> bool {
        self.likeness(other).is_some_and(|equal| equal >= VERY_NEAR)
    }
}

/// Whether one text may be an edit of another one at the same place: they share a fifth of their words.
pub fn are_alike(text: &str, other: &str) -> bool {
    let words = |text: &str| -> HashSet<u64> {
        // What is written without blanks is compared sign by sign.
        let is_sign = |c: char| c >= '\u{2e80}';
        let words = text.split(|c: char| !c.is_alphanumeric() || is_sign(c));
        let words = words.filter(|word| !word.is_empty());
        let words = words.map(|word| xxh3_64(word.to_lowercase().as_bytes()));
        words
            .chain(text.chars().filter(|c| is_sign(*c)).map(u64::from))
            .collect()
    };
    let (words, others) = (words(text), words(other));
    let shared = words.intersection(&others).count();
    let all = words.len() + others.len() - shared;
    shared * 5 >= all
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The committee voted on Tuesday to advance a measure that would require developers of \
        large models to publish safety frameworks, report serious incidents to the state and protect \
        employees who raise concerns about catastrophic risks.";
    const OTHER: &str = "Export controls on advanced chips were tightened again this week as the department \
        closed several loopholes that had allowed subsidiaries abroad to purchase accelerators through \
        distributors in third countries.";

    #[test]
    fn an_edited_text_is_near_and_another_is_not() {
        let edited = TEXT.replace("Tuesday", "Wednesday") + " A second reading follows.";
        let (text, edited, other) = (Sketch::of(TEXT), Sketch::of(&edited), Sketch::of(OTHER));
        assert!(text.is_very_near(edited), "{:?}", text.likeness(edited));
        assert!(!text.is_near(other), "{:?}", text.likeness(other));
    }

    #[test]
    fn of_a_short_text_only_the_place_can_tell() {
        let (one, other) = (Sketch::of("The pause goes on."), Sketch::of(TEXT));
        assert!(one.is_near(other) && !one.is_very_near(other));
    }

    #[test]
    fn a_text_without_blanks_has_a_sketch() {
        let text = "人工知能の規制に関する法案が国会で審議されており与野党の議員が修正案を提出した模様である";
        assert!(Sketch::of(text).is_very_near(Sketch::of(&text.replace("修正案", "対案"))));
    }
}
