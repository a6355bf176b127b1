//! Partial answers: where no article has all that was asked for, the articles that lack least of it.

use std::collections::HashSet;

use super::{Asking, Hits};
use crate::article::Id;
use crate::engine::{Collect, Match};
use crate::error::Result;
use crate::field::Field;
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
    let parts: Vec<&Query> = parts
        .iter()
        .filter(|part| query::is_of_text(part))
        .collect();
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
    let mut best: Vec<(Match, Vec<String>)> = found.matches.into_iter().zip(lacking).collect();
    best.sort_by_key(|(_, lacking)| lacking.len());
    best.truncate(question.partial);
    let (found, lacking): (Vec<Match>, Vec<Vec<String>>) = best.into_iter().unzip();
    let hits = Hits::begin(Asking::new(asking.snapshot, &any), found)?;
    let answers = hits.zip(lacking);
    answers
        .map(|(hit, lacking)| Ok(PartialAnswer { hit: hit?, lacking }))
        .collect()
}

/// By article that was found: the parts that are not true in it, in the query language.
fn lacking(asking: &Asking<'_>, parts: &[&Query], found: &[Match]) -> Result<Vec<Vec<String>>> {
    let ids = found.iter().map(|found| Query::In {
        scope: Scope::Field(Field::Id),
        of: Box::new(Query::Phrase {
            text: found.article.to_string(),
            slop: 0,
        }),
    });
    let among = query::or(ids.collect());
    let mut lacking = vec![Vec::new(); found.len()];
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
        let having: HashSet<Id> = having.matches.iter().map(|one| one.article).collect();
        for (one, lacking) in found.iter().zip(&mut lacking) {
            if !having.contains(&one.article) {
                lacking.push(part.to_string());
            }
        }
    }
    Ok(lacking)
}
