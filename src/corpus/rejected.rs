//! The rejections of `add`: `.newshound/rejected.jsonl` in the corpus folder, one on each line, the newest last.
//! Each is remembered until something of the same name is taken in.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::hidden::REJECTED;
use super::regular;
use super::staging;
use crate::record::Rejection;

/// The newest that are remembered.
const KEPT: usize = 100;
/// A longer file is not what was written.
const LONGEST: u64 = 4 << 20;

/// The inputs that were rejected and not taken in since. A line that cannot be read is no rejection.
pub fn rejections(root: &Path) -> Vec<Rejection> {
    let bytes = regular::read(&root.join(REJECTED), LONGEST).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().rev().take(KEPT);
    let mut found: Vec<Rejection> = lines
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    found.reverse();
    found
}

/// Remembers what was `rejected`, and forgets what was given or named like something in `taken`.
pub fn update_rejections(
    root: &Path,
    rejected: &[Rejection],
    taken: &[(String, String)],
) -> io::Result<()> {
    let before = rejections(root);
    let is_over = |old: &Rejection| {
        let is_taken = |(given, name): &(String, String)| *given == old.given || *name == old.name;
        taken.iter().any(is_taken) || rejected.iter().any(|new| new.given == old.given)
    };
    let mut now: Vec<&Rejection> = before.iter().filter(|old| !is_over(old)).collect();
    now.extend(rejected);
    if now.iter().copied().eq(&before) {
        return Ok(());
    }
    if now.is_empty() {
        return fs::remove_file(root.join(REJECTED));
    }
    let mut file = staging::create(root)?;
    for one in &now[now.len().saturating_sub(KEPT)..] {
        serde_json::to_writer(&mut file, one)?;
        file.write_all(b"\n")?;
    }
    staging::synced(file)?.persist(root.join(REJECTED))?;
    Ok(())
}
