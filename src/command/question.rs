//! The part of the command line that asks: words and filters to a `Request`.

use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::tz::TimeZone;

use super::named::{self, STDIN};
use crate::error::Result;
use crate::query;
use crate::request::{Request, Sort, options};

/// The argument by which a verb that takes a question is known.
pub const WORDS: &str = "words";

/// A question whose answer comes in pages.
#[derive(Debug, clap::Args)]
pub struct Question {
    #[command(flatten)]
    asked: Asked,
    /// How many to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Go on where an answer to the same question ended: its `cursor`, which `--json` has
    #[arg(long, conflicts_with = "offset")]
    cursor: Option<String>,
}

/// What is asked.
#[derive(Debug, clap::Args)]
pub struct Asked {
    /// A question, quoted for the shell: '"a phrase" AND (this OR that*)'; see `newshound help query`
    #[arg(id = WORDS, value_name = "WORDS")]
    words: Vec<String>,
    /// Rank on any of the words instead of asking for all of them
    #[arg(long)]
    any: bool,
    /// Ask for all of the words, also of a question in words
    #[arg(long, conflicts_with = "any")]
    all: bool,
    /// Look for the relatives of each word too: `government` beside `governance`
    #[arg(long)]
    relatives: bool,
    /// Only articles published after this day
    #[arg(long, value_name = "DAY")]
    after: Option<String>,
    /// Only articles published before this day
    #[arg(long, value_name = "DAY")]
    before: Option<String>,
    /// Only articles of this outlet
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    #[command(flatten)]
    zone: Zone,
    /// Look for words only as they are typed, under no other name
    #[arg(
        long,
        env = "NEWSHOUND_NO_ALIASES",
        hide_env_values = true,
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    no_aliases: bool,
    /// Make everything that cannot be read as written an error
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    patience: Patience,
}

/// Whose days are meant.
#[derive(Debug, clap::Args)]
pub struct Zone {
    /// Whose calendar days are meant, such as `Europe/Brussels`
    #[arg(
        long,
        value_name = "ZONE",
        default_value = "UTC",
        value_parser = zone,
        env = "NEWSHOUND_ZONE",
        hide_env_values = true
    )]
    zone: TimeZone,
}

impl Zone {
    pub fn read(&self) -> Result<TimeZone> {
        Ok(self.zone.clone())
    }
}

/// How long an answer is waited for.
#[derive(Debug, clap::Args)]
pub struct Patience {
    /// Seconds until a question is given up, and not answered in part; what is found in time is shown
    /// however long that takes
    #[arg(
        long,
        value_name = "SECONDS",
        default_value = "20",
        value_parser = seconds,
        env = "NEWSHOUND_TIMEOUT",
        hide_env_values = true
    )]
    timeout: Duration,
}

impl Patience {
    pub fn timeout(&self) -> Option<Duration> {
        Some(self.timeout)
    }
}

fn zone(name: &str) -> std::result::Result<TimeZone, String> {
    let none = |_| "write `UTC`, `Europe/Brussels` or `America/New_York`".to_owned();
    TimeZone::get(name).map_err(none)
}

/// A time above 0, in seconds.
pub fn seconds(text: &str) -> std::result::Result<Duration, String> {
    let read = text.parse().ok().map(Duration::try_from_secs_f64);
    match read {
        Some(Ok(time)) if !time.is_zero() => Ok(time),
        _ => Err("write a number of seconds above 0, such as `20` or `0.5`".to_owned()),
    }
}

/// `None` for all.
#[derive(Debug, Clone, Copy)]
pub struct PerArticle(pub Option<usize>);

pub fn per_article(text: &str) -> std::result::Result<PerArticle, String> {
    let read = options::per_article(text).map(PerArticle);
    read.ok_or_else(|| "write a number from 1 on, or `all`".to_owned())
}

/// In days; `None` for no bonus.
#[derive(Debug, Clone, Copy)]
pub struct HalfLife(pub Option<f64>);

pub fn half_life(text: &str) -> std::result::Result<HalfLife, String> {
    let read = options::half_life(text).map(HalfLife);
    read.ok_or_else(|| "write a whole number and `d`, `w`, `m` or `y`, such as `30d`".to_owned())
}

/// Takes the name of one of these orders.
pub fn sort_by(allowed: &'static [Sort]) -> impl TypedValueParser<Value = Sort> {
    let names = Sort::NAMES
        .iter()
        .filter(|(_, sort)| allowed.contains(sort));
    PossibleValuesParser::new(names.map(|(name, _)| *name))
        .map(|name| Sort::named(&name).unwrap_or_default())
}

impl Question {
    /// Whether an earlier answer goes on.
    pub fn goes_on(&self) -> bool {
        self.cursor.is_some()
    }

    /// Whether the only word is `-`: what is asked for is on standard input.
    pub fn is_stdin(&self) -> bool {
        self.asked.words == [STDIN]
    }

    /// Fails where `-` is one of several words.
    pub fn check_stdin(&self, verb: &str) -> Result<()> {
        named::check(&self.asked.words, verb)
    }

    pub fn zone(&self) -> Result<TimeZone> {
        self.asked.zone()
    }

    /// The words of a question that is one argument of plain words, as a phrase.
    pub fn as_phrase(&self) -> Option<String> {
        self.asked.as_phrase()
    }

    /// The request that these arguments make.
    pub fn request(&self) -> Result<Request> {
        Ok(Request {
            offset: self.offset,
            cursor: self.cursor.clone(),
            ..self.asked.request()?
        })
    }
}

impl Asked {
    pub fn zone(&self) -> Result<TimeZone> {
        self.zone.read()
    }

    /// The words of a question that is one argument of plain words, as a phrase.
    pub fn as_phrase(&self) -> Option<String> {
        match self.words.as_slice() {
            [one] if !self.any => query::as_phrase(one),
            _ => None,
        }
    }

    /// The request that these arguments make.
    pub fn request(&self) -> Result<Request> {
        Ok(Request {
            text: query::from_arguments(&self.words),
            any: self.any,
            all: self.all,
            relatives: self.relatives,
            after: self.after.clone(),
            before: self.before.clone(),
            outlet: self.outlet.clone(),
            zone: self.zone()?,
            aliases: !self.no_aliases,
            strict: self.strict,
            timeout: self.patience.timeout(),
            ..Request::default()
        })
    }
}
