//! How a question was carried out: each leaf with the index words that it became.

use super::Asking;
use crate::error::Result;
use crate::results::{Explain, ExplainedLeaf};
use crate::words::{self, events};

/// Each leaf with its index words and in how many articles it is true.
pub fn explain(asking: &Asking<'_>) -> Result<Explain> {
    let leaves = asking.plan.leaves.iter().enumerate();
    let leaves = leaves.map(|(number, leaf)| {
        let mut sets = Vec::new();
        for (_, expr) in &leaf.sides {
            expr.sets(&mut |set| sets.push(set));
        }
        sets.sort_unstable();
        sets.dedup();
        let mut words = Vec::new();
        for set in sets {
            asking.question.interrupt.check()?;
            let spelled = asking.snapshot.words(&asking.plan, set)?;
            let terms = spelled.iter().filter_map(|word| events::split_width(word));
            words.extend(terms.map(|(term, _)| words::unmarked(term).to_owned()));
        }
        words.sort_unstable();
        words.dedup();
        Ok(ExplainedLeaf {
            text: leaf.text.clone(),
            also: leaf.also.clone(),
            words,
            articles: asking.articles_with(number)?,
        })
    });
    let leaves = leaves.collect::<Result<_>>()?;
    Ok(Explain { leaves })
}
