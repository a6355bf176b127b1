//! The verbs: one file each, with its `Args` and its `run`.
//!
//! A verb turns arguments into values, asks the library, and hands the answer to a face. Results go to
//! standard output, everything else to standard error.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand, ValueEnum};

pub use arguments::read;
pub use completions::answer as answer_shell;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use crate::article::Id;
use crate::error::{Error, Kind};
use crate::library::{Library, Settings, folders};
use crate::render::screen::Screen;
use crate::render::styled_line::StyledLine;
use crate::render::{self, Appearance, Signs, paint};
use crate::source::{Limit, Limits};

use pager::Pager;

mod add;
mod addresses;
mod arguments;
mod batch;
mod beat;
mod check;
mod completions;
mod config;
mod doctor;
mod edit;
mod examples;
mod exits;
mod face;
mod facets;
mod help;
mod index;
mod kept;
mod list;
mod man;
mod misuse;
mod named;
mod open;
mod output;
mod pager;
mod progress;
mod pull;
mod queries;
mod question;
mod remove;
mod search;
mod settings;
mod show;
mod status;
mod timeline;
mod understood;
mod verify;
mod web;

const EXAMPLES: &[&str] = &[
    "newshound search 'lawsuit AND (Musk OR Altman)'",
    "newshound help query",
];

/// Full-text search over a pile of AI-policy news, on your own machine.
#[derive(Debug, Parser)]
#[command(
    name = "newshound",
    version,
    before_help = examples::help(EXAMPLES),
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    global: Global,
    /// How an error is printed.
    #[arg(skip)]
    errors: Errors,
    #[arg(skip)]
    settings: InForce,
}

/// How an error is printed: for a person, or as an object where the answer is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Errors {
    #[default]
    Text,
    Json,
}

/// The settings files, and the settings as they hold where these are asked for.
#[derive(Debug, Clone, Default)]
struct InForce {
    files: Vec<render::settings::File>,
    values: Vec<render::settings::Setting>,
    /// What is not taken of the file of the corpus.
    notes: Vec<String>,
}

impl Cli {
    /// Whether a fault of the program itself shall be shown with its place in the code.
    pub fn is_verbose(&self) -> bool {
        self.global.verbose
    }

    /// The folders of corpus and index.
    fn folders(&self, world: &World) -> (PathBuf, PathBuf) {
        let Global { corpus, index, .. } = &self.global;
        folders::find(&world.folder, corpus.as_deref(), index.as_deref())
    }

    /// Whether settings decide what the verb does.
    fn is_set(&self) -> bool {
        match &self.verb {
            Verb::Config(args) => !args.path,
            Verb::Doctor(_) | Verb::Help(_) | Verb::Completions(_) | Verb::Man(_) => false,
            _ => true,
        }
    }

    /// Whether the verb looks at no article.
    fn is_apart(&self) -> bool {
        matches!(
            self.verb,
            Verb::Config(_) | Verb::Help(_) | Verb::Completions(_) | Verb::Man(_)
        )
    }

    fn set_by(mut self, files: &settings::Files, values: Vec<render::settings::Setting>) -> Cli {
        self.settings = InForce {
            files: files.shown(),
            values,
            notes: files.notes(),
        };
        self
    }
}

#[derive(Debug, Subcommand)]
enum Verb {
    Search(search::Args),
    Index(index::Args),
    Add(add::Args),
    Pull(pull::Args),
    Show(show::Args),
    Open(open::Args),
    List(list::Args),
    Beat(beat::Args),
    Timeline(timeline::Args),
    Facets(facets::Args),
    Edit(edit::Args),
    Remove(remove::Args),
    Status(status::Args),
    Check(check::Args),
    Verify(verify::Args),
    Config(config::Args),
    Doctor(doctor::Args),
    Completions(completions::Args),
    Man(man::Args),
    Help(help::Args),
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Everywhere")]
struct Global {
    /// The folder of articles [default: `corpus` here or in a folder above]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "NEWSHOUND_CORPUS",
        hide_env_values = true
    )]
    corpus: Option<PathBuf>,
    /// The folder of the index [default: `index` beside a corpus named `corpus`, else
    /// `.newshound/index` in it]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "NEWSHOUND_INDEX",
        hide_env_values = true
    )]
    index: Option<PathBuf>,
    /// Follow links that lead out of the corpus, or out of a folder that is added
    #[arg(
        long,
        global = true,
        env = "NEWSHOUND_FOLLOW",
        hide_env_values = true,
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    follow: bool,
    /// A bound of reading, such as `page=50MB` or `seconds=30`; may be given several times
    #[arg(
        long = "max",
        global = true,
        value_name = "NAME=VALUE",
        value_delimiter = ',',
        env = "NEWSHOUND_MAX",
        hide_env_values = true
    )]
    limits: Vec<Limit>,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        env = "NEWSHOUND_COLOR",
        hide_env_values = true
    )]
    color: When,
    /// The signs before and after a mark, such as `[,]`, also with colour [default: `«,»` without colour]
    #[arg(
        long,
        global = true,
        value_name = "OPEN,CLOSE",
        value_parser = signs,
        env = "NEWSHOUND_MARK",
        hide_env_values = true
    )]
    mark: Option<Signs>,
    /// Show on a terminal also what does not fit without a pager
    #[arg(long, global = true)]
    no_pager: bool,
    /// Seconds to wait while another process writes
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        default_value_t = 10,
        env = "NEWSHOUND_WAIT",
        hide_env_values = true
    )]
    wait: u64,
    /// Take no settings from files
    #[arg(
        long,
        global = true,
        env = "NEWSHOUND_NO_CONFIG",
        hide_env_values = true,
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    no_config: bool,
    /// Say nothing on standard error but errors; `search` prints no results either
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more on standard error
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

/// Two signs with a comma between them; either may be nothing.
fn signs(text: &str) -> Result<Signs, String> {
    /// Longer ones are no signs.
    const LONGEST: usize = 40;
    let is_shown = |sign: &str| sign.len() <= LONGEST && !sign.contains(render::safe::is_hidden);
    match text.split_once(',') {
        Some((open, close)) if is_shown(open) && is_shown(close) => Ok(Signs {
            open: open.to_owned(),
            close: close.to_owned(),
        }),
        _ => Err("write two short signs with a comma between them, such as `[,]`".to_owned()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

/// The surroundings of the process: the moment of the run and the working folder.
pub struct World {
    pub now: Timestamp,
    pub folder: PathBuf,
}

/// Everything that a verb runs with.
struct Context {
    library: Library,
    settings: InForce,
    limits: Limits,
    out: Appearance,
    err: Appearance,
    pager: Option<Pager>,
    quiet: bool,
    verbose: bool,
}

/// How a verb ended, short of an error: the process leaves with 0, 1 or 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Done,
    NothingFound,
    /// Index and corpus do not agree.
    Differs,
    SomeRejected,
}

/// A failed verb: an error to show, or an output that is closed.
enum Failed {
    Told(Error),
    Pipe(io::Error),
}

type Outcome = Result<Ended, Failed>;

/// Runs a command line and returns the exit code.
pub fn run(cli: &Cli, world: &World) -> u8 {
    let err = look(cli.global.color, io::stderr().is_terminal(), TimeZone::UTC);
    let tell = |error: &Error| tell(error, cli.errors, &err);
    let ended = context(cli, world)
        .map_err(Failed::Told)
        .and_then(|context| {
            context.note(&context.settings.notes);
            guarded(cli, &context)
        });
    match ended {
        Ok(Ended::Done) => 0,
        Ok(Ended::NothingFound | Ended::Differs) => Kind::NotFound.exit_code(),
        Ok(Ended::SomeRejected) => Kind::Rejected.exit_code(),
        Err(Failed::Pipe(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(Failed::Pipe(error)) => tell(&Error::io("standard output", &error)),
        Err(Failed::Told(error)) => tell(&error),
    }
}

/// Shows an error from before the arguments are known; returns the exit code.
pub fn fail(error: &Error) -> u8 {
    tell(error, Errors::Text, &plain_look())
}

/// Runs the verb. An index whose bytes were changed can bring its reader down instead of making it
/// fail: then it is damaged all the same.
fn guarded(cli: &Cli, context: &Context) -> Outcome {
    let run = std::panic::AssertUnwindSafe(|| {
        said_exists(cli)?;
        verb(cli, context)
    });
    std::panic::catch_unwind(run).unwrap_or_else(|_| {
        if cli.is_apart() {
            let error = Error::new(Kind::Io, "newshound has a fault and stopped");
            return Err(error.hint("`-v` to see where it stopped").into());
        }
        let message = format!(
            "the index at `{}` cannot be read to the end; it is damaged, or newshound has a fault",
            context.library.index().display()
        );
        let error = Error::new(Kind::Index, message);
        Err(error
            .hint("newshound index --fresh, or `-v` to see where it stopped")
            .into())
    })
}

/// A corpus that is named is there; only `add` and `pull` make one.
fn said_exists(cli: &Cli) -> Result<(), Error> {
    let Some(corpus) = &cli.global.corpus else {
        return Ok(());
    };
    let makes_one = matches!(cli.verb, Verb::Add(_) | Verb::Pull(_));
    if corpus.is_dir() || makes_one || cli.is_apart() || matches!(cli.verb, Verb::Doctor(_)) {
        return Ok(());
    }
    let error = Error::new(
        Kind::Usage,
        format!("there is no corpus at `{}`", corpus.display()),
    );
    Err(error.hint("name a folder of articles with `--corpus DIR`; `newshound add` makes one"))
}

fn verb(cli: &Cli, context: &Context) -> Outcome {
    match &cli.verb {
        Verb::Search(args) => args.run(context),
        Verb::Index(args) => args.run(context),
        Verb::Add(args) => args.run(context),
        Verb::Pull(args) => args.run(context),
        Verb::Show(args) => args.run(context),
        Verb::Open(args) => args.run(context),
        Verb::List(args) => args.run(context),
        Verb::Beat(args) => args.run(context),
        Verb::Timeline(args) => args.run(context),
        Verb::Facets(args) => args.run(context),
        Verb::Edit(args) => args.run(context),
        Verb::Remove(args) => args.run(context),
        Verb::Status(args) => args.run(context),
        Verb::Check(args) => args.run(context),
        Verb::Verify(args) => args.run(context),
        Verb::Config(args) => args.run(context),
        Verb::Doctor(args) => args.run(context),
        Verb::Completions(args) => args.run(context),
        Verb::Man(args) => args.run(context),
        Verb::Help(args) => args.run(context),
    }
}

fn tell(error: &Error, errors: Errors, look: &Appearance) -> u8 {
    let out = &mut io::stderr().lock();
    // If standard error is closed, there is no one to hear of it.
    let _ = match errors {
        Errors::Text => render::error::error(error, look, out),
        Errors::Json => render::json::error(error, out),
    };
    error.kind.exit_code()
}

fn context(cli: &Cli, world: &World) -> Result<Context, Error> {
    let (global, now) = (&cli.global, world.now);
    let (corpus, index) = cli.folders(world);
    let began = Instant::now();
    let is_watching = matches!(&cli.verb, Verb::Index(args) if args.watch);
    // What comes while it watches comes then.
    let clock = move || match is_watching {
        true => now.checked_add(began.elapsed()).unwrap_or(now),
        false => now,
    };
    let limits = global.limits.iter();
    let folder = std::path::absolute(&corpus).ok();
    let folder = folder.and_then(|folder| Url::from_directory_path(folder).ok());
    let limits = limits.fold(Limits::default(), |limits, limit| limits.with(*limit));
    Ok(Context {
        settings: cli.settings.clone(),
        limits: limits.at(now),
        library: Settings::new(corpus)
            .index(index)
            .follow(global.follow)
            .wait(Duration::from_secs(global.wait))
            .limits(limits)
            .clock(clock)
            .open(),
        out: Appearance {
            signs: global.mark.clone(),
            folder,
            ..look(global.color, io::stdout().is_terminal(), TimeZone::UTC)
        },
        pager: if global.no_pager { None } else { Pager::find() },
        err: look(global.color, io::stderr().is_terminal(), TimeZone::UTC),
        quiet: global.quiet,
        verbose: global.verbose,
    })
}

/// Columns of a terminal that does not say how many it has.
const UNKNOWN_WIDTH: usize = 80;

/// How an error looks before the flags are known.
fn plain_look() -> Appearance {
    look(When::Auto, io::stderr().is_terminal(), TimeZone::UTC)
}

fn look(color: When, terminal: bool, zone: TimeZone) -> Appearance {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let term = std::env::var("TERM").unwrap_or_default();
    let colour = match color {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if set("CLICOLOR_FORCE") => true,
        When::Auto => terminal && term != "dumb",
    };
    Appearance {
        width: match textwrap::termwidth() {
            _ if !terminal => usize::MAX,
            // A terminal that does not know its width says 0.
            0 => UNKNOWN_WIDTH,
            width => width,
        },
        colour,
        links: terminal && colour && term != "linux",
        zone,
        terminal,
        ..Appearance::plain()
    }
}

/// Fewer digits of an id are sooner a slip of the hand, or the name of a file.
const LEAST_DIGITS: usize = 4;

impl Context {
    /// Writes results.
    fn print(&self, face: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failed> {
        let mut out = BufWriter::new(io::stdout().lock());
        let written = face(&mut out).and_then(|()| out.flush());
        // What was to be written may be what failed.
        written.map_err(|error| error.downcast().map_or_else(Failed::Pipe, Failed::Told))
    }

    /// Writes results for a person: what does not fit on a terminal, through a pager. `counts` says how many
    /// there are, on standard error or as the last line of what the pager shows.
    fn page(
        &self,
        counts: Option<&str>,
        face: impl FnOnce(&mut Screen<'_>) -> io::Result<()>,
    ) -> Result<(), Failed> {
        let Some(pager) = &self.pager else {
            self.print(|out| face(&mut Screen::new(out)))?;
            self.count(counts);
            return Ok(());
        };
        let mut text = Vec::new();
        let mut screen = Screen::new(&mut text);
        let written = face(&mut screen);
        let (lines, opens_at) = (screen.lines(), screen.opens_at().unwrap_or(0));
        let counts_within = counts.filter(|_| self.err.terminal && !self.quiet);
        if pager.fits(lines + usize::from(counts_within.is_some())) {
            self.print(|out| out.write_all(&text).and(written))?;
            self.count(counts);
            return Ok(());
        }
        if let Some(counts) = counts_within {
            counts_line(counts, &self.out, &mut text).map_err(Failed::Pipe)?;
        } else {
            self.count(counts);
        }
        if !pager.show(&text, opens_at) {
            self.print(|out| out.write_all(&text))?;
        }
        self.print(|_| written)
    }

    /// Says on standard error how many there are, unless it shall be quiet.
    fn count(&self, counts: Option<&str>) {
        if let Some(counts) = counts.filter(|_| !self.quiet) {
            // If standard error is closed, there is no one to hear of it.
            let _ = counts_line(counts, &self.err, &mut io::stderr().lock());
        }
    }

    /// Whether a person reads results and notes alike.
    fn is_watched(&self) -> bool {
        self.out.terminal && self.err.terminal
    }

    /// Says a full sentence on standard error, unless it shall be quiet.
    fn say(&self, sentence: &str) {
        if !self.quiet {
            // If standard error is closed, there is no one to hear of it.
            let _ = writeln!(io::stderr().lock(), "{sentence}");
        }
    }

    /// Says what was odd on standard error, unless it shall be quiet.
    fn note(&self, notes: &[String]) {
        if !self.quiet {
            let _ = render::error::notes(notes, &self.err, &mut io::stderr().lock());
        }
    }

    /// The article that is named to be changed.
    fn named(&self, name: &str) -> Result<Id, Error> {
        self.library.find(name, LEAST_DIGITS)
    }

    /// Asks on a terminal whether to do something. Elsewhere there is no one to answer, and that is an error.
    fn asks(&self, question: &str) -> Result<bool, Error> {
        let unanswered = || {
            let message = format!("there is no terminal to ask: {question}");
            Error::new(Kind::Usage, message).hint("add `--yes`")
        };
        let input = io::stdin();
        if !input.is_terminal() {
            return Err(unanswered());
        }
        let mut answer = String::new();
        let asked = write!(io::stderr(), "{question} [y/N] ");
        let answered = asked.and_then(|()| input.read_line(&mut answer));
        answered.map_err(|_| unanswered())?;
        Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
    }

    fn out_in(&self, zone: &TimeZone) -> Appearance {
        Appearance {
            zone: zone.clone(),
            ..self.out.clone()
        }
    }

    /// The look in which the ids of these articles are as short as is unique.
    fn shortening(
        &self,
        look: Appearance,
        articles: impl IntoIterator<Item = Id>,
    ) -> Result<Appearance, Error> {
        let digits = self.library.digits(articles)?;
        Ok(Appearance { digits, ..look })
    }
}

fn counts_line(counts: &str, look: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    StyledLine::new(counts.to_owned())
        .style(paint::QUIET)
        .write(look, out)
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed::Told(error)
    }
}
