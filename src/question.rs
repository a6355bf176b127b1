//! A question: a request that was read.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::alias::{self, Aliases};
use crate::error::{Error, Kind, Result};
use crate::field::Field;
use crate::query::{self, DefaultOperator, ParseOptions, Query, Scope, TypedDays};
use crate::rank::Freshness;
use crate::request::interrupt::Interrupt;
use crate::request::{Request, Sort};

const IN_WORDS: &str = "a question in words asks for any of them; `--all` asks for all of them";

/// One question in full: the query and how much of its answer is wanted.
#[derive(Debug, Clone)]
pub struct Question {
    /// As it was typed.
    pub text: String,
    /// How it was read.
    pub query: Query,
    /// The same question if any of its words were enough, where that is another one.
    pub any: Option<Query>,
    /// What could not be read as written, as full sentences.
    pub notes: Vec<String>,
    /// How words side by side were read: under `Any`, any neighbours may be one name.
    pub operator: DefaultOperator,
    /// Other names that words of the query are looked for under.
    pub aliases: Aliases,
    /// Whose calendar days `date:` and `added:` mean.
    pub zone: TimeZone,
    /// How many passages or articles to return.
    pub limit: usize,
    /// How many to skip before them.
    pub offset: usize,
    /// At most this many passages of one article; `None` for all of them.
    pub per_article: Option<usize>,
    /// The order of the answer.
    pub sort: Sort,
    /// Whether newer articles are worth more.
    pub freshness: Option<Freshness>,
    /// Whether to say what each score is made of.
    pub explain: bool,
    /// How many partial answers to give where nothing is found.
    pub partial: usize,
    /// When to stop answering.
    pub interrupt: Interrupt,
}

/// The aliases of a corpus, beside those that come with the program.
#[derive(Debug, Clone, Default)]
pub struct OwnAliases {
    /// Where they are written, as it is shown in notes.
    pub path: String,
    /// The text of the file, or why it cannot be read; `None` where there is none.
    pub text: Option<Result<String>>,
}

impl Question {
    /// A query by itself: its first ten passages, at most three of an article, best first.
    pub fn new(query: Query) -> Question {
        let Request {
            limit,
            offset,
            per_article,
            sort,
            explain,
            zone,
            ..
        } = Request::default();
        Question {
            text: query.to_string(),
            query,
            any: None,
            notes: Vec::new(),
            operator: DefaultOperator::And,
            aliases: Aliases::default(),
            zone,
            limit,
            offset,
            per_article,
            sort,
            freshness: None,
            explain,
            partial: 0,
            interrupt: Interrupt::none(),
        }
    }

    /// Reads a request: the one way from a text to a question. `now` is the moment that it is asked.
    ///
    /// Fails with `Kind::Query` or `Kind::Usage` if it cannot be read, and with `strict` if any of it cannot
    /// be read as written.
    pub fn read(request: &Request, now: Timestamp, own: &OwnAliases) -> Result<Question> {
        check(request)?;
        let interrupt = Interrupt::after(request.timeout, request.cancelled.clone());
        let now = request.now.unwrap_or(now);
        let (aliases, faults) = aliases(request, own)?;
        let in_words = !request.any && !request.all && query::asks_in_words(&request.text);
        let asking = ParseOptions {
            operator: if request.any || in_words {
                DefaultOperator::Or
            } else {
                DefaultOperator::And
            },
            today: request.zone.to_datetime(now).date(),
            relatives: request.relatives,
            names: Some(&aliases),
        };
        let everything = !request.has_words() && (request.everything || request.has_filters());
        let read = if everything {
            Read::default()
        } else {
            parse(request, &asking)?
        };
        let query = read.query;
        let any = if everything || asking.operator == DefaultOperator::Or {
            None
        } else {
            let any = ParseOptions {
                operator: DefaultOperator::Or,
                ..asking
            };
            let query = query::parse(&request.text, &any)?.query;
            Some(filtered(request, query, &any)?.0)
        };
        let mut notes = read.notes;
        notes.extend(faults);
        if in_words && matches!(query, Query::Or(_)) {
            notes.push(IN_WORDS.to_owned());
        }
        let (query, filters) = filtered(request, query, &asking)?;
        notes.extend(empty_range(request, &query, (read.days, filters), &asking)?);
        Ok(Question {
            text: request.text.clone(),
            any: any.filter(|any| *any != query),
            query,
            notes,
            operator: asking.operator,
            aliases,
            zone: request.zone.clone(),
            limit: request.limit,
            offset: request.offset,
            per_article: request.per_article,
            sort: request.sort,
            freshness: freshness(request, now),
            explain: request.explain,
            partial: request.partial,
            interrupt,
        })
    }

    /// The same question with all of its time from now.
    pub fn restarted(self) -> Question {
        Question {
            interrupt: self.interrupt.restarted(),
            ..self
        }
    }
}

/// Refuses numbers that mean nothing, from whichever door they come.
fn check(request: &Request) -> Result<()> {
    let is_time = |days: f64| days.is_finite() && days > 0.0;
    if request.half_life.is_some_and(|days| !is_time(days)) {
        let message = "the half-life of freshness is not a time";
        return Err(Error::new(Kind::Usage, message).hint("write a number of days above 0"));
    }
    if request.per_article == Some(0) {
        let message = "0 passages of an article are none";
        return Err(Error::new(Kind::Usage, message).hint("write a number from 1 on, or `all`"));
    }
    Ok(())
}

fn freshness(request: &Request, now: Timestamp) -> Option<Freshness> {
    let now = now.as_second();
    request
        .half_life
        .map(|half_life| Freshness { half_life, now })
}

/// The text of a request as it was read.
struct Read {
    query: Query,
    notes: Vec<String>,
    days: Vec<TypedDays>,
}

/// Without a text.
impl Default for Read {
    fn default() -> Read {
        Read {
            query: Query::All,
            notes: Vec::new(),
            days: Vec::new(),
        }
    }
}

fn parse(request: &Request, asking: &ParseOptions) -> Result<Read> {
    let reading = query::parse(&request.text, asking)?;
    let days = reading.days.clone();
    if request.strict {
        return Ok(Read {
            query: reading.strict(&request.text)?,
            notes: Vec::new(),
            days,
        });
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
    Ok(Read {
        query: reading.query,
        notes,
        days,
    })
}

/// A note on a day of a filter that leaves none to another day; with `strict` an error.
fn empty_range(
    request: &Request,
    query: &Query,
    (mut days, filters): (Vec<TypedDays>, Vec<TypedDays>),
    asking: &ParseOptions,
) -> Result<Option<String>> {
    if filters.is_empty() {
        return Ok(None);
    }
    days.splice(0..0, filters);
    match query::days_apart(query, &days, asking.today) {
        Some((message, hint, _)) if request.strict => {
            Err(Error::new(Kind::Usage, message).hint(hint))
        }
        Some((message, hint, _)) => Ok(Some(format!("{message}; {hint}"))),
        None => Ok(None),
    }
}

/// The aliases that come with the program and those of the corpus, with one note on the lines of its file that
/// cannot be read, or on the whole file.
fn aliases(request: &Request, own: &OwnAliases) -> Result<(Aliases, Vec<String>)> {
    if !request.aliases {
        return Ok((Aliases::default(), Vec::new()));
    }
    let text = match &own.text {
        None => "",
        Some(Ok(text)) => text,
        Some(Err(error)) if request.strict => return Err(error.clone()),
        Some(Err(error)) => return Ok((alias::shipped().clone(), vec![error.message.clone()])),
    };
    let (own_aliases, faults) = alias::parse(text);
    let mut notes = faults.into_iter().map(|fault| {
        let message = format!("line {} of `{}` {}", fault.line, own.path, fault.message);
        (message, fault.hint)
    });
    if request.strict
        && let Some((message, hint)) = notes.next()
    {
        return Err(Error::new(Kind::Usage, message).hint(hint));
    }
    let first = notes.next();
    let others = notes.count();
    let note = first.map(|(message, hint)| match others {
        0 => format!("{message}; {hint}"),
        1 => format!("{message}, and 1 other line is none; `newshound check` lists both"),
        _ => format!("{message}, and {others} other lines are none; `newshound check` lists them"),
    });
    let aliases = alias::shipped().clone().with(&own_aliases);
    Ok((aliases, note.into_iter().collect()))
}

/// The query with the filters of its request, and the days of these as they were typed.
fn filtered(
    request: &Request,
    query: Query,
    asking: &ParseOptions,
) -> Result<(Query, Vec<TypedDays>)> {
    let (mut parts, mut typed) = (vec![query], Vec::new());
    for (flag, day) in [("after", &request.after), ("before", &request.before)] {
        if let Some(day) = day {
            let (query, days) = days(flag, day, asking)?;
            parts.push(query);
            let called = |days: TypedDays| days.called(format!("--{flag} {day}"));
            typed.extend(days.into_iter().map(called));
        }
    }
    if let Some(outlet) = &request.outlet {
        let name = Query::Phrase {
            text: outlet.clone(),
            slop: 0,
        };
        parts.push(Query::In {
            scope: Scope::Field(Field::Outlet),
            of: Box::new(name),
        });
    }
    Ok((query::and(parts), typed))
}

/// `--after 2025-01-21` is `after:2025-01-21` of the language.
fn days(flag: &str, day: &str, asking: &ParseOptions) -> Result<(Query, Vec<TypedDays>)> {
    let text = format!("{flag}:\"{day}\"");
    let wrong = || {
        Error::new(Kind::Usage, format!("`--{flag} {day}` is not a day"))
            .hint("write `2026-03-01`, `2026-03` or `7d`")
    };
    let parsed = query::parse(&text, asking).map_err(|_| wrong())?;
    // A day that ends its quotation would be another question.
    match parsed.query {
        Query::Days { .. } if parsed.notes.is_empty() => Ok((parsed.query, parsed.days)),
        _ => Err(wrong()),
    }
}
