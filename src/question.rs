//! A question: a request that was read.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use xxhash_rust::xxh3::xxh3_64;

use crate::alias::{self, Aliases};
use crate::beat::Beats;
use crate::error::{Error, Kind, Result};
use crate::field::Field;
use crate::query::{self, DefaultOperator, ParseOptions, Query, Scope, TypedDays};
use crate::rank::Freshness;
use crate::request::cursor::Cursor;
use crate::request::interrupt::Interrupt;
use crate::request::{Request, Sort};
use crate::words;

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
    /// Whether it was put in words: any of them is enough only as long as it is.
    pub is_in_words: bool,
    /// Other names that words of the query are looked for under.
    pub aliases: Arc<Aliases>,
    /// Whose calendar days `date:` and `added:` mean.
    pub zone: TimeZone,
    /// How many passages or articles to return.
    pub limit: usize,
    /// How many to skip before them.
    pub offset: usize,
    /// Where its answer begins; a commit of 0 is any.
    pub begins: Cursor,
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

/// The aliases of a corpus, with those that come with the program: read once, for any number of questions.
#[derive(Debug, Clone)]
pub struct OwnAliases {
    path: String,
    aliases: Arc<Aliases>,
    faults: Vec<alias::Fault>,
    unreadable: Option<Error>,
}

/// Those that come with the program alone.
impl Default for OwnAliases {
    fn default() -> OwnAliases {
        OwnAliases::read(String::new(), None)
    }
}

impl OwnAliases {
    /// The text of the file at `path`, as it is shown in notes, or why it cannot be read; `None` where there is none.
    pub fn read(path: String, text: Option<Result<String>>) -> OwnAliases {
        let shipped = alias::shipped();
        let (aliases, faults, unreadable) = match text {
            None => (shipped, Vec::new(), None),
            Some(Err(error)) => (shipped, Vec::new(), Some(error)),
            Some(Ok(text)) => {
                let (own, faults) = alias::parse(&text);
                let both = Arc::unwrap_or_clone(shipped).with(&own);
                (Arc::new(both), faults, None)
            }
        };
        OwnAliases {
            path,
            aliases,
            faults,
            unreadable,
        }
    }
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
            is_in_words: false,
            aliases: Arc::default(),
            zone,
            limit,
            offset,
            begins: Cursor {
                offset,
                ..Cursor::default()
            },
            per_article,
            sort,
            freshness: None,
            explain,
            partial: 0,
            interrupt: Interrupt::none(),
        }
    }

    /// Reads a request: the one way from a text to a question. `now` is the moment that it is asked, `beats` are those
    /// that it may name.
    ///
    /// Fails with `Kind::Query` or `Kind::Usage` if it cannot be read, and with `strict` if any of it cannot
    /// be read as written.
    pub fn read(
        request: &Request,
        now: Timestamp,
        own: &OwnAliases,
        beats: &Beats,
    ) -> Result<Question> {
        check(request)?;
        let interrupt = Interrupt::after(request.timeout, request.cancelled.clone());
        let given = request.cursor.as_deref().map(cursor).transpose()?;
        let now = match given {
            Some(cursor) if cursor.now != 0 => {
                Timestamp::from_second(cursor.now).map_err(|_| no_cursor())?
            }
            _ => request.now.unwrap_or(now),
        };
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
            beats: Some(beats),
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
        if let Some(outlet) = request.outlet.as_deref().filter(|name| is_blank(name)) {
            notes.push(format!(
                "`--outlet {}` holds no word that could be searched; it is left out.",
                query::short(outlet)
            ));
        }
        let unfiltered = query.clone();
        let (query, filters) = filtered(request, query, &asking)?;
        let has_days = !(read.days.is_empty() && filters.is_empty());
        let is_narrowed = !request.narrow.is_empty();
        let counts_from = match request.half_life {
            Some(_) => hour(now),
            None if has_days && is_relative(request, &unfiltered, &query, &asking) => {
                first_second(asking.today, &request.zone)
            }
            None => 0,
        };
        notes.extend(empty_range(request, &query, (read.days, filters), &asking)?);
        let question = Question {
            text: request.text.clone(),
            any: any.filter(|any| *any != query),
            query,
            notes,
            // With filters beside it, it is what it was read as.
            operator: match asking.operator {
                DefaultOperator::Or if in_words && is_narrowed => DefaultOperator::And,
                operator => operator,
            },
            is_in_words: in_words && !is_narrowed,
            aliases,
            zone: request.zone.clone(),
            limit: request.limit,
            offset: given.map_or(request.offset, |cursor| cursor.offset),
            begins: Cursor::default(),
            per_article: request.per_article,
            sort: request.sort,
            freshness: freshness(request, now),
            explain: request.explain,
            partial: request.partial,
            interrupt,
        };
        question.begun(given, counts_from)
    }

    /// The question where it goes on, or where it begins.
    fn begun(self, given: Option<Cursor>, now: i64) -> Result<Question> {
        let own = Cursor {
            offset: self.offset,
            now,
            question: self.identity(),
            commit: 0,
        };
        let begins = match given {
            Some(given) if given.question != own.question => {
                let message = "the cursor is of another question";
                return Err(Error::new(Kind::Usage, message)
                    .hint("ask the same question with the same flags, or leave out `--cursor`"));
            }
            given => given.unwrap_or(own),
        };
        Ok(Question { begins, ..self })
    }

    /// The same number for the same question, with everything that the order of its answer depends on.
    fn identity(&self) -> u64 {
        let Question {
            query,
            operator,
            aliases,
            zone,
            per_article,
            sort,
            freshness,
            ..
        } = self;
        let names = aliases.identity();
        let zone = zone.iana_name();
        let text =
            format!("{query}\n{operator:?} {names} {zone:?} {per_article:?} {sort} {freshness:?}");
        xxh3_64(text.as_bytes())
    }

    /// The same question as it is when the query that it was read as is printed and asked.
    pub fn as_read(&self) -> Question {
        Question {
            any: None,
            operator: match self.operator {
                DefaultOperator::Or if self.is_in_words => DefaultOperator::And,
                operator => operator,
            },
            is_in_words: false,
            ..self.clone()
        }
    }

    /// The same question with all of its time from now.
    pub fn restarted(self) -> Question {
        Question {
            interrupt: self.interrupt.restarted(),
            ..self
        }
    }
}

/// Whether the days of a question are counted from the day that it is asked: on another day it is another question.
fn is_relative(
    request: &Request,
    unfiltered: &Query,
    query: &Query,
    asking: &ParseOptions<'_>,
) -> bool {
    // So far away that every day, month and year that is counted from today is another one.
    let Ok(today) = asking.today.checked_add(jiff::Span::new().days(400)) else {
        return true;
    };
    let later = ParseOptions {
        today,
        ..asking.clone()
    };
    let read = match request.has_words() {
        true => parse(request, &later).map(|read| read.query),
        false => Ok(unfiltered.clone()),
    };
    let read = read.and_then(|read| filtered(request, read, &later));
    read.map_or(true, |(later, _)| later != *query)
}

/// When a day begins, in seconds since 1970.
fn first_second(day: jiff::civil::Date, zone: &TimeZone) -> i64 {
    let begins = day.to_zoned(zone.clone());
    begins.map_or(0, |moment| moment.timestamp().as_second())
}

fn cursor(text: &str) -> Result<Cursor> {
    Cursor::parse(text).ok_or_else(no_cursor)
}

fn no_cursor() -> Error {
    Error::new(Kind::Usage, "the cursor cannot be read")
        .hint("take it as it is from `cursor` of an answer")
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

/// The second that an hour began. Freshness counts from there, so that an answer stays the same for some time.
fn hour(now: Timestamp) -> i64 {
    const HOUR: i64 = 3600;
    now.as_second().div_euclid(HOUR) * HOUR
}

fn freshness(request: &Request, now: Timestamp) -> Option<Freshness> {
    let now = hour(now);
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

/// The aliases that a request asks for, with one note on the lines of their file that cannot be read, or on the whole
/// file.
fn aliases(request: &Request, own: &OwnAliases) -> Result<(Arc<Aliases>, Vec<String>)> {
    if !request.aliases {
        return Ok((Arc::default(), Vec::new()));
    }
    let aliases = Arc::clone(&own.aliases);
    match &own.unreadable {
        Some(error) if request.strict => return Err(error.clone()),
        Some(error) => return Ok((aliases, vec![error.message.clone()])),
        None => {}
    }
    let Some((first, others)) = own.faults.split_first() else {
        return Ok((aliases, Vec::new()));
    };
    let message = format!("line {} of `{}` {}", first.line, own.path, first.message);
    if request.strict {
        return Err(Error::new(Kind::Usage, message).hint(first.hint));
    }
    let note = match others.len() {
        0 => format!("{message}; {}", first.hint),
        1 => format!("{message}, and 1 other line is none; `newshound check` lists both"),
        _ => format!(
            "{message}, and {} other lines are none; `newshound check` lists them",
            others.len()
        ),
    };
    Ok((aliases, vec![note]))
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
    if let Some(outlet) = request.outlet.as_deref().filter(|name| !is_blank(name)) {
        let name = Query::Phrase {
            text: words::quotable(outlet),
            slop: 0,
        };
        parts.push(Query::In {
            scope: Scope::Field(Field::Outlet),
            of: Box::new(name),
        });
    }
    for filter in &request.narrow {
        let parsed = query::parse(filter, asking)?;
        if let Some(note) = parsed.notes.first() {
            return Err(Error::new(Kind::Query, note.message.clone()));
        }
        parts.push(parsed.query);
    }
    Ok((query::and(parts), typed))
}

/// Whether no word is in the name of an outlet, so that no article can be asked for it.
fn is_blank(outlet: &str) -> bool {
    words::whole(outlet).is_empty()
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
