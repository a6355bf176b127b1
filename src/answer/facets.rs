//! Counting by what is said of articles: a question to the values of a field, each with its articles.
//!
//! A facet is counted without the question's own choice of it, so that one can choose again: `chip
//! outlet:reuters` by outlet counts the articles of `chip`. A choice is a part of the question that has to be
//! true and names values of that field alone, or says that it has none; another NOT is none.

use std::collections::BTreeMap;

use super::narrowed::{check, narrowed};
use super::{Asking, shown};
use crate::article::{About, Id, site};
use crate::counts::{Facet, FacetOf, FacetValue, Facets, Share};
use crate::engine::{Snapshot, ValueCount};
use crate::error::Result;
use crate::field::Field;
use crate::query::{self, Query, Scope};
use crate::question::Question;
use crate::words;

/// The articles of a question by each of some facets: of the values of each those from the question's offset on,
/// as many as it wants.
pub fn facets(snapshot: &dyn Snapshot, question: &Question, by: &[Facet]) -> Result<Facets> {
    let question = &question.as_read();
    let asking = Asking::new(snapshot, question);
    let days = asking.days().map_err(|error| asking.blamed(error))?;
    let facets = by.iter().map(|by| facet(snapshot, question, *by));
    Ok(Facets {
        query: question.text.clone(),
        read_as: question.query.to_string(),
        articles: days.undated + days.days.values().sum::<u64>(),
        notes: shown(question, asking.plan_notes()),
        zone: question.zone.iana_name().map(str::to_owned),
        aliases: !question.aliases.is_empty(),
        facets: facets.collect::<Result<_>>()?,
    })
}

fn facet(snapshot: &dyn Snapshot, question: &Question, by: Facet) -> Result<FacetOf> {
    let rest = Question {
        query: without_choice(&question.query, by),
        any: None,
        ..question.clone()
    };
    check(&narrowed(&rest.query, by.filter(None)))?;
    let asking = Asking::new(snapshot, &rest);
    let counted = match by {
        Facet::Field(field) => fields(&asking, field),
        Facet::Year => years(&asking),
    };
    let counted = counted.map_err(|error| asking.blamed(error))?;
    let share = |count: u64, filter: Query| Share {
        count,
        of: counted.articles,
        question: narrowed(&rest.query, filter).to_string(),
    };
    let shown = counted.values.iter().skip(rest.offset).take(rest.limit);
    let values = shown.map(|(name, count)| {
        rest.interrupt.check()?;
        let value = match (by, count.example) {
            (Facet::Field(field), Some(example)) => {
                let head = snapshot.head(example)?;
                head.and_then(|head| written(&head.about, field, name))
            }
            _ => None,
        };
        let value = value.unwrap_or_else(|| name.clone());
        let articles = share(count.articles, by.filter(Some(&value)));
        Ok(FacetValue { value, articles })
    });
    Ok(FacetOf {
        by,
        read_as: rest.query.to_string(),
        articles: counted.articles,
        values: values.collect::<Result<_>>()?,
        value_count: counted.values.len() as u64,
        unknown: share(counted.without, by.filter(None)),
    })
}

/// The articles of a facet.
struct Counted {
    articles: u64,
    without: u64,
    /// By the folded value, the most frequent first, then by name.
    values: Vec<(String, CountedValue)>,
}

struct CountedValue {
    articles: u64,
    /// An article that says how it is written.
    example: Option<Id>,
}

fn fields(asking: &Asking<'_>, field: Field) -> Result<Counted> {
    let counts = asking.values(field)?;
    let value = |count: ValueCount| CountedValue {
        articles: count.articles,
        example: Some(count.example),
    };
    let values = counts.values.into_iter();
    Ok(Counted {
        articles: counts.articles,
        without: counts.without,
        values: sorted(values.map(|(name, count)| (name, value(count)))),
    })
}

fn years(asking: &Asking<'_>) -> Result<Counted> {
    let counts = asking.days()?;
    let mut years: BTreeMap<String, u64> = BTreeMap::new();
    for (day, articles) in counts.days {
        *years.entry(format!("{:04}", day.year())).or_default() += articles;
    }
    let dated: u64 = years.values().sum();
    let values = years.into_iter().map(|(name, articles)| {
        let example = None;
        (name, CountedValue { articles, example })
    });
    Ok(Counted {
        articles: dated + counts.undated,
        without: counts.undated,
        values: sorted(values),
    })
}

/// `values` come in the order of their names.
fn sorted(values: impl Iterator<Item = (String, CountedValue)>) -> Vec<(String, CountedValue)> {
    let mut sorted: Vec<_> = values.collect();
    sorted.sort_by_key(|(_, count)| u64::MAX - count.articles);
    sorted
}

/// The question without the parts that choose values of a facet.
fn without_choice(query: &Query, by: Facet) -> Query {
    match query {
        Query::And(parts) => {
            let rest = parts.iter().filter(|part| !is_choice(part, by));
            query::and(rest.cloned().collect())
        }
        one if is_choice(one, by) => Query::All,
        one => one.clone(),
    }
}

fn is_choice(query: &Query, by: Facet) -> bool {
    match query {
        Query::In {
            scope: Scope::Field(field),
            ..
        } => by == Facet::Field(*field),
        Query::Days { field, .. } => by == Facet::Year && *field == Field::Date,
        Query::Not(_) => *query == by.filter(None),
        Query::Or(parts) => parts.iter().all(|part| is_choice(part, by)),
        Query::Boost { of, .. } => is_choice(of, by),
        _ => false,
    }
}

/// The parts of a query that choose values of a facet.
pub fn choices(query: &Query, by: Facet) -> Vec<&Query> {
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    parts.iter().filter(|part| is_choice(part, by)).collect()
}

/// A folded value as an article has it written.
fn written(about: &About, field: Field, folded: &str) -> Option<String> {
    let address = about.address();
    let is_it = |value: &&str| words::whole(value) == folded;
    let found = match field {
        Field::Outlet => about.outlet.as_deref().filter(is_it),
        Field::Author => about.authors.iter().map(String::as_str).find(is_it),
        Field::Tag => about.tags.iter().map(String::as_str).find(is_it),
        Field::Lang => about.lang.as_deref().filter(is_it),
        Field::Site => address.as_deref().map(site).filter(is_it),
        Field::File => Some(about.provenance.file.as_str()).filter(is_it),
        _ => None,
    };
    found.map(str::to_owned)
}
