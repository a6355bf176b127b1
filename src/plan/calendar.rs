//! Dates in a column: seconds since 1970 UTC, doubled, plus one where only the day is known.

use jiff::civil;
use jiff::tz::TimeZone;

use crate::article::Date;
use crate::query::Days;

/// The column's value for a date.
pub fn encode(date: Date) -> i64 {
    date.seconds() * 2 + i64::from(matches!(date, Date::Day(_)))
}

/// The same for an instant in nanoseconds since 1970 UTC.
pub fn of_nanoseconds(nanoseconds: i64) -> i64 {
    nanoseconds.div_euclid(1_000_000_000) * 2
}

/// The seconds since 1970 UTC of a column's value.
pub fn seconds(value: i64) -> i64 {
    value >> 1
}

/// The column values that fall within `days`, in terms of calendar days of one zone.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// For days: seconds in UTC at the begin of the first day and at the end of the last.
    days: (i64, i64),
    /// For instants: the same in seconds of the zone's midnights.
    instants: (i64, i64),
    undated: bool,
}

impl Calendar {
    pub fn new(days: &Days, zone: &TimeZone) -> Calendar {
        match days {
            Days::None => Calendar {
                days: (0, 0),
                instants: (0, 0),
                undated: true,
            },
            Days::Between(from, to) => Calendar {
                days: bounds(*from, *to, &TimeZone::UTC),
                instants: bounds(*from, *to, zone),
                undated: false,
            },
        }
    }

    pub fn holds(&self, value: Option<i64>) -> bool {
        let Some(value) = value else {
            return self.undated;
        };
        let seconds = value >> 1;
        let (from, to) = if value & 1 == 1 {
            self.days
        } else {
            self.instants
        };
        from <= seconds && seconds < to
    }
}

fn bounds(from: Option<civil::Date>, to: Option<civil::Date>, zone: &TimeZone) -> (i64, i64) {
    let midnight = |day: civil::Date| {
        zone.to_zoned(day.at(0, 0, 0, 0))
            .map(|z| z.timestamp().as_second())
    };
    let begin = from.and_then(|day| midnight(day).ok()).unwrap_or(i64::MIN);
    let end = to
        .and_then(|day| midnight(day.tomorrow().ok()?).ok())
        .unwrap_or(i64::MAX);
    (begin, end)
}
