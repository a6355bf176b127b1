//! `newshound help`: the query language on one screen, and the help of every verb.

use clap::CommandFactory;

use super::{Cli, Context, Ended, Outcome};
use crate::error::{Error, Kind};
use crate::field::FIELDS;
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
        // A verb takes part in the whole only then: its full name, the flags of every verb.
        cli.build();
        let text = match self.topic.as_deref() {
            Some("query") => language(context.out.width),
            None => cli.render_help().to_string(),
            Some(verb) => match cli.find_subcommand_mut(verb) {
                Some(command) => command.render_help().to_string(),
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

/// The language and its fields: what is written, what it means.
fn language(width: usize) -> String {
    let language = LANGUAGE
        .iter()
        .map(|row| (row.written.to_owned(), row.means.to_owned()));
    let fields = FIELDS.iter().map(|row| {
        let also = match row.also {
            [] => String::new(),
            also => format!("; also {}", also.join(", ")),
        };
        (format!("{}:", row.name), format!("{}{also}", row.about))
    });
    format!(
        "{}\nFields:\n{}",
        columns(&language.collect::<Vec<_>>(), width),
        columns(&fields.collect::<Vec<_>>(), width)
    )
}

/// Two columns, or on a narrow terminal each row on two lines.
fn columns(rows: &[(String, String)], width: usize) -> String {
    let long = |left: &str| left.chars().count();
    let widest = rows.iter().map(|(left, _)| long(left)).max().unwrap_or(0);
    let narrow = width < widest + 40;
    let mut text = String::new();
    for (left, right) in rows {
        let gap = match narrow {
            true => "\n  ".to_owned(),
            false => " ".repeat(widest + 2 - long(left)),
        };
        text.push_str(&format!("{left}{gap}{right}\n"));
    }
    text
}
