//! What the relatives of its words would add to a question that finds nothing or little.

use super::Asking;
use crate::engine::Collect;
use crate::error::Result;
use crate::query;
use crate::question::Question;

/// So many articles are few.
const FEW: u64 = 2;
/// It is worth a note where the relatives find this many times as many.
const WORTH: u64 = 4;

/// How many articles would be found with the relatives of each word, where that is worth knowing.
pub fn articles(asking: &Asking<'_>, found: u64) -> Result<Option<u64>> {
    if found > FEW {
        return Ok(None);
    }
    let Some(query) = query::with_relatives(&asking.question.query) else {
        return Ok(None);
    };
    let question = Question {
        query,
        any: None,
        ..asking.question.clone()
    };
    let more = Asking::new(asking.snapshot, &question).answer(Collect::Counts)?;
    let articles = more.total.articles;
    Ok((articles > 0 && articles >= found * WORTH).then_some(articles))
}
