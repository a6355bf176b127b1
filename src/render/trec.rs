//! A run in the form of the TREC evaluation programs: `qid Q0 document rank score newshound`.
//!
//! A document is an article, named by its key or, without one, by its id. Its first hit gives its rank
//! and score, so the results should be in order of relevance. Scores are written to the last digit, because
//! `trec_eval` ranks by them. White space in a name would end it and is written `_`.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::io::{self, Write};

use super::safe;
use crate::error::Result;
use crate::results::Hit;

/// Writes the run of one query, whose name in the run is `qid`.
pub fn results<H: Borrow<Hit>>(
    hits: impl Iterator<Item = Result<H>>,
    qid: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut seen = HashSet::new();
    for hit in hits {
        let hit = hit.map_err(io::Error::other)?;
        let Hit { article, score, .. } = hit.borrow();
        if !seen.insert(article.id) {
            continue;
        }
        let document = match article.about.key.as_deref().map(name) {
            Some(key) if !key.is_empty() => key,
            _ => article.id.to_string(),
        };
        let (qid, place) = (name(qid), seen.len());
        writeln!(out, "{qid} Q0 {document} {place} {score} newshound")?;
    }
    Ok(())
}

fn name(text: &str) -> String {
    safe::line(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("_")
}
