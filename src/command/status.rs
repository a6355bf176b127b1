//! `newshound status`: how index and corpus stand.

use super::{Context, Ended, Outcome};
use crate::render;

/// Show how index and corpus stand, with every problem met on the way in
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 done, 2 the command cannot be carried out, 3 the index is damaged or \
                  there is none, 74 reading or writing failed."
)]
pub struct Args {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let status = context.library.status()?;
        context.print(|out| match self.json {
            true => render::json::status(&status, out),
            false => render::status::status(&status, &context.out, out),
        })?;
        Ok(Ended::Done)
    }
}
