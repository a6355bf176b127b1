//! The part of the command line that asks: words and filters to an `Request`.

use jiff::tz::TimeZone;

use super::Context;
use crate::alias::{self, Aliases};
use crate::corpus;
use crate::error::{Error, Kind, Result};
use crate::field::Field;
use crate::query::{self, Asking, Join, Query, Scope};
use crate::rank::Freshness;
use crate::request::{Request, Sort};

/// The argument by which a verb that takes a question is known.
pub const WORDS: &str = "words";

#[derive(Debug, clap::Args)]
pub struct Question {
    /// Words, "phrases", AND OR NOT, (brackets), field:word; see `newshound help query`
    #[arg(id = WORDS, value_name = "WORDS")]
    words: Vec<String>,
    /// Rank on any of the words instead of asking for all of them
    #[arg(long)]
    any: bool,
    /// Only articles published after this day
    #[arg(long, value_name = "DAY")]
    after: Option<String>,
    /// Only articles published before this day
    #[arg(long, value_name = "DAY")]
    before: Option<String>,
    /// Only articles of this outlet
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Whose calendar days are meant, such as `Europe/Brussels`
    #[arg(
        long,
        value_name = "ZONE",
        default_value = "UTC",
        env = "NEWSHOUND_ZONE",
        hide_env_values = true
    )]
    zone: String,
    /// Look for words only as they are typed, under no other name
    #[arg(long)]
    no_aliases: bool,
    /// Make everything that cannot be read as written an error
    #[arg(long)]
    strict: bool,
    /// How many to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
}

/// How much of the answer is wanted.
pub struct Wanted {
    pub limit: usize,
    pub per_article: Option<usize>,
    pub explain: bool,
    pub freshness: Option<Freshness>,
    pub sort: Sort,
}

impl Question {
    pub fn zone(&self) -> Result<TimeZone> {
        TimeZone::get(&self.zone).map_err(|_| {
            Error::new(Kind::Usage, format!("`{}` is not a time zone", self.zone))
                .hint("write `UTC`, `Europe/Brussels` or `America/New_York`")
        })
    }

    pub fn has_words(&self) -> bool {
        self.words.iter().any(|word| !word.trim().is_empty())
    }

    fn has_filters(&self) -> bool {
        self.after.is_some() || self.before.is_some() || self.outlet.is_some()
    }

    /// An empty question asks for everything where `all` says so or a filter stands alone; else it
    /// is an error.
    pub fn ask(&self, context: &Context, wanted: &Wanted, all: bool) -> Result<Request> {
        let everything = !self.has_words() && (all || self.has_filters());
        self.ask_for(self.words.join(" "), everything, context, wanted)
    }

    /// The same question in other words.
    pub fn ask_in(&self, words: &str, context: &Context, wanted: &Wanted) -> Result<Request> {
        self.ask_for(words.to_owned(), false, context, wanted)
    }

    fn ask_for(
        &self,
        text: String,
        everything: bool,
        context: &Context,
        wanted: &Wanted,
    ) -> Result<Request> {
        let zone = self.zone()?;
        let asking = Asking {
            join: if self.any { Join::Any } else { Join::All },
            today: zone.to_datetime(context.now).date(),
        };
        let (aliases, faults) = self.aliases(context)?;
        let (query, mut notes) = match everything {
            true => (Query::All, Vec::new()),
            false => self.read(&text, &asking)?,
        };
        notes.extend(faults);
        let any = match everything || self.any {
            true => None,
            false => {
                let any = Asking {
                    join: Join::Any,
                    ..asking
                };
                Some(self.filtered(query::parse(&text, &any)?.query, &any)?)
            }
        };
        let query = self.filtered(query, &asking)?;
        Ok(Request {
            text,
            any: any.filter(|any| *any != query),
            query,
            notes,
            join: asking.join,
            aliases,
            zone,
            limit: wanted.limit,
            offset: self.offset,
            per_article: wanted.per_article,
            sort: wanted.sort,
            freshness: wanted.freshness,
            explain: wanted.explain,
        })
    }

    fn read(&self, text: &str, asking: &Asking) -> Result<(Query, Vec<String>)> {
        let reading = query::parse(text, asking)?;
        if self.strict {
            return Ok((reading.strict(text)?, Vec::new()));
        }
        let mut notes: Vec<String> = Vec::new();
        for note in &reading.notes {
            let said = match &note.hint {
                Some(hint) => format!("{}; {hint}", note.message),
                None => note.message.clone(),
            };
            if !notes.contains(&said) {
                notes.push(said);
            }
        }
        Ok((reading.query, notes))
    }

    /// The aliases that come with the program and those of the corpus, with a note for each line of
    /// its file that is none, or for a file that cannot be read.
    fn aliases(&self, context: &Context) -> Result<(Aliases, Vec<String>)> {
        if self.no_aliases {
            return Ok((Aliases::default(), Vec::new()));
        }
        let path = context.place.corpus.join(corpus::ALIASES);
        let text = match corpus::aliases(&context.place.corpus) {
            Ok(text) => text,
            Err(error) => {
                let error = Error::io(path.display(), &error);
                return match self.strict {
                    true => Err(error),
                    false => Ok((alias::shipped().clone(), vec![error.message])),
                };
            }
        };
        let (own, faults) = alias::parse(text.as_deref().unwrap_or_default());
        let mut notes = faults.into_iter().map(|fault| {
            let (line, path) = (fault.line, path.display());
            let message = format!("line {line} of `{path}` {}", fault.message);
            (message, fault.hint)
        });
        if self.strict
            && let Some((message, hint)) = notes.next()
        {
            return Err(Error::new(Kind::Usage, message).hint(hint));
        }
        let notes = notes.map(|(message, hint)| format!("{message}; {hint}"));
        Ok((alias::shipped().clone().with(&own), notes.collect()))
    }

    fn filtered(&self, query: Query, asking: &Asking) -> Result<Query> {
        let mut parts = vec![query];
        for (flag, day) in [("after", &self.after), ("before", &self.before)] {
            if let Some(day) = day {
                parts.push(days(flag, day, asking)?);
            }
        }
        if let Some(outlet) = &self.outlet {
            let name = Query::Phrase {
                text: outlet.clone(),
                slop: 0,
            };
            parts.push(Query::In {
                place: Scope::Field(Field::Outlet),
                of: Box::new(name),
            });
        }
        Ok(query::and(parts))
    }
}

/// `--after 2025-01-21` is `after:2025-01-21` of the language.
fn days(flag: &str, day: &str, asking: &Asking) -> Result<Query> {
    let text = format!("{flag}:\"{day}\"");
    let wrong = || {
        Error::new(Kind::Usage, format!("`--{flag} {day}` is not a day"))
            .hint("write `2026-03-01`, `2026-03` or `7d`")
    };
    match query::parse(&text, asking) {
        Ok(reading) if reading.notes.is_empty() => Ok(reading.query),
        _ => Err(wrong()),
    }
}
