//! The same question with the relatives of each word.

use super::{MatchMode, Near, Query, Scope};
use crate::field::FieldKind;

/// `query` with every word that finds its forms finding its relatives too; `None` if there is no such word.
pub fn with_relatives(query: &Query) -> Option<Query> {
    let widened = widened(query);
    (widened != *query).then_some(widened)
}

fn widened(query: &Query) -> Query {
    let all = |parts: &[Query]| parts.iter().map(widened).collect();
    let boxed = |of: &Query| Box::new(widened(of));
    match query {
        Query::Word {
            text,
            how: MatchMode::Forms,
        } if text.starts_with(char::is_alphabetic) => Query::Word {
            text: text.clone(),
            how: MatchMode::Relatives,
        },
        Query::Near(near) => Query::Near(Box::new(Near {
            left: widened(&near.left),
            right: widened(&near.right),
            ..(**near).clone()
        })),
        Query::AtLeast { times, of } => Query::AtLeast {
            times: *times,
            of: boxed(of),
        },
        Query::In {
            scope: Scope::Field(field),
            ..
        } if field.kind() != FieldKind::Text => query.clone(),
        Query::In { scope, of } => Query::In {
            scope: *scope,
            of: boxed(of),
        },
        Query::Boost { by, of } => Query::Boost {
            by: *by,
            of: boxed(of),
        },
        Query::And(parts) => Query::And(all(parts)),
        Query::Or(parts) => Query::Or(all(parts)),
        Query::Not(of) => Query::Not(boxed(of)),
        other => other.clone(),
    }
}
