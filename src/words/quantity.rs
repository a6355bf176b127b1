//! Reads an amount of money or a percentage word by word: currency, number, scale, range, unit.

use super::currency::{code, dollar, has_spaced_groups, name, pair, scale};
use super::decimal;
use super::quantity_signs::{
    ends_with_word, has_sign, is_blank, is_cut_short, is_hyphenated_m, is_joint, percent_at,
    sign_after, sign_before,
};
use super::surface_form::{self, SurfaceForm};

/// The unit of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Money(&'static str),
    Percent,
}

impl Unit {
    fn currency(self) -> Option<&'static str> {
        match self {
            Unit::Money(currency) => Some(currency),
            Unit::Percent => None,
        }
    }

    /// The value term of a number of them.
    pub fn term(self, millionths: u128) -> String {
        let number = decimal::write(millionths);
        match self {
            Unit::Money(currency) => format!("{currency}{number}"),
            Unit::Percent => format!("{number}%"),
        }
    }
}

/// The most groups of three digits after the first: up to trillions.
const GROUPS: u32 = 4;

/// A number and the power of ten written after it.
#[derive(Debug, Clone, Copy)]
struct Number {
    bare: u128,
    power: Option<u32>,
}

impl Number {
    fn size(self, power: Option<u32>) -> Option<u128> {
        decimal::scaled(self.bare, power.unwrap_or(0))
    }
}

/// An amount or a percentage in a text, read word by word.
pub struct Quantity<'t> {
    text: &'t str,
    pub start: usize,
    pub end: usize,
    /// Where the next word is looked for, in bytes.
    next: usize,
    pub width: u32,
    pub unit: Option<Unit>,
    /// The other end of a range.
    pub low: Option<u128>,
    pub high: u128,
    /// The first word at or after `looked`; its folded form may be in the buffer.
    ahead: Option<SurfaceForm>,
    looked: Option<usize>,
    buffer: String,
}

impl<'t> Quantity<'t> {
    /// Reads the quantity that begins with the word `first`; `assumed` is the currency of a number that
    /// has none.
    pub fn read(
        text: &'t str,
        first: &SurfaceForm,
        term: &str,
        assumed: Option<&'static str>,
    ) -> Option<Quantity<'t>> {
        let mut found = Quantity {
            text,
            start: first.bytes.start,
            end: first.bytes.end,
            next: first.next,
            width: 1,
            unit: None,
            low: None,
            high: 0,
            ahead: None,
            looked: None,
            buffer: String::new(),
        };
        let mut number = found.begin(first, term)?;
        found.groups(&mut number)?;
        found.scale(&mut number)?;
        let second = found.range(number);
        found.unit_after(second.unwrap_or(number));
        found.unit = found.unit.or(assumed.map(Unit::Money));
        found.settle(number, second)?;
        (!is_cut_short(text, found.end)).then_some(found)
    }

    /// The currency before the number, if any, and the number.
    fn begin(&mut self, first: &SurfaceForm, term: &str) -> Option<Number> {
        if term.starts_with(|letter: char| letter.is_ascii_digit()) {
            let (start, currency) = sign_before(self.text, self.start)?;
            self.start = start;
            self.unit = currency.map(Unit::Money);
            return number(term);
        }
        if let Some((letters, digits)) = term.split_at_checked(3)
            && digits.starts_with(|letter: char| letter.is_ascii_digit())
        {
            self.unit = Some(Unit::Money(code(letters)?));
            return number(digits);
        }
        let mut buffer = String::new();
        let word = surface_form::next(self.text, first.next, &mut buffer)?;
        let currency = match &self.text[first.next..word.bytes.start] {
            "$" => dollar(term).or_else(|| code(term))?,
            " " | "\u{a0}" | " $" | " €" | " £" => code(term)?,
            _ => return None,
        };
        let digits = word.term(self.text, &buffer);
        let read = number(digits)?;
        // `CAD 2024` is a program of that year.
        let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
        let raw = &self.text[word.bytes.clone()];
        self.unit = Some(Unit::Money(currency));
        self.take(&word);
        (!is_year || raw.contains(',') || self.has_scale_next()).then_some(read)
    }

    fn take(&mut self, word: &SurfaceForm) {
        self.end = word.bytes.end;
        self.next = word.next;
        self.width += 1;
    }

    fn place(&self) -> (usize, usize, u32) {
        (self.end, self.next, self.width)
    }

    fn go_to(&mut self, place: (usize, usize, u32)) {
        (self.end, self.next, self.width) = place;
    }

    /// The next word, if `sort` accepts the text before it and its folded form.
    fn peek<T>(&mut self, sort: impl Fn(&str, &str) -> Option<T>) -> Option<(SurfaceForm, T)> {
        if self.looked != Some(self.next) {
            self.ahead = surface_form::next(self.text, self.next, &mut self.buffer);
            self.looked = Some(self.next);
        }
        let word = self.ahead.as_ref()?;
        let gap = &self.text[self.next..word.bytes.start];
        let sorted = sort(gap, word.term(self.text, &self.buffer))?;
        Some((word.clone(), sorted))
    }

    fn has_scale_next(&mut self) -> bool {
        self.peek(|gap, term| (is_joint(gap)).then(|| scale(term)).flatten())
            .is_some()
    }

    /// `EUR 35 000 000`, `35 000 000 euros`: only where the currency is written so.
    fn groups(&mut self, number: &mut Number) -> Option<()> {
        let small = number.bare < 1_000_000_000 && number.bare.is_multiple_of(1_000_000);
        let foreign = matches!(self.unit, Some(Unit::Money(own)) if !has_spaced_groups(own));
        if number.power.is_some() || !small || foreign {
            return Some(());
        }
        let group = |gap: &str, term: &str| {
            let digits = term.len() == 3 && term.bytes().all(|byte| byte.is_ascii_digit());
            (is_blank(gap) && digits).then(|| decimal::read(term))
        };
        let (before, mut whole) = (self.place(), number.bare);
        for _ in 0..GROUPS {
            let Some((word, digits)) = self.peek(group) else {
                break;
            };
            whole = decimal::scaled(whole, 3)?.checked_add(digits?)?;
            self.take(&word);
        }
        if self.unit.is_none() && self.width > before.2 {
            let after = self.place();
            self.unit_after(*number);
            let spaced = matches!(self.unit, Some(Unit::Money(own)) if has_spaced_groups(own));
            self.unit = None;
            self.go_to(if spaced { after } else { before });
            if !spaced {
                return Some(());
            }
        }
        number.bare = whole;
        Some(())
    }

    /// `billion`, `bn`, `hundred million` after the number. `None` if it becomes too large.
    fn scale(&mut self, number: &mut Number) -> Option<()> {
        let next = |gap: &str, term: &str| {
            let found = scale(term).filter(|scale| scale.apart && is_joint(gap))?;
            Some(found.power)
        };
        for _ in 0..2 {
            // Only `hundred` and `thousand` are followed by a further scale.
            if number.power.is_some_and(|power| power > 3) {
                break;
            }
            let Some((word, power)) = self.peek(next) else {
                break;
            };
            if is_hyphenated_m(self.text, &word) {
                break;
            }
            number.power = Some(number.power.unwrap_or(0) + power);
            self.take(&word);
        }
        number.size(number.power).map(|_| ())
    }

    /// The number after `–` or `to`, if the two are ends of one range.
    fn range(&mut self, low: Number) -> Option<Number> {
        let before = self.place();
        let found = self.second(low);
        if found.is_none() {
            self.go_to(before);
        }
        found
    }

    fn second(&mut self, low: Number) -> Option<Number> {
        let unit = self.unit;
        let own = unit.and_then(Unit::currency);
        let by_dash = |gap: &str, term: &str| {
            let gap = gap.strip_prefix(['–', '—', '-', '‑', '‒'])?;
            Some((number(term)?, has_sign(gap, own)?))
        };
        let dash = self.peek(by_dash);
        let dashed = dash.is_some();
        let (word, (mut high, signed)) = match dash {
            Some(found) => found,
            None => {
                let between = ends_with_word(&self.text[..self.start], "between");
                let link = |gap: &str, term: &str| {
                    let links = term == "to" || (term == "and" && between);
                    (is_blank(gap) && links).then_some(())
                };
                let (to, ()) = self.peek(link)?;
                self.take(&to);
                self.prefix_again();
                self.peek(|gap, term| {
                    let gap = gap.strip_prefix([' ', '\u{a0}']).unwrap_or(gap);
                    Some((number(term)?, has_sign(gap, own)?))
                })?
            }
        };
        self.take(&word);
        self.scale(&mut high)?;
        let alone = unit.is_some() && high.power.is_none() && !dashed;
        let fits = match (low.power, high.power) {
            (Some(_), None) => false,
            (Some(_), Some(_)) => !signed,
            (None, _) => low.bare < high.bare && !(signed && high.power.is_none()),
        };
        let percent = unit.is_some() && percent_at(self.text, self.end).is_some();
        (fits && !alone && !percent).then_some(high)
    }

    /// The second `US` of `US$5 to US$6 million`. The sign after it is compared as if it had no prefix.
    fn prefix_again(&mut self) {
        let unit = self.unit;
        let prefix = |gap: &str, term: &str| {
            let same = dollar(term).map(Unit::Money) == unit && unit.is_some();
            (is_blank(gap) && same).then_some(())
        };
        if let Some((word, ())) = self.peek(prefix)
            && self.text[word.next..].starts_with('$')
        {
            self.take(&word);
        }
    }

    /// The unit after the number: `%`, `percent`, `dollars`, `EUR`, `€`.
    fn unit_after(&mut self, number: Number) {
        if self.unit.is_some() {
            return;
        }
        let scaled = number.power.is_some();
        if let (Some(end), false) = (percent_at(self.text, self.end), scaled) {
            self.unit = Some(Unit::Percent);
            (self.end, self.next) = (end, end);
        } else if let Some((end, currency)) = sign_after(self.text, self.end) {
            self.unit = Some(Unit::Money(currency));
            (self.end, self.next) = (end, end);
        } else {
            self.unit = self.word_after(scaled);
        }
    }

    fn word_after(&mut self, scaled: bool) -> Option<Unit> {
        let joint = |gap: &str, term: &str| is_joint(gap).then(|| term.to_owned());
        let (word, term) = self.peek(joint)?;
        if let Some(currency) = name(&term, scaled).or_else(|| code(&term)) {
            self.take(&word);
            return Some(Unit::Money(currency));
        }
        if !scaled && (term == "percent" || term == "pct") {
            self.take(&word);
            return Some(Unit::Percent);
        }
        let before = self.place();
        self.take(&word);
        let second = |gap: &str, next: &str| {
            if !is_joint(gap) {
                return None;
            }
            match (term.as_str(), next) {
                ("per", "cent") => (!scaled).then_some(Unit::Percent),
                (nation, noun) => pair(nation, noun).map(Unit::Money),
            }
        };
        match self.peek(second) {
            Some((word, unit)) => {
                self.take(&word);
                Some(unit)
            }
            None => {
                self.go_to(before);
                None
            }
        }
    }

    fn settle(&mut self, first: Number, second: Option<Number>) -> Option<()> {
        match second {
            Some(second) => {
                self.low = Some(first.size(first.power.or(second.power))?);
                self.high = second.size(second.power)?;
            }
            None => self.high = first.size(first.power)?,
        }
        Some(())
    }
}

/// `500`, `1.5`, `500bn`; `None` for `10th`, `4o`, `1.2.3`.
fn number(term: &str) -> Option<Number> {
    let letters = term.find(|letter: char| letter.is_ascii_alphabetic());
    let (digits, suffix) = term.split_at(letters.unwrap_or(term.len()));
    let bare = decimal::read(digits)?;
    let power = match suffix {
        "" => None,
        suffix => Some(scale(suffix)?.power),
    };
    Some(Number { bare, power })
}
