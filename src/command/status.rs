//! `newshound status`: the state of index and corpus.

use super::exits::{self, Exit};
use super::{Context, Ended, Outcome, examples};
use crate::render;

const EXITS: &[Exit] = &[
    Exit::DONE,
    Exit::IMPOSSIBLE,
    Exit::DAMAGED_OR_NONE,
    Exit::IO,
];

const EXAMPLES: &[&str] = &["newshound status"];

/// Show how index and corpus stand, with every problem met on the way in
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let status = context.library.status()?;
        if self.json {
            context.print(|out| render::json::status(&status, out))?;
        } else {
            context.page(None, |out| {
                render::status::status(&status, &context.out, out)
            })?;
        }
        Ok(Ended::Done)
    }
}
