//! `newshound mcp`: the assistant's door, over standard input and output.

use std::io::{self, IsTerminal};

use super::exits::{self, Exit};
use super::{Context, Ended, Outcome, examples};
use crate::serve::{self, Bounds};

const EXITS: &[Exit] = &[Exit::DONE, Exit::IMPOSSIBLE, Exit::IO];

const EXAMPLES: &[&str] = &["newshound mcp < /dev/null"];

/// Answer an assistant over standard input and output (Model Context Protocol)
///
/// A program for assistants starts it with this line in its configuration; it ends when its input does. It reads: `add`
/// and `index` write beside it, and what they commit is seen within a second. Where there is no index it says so to the
/// assistant, as building one may take longer than such programs wait.
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        if io::stdin().is_terminal() {
            context.say("Waiting for the messages of a program for assistants; control-D ends it.");
        }
        let library = context.library.clone();
        let (input, output) = (tokio::io::stdin(), tokio::io::stdout());
        serve::converse(library, Bounds::default(), input, output)?;
        Ok(Ended::Done)
    }
}
