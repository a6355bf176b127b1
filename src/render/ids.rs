//! Addresses and ids for other commands to read: one a line, each once, in the order found.

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;
use std::io::{self, Write};

use crate::results::{Listing, Results};

/// The address of each passage found, `id:number`.
pub fn passages(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    unique(results.hits.iter().map(|hit| hit.address()), out)
}

/// The id of each article listed.
pub fn listed(listing: &Listing, out: &mut dyn Write) -> io::Result<()> {
    unique(listing.articles.iter().map(|entry| entry.id), out)
}

fn unique<T: Display + Hash + Eq + Clone>(
    names: impl Iterator<Item = T>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut seen = HashSet::new();
    for name in names {
        if seen.insert(name.clone()) {
            writeln!(out, "{name}")?;
        }
    }
    Ok(())
}
