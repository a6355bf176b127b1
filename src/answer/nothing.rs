//! Why nothing was found: which words occur nowhere, and what may have been meant.

use std::collections::HashSet;

use super::{Asking, parts};
use crate::engine::Answer;
use crate::error::Result;
use crate::field::{Field, FieldKind};
use crate::plan::expr::Expr;
use crate::plan::pattern::Pattern;
use crate::plan::{Leaf, Plan};
use crate::results::{MissingWord, NothingFound};
use crate::words;

/// Which words occur nowhere, what the parts of the question find, and what other questions would.
pub fn nothing(asking: &Asking<'_>, answer: &Answer) -> Result<NothingFound> {
    let mut missing = Vec::new();
    let mut looked_at = HashSet::new();
    for (number, leaf) in asking.plan.leaves.iter().enumerate() {
        asking.question.interrupt.check()?;
        // The words of its other names may occur without the names.
        let is_named = !leaf.also.is_empty() && asking.articles_with(number)? > 0;
        if leaf.wanted && !is_named && looked_at.insert(&leaf.text) {
            let room = NothingFound::MOST_SUGGESTED.saturating_sub(missing.len());
            // The words of removed articles are in the dictionary for a while.
            let is_removed = answer.has_removed && asking.articles_with(number)? == 0;
            missing.extend(of_leaf(leaf, asking, answer, is_removed, room)?);
        }
    }
    missing.dedup();
    let (any_articles, parts) = (any_articles(asking)?, parts::parts(asking)?);
    Ok(NothingFound {
        missing,
        any_articles,
        looser: parts::looser(asking, &parts, any_articles > Some(0))?,
        parts,
        ..NothingFound::default()
    })
}

/// How many articles contain any of the words, where that is another question.
fn any_articles(asking: &Asking<'_>) -> Result<Option<u64>> {
    let any = asking.question.any.clone();
    any.map(|any| asking.count_of(any)).transpose()
}

/// The words without which a leaf cannot be true and that occur nowhere in its fields.
///
/// `is_removed` says that only removed articles contain the leaf. The nearest word is looked for only of the
/// first `likened` words, as that takes its time.
fn of_leaf(
    leaf: &Leaf,
    asking: &Asking<'_>,
    answer: &Answer,
    is_removed: bool,
    likened: usize,
) -> Result<Vec<MissingWord>> {
    let Plan { sets, .. } = &asking.plan;
    let fields: Vec<Field> = leaf.sides.iter().map(|(field, _)| *field).collect();
    let near = |number: usize, word: &str| {
        if number < likened {
            nearest(&fields, word, asking)
        } else {
            Ok(None)
        }
    };
    let (mut occurrences, mut is_whole) = (0, false);
    for (_, expr) in &leaf.sides {
        expr.sets(&mut |set| {
            occurrences += answer.occurrences[set];
            is_whole |= named(&sets[set].pattern).is_some_and(words::is_whole);
        });
    }
    if (leaf.word.is_some() || is_whole) && (occurrences == 0 || is_removed) {
        let word = leaf.text.clone();
        let nearest = match &leaf.word {
            Some(word) => near(0, word)?,
            // Of a whole name no word is near.
            None => None,
        };
        return Ok(vec![MissingWord { word, nearest }]);
    }
    if is_whole {
        return Ok(Vec::new());
    }
    let words = leaf
        .sides
        .iter()
        .map(|(_, expr)| needed(expr, &asking.plan));
    let mut words: Vec<&str> = words.flatten().collect();
    words.sort_unstable();
    words.dedup();
    let occurring = sets.iter().zip(&answer.occurrences);
    let occurring = occurring.filter(|(set, count)| fields.contains(&set.field) && **count > 0);
    let occurring = occurring.filter_map(|(set, _)| named(&set.pattern));
    let occurring: HashSet<&str> = occurring.collect();
    let absent = words.into_iter().filter(|word| !occurring.contains(word));
    let found = absent.enumerate().map(|(number, word)| {
        Ok(MissingWord {
            word: match fields.as_slice() {
                [field] => format!("{}:{word}", field.name()),
                _ => word.to_owned(),
            },
            nearest: near(number, word)?,
        })
    });
    found.collect()
}

/// The nearest word in the fields, unless they hold values that are compared whole.
fn nearest(fields: &[Field], word: &str, asking: &Asking<'_>) -> Result<Option<String>> {
    let has_words = |field: &Field| matches!(field.kind(), FieldKind::Text | FieldKind::Name);
    if fields.iter().all(has_words) {
        asking.snapshot.nearest(fields, word)
    } else {
        Ok(None)
    }
}

/// The words that are in every match of an expression.
fn needed<'a>(expr: &Expr, plan: &'a Plan) -> Vec<&'a str> {
    match expr {
        Expr::Set(set) => named(&plan.sets[*set].pattern).into_iter().collect(),
        Expr::Phrase { parts, .. } => parts.iter().flat_map(|part| needed(part, plan)).collect(),
        Expr::Near { left, right, .. } => {
            let mut words = needed(left, plan);
            words.extend(needed(right, plan));
            words
        }
        Expr::Without { left, .. } => needed(left, plan),
        Expr::Quoted { of, .. } => needed(of, plan),
        Expr::Any(parts) => match parts.as_slice() {
            [one] => needed(one, plan),
            _ => Vec::new(),
        },
    }
}

/// The word that a pattern was made from.
fn named(pattern: &Pattern) -> Option<&str> {
    match pattern {
        Pattern::Exact(word) => Some(word),
        Pattern::Forms(forms) => Some(forms.word()),
        _ => None,
    }
}
