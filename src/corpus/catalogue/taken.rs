//! How far an index has taken in the edits of the catalogue. Others come with the lines of another person, or were
//! written by a run that was killed.

use std::io::{self, Write};
use std::path::Path;

use super::lookup::Covered;
use crate::corpus::{regular, staging};

/// The name of the file with the edits that the index has taken in, in its folder.
const TAKEN: &str = "edits.json";

/// How far the edits of the catalogue are taken in by the index in a folder.
pub fn taken_edits(index: &Path) -> Vec<Covered> {
    let kept = regular::read(&index.join(TAKEN), LONGEST_TAKEN).ok();
    let kept = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    kept.unwrap_or_default()
}

/// Keeps how far they are.
pub fn keep_taken_edits(index: &Path, taken: &[Covered]) -> io::Result<()> {
    let text = serde_json::to_vec(taken)?;
    staging::replace(&index.join(TAKEN), |file| file.write_all(&text))
}

/// The most bytes of that file that are read.
const LONGEST_TAKEN: u64 = 64 << 20;
