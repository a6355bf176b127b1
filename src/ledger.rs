//! What each corpus file gave: kept in the index beside the articles, shown by `status`.

use serde::{Deserialize, Serialize};

/// One corpus file as it was last read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its path within the corpus, with `/` between its parts.
    pub path: String,
    /// Of the file and the metadata kept beside it.
    pub bytes: u64,
    /// Nanoseconds since 1970 UTC, the later of the file and the metadata kept beside it; 0 if it
    /// cannot be trusted to tell a change.
    pub modified: i64,
    /// Of the file's bytes and the metadata kept beside it.
    pub hash: u64,
    /// Of the file's bytes.
    pub content: u64,
    /// Articles of this file that stand in the index.
    pub articles: u64,
    /// Articles of this file that gave way to a newer one with the same URL.
    pub displaced: u64,
    pub problems: Vec<Problem>,
    /// How many problems there were; only the first are kept in `problems`.
    pub problem_count: u64,
}

/// Something that could not be taken in. It never stops the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The record's number within its file, from 1; absent when the whole file is meant.
    pub record: Option<u64>,
    /// Lower case, no full stop, the value in backticks.
    pub reason: String,
}

/// Something given to `add` that was not taken into the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// As it was given.
    pub given: String,
    /// The name within the corpus that it would have had.
    pub name: String,
    pub reason: String,
}

/// What one run of `index` or `add` did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receipt {
    pub added: u64,
    pub replaced: u64,
    pub unchanged: u64,
    pub removed: u64,
    /// Records left out because a newer one has the same URL.
    pub displaced: u64,
    /// File and problem, in the order of their names.
    pub problems: Vec<(String, Problem)>,
    pub problem_count: u64,
    /// Problems told of by an earlier run that stand as they were; they are not among `problems`.
    pub skipped_before: u64,
    /// Inputs of `add` that were not taken in.
    pub rejected: u64,
    /// Of the article texts that were written.
    pub text_bytes: u64,
}
