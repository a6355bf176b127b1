//! `newshound index`: brings the index up to date with the corpus.

use super::exits::{self, Exit};
use super::{Context, Outcome, examples, sync, watching};
use crate::render;

const EXITS: &[Exit] = &[
    Exit::DONE,
    Exit::IMPOSSIBLE,
    Exit::DAMAGED,
    Exit::SKIPPED,
    Exit::IO,
    Exit::BUSY,
    Exit::INTERRUPTED,
];

const EXAMPLES: &[&str] = &["newshound index"];

/// Bring the index up to date with the corpus; only what changed is read again
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// Build it anew; the old one answers until the new one is whole
    #[arg(long)]
    fresh: bool,
    /// Stay in step with the corpus: again after each change, until it is stopped
    #[arg(long)]
    pub watch: bool,
    /// Print what was done as one JSON object; with `--watch`, each time on one line
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        if self.watch {
            return watching::run(context, self.fresh, self.json);
        }
        let receipt = sync::sync(context, self.fresh)?;
        if self.json {
            context.print(|out| render::json::receipt(&receipt, out))?;
        }
        sync::report(context, &receipt);
        Ok(sync::ended(&receipt))
    }
}
