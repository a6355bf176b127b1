//! A date in words and numbers, as people and programs write it.

use jiff::civil;
use jiff::tz::{Offset, TimeZone};

use super::names::{self, Zone};
use crate::article::Date;

/// Reads a date of which the text is plain. Nothing where there is a word that no date has, where a part is missing,
/// or where a number is left over.
pub(super) fn written(text: &str) -> Option<Date> {
    let mut reading = Reading {
        tokens: tokens(text),
        ..Reading::default()
    };
    while reading.at < reading.tokens.len() {
        reading.step()?;
    }
    reading.date()
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Number,
    Word,
    Sign,
}

#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    text: String,
    /// Whether white space goes before it.
    is_apart: bool,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut is_apart = true;
    for c in text.chars() {
        let kind = match c {
            _ if c.is_whitespace() => {
                is_apart = true;
                continue;
            }
            '0'..='9' => Kind::Number,
            _ if c.is_alphabetic() => Kind::Word,
            _ => Kind::Sign,
        };
        match tokens.last_mut() {
            Some(last) if last.kind == kind && !is_apart && kind != Kind::Sign => last.text.push(c),
            _ => tokens.push(Token {
                kind,
                text: c.to_string(),
                is_apart,
            }),
        }
        is_apart = false;
    }
    tokens
}

/// What is read of a date so far.
#[derive(Default)]
struct Reading {
    tokens: Vec<Token>,
    at: usize,
    day: Option<civil::Date>,
    month: Option<i8>,
    /// Numbers that belong to the name of a month.
    numbers: Vec<String>,
    time: Option<civil::Time>,
    zone: Option<Zone>,
}

impl Reading {
    fn step(&mut self) -> Option<()> {
        let token = self.tokens[self.at].clone();
        match token.kind {
            Kind::Number => self.number(&token.text),
            Kind::Word => self.word(&token.text),
            Kind::Sign => self.sign(&token.text),
        }
    }

    /// The token so many after this one, if it is of this kind.
    fn ahead(&self, by: usize, kind: Kind) -> Option<&str> {
        let token = self.tokens.get(self.at + by)?;
        (token.kind == kind).then_some(token.text.as_str())
    }

    fn number(&mut self, number: &str) -> Option<()> {
        let after = self.ahead(1, Kind::Sign).map(str::to_owned);
        let next = self.ahead(2, Kind::Number).map(str::to_owned);
        if self.time.is_none() && number.len() <= 2 && next.is_some() {
            let is_hour = self.ahead(1, Kind::Word) == Some("h");
            if after.as_deref() == Some(":") || is_hour {
                return self.clock();
            }
        }
        if let (Some(sign), Some(second)) = (&after, &next)
            && matches!(sign.as_str(), "-" | "/" | ".")
            && self.ahead(3, Kind::Sign) == Some(sign)
            && let Some(third) = self.ahead(4, Kind::Number).map(str::to_owned)
        {
            self.at += 5;
            return self.set_day(in_numbers(number, second, &third, sign)?);
        }
        self.at += 1;
        match (number.len(), self.ahead(0, Kind::Word)) {
            (8, _) => {
                let part = |from: usize, to: usize| number[from..to].parse::<i16>().ok();
                let month = i8::try_from(part(4, 6)?).ok()?;
                let day = i8::try_from(part(6, 8)?).ok()?;
                self.set_day(civil::Date::new(part(0, 4)?, month, day).ok()?)
            }
            (6, _) if self.day.is_some() && self.time.is_none() => {
                let part = |from: usize| number[from..from + 2].parse::<i8>().ok();
                self.time = civil::Time::new(part(0)?, part(2)?, part(4)?, 0).ok();
                self.time.map(drop)
            }
            (1..=2, Some("am" | "pm")) if self.time.is_none() && self.is_half_of_day() => {
                let hour = self.half_of_day(number.parse().ok()?)?;
                self.time = civil::Time::new(hour, 0, 0, 0).ok();
                self.time.map(drop)
            }
            (1 | 2 | 4, _) if self.numbers.len() < 2 => {
                self.numbers.push(number.to_owned());
                Some(())
            }
            _ => None,
        }
    }

    /// Whether `am` here is English: in German a day follows it.
    fn is_half_of_day(&self) -> bool {
        self.ahead(0, Kind::Word) == Some("pm")
            || self.ahead(1, Kind::Number).is_none()
            || self.day.is_some()
            || self.month.is_some()
    }

    /// `10:30`, `10:30:00.123`, `10h30`, `3:04 pm`.
    fn clock(&mut self) -> Option<()> {
        let hour: i8 = self.ahead(0, Kind::Number)?.parse().ok()?;
        let minute: i8 = self.ahead(2, Kind::Number)?.parse().ok()?;
        self.at += 3;
        let mut second = 0;
        if self.ahead(0, Kind::Sign) == Some(":")
            && let Some(number) = self.ahead(1, Kind::Number)
        {
            second = number.parse().ok()?;
            self.at += 2;
            let is_fraction = matches!(self.ahead(0, Kind::Sign), Some("." | ","));
            let is_joined = self
                .tokens
                .get(self.at + 1)
                .is_some_and(|next| !next.is_apart);
            if is_fraction && is_joined && self.ahead(1, Kind::Number).is_some() {
                self.at += 2;
            }
        }
        let hour = match self.ahead(0, Kind::Word) {
            Some("am" | "pm") => self.half_of_day(hour)?,
            _ => hour,
        };
        self.time = civil::Time::new(hour, minute, second.min(59), 0).ok();
        self.time.map(drop)
    }

    fn half_of_day(&mut self, hour: i8) -> Option<i8> {
        let is_second = self.ahead(0, Kind::Word) == Some("pm");
        self.at += 1;
        (0..=12)
            .contains(&hour)
            .then(|| hour % 12 + if is_second { 12 } else { 0 })
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.at += 1;
        if let Some(month) = names::month(word)
            && self.month.is_none()
            && self.day.is_none()
            && !self.is_day_of_week(word)
        {
            self.month = Some(month);
            return Some(());
        }
        if let Some(zone) = names::zone(word)
            && self.time.is_some()
        {
            self.zone.get_or_insert(zone);
            return Some(());
        }
        names::is_noise(word).then_some(())
    }

    /// `mar` is Tuesday in French, Spanish and Italian where the name of a month follows.
    fn is_day_of_week(&self, word: &str) -> bool {
        let rest = self.tokens.iter().skip(self.at);
        let mut months = rest.filter(|token| names::month(&token.text).is_some());
        names::is_noise(word) && months.next().is_some()
    }

    fn sign(&mut self, sign: &str) -> Option<()> {
        let next = self.tokens.get(self.at + 1);
        let is_joined = next.is_some_and(|next| next.kind == Kind::Number && !next.is_apart);
        if matches!(sign, "+" | "-" | "−") && is_joined && self.time.is_some() {
            let after_zone = self.at > 0 && names::zone(&self.tokens[self.at - 1].text).is_some();
            let digits = self.ahead(1, Kind::Number)?.to_owned();
            let minutes = match self.ahead(2, Kind::Sign) {
                Some(":") => self.ahead(3, Kind::Number).map(str::to_owned),
                _ => None,
            };
            let is_offset = digits.len() == 4 && digits.as_str() <= "1400"
                || digits.len() <= 2 && (minutes.is_some() || after_zone || sign == "+");
            if is_offset {
                self.at += if minutes.is_some() { 4 } else { 2 };
                let offset = offset(&digits, minutes.as_deref(), sign)?;
                self.zone = Some(Zone::Offset(offset));
                return Some(());
            }
        }
        self.at += 1;
        let is_between = matches!(
            sign,
            "," | "." | "-" | "–" | "—" | "|" | "•" | "·" | "/" | ":" | "'" | "’" | ";" | "،"
        );
        is_between.then_some(())
    }

    fn set_day(&mut self, day: civil::Date) -> Option<()> {
        let is_first = self.day.is_none() && self.month.is_none();
        self.day = Some(day);
        is_first.then_some(())
    }

    fn date(self) -> Option<Date> {
        let day = match (self.day, self.month, self.numbers.as_slice()) {
            (Some(day), None, []) => day,
            (None, Some(month), [first, second]) => named(first, month, second)?,
            _ => return None,
        };
        let (Some(time), Some(zone)) = (self.time, self.zone) else {
            return Some(Date::Day(day));
        };
        let zone = match zone {
            Zone::Offset(minutes) => {
                TimeZone::fixed(Offset::from_seconds(i32::from(minutes) * 60).ok()?)
            }
            Zone::Place(name) => TimeZone::get(name).ok()?,
        };
        let moment = day.to_datetime(time).to_zoned(zone).ok()?;
        Some(Date::at(moment.timestamp(), moment.offset()))
    }
}

/// Minutes from UTC.
fn offset(digits: &str, minutes: Option<&str>, sign: &str) -> Option<i16> {
    let number: i16 = digits.parse().ok()?;
    let total = match (digits.len(), minutes) {
        (4, _) => number / 100 * 60 + number % 100,
        (_, minutes) => number * 60 + minutes.map_or(Some(0), |text| text.parse().ok())?,
    };
    (total <= 14 * 60).then_some(if sign == "+" { total } else { -total })
}

/// A date of three numbers. Two points are written between day, month and year; with other signs it is the month
/// that goes first, as in America, wherever that can be.
fn in_numbers(first: &str, second: &str, third: &str, sign: &str) -> Option<civil::Date> {
    if first.len() == 4 {
        let year = first.parse().ok()?;
        return civil::Date::new(year, second.parse().ok()?, third.parse().ok()?).ok();
    }
    let is_short = third.len() == 2 && sign != "-";
    if third.len() != 4 && !is_short || first.len() > 2 || second.len() > 2 {
        return None;
    }
    let year = year(third)?;
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    let day_first = || civil::Date::new(year, second, first).ok();
    match sign {
        "." => day_first(),
        _ => civil::Date::new(year, first, second)
            .ok()
            .or_else(day_first),
    }
}

/// The date of a month that is named and two numbers around it.
fn named(first: &str, month: i8, second: &str) -> Option<civil::Date> {
    let (day, of_year) = match (first.len(), second.len()) {
        (4, 1..=2) => (second, first),
        (1..=2, 2 | 4) => (first, second),
        _ => return None,
    };
    civil::Date::new(year(of_year)?, month, day.parse().ok()?).ok()
}

/// A year of four digits, or of two: from 1970 to 2069.
fn year(text: &str) -> Option<i16> {
    let number: i16 = text.parse().ok()?;
    Some(match text.len() {
        2 if number < 70 => 2000 + number,
        2 => 1900 + number,
        _ => number,
    })
}
