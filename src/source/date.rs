//! A lenient reading of dates as papers, pages and programs write them.

use std::sync::LazyLock;

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use parse_datetime::parse_datetime_at_date;

use crate::article::Date;

/// The longest text that can be a date: `Tuesday, 21 January 2025 at 10:30 a.m. Eastern Standard Time`.
const LONGEST: usize = 80;

const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Reads a date: a calendar day, or an instant where a time and its zone are given.
///
/// A text that depends on when it is read (`yesterday`, `7d`, `21 January`) and a part of a date (`2024`,
/// `2025-01`) are no dates here. `3/4/2025` is read as in America, month first.
pub fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let date = iso(text)
        .or_else(|| epoch(text))
        .or_else(|| written(&plainer(text)))?;
    YEARS
        .contains(&date.day(&TimeZone::UTC).year())
        .then_some(date)
}

fn iso(text: &str) -> Option<Date> {
    if text.len() == 10 && text.as_bytes()[4] == b'-' {
        return text.parse().ok().map(Date::Day);
    }
    text.parse().ok().map(Date::Instant)
}

/// Seconds or milliseconds since 1970: 9 or 10 digits, or 12 or 13.
fn epoch(text: &str) -> Option<Date> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let instant = match text.len() {
        9 | 10 => Timestamp::from_second(number),
        12 | 13 => Timestamp::from_millisecond(number),
        _ => return None,
    };
    instant.ok().map(Date::Instant)
}

/// A date in words. It is one only if it means the same whenever and wherever it is read; where
/// the zone makes a difference to the instant, no zone was given and the day alone is known.
fn written(text: &str) -> Option<Date> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits < 5 || text.contains(['+', '@']) && !text.contains(':') {
        return None;
    }
    let [first, second] = NOWS.each_ref().map(|now| {
        parse_datetime_at_date(now.clone(), text)
            .ok()
            .and_then(|read| read.into_zoned())
    });
    let (first, second) = (first?, second?);
    if first.timestamp() == second.timestamp() {
        return Some(Date::Instant(first.timestamp()));
    }
    (first.datetime() == second.datetime()).then(|| Date::Day(first.date()))
}

/// Two moments that differ in everything: year, month, day, weekday, time and zone.
static NOWS: LazyLock<[Zoned; 2]> = LazyLock::new(|| {
    [
        moment(civil::datetime(1971, 3, 5, 1, 7, 11, 0), -5),
        moment(civil::datetime(2003, 11, 18, 14, 40, 50, 0), 9),
    ]
});

fn moment(at: civil::DateTime, hours: i8) -> Zoned {
    let zone = TimeZone::fixed(jiff::tz::offset(hours));
    // A whole-hour offset leaves no moment out, so only a year at the end of time could fail.
    at.to_zoned(zone).unwrap_or_default()
}

/// The same date without what people write around it: `Published on Jan. 21st, 2025 at 3:04 p.m. ET`.
fn plainer(text: &str) -> String {
    let text = text
        .to_lowercase()
        .replace("a.m.", "am")
        .replace("p.m.", "pm");
    let words = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '•' | '·'))
        .map(|word| word.trim_end_matches(['.', ':']))
        .filter(|word| !word.is_empty() && NOISE.binary_search(word).is_err())
        .map(|word| without_ordinal(word).unwrap_or(word));
    let plain: Vec<&str> = words.map(replaced).collect();
    plain.join(" ")
}

/// Words that say nothing of when. Zones without an offset of their own are left out as well,
/// since `ET` is one hour in summer and another in winter.
const NOISE: &[&str] = &[
    "at",
    "ct",
    "date",
    "et",
    "first",
    "mt",
    "of",
    "on",
    "posted",
    "pt",
    "published",
    "the",
    "–",
    "—",
];

const REPLACED: &[(&str, &str)] = &[("gmt+0000", "gmt"), ("sept", "sep"), ("utc+0000", "utc")];

fn replaced(word: &str) -> &str {
    REPLACED
        .binary_search_by_key(&word, |row| row.0)
        .map_or(word, |at| REPLACED[at].1)
}

/// `21` for `21st`.
fn without_ordinal(word: &str) -> Option<&str> {
    let number = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|end| word.strip_suffix(end))?;
    let is_day = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    is_day.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, expected: &str) {
        let found = date(text).map_or("nothing".to_owned(), |date| date.to_string());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn days() {
        for text in [
            "2025-01-21",
            "20250121",
            "2025/01/21",
            "1/21/2025",
            "01/21/2025",
            "Jan. 21, 2025",
            "Jan 21 2025",
            "January 21st, 2025",
            "21 January 2025",
            "21 Jan 2025",
            "Tuesday, January 21, 2025",
            "January 21, 2025 at 3:04 pm",
            "January 21, 2025 at 3:04 p.m. ET",
            "Published on January 21, 2025",
            "2025-01-21 10:30:00",
            "2025-01-21T10:30:00",
        ] {
            reads(text, "2025-01-21");
        }
        reads("Sept. 3, 2024", "2024-09-03");
    }

    #[test]
    fn instants() {
        for text in [
            "2025-01-21T10:30:00Z",
            "2025-01-21T05:30:00-05:00",
            "2025-01-21T05:30:00-0500",
            "2025-01-21 10:30:00+00:00",
            "2025-01-21T10:30:00.000Z",
            "Tue, 21 Jan 2025 10:30:00 +0000",
            "Tue, 21 Jan 2025 10:30:00 GMT",
            "Tue Jan 21 2025 10:30:00 GMT+0000",
            "1737455400",
            "1737455400000",
        ] {
            let text_date = date(text);
            let Some(Date::Instant(instant)) = text_date else {
                panic!("{text}: {text_date:?}");
            };
            assert_eq!(instant.as_second(), 1_737_455_400, "{text}");
        }
    }

    #[test]
    fn no_dates() {
        for text in [
            "",
            "7d",
            "2024",
            "2025-01",
            "January 2025",
            "Jan 21",
            "21 January",
            "yesterday",
            "today",
            "now",
            "Monday",
            "last month",
            "3 days ago",
            "10:30",
            "12345",
            "+12345 days",
            "-99999 days",
            "@1737455400x",
            "0001-01-01T00:00:00Z",
            "1066-10-14",
            "2999-01-01",
            "2025-02-30",
            "2025-13-01",
            "not a date",
            "\u{0}\u{1b}[31m2025",
            "12 12 12 12 12 12 12 12 12",
        ] {
            reads(text, "nothing");
        }
        reads(&"9".repeat(100_000), "nothing");
    }
}
