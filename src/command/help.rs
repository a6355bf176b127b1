//! `newshound help`: the query language on one screen, and the help of every verb.

use std::io::Write;

use clap::CommandFactory;

use super::{Cli, Context, Ended, Outcome, examples, misuse};
use crate::error::{Error, Kind};
use crate::field::FIELDS;
use crate::query::{LANGUAGE, QUOTING};
use crate::render::{shell, wrap};

const EXAMPLES: &[&str] = &["newshound help search", "newshound help query"];

/// Explain a verb, or the query language (`help query`)
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES))]
pub struct Args {
    /// A verb, such as `search` or `beat new`, or `query`
    #[arg(value_name = "TOPIC")]
    topic: Vec<String>,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let mut cli = Cli::command();
        // A verb takes part in the whole only then: its full name, the flags of every verb.
        cli.build();
        let text = match self.topic.as_slice() {
            [one] if one == "query" => language(context.out.width),
            verbs => {
                let mut command = &mut cli;
                for verb in verbs {
                    let Some(found) = command.find_subcommand_mut(verb) else {
                        return Err(none(&verbs.join(" ")).into());
                    };
                    command = found;
                }
                command.render_help().to_string()
            }
        };
        context.page(None, |out| out.write_all(text.as_bytes()))?;
        Ok(Ended::Done)
    }
}

/// Names of the language, for whoever looks for help on it. Sorted.
#[rustfmt::skip]
const LANGUAGE_NAMES: &[&str] = &[
    "fields", "language", "operators", "phrases", "queries", "query", "question", "questions",
    "quoting", "syntax", "words",
];

/// There is no help on a topic.
pub fn none(topic: &str) -> Error {
    let lower = topic.to_ascii_lowercase();
    let is_near = |name: &&str| strsim::damerau_levenshtein(name, &lower) * 3 <= name.len();
    let is_of_language = LANGUAGE_NAMES.iter().any(is_near)
        || FIELDS
            .iter()
            .any(|row| row.name == lower || row.also.contains(&lower.as_str()));
    let hint = match misuse::verb_meant(topic) {
        _ if is_of_language => "newshound help query".to_owned(),
        Some(verb) => {
            let verb = verb.split(' ').next().unwrap_or_default();
            format!("newshound help {verb}")
        }
        None => "newshound help query, or the name of a verb".to_owned(),
    };
    Error::new(Kind::Usage, format!("there is no help on `{topic}`")).hint(hint)
}

/// The tables of the language and of its fields: what is written, what it means, an example.
fn language(width: usize) -> String {
    let language = LANGUAGE.iter().map(|row| {
        let example = shell::quoted(row.example);
        (row.written.to_owned(), row.means.to_owned(), example)
    });
    let fields = FIELDS.iter().map(|row| {
        let also = match row.also {
            [] => String::new(),
            also => format!("; also {}", also.join(", ")),
        };
        (
            format!("{}:", row.name),
            format!("{}{also}", row.about),
            shell::quoted(row.example),
        )
    });
    let lines = wrap::lines(QUOTING, width, width).into_iter();
    let lines = lines.map(|range| QUOTING[range].trim_end());
    let mut text = lines.collect::<Vec<_>>().join("\n");
    text.push_str("\n\n");
    text.push_str(&table(language, width));
    text.push_str("\nFields\n\n");
    text.push_str(&table(fields, width));
    text
}

/// The syntax in a column of its own, or on a line of its own where there is little room.
fn table(rows: impl Iterator<Item = (String, String, String)> + Clone, width: usize) -> String {
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
