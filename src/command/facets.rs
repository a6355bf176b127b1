//! `newshound facets`: how many articles there are by outlet, author, tag and the like.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::exits;
use super::output::Forms;
use super::question::Asked;
use super::search::prepare;
use super::{Context, Ended, Outcome, examples};
use crate::answer;
use crate::counts::Facet;
use crate::render::records::{self, Form};
use crate::render::{self, count, json};
use crate::request::Request;

const EXAMPLES: &[&str] = &["newshound facets lawsuit --by outlet,year"];

/// Count the articles of a question by what is said of them, exactly; without words those of the corpus
///
/// Each facet is counted without the question's own choice of it, so that one can choose again.
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(exits::OF_A_QUESTION))]
pub struct Args {
    #[command(flatten)]
    question: Asked,
    /// What to count by; several with commas between them
    #[arg(
        long,
        value_name = "FACET",
        default_value = "outlet",
        value_delimiter = ',',
        value_parser = facet()
    )]
    by: Vec<Facet>,
    /// How many values of each to show, the most frequent first
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 20)]
    limit: usize,
    /// How many values to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    #[command(flatten)]
    output: Forms,
}

fn facet() -> impl TypedValueParser<Value = Facet> {
    let names = Facet::ALL.iter().map(|facet| facet.name());
    PossibleValuesParser::new(names).try_map(|name| Facet::named(&name).ok_or("write `outlet`"))
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let form = self.output.form(&json::VALUE)?;
        let request = Request {
            everything: true,
            offset: self.offset,
            ..self.question.request()?
        };
        // A question that cannot be read is an error before an index is built.
        let question = context.library.read(&request.limit(self.limit))?;
        prepare(context)?;
        let snapshot = context.library.snapshot()?;
        let question = question.restarted();
        let facets = answer::facets(&*snapshot, &question, &self.by)?;
        context.note(&facets.notes);
        let end = self.output.end();
        match &form {
            Some(Form::Json(picked)) => {
                context.print(|out| json::facets(&facets, picked.as_deref(), out))?;
            }
            Some(form) => {
                context.print(|out| records::records(json::values(&facets), form, end, out))?;
            }
            None => {
                context.page(None, |out| {
                    render::facets::facets(&facets, &context.out, out)
                })?;
                context.say(&format!("{}.", count::of(facets.articles, "article")));
            }
        }
        let counted = facets.facets.iter().map(|facet| facet.articles);
        Ok(match counted.max() {
            Some(1..) => Ended::Done,
            _ => Ended::NothingFound,
        })
    }
}
