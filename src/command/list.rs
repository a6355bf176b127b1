//! `newshound list`: articles, newest first.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::io::{self, Write};
use std::path::PathBuf;

use super::exits;
use super::output::Output;
use super::question::{Question, sort_by};
use super::search::{going_on, prepare};
use super::{Context, Ended, Outcome, kept};
use crate::answer;
use crate::error::Result;
use crate::render::records::{self, End, Form};
use crate::render::{self, Appearance, fit, json};
use crate::request::{Request, Sort};
use crate::results::receipt::Asked;
use crate::results::{ListedArticle, Listing, Total};

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
    #[arg(
        long,
        group = "face",
        help_heading = "Output",
        conflicts_with = "fields"
    )]
    ids: bool,
    /// Print only the number of articles
    #[arg(long, group = "face", help_heading = "Output", conflicts_with_all = ["fields", "null"])]
    count: bool,
    /// Write to this file what was asked and found, for `newshound verify`
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Output",
        conflicts_with = "count"
    )]
    receipt: Option<PathBuf>,
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
        let ids = RefCell::new(Vec::new());
        let articles = articles.inspect(|article| {
            if self.receipt.is_some()
                && let Ok(article) = article
            {
                ids.borrow_mut().push(article.id.to_string());
            }
        });
        let look = context.out_in(&question.zone);
        if let Some(most) = self.output.max_chars() {
            let articles = articles.collect::<Result<_>>()?;
            let listing = Listing {
                articles,
                ..listing.clone()
            };
            let fitted = fit::listing(&listing, most, |listing| {
                let mut bytes = Vec::new();
                let articles = listing.each();
                write(form.as_ref(), listing, articles, (end, &look), &mut bytes)?;
                String::from_utf8(bytes).map_err(io::Error::other)
            })?;
            context.print(|out| out.write_all(fitted.text.as_bytes()))?;
            let part = listing.part.first(fitted.results, fitted.truncated);
            going_on(context, form.as_ref(), &part);
        } else {
            if self.question.goes_on() {
                going_on(context, form.as_ref(), &listing.part);
            }
            context.print(|out| match () {
                () if self.ids => render::ids::listed(articles, end, out),
                () if self.count => writeln!(out, "{}", listing.total),
                () => write(form.as_ref(), &listing, articles, (end, &look), out),
            })?;
        }
        if let Some(file) = &self.receipt {
            let total = Total {
                articles: listing.total,
                passages: 0,
            };
            let asked = (&request, &question);
            kept::receipt(context, file, Asked::List, asked, total, &ids.borrow())?;
        }
        Ok(match listing.total {
            0 => Ended::NothingFound,
            _ => Ended::Done,
        })
    }
}

/// Writes a list in the form that was asked for, or for a person.
fn write<A: Borrow<ListedArticle>>(
    form: Option<&Form>,
    listing: &Listing,
    articles: impl Iterator<Item = Result<A>>,
    (end, look): (End, &Appearance),
    out: &mut dyn Write,
) -> io::Result<()> {
    match form {
        Some(Form::Json(picked)) => json::listing(listing, articles, picked.as_deref(), out),
        Some(form) => {
            records::header(form, end, out)?;
            for article in articles {
                let article = article.map_err(io::Error::other)?;
                records::record(&json::listed(listing, article.borrow()), form, end, out)?;
            }
            Ok(())
        }
        None => {
            let articles = articles.map(|article| article.map(|one| one.borrow().clone()));
            let articles = articles.collect::<Result<_>>();
            let listing = Listing {
                articles: articles.map_err(io::Error::other)?,
                ..listing.clone()
            };
            render::listing::listing(&listing, look, out)
        }
    }
}
