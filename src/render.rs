//! Results to bytes: one file per face.
//!
//! A face is a plain function of a value from `results`, an `Appearance` and a writer. The same value
//! always gives the same bytes: no face depends on the time, the folder or the machine.
//! Text from articles is made safe in `safe` and nowhere else. `wrap` chooses line breaks, `paint`
//! colours and the signs in place of them, `count` writes numbers for people. `records` writes rows in the forms that
//! programs read.
//!
//! Not here: what is shown (`results`), whether there is a terminal and how wide it is (`command`).

pub mod article;
pub mod assistant;
pub mod bar;
pub mod cite;
pub mod count;
pub mod doctor;
pub mod error;
pub mod facets;
pub mod fit;
pub mod ids;
pub mod json;
pub mod key_terms;
pub mod listing;
pub mod names;
pub mod page;
pub mod paint;
pub mod parameters;
pub mod records;
pub mod rows;
pub mod safe;
pub mod score;
pub mod screen;
pub mod settings;
pub mod shell;
pub mod snippet;
pub mod status;
pub mod styled_line;
pub mod svg;
pub mod table;
pub mod template;
pub mod terminal;
pub mod timeline;
pub mod trec;
pub mod wrap;

use crate::article::Id;

/// How a face for people looks.
#[derive(Debug, Clone)]
pub struct Appearance {
    /// Columns to wrap at; `usize::MAX` leaves lines as long as they are.
    pub width: usize,
    pub colour: bool,
    /// Whether headlines may be links (OSC 8).
    pub links: bool,
    /// The zone in which instants fall on days.
    pub zone: jiff::tz::TimeZone,
    /// Whether the bytes reach a terminal. Decides only how the full text of an article is
    /// printed: made safe and wrapped on a terminal, byte for byte elsewhere.
    pub terminal: bool,
    /// Whether a hit shows its whole passage, instead of the sentences that hold its marks.
    pub full: bool,
    /// How many digits of an id are shown.
    pub digits: usize,
    /// The signs before and after a mark, with and without colour; `None` for `«` and `»` without it alone.
    pub signs: Option<Signs>,
    /// The folder of the corpus as a `file:` address, for the links of articles without an address.
    pub folder: Option<url::Url>,
}

/// The signs before and after a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signs {
    pub open: String,
    pub close: String,
}

impl Appearance {
    /// Plain text, as wide as may be, in UTC.
    pub fn plain() -> Appearance {
        Appearance {
            width: usize::MAX,
            colour: false,
            links: false,
            zone: jiff::tz::TimeZone::UTC,
            terminal: false,
            full: false,
            digits: Id::DIGITS,
            signs: None,
            folder: None,
        }
    }

    /// An id, as long as it is shown.
    pub fn id(&self, id: Id) -> String {
        let mut digits = id.to_string();
        digits.truncate(self.digits);
        digits
    }

    /// The address of a passage, as long as it is shown.
    pub fn address(&self, article: Id, passage: u32) -> String {
        format!("{}:{passage}", self.id(article))
    }
}
