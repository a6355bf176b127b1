//! Counts of articles: by the time when they were published, by what is said of them, and by the terms in them.
//!
//! Every count is exact, and a question is beside it that finds just the articles it counts. Not here: how
//! they are counted (`answer`), how they look (`render`).

use std::fmt::{self, Display, Formatter};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::field::Field;
use crate::query::{Days, Query, Scope};
use crate::words;

pub mod keyness;

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A calendar day.
    Day,
    /// Seven days from a Monday on.
    Week,
    /// A calendar month.
    Month,
    /// Three months, the first of them January, April, July or October.
    Quarter,
    /// A calendar year.
    Year,
}

impl Unit {
    /// Each unit by the name that a person writes, the shortest first.
    pub const NAMES: &[(&str, Unit)] = &[
        ("day", Unit::Day),
        ("week", Unit::Week),
        ("month", Unit::Month),
        ("quarter", Unit::Quarter),
        ("year", Unit::Year),
    ];

    /// The unit with this name.
    pub fn named(name: &str) -> Option<Unit> {
        let found = Unit::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, unit)| *unit)
    }

    /// The name that a person writes.
    pub fn name(self) -> &'static str {
        let found = Unit::NAMES.iter().find(|(_, unit)| *unit == self);
        found.map_or("", |(name, _)| name)
    }

    /// The first day of the stretch that a day is in.
    pub fn begin(self, day: Date) -> Date {
        match self {
            Unit::Day => day,
            Unit::Week => {
                let after_monday = day.weekday().since(Weekday::Monday);
                day.saturating_sub(i32::from(after_monday).days())
            }
            Unit::Month => day.first_of_month(),
            Unit::Quarter => {
                let month = (day.month() - 1) / 3 * 3 + 1;
                Date::new(day.year(), month, 1).unwrap_or(day)
            }
            Unit::Year => day.first_of_year(),
        }
    }

    /// The first day of the next stretch; `None` after the last one that the calendar has.
    pub fn next(self, begin: Date) -> Option<Date> {
        let span = match self {
            Unit::Day => 1.day(),
            Unit::Week => 1.week(),
            Unit::Month => 1.month(),
            Unit::Quarter => 3.months(),
            Unit::Year => 1.year(),
        };
        begin.checked_add(span).ok()
    }

    /// The last day of the stretch that begins on a day.
    pub fn last(self, begin: Date) -> Date {
        let last = self.next(begin).and_then(|next| next.yesterday().ok());
        last.unwrap_or(Date::MAX)
    }

    /// How a stretch is called by its first day: `2025-01-22`, of a month `2025-01`, `2025-Q1`, `2025`.
    pub fn label(self, begin: Date) -> String {
        let year = begin.year();
        match self {
            Unit::Day | Unit::Week => begin.to_string(),
            Unit::Month => format!("{year:04}-{:02}", begin.month()),
            Unit::Quarter => format!("{year:04}-Q{}", (begin.month() - 1) / 3 + 1),
            Unit::Year => format!("{year:04}"),
        }
    }
}

impl Display for Unit {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// Articles over time: one question, or several side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// How time is divided.
    pub by: Unit,
    /// Whose calendar days are meant, as `--zone` takes it; `None` where it has no name.
    pub zone: Option<String>,
    /// Whether words are looked for under their other names.
    pub aliases: bool,
    /// How many articles there are in all.
    pub corpus: u64,
    /// A line for each question, all with the same buckets; at least one.
    pub lines: Vec<TimelineOf>,
}

/// The articles of one question over time.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineOf {
    /// The text of the question.
    pub query: String,
    /// The query that it was parsed to, printed.
    pub read_as: String,
    /// How many articles match, the undated ones among them.
    pub articles: u64,
    /// Full sentences about parts of the question that could not be taken as written.
    pub notes: Vec<String>,
    /// From the first to the last that has an article of any of the questions, without a gap.
    pub buckets: Vec<Bucket>,
    /// The articles without a date.
    pub undated: Share,
}

/// A stretch of time and its articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Bucket {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// How many articles match.
    pub articles: Share,
}

/// A part of some articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// How many match.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// A question that finds those that match.
    pub question: String,
}

impl Share {
    /// `count` divided by `of`; `None` of nothing.
    pub fn share(&self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }
}

/// What articles can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// The values of a field.
    Field(Field),
    /// The year of publication.
    Year,
}

impl Facet {
    /// All of them, in the order in which they are offered.
    pub const ALL: &[Facet] = &[
        Facet::Field(Field::Outlet),
        Facet::Field(Field::Author),
        Facet::Field(Field::Tag),
        Facet::Field(Field::Lang),
        Facet::Field(Field::Site),
        Facet::Year,
        Facet::Field(Field::File),
    ];

    /// The name that a person writes.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Field(field) => field.name(),
            Facet::Year => "year",
        }
    }

    /// The facet with this name.
    pub fn named(name: &str) -> Option<Facet> {
        let mut all = Facet::ALL.iter().copied();
        all.find(|facet| facet.name() == name)
    }

    /// The query that finds the articles with a value, or those that have none.
    pub fn filter(self, value: Option<&str>) -> Query {
        match (self, value) {
            (Facet::Field(field), Some(value)) => Query::In {
                scope: Scope::Field(field),
                of: Box::new(Query::Whole {
                    text: words::quotable(value),
                }),
            },
            (Facet::Field(field), None) => Query::Not(Box::new(Query::In {
                scope: Scope::Field(field),
                of: Box::new(Query::All),
            })),
            (Facet::Year, Some(value)) => {
                let year = value.parse().unwrap_or_default();
                let ends = [(1, 1), (12, 31)].map(|(month, day)| Date::new(year, month, day).ok());
                Query::Days {
                    field: Field::Date,
                    days: Days::Between(ends[0], ends[1]),
                }
            }
            (Facet::Year, None) => Query::Days {
                field: Field::Date,
                days: Days::None,
            },
        }
    }
}

/// The articles of a question by what is said of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Facets {
    /// The text of the question.
    pub query: String,
    /// The query that it was parsed to, printed.
    pub read_as: String,
    /// How many articles match.
    pub articles: u64,
    /// Full sentences about parts of the question that could not be taken as written.
    pub notes: Vec<String>,
    /// Whose calendar days are meant, as `--zone` takes it; `None` where it has no name.
    pub zone: Option<String>,
    /// Whether words are looked for under their other names.
    pub aliases: bool,
    /// In the order that was asked for.
    pub facets: Vec<FacetOf>,
}

/// The articles of a question by one facet, whatever value of it the question chose.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetOf {
    /// What is counted by.
    pub by: Facet,
    /// The question without its own choice of a value, printed.
    pub read_as: String,
    /// How many articles that finds.
    pub articles: u64,
    /// Those that were asked for; the most frequent first, then by name.
    pub values: Vec<FacetValue>,
    /// How many values there are.
    pub value_count: u64,
    /// Articles without a value.
    pub unknown: Share,
}

/// The articles with one value of a facet.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetValue {
    /// As an article has it written.
    pub value: String,
    /// How many articles of those that the question without its choice finds.
    pub articles: Share,
}

/// Which terms of articles are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermChoice {
    /// A term has to be in so many of the articles.
    pub least: u64,
    /// Whether function words, numbers and the words of the question are compared as well.
    pub all_words: bool,
}

/// The terms that set the articles of a question apart from all others.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyTerms {
    /// The text of the question.
    pub query: String,
    /// The query that it was parsed to, printed.
    pub read_as: String,
    /// How many articles match.
    pub articles: u64,
    /// How many articles there are in all.
    pub corpus: u64,
    /// How many terms were compared.
    pub compared: u64,
    /// Full sentences about the question, and about why nothing could be compared.
    pub notes: Vec<String>,
    /// As many as were asked for; the highest log-ratio first, then the highest G², then by name.
    pub terms: Vec<KeyTerm>,
}

/// A word or a name of two words that is more frequent in some articles than in the others.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyTerm {
    /// A word folded as in the index, a name as it is written.
    pub term: String,
    /// How many articles have it, of those that match.
    pub here: Share,
    /// How many have it, of all articles.
    pub everywhere: Share,
    /// How much more frequent it is here than elsewhere, at least: as `keyness` has it.
    pub log_ratio: f64,
    /// How much evidence there is for that: as `keyness` has it.
    pub g2: f64,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn stretches_follow_one_another_without_a_gap() {
        for (_, unit) in Unit::NAMES {
            let mut begin = unit.begin(date(2019, 12, 30));
            for _ in 0..40 {
                let (last, next) = (unit.last(begin), unit.next(begin).unwrap());
                assert_eq!(last.tomorrow().unwrap(), next);
                for day in [begin, last] {
                    assert_eq!(unit.begin(day), begin, "{unit} {day}");
                }
                begin = next;
            }
        }
    }

    #[test]
    fn stretches_have_names() {
        let names = |day: Date| -> Vec<String> {
            let units = Unit::NAMES.iter();
            units.map(|(_, unit)| unit.label(unit.begin(day))).collect()
        };
        let expected = ["2024-12-31", "2024-12-30", "2024-12", "2024-Q4", "2024"];
        assert_eq!(names(date(2024, 12, 31)), expected);
    }

    #[test]
    fn the_ends_of_the_calendar_are_days_like_others() {
        for (_, unit) in Unit::NAMES {
            assert!(unit.begin(Date::MIN) <= Date::MIN);
            assert_eq!(unit.last(unit.begin(Date::MAX)).max(Date::MAX), Date::MAX);
        }
    }
}
