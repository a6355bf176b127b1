//! What a feed says of itself, and so of each of its entries.

use std::time::Duration;

use jiff::civil::Weekday;

use super::super::content;
use super::super::xml::{Element, Piece, Xml};
use super::entry::absolute;

/// What a feed says of itself.
#[derive(Default)]
pub(super) struct Channel {
    pub title: Option<String>,
    pub lang: Option<String>,
    pub authors: Vec<String>,
    /// The address from which the others go on.
    pub base: Option<String>,
    /// How long nothing new is to be expected, by `ttl` and by how often the feed is said to change.
    pub ttl: Option<Duration>,
    pub period: Option<Duration>,
    pub frequency: Option<u32>,
    /// The hours, in UTC, and days in which the feed does not change.
    pub skip_hours: Vec<u8>,
    pub skip_days: Vec<Weekday>,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

/// The periods of `sy:updatePeriod`, in seconds.
const PERIODS: &[(&str, u64)] = &[
    ("hourly", HOUR),
    ("daily", DAY),
    ("weekly", WEEK),
    ("monthly", 30 * DAY),
    ("yearly", 365 * DAY),
];

const DAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The row of what a person wrote.
fn named<T: Copy>(rows: &[(&str, T)], name: &str) -> Option<T> {
    let name = name.trim();
    let row = rows.iter().find(|row| row.0.eq_ignore_ascii_case(name));
    row.map(|row| row.1)
}

impl Channel {
    /// How long the feed asks to be left alone, a week at most.
    pub fn wait(&self) -> Option<Duration> {
        let period = self
            .period
            .map(|period| period / self.frequency.unwrap_or(1).max(1));
        let wait = self.ttl.or(period).filter(|wait| !wait.is_zero())?;
        Some(wait.min(Duration::from_secs(WEEK)))
    }

    fn skip_hour(&mut self, text: &str) {
        // The last hour of the day is 24 to some and 0 to others.
        let hour = text.trim().parse().ok().map(|hour: u8| hour % 24);
        let is_new = |hour: &u8| !self.skip_hours.contains(hour);
        if let Some(hour) = hour.filter(is_new) {
            self.skip_hours.push(hour);
        }
    }

    fn skip_day(&mut self, text: &str) {
        let day = named(DAYS, text);
        if let Some(day) = day.filter(|day| !self.skip_days.contains(day)) {
            self.skip_days.push(day);
        }
    }
}

/// Elements that only hold others.
const CONTAINERS: &[&str] = &["channel", "feed", "rdf", "rss", "skipdays", "skiphours"];

/// Reads a feed without its entries; `address` is where it is.
pub(super) fn read(text: &str, depth: usize, address: Option<String>) -> Channel {
    let mut channel = Channel::default();
    let mut link = None;
    let mut xml = Xml::new(text, depth);
    while let Some(piece) = xml.next() {
        let Piece::Start(element) = piece else {
            continue;
        };
        let name = element.name.to_ascii_lowercase();
        let prefix = content::prefix(&element.qualified());
        if CONTAINERS.contains(&&*name) {
            offer(&mut channel.base, content::base_of(&element));
            offer(&mut channel.lang, content::lang_of(&element));
            continue;
        }
        match (&*prefix, &*name) {
            (prefix, "title") if content::is_own(prefix) => {
                offer(&mut channel.title, content::heading(xml.inner()));
            }
            (_, "language") => offer(&mut channel.lang, Some(xml.text())),
            (prefix, "author") if content::is_own(prefix) => {
                channel.authors.extend(content::person(xml.inner()));
            }
            (_, "link") => offer(&mut link, page(&element, &mut xml)),
            ("", "ttl") => {
                let minutes: Option<u64> = xml.text().trim().parse().ok();
                channel.ttl =
                    minutes.map(|minutes| Duration::from_secs(minutes.saturating_mul(MINUTE)));
            }
            (_, "updateperiod") => {
                channel.period = named(PERIODS, &xml.text()).map(Duration::from_secs);
            }
            (_, "updatefrequency") => channel.frequency = xml.text().trim().parse().ok(),
            ("", "hour") => channel.skip_hour(&xml.text()),
            ("", "day") => channel.skip_day(&xml.text()),
            _ => Xml::skip(&mut xml),
        }
    }
    let base = channel.base.or(link);
    let base = base.map(|base| absolute(&base, address.as_deref()));
    channel.base = base.or(address);
    channel
}

/// The page of the feed.
fn page(element: &Element, xml: &mut Xml) -> Option<String> {
    let text = xml.text();
    match element.attribute("href") {
        Some(address) => {
            let rel = element.attribute("rel").unwrap_or_default();
            matches!(&*rel, "" | "alternate").then_some(address)
        }
        None => Some(text),
    }
}

/// Of two claims the first that says something holds.
fn offer(place: &mut Option<String>, claim: Option<String>) {
    let claim = claim.map(|claim| claim.trim().to_owned());
    if place.is_none() {
        *place = claim.filter(|claim| !claim.is_empty());
    }
}
