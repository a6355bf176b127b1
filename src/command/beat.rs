//! `newshound beat`: questions with a name, and what is new for them.

use std::io::Write;

use clap::Subcommand;

use super::exits::{self, Exit};
use super::question::{Patience, WORDS, Zone};
use super::search::prepare;
use super::{Context, Ended, Outcome, examples};
use crate::answer;
use crate::beat::{Beat, Beats};
use crate::error::Result;
use crate::library::{Change, Unseen, each_asked, known_beat};
use crate::query;
use crate::render::{self, count, safe};
use crate::request::Request;
use crate::results::{News, Unasked};

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
    Exit::SOME_UNASKED,
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
            "The beat `{}` finds {} now; the first `newshound beat new {0}` takes {} for known and shows what comes after.",
            self.name,
            count::of(found, "article"),
            if found == 1 { "it" } else { "them" },
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
        prepare(context)?;
        let round = context.library.round(&beats, &request, false);
        let asked = asked(context, &beats.beats, |beat| {
            context.library.unseen(beat, &round)
        })?;
        let each = asked.into_iter().map(|one| one.map(|unseen| unseen.news));
        let each: Vec<_> = each.collect();
        context.print(|out| match self.json {
            true => render::json::beats(&each, out),
            false => each.iter().try_for_each(|one| match one {
                Ok(news) => line(news, out),
                Err(unasked) => refused(unasked, out),
            }),
        })?;
        let unasked: Vec<Unasked> = each
            .iter()
            .filter_map(|one| one.as_ref().err())
            .cloned()
            .collect();
        if unasked.len() < each.len() {
            // What is wrong with the others is in the list.
            return Ok(if unasked.is_empty() {
                Ended::Done
            } else {
                Ended::SomeRejected
            });
        }
        ended(context, (each.len(), each.len()), &unasked)
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
        let round = context.library.round(&beats, &request, false);
        let news = context.library.unseen(beat, &round)?.news;
        context.note(&news.listing.notes);
        context.print(|out| match self.json {
            true => render::json::beats(&[Ok(news)], out),
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
        let change = context.library.rename_beat(&self.old, &self.new)?;
        context.say(&format!(
            "`{}` is called `{}` now.",
            safe::line(&self.old),
            self.new
        ));
        say_change(context, &change, &self.old);
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
        let change = context.library.remove_beat(&self.name)?;
        context.say(&format!(
            "The beat `{}` is removed.",
            safe::line(&self.name)
        ));
        say_change(context, &change, &self.name);
        Ok(Ended::Done)
    }
}

/// Says which beats cannot be asked any more, as they name one that is gone, and which line is a beat now.
fn say_change(context: &Context, change: &Change, gone: &str) {
    if let Some((line, beat)) = &change.revived {
        context.say(&format!(
            "Line {line} of the file, which was left alone, is the beat `{}` now: {}",
            beat.name,
            safe::line(&beat.text)
        ));
    }
    for name in &change.naming {
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

/// Asks for each of several beats, and says what was odd about their questions.
fn asked(
    context: &Context,
    beats: &[Beat],
    mut ask: impl FnMut(&Beat) -> Result<Unseen>,
) -> Result<Vec<std::result::Result<Unseen, Unasked>>> {
    each_asked(beats, |beat| {
        let one = ask(beat)?;
        let named = |note: &String| format!("{}: {note}", beat.name);
        context.note(&one.news.listing.notes.iter().map(named).collect::<Vec<_>>());
        Ok(one)
    })
}

/// How a verb ends that asked for some beats and `found` something, unless that failed: an error of all of them is that
/// of the whole; beside others that could be asked, each is shown.
fn ended(context: &Context, (beats, found): (usize, usize), unasked: &[Unasked]) -> Outcome {
    let told = |one: &Unasked| context.tell(&one.error_among(beats));
    match unasked {
        [] if found == 0 => Ok(Ended::NothingFound),
        [] => Ok(Ended::Done),
        [first, others @ ..] if unasked.len() == beats => {
            others.iter().for_each(told);
            Err(first.error_among(beats).into())
        }
        some => {
            some.iter().for_each(told);
            Ok(Ended::SomeRejected)
        }
    }
}

/// A beat on two lines.
fn line(news: &News, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}: {}", news.beat, safe::line(&news.listing.query))?;
    writeln!(out, "    {}", counts(news))
}

/// The same of a beat that cannot be asked.
fn refused(unasked: &Unasked, out: &mut dyn Write) -> std::io::Result<()> {
    let (beat, message) = (&unasked.beat, safe::line(&unasked.error.message));
    writeln!(out, "{}: {}", beat.name, safe::line(&beat.text))?;
    writeln!(out, "    cannot be asked: {message}")
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
        (Some(last), _) if news.shown > 0 => format!(
            "{}; asked last with something new at {last:.0}",
            count::of(news.shown, "article")
        ),
        (Some(last), _) => format!("nothing yet; what was there is known from {last:.0}"),
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
