//! Prints a query so that parsing it gives the same query under either default operator: every AND
//! is written, days are absolute, brackets are set only where they are needed.

use std::fmt::{self, Display, Formatter};
use std::ops::Bound;

use super::{Amounts, Days, MatchMode, Query, Reach, Scope, amount, word};
use crate::field::Field;
use crate::words::Amount;

/// Precedence of the printed operators, loosest first.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Precedence {
    Or,
    And,
    Not,
    Near,
    Operand,
    /// An operand that can be followed by a tail such as `^3`.
    Tailed,
}

impl Display for Query {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::All => out.write_str("*"),
            Query::Word { text, how } => word(out, text, *how),
            Query::Phrase { text, slop: 0 } => write!(out, "\"{text}\""),
            Query::Phrase { text, slop } => write!(out, "\"{text}\"~{slop}"),
            Query::Whole { text } => write!(out, "=\"{text}\""),
            Query::Near(near) => {
                bracketed(out, &near.left, Precedence::Near)?;
                out.write_str(if near.without { " NOT " } else { " " })?;
                write!(out, "{} ", near.reach)?;
                bracketed(out, &near.right, Precedence::Operand)
            }
            Query::AtLeast { times, of } => write!(out, "atleast{times}({of})"),
            Query::In { scope, of } => {
                write!(out, "{scope}")?;
                bracketed(out, of, Precedence::Operand)
            }
            Query::Days { field, days } => write!(out, "{}:{days}", field.name()),
            Query::Amount(amounts) => write!(out, "{}:{amounts}", amount::NAME),
            Query::Boost { by, of } => {
                bracketed(out, of, Precedence::Tailed)?;
                write!(out, "^{by}")
            }
            Query::And(parts) => joined(out, parts, " AND ", Precedence::Not),
            Query::Or(parts) => joined(out, parts, " OR ", Precedence::And),
            Query::Not(of) => {
                out.write_str("NOT ")?;
                bracketed(out, of, Precedence::Near)
            }
        }
    }
}

fn word(out: &mut Formatter<'_>, text: &str, how: MatchMode) -> fmt::Result {
    match how {
        MatchMode::Forms | MatchMode::Wildcard => out.write_str(text),
        MatchMode::Relatives => write!(out, "~{text}"),
        MatchMode::Exact => write!(out, "={text}"),
        MatchMode::Regex => write!(out, "/{text}/"),
        MatchMode::Fuzzy(1) => write!(out, "{text}~"),
        MatchMode::Fuzzy(edits) => write!(out, "{text}~{edits}"),
    }
}

/// Prints `query`, in brackets if its precedence is below `least`.
fn bracketed(out: &mut Formatter<'_>, query: &Query, least: Precedence) -> fmt::Result {
    if precedence(query) < least {
        write!(out, "({query})")
    } else {
        write!(out, "{query}")
    }
}

fn joined(
    out: &mut Formatter<'_>,
    parts: &[Query],
    between: &str,
    least: Precedence,
) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            out.write_str(between)?;
        }
        bracketed(out, part, least)?;
    }
    Ok(())
}

fn precedence(query: &Query) -> Precedence {
    match query {
        Query::Or(_) => Precedence::Or,
        Query::And(_) => Precedence::And,
        Query::Not(_) => Precedence::Not,
        Query::Near(_) => Precedence::Near,
        Query::In { .. }
        | Query::Days { .. }
        | Query::Amount(_)
        | Query::Whole { .. }
        | Query::Boost { .. } => Precedence::Operand,
        Query::Word { text, .. } if text.contains("://") || word::is_number(text) => {
            Precedence::Operand
        }
        Query::All | Query::Word { .. } | Query::Phrase { .. } | Query::AtLeast { .. } => {
            Precedence::Tailed
        }
    }
}

impl Display for Reach {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Reach::Words(words) => write!(out, "w/{words}"),
            Reach::Before(words) => write!(out, "pre/{words}"),
            Reach::Sentence => out.write_str("w/s"),
            Reach::Paragraph => out.write_str("w/p"),
        }
    }
}

/// The prefix of the operand: `title:`, `in:quote:`.
impl Display for Scope {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Field(field) => write!(out, "{}:", Field::name(*field)),
            Scope::Quote => out.write_str("in:quote:"),
        }
    }
}

/// `2025-01-21`, `2025-01-01..2025-03-31`, `2025-01-01..`, `..`, `none`.
impl Display for Days {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Days::None => out.write_str("none"),
            Days::Between(Some(first), Some(last)) if first == last => write!(out, "{first}"),
            Days::Between(first, last) => {
                if let Some(first) = first {
                    write!(out, "{first}")?;
                }
                out.write_str("..")?;
                if let Some(last) = last {
                    write!(out, "{last}")?;
                }
                Ok(())
            }
        }
    }
}

/// `$500000000000`, `1000..5000`, `>=$1.5`, `*`.
impl Display for Amounts {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let amount = |millionths: u128| Amount {
            currency: self.currency,
            millionths,
        };
        let (low, high) = match (self.low, self.high) {
            (Bound::Unbounded, Bound::Unbounded) => return out.write_str("*"),
            (Bound::Included(low), Bound::Included(high)) if low == high => {
                return write!(out, "{}", amount(low));
            }
            (Bound::Included(low), Bound::Unbounded) => (">=", low),
            (Bound::Excluded(low), Bound::Unbounded) => (">", low),
            (Bound::Unbounded, Bound::Included(high)) => ("<=", high),
            (Bound::Unbounded, Bound::Excluded(high)) => ("<", high),
            (
                Bound::Included(low) | Bound::Excluded(low),
                Bound::Included(high) | Bound::Excluded(high),
            ) => return write!(out, "{}..{}", amount(low), amount(high)),
        };
        write!(out, "{low}{}", amount(high))
    }
}
