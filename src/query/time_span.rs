//! Spans of time as people write them: `30d`, `6 weeks`, `3m`, `1y`.

use jiff::{Span, ToSpan};

/// So many days, weeks, months or years; at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeSpan {
    count: u32,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

#[rustfmt::skip]
const UNITS: &[(&str, Unit)] = &[
    ("d", Unit::Day),   ("day", Unit::Day),     ("days", Unit::Day),
    ("w", Unit::Week),  ("week", Unit::Week),   ("weeks", Unit::Week),
    ("m", Unit::Month), ("month", Unit::Month), ("months", Unit::Month),
    ("y", Unit::Year),  ("year", Unit::Year),   ("years", Unit::Year),
];

impl TimeSpan {
    /// Reads a whole number and a unit, in lower case.
    pub fn parse(text: &str) -> Option<TimeSpan> {
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let count = text[..text.len() - unit.len()].parse().ok()?;
        let (_, unit) = UNITS.iter().find(|(name, _)| *name == unit.trim())?;
        (count > 0).then_some(TimeSpan { count, unit: *unit })
    }

    /// On the calendar. `None` for more than 5000 units.
    pub fn calendar(self) -> Option<Span> {
        const MOST: u32 = 5000;
        let count = i32::try_from(self.count).ok()?;
        (self.count <= MOST).then(|| match self.unit {
            Unit::Day => count.days(),
            Unit::Week => count.weeks(),
            Unit::Month => count.months(),
            Unit::Year => count.years(),
        })
    }

    /// In days, a month taken for 30 of them and a year for 365.
    pub fn days(self) -> f64 {
        let unit = match self.unit {
            Unit::Day => 1.0,
            Unit::Week => 7.0,
            Unit::Month => 30.0,
            Unit::Year => 365.0,
        };
        f64::from(self.count) * unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_span_is_a_number_and_a_unit() {
        let days = |text| TimeSpan::parse(text).map(TimeSpan::days);
        assert_eq!(days("30d"), Some(30.0));
        assert_eq!(days("6 weeks"), Some(42.0));
        assert_eq!(days("3m"), Some(90.0));
        assert_eq!(days("1y"), Some(365.0));
        for wrong in ["", "d", "0d", "7", "7 q", "-7d", "99999999999d"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_calendar_has_an_end() {
        let calendar = |text| TimeSpan::parse(text)?.calendar();
        assert!(calendar("5000d").is_some());
        assert!(calendar("5001d").is_none());
    }
}
