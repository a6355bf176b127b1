//! `newshound help`: the query language on one screen, and the help of every verb.

use clap::CommandFactory;

use super::{Cli, Context, Ended, Outcome};
use crate::error::{Error, Kind};
use crate::query::LANGUAGE;

/// Explain a verb, or the query language (`help query`)
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A verb, or `query`
    #[arg(value_name = "TOPIC")]
    topic: Option<String>,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let mut cli = Cli::command();
        let text = match self.topic.as_deref() {
            Some("query") => language(context.out.width),
            None => cli.render_long_help().to_string(),
            Some(verb) => match cli.find_subcommand_mut(verb) {
                Some(command) => command.render_long_help().to_string(),
                None => {
                    let error = Error::new(Kind::Usage, format!("there is no help on `{verb}`"));
                    return Err(error
                        .hint("newshound help query, or the name of a verb")
                        .into());
                }
            },
        };
        context.print(|out| out.write_all(text.as_bytes()))?;
        Ok(Ended::Done)
    }
}

/// The table of the language: what is written, what it means, an example.
fn language(width: usize) -> String {
    let widest = LANGUAGE
        .iter()
        .map(|row| row.written.chars().count())
        .max()
        .unwrap_or(0);
    let narrow = width < widest + 40;
    let mut text = String::new();
    for row in LANGUAGE {
        let gap = if narrow {
            "\n  ".to_owned()
        } else {
            " ".repeat(widest + 2 - row.written.chars().count())
        };
        text.push_str(&format!("{}{gap}{}\n", row.written, row.means));
    }
    text
}
