//! `newshound config`: the settings, and where each comes from.

use super::exits::{self, Exit};
use super::{Context, Ended, Outcome, examples};
use crate::render;

const EXITS: &[Exit] = &[Exit::DONE, Exit::SETTINGS, Exit::IO];

const EXAMPLES: &[&str] = &["newshound config", "newshound config --path"];

/// Show each setting, its value and where it comes from: a flag, the environment, a file
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// Print where settings files are looked for
    #[arg(long)]
    pub path: bool,
    /// Print one JSON object
    #[arg(long, conflicts_with = "path")]
    json: bool,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let (settings, files) = (&context.settings.values, &context.settings.files);
        context.print(|out| match (self.path, self.json) {
            (true, _) => render::settings::paths(files, out),
            (_, true) => render::json::settings(settings, files, out),
            _ => render::settings::settings(settings, &context.out, out),
        })?;
        Ok(Ended::Done)
    }
}
