//! Which questions the reference can be asked: those that it knows the meaning of and answers
//! before the night is over.

use newshound::field::{Field, FieldKind};
use newshound::query::{MatchMode, Query, Scope};

/// Proximities within a question whose pairs the reference can write down.
const MOST_NEAR: usize = 2;
/// Runs of any letters that it tries one by one.
const MOST_STARS: usize = 3;
/// What it writes down of a loose phrase.
const MOST_PARTS: usize = 4;

/// Whether it knows every field and operator of the query.
pub fn is_known(query: &Query) -> bool {
    nears(query) <= MOST_NEAR && knows(query, None)
}

/// Whether it answers soon where there are many articles.
pub fn is_quick(query: &Query) -> bool {
    let mut leaves = 0;
    every(query, &mut |query| {
        leaves += match query {
            Query::Word {
                how: MatchMode::Regex, ..
            } => 100,
            Query::Word { .. } | Query::Phrase { .. } | Query::Whole { .. } => 1,
            Query::Near(_) => 2,
            _ => 0,
        }
    });
    leaves <= 6
}

fn nears(query: &Query) -> usize {
    let mut nears = 0;
    every(query, &mut |query| {
        nears += usize::from(matches!(query, Query::Near(_)))
    });
    nears
}

fn knows(query: &Query, field: Option<Field>) -> bool {
    let is_filter = field.is_some_and(|field| field.kind() != FieldKind::Text);
    match query {
        Query::All | Query::Amount(_) | Query::Whole { .. } => true,
        Query::Word { text, how } => match how {
            MatchMode::Wildcard => text.matches('*').count() <= MOST_STARS,
            MatchMode::Regex | MatchMode::Fuzzy(_) => !is_filter,
            MatchMode::Forms | MatchMode::Relatives | MatchMode::Exact => true,
        },
        Query::Phrase { text, slop } => *slop == 0 || text.split(' ').count() <= MOST_PARTS,
        Query::Days { field, .. } => *field == Field::Date,
        Query::In {
            scope: Scope::Field(inner),
            of,
        } => {
            let known = [Field::Title, Field::Body, Field::Outlet, Field::Tag].contains(inner);
            known && knows(of, Some(*inner))
        }
        Query::In { of, .. }
        | Query::AtLeast { of, .. }
        | Query::Boost { of, .. }
        | Query::Not(of) => knows(of, field),
        Query::Near(near) => knows(&near.left, field) && knows(&near.right, field),
        Query::And(parts) | Query::Or(parts) => parts.iter().all(|part| knows(part, field)),
    }
}

/// Calls `each` with the query and all that is within it.
fn every(query: &Query, each: &mut impl FnMut(&Query)) {
    each(query);
    match query {
        Query::In { of, .. }
        | Query::AtLeast { of, .. }
        | Query::Boost { of, .. }
        | Query::Not(of) => every(of, each),
        Query::Near(near) => {
            every(&near.left, each);
            every(&near.right, each);
        }
        Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| every(part, each)),
        Query::All
        | Query::Word { .. }
        | Query::Phrase { .. }
        | Query::Whole { .. }
        | Query::Days { .. }
        | Query::Amount(_) => {}
    }
}
