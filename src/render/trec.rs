//! A run in the form of the TREC evaluation programs: `qid Q0 document rank score newshound`.
//!
//! A document is an article, named by its key or, without one, by its id. Its first hit gives its rank
//! and score, so the results should be in order of relevance. Scores are written to the last digit, because
//! `trec_eval` ranks by them. White space in a name would end it and is written `_`.

use std::collections::HashSet;
use std::io::{self, Write};

use super::safe;
use crate::results::Results;

/// Writes the run of one query, whose name in the run is `qid`.
pub fn results(results: &Results, qid: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut seen = HashSet::new();
    let best = results
        .hits
        .iter()
        .filter(|hit| seen.insert(hit.article.id));
    for (place, hit) in best.enumerate() {
        let card = &hit.article;
        let document = match card.about.key.as_deref().map(name) {
            Some(key) if !key.is_empty() => key,
            _ => card.id.to_string(),
        };
        writeln!(
            out,
            "{} Q0 {document} {} {} newshound",
            name(qid),
            place + 1,
            hit.score
        )?;
    }
    Ok(())
}

fn name(text: &str) -> String {
    safe::line(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("_")
}
