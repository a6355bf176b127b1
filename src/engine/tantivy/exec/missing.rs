//! The words of a question that occur nowhere, and the nearest words that do.

use std::collections::HashSet;

use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::terms::suggest;
use crate::field::{Field, Kind};
use crate::plan::expr::Expr;
use crate::plan::pattern::Pattern;
use crate::plan::{Leaf, Plan};
use crate::results::Missing;
use crate::span::required::Required;

/// The words that a leaf requires and that occur nowhere in its fields.
///
/// `is_gone` says that the leaf matches no article that is left. The nearest word is looked for only for
/// the first `likened` of them, as that is slow.
pub fn missing(
    leaf: &Leaf,
    plan: &Plan,
    snapshot: &Snapshot<'_>,
    is_gone: bool,
    likened: usize,
) -> tantivy::Result<Vec<Missing>> {
    let fields: Vec<Field> = leaf.sides.iter().map(|(field, _)| *field).collect();
    let near = |number: usize, word: &str| {
        if number < likened {
            nearest_in(&fields, word, snapshot)
        } else {
            Ok(None)
        }
    };
    if let Some(word) = &leaf.word {
        let mut documents = 0;
        for (_, expr) in &leaf.sides {
            expr.sets(&mut |set| documents += snapshot.resolved.documents(set));
        }
        if documents == 0 || is_gone {
            let nearest = near(0, word)?;
            let word = leaf.text.clone();
            return Ok(vec![Missing { word, nearest }]);
        }
    }
    let words = leaf.sides.iter().map(|(_, expr)| required(expr, plan));
    let mut words: Vec<&str> = words.flatten().collect();
    words.sort_unstable();
    words.dedup();
    let sets = plan.sets.iter().enumerate();
    let there = sets.filter(|(number, set)| {
        fields.contains(&set.field) && snapshot.resolved.documents(*number) > 0
    });
    let there: HashSet<&str> = there.filter_map(|(_, set)| named(&set.pattern)).collect();
    let absent = words.into_iter().filter(|word| !there.contains(word));
    let found = absent.enumerate().map(|(number, word)| {
        Ok(Missing {
            word: match fields.as_slice() {
                [field] => format!("{}:{word}", field.name()),
                _ => word.to_owned(),
            },
            nearest: near(number, word)?,
        })
    });
    found.collect()
}

/// The nearest word in the fields; none if any of them has values that are compared whole.
fn nearest_in(
    fields: &[Field],
    word: &str,
    snapshot: &Snapshot<'_>,
) -> tantivy::Result<Option<String>> {
    let of_words = |field: &Field| matches!(field.kind(), Kind::Text | Kind::Name);
    if !fields.iter().all(of_words) {
        return Ok(None);
    }
    let inner = fields
        .iter()
        .map(|field| snapshot.fields.of_language(*field));
    let inner: Vec<_> = inner.collect();
    suggest::nearest(snapshot.searcher, &inner, word)
}

/// The words that are in every match of an expression.
fn required<'a>(expr: &Expr, plan: &'a Plan) -> Vec<&'a str> {
    let each = |parts: Vec<&Expr>| {
        let words = parts.into_iter().flat_map(|part| required(part, plan));
        words.collect()
    };
    match Required::of(expr) {
        Required::Set(set) => named(&plan.sets[set].pattern).into_iter().collect(),
        Required::All(parts) => each(parts),
        Required::Any(parts) if parts.len() == 1 => each(parts),
        Required::Any(_) => Vec::new(),
    }
}

/// The word that a pattern was made from.
fn named(pattern: &Pattern) -> Option<&str> {
    match pattern {
        Pattern::Exact(word) | Pattern::Forms { word, .. } => Some(word),
        _ => None,
    }
}
