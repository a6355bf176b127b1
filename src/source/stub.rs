//! What is before the rest of an article whose page shows the beginning alone.

use std::fmt;

/// What is before the rest of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stub {
    /// The rest is for those who pay or are known.
    Payment,
    /// The rest is for those who agree to be followed.
    Consent,
    /// The rest is for those who show that they are no program.
    Challenge,
    /// The rest is written by programs of the page.
    Scripts,
}

/// A noun for a sentence: `payment`, `a challenge`.
impl fmt::Display for Stub {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Stub::Payment => "payment",
            Stub::Consent => "consent",
            Stub::Challenge => "a challenge",
            Stub::Scripts => "scripts",
        })
    }
}

impl Stub {
    /// A sentence about the beginning of an article.
    pub fn note(self) -> String {
        format!("the page shows the beginning of the article alone; the rest is behind {self}")
    }

    /// Why a page without even that is no article.
    #[cfg(feature = "html")]
    pub(super) fn refusal(self) -> &'static str {
        match self {
            Stub::Payment => "the page asks for payment and shows nothing of its article",
            Stub::Consent => "the page asks for consent and holds no article",
            Stub::Challenge => "the page is a challenge to browsers and holds no article",
            Stub::Scripts => "the page is written by its scripts, which are not run",
        }
    }
}
