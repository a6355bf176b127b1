//! `newshound help`: the query language on one screen, and the help of every verb.

use clap::CommandFactory;

use super::{Cli, Context, Ended, Outcome};
use crate::error::{Error, Kind};
use crate::field::FIELDS;
use crate::query::LANGUAGE;
use crate::render::wrap;

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

/// The tables of the language and of its fields: what is written, what it means, an example.
fn language(width: usize) -> String {
    let language = LANGUAGE
        .iter()
        .map(|row| (row.written.to_owned(), row.means.to_owned(), row.example));
    let fields = FIELDS.iter().map(|row| {
        let also = match row.also {
            [] => String::new(),
            also => format!("; also {}", also.join(", ")),
        };
        (
            format!("{}:", row.name),
            format!("{}{also}", row.about),
            row.example,
        )
    });
    let mut text = table(language, width);
    text.push_str("\nFields\n\n");
    text.push_str(&table(fields, width));
    text
}

/// The syntax in a column of its own, or on a line of its own where there is little room.
fn table<'a>(
    rows: impl Iterator<Item = (String, String, &'a str)> + Clone,
    width: usize,
) -> String {
    const LEAST: usize = 40;
    let widest = rows
        .clone()
        .map(|(written, ..)| wrap::columns(&written))
        .max()
        .unwrap_or(0);
    let narrow = width < widest + 2 + LEAST;
    let indent = if narrow { 2 } else { widest + 2 };
    let mut text = String::new();
    for (written, means, example) in rows {
        let gap = if narrow {
            format!("\n{}", " ".repeat(indent))
        } else {
            " ".repeat(indent - wrap::columns(&written))
        };
        text.push_str(&format!("{written}{gap}"));
        for (number, paragraph) in [means, format!("e.g. {example}")].iter().enumerate() {
            let room = width.saturating_sub(indent).max(1);
            for (line, range) in wrap::lines(paragraph, room, room).into_iter().enumerate() {
                if number + line > 0 {
                    text.push_str(&" ".repeat(indent));
                }
                text.push_str(paragraph[range].trim_end());
                text.push('\n');
            }
        }
    }
    text
}
