//! `newshound search`: ranked passages with the matches marked.

use std::io;
use std::path::{Path, PathBuf};

use super::batch;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::exits;
use super::face::{self, Face, Looks};
use super::output::Output;
use super::question::{HalfLife, PerArticle, Question, half_life, per_article, sort_by};
use super::{Context, Ended, Outcome, examples, kept, sync};
use crate::answer;
use crate::engine::Snapshot;
use crate::error::{Error, Kind, Result};
use crate::render::cite::{Citation, Style};
use crate::render::records::{End, Form};
use crate::render::{self, Appearance, count, fit, json, safe, shell};
use crate::request::{Request, Sort};
use crate::results::receipt::Asked;
use crate::results::{Part, Results};

const EXAMPLES: &[&str] = &[
    "newshound search 'lawsuit AND (Musk OR Altman)'",
    "newshound search '\"artificial intelligence\"' -n 3 --json",
];

/// Find passages, best first, with the matches marked
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(exits::OF_QUESTIONS))]
pub struct Args {
    #[command(flatten)]
    question: Question,
    /// In which order
    #[arg(
        long,
        value_name = "ORDER",
        default_value_t = Sort::Relevance,
        env = "NEWSHOUND_SORT",
        hide_env_values = true,
        value_parser = sort_by(&[Sort::Relevance, Sort::Newest, Sort::Oldest])
    )]
    sort: Sort,
    /// How many passages to show
    #[arg(
        short = 'n',
        long = "limit",
        value_name = "N",
        default_value_t = 10,
        env = "NEWSHOUND_LIMIT",
        hide_env_values = true
    )]
    limit: usize,
    /// How many passages of one article at most: a number or `all`
    #[arg(
        long,
        value_name = "N",
        default_value = "3",
        value_parser = per_article,
        env = "NEWSHOUND_PER_ARTICLE",
        hide_env_values = true
    )]
    per_article: PerArticle,
    /// Let newer articles win among about equal ones: an article of today scores half as much again,
    /// half of that bonus is left after this time, as `30d`, `6w`, `3m` or `1y`; `none` for no bonus
    #[arg(
        long,
        value_name = "TIME",
        value_parser = half_life,
        env = "NEWSHOUND_FRESH_HALF_LIFE",
        hide_env_values = true
    )]
    fresh_half_life: Option<HalfLife>,
    /// Ask every question of a file, one a line: `label<TAB>question`, or an object `{"id", "query", …}` with options of
    /// its own; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    queries: Option<PathBuf>,
    /// Show how the question was read and what each score is made of
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    output: Output,
    /// Print one row a hit: its address, its day, its headline, its best mark; never wider than the terminal
    #[arg(short = '1', long, group = "face", help_heading = "Output")]
    one_line: bool,
    /// Show whole passages, instead of the sentences that hold marks
    #[arg(long, conflicts_with = "face", help_heading = "Output")]
    full: bool,
    /// Print only the addresses of the passages
    #[arg(
        long,
        group = "face",
        help_heading = "Output",
        conflicts_with = "fields"
    )]
    ids: bool,
    /// Print only the number of articles that match
    #[arg(long, group = "face", help_heading = "Output", conflicts_with_all = ["fields", "null"])]
    count: bool,
    /// Print each passage as a citation, with its source: `markdown`, `bibtex`, `ris` or `csl-json`
    #[arg(long, group = "face", value_name = "STYLE", help_heading = "Output", value_parser = style(), conflicts_with_all = ["queries", "max_chars", "fields", "null"])]
    cite: Option<Style>,
    /// Write to this file what was asked and found, for `newshound verify`
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Output",
        conflicts_with = "queries"
    )]
    receipt: Option<PathBuf>,
}

/// Partial answers for a person where nothing has all of the words.
const PARTIAL: usize = 3;

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let face = self.face()?;
        if matches!(face, Face::Trec) && self.sort != Sort::Relevance {
            let message = "a run is in the order of relevance";
            return Err(Error::new(Kind::Usage, message)
                .hint("leave out `--sort`")
                .into());
        }
        if let Some(file) = &self.queries {
            return self.run_all(file, &face, context);
        }
        // A question that cannot be read is an error before an index is built.
        let request = self.request(&face, context)?;
        let question = context.library.read(&request)?;
        prepare(context)?;
        let snapshot = context.library.snapshot()?;
        let question = question.restarted();
        let (results, hits) = answer::begin(&*snapshot, &question)?;
        context.note(&results.notes);
        let hits = hits.unhurried();
        let addresses: Option<Vec<String>> = self.receipt.as_ref().map(|_| hits.all_addresses());
        if !context.quiet {
            self.show(context, &face, &results, hits)?;
        }
        if let (Some(file), Some(addresses)) = (&self.receipt, addresses) {
            let asked = (&request, &question);
            kept::receipt(
                context,
                file,
                Asked::Search,
                asked,
                results.total,
                &addresses,
            )?;
        }
        self.advise(context, &face, &*snapshot, results.total.articles);
        Ok(match results.total.articles {
            0 => Ended::NothingFound,
            _ => Ended::Done,
        })
    }

    /// Says on a terminal how to ask for the words of a question as a phrase, where fewer articles than the
    /// `found` ones have it: the shell may have taken the quotation marks.
    fn advise(&self, context: &Context, face: &Face, snapshot: &dyn Snapshot, found: u64) {
        if context.quiet || !context.err.terminal || found < 2 {
            return;
        }
        let Some(phrase) = self.question.as_phrase() else {
            return;
        };
        let request = self.request(face, context).map(|request| Request {
            text: phrase.clone(),
            ..request
        });
        let question = request.and_then(|request| context.library.read(&request));
        // An advice that cannot be given in time is none.
        let articles = question.and_then(|question| answer::count(snapshot, &question));
        if let Ok(articles @ 1..) = articles
            && articles < found
        {
            let articles = count::grouped(articles);
            let found = count::of(found, "article");
            let phrase = shell::quoted(&phrase);
            context.note(&[format!(
                "the words are a phrase in {articles} of these {found}; write {phrase}"
            )]);
        }
    }

    /// Asks every question of a file.
    fn run_all(&self, file: &Path, face: &Face, context: &Context) -> Outcome {
        if self.output.max_chars().is_some() || self.question.goes_on() {
            let message = "`--queries` does not go with `--max-chars` and `--cursor`";
            let hint = "an object `{\"id\": …, \"query\": …}` may have a `cursor` of its own";
            return Err(Error::new(Kind::Usage, message).hint(hint).into());
        }
        let base = self.request(face, context)?;
        prepare(context)?;
        let snapshot = context.library.snapshot()?;
        let look = self.look(context)?;
        let run = batch::Run {
            context,
            face,
            looks: Looks {
                look: &look,
                end: self.output.end(),
            },
            base,
            aliases: context.library.aliases(),
            snapshot: &*snapshot,
        };
        batch::run(file, &run)
    }

    /// How the answer is printed.
    fn face(&self) -> Result<Face> {
        Ok(match self.output.format() {
            Some(face::TREC) => Face::Trec,
            _ if self.one_line => Face::Rows,
            _ if self.ids => Face::Ids,
            _ if self.count => Face::Count,
            _ if let Some(style) = self.cite => Face::Cite(style),
            _ if self.queries.is_some() => match self.output.form(&json::LABELLED_HIT)? {
                Some(form) => Face::Records(form.labelled(&json::LABELLED_HIT)?),
                None => Face::Page,
            },
            _ => match self.output.form(&json::HIT)? {
                Some(form) => Face::Records(form),
                None => Face::Page,
            },
        })
    }

    fn request(&self, face: &Face, context: &Context) -> Result<Request> {
        let is_silent = self.count || context.quiet;
        Ok(Request {
            limit: if is_silent { 0 } else { self.limit },
            per_article: match face {
                Face::Trec => Some(1),
                _ => self.per_article.0,
            },
            explain: self.explain,
            partial: match face {
                Face::Page | Face::Rows if self.limit > 0 && context.is_watched() => PARTIAL,
                _ => 0,
            },
            sort: self.sort,
            half_life: self.fresh_half_life.and_then(|time| time.0),
            ..self.question.request()?
        })
    }

    fn show(
        &self,
        context: &Context,
        face: &Face,
        results: &Results,
        hits: answer::Hits<'_>,
    ) -> std::result::Result<(), super::Failed> {
        if let Some(most) = self.output.max_chars() {
            return self.show_within(most, context, face, &whole(results, hits)?);
        }
        let look = self.look(context)?;
        if self.question.goes_on() {
            going_on(context, face.form(), &results.part);
        }
        let end = self.output.end();
        let looks = Looks { look: &look, end };
        match face {
            Face::Cite(style) => cite(context, *style, hits),
            Face::Page | Face::Rows => show_page(context, face, &whole(results, hits)?, look),
            Face::Ids => context.print(|out| render::ids::passages(hits.addresses(), end, out)),
            face => context.print(|out| face.write(results, hits, looks, out)),
        }
    }

    fn look(&self, context: &Context) -> Result<Appearance> {
        Ok(Appearance {
            full: self.full,
            ..context.out_in(&self.question.zone()?)
        })
    }

    /// Shows as much as there is room for.
    fn show_within(
        &self,
        most: usize,
        context: &Context,
        face: &Face,
        results: &Results,
    ) -> std::result::Result<(), super::Failed> {
        let look = self.look(context)?;
        if matches!(face, Face::Page | Face::Rows) && results.nothing.is_some() {
            return show_page(context, face, results, look);
        }
        let look = match face {
            Face::Page | Face::Rows => {
                context.shortening(look, results.hits.iter().map(|hit| hit.article.id))?
            }
            _ => look,
        };
        let looks = Looks {
            look: &look,
            end: self.output.end(),
        };
        let fitted = fit::results(results, most, |results| {
            let mut bytes = Vec::new();
            face.write(results, results.each(), looks, &mut bytes)?;
            String::from_utf8(bytes).map_err(io::Error::other)
        })?;
        context.print(|out| out.write_all(fitted.text.as_bytes()))?;
        let part = results.part.first(fitted.results, fitted.truncated);
        if fitted.truncated {
            context.say(&format!(
                "Cut to {} after {}.",
                count::of(most as u64, "character"),
                count::of(fitted.results as u64, "passage")
            ));
            if fitted.is_cut
                && let Some(last) = fitted
                    .results
                    .checked_sub(1)
                    .and_then(|last| results.hits.get(last))
            {
                context.say(&format!(
                    "`newshound show {}` has all of the last one.",
                    last.address()
                ));
            }
        }
        going_on(context, face.form(), &part);
        Ok(())
    }
}

/// The names of the forms of citations, as an argument.
pub fn style() -> impl TypedValueParser<Value = Style> {
    let names = Style::NAMES.iter().map(|(name, _)| *name);
    PossibleValuesParser::new(names).map(|name| Style::named(&name).unwrap_or(Style::Markdown))
}

/// Prints each hit as a citation.
fn cite(
    context: &Context,
    style: Style,
    hits: answer::Hits<'_>,
) -> std::result::Result<(), super::Failed> {
    let snapshot = context.library.snapshot()?;
    let cited = hits.map(|hit| {
        let hit = hit?;
        let article = snapshot.article(hit.article.id)?;
        Ok(article.map(|article| Citation::of_hit(&hit, &article)))
    });
    let cited: Vec<Citation> = cited.filter_map(Result::transpose).collect::<Result<_>>()?;
    let is_safe = context.out.terminal;
    context.print(|out| render::cite::citations(&cited, style, is_safe, out))
}

/// The results with all their hits at hand.
fn whole(results: &Results, hits: answer::Hits<'_>) -> Result<Results> {
    Ok(Results {
        hits: hits.collect::<Result<_>>()?,
        ..results.clone()
    })
}

/// Says how an answer goes on; one object of JSON says so itself.
pub fn going_on(context: &Context, form: Option<&Form>, part: &Part) {
    if let Some(cursor) = part.cursor()
        && !matches!(form, Some(Form::Json(_)))
    {
        context.say(&format!("It goes on with `--cursor {cursor}`."));
    }
}

/// Shows hits to a person; why there are none is no result.
fn show_page(
    context: &Context,
    face: &Face,
    results: &Results,
    look: Appearance,
) -> std::result::Result<(), super::Failed> {
    let articles = results.hits.iter().map(|hit| hit.article.id);
    let partial = results.nothing.iter().flat_map(|why| &why.partial);
    let partial = partial.map(|answer| answer.hit.article.id);
    let look = context.shortening(look, articles.chain(partial))?;
    if results.nothing.is_none() {
        let counts = render::terminal::counts(results);
        return context.page(Some(&counts), |out| {
            let look = &look;
            let looks = Looks {
                look,
                end: End::Line,
            };
            face.write(results, results.each(), looks, out)
        });
    }
    let err = Appearance {
        zone: look.zone,
        digits: look.digits,
        full: look.full,
        signs: look.signs,
        ..context.err.clone()
    };
    // If standard error is closed, there is no one to hear of it.
    let _ = render::terminal::results(results, &err, &mut std::io::stderr().lock());
    Ok(())
}

/// Has an index to ask: builds one where there is none, and says where one does not know the corpus of today.
pub fn prepare(context: &Context) -> Result<()> {
    if !context.library.is_indexed() {
        return build_if_missing(context);
    }
    // An index that cannot answer is an error of its own.
    context.library.snapshot()?;
    if !context.quiet && context.library.is_outdated() {
        context.say("The corpus has changed since it was indexed: run `newshound index`.");
    }
    Ok(())
}

/// Builds the index from the corpus where there is none, and says so.
pub fn build_if_missing(context: &Context) -> Result<()> {
    let library = &context.library;
    if library.is_indexed() {
        return Ok(());
    }
    if !library.corpus().is_dir() {
        let message = format!(
            "there is no index at `{}` and no corpus at `{}`",
            library.index().display(),
            library.corpus().display()
        );
        return Err(Error::new(Kind::Index, message).hint("newshound add FILE"));
    }
    let receipt = sync::sync(context, false)?;
    if receipt.unchanged > 0 {
        // Another process has built it while this one waited.
        return Ok(());
    }
    let skipped = match receipt.problem_count {
        0 => String::new(),
        number => format!(
            ", {} skipped (see `newshound status`)",
            count::of(number, "input")
        ),
    };
    context.say(&format!(
        "There was no index: built one of {} from `{}`{skipped}.",
        count::of(receipt.added, "article"),
        library.corpus().display()
    ));
    receipt
        .notes
        .iter()
        .for_each(|note| context.say(&safe::line(note)));
    Ok(())
}
