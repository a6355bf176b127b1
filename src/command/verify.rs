//! `newshound verify`: whether what a receipt says is still so.

use std::io::Read;
use std::path::PathBuf;

use super::exits::{self, Exit};
use super::search::build_if_missing;
use super::{Context, Ended, Outcome, examples};
use crate::corpus;
use crate::error::{Error, Kind, Result};
use crate::render::{count, json, safe};
use crate::results::receipt::{Asked, Change, SearchReceipt};

const EXITS: &[Exit] = &[
    Exit::SAME,
    Exit::OTHER_ANSWER,
    Exit::IMPOSSIBLE,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY_BUILDING,
];

const EXAMPLES: &[&str] =
    &["newshound list lawsuit --receipt receipt.json; newshound verify receipt.json"];

/// Ask what a receipt is of once more, and say whether the answer is the same
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// A file that `search --receipt` or `list --receipt` has written
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The most bytes of a receipt.
const MOST_BYTES: u64 = 1 << 20;

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let receipt = self.receipt()?;
        build_if_missing(context)?;
        let changes = context.library.verify(&receipt)?;
        let is_same = !changes.iter().any(|change| change.is_of_the_answer);
        if self.json {
            context.print(|out| json::verified(is_same, &changes, out))?;
        } else {
            let lines = said(&receipt, is_same, &changes);
            context.print(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
        }
        Ok(match is_same {
            true => Ended::Done,
            false => Ended::Differs,
        })
    }

    fn receipt(&self) -> Result<SearchReceipt> {
        let name = self.file.display().to_string();
        let failed = |error: std::io::Error| Error::io(&name, &error);
        let mut bytes = Vec::new();
        let input = corpus::bytes(&self.file).map_err(failed)?;
        let read = input.take(MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(failed)?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Error::new(Kind::Usage, format!("`{name}` is no receipt")))?;
        SearchReceipt::read(&text).map_err(|error| Error {
            message: format!("`{name}`: {}", error.message),
            ..error
        })
    }
}

fn said(receipt: &SearchReceipt, is_same: bool, changes: &[Change]) -> Vec<String> {
    let found = match (receipt.of, receipt.total.passages) {
        (Asked::Search, Some(passages)) => format!(
            "{} in {}",
            count::of(passages, "passage"),
            count::of(receipt.total.articles, "article")
        ),
        _ => count::of(receipt.total.articles, "article"),
    };
    let first = match is_same {
        true => format!("The answer is the same as at {}: {found}.", receipt.made),
        false => format!("The answer is not the same as at {}.", receipt.made),
    };
    let each = changes.iter().flat_map(|change| {
        [
            format!("{}, then: {}", change.what, safe::line(&change.then)),
            format!("{}, now:  {}", change.what, safe::line(&change.now)),
        ]
    });
    [first].into_iter().chain(each).collect()
}
