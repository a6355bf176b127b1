//! Reads calendar days as people write them: `2025-01`, `7d`, `last month`, `Q3 2025`, ranges.
//!
//! Days are absolute once they are read. Weeks begin on Monday. `7d` is the seven calendar
//! days that end today; `last month` is the calendar month before this one.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Days;
use super::time_span::TimeSpan;

/// How a date is compared with the days that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// On those days.
    On,
    /// From the day after the last of them.
    After,
    /// Until the day before the first of them.
    Before,
    /// From the first of them on.
    Since,
    /// Until the last of them.
    Until,
}

#[rustfmt::skip]
pub const KEYWORDS: &[(&str, Comparison)] = &[
    ("after",  Comparison::After),
    ("before", Comparison::Before),
    ("since",  Comparison::Since),
    ("until",  Comparison::Until),
];

#[rustfmt::skip]
const COMPARISONS: &[(&str, Comparison)] = &[
    (">=", Comparison::Since),
    ("<=", Comparison::Until),
    (">",  Comparison::After),
    ("<",  Comparison::Before),
];

#[rustfmt::skip]
const MONTHS: &[&str] = &[
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
];

/// The longest text that is read as a date, in bytes.
const LONGEST: usize = 64;

/// The comparison that `name` means before a colon.
pub fn keyword(name: &str) -> Option<Comparison> {
    let found = KEYWORDS
        .iter()
        .find(|(comparison, _)| comparison.eq_ignore_ascii_case(name));
    found.map(|(_, comparison)| *comparison)
}

/// The name that is written before the colon; `On` has none, it is written as a field.
pub fn name(comparison: Comparison) -> Option<&'static str> {
    let found = KEYWORDS.iter().find(|(_, known)| *known == comparison);
    found.map(|(name, _)| *name)
}

/// The comparison that a sign before the days means, and the days after it: `>=2025`.
pub fn signed(text: &str) -> Option<(Comparison, &str)> {
    let text = text.trim();
    let mut rows = COMPARISONS.iter();
    rows.find_map(|(sign, comparison)| Some((*comparison, text.strip_prefix(sign)?.trim())))
}

/// The sign of a comparison; `On` has none.
pub fn sign(comparison: Comparison) -> &'static str {
    let found = COMPARISONS.iter().find(|(_, known)| *known == comparison);
    found.map_or("", |(sign, _)| sign)
}

/// The days that `text` means, counted from `today`. The error is a hint: one way to write a date.
pub fn days(text: &str, comparison: Comparison, today: Date) -> Result<Days, String> {
    let text = text.trim().to_lowercase();
    if text.len() > LONGEST {
        return Err(hint("", today));
    }
    let read = match comparison {
        Comparison::On => whole(&text, today),
        _ => one_side(&text, comparison, today),
    };
    read.filter(is_of_our_era).ok_or_else(|| hint(&text, today))
}

/// Years before 1 are refused: their minus could not be read back, and `2200y` is no date.
fn is_of_our_era(days: &Days) -> bool {
    match days {
        Days::None => true,
        Days::Between(from, to) => [from, to].into_iter().flatten().all(|day| day.year() > 0),
    }
}

fn whole(text: &str, today: Date) -> Option<Days> {
    if text == "none" {
        return Some(Days::None);
    }
    if text == "*" {
        return Some(Days::Between(None, None));
    }
    if let Some((from, to)) = text.split_once("..") {
        return range(from.trim(), to.trim(), today);
    }
    if let Some((comparison, date)) = signed(text) {
        return one_side(date, comparison, today);
    }
    let (first, last) = period(text, today)?;
    Some(Days::Between(Some(first), Some(last)))
}

fn one_side(text: &str, comparison: Comparison, today: Date) -> Option<Days> {
    let (first, last) = period(text, today)?;
    Some(match comparison {
        Comparison::On => Days::Between(Some(first), Some(last)),
        Comparison::After => Days::Between(Some(last.tomorrow().ok()?), None),
        Comparison::Before => Days::Between(None, Some(first.yesterday().ok()?)),
        Comparison::Since => Days::Between(Some(first), None),
        Comparison::Until => Days::Between(None, Some(last)),
    })
}

/// The two ends of a range, if it ends before it begins.
pub fn reversed(text: &str, today: Date) -> Option<(&str, &str)> {
    let (from, to) = text.split_once("..")?;
    let (from, to) = (from.trim(), to.trim());
    let begin = |end: &str| period(&end.to_lowercase(), today).map(|days| days.0);
    (text.len() <= LONGEST && begin(from)? > begin(to)?).then_some((from, to))
}

/// Reads a range; its ends may be in either order, and either may be open.
fn range(from: &str, to: &str, today: Date) -> Option<Days> {
    let end = |text: &str| match text {
        "" => Some(None),
        _ => period(text, today).map(Some),
    };
    Some(match (end(from)?, end(to)?) {
        (Some(a), Some(b)) => Days::Between(Some(a.0.min(b.0)), Some(a.1.max(b.1))),
        (from, to) => Days::Between(from.map(|days| days.0), to.map(|days| days.1)),
    })
}

/// The first and the last day of the period that `text` names.
fn period(text: &str, today: Date) -> Option<(Date, Date)> {
    numbers(text)
        .or_else(|| named(text, today))
        .or_else(|| ending_today(text, today))
        .or_else(|| quarter(text))
        .or_else(|| month_named(text, today))
}

/// `2025`, `2025-01`, `2025-01-21`, also with slashes.
fn numbers(text: &str) -> Option<(Date, Date)> {
    match parts(text)?.as_slice() {
        [year] => Some((Date::new(*year, 1, 1).ok()?, Date::new(*year, 12, 31).ok()?)),
        [year, month] => month_of(*year, (*month).try_into().ok()?),
        [year, month, day] => {
            let (month, day) = ((*month).try_into().ok()?, (*day).try_into().ok()?);
            let date = Date::new(*year, month, day).ok()?;
            Some((date, date))
        }
        _ => None,
    }
}

/// A year of four digits, and up to two digits for each further part.
fn parts(text: &str) -> Option<Vec<i16>> {
    let mut parts = Vec::new();
    for (place, digits) in text.split(['-', '/']).enumerate() {
        let length = if place == 0 { 4..=4 } else { 1..=2 };
        if !length.contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        parts.push(digits.parse().ok()?);
    }
    Some(parts)
}

fn month_of(year: i16, month: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}

/// `today`, `yesterday`, `this week`, `last quarter`.
fn named(text: &str, today: Date) -> Option<(Date, Date)> {
    match text {
        "today" => return Some((today, today)),
        "yesterday" => {
            let day = today.yesterday().ok()?;
            return Some((day, day));
        }
        _ => {}
    }
    let (which, unit) = text.split_once(' ')?;
    let (first, length) = match unit.trim() {
        "week" => {
            let since_monday = i32::from(today.weekday().to_monday_zero_offset());
            (today.checked_sub(since_monday.days()).ok()?, 1.week())
        }
        "month" => (today.first_of_month(), 1.month()),
        "quarter" => {
            let month = (today.month() - 1) / 3 * 3 + 1;
            (Date::new(today.year(), month, 1).ok()?, 3.months())
        }
        "year" => (today.first_of_year(), 1.year()),
        _ => return None,
    };
    let first = match which {
        "this" => first,
        "last" | "previous" => first.checked_sub(length).ok()?,
        _ => return None,
    };
    let next = first.checked_add(length).ok()?;
    Some((first, next.yesterday().ok()?))
}

/// `7d`, `last 30 days`, `past 3 months`.
fn ending_today(text: &str, today: Date) -> Option<(Date, Date)> {
    let text = ["last ", "past "]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
        .trim_start();
    let span = TimeSpan::parse(text)?.calendar()?;
    let before = today.checked_sub(span).ok()?;
    Some((before.tomorrow().ok()?, today))
}

/// `Q3 2025`, `2025-Q3`.
fn quarter(text: &str) -> Option<(Date, Date)> {
    let (first, second) = match text.split_once([' ', '-']) {
        Some(halves) => halves,
        None => text.split_at_checked(4)?,
    };
    let (year, quarter) = if first.starts_with('q') {
        (second, first)
    } else {
        (first, second)
    };
    let [year] = parts(year.trim())?[..] else {
        return None;
    };
    let number: i8 = quarter.trim().strip_prefix('q')?.parse().ok()?;
    if !(1..=4).contains(&number) {
        return None;
    }
    let (first, _) = month_of(year, number * 3 - 2)?;
    let (_, last) = month_of(year, number * 3)?;
    Some((first, last))
}

/// `January 2025`, `21 Jan 2025`, `Jan. 21, 2025`; `March` alone is the latest March that has begun.
fn month_named(text: &str, today: Date) -> Option<(Date, Date)> {
    let (mut month, mut day, mut year) = (None, None, None);
    for part in text.split([' ', ',', '.']).filter(|part| !part.is_empty()) {
        let slot = match part.parse::<i16>() {
            Ok(number) if part.len() == 4 => year.replace(number),
            Ok(number) if part.len() <= 2 => day.replace(number),
            _ => month.replace(month_number(part)?),
        };
        if slot.is_some() {
            return None;
        }
    }
    let month = i8::try_from(month?).ok()?;
    let this_year = today.year() - i16::from(month > today.month());
    let (first, last) = month_of(year.unwrap_or(this_year), month)?;
    match day {
        None => Some((first, last)),
        Some(day) => {
            year?;
            let date = Date::new(first.year(), month, day.try_into().ok()?).ok()?;
            Some((date, date))
        }
    }
}

fn month_number(word: &str) -> Option<i16> {
    let found = MONTHS
        .iter()
        .position(|month| *month == word || (word.len() >= 3 && month.starts_with(word)));
    i16::try_from(found? + 1).ok()
}

/// A hint: one way to write the days that `text` may mean.
fn hint(text: &str, today: Date) -> String {
    if let Some([year, month, _]) = parts(text).as_deref()
        && let Ok(month) = i8::try_from(*month)
        && let Some((_, last)) = month_of(*year, month)
    {
        return format!("write `{last}`, the last day of that month");
    }
    let spaced = text.replace(['-', '_'], " ");
    if spaced != text && period(&spaced, today).is_some() {
        return format!("write `\"{spaced}\"`");
    }
    if ["last", "past", "previous", "this"].contains(&text) {
        return format!("put it between quotation marks: `\"{text} month\"`");
    }
    "write `2026-03-01`, `2026-03` or `7d`".to_owned()
}
