//! For a question that finds nothing: how many articles each of its parts finds, and a looser question that
//! finds something.

use super::Asking;
use crate::error::Result;
use crate::query::{self, Query};
use crate::results::{FoundBy, NothingFound};

/// How many articles each part of a conjunction finds by itself; nothing for a question of one part, or of too
/// many.
pub fn parts(asking: &Asking<'_>) -> Result<Vec<FoundBy>> {
    let parts = conjuncts(&asking.question.query);
    if !(2..=NothingFound::MOST_PARTS).contains(&parts.len()) {
        return Ok(Vec::new());
    }
    let found = parts.iter().map(|part| found_by(asking, part.clone()));
    found.collect()
}

/// The question that finds most of those that are nearest to the one that was asked: with one part looser, or
/// without a part. `found` is what `parts` found, and `any_finds` whether any of the words would find something.
pub fn looser(asking: &Asking<'_>, found: &[FoundBy], any_finds: bool) -> Result<Option<FoundBy>> {
    let parts = conjuncts(&asking.question.query);
    if parts.len() > NothingFound::MOST_PARTS {
        return Ok(None);
    }
    let loosened = (0..parts.len()).filter_map(|at| {
        let part = query::looser(&parts[at])?;
        let mut all = parts.to_vec();
        all[at] = part;
        Some(query::and(all))
    });
    let loosened = best(asking, loosened.collect())?;
    // Where any of the words would do, that is said already.
    if loosened.is_some() || any_finds {
        return Ok(loosened);
    }
    best(asking, shorter(parts, found))
}

/// The question without a part; of two parts, either of them, where both are words.
fn shorter(parts: &[Query], found: &[FoundBy]) -> Vec<Query> {
    if parts.len() < 3 {
        let words: Vec<Query> = parts
            .iter()
            .filter(|part| query::is_of_text(part))
            .cloned()
            .collect();
        return if words.len() == 2 {
            vec![query::or(words)]
        } else {
            Vec::new()
        };
    }
    // A filter stays: `--after 2030` is meant.
    let droppable = (0..parts.len()).filter(|at| !query::is_filter(&parts[*at]));
    let one_less = droppable.map(|at| [&parts[..at], &parts[at + 1..]].concat());
    let finding = parts
        .iter()
        .zip(found)
        .filter(|(part, found)| query::is_filter(part) || found.articles > 0);
    let finding = finding.map(|(part, _)| part.clone()).collect();
    let all = one_less.chain([finding]);
    all.filter(|parts| parts.iter().any(query::is_of_text))
        .map(query::and)
        .collect()
}

/// The one that finds most; the first of several, and `None` if none finds anything.
fn best(asking: &Asking<'_>, queries: Vec<Query>) -> Result<Option<FoundBy>> {
    let mut best: Option<FoundBy> = None;
    for query in queries {
        let found = found_by(asking, query)?;
        if found.articles > best.as_ref().map_or(0, |best| best.articles) {
            best = Some(found);
        }
    }
    Ok(best)
}

fn found_by(asking: &Asking<'_>, query: Query) -> Result<FoundBy> {
    Ok(FoundBy {
        query: query.to_string(),
        articles: asking.count_of(query)?,
    })
}

/// The parts of a query that all have to be true.
fn conjuncts(query: &Query) -> &[Query] {
    match query {
        Query::And(parts) => parts,
        one => std::slice::from_ref(one),
    }
}
