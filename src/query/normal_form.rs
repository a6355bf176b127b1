//! The normal form of a tree: no AND within an AND, no OR within an OR, nothing with a single part,
//! no double NOT, no boost on a boost. The parser makes trees in this form only.

use super::{Near, Query, Reach, Scope};
use crate::field::FieldKind;

/// The depth over which a tree loses its operators, so that no recursion over it can overflow.
pub const DEEPEST: usize = 64;
/// The most copies that spreading an AND over a proximity may make.
const MOST_COPIES: usize = 64;
/// The most leaves of those copies together.
const MOST_LEAVES: usize = 4096;

/// All of `parts`; every article if there is none.
pub fn and(parts: Vec<Query>) -> Query {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Query::And(more) => flat.extend(more),
            one => flat.push(one),
        }
    }
    single(flat).unwrap_or_else(Query::And)
}

/// Any of `parts`.
pub fn or(parts: Vec<Query>) -> Query {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Query::Or(more) => flat.extend(more),
            one => flat.push(one),
        }
    }
    single(flat).unwrap_or_else(Query::Or)
}

fn single(mut parts: Vec<Query>) -> Result<Query, Vec<Query>> {
    match parts.len() {
        0 => Ok(Query::All),
        1 => parts.pop().ok_or_else(Vec::new),
        _ => Err(parts),
    }
}

/// Every article but those of `of`.
pub fn not(of: Query) -> Query {
    match of {
        Query::Not(of) => *of,
        of => Query::Not(Box::new(of)),
    }
}

/// `of` boosted by `by`; the error is `of` unchanged, if `by` is out of bounds.
pub fn boost(by: f32, of: Query) -> Result<Query, Query> {
    let (by, of) = match of {
        Query::Boost { by: inner, of } if sensible(inner * by) => (inner * by, *of),
        boosted @ Query::Boost { .. } => return Err(boosted),
        plain => (by, plain),
    };
    if !sensible(by) {
        return Err(of);
    }
    if by == 1.0 {
        return Ok(of);
    }
    let of = Box::new(of);
    Ok(Query::Boost { by, of })
}

fn sensible(by: f32) -> bool {
    by > 0.0 && by <= 1000.0
}

/// `left` near `right`, every AND on either side spread over the operator:
/// `(a b) w/5 c` is `a w/5 c AND b w/5 c`. An operand without positions (a filter, a NOT) is joined
/// by AND. Fails with both sides if that would take too many copies.
pub fn near(
    left: Query,
    right: Query,
    reach: Reach,
    without: bool,
) -> Result<Query, (Query, Query)> {
    let (across, down) = (copies(&left), copies(&right));
    let leaves = across * leaves(&right) + down * leaves(&left);
    let too_many = across * down > MOST_COPIES || (across * down > 1 && leaves > MOST_LEAVES);
    if too_many || (without && !spreads_negated(&right)) {
        return Err((left, right));
    }
    let link = |left: Query, right: Query| {
        if is_span(&left) && is_span(&right) {
            let near = Near {
                left,
                right,
                reach,
                without,
            };
            Query::Near(Box::new(near))
        } else if without {
            and(vec![left, not(right)])
        } else {
            and(vec![left, right])
        }
    };
    // `a NOT w/5 (b c)` is true where b or c is missing.
    let right_join = if without { or } else { and };
    Ok(spread(left, and, &|left| {
        spread(right.clone(), right_join, &|right| {
            link(left.clone(), right)
        })
    }))
}

/// `of` at least so many times; an AND is spread: each of its parts that often.
pub fn at_least(times: u32, of: Query) -> Query {
    spread(of, and, &|of| {
        if !is_span(&of) {
            return of;
        }
        let of = Box::new(of);
        Query::AtLeast { times, of }
    })
}

fn spread(of: Query, join: fn(Vec<Query>) -> Query, link: &dyn Fn(Query) -> Query) -> Query {
    match of {
        Query::And(parts) => {
            let (placed, mut rest): (Vec<_>, Vec<_>) = parts.into_iter().partition(has_span);
            if placed.is_empty() {
                return link(Query::And(rest));
            }
            let mut parts: Vec<_> = placed.into_iter().map(|p| spread(p, join, link)).collect();
            parts.append(&mut rest);
            join(parts)
        }
        Query::Or(parts) if !parts.iter().all(is_span) => {
            let (plain, odd): (Vec<_>, Vec<_>) = parts.into_iter().partition(is_span);
            let plain = (!plain.is_empty()).then(|| link(or(plain)));
            let odd = odd.into_iter().map(|part| spread(part, join, link));
            or(plain.into_iter().chain(odd).collect())
        }
        Query::Boost { of, .. } => spread(*of, join, link),
        plain => link(plain),
    }
}

/// Whether `query` has positions in a text: a word, a phrase, a proximity, an OR of them.
pub fn is_span(query: &Query) -> bool {
    match query {
        Query::Word { .. } | Query::Phrase { .. } | Query::Near(_) | Query::Amount(_) => true,
        Query::Or(parts) => parts.iter().all(is_span),
        _ => false,
    }
}

fn has_span(query: &Query) -> bool {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().any(has_span),
        Query::Boost { of, .. } => has_span(of),
        other => is_span(other),
    }
}

/// Whether `query` chooses articles without looking into their text.
pub fn is_filter(query: &Query) -> bool {
    match query {
        Query::Days { .. } => true,
        Query::In {
            scope: Scope::Field(field),
            ..
        } => field.kind() != FieldKind::Text,
        Query::And(parts) | Query::Or(parts) => parts.iter().all(is_filter),
        Query::Not(of) | Query::Boost { of, .. } => is_filter(of),
        _ => false,
    }
}

/// Whether `query` asks for something in the text of an article.
pub fn is_of_text(query: &Query) -> bool {
    !is_filter(query) && !matches!(query, Query::Not(_))
}

/// The first part of `query` that has no positions to compare, as a message names it.
pub fn stray(query: &Query) -> Option<&'static str> {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().find_map(stray),
        Query::Word { .. } | Query::Phrase { .. } | Query::Near(_) | Query::Amount(_) => None,
        Query::Whole { .. } => Some("a filter"),
        Query::All => Some("`*`"),
        Query::AtLeast { .. } => Some("`atleast`"),
        Query::In {
            scope: Scope::Field(field),
            ..
        } if field.kind() != FieldKind::Text => Some("a filter"),
        Query::In { .. } => Some("a field"),
        Query::Days { .. } => Some("a date"),
        Query::Boost { .. } => Some("`^`"),
        Query::Not(_) => Some("NOT"),
    }
}

/// Whether the right side of a `NOT w/5` can be spread into single proximities.
fn spreads_negated(right: &Query) -> bool {
    match right {
        Query::And(parts) => parts.iter().all(is_span),
        other => is_span(other),
    }
}

/// How many proximities one side becomes when it is spread.
fn copies(query: &Query) -> usize {
    match query {
        Query::And(parts) => parts.iter().map(copies).sum(),
        Query::Or(parts) if !is_span(query) => {
            1 + parts
                .iter()
                .filter(|p| !is_span(p))
                .map(copies)
                .sum::<usize>()
        }
        Query::Boost { of, .. } => copies(of),
        _ => 1,
    }
}

fn leaves(query: &Query) -> usize {
    children(query).map(leaves).sum::<usize>().max(1)
}

/// How many words, operators and fields `query` has.
pub fn parts(query: &Query) -> usize {
    1 + children(query).map(parts).sum::<usize>()
}

/// How many levels `query` has.
pub fn depth(query: &Query) -> usize {
    1 + children(query).map(depth).max().unwrap_or(0)
}

/// The words, phrases and filters of `query` that are not under a NOT, joined by AND.
pub fn flat(query: Query) -> Query {
    let mut found = Vec::new();
    let mut left = vec![query];
    while let Some(query) = left.pop() {
        match query {
            Query::And(parts) | Query::Or(parts) => left.extend(parts.into_iter().rev()),
            Query::Near(near) => left.extend([near.right, near.left]),
            Query::AtLeast { of, .. } | Query::Boost { of, .. } => left.push(*of),
            Query::In { of, .. } if children(&of).next().is_some() => left.push(*of),
            Query::Not(_) => {}
            leaf => found.push(leaf),
        }
    }
    and(found)
}

/// The queries that `query` is made of.
fn children(query: &Query) -> Box<dyn Iterator<Item = &Query> + '_> {
    match query {
        Query::And(parts) | Query::Or(parts) => Box::new(parts.iter()),
        Query::Near(near) => Box::new([&near.left, &near.right].into_iter()),
        Query::AtLeast { of, .. }
        | Query::In { of, .. }
        | Query::Boost { of, .. }
        | Query::Not(of) => Box::new(std::iter::once(&**of)),
        Query::All
        | Query::Word { .. }
        | Query::Phrase { .. }
        | Query::Whole { .. }
        | Query::Amount(_)
        | Query::Days { .. } => Box::new(std::iter::empty()),
    }
}
