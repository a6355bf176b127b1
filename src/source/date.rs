//! A lenient reading of dates as papers, pages and programs write them.

mod names;
mod written;

use std::sync::LazyLock;

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use parse_datetime::parse_datetime_at_date;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::article::Date;

/// The longest text that can be a date: `Tuesday, 21 January 2025 at 10:30 a.m. Eastern Standard Time`.
const LONGEST: usize = 80;

const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Reads a date: a calendar day, or an instant where a time and its zone are given.
///
/// A text that depends on when it is read (`yesterday`, `7d`, `21 January`) and a part of a date (`2024`,
/// `2025-01`) are no dates here. `3/4/2025` is read as in America, month first; `21/1/2025` and `3.4.2025` are
/// read day first.
pub fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let date = iso(text)
        .or_else(|| epoch(text))
        .or_else(|| written::written(&plain(text)))
        .or_else(|| relative_to_nothing(&text.to_lowercase()))?;
    YEARS.contains(&date.written_day().year()).then_some(date)
}

fn iso(text: &str) -> Option<Date> {
    if text.len() == 10 && text.as_bytes()[4] == b'-' {
        return text.parse().ok().map(Date::Day);
    }
    let is_basic = text.len() > 8 && text.as_bytes()[..8].iter().all(u8::is_ascii_digit);
    let is_iso = is_basic || text.as_bytes().get(4) == Some(&b'-');
    text.parse().ok().filter(|_| is_iso)
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

/// A date in other words. It is one only if it means the same whenever and wherever it is read; where
/// the zone makes a difference to the instant, no zone was given and the day alone is known.
fn relative_to_nothing(text: &str) -> Option<Date> {
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
        return Some(Date::at(first.timestamp(), first.offset()));
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

/// A text in lower case, without diacritics and what is in brackets, with the signs of Latin script for those of
/// Chinese, Japanese and Korean dates.
fn plain(text: &str) -> String {
    let folded = text.nfkd().filter(|c| !is_combining_mark(*c)).nfkc();
    let mut plain = String::new();
    let mut brackets = 0usize;
    for c in folded {
        match c {
            '(' | '（' => brackets += 1,
            ')' | '）' => brackets = brackets.saturating_sub(1),
            _ if brackets > 0 => {}
            '\u{200e}' | '\u{200f}' => {}
            _ => plain.extend(c.to_lowercase().map(latin_digit)),
        }
    }
    // A capital I with a dot has one of its own in lower case.
    plain.retain(|c| !is_combining_mark(c));
    for (written, meant) in REPLACED {
        if plain.contains(written) {
            plain = plain.replace(written, meant);
        }
    }
    in_era(&plain).unwrap_or(plain)
}

fn latin_digit(c: char) -> char {
    let digit = match c {
        '٠'..='٩' => c as u32 - '٠' as u32,
        '۰'..='۹' => c as u32 - '۰' as u32,
        _ => return c,
    };
    char::from_digit(digit, 10).unwrap_or(c)
}

const REPLACED: &[(&str, &str)] = &[
    ("a.m.", "am"),
    ("p.m.", "pm"),
    ("a. m.", "am"),
    ("p. m.", "pm"),
    ("월요일", " "),
    ("화요일", " "),
    ("수요일", " "),
    ("목요일", " "),
    ("금요일", " "),
    ("토요일", " "),
    ("일요일", " "),
    ("년", "年"),
    ("월", "月"),
    ("일", "日"),
    ("시", "時"),
    ("분", "分"),
    ("年 ", "年"),
    ("月 ", "月"),
    ("曜日", " "),
    ("星期一", " "),
    ("星期二", " "),
    ("星期三", " "),
    ("星期四", " "),
    ("星期五", " "),
    ("星期六", " "),
    ("星期日", " "),
    ("日", " "),
    ("号", " "),
    ("月", "-"),
    ("时", ":"),
    ("時", ":"),
    ("分", " "),
    ("秒", " "),
];

/// `令和7年` is the year 2025, in which that era was in its seventh.
fn in_era(text: &str) -> Option<String> {
    let text = match text.split_once("令和") {
        Some((before, rest)) => {
            let end = rest.find('年')?;
            let year: i16 = match rest[..end].trim() {
                "元" => 1,
                number => number.parse().ok()?,
            };
            format!("{before}{}{}", year.checked_add(2018)?, &rest[end..])
        }
        None if text.contains('年') => text.to_owned(),
        None => return None,
    };
    Some(text.replace('年', "-"))
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
            "Published on January 21, 2025",
            "2025-01-21 10:30:00",
            "2025-01-21T10:30:00",
        ] {
            reads(text, "2025-01-21");
        }
        reads("Sept. 3, 2024", "2024-09-03");
    }

    #[test]
    fn days_in_other_words() {
        for text in [
            "21 de enero de 2025",
            "martes, 21 de enero de 2025",
            "mar, 21 ene 2025",
            "21. Januar 2025",
            "Dienstag, 21. Jänner 2025, 10:30 Uhr",
            "Veröffentlicht am 21. Januar 2025",
            "21 janvier 2025",
            "mardi 21 janvier 2025 à 10h30",
            "21 gennaio 2025",
            "21 de janeiro de 2025",
            "21 января 2025 г.",
            "21 января 2025 года",
            "21 янв. 2025",
            "21 januari 2025",
            "21 stycznia 2025",
            "21 Ocak 2025 Salı",
            "21 يناير 2025",
            "٢١ يناير ٢٠٢٥",
            "2025年1月21日",
            "2025年01月21日 10時30分",
            "2025年1月21日（火）",
            "2025年1月21日 星期二",
            "令和7年1月21日",
            "２０２５年１月２１日",
            "2025년 1월 21일",
            "2025. 1. 21.",
            "2025.01.21",
            "21.01.2025",
            "21.1.25",
            "21/01/2025",
            "21-Jan-25",
            "Jan-21-2025",
            "21Jan2025",
            "1/21/25",
            "10:30 - 21 January 2025",
        ] {
            reads(text, "2025-01-21");
        }
        reads("1er janvier 2025", "2025-01-01");
        reads("1º de março de 2025", "2025-03-01");
        reads("19/11/2019", "2019-11-19");
        reads("3/4/2025", "2025-03-04");
        reads("3.4.2025", "2025-04-03");
        reads("1er août 2024", "2024-08-01");
        reads("2 мая 2024", "2024-05-02");
    }

    #[test]
    fn the_offset_is_kept_as_it_was_written() {
        for (text, expected) in [
            ("2025-01-21T23:30:00-05:00", "2025-01-21T23:30:00-05:00"),
            ("Tue, 21 Jan 2025 23:30:00 EST", "2025-01-21T23:30:00-05:00"),
            ("Tuesday, 21-Jan-25 23:30:00 GMT", "2025-01-21T23:30:00Z"),
            ("Tue Jan 21 23:30:00 EST 2025", "2025-01-21T23:30:00-05:00"),
            (
                "January 21, 2025 at 11:30 p.m. ET",
                "2025-01-21T23:30:00-05:00",
            ),
            ("July 21, 2025, 11:30 PM ET", "2025-07-21T23:30:00-04:00"),
            ("21. Juli 2025, 23:30 Uhr MESZ", "2025-07-21T23:30:00+02:00"),
            ("2025/01/21 23:30 JST", "2025-01-21T23:30:00+09:00"),
            ("20171220T134757+0000", "2017-12-20T13:47:57Z"),
            ("20171220T134757+0100", "2017-12-20T13:47:57+01:00"),
            (
                "Tue Jan 21 2025 10:30:00 GMT+0100 (Central European Standard Time)",
                "2025-01-21T10:30:00+01:00",
            ),
            ("2025-01-21 10:30:00 +01:00", "2025-01-21T10:30:00+01:00"),
            ("21 Jan 25 10:30 UT", "2025-01-21T10:30:00Z"),
        ] {
            reads(text, expected);
        }
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
            let seconds = date(text).map(Date::seconds);
            assert_eq!(seconds, Some(1_737_455_400), "{text}");
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
