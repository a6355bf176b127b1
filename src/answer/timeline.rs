//! Counting over time: questions to a count for each day, week, month, quarter or year.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::narrowed::{check, narrowed};
use super::{Asking, shown};
use crate::counts::{Bucket, Share, Timeline, TimelineOf, Unit};
use crate::engine::{DayCounts, Snapshot};
use crate::error::{Error, Kind, Result};
use crate::field::Field;
use crate::query::{Days, Query};
use crate::question::Question;

/// The most buckets of a timeline: days of half a century.
pub const MOST_BUCKETS: usize = 20_000;

/// The articles of each question over time, in the same buckets; those of the first to the last that has an
/// article of any of them.
pub fn timeline(snapshot: &dyn Snapshot, questions: &[Question], by: Unit) -> Result<Timeline> {
    let questions: Vec<Question> = questions.iter().map(Question::as_read).collect();
    let mut counted = Vec::with_capacity(questions.len());
    for question in &questions {
        let asking = Asking::new(snapshot, question);
        let days = asking.days().map_err(|error| asking.blamed(error))?;
        counted.push((question, asking.plan_notes(), days));
    }
    let all = match questions.first() {
        Some(question) => every(snapshot, question)?,
        None => DayCounts::default(),
    };
    let found = counted.iter().flat_map(|(_, _, days)| days.days.keys());
    let stretches = stretches(found.copied(), by)?;
    let of = Counted::new(all, by);
    let lines = counted.into_iter().map(|(question, notes, days)| {
        let counted = Counted::new(days, by);
        line(question, notes, &counted, &of, &stretches)
    });
    let zone = questions
        .first()
        .and_then(|question| question.zone.iana_name());
    let first = questions.first();
    Ok(Timeline {
        by,
        zone: zone.map(str::to_owned),
        aliases: first.is_some_and(|question| !question.aliases.is_empty()),
        corpus: of.articles,
        lines: lines.collect::<Result<_>>()?,
    })
}

/// Every article by its day, in the zone of a question.
fn every(snapshot: &dyn Snapshot, question: &Question) -> Result<DayCounts> {
    let every = Question {
        query: Query::All,
        any: None,
        ..question.clone()
    };
    Asking::new(snapshot, &every).days()
}

/// The first and the last day of each stretch from the first to the last of some days.
fn stretches(days: impl Iterator<Item = Date> + Clone, by: Unit) -> Result<Vec<(Date, Date)>> {
    let mut stretches = Vec::new();
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
        return Ok(stretches);
    };
    let mut begin = Some(by.begin(first));
    while let Some(from) = begin.filter(|begin| *begin <= last) {
        if stretches.len() == MOST_BUCKETS {
            let message =
                format!("`--by {by}` makes more than {MOST_BUCKETS} lines from {first} to {last}");
            return Err(
                Error::new(Kind::Usage, message).hint(format!("write `--by {}`", longer(by)))
            );
        }
        stretches.push((from, by.last(from)));
        begin = by.next(from);
    }
    Ok(stretches)
}

/// A unit that makes far fewer buckets.
fn longer(by: Unit) -> Unit {
    match by {
        Unit::Day | Unit::Week => Unit::Month,
        Unit::Month | Unit::Quarter | Unit::Year => Unit::Year,
    }
}

/// Articles by the first day of their stretch.
struct Counted {
    begins: BTreeMap<Date, u64>,
    undated: u64,
    articles: u64,
}

impl Counted {
    fn new(counts: DayCounts, by: Unit) -> Counted {
        let mut begins = BTreeMap::new();
        for (day, articles) in &counts.days {
            *begins.entry(by.begin(*day)).or_default() += articles;
        }
        Counted {
            begins,
            undated: counts.undated,
            articles: counts.undated + counts.days.values().sum::<u64>(),
        }
    }

    fn from(&self, begin: Date) -> u64 {
        self.begins.get(&begin).copied().unwrap_or_default()
    }
}

fn line(
    question: &Question,
    notes: Vec<String>,
    counted: &Counted,
    all: &Counted,
    stretches: &[(Date, Date)],
) -> Result<TimelineOf> {
    let within = |days: Days| {
        let field = Field::Date;
        narrowed(&question.query, Query::Days { field, days })
    };
    check(&within(Days::None))?;
    let buckets = stretches.iter().map(|&(from, to)| {
        question.interrupt.check()?;
        Ok(Bucket {
            from,
            to,
            articles: Share {
                count: counted.from(from),
                of: all.from(from),
                question: within(Days::Between(Some(from), Some(to))).to_string(),
            },
        })
    });
    Ok(TimelineOf {
        query: question.text.clone(),
        read_as: question.query.to_string(),
        articles: counted.articles,
        notes: shown(question, notes),
        buckets: buckets.collect::<Result<_>>()?,
        undated: Share {
            count: counted.undated,
            of: all.undated,
            question: within(Days::None).to_string(),
        },
    })
}
