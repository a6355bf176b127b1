//! A request: what a person, a script or a page asks, before it is read.
//!
//! Every door fills in a request, and `Question::read` alone turns its text into a query.

use std::fmt::{self, Display, Formatter};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub mod cursor;
pub mod interrupt;
pub mod options;

/// A question as it was typed, with everything that can be said about the answer.
///
/// ```
/// use newshound::request::{Request, Sort};
///
/// let request = Request::new("stargate AND lawsuit").limit(5).sort(Sort::Newest);
/// assert_eq!((request.limit, request.per_article), (5, Some(3)));
/// ```
#[derive(Debug, Clone)]
pub struct Request {
    /// In the query language. Where it is empty, a filter or `everything` has to say what is asked for.
    pub text: String,
    /// Whether any of the words is enough, instead of all of them.
    pub any: bool,
    /// Whether all of the words are asked for even if the text is a question in words, of which any is
    /// enough otherwise.
    pub all: bool,
    /// Whether the relatives of each word are looked for as well: the other words of its family.
    pub relatives: bool,
    /// Whether an empty text asks for every article.
    pub everything: bool,
    /// Only articles published after this day, as the query language writes days.
    pub after: Option<String>,
    /// Only articles published before this day.
    pub before: Option<String>,
    /// Only articles of this outlet.
    pub outlet: Option<String>,
    /// Only articles that these filters of the query language find too, however the question is read.
    pub narrow: Vec<String>,
    /// Whose calendar days are meant.
    pub zone: TimeZone,
    /// The moment that `date:7d` and the like count from; by default the clock of the library.
    pub now: Option<Timestamp>,
    /// Whether other names for what was typed are looked for as well.
    pub aliases: bool,
    /// Whether everything that cannot be read as written is an error.
    pub strict: bool,
    /// How many passages, or articles of a listing, to return.
    pub limit: usize,
    /// How many to skip before them.
    pub offset: usize,
    /// Where to go on, as an earlier answer to the same question said; then `offset` is not looked at.
    pub cursor: Option<String>,
    /// How many passages of one article to return at most; `None` for all of them.
    pub per_article: Option<usize>,
    /// The order of the answer.
    pub sort: Sort,
    /// Lets newer articles win among about equal ones: the days after which half of their bonus is left.
    pub half_life: Option<f64>,
    /// Whether to say how the question was read and what each score is made of.
    pub explain: bool,
    /// How many partial answers to give where keywords find nothing: articles that lack some of them.
    pub partial: usize,
    /// How long the answer may take, from when the request is read; then it is refused, never given in part.
    pub timeout: Option<Duration>,
    /// Set by any thread that no longer wants the answer.
    pub cancelled: Option<Arc<AtomicBool>>,
}

/// The order of an answer. No two results are ever equal in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first; then newer, then by id and passage number.
    #[default]
    Relevance,
    /// Newest first, undated last; then by id, score and passage number.
    Newest,
    /// Oldest first, undated last; then by id, score and passage number.
    Oldest,
}

impl Sort {
    /// Each order by the name that a person writes.
    pub const NAMES: &[(&str, Sort)] = &[
        ("relevance", Sort::Relevance),
        ("newest", Sort::Newest),
        ("oldest", Sort::Oldest),
    ];

    /// The order with this name.
    pub fn named(name: &str) -> Option<Sort> {
        let found = Sort::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, sort)| *sort)
    }
}

impl Display for Sort {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let found = Sort::NAMES.iter().find(|(_, sort)| sort == self);
        out.write_str(found.map_or("", |(name, _)| name))
    }
}

/// Ten passages, at most three of an article, best first; days in UTC.
impl Default for Request {
    fn default() -> Request {
        Request {
            text: String::new(),
            any: false,
            all: false,
            relatives: false,
            everything: false,
            after: None,
            before: None,
            outlet: None,
            narrow: Vec::new(),
            zone: TimeZone::UTC,
            now: None,
            aliases: true,
            strict: false,
            limit: 10,
            offset: 0,
            cursor: None,
            per_article: Some(3),
            sort: Sort::Relevance,
            half_life: None,
            explain: false,
            partial: 0,
            timeout: None,
            cancelled: None,
        }
    }
}

impl Request {
    /// Asks a question in the query language.
    pub fn new(text: impl Into<String>) -> Request {
        Request {
            text: text.into(),
            ..Request::default()
        }
    }

    /// Asks for every article.
    pub fn everything() -> Request {
        Request {
            everything: true,
            ..Request::default()
        }
    }

    /// Whether any of the words is enough.
    pub fn any(self, any: bool) -> Request {
        Request { any, ..self }
    }

    /// Whether all of the words are asked for, however the question is put.
    pub fn all(self, all: bool) -> Request {
        Request { all, ..self }
    }

    /// Whether the relatives of each word are looked for as well.
    pub fn relatives(self, relatives: bool) -> Request {
        Request { relatives, ..self }
    }

    /// Only articles published after this day: `2026-03-01`, `2026-03` or `7d`.
    pub fn after(self, day: impl Into<String>) -> Request {
        let after = Some(day.into());
        Request { after, ..self }
    }

    /// Only articles published before this day.
    pub fn before(self, day: impl Into<String>) -> Request {
        let before = Some(day.into());
        Request { before, ..self }
    }

    /// Only articles of this outlet.
    pub fn outlet(self, name: impl Into<String>) -> Request {
        let outlet = Some(name.into());
        Request { outlet, ..self }
    }

    /// Whose calendar days are meant.
    pub fn zone(self, zone: TimeZone) -> Request {
        Request { zone, ..self }
    }

    /// The moment that `date:7d` and the like count from.
    pub fn now(self, now: Timestamp) -> Request {
        let now = Some(now);
        Request { now, ..self }
    }

    /// Whether other names for what was typed are looked for as well.
    pub fn aliases(self, aliases: bool) -> Request {
        Request { aliases, ..self }
    }

    /// Whether everything that cannot be read as written is an error.
    pub fn strict(self, strict: bool) -> Request {
        Request { strict, ..self }
    }

    /// How many passages, or articles of a listing, to return.
    pub fn limit(self, limit: usize) -> Request {
        Request { limit, ..self }
    }

    /// How many to skip before them.
    pub fn offset(self, offset: usize) -> Request {
        Request { offset, ..self }
    }

    /// Where to go on, as an earlier answer to the same question said.
    pub fn cursor(self, cursor: impl Into<String>) -> Request {
        let cursor = Some(cursor.into());
        Request { cursor, ..self }
    }

    /// How many passages of one article to return at most; `None` for all of them.
    pub fn per_article(self, per_article: impl Into<Option<usize>>) -> Request {
        let per_article = per_article.into();
        Request {
            per_article,
            ..self
        }
    }

    /// The order of the answer.
    pub fn sort(self, sort: Sort) -> Request {
        Request { sort, ..self }
    }

    /// Lets newer articles win among about equal ones; half of their bonus is left after so many days.
    pub fn half_life(self, days: f64) -> Request {
        let half_life = Some(days);
        Request { half_life, ..self }
    }

    /// Whether to say how the question was read and what each score is made of.
    pub fn explain(self, explain: bool) -> Request {
        Request { explain, ..self }
    }

    /// How many partial answers to give where nothing is found.
    pub fn partial(self, partial: usize) -> Request {
        Request { partial, ..self }
    }

    /// How long the answer may take; then it is refused.
    pub fn timeout(self, timeout: Duration) -> Request {
        let timeout = Some(timeout);
        Request { timeout, ..self }
    }

    /// A flag that any thread may set when it no longer wants the answer.
    pub fn cancelled(self, flag: Arc<AtomicBool>) -> Request {
        let cancelled = Some(flag);
        Request { cancelled, ..self }
    }

    /// Whether the text holds anything.
    pub fn has_words(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// Whether a filter says which articles are meant.
    pub fn has_filters(&self) -> bool {
        self.after.is_some()
            || self.before.is_some()
            || self.outlet.is_some()
            || !self.narrow.is_empty()
    }
}
