//! Terms that set articles apart, for people: a row for each, with both numbers and both figures.
//!
//! ```text
//! term        articles  of  log-ratio     G²
//! Sam Altman        31  33       3.12  123.4
//! ```

use std::io::{self, Write};

use super::paint::{self, QUIET};
use super::{Appearance, count, safe, wrap};
use crate::counts::KeyTerms;

const GAP: &str = "  ";
const NAME: &str = "term";
/// The names of the other columns.
const NAMES: [&str; 4] = ["articles", "of", "log-ratio", "G²"];
/// The narrowest column of terms.
const LEAST: usize = 8;
/// The widest column of terms on a terminal.
const MOST: usize = 60;

/// Writes the terms in their order; nothing where there is none.
pub fn key_terms(terms: &KeyTerms, look: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    if terms.terms.is_empty() {
        return Ok(());
    }
    let rows = terms.terms.iter().map(|term| {
        let numbers = [
            count::grouped(term.here.count),
            count::grouped(term.everywhere.count),
            rounded(term.log_ratio, 2),
            rounded(term.g2, 1),
        ];
        (safe::line(&term.term), numbers)
    });
    let rows: Vec<(String, [String; 4])> = rows.collect();
    let widths: [usize; 4] = std::array::from_fn(|column| {
        let cells = rows.iter().map(|(_, cells)| wrap::columns(&cells[column]));
        cells.max().unwrap_or(0).max(wrap::columns(NAMES[column]))
    });
    let widest = rows.iter().map(|(term, _)| wrap::columns(term)).max();
    let mut room = widest.unwrap_or(0).max(NAME.len());
    if look.terminal {
        let taken: usize = widths.iter().map(|width| GAP.len() + width).sum();
        let left = look.width.saturating_sub(taken);
        room = room.min(MOST).min(left.max(LEAST));
    }
    let line = |term: &str, cells: [&str; 4]| {
        let term = match look.terminal {
            true => wrap::cut(term, room),
            false => term.to_owned(),
        };
        let padding = room.saturating_sub(wrap::columns(&term));
        let mut line = format!("{term}{:padding$}", "");
        for (cell, width) in cells.iter().zip(widths) {
            let padding = width.saturating_sub(wrap::columns(cell));
            line.push_str(&format!("{GAP}{:padding$}{cell}", ""));
        }
        line
    };
    paint::text(out, &line(NAME, NAMES), QUIET, look.colour)?;
    writeln!(out)?;
    for (term, cells) in &rows {
        writeln!(out, "{}", line(term, cells.each_ref().map(String::as_str)))?;
    }
    Ok(())
}

/// A full sentence on what was compared.
pub fn counts(terms: &KeyTerms) -> String {
    let others = terms.corpus.saturating_sub(terms.articles);
    let sentence = format!(
        "{} against {}; {} compared.",
        count::of(terms.articles, "article"),
        count::of(others, "other"),
        count::of(terms.compared, "term"),
    );
    match terms.terms.iter().any(|term| term.log_ratio <= 0.0) {
        true => format!("{sentence} A log-ratio that is not above 0 may be chance."),
        false => sentence,
    }
}

/// A figure with so many decimals; one that is rounded to nothing has no sign.
fn rounded(figure: f64, decimals: usize) -> String {
    let text = format!("{figure:.decimals$}");
    match text.trim_start_matches('-') {
        nothing if nothing.chars().all(|sign| matches!(sign, '0' | '.')) => nothing.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn figures_are_rounded_without_a_sign_of_nothing() {
        assert_eq!(rounded(-0.004, 2), "0.00");
        assert_eq!(rounded(-0.006, 2), "-0.01");
        assert_eq!(rounded(12.345, 1), "12.3");
    }
}
