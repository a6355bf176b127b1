//! Days that exclude one another: no day is after 2025 and before 2026, as neither takes the days it names.

use std::ops::Range;

use jiff::civil::Date;

use super::date::{self, Comparison};
use super::notes::short;
use super::{Days, Query};
use crate::field::Field;

/// Days as they were typed.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedDays {
    /// With the name before them: `after:2025`.
    pub written: String,
    /// Where in the text, in bytes.
    pub at: Range<usize>,
    value: String,
    comparison: Comparison,
    field: Field,
    days: Days,
}

impl TypedDays {
    /// The days that `value` means, written at a place of `text`.
    pub fn new(
        (text, at): (&str, Range<usize>),
        value: &str,
        (field, comparison): (Field, Comparison),
        days: Days,
    ) -> TypedDays {
        let signed = date::signed(value).filter(|_| comparison == Comparison::On);
        let (comparison, value) = signed.unwrap_or((comparison, value));
        TypedDays {
            written: text.get(at.clone()).unwrap_or(value).to_owned(),
            at,
            value: value.to_owned(),
            comparison,
            field,
            days,
        }
    }

    /// The same days at another place.
    pub fn placed(self, at: Range<usize>) -> TypedDays {
        TypedDays { at, ..self }
    }

    /// The same days where they are no part of the text.
    pub fn called(self, written: String) -> TypedDays {
        TypedDays {
            written,
            at: 0..0,
            ..self
        }
    }

    /// As the language writes the same days with another comparison.
    fn compared(&self, comparison: Comparison) -> String {
        let value = match self.value.contains(' ') {
            true => format!("\"{}\"", self.value),
            false => self.value.clone(),
        };
        match (self.field, date::name(comparison)) {
            (Field::Date, Some(name)) => format!("{name}:{value}"),
            (field, _) => format!("{}:{}{value}", field.name(), date::sign(comparison)),
        }
    }
}

/// What is said of days of a query that exclude one another: a message, a hint, and where they are.
pub fn note(
    query: &Query,
    typed: &[TypedDays],
    today: Date,
) -> Option<(String, String, Range<usize>)> {
    let (field, one, other) = conflict(query)?;
    let find = |days: &Days| {
        let mut typed = typed.iter();
        typed.find(|typed| typed.field == field && typed.days == *days)
    };
    let (one, other) = (find(one)?, find(other)?);
    let (first, last) = if one.at.start <= other.at.start {
        (one, other)
    } else {
        (other, one)
    };
    let [shown_first, shown_last] = [first, last].map(|typed| short(&typed.written));
    let message = format!("`{shown_first}` and `{shown_last}` have no day in common");
    let hint = range(one, other, today).unwrap_or_else(|| {
        match first.written.starts_with('-') || last.written.starts_with('-') {
            true => "leave one of them out".to_owned(),
            false => format!("write `({shown_first} OR {shown_last})`"),
        }
    });
    Some((message, hint, first.at.start..last.at.end.max(first.at.end)))
}

/// The nearest range that two open sides can be meant for, from `low` to `high` or the other way round.
fn range(low: &TypedDays, high: &TypedDays, today: Date) -> Option<String> {
    let is_open = |typed: &TypedDays| !matches!(typed.comparison, Comparison::On);
    if !is_open(low) || !is_open(high) {
        return None;
    }
    let ranges = [
        (low, high, Comparison::Before),
        (low, high, Comparison::Until),
        (high, low, Comparison::Until),
    ];
    let found = ranges.into_iter().find(|(from, to, end)| {
        let begin = date::days(&from.value, Comparison::Since, today);
        let end = date::days(&to.value, *end, today);
        matches!(
            (begin, end),
            (Ok(Days::Between(Some(begin), _)), Ok(Days::Between(_, Some(end)))) if begin <= end
        )
    });
    found.map(|(from, to, end)| {
        let (from, to) = (from.compared(Comparison::Since), to.compared(end));
        format!("write `{from} {to}`")
    })
}

/// Two days of one field that all of some articles' days would have to be, and cannot: the one that begins
/// after the other ends goes first.
fn conflict(query: &Query) -> Option<(Field, &Days, &Days)> {
    match query {
        Query::And(parts) => [Field::Date, Field::Added]
            .into_iter()
            .find_map(|field| excluded(parts, field))
            .or_else(|| parts.iter().find_map(conflict)),
        Query::Or(parts) => parts.iter().find_map(conflict),
        Query::Boost { of, .. } | Query::In { of, .. } => conflict(of),
        _ => None,
    }
}

/// The days that reach least far on one side, and where they end there.
type Side<'q> = Option<(Date, &'q Days)>;

fn excluded(parts: &[Query], field: Field) -> Option<(Field, &Days, &Days)> {
    let (mut low, mut high): (Side, Side) = (None, None);
    let (mut dated, mut undated) = (None, None);
    for part in parts {
        match part {
            Query::Days { field: named, days } if *named == field => match days {
                Days::None => undated = Some(days),
                Days::Between(from, to) => {
                    dated = Some(days);
                    if let Some(from) = from
                        && low.is_none_or(|(known, _)| *from > known)
                    {
                        low = Some((*from, days));
                    }
                    if let Some(to) = to
                        && high.is_none_or(|(known, _)| *to < known)
                    {
                        high = Some((*to, days));
                    }
                }
            },
            _ => {}
        }
    }
    match (low, high, dated, undated) {
        (_, _, Some(dated), Some(undated)) => Some((field, dated, undated)),
        (Some((from, low)), Some((to, high)), ..) if from > to => Some((field, low, high)),
        _ => None,
    }
}
