//! `newshound open`: an article where it came from, in what the system opens it with.

use std::io::ErrorKind;
use std::process::Command;

use super::exits::{self, Exit};
use super::search::build_if_missing;
use super::{Context, Ended, Outcome, examples};
use crate::article::Provenance;
use crate::error::{Error, Kind, Result, reason};
use crate::library::{passage_number, passage_of};
use crate::render::safe;
use crate::results::StoredArticle;

const EXITS: &[Exit] = &[
    Exit::DONE,
    Exit::NO_ARTICLE,
    Exit::AMBIGUOUS,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY_BUILDING,
];

const EXAMPLES: &[&str] = &["newshound open stargate.txt --print"];

/// Open the page of an article or, where it has none, its file, in what the system opens it with
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// An id or its beginning, an address, a key, a file of the corpus or a URL
    #[arg(value_name = "ID")]
    article: String,
    /// Only say what would be opened
    #[arg(long)]
    print: bool,
    /// The program that opens it, a name or a path [default: `open` on macOS, `xdg-open` elsewhere]
    #[arg(
        long,
        value_name = "PROGRAM",
        env = "NEWSHOUND_OPENER",
        hide_env_values = true,
        default_value = OPENER,
        hide_default_value = true
    )]
    with: String,
}

/// The program of the system.
const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        build_if_missing(context)?;
        let stored = context.library.show(&self.article)?;
        if let Some(number) = passage_number(&self.article) {
            passage_of(&stored, number, &self.article)?;
        }
        let (thing, part) = thing(context, &stored)?;
        if let Some(part) = part {
            let file = safe::line(&stored.about.provenance.file);
            context.say(&format!("The article is {part} in `{file}`."));
        }
        if self.print {
            context.print(|out| writeln!(out, "{thing}"))?;
        } else {
            self.open(&thing)?;
        }
        Ok(Ended::Done)
    }

    /// Hands an address or a path to the program, as one argument and through no shell.
    fn open(&self, thing: &str) -> Result<()> {
        let failed = |why: &str| {
            let message = format!("`{}` cannot open `{thing}`: {why}", self.with);
            let hint = format!("newshound open {} --print", self.article);
            Err(Error::new(Kind::Io, message).hint(hint))
        };
        match Command::new(&self.with).arg(thing).status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => failed(&match status.code() {
                Some(code) => format!("it ended with code {code}"),
                None => "it was killed".to_owned(),
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let message = format!("there is no program `{}`", self.with);
                let hint = format!("newshound open {} --with PROGRAM", self.article);
                Err(Error::new(Kind::Io, message).hint(hint))
            }
            Err(error) => failed(&reason(&error)),
        }
    }
}

/// The address of an article or, without one, the path of its file and what of it the article is.
fn thing(context: &Context, stored: &StoredArticle) -> Result<(String, Option<String>)> {
    let about = &stored.about;
    if let Some(url) = about.url.as_deref().and_then(safe::link) {
        return Ok((url, None));
    }
    let name = &about.provenance.file;
    let path = context.library.file(name).ok_or_else(|| {
        let message = format!("`{name}` is no longer in the corpus");
        Error::new(Kind::NotFound, message).hint("newshound index")
    })?;
    let part = match &about.provenance {
        Provenance {
            member: Some(member),
            ..
        } => Some(format!("`{}`", safe::line(member))),
        Provenance {
            many: true, record, ..
        } => Some(format!("record {record}")),
        _ => None,
    };
    match path.to_str() {
        Some(path) if !path.contains(safe::is_hidden) => Ok((path.to_owned(), part)),
        _ => {
            let message = format!("the path of `{name}` cannot be handed on");
            Err(Error::new(Kind::Io, message).hint("give its folders other names"))
        }
    }
}
