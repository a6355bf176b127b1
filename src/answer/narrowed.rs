//! Questions that are made of another one: the same within some days, or with one value of a field.

use crate::error::{Error, Kind, Result};
use crate::query::{self, DefaultOperator, ParseOptions, Query, short};

/// A query and a filter, both of which have to match.
pub fn narrowed(query: &Query, filter: Query) -> Query {
    match query {
        Query::All => filter,
        query => query::and(vec![query.clone(), filter]),
    }
}

/// Fails if a query, printed and asked again, would be another one: it is at the bounds of the language.
pub fn check(query: &Query) -> Result<()> {
    let text = query.to_string();
    let options = ParseOptions {
        operator: DefaultOperator::And,
        relatives: false,
        names: None,
        beats: None,
        // Printed days are absolute.
        today: jiff::civil::Date::ZERO,
    };
    match query::parse(&text, &options) {
        Ok(parsed) if parsed.query == *query => Ok(()),
        _ => {
            let message = format!("`{}` is too long to be counted in parts", short(&text));
            Err(Error::new(Kind::Usage, message).hint("ask a question with fewer brackets"))
        }
    }
}
