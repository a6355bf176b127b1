//! `newshound list`: articles, newest first.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::PathBuf;

use super::exits::{self, Exit};
use super::named::{self, STDIN, Tally};
use super::output::Output;
use super::question::{Question, WORDS, sort_by};
use super::search::{going_on, prepare};
use super::{Context, Ended, Failed, Outcome, examples, kept};
use crate::answer;
use crate::error::{Error, Kind, Result};
use crate::render::records::{self, End, Form};
use crate::render::{self, Appearance, fit, json};
use crate::request::{Request, Sort};
use crate::results::receipt::Asked;
use crate::results::{ListedArticle, Listing, Total};

const EXITS: &[Exit] = &[
    Exit::FOUND,
    Exit::NOTHING_FOUND,
    Exit::UNREADABLE,
    Exit::NO_INDEX,
    Exit::SOME_UNKNOWN,
    Exit::IO,
    Exit::BUSY_BUILDING,
];

const EXAMPLES: &[&str] = &["newshound list", "newshound list lawsuit --fields id,title"];

/// List articles, newest first; the words are a question as for `search`
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
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
    /// How many articles to show [default: 20, and all of those that are named]
    #[arg(short = 'n', long = "limit", value_name = "N")]
    limit: Option<usize>,
    /// Only these articles, in this order: ids, keys, files, URLs or addresses of passages; `newshound list -`
    /// reads them from standard input, one a line
    #[arg(long = "id", value_name = "ID", num_args = 1.., conflicts_with = WORDS)]
    ids_given: Vec<String>,
    #[command(flatten)]
    output: Output,
    /// Print one row an article, never wider than the terminal
    #[arg(short = '1', long, group = "face", help_heading = "Output")]
    one_line: bool,
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

/// So many articles are shown where no number is given.
const SHOWN: usize = 20;

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let request = Request {
            everything: true,
            ..self.question.request()?
        };
        self.question.check_stdin("list")?;
        named::check(&self.ids_given, "list")?;
        let form = self.output.form(&json::LISTED)?;
        if self.question.is_stdin() || !self.ids_given.is_empty() {
            return self.run_named(context, &request, form);
        }
        let request = request.limit(self.limit.unwrap_or(SHOWN)).sort(self.sort);
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
        if self.question.goes_on() {
            going_on(context, form.as_ref(), &listing.part);
        }
        self.show(context, &listing, articles, form.as_ref(), look)?;
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

    /// Lists articles that are named, each once.
    fn run_named(&self, context: &Context, request: &Request, form: Option<Form>) -> Outcome {
        if self.receipt.is_some() {
            let error = Error::new(
                Kind::Usage,
                "a receipt is of a question, not of articles by name",
            );
            return Err(error.hint("leave out `--receipt`").into());
        }
        if request.has_filters() {
            let error = Error::new(Kind::Usage, "articles that are named go with no filter");
            let hint = "leave out `--after`, `--before` and `--outlet`";
            return Err(error.hint(hint).into());
        }
        let flags = [
            ("--any", request.any),
            ("--all", request.all),
            ("--relatives", request.relatives),
            ("--strict", request.strict),
            ("--sort", self.sort != Sort::Newest),
            ("--offset", request.offset > 0),
            ("--cursor", request.cursor.is_some()),
        ];
        if let Some((flag, _)) = flags.iter().find(|(_, is_given)| *is_given) {
            let message = format!("articles that are named go with no `{flag}`");
            let error = Error::new(Kind::Usage, message);
            return Err(error.hint(format!("leave out `{flag}`")).into());
        }
        prepare(context)?;
        let stdin = [STDIN.to_owned()];
        let given: &[String] = match self.ids_given.as_slice() {
            [] => &stdin,
            given => given,
        };
        let mut tally = Tally::default();
        let (mut known, mut ids) = (HashSet::new(), Vec::new());
        for name in named::names(given) {
            let found = name.and_then(|name| context.library.find(&name, 1));
            let id = tally.take(context, false, found)?;
            ids.extend(id.filter(|id| known.insert(*id)));
        }
        let total = ids.len() as u64;
        ids.truncate(self.limit.unwrap_or(usize::MAX));
        let articles = context.library.entries(&ids)?;
        let listing = Listing {
            total,
            ..Listing::default()
        };
        let look = context.out_in(&request.zone);
        self.show(
            context,
            &listing,
            articles.into_iter().map(Ok),
            form.as_ref(),
            look,
        )?;
        Ok(tally.ended())
    }

    fn show(
        &self,
        context: &Context,
        listing: &Listing,
        articles: impl Iterator<Item = Result<ListedArticle>>,
        form: Option<&Form>,
        look: Appearance,
    ) -> std::result::Result<(), Failed> {
        let end = self.output.end();
        let is_page = form.is_none() && !self.ids && !self.count;
        if !is_page && self.output.max_chars().is_none() {
            return context.print(|out| match form {
                _ if self.ids => render::ids::listed(articles, end, out),
                Some(form) => write(form, listing, articles, end, out),
                None => writeln!(out, "{}", listing.total),
            });
        }
        let listing = Listing {
            articles: articles.collect::<Result<_>>()?,
            ..listing.clone()
        };
        let look = match form {
            Some(_) => look,
            None => context.shortening(look, listing.articles.iter().map(|entry| entry.id))?,
        };
        let shown = |listing: &Listing, out: &mut dyn Write| match form {
            Some(form) => write(form, listing, listing.each(), end, out),
            None if self.one_line => render::rows::articles(listing, &look, out),
            None => render::listing::listing(listing, &look, out),
        };
        let Some(most) = self.output.max_chars() else {
            let counts = render::listing::counts(&listing);
            return context.page(Some(&counts), |out| shown(&listing, out));
        };
        let fitted = fit::listing(&listing, most, |listing| {
            let mut bytes = Vec::new();
            shown(listing, &mut bytes)?;
            String::from_utf8(bytes).map_err(io::Error::other)
        })?;
        context.print(|out| out.write_all(fitted.text.as_bytes()))?;
        let part = listing.part.first(fitted.results, fitted.truncated);
        going_on(context, form, &part);
        Ok(())
    }
}

/// Writes a list in a form for programs.
fn write<A: Borrow<ListedArticle>>(
    form: &Form,
    listing: &Listing,
    articles: impl Iterator<Item = Result<A>>,
    end: End,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Form::Json(picked) = form {
        return json::listing(listing, articles, picked.as_deref(), out);
    }
    records::header(form, end, out)?;
    for article in articles {
        let article = article.map_err(io::Error::other)?;
        records::record(&json::listed(listing, article.borrow()), form, end, out)?;
    }
    Ok(())
}
