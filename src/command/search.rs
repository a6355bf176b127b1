//! `newshound search`: ranked passages with the matches marked.

use super::question::{Question, Wanted};
use super::{Context, Ended, Outcome, index};
use crate::error::{Error, Kind, Result};
use crate::index::Index;
use crate::render::{self, count};
use crate::results::Results;

/// Find passages, best first, with the matches marked
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 something found, 1 nothing found, 2 the question cannot be read, \
                        3 no index that could answer."
)]
pub struct Args {
    #[command(flatten)]
    question: Question,
    /// How many passages to show
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How many passages of one article at most: a number or `all`
    #[arg(long, value_name = "N", default_value = "3", value_parser = per_article)]
    per_article: PerArticle,
    /// Print one JSON object with hits, totals and notes (schema 1)
    #[arg(long, group = "face")]
    json: bool,
    /// Print one JSON object a line, one line a hit
    #[arg(long, group = "face")]
    jsonl: bool,
    /// Print a table with a header row, one row a hit
    #[arg(long, group = "face")]
    csv: bool,
    /// Print only the addresses of the passages
    #[arg(long, group = "face")]
    ids: bool,
    /// Print only the number of articles that match
    #[arg(long, group = "face")]
    count: bool,
    /// Show how the question was read and what each score is made of
    #[arg(long)]
    explain: bool,
}

/// `None` for all.
#[derive(Debug, Clone, Copy)]
struct PerArticle(Option<usize>);

fn per_article(text: &str) -> std::result::Result<PerArticle, String> {
    match text.parse() {
        Ok(0) => Err("write a number from 1 on, or `all`".to_owned()),
        Ok(number) => Ok(PerArticle(Some(number))),
        Err(_) if text == "all" => Ok(PerArticle(None)),
        Err(_) => Err("write a number from 1 on, or `all`".to_owned()),
    }
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let wanted = Wanted {
            limit: if self.count || context.quiet {
                0
            } else {
                self.limit
            },
            per_article: self.per_article.0,
            explain: self.explain,
        };
        let ask = self.question.ask(context, &wanted, false)?;
        let results = open_or_build(context)?.search(&ask)?;
        context.note(&results.notes);
        if !context.quiet {
            self.show(context, &results)?;
        }
        Ok(match results.total.articles {
            0 => Ended::NothingFound,
            _ => Ended::Done,
        })
    }

    fn show(&self, context: &Context, results: &Results) -> std::result::Result<(), super::Failed> {
        let look = context.out_in(&self.question.zone()?);
        context.print(|out| {
            if self.json {
                render::json::results(results, out)
            } else if self.jsonl {
                render::json::jsonl(results, out)
            } else if self.csv {
                render::csv::results(results, out)
            } else if self.ids {
                render::ids::passages(results, out)
            } else if self.count {
                writeln!(out, "{}", results.total.articles)
            } else if results.nothing.is_some() {
                Ok(())
            } else {
                render::terminal::results(results, &look, out)
            }
        })?;
        if results.nothing.is_some()
            && !(self.json || self.jsonl || self.csv || self.ids || self.count)
        {
            let err = render::Look {
                zone: look.zone,
                ..context.err.clone()
            };
            let _ = render::terminal::results(results, &err, &mut std::io::stderr().lock());
        }
        Ok(())
    }
}

/// The index; where there is none, it is built from the corpus first.
pub fn open_or_build(context: &Context) -> Result<Index> {
    let place = &context.place;
    if !crate::index::exists(&place.index) {
        if !place.corpus.is_dir() {
            let message = format!(
                "there is no index at `{}` and no corpus at `{}`",
                place.index.display(),
                place.corpus.display()
            );
            return Err(Error::new(Kind::Index, message).hint("newshound add FILE"));
        }
        let receipt = index::sync(context, false)?;
        context.say(&format!(
            "There was no index: built one of {} from `{}`.",
            count::of(receipt.added, "article"),
            place.corpus.display()
        ));
    }
    Index::open(&place.index)
}
