//! `newshound check`: whether what was written is still there.

use super::{Context, Ended, Failed, Outcome};
use crate::error::{Error, Kind};
use crate::ingest;

/// Verify checksums, blocks and texts, and that index and corpus agree
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 all is well, 3 something is wrong.")]
pub struct Args {}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let wrong = ingest::check(&context.place)?;
        if wrong.is_empty() {
            context.say("Index and corpus agree; nothing is damaged.");
            return Ok(Ended::Done);
        }
        context.print(|out| wrong.iter().try_for_each(|line| writeln!(out, "{line}")))?;
        let message = format!(
            "{} found in index and corpus",
            crate::render::count::of(wrong.len() as u64, "problem")
        );
        let error = Error::new(Kind::Index, message)
            .hint("newshound index, or newshound index --fresh if it is damaged");
        Err(Failed::Told(error))
    }
}
