//! The weight of each leaf of a plan, from how its words are spread over an index.

use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::plan::expr::Expr;
use crate::plan::pattern::Pattern;
use crate::plan::{Leaf, Plan};
use crate::rank::{self, Collection, TermStats, Weight};
use crate::span::required::Required;

/// By leaf. A leaf that is not scored gets the weight of one that occurs nowhere.
pub fn weights(plan: &Plan, collection: &Collection, snapshot: &Snapshot<'_>) -> Vec<Weight> {
    let mut scored = vec![false; plan.sets.len()];
    for leaf in plan.leaves.iter().filter(|leaf| leaf.shown) {
        for (_, expr) in &leaf.sides {
            expr.sets(&mut |set| scored[set] = true);
        }
        leaf.relatives.iter().for_each(|set| scored[*set] = true);
    }
    let stats = scored.iter().enumerate().map(|(set, scored)| {
        if *scored {
            of_set(set, snapshot)
        } else {
            TermStats::default()
        }
    });
    let stats: Vec<TermStats> = stats.collect();
    let weights = plan.leaves.iter().map(|leaf| {
        let sides = leaf.sides.iter();
        let set_stats = sides
            .map(|(_, expr)| of_expr(expr, &stats, collection))
            .fold(TermStats::default(), TermStats::across_fields);
        let relatives = leaf.relatives.iter().map(|set| stats[*set]);
        let relatives = relatives.fold(TermStats::default(), TermStats::across_fields);
        let with_relatives = set_stats.with_relatives(relatives, &collection.constants);
        let weight = collection.weight(with_relatives, leaf.boost);
        if is_function_word(plan, leaf) {
            return collection.discounted_function_word(weight);
        }
        // A word that no article has is missing in all headlines alike.
        let occurs = set_stats.articles > 0.0;
        weight.in_headlines(if occurs { leaf.words } else { 0 })
    });
    weights.collect()
}

/// How many words a question has, function words left out.
pub fn words(plan: &Plan) -> u32 {
    let scored = plan.leaves.iter().filter(|leaf| leaf.shown);
    let content = scored.filter(|leaf| !is_function_word(plan, leaf));
    content.fold(0, |sum, leaf| sum.saturating_add(leaf.words))
}

/// How the words of a set are spread. An article with several of them is counted for each.
fn of_set(set: usize, snapshot: &Snapshot<'_>) -> TermStats {
    // Whole numbers, so that it makes no difference how an index is divided into segments.
    let (mut articles, mut times) = (0u64, 0u64);
    for entry in snapshot.resolved.entries.iter().flat_map(|sets| &sets[set]) {
        articles += u64::from(entry.count.articles);
        times += u64::from(entry.count.times);
    }
    TermStats {
        articles: articles as f32,
        passages: snapshot.resolved.documents(set) as f32,
        occurrences: times as f32,
    }
}

/// A phrase or proximity is as rare as its words together; alternatives are as common as all of them.
fn of_expr(expr: &Expr, stats: &[TermStats], collection: &Collection) -> TermStats {
    let of = |part: &Expr| of_expr(part, stats, collection);
    match Required::of(expr) {
        Required::Set(set) => stats[set],
        Required::Any(parts) => parts
            .into_iter()
            .map(of)
            .fold(TermStats::default(), TermStats::either),
        Required::All(parts) => parts
            .into_iter()
            .map(of)
            .reduce(|one, other| collection.both(one, other))
            .unwrap_or_default(),
    }
}

/// Only a plain word is one: `=the`, `US` and "the who" are meant as they were typed.
fn is_function_word(plan: &Plan, leaf: &Leaf) -> bool {
    leaf.sides.iter().all(|(_, expr)| match expr {
        Expr::Set(set) => match &plan.sets[*set].pattern {
            Pattern::Forms(forms) => rank::is_function_word(forms.word()),
            _ => false,
        },
        _ => false,
    })
}
