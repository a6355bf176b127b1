//! One question in full: the query and how much of its answer is wanted.

pub mod interrupt;

use jiff::tz::TimeZone;

use crate::alias::Aliases;
use crate::query::{Join, Query};
use crate::rank::Freshness;

#[derive(Debug, Clone)]
pub struct Request {
    /// As it was typed.
    pub text: String,
    pub query: Query,
    /// The same question if any of its words were enough, where that is another one.
    pub any: Option<Query>,
    /// What the parser had to say, as full sentences.
    pub notes: Vec<String>,
    /// What words side by side were read as: under `Any`, any neighbours may be one name.
    pub join: Join,
    /// Other names that words of the query are looked for under.
    pub aliases: Aliases,
    /// Whose calendar days `date:` and `added:` mean.
    pub zone: TimeZone,
    pub limit: usize,
    pub offset: usize,
    /// At most this many passages of one article; `None` for all of them.
    pub per_article: Option<usize>,
    pub sort: Sort,
    /// Whether newer articles are worth more.
    pub freshness: Option<Freshness>,
    pub explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first; then newer, then by id and passage number.
    #[default]
    Relevance,
    /// Newest first, undated last; then by id and passage number.
    Newest,
    /// Oldest first, undated last; then by id and passage number.
    Oldest,
}
