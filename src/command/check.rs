//! `newshound check`: whether what was written is still there.

use super::exits::{self, Exit};
use super::{Context, Ended, Outcome, examples};
use crate::error::{Error, Kind};
use crate::render::{count, safe};

const EXITS: &[Exit] = &[
    Exit::WELL,
    Exit::DIFFERS,
    Exit::IMPOSSIBLE,
    Exit::DAMAGED_OR_NONE,
    Exit::IO,
];

const EXAMPLES: &[&str] = &["newshound check"];

/// Verify checksums, blocks and texts, and that index and corpus agree
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let found = context.library.check()?;
        let mut lines = found
            .damage
            .iter()
            .chain(&found.changes)
            .chain(&found.orphans)
            .chain(&found.aliases);
        context.print(|out| lines.try_for_each(|line| writeln!(out, "{}", safe::line(line))))?;
        if !found.damage.is_empty() {
            let message = format!(
                "{} found in the index at `{}`",
                count::of(found.damage.len() as u64, "fault"),
                context.library.index().display()
            );
            let error = Error::new(Kind::Index, message);
            return Err(error.hint("newshound index --fresh").into());
        }
        if found.skipped > 0 {
            let inputs = count::of(found.skipped, "input");
            context.say(&format!("{inputs} skipped: see `newshound status`."));
        }
        if !found.changes.is_empty() {
            context.say("Nothing is damaged, but the corpus has changed: run `newshound index`.");
            return Ok(Ended::Differs);
        }
        context.say("Index and corpus agree; nothing is damaged.");
        Ok(Ended::Done)
    }
}
