//! The feeds that are followed: `feeds.txt` at the top of the corpus, for people to edit.
//!
//! ```text
//! # a comment
//! https://example.org/feed.xml    The AI Brief
//! ```
//!
//! A line is an address and, after blanks, the name that the feed is called by.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::regular;
use super::staging::replace;
use crate::article::canonical_url;

/// The file within the corpus.
pub const FEEDS: &str = "feeds.txt";

/// More is no list of feeds.
const MOST_BYTES: u64 = 10 << 20;

/// A feed that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowedFeed {
    /// Its address.
    pub address: String,
    /// What it is called, if that is said.
    pub name: Option<String>,
}

/// A line that names no feed: its number, from 1, and the line.
pub type BadLine = (usize, String);

/// The feeds of the corpus in order, each once, and the lines that name none.
pub fn feeds(root: &Path) -> io::Result<(Vec<FollowedFeed>, Vec<BadLine>)> {
    let (mut feeds, mut bad): (Vec<FollowedFeed>, _) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text(root)?.lines()) {
        match read(line) {
            Line::Feed(feed) if feeds.iter().any(|one| is_same(&one.address, &feed.address)) => {}
            Line::Feed(feed) => feeds.push(feed),
            Line::Other => {}
            Line::Bad => bad.push((number, line.to_owned())),
        }
    }
    Ok((feeds, bad))
}

/// Follows feeds besides those that are followed already; returns those that are new.
pub fn follow(root: &Path, new: Vec<FollowedFeed>) -> io::Result<Vec<FollowedFeed>> {
    let mut known = feeds(root)?.0;
    let before = known.len();
    for feed in new {
        if !known.iter().any(|one| is_same(&one.address, &feed.address)) {
            known.push(feed);
        }
    }
    let added = known.split_off(before);
    if added.is_empty() {
        return Ok(added);
    }
    let mut text = text(root)?;
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for FollowedFeed { address, name } in &added {
        let name = name
            .as_deref()
            .map_or_else(String::new, |name| format!("    {name}"));
        text.push_str(&format!("{address}{name}\n"));
    }
    write(root, &text)?;
    Ok(added)
}

/// Follows the feeds of this address or name no longer; returns them.
pub fn unfollow(root: &Path, named: &str) -> io::Result<Vec<FollowedFeed>> {
    let is_meant = |feed: &FollowedFeed| {
        let is_name = |name: &String| name.eq_ignore_ascii_case(named);
        is_same(&feed.address, named) || feed.name.as_ref().is_some_and(is_name)
    };
    let (mut removed, mut kept) = (Vec::new(), String::new());
    for line in text(root)?.split_inclusive('\n') {
        match read(line.trim_end_matches(['\r', '\n'])) {
            Line::Feed(feed) if is_meant(&feed) => removed.push(feed),
            _ => kept.push_str(line),
        }
    }
    if !removed.is_empty() {
        write(root, &kept)?;
    }
    Ok(removed)
}

enum Line {
    Feed(FollowedFeed),
    /// Blank, or a comment.
    Other,
    Bad,
}

fn read(line: &str) -> Line {
    let line = line.trim().trim_start_matches('\u{feff}');
    if line.is_empty() || line.starts_with('#') {
        return Line::Other;
    }
    let (address, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if canonical_url(address).is_none() {
        return Line::Bad;
    }
    let name = name.trim();
    Line::Feed(FollowedFeed {
        address: address.to_owned(),
        name: (!name.is_empty()).then(|| name.to_owned()),
    })
}

/// Whether two addresses are of one feed. The query belongs to the address.
fn is_same(one: &str, other: &str) -> bool {
    one == other || canonical_url(one).is_some_and(|one| Some(one) == canonical_url(other))
}

fn text(root: &Path) -> io::Result<String> {
    match regular::read(&root.join(FEEDS), MOST_BYTES) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

fn write(root: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(root)?;
    replace(&root.join(FEEDS), |file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    })
}
