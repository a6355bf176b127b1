//! Addresses and ids for other commands to read: one a line or with a NUL after each, each once, in the order found.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;
use std::io::{self, Write};

use super::records::End;
use crate::article::Id;
use crate::error::Result;
use crate::results::ListedArticle;

/// The address of each passage found, `id:number`.
pub fn passages(
    addresses: impl Iterator<Item = String>,
    end: End,
    out: &mut dyn Write,
) -> io::Result<()> {
    unique(addresses.map(Ok), end, out)
}

/// The id of each article listed.
pub fn listed<A: Borrow<ListedArticle>>(
    articles: impl Iterator<Item = Result<A>>,
    end: End,
    out: &mut dyn Write,
) -> io::Result<()> {
    unique(
        articles.map(|article| article.map(|article| article.borrow().id)),
        end,
        out,
    )
}

/// The ids of articles.
pub fn articles(ids: impl Iterator<Item = Id>, end: End, out: &mut dyn Write) -> io::Result<()> {
    unique(ids.map(Ok), end, out)
}

fn unique<T: Display + Hash + Eq + Clone>(
    names: impl Iterator<Item = Result<T>>,
    end: End,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut seen = HashSet::new();
    for name in names {
        let name = name.map_err(io::Error::other)?;
        if seen.insert(name.clone()) {
            write!(out, "{name}")?;
            out.write_all(&[end.byte()])?;
        }
    }
    Ok(())
}
