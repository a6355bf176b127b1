//! How many articles a question finds with the relatives of its words, where it finds few without them.

use super::Asking;
use crate::error::Result;
use crate::query;

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
    let articles = asking.count_of(query)?;
    Ok((articles > 0 && articles >= found * WORTH).then_some(articles))
}
