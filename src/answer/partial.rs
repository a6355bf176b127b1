//! Partial answers: where no article has all that was asked for, the articles that lack least of it.

use std::collections::HashMap;

use super::{Asking, Hits};
use crate::article::Id;
use crate::engine::{Collect, Match};
use crate::error::Result;
use crate::field::{Field, FieldKind};
use crate::query::{self, Query, Scope};
use crate::question::Question;
use crate::request::Sort;
use crate::results::PartialAnswer;

/// The best articles for any of the parts; those that lack least are among them.
const CONSIDERED: usize = 30;
/// A question of more parts has no partial answers: naming what each lacks takes a look for each part.
const MOST_PARTS: usize = 12;

/// The best partial answers to a question that has found nothing, as many as it asks for.
pub fn partial(asking: &Asking<'_>) -> Result<Vec<PartialAnswer>> {
    let question = asking.question;
    let (Some(any), Query::And(parts)) = (&question.any, &question.query) else {
        return Ok(Vec::new());
    };
    let parts: Vec<&Query> = parts.iter().filter(|part| !is_filter(part)).collect();
    if question.partial == 0 || parts.len() > MOST_PARTS {
        return Ok(Vec::new());
    }
    let any = Question {
        query: any.clone(),
        any: None,
        limit: CONSIDERED,
        offset: 0,
        per_article: Some(1),
        sort: Sort::Relevance,
        explain: false,
        ..question.clone()
    };
    let found = Asking::new(asking.snapshot, &any).answer(Collect::Passages)?;
    let lacking = lacking(asking, &parts, &found.matches)?;
    let mut best: Vec<(Match, Vec<String>)> = found
        .matches
        .into_iter()
        .map(|found| {
            let lacking = lacking.get(&found.article).cloned().unwrap_or_default();
            (found, lacking)
        })
        .collect();
    best.sort_by_key(|(_, lacking)| lacking.len());
    best.truncate(question.partial);
    let (found, lacking): (Vec<Match>, Vec<Vec<String>>) = best.into_iter().unzip();
    let hits = Hits::begin(Asking::new(asking.snapshot, &any), found)?;
    let answers = hits.zip(lacking);
    answers
        .map(|(hit, lacking)| Ok(PartialAnswer { hit: hit?, lacking }))
        .collect()
}

/// By article: the parts that are not true in it, in the query language.
fn lacking(
    asking: &Asking<'_>,
    parts: &[&Query],
    found: &[Match],
) -> Result<HashMap<Id, Vec<String>>> {
    let ids = found.iter().map(|found| Query::In {
        scope: Scope::Field(Field::Id),
        of: Box::new(Query::Phrase {
            text: found.article.to_string(),
            slop: 0,
        }),
    });
    let among = query::or(ids.collect());
    let mut lacking: HashMap<Id, Vec<String>> = HashMap::new();
    for part in parts {
        let question = Question {
            query: query::and(vec![(*part).clone(), among.clone()]),
            any: None,
            limit: found.len(),
            offset: 0,
            explain: false,
            ..asking.question.clone()
        };
        let having = Asking::new(asking.snapshot, &question).answer(Collect::Articles)?;
        for one in found {
            if having
                .matches
                .iter()
                .all(|known| known.article != one.article)
            {
                let lacked = lacking.entry(one.article).or_default();
                lacked.push(part.to_string());
            }
        }
    }
    Ok(lacking)
}

/// Whether a part chooses articles by what is said of them.
fn is_filter(query: &Query) -> bool {
    match query {
        Query::Days { .. } | Query::All => true,
        Query::In {
            scope: Scope::Field(field),
            ..
        } => field.kind() != FieldKind::Text,
        Query::Not(_) => true,
        _ => false,
    }
}
