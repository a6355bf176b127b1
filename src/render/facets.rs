//! Articles by what is said of them, for people: a block for each facet, its values with their counts.
//!
//! ```text
//! outlet, of 13 articles
//!   Meridian Wire   4  30.8%  ████████
//!   Harbor Ledger   3  23.1%  ██████
//!   no outlet       2  15.4%
//!   and 6 other values
//! ```

use std::io::{self, Write};

use super::bar::{bar, per_cent};
use super::paint::{self, HEADLINE, QUIET};
use super::{Appearance, count, safe, wrap};
use crate::counts::{FacetOf, Facets, Share};

const INDENT: &str = "  ";
const GAP: &str = "  ";
/// The widest column of values; elsewhere than on a terminal longer ones are whole all the same.
const VALUE: usize = 40;
/// Values that are no longer than this are whole if there is room for them.
const NARROW: usize = 24;
/// The narrowest column of values.
const LEAST: usize = 8;
/// Columns of `100.0%`.
const PER_CENT: usize = 6;

/// Writes the facets in their order.
pub fn facets(facets: &Facets, look: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    for (number, facet) in facets.facets.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        block(facet, look, out)?;
    }
    Ok(())
}

fn block(facet: &FacetOf, look: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    let name = facet.by.name();
    paint::text(out, name, HEADLINE, look.colour)?;
    writeln!(out, ", of {}", count::of(facet.articles, "article"))?;
    let values = facet.values.iter();
    let mut rows: Vec<(String, &Share)> = values
        .map(|value| (safe::line(&value.value), &value.articles))
        .collect();
    let most = rows.iter().map(|(_, share)| share.count).max();
    let most = most.unwrap_or_default();
    if facet.unknown.count > 0 {
        rows.push((format!("no {name}"), &facet.unknown));
    }
    let counts = rows
        .iter()
        .map(|(_, share)| count::grouped(share.count).len());
    let counts = counts.max().unwrap_or(0);
    let numbers = GAP.len() + counts + GAP.len() + PER_CENT;
    let widest = rows.iter().map(|(value, _)| wrap::columns(value)).max();
    let mut column = widest.unwrap_or(0).min(VALUE);
    if look.terminal {
        // Where it is narrow, a bar gets less than its name.
        let room = look.width.saturating_sub(INDENT.len() + numbers);
        let most = (room / 5 * 3).max(NARROW.min(room)).max(LEAST);
        column = column.min(most);
    }
    let left = look
        .width
        .saturating_sub(INDENT.len() + column + numbers + GAP.len());
    let room = if look.terminal { left } else { 0 };
    for (number, (value, share)) in rows.iter().enumerate() {
        let value = match look.terminal {
            true => wrap::cut(value, column),
            false => value.clone(),
        };
        let padding = column.saturating_sub(wrap::columns(&value));
        let bar = match number < facet.values.len() {
            true => bar(share.count, most, room),
            false => String::new(),
        };
        let line = format!(
            "{INDENT}{value}{:padding$}{GAP}{:>counts$}{GAP}{:>PER_CENT$}{GAP}{bar}",
            "",
            count::grouped(share.count),
            per_cent(share.share()),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    let more = facet.value_count.saturating_sub(facet.values.len() as u64);
    if more > 0 {
        let noun = if more == 1 { "value" } else { "values" };
        let more = format!("{INDENT}and {} other {noun}", count::grouped(more));
        paint::text(out, &more, QUIET, look.colour)?;
        writeln!(out)?;
    }
    Ok(())
}
