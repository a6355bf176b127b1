//! `newshound terms`: the words and names that set the articles of a question apart.

use super::exits;
use super::output::Forms;
use super::question::Asked;
use super::search::prepare;
use super::{Context, Ended, Outcome, examples};
use crate::answer;
use crate::counts::TermChoice;
use crate::render::records::{self, Form};
use crate::render::{self, json};
use crate::request::Request;

const EXAMPLES: &[&str] = &["newshound terms stargate"];

/// Show the words and names that set the articles of a question apart from all others
///
/// A term counts once for each article that has it in its headline or its text. The log-ratio says how much more
/// frequent it is in these articles, 1 for twice, at least; G² says how much evidence there is for that.
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(exits::OF_A_QUESTION))]
pub struct Args {
    #[command(flatten)]
    question: Asked,
    /// How many to show, those that set the articles apart most
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Only terms of so many of the articles
    #[arg(
        long,
        value_name = "N",
        default_value_t = 3,
        value_parser = clap::value_parser!(u64).range(1..)
    )]
    least: u64,
    /// Function words, numbers and the words of the question too
    #[arg(long)]
    all_words: bool,
    #[command(flatten)]
    output: Forms,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let form = self.output.form(&json::TERM)?;
        let request = Request {
            everything: true,
            ..self.question.request()?
        };
        // A question that cannot be read is an error before an index is built.
        let question = context.library.read(&request.limit(self.limit))?;
        prepare(context)?;
        let snapshot = context.library.snapshot()?;
        let choice = TermChoice {
            least: self.least,
            all_words: self.all_words,
        };
        let terms = answer::key_terms(&*snapshot, &question.restarted(), &choice)?;
        context.note(&terms.notes);
        let end = self.output.end();
        match &form {
            Some(Form::Json(picked)) => {
                context.print(|out| json::key_terms(&terms, picked.as_deref(), out))?;
            }
            Some(form) => {
                context.print(|out| records::records(json::terms(&terms), form, end, out))?;
            }
            None => {
                context.page(None, |out| {
                    render::key_terms::key_terms(&terms, &context.out, out)
                })?;
                context.say(&render::key_terms::counts(&terms));
            }
        }
        Ok(match terms.articles {
            0 => Ended::NothingFound,
            _ => Ended::Done,
        })
    }
}
