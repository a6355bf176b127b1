//! `newshound list`: articles, newest first.

use std::io;

use super::exits;
use super::output::Output;
use super::question::{Question, sort_by};
use super::search::prepare;
use super::{Context, Ended, Outcome};
use crate::answer;
use crate::error::Result;
use crate::render::records::{self, Form};
use crate::render::{self, json};
use crate::request::{Request, Sort};
use crate::results::Listing;

/// List articles, newest first; the words are a question as for `search`
#[derive(Debug, clap::Args)]
#[command(after_help = exits::help(exits::OF_A_QUESTION))]
pub struct Args {
    #[command(flatten)]
    question: Question,
    /// In which order
    #[arg(
        long,
        value_name = "ORDER",
        default_value_t = Sort::Newest,
        value_parser = sort_by(&[Sort::Newest, Sort::Oldest])
    )]
    sort: Sort,
    /// How many articles to show
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    output: Output,
    /// Print only ids
    #[arg(long, group = "face", help_heading = "Output")]
    ids: bool,
    /// Print only the number of articles
    #[arg(long, group = "face", help_heading = "Output")]
    count: bool,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let request = Request {
            everything: true,
            ..self.question.request()?
        };
        let request = request.limit(self.limit).sort(self.sort);
        let form = self.output.form(&json::LISTED)?;
        let end = self.output.end();
        // A question that cannot be read is an error before an index is built.
        let question = context.library.read(&request)?;
        prepare(context)?;
        let snapshot = context.library.snapshot()?;
        let question = question.restarted();
        let (listing, articles) = answer::begin_list(&*snapshot, &question)?;
        context.note(&listing.notes);
        let look = context.out_in(&question.zone);
        context.print(|out| match form {
            _ if self.ids => render::ids::listed(articles, end, out),
            _ if self.count => writeln!(out, "{}", listing.total),
            Some(Form::Json(picked)) => json::listing(&listing, articles, picked.as_deref(), out),
            Some(form) => {
                records::header(&form, end, out)?;
                for article in articles {
                    let article = article.map_err(io::Error::other)?;
                    records::record(&json::listed(&listing, &article), &form, end, out)?;
                }
                Ok(())
            }
            None => {
                let articles = articles.collect::<Result<_>>();
                let listing = Listing {
                    articles: articles.map_err(io::Error::other)?,
                    ..listing.clone()
                };
                render::listing::listing(&listing, &look, out)
            }
        })?;
        Ok(match listing.total {
            0 => Ended::NothingFound,
            _ => Ended::Done,
        })
    }
}
