//! `newshound timeline`: how many articles there are over time.

use std::io::Write;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::exits;
use super::output::Forms;
use super::question::Asked;
use super::search::prepare;
use super::{Context, Ended, Failed, Outcome, examples};
use crate::answer;
use crate::corpus;
use crate::counts::{Timeline, Unit};
use crate::error::{Error, Kind, Result};
use crate::query;
use crate::question::Question;
use crate::render::records::{self, Form};
use crate::render::{self, json};
use crate::request::Request;

const EXAMPLES: &[&str] = &["newshound timeline lawsuit"];

/// Count the articles of a question over time, exactly; without words those of the corpus
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(exits::OF_A_QUESTION))]
pub struct Args {
    #[command(flatten)]
    question: Asked,
    /// How to divide time: weeks begin on Monday
    #[arg(
        long,
        value_name = "UNIT",
        default_value_t = Unit::Month,
        value_parser = unit()
    )]
    by: Unit,
    /// Another question beside the first, asked in the same way; may be given several times
    #[arg(long, value_name = "QUESTION")]
    beside: Vec<String>,
    #[command(flatten)]
    output: Forms,
    /// Write a chart to this file, in place of the one before; `-` prints it
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    svg: Option<PathBuf>,
}

fn unit() -> impl TypedValueParser<Value = Unit> {
    let names = Unit::NAMES.iter().map(|(name, _)| *name);
    PossibleValuesParser::new(names).try_map(|name| Unit::named(&name).ok_or("write `month`"))
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let form = self.output.form(&json::BUCKET)?;
        if form.is_some() && self.prints_chart() {
            let message = "`--svg -` prints the chart alone";
            let error = Error::new(Kind::Usage, message);
            return Err(error.hint("write it to a file: `--svg chart.svg`").into());
        }
        let most = render::svg::MOST;
        if self.svg.is_some() && self.beside.len() >= most {
            let message = format!(
                "a chart has room for {most} questions, and there are {}",
                self.beside.len() + 1
            );
            let hint = format!("leave out `--svg`, or give `--beside` {} times", most - 1);
            return Err(Error::new(Kind::Usage, message).hint(hint).into());
        }
        // A question that cannot be read is an error before an index is built.
        let questions = self.questions(context)?;
        prepare(context)?;
        let snapshot = context.library.snapshot()?;
        let questions: Vec<Question> = questions.into_iter().map(Question::restarted).collect();
        let timeline = answer::timeline(&*snapshot, &questions, self.by)?;
        for line in &timeline.lines {
            context.note(&line.notes);
        }
        self.draw(context, &timeline)?;
        self.print(context, &timeline, form.as_ref())?;
        let found = timeline.lines.iter().any(|line| line.articles > 0);
        Ok(if found {
            Ended::Done
        } else {
            Ended::NothingFound
        })
    }

    fn prints_chart(&self) -> bool {
        self.svg
            .as_ref()
            .is_some_and(|file| file.as_os_str() == "-")
    }

    fn questions(&self, context: &Context) -> Result<Vec<Question>> {
        let first = Request {
            everything: true,
            ..self.question.request()?
        };
        let others = self.beside.iter().map(|words| Request {
            text: query::from_arguments(std::slice::from_ref(words)),
            ..first.clone()
        });
        let others: Vec<Request> = others.collect();
        let all = std::iter::once(&first).chain(&others);
        all.map(|request| context.library.read(request)).collect()
    }

    /// Writes the chart, where one was asked for.
    fn draw(&self, context: &Context, timeline: &Timeline) -> std::result::Result<(), Failed> {
        let Some(file) = &self.svg else {
            return Ok(());
        };
        let made = self.question.zone()?.to_datetime(context.library.now());
        let chart = |out: &mut dyn Write| render::svg::timeline(timeline, made.date(), out);
        if self.prints_chart() {
            return context.print(chart);
        }
        let mut bytes = Vec::new();
        let drawn = chart(&mut bytes).and_then(|()| corpus::put(file, &bytes));
        drawn.map_err(|error| Failed::Told(Error::io(file.display(), &error)))
    }

    fn print(
        &self,
        context: &Context,
        timeline: &Timeline,
        form: Option<&Form>,
    ) -> std::result::Result<(), Failed> {
        match form {
            Some(Form::Json(picked)) => {
                context.print(|out| json::timeline(timeline, picked.as_deref(), out))
            }
            Some(form) => {
                let end = self.output.end();
                context.print(|out| records::records(json::buckets(timeline), form, end, out))
            }
            None => {
                if !self.prints_chart() {
                    let look = context.out_in(&self.question.zone()?);
                    context.page(None, |out| render::timeline::timeline(timeline, &look, out))?;
                }
                let counts = render::timeline::counts(timeline);
                counts.iter().for_each(|sentence| context.say(sentence));
                Ok(())
            }
        }
    }
}
