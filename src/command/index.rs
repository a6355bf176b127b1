//! `newshound index`: brings the index up to date with the corpus.

use super::exits::{self, Exit};
use super::{Context, Ended, Outcome, examples, progress, watching};
use crate::error::Result;
use crate::record::Receipt;
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
        let receipt = sync(context, self.fresh)?;
        if self.json {
            context.print(|out| render::json::receipt(&receipt, out))?;
        }
        report(context, &receipt);
        Ok(ended(&receipt))
    }
}

/// Brings the index up to date, with a progress bar on a terminal.
pub fn sync(context: &Context, fresh: bool) -> Result<Receipt> {
    let bar = progress::Bar::new(context);
    context
        .library
        .update_with(fresh, &mut |step| bar.show(step))
}

/// Says what was done, problems first.
pub fn report(context: &Context, receipt: &Receipt) {
    if !context.quiet {
        // If standard error is closed, there is no one to hear of it.
        let _ = render::status::receipt(receipt, &context.err, &mut std::io::stderr().lock());
    }
}

pub fn ended(receipt: &Receipt) -> Ended {
    match receipt.problem_count + receipt.skipped_before + receipt.rejected {
        0 => Ended::Done,
        _ => Ended::SomeRejected,
    }
}
