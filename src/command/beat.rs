//! `newshound beat`: questions with a name, and what is new for them.

use std::io::Write;

use clap::Subcommand;

use super::exits::{self, Exit};
use super::question::{Patience, WORDS, Zone};
use super::search::prepare;
use super::{Context, Ended, Outcome, examples};
use crate::answer;
use crate::beat::{Beat, Beats};
use crate::error::{Error, Kind, Result};
use crate::library::{Unseen, known_beat};
use crate::query;
use crate::render::{self, count, safe};
use crate::request::Request;
use crate::results::News;

mod new;

/// Keep questions under names, and show what is new for them
///
/// A beat is a question that is asked again and again. `beat:NAME` asks for it within any question. The beats are in
/// `.newshound/beats.txt` of the corpus, one a line, for you to edit.
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(&["newshound beat add lawsuits 'lawsuit OR court'", "newshound beat add lawsuits 'lawsuit OR court'; newshound beat new --all"]))]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Add(Add),
    List(List),
    Show(Show),
    Rename(Rename),
    Remove(Remove),
    New(new::Args),
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        match &self.verb {
            Verb::Add(args) => args.run(context),
            Verb::List(args) => args.run(context),
            Verb::Show(args) => args.run(context),
            Verb::Rename(args) => args.run(context),
            Verb::Remove(args) => args.run(context),
            Verb::New(args) => args.run(context),
        }
    }
}

const OF_AN_ADDITION: &[Exit] = &[
    Exit::DONE,
    Exit::UNREADABLE_BEAT,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY_BEATS,
];

const OF_A_CHANGE: &[Exit] = &[Exit::DONE, Exit::IMPOSSIBLE, Exit::IO, Exit::BUSY_BEATS];

const OF_A_LOOK: &[Exit] = &[
    Exit::DONE,
    Exit::NO_BEAT,
    Exit::UNREADABLE_BEAT,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY_BUILDING,
];

const OF_ONE: &[Exit] = &[
    Exit::DONE,
    Exit::UNREADABLE_BEAT,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY_BUILDING,
];

const IN_WORDS: &str =
    "a question in words asks for any of them; write AND between those that all have to be there";

/// How the questions of beats are asked.
#[derive(Debug, clap::Args)]
struct Asking {
    #[command(flatten)]
    zone: Zone,
    #[command(flatten)]
    patience: Patience,
}

impl Asking {
    fn request(&self) -> Result<Request> {
        Ok(Request {
            zone: self.zone.read()?,
            timeout: self.patience.timeout(),
            ..Request::default()
        })
    }
}

/// Keep a question under a name
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(&["newshound beat add lawsuits 'lawsuit OR court'"]), after_help = exits::help(OF_AN_ADDITION))]
struct Add {
    /// Letters and digits, with `-` or `_` between them
    #[arg(value_name = "NAME")]
    name: String,
    /// A question, quoted for the shell: '"a phrase" AND (this OR that*)'; see `newshound help query`
    #[arg(id = WORDS, value_name = "WORDS", required = true)]
    words: Vec<String>,
    #[command(flatten)]
    asking: Asking,
}

impl Add {
    fn run(&self, context: &Context) -> Outcome {
        let library = &context.library;
        let text = query::from_arguments(&self.words);
        let request = Request {
            any: query::asks_in_words(&text),
            text,
            ..self.asking.request()?
        };
        let question = library.read_new_beat(&self.name, &request)?;
        prepare(context)?;
        let snapshot = library.snapshot()?;
        let found = answer::count(&*snapshot, &question.clone().restarted())?;
        library.add_beat(&self.name, &request.text)?;
        context.note(&question.notes);
        if request.any {
            context.note(&[IN_WORDS.to_owned()]);
        }
        context.say(&format!(
            "The beat `{}` finds {} now; `newshound beat new {0}` shows what is new.",
            self.name,
            count::of(found, "article"),
        ));
        Ok(Ended::Done)
    }
}

/// List the beats, how many articles each finds, and how many of them are new
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(&["newshound beat add lawsuits 'lawsuit OR court'; newshound beat list"]), after_help = exits::help(OF_A_LOOK))]
struct List {
    #[command(flatten)]
    asking: Asking,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl List {
    fn run(&self, context: &Context) -> Outcome {
        let beats = context.library.beats()?;
        note_faults(context, &beats);
        if beats.beats.is_empty() && !self.json {
            say_none(context);
            return Ok(Ended::NothingFound);
        }
        let request = self.asking.request()?;
        let (unseen, failed) = asked(context, &beats.beats, |beat| {
            context.library.unseen(beat, &request, false)
        })?;
        let news: Vec<News> = unseen.into_iter().map(|unseen| unseen.news).collect();
        context.print(|out| match self.json {
            true => render::json::beats(&news, out),
            false => news.iter().try_for_each(|one| line(one, out)),
        })?;
        ended(news.len(), failed)
    }
}

/// Show the question of a beat, how it is read, and when it was shown last
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(&["newshound beat add lawsuits 'lawsuit OR court'; newshound beat show lawsuits"]), after_help = exits::help(OF_ONE))]
struct Show {
    /// The name of a beat
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    asking: Asking,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Show {
    fn run(&self, context: &Context) -> Outcome {
        let beats = context.library.beats()?;
        note_faults(context, &beats);
        let beat = known_beat(&beats, &self.name)?;
        let request = self.asking.request()?;
        prepare(context)?;
        let news = context.library.unseen(beat, &request, false)?.news;
        context.note(&news.listing.notes);
        context.print(|out| match self.json {
            true => render::json::beats(&[news], out),
            false => whole(&news, out),
        })?;
        Ok(Ended::Done)
    }
}

/// Give a beat another name; what was shown for it stays known
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(&["newshound beat add lawsuits 'lawsuit OR court'; newshound beat rename lawsuits courts"]), after_help = exits::help(OF_A_CHANGE))]
struct Rename {
    /// The name of a beat
    #[arg(value_name = "OLD")]
    old: String,
    /// The name that it gets
    #[arg(value_name = "NEW")]
    new: String,
}

impl Rename {
    fn run(&self, context: &Context) -> Outcome {
        let naming = context.library.rename_beat(&self.old, &self.new)?;
        context.say(&format!(
            "`{}` is called `{}` now.",
            safe::line(&self.old),
            self.new
        ));
        say_naming(context, &naming, &self.old);
        Ok(Ended::Done)
    }
}

/// Remove a beat, and what was shown for it
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(&["newshound beat add lawsuits 'lawsuit OR court'; newshound beat remove lawsuits"]), after_help = exits::help(OF_A_CHANGE))]
struct Remove {
    /// The name of a beat
    #[arg(value_name = "NAME")]
    name: String,
}

impl Remove {
    fn run(&self, context: &Context) -> Outcome {
        let naming = context.library.remove_beat(&self.name)?;
        context.say(&format!(
            "The beat `{}` is removed.",
            safe::line(&self.name)
        ));
        say_naming(context, &naming, &self.name);
        Ok(Ended::Done)
    }
}

/// Says which beats cannot be asked any more, as they name one that is gone.
fn say_naming(context: &Context, naming: &[String], gone: &str) {
    for name in naming {
        context.say(&format!(
            "The beat `{name}` names `beat:{}` and cannot be asked until that is changed.",
            safe::line(gone)
        ));
    }
}

fn say_none(context: &Context) {
    context.say("There are no beats; `newshound beat add NAME QUESTION` adds one.");
}

/// Says which lines of the file are no beats.
fn note_faults(context: &Context, beats: &Beats) {
    context.note(&beats.notes().collect::<Vec<_>>());
}

/// Asks for each of several beats. One that cannot be read keeps none of the others back: the first error comes last.
fn asked(
    context: &Context,
    beats: &[Beat],
    mut ask: impl FnMut(&Beat) -> Result<Unseen>,
) -> Result<(Vec<Unseen>, Option<Error>)> {
    prepare(context)?;
    let (mut unseen, mut failed) = (Vec::new(), None);
    for beat in beats {
        match ask(beat) {
            Ok(one) => {
                let named = |note: &String| format!("{}: {note}", beat.name);
                context.note(&one.news.listing.notes.iter().map(named).collect::<Vec<_>>());
                unseen.push(one);
            }
            Err(error) if !is_of_question(&error) => return Err(error),
            Err(error) if beats.len() == 1 => return Err(error),
            Err(error) => {
                let message = format!(
                    "the beat `{}` cannot be asked: {}",
                    beat.name, error.message
                );
                match &failed {
                    None => failed = Some(Error { message, ..error }),
                    Some(_) => context.note(&[message]),
                }
            }
        }
    }
    Ok((unseen, failed))
}

/// Whether an error is one of a question alone, so that others can be answered.
fn is_of_question(error: &Error) -> bool {
    matches!(error.kind, Kind::Query | Kind::Usage | Kind::TimedOut)
}

/// How a verb ends that has `found` something, unless a beat failed.
fn ended(found: usize, failed: Option<Error>) -> Outcome {
    match (failed, found) {
        (Some(error), _) => Err(error.into()),
        (None, 0) => Ok(Ended::NothingFound),
        (None, _) => Ok(Ended::Done),
    }
}

/// A beat on two lines.
fn line(news: &News, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}: {}", news.beat, safe::line(&news.listing.query))?;
    writeln!(out, "    {}", counts(news))
}

/// `14 articles, 2 of them new`
fn counts(news: &News) -> String {
    let total = count::of(news.listing.total, "article");
    match (news.is_baseline, news.new) {
        (true, _) => format!("{total}, not asked for news yet"),
        (false, 0) => format!("{total}, none of them new"),
        (false, new) => format!("{total}, {} of them new", count::grouped(new)),
    }
}

/// All that is to be said of a beat.
fn whole(news: &News, out: &mut dyn Write) -> std::io::Result<()> {
    let listing = &news.listing;
    let shown = match (news.last, news.is_baseline) {
        (Some(last), _) => format!(
            "{}; asked last with something new at {last:.0}",
            count::of(news.shown, "article")
        ),
        (None, true) => "nothing; the first `beat new` takes what is there for known".to_owned(),
        (None, false) => "nothing".to_owned(),
    };
    for (name, value) in [
        ("beat", news.beat.clone()),
        ("question", safe::line(&listing.query)),
        ("read as", safe::line(&listing.read_as)),
        ("finds", counts(news)),
        ("shown", shown),
    ] {
        writeln!(out, "{name:<9} {value}")?;
    }
    Ok(())
}
