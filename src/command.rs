//! The verbs: one file each, with its `Args` and its `run`.
//!
//! A verb turns arguments into values, asks the library, and hands the answer to a face. Results go to
//! standard output, everything else to standard error.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};

pub use arguments::read;
pub use completions::answer as answer_shell;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use crate::error::{Error, Kind};
use crate::library::{Settings, folders};
use crate::render::{self, Appearance, Signs};
use crate::source::{Limit, Limits};

mod add;
mod addresses;
mod arguments;
mod batch;
mod beat;
mod check;
mod completions;
mod config;
mod context;
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
mod look;
mod man;
#[cfg(feature = "serve")]
mod mcp;
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
#[cfg(feature = "serve")]
mod serve;
mod settings;
mod show;
mod status;
mod sync;
mod terms;
mod timeline;
mod understood;
mod verify;
mod watching;
mod web;

use context::{Context, Ended, Failed, Outcome};
use look::{When, look, plain_look, signs};
use pager::Pager;

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

    /// Whether the verb goes on until it is stopped.
    fn is_lasting(&self) -> bool {
        match &self.verb {
            Verb::Index(args) => args.watch,
            #[cfg(feature = "serve")]
            Verb::Serve(_) | Verb::Mcp(_) => true,
            _ => false,
        }
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
    Terms(terms::Args),
    Edit(edit::Args),
    Remove(remove::Args),
    Status(status::Args),
    Check(check::Args),
    Verify(verify::Args),
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    #[cfg(feature = "serve")]
    Mcp(mcp::Args),
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

/// The surroundings of the process: the moment of the run, the clock that goes on from it, and the working folder.
pub struct World {
    pub now: Timestamp,
    pub clock: fn() -> Timestamp,
    pub is_now_said: bool,
    pub folder: PathBuf,
}

impl World {
    /// The clock of a verb that goes on until it is stopped. Where the moment was said it goes on from there, else it is the
    /// system's: that also counts while the machine sleeps.
    fn clock(&self) -> impl Fn() -> Timestamp + Send + Sync + 'static {
        let (now, clock, is_now_said) = (self.now, self.clock, self.is_now_said);
        let began = Instant::now();
        move || match is_now_said {
            true => now.checked_add(began.elapsed()).unwrap_or(now),
            false => clock(),
        }
    }
}

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
        Ok(Ended::Unusable) => Kind::Usage.exit_code(),
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
        Verb::Terms(args) => args.run(context),
        Verb::Edit(args) => args.run(context),
        Verb::Remove(args) => args.run(context),
        Verb::Status(args) => args.run(context),
        Verb::Check(args) => args.run(context),
        Verb::Verify(args) => args.run(context),
        #[cfg(feature = "serve")]
        Verb::Serve(args) => args.run(context),
        #[cfg(feature = "serve")]
        Verb::Mcp(args) => args.run(context),
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
    let is_lasting = cli.is_lasting();
    let limits = global.limits.iter();
    let folder = std::path::absolute(&corpus).ok();
    let folder = folder.and_then(|folder| Url::from_directory_path(folder).ok());
    let limits = limits.fold(Limits::default(), |limits, limit| limits.with(*limit));
    let library = Settings::new(corpus)
        .index(index)
        .follow(global.follow)
        .stays(is_lasting)
        .wait(Duration::from_secs(global.wait))
        .limits(limits);
    let library = match is_lasting {
        // What comes later comes then.
        true => library.clock(world.clock()),
        false => library.clock(move || now),
    };
    Ok(Context {
        settings: cli.settings.clone(),
        limits: limits.at(now),
        library: library.open(),
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
