//! A feed as it is followed: when it changes, and what its entries lead to.

use std::time::Duration;

use jiff::civil::Weekday;

use super::super::extracted::Extracted;
use super::super::input::Input;
use super::{Found, entries};
use crate::record::Problem;

/// A feed as it is followed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feed {
    /// Its own title.
    pub title: Option<String>,
    /// How long it asks to be left alone after it was read; a week at most.
    pub wait: Option<Duration>,
    /// The hours, in UTC, in which it does not change.
    pub skip_hours: Vec<u8>,
    /// The days, in UTC, on which it does not change.
    pub skip_days: Vec<Weekday>,
    /// In its order, those without a text too; entries that cannot be read are left out.
    pub entries: Vec<Entry>,
}

/// An entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where the page is that it leads to.
    pub address: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// A hash of its text, if it has one.
    pub text: Option<u64>,
    /// Whether its text is only a summary.
    pub is_summary: bool,
}

/// So many entries are followed.
const MOST: usize = 10_000;

/// Reads a feed in XML.
pub(in super::super) fn read(input: Input) -> Result<Feed, Problem> {
    let mut all = entries(input)?;
    let found = all.by_ref().filter_map(|found| match found {
        Found::Entry(said) => (*said).ok(),
        Found::Problem(_) => None,
    });
    let entries = listed(found);
    let channel = all.channel;
    Ok(Feed {
        wait: channel.wait(),
        title: channel.title,
        skip_hours: channel.skip_hours,
        skip_days: channel.skip_days,
        entries,
    })
}

/// The entries that say this.
pub(in super::super) fn listed(said: impl Iterator<Item = Extracted>) -> Vec<Entry> {
    let entries = said.map(|Extracted { article, .. }| Entry {
        text: (!article.text.trim().is_empty()).then(|| article.text_hash()),
        is_summary: article.about.is_summary,
        address: article.about.url,
        title: article.about.title,
    });
    entries.take(MOST).collect()
}
