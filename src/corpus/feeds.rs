//! The feeds that are followed: `feeds.txt` at the top of the corpus, for people to edit.
//!
//! ```text
//! # a comment
//! https://example.org/feed.xml    The AI Brief
//! ```
//!
//! A line is an address and, after blanks, the name that the feed is called by.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::hidden::WEB;
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
    let _lock = locked(root)?;
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
    let mut text = bytes(root)?;
    if text.last().is_some_and(|last| *last != b'\n') {
        text.push(b'\n');
    }
    for FollowedFeed { address, name } in &added {
        let name = name
            .as_deref()
            .map_or_else(String::new, |name| format!("    {name}"));
        text.extend(format!("{address}{name}\n").into_bytes());
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
    let _lock = locked(root)?;
    let (mut removed, mut kept) = (Vec::new(), Vec::new());
    for line in bytes(root)?.split_inclusive(|byte| *byte == b'\n') {
        match read(&String::from_utf8_lossy(line)) {
            Line::Feed(feed) if is_meant(&feed) => removed.push(feed),
            _ => kept.extend_from_slice(line),
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
    Ok(String::from_utf8_lossy(&bytes(root)?).into_owned())
}

/// The file as it is, in whatever character set its comments are.
fn bytes(root: &Path) -> io::Result<Vec<u8>> {
    match regular::read(&root.join(FEEDS), MOST_BYTES) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        read => read,
    }
}

/// Held while the file is changed.
fn locked(root: &Path) -> io::Result<File> {
    fs::create_dir_all(root)?;
    let lock = regular::own(&regular::own_folder(root, WEB)?.join("feeds.lock"))?;
    lock.lock()?;
    Ok(lock)
}

fn write(root: &Path, text: &[u8]) -> io::Result<()> {
    replace(&root.join(FEEDS), |file| {
        file.write_all(text)?;
        file.sync_all()
    })
}
