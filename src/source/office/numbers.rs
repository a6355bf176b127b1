//! The numbers of list items as a person reads them: `3.`, `(b)`, `IV.`.

/// How one level of a list is numbered.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    pub style: Style,
    pub start: u64,
    /// The number with the signs around it, each level's number as `%1`, `%2` and so on.
    pub pattern: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Style {
    /// Bullets, which are not written.
    #[default]
    Bullet,
    Decimal,
    SmallLetters,
    Letters,
    SmallRoman,
    Roman,
}

/// The most levels that a list has.
pub(super) const LEVELS: usize = 10;

/// The numbers that the items of one list have come to, by level.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts([Option<u64>; LEVELS]);

/// The most characters of a number with the signs around it.
const LONGEST: usize = 40;

impl Counts {
    /// Counts an item, and returns its number as it is written: nothing for a bullet.
    pub fn next(&mut self, level: usize, levels: &[Level]) -> String {
        let Some(style) = levels.get(level).filter(|_| level < LEVELS) else {
            return String::new();
        };
        let count = self.0[level].map_or(style.start, |count| count.saturating_add(1));
        self.0[level] = Some(count);
        self.0[level + 1..].fill(None);
        if style.style == Style::Bullet {
            return String::new();
        }
        self.written(&style.pattern, levels)
    }

    /// Lets the next item of a level have this number.
    pub fn start(&mut self, level: usize, at: u64) {
        if let Some(count) = self.0.get_mut(level) {
            *count = at.checked_sub(1);
        }
    }

    fn written(&self, pattern: &str, levels: &[Level]) -> String {
        let mut text = String::new();
        let mut signs = pattern.chars().take(LONGEST).peekable();
        while let Some(sign) = signs.next() {
            let digit = signs.peek().and_then(|digit| digit.to_digit(10));
            match digit.filter(|digit| sign == '%' && *digit > 0) {
                Some(digit) => {
                    signs.next();
                    let at = digit as usize - 1;
                    if let Some(level) = levels.get(at) {
                        let count = self.0[at].unwrap_or(level.start);
                        text.push_str(&level.style.number(count));
                    }
                }
                None => text.push(sign),
            }
        }
        text.trim().to_owned()
    }
}

impl Style {
    /// A number in this style; in digits where the style has no sign for it.
    fn number(self, number: u64) -> String {
        let small = match self {
            Style::Bullet => return String::new(),
            Style::Decimal => None,
            Style::SmallLetters | Style::Letters => letters(number),
            Style::SmallRoman | Style::Roman => roman(number),
        };
        match small {
            None => number.to_string(),
            Some(text) if matches!(self, Style::Letters | Style::Roman) => text.to_uppercase(),
            Some(text) => text,
        }
    }
}

/// `a` to `z`, then `aa`, `bb`.
fn letters(number: u64) -> Option<String> {
    let at = number.checked_sub(1).filter(|at| *at < 26 * 4)?;
    let letter = char::from(b'a' + (at % 26) as u8);
    let times = (at / 26 + 1) as usize;
    Some(std::iter::repeat_n(letter, times).collect())
}

const ROMAN: &[(u64, &str)] = &[
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
];

fn roman(mut number: u64) -> Option<String> {
    if !(1..4000).contains(&number) {
        return None;
    }
    let mut text = String::new();
    for (value, sign) in ROMAN {
        while number >= *value {
            text.push_str(sign);
            number -= value;
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_written() {
        let level = |style, pattern: &str| Level {
            style,
            start: 1,
            pattern: pattern.to_owned(),
        };
        let levels = [
            level(Style::Decimal, "Article %1."),
            level(Style::SmallLetters, "(%2)"),
            level(Style::Roman, "%1.%3"),
            level(Style::Bullet, "*"),
        ];
        let mut counts = Counts::default();
        let items = [0, 1, 1, 2, 3, 0, 1, 7];
        let written = items.map(|level| counts.next(level, &levels));
        let expected = [
            "Article 1.",
            "(a)",
            "(b)",
            "1.I",
            "",
            "Article 2.",
            "(a)",
            "",
        ];
        assert_eq!(written, expected);
        assert_eq!(Style::SmallRoman.number(1994), "mcmxciv");
        assert_eq!(Style::SmallLetters.number(28), "bb");
        assert_eq!(Style::SmallLetters.number(u64::MAX), u64::MAX.to_string());
    }
}
