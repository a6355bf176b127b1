//! Dates in a column: seconds since 1970 UTC, doubled, plus one where only the day is known or is another one than
//! that of UTC.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use crate::article::Date;
use crate::query::Days;

/// The column's value for a date.
pub fn encode(date: Date) -> i64 {
    if date.is_of_its_own_day() {
        return Date::Day(date.written_day()).seconds() * 2 + 1;
    }
    date.seconds() * 2
}

/// The same for an instant in nanoseconds since 1970 UTC.
pub fn of_nanoseconds(nanoseconds: i64) -> i64 {
    nanoseconds.div_euclid(1_000_000_000) * 2
}

/// The seconds since 1970 UTC of a column's value.
pub fn seconds(value: i64) -> i64 {
    value >> 1
}

/// The column values that fall within some days, in terms of calendar days of one zone.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// For days: seconds in UTC at the begin of the first day and at the end of the last. Sorted, apart.
    days: Vec<(i64, i64)>,
    /// For instants: the same in seconds of the zone's midnights.
    instants: Vec<(i64, i64)>,
    undated: bool,
}

impl Calendar {
    pub fn new(days: &Days, zone: &TimeZone) -> Calendar {
        match days {
            Days::None => Calendar {
                undated: true,
                ..Calendar::default()
            },
            Days::Between(from, to) => Calendar {
                days: vec![bounds(*from, *to, &TimeZone::UTC)],
                instants: vec![bounds(*from, *to, zone)],
                undated: false,
            },
        }
    }

    /// The values that fall within any of the calendars: as quickly told as of one.
    pub fn any(calendars: impl IntoIterator<Item = Calendar>) -> Calendar {
        let mut any = Calendar::default();
        for one in calendars {
            any.days.extend(one.days);
            any.instants.extend(one.instants);
            any.undated |= one.undated;
        }
        any.days = united(any.days);
        any.instants = united(any.instants);
        any
    }

    pub fn holds(&self, value: Option<i64>) -> bool {
        let Some(value) = value else {
            return self.undated;
        };
        let seconds = value >> 1;
        let windows = if value & 1 == 1 {
            &self.days
        } else {
            &self.instants
        };
        let begun = windows.partition_point(|(from, _)| *from <= seconds);
        begun > 0 && seconds < windows[begun - 1].1
    }
}

/// The calendar day of a column's value in a zone: the one that a `Calendar` of that day holds it by.
pub fn day(value: i64, zone: &TimeZone) -> civil::Date {
    let seconds = value >> 1;
    let zone = if value & 1 == 1 { &TimeZone::UTC } else { zone };
    let earliest_or_latest = match seconds {
        ..0 => Timestamp::MIN,
        _ => Timestamp::MAX,
    };
    let instant = Timestamp::from_second(seconds).unwrap_or(earliest_or_latest);
    let day = zone.to_datetime(instant).date();
    // Where a clock is set back over midnight, an hour that is called after the day before belongs to the day.
    let (begin, end) = bounds(Some(day), Some(day), zone);
    let other = match seconds {
        _ if seconds < begin => day.yesterday(),
        _ if seconds >= end => day.tomorrow(),
        _ => return day,
    };
    other.unwrap_or(day)
}

/// The same seconds in windows that are sorted and apart.
fn united(mut windows: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    windows.sort_unstable();
    windows.dedup_by(|next, kept| {
        let meets = next.0 <= kept.1;
        if meets {
            kept.1 = kept.1.max(next.1);
        }
        meets
    });
    windows
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_value_is_the_one_that_holds_it() {
        // Clocks went back over midnight, a whole day was left out, midnight itself was left out.
        let odd = [
            ("America/Havana", civil::date(2025, 11, 2)),
            ("America/Toronto", civil::date(1986, 10, 26)),
            ("Pacific/Apia", civil::date(2011, 12, 30)),
            ("Asia/Beirut", civil::date(2024, 3, 31)),
            ("America/St_Johns", civil::date(2006, 10, 29)),
            ("UTC", civil::date(1969, 12, 31)),
        ];
        for (name, around) in odd {
            let zone = TimeZone::get(name).unwrap();
            let noon = around.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
            for quarter in -200..200 {
                let seconds = noon.timestamp().as_second() + quarter * 900;
                for value in [seconds * 2, seconds * 2 + 1] {
                    let day = day(value, &zone);
                    let days = Days::Between(Some(day), Some(day));
                    assert!(
                        Calendar::new(&days, &zone).holds(Some(value)),
                        "{name} {day}"
                    );
                }
            }
        }
        // The calendar ends somewhere; later and earlier moments are at its ends.
        let years = [i64::MIN, i64::MAX].map(|value| day(value, &TimeZone::UTC).year());
        assert_eq!(years, [-9999, 9999]);
    }

    #[test]
    fn any_of_some_calendars_holds_what_one_of_them_holds() {
        let day = |day: i8| Some(civil::date(2026, 3, day));
        let windows = [
            Days::Between(day(9), day(10)),
            Days::Between(day(4), day(4)),
            Days::Between(day(3), day(7)),
            Days::Between(day(8), day(2)),
            Days::None,
        ];
        let zone = TimeZone::get("Europe/Brussels").unwrap();
        let each = windows.map(|days| Calendar::new(&days, &zone));
        for taken in [&each[..], &each[..4], &each[1..3], &each[3..4], &[]] {
            let any = Calendar::any(taken.to_vec());
            let expected = |value| taken.iter().any(|one| one.holds(value));
            assert_eq!(any.holds(None), expected(None));
            for day in 1..=15 {
                let midnight = civil::date(2026, 3, day).at(0, 0, 0, 0);
                let midnight = midnight.to_zoned(TimeZone::UTC).unwrap();
                for hour in 0..24 {
                    let seconds = midnight.timestamp().as_second() + hour * 3600;
                    for value in [seconds * 2, seconds * 2 + 1] {
                        assert_eq!(
                            any.holds(Some(value)),
                            expected(Some(value)),
                            "{day} {hour}"
                        );
                    }
                }
            }
        }
    }
}
