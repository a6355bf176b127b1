//! What each leaf of a plan is worth in an index.

use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::plan::expr::Expr;
use crate::plan::pattern::Pattern;
use crate::plan::{Leaf, Plan};
use crate::rank::{self, Collection, Spread, Weight};

/// The weights of the leaves; those that are not scored are weighed as if they stood nowhere.
pub fn weights(plan: &Plan, collection: &Collection, snapshot: &Snapshot<'_>) -> Vec<Weight> {
    let mut scored = vec![false; plan.sets.len()];
    for leaf in plan.leaves.iter().filter(|leaf| leaf.shown) {
        for (_, expr) in &leaf.sides {
            expr.sets(&mut |set| scored[set] = true);
        }
    }
    let spreads = scored.iter().enumerate().map(|(set, scored)| match scored {
        true => spread(set, snapshot),
        false => Spread::default(),
    });
    let spreads: Vec<Spread> = spreads.collect();
    let weights = plan.leaves.iter().map(|leaf| {
        let sides = leaf.sides.iter();
        let spread = sides
            .map(|(_, expr)| of(expr, &spreads, collection))
            .fold(Spread::default(), Spread::beside);
        let weight = collection.weight(spread, leaf.boost);
        match is_function_word(plan, leaf) {
            true => collection.of_function_word(weight),
            false => weight,
        }
    });
    weights.collect()
}

/// How the words of a set are spread, an article with several of them counted for each.
fn spread(set: usize, snapshot: &Snapshot<'_>) -> Spread {
    // Whole numbers, so that it makes no difference how an index is divided.
    let (mut articles, mut times) = (0u64, 0u64);
    for entry in snapshot.resolved.entries.iter().flat_map(|sets| &sets[set]) {
        articles += u64::from(entry.count.articles);
        times += u64::from(entry.count.times);
    }
    Spread {
        articles: articles as f32,
        passages: snapshot.resolved.documents(set) as f32,
        times: times as f32,
    }
}

/// A phrase or proximity is as rare as its words together; alternatives are as common as their
/// words together.
fn of(expr: &Expr, spreads: &[Spread], collection: &Collection) -> Spread {
    let of = |part: &Expr| of(part, spreads, collection);
    match expr {
        Expr::Set(set) => spreads[*set],
        Expr::Any(parts) => parts.iter().map(of).fold(Spread::default(), Spread::or),
        Expr::Phrase { parts, .. } => parts
            .iter()
            .map(of)
            .reduce(|one, other| collection.together(one, other))
            .unwrap_or_default(),
        Expr::Near { left, right, .. } => collection.together(of(left), of(right)),
        Expr::Without { left, .. } => of(left),
        Expr::Quoted { of: inner, .. } => of(inner),
    }
}

/// Only as a plain word: `=the`, `US` and "the who" are meant as they were typed.
fn is_function_word(plan: &Plan, leaf: &Leaf) -> bool {
    leaf.sides.iter().all(|(_, expr)| match expr {
        Expr::Set(set) => match &plan.sets[*set].pattern {
            Pattern::Forms { word, .. } => rank::is_function_word(word),
            _ => false,
        },
        _ => false,
    })
}
