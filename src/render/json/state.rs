//! The JSON of the state of an index, and of a run of `index` or `add`.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA;
use crate::record::{Problem, Receipt, Rejection};
use crate::results::receipt::Change;
use crate::results::{Changes, Status};

/// `status --json`
#[derive(Serialize, JsonSchema)]
pub struct State<'a> {
    schema: u32,
    corpus: &'a str,
    index: &'a str,
    layout: u32,
    articles: u64,
    passages: u64,
    files: u64,
    live_bytes: u64,
    dead_bytes: u64,
    changes: ChangesView,
    problem_count: u64,
    problems: Vec<ProblemView<'a>>,
    remark_count: u64,
    remarks: Vec<ProblemView<'a>>,
    displaced: Vec<DisplacedView<'a>>,
    rejected: &'a [Rejection],
    orphans: &'a [String],
}

/// `verify --json`
#[derive(Serialize, JsonSchema)]
pub struct Verified<'a> {
    schema: u32,
    same: bool,
    changes: &'a [Change],
}

impl<'a> Verified<'a> {
    pub fn new(same: bool, changes: &'a [Change]) -> Self {
        Verified {
            schema: SCHEMA,
            same,
            changes,
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct ChangesView {
    new: u64,
    changed: u64,
    gone: u64,
}

#[derive(Serialize, JsonSchema)]
struct ProblemView<'a> {
    file: &'a str,
    record: Option<u64>,
    reason: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct DisplacedView<'a> {
    file: &'a str,
    records: u64,
}

/// `index --json`, `add --json`
#[derive(Serialize, JsonSchema)]
pub struct Done<'a> {
    schema: u32,
    added: u64,
    replaced: u64,
    unchanged: u64,
    removed: u64,
    displaced: u64,
    text_bytes: u64,
    problem_count: u64,
    problems: Vec<ProblemView<'a>>,
    skipped_before: u64,
    remark_count: u64,
    rejected: u64,
    notes: &'a [String],
}

impl<'a> State<'a> {
    pub fn new(status: &'a Status) -> Self {
        let Changes { new, changed, gone } = status.changes;
        let displaced = status.displaced.iter();
        let displaced = displaced.map(|(file, records)| DisplacedView {
            file,
            records: *records,
        });
        State {
            schema: SCHEMA,
            corpus: &status.corpus,
            index: &status.index,
            layout: status.layout,
            articles: status.articles,
            passages: status.passages,
            files: status.files,
            live_bytes: status.live_bytes,
            dead_bytes: status.dead_bytes,
            changes: ChangesView { new, changed, gone },
            problem_count: status.problem_count,
            problems: problems(&status.problems),
            remark_count: status.remark_count,
            remarks: problems(&status.remarks),
            displaced: displaced.collect(),
            rejected: &status.rejected,
            orphans: &status.orphans,
        }
    }
}

impl<'a> Done<'a> {
    pub fn new(receipt: &'a Receipt) -> Self {
        Done {
            schema: SCHEMA,
            added: receipt.added,
            replaced: receipt.replaced,
            unchanged: receipt.unchanged,
            removed: receipt.removed,
            displaced: receipt.displaced,
            text_bytes: receipt.text_bytes,
            problem_count: receipt.problem_count,
            problems: problems(&receipt.problems),
            skipped_before: receipt.skipped_before,
            remark_count: receipt.remark_count,
            rejected: receipt.rejected,
            notes: &receipt.notes,
        }
    }
}

fn problems(problems: &[(String, Problem)]) -> Vec<ProblemView<'_>> {
    problems
        .iter()
        .map(|(file, problem)| ProblemView {
            file,
            record: problem.record,
            reason: &problem.reason,
        })
        .collect()
}
