//! Records of corpus files: what was read from each, kept in the index and shown by `status`.

use std::collections::BTreeSet;

use crate::article::Id;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The state of a corpus file and of its sidecar without reading them; a difference means a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileStats {
    /// Of the file itself.
    pub file: FileStat,
    /// Of its sidecar, if it has one.
    #[serde(rename = "beside")]
    pub sidecar: Option<FileStat>,
}

/// The size and the modification time of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileStat {
    /// Its size.
    pub bytes: u64,
    /// Nanoseconds since 1970 UTC.
    pub modified: i64,
}

impl FileStats {
    /// The size of both files.
    pub fn bytes(&self) -> u64 {
        self.file.bytes + self.sidecar.map_or(0, |sidecar| sidecar.bytes)
    }

    /// The later of the two times.
    pub fn modified(&self) -> i64 {
        let sidecar = self.sidecar.map_or(i64::MIN, |sidecar| sidecar.modified);
        self.file.modified.max(sidecar)
    }
}

/// One corpus file as it was last read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its path within the corpus, with `/` between its parts.
    pub path: String,
    /// `None` if a later change might not show in them.
    #[serde(default, rename = "looks")]
    pub stats: Option<FileStats>,
    /// A hash of the bytes of the file and of its sidecar.
    pub hash: u64,
    /// A hash of the bytes of the file.
    pub content: u64,
    /// How far it was read, if it is of a kind that is only ever added to: the next reading goes on from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached: Option<Reached>,
    /// How many articles of this file are in the index.
    pub articles: u64,
    /// How many records of this file a newer one with the same URL or key displaced.
    pub displaced: u64,
    /// The files of those newer records.
    #[serde(default)]
    pub displaced_by: BTreeSet<String>,
    /// Which records those are, as far as they are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub displaced_records: Vec<DisplacedRecord>,
    /// Whether the description beside it was given for another text, and is not said of this one.
    #[serde(default)]
    pub is_misdescribed: bool,
    /// The first problems met while it was read.
    pub problems: Vec<Problem>,
    /// How many problems there were; only the first are kept in `problems`.
    pub problem_count: u64,
    /// The first things that were guessed of its articles, or left out as they could not be understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Problem>,
    /// How many there were.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub remark_count: u64,
}

/// The end of a file as it was last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// Its size.
    pub bytes: u64,
    /// The number of its records.
    pub records: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A record of a corpus file that is another place of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplacedRecord {
    /// Its number within its file, from 1; 0 where it is not known.
    pub record: u32,
    /// The article.
    pub id: Id,
    /// The id that the record would have by itself.
    pub own: Id,
    /// When it was captured, in seconds since 1970, if it comes from the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<i64>,
}

/// A record or a file that could not be taken in. It never stops the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The record's number within its file, from 1; `None` for the whole file.
    pub record: Option<u64>,
    /// Lower case, no full stop, the value in backticks.
    pub reason: String,
    /// Whether the system refused something, so that the same bytes may be read another time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_passing: bool,
    /// The address of a record that has no text; not kept.
    #[serde(skip)]
    pub address: Option<String>,
}

impl Problem {
    /// A problem with the file as a whole.
    pub fn whole(reason: impl Into<String>) -> Problem {
        Problem {
            record: None,
            reason: reason.into(),
            is_passing: false,
            address: None,
        }
    }

    /// The failure to read the file.
    pub fn failed(error: &std::io::Error) -> Problem {
        Problem {
            is_passing: error.raw_os_error().is_some(),
            ..Problem::whole(crate::error::reason(error))
        }
    }
}

/// An input of `add` that was not taken into the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rejection {
    /// As it was given.
    pub given: String,
    /// The name within the corpus that it would have had.
    pub name: String,
    /// Lower case, no full stop.
    pub reason: String,
}

/// The counts of one run of `index` or `add`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receipt {
    /// Articles that are new.
    pub added: u64,
    /// Articles that took the place of an older version.
    pub replaced: u64,
    /// Articles that were read again, or not looked at, and are as they were.
    pub unchanged: u64,
    /// Articles that are no longer in the corpus.
    pub removed: u64,
    /// Records left out because a newer one has the same URL or key.
    pub displaced: u64,
    /// Full sentences about what the run could not do or did besides.
    pub notes: Vec<String>,
    /// File and problem, in the order of their names.
    pub problems: Vec<(String, Problem)>,
    /// How many new problems there were.
    pub problem_count: u64,
    /// How many things were guessed of articles that were read, or left out.
    pub remark_count: u64,
    /// Problems that an earlier run reported and that are unchanged; they are not among `problems`.
    pub skipped_before: u64,
    /// Inputs of `add` that were not taken in.
    pub rejected: u64,
    /// The size of the article texts that were written.
    pub text_bytes: u64,
}
