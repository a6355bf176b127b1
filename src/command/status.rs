//! `newshound status`: how index and corpus stand.

use super::{Context, Ended, Outcome};
use crate::{ingest, render};

/// Show how index and corpus stand, with every problem met on the way in
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let status = ingest::status(&context.place)?;
        context.print(|out| match self.json {
            true => render::json::status(&status, out),
            false => render::status::status(&status, &context.out, out),
        })?;
        Ok(Ended::Done)
    }
}
