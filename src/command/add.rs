//! `newshound add`: takes files, folders or standard input into the corpus and indexes just them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Context, Ended, Failed, Outcome, index};
use crate::error::{Error, Kind, Result, reason};
use crate::ingest::{self, Addition, Incoming, Outcome as Became};
use crate::render::safe;
use crate::source::{self, Found, Overrides};

/// Copy files, folders or standard input into the corpus and index just them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 done, 4 some inputs were rejected, 75 another process is writing."
)]
pub struct Args {
    /// Files or folders; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The headline, where the file does not say it
    #[arg(long)]
    title: Option<String>,
    /// The day or time of publication, such as `2025-01-21`
    #[arg(long, value_parser = date)]
    date: Option<crate::article::Date>,
    /// Who published it
    #[arg(long)]
    outlet: Option<String>,
    /// Who wrote it; may be given several times
    #[arg(long = "author", value_name = "AUTHOR")]
    authors: Vec<String>,
    /// Where it was published
    #[arg(long)]
    url: Option<String>,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Its language, such as `en`
    #[arg(long)]
    lang: Option<String>,
    /// Show what would be understood and where each thing comes from; change nothing
    #[arg(long)]
    dry_run: bool,
}

fn date(text: &str) -> std::result::Result<crate::article::Date, String> {
    source::date(text)
        .ok_or_else(|| "not a date; write `2025-01-21` or `21 January 2025`".to_owned())
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let overrides = self.overrides();
        let (incoming, mut rejected) = self.incoming(context)?;
        if self.dry_run {
            for (number, one) in incoming.into_iter().enumerate() {
                rejected |= !dry_run(context, one, &overrides, number == 0)?;
            }
            return Ok(if rejected {
                Ended::SomeRejected
            } else {
                Ended::Done
            });
        }
        if incoming.is_empty() {
            return Ok(if rejected {
                Ended::SomeRejected
            } else {
                Ended::Done
            });
        }
        let (additions, receipt) = ingest::add(&context.place, incoming, &overrides)?;
        for addition in &additions {
            rejected |= tell(context, addition);
        }
        let stored = |one: &Addition| matches!(one.outcome, Became::Stored(_));
        if additions.iter().any(stored) {
            index::report(context, &receipt);
        }
        Ok(match index::ended(&receipt) {
            Ended::Done if rejected => Ended::SomeRejected,
            ended => ended,
        })
    }

    fn overrides(&self) -> Overrides {
        Overrides {
            title: self.title.clone(),
            outlet: self.outlet.clone(),
            url: self.url.clone(),
            lang: self.lang.clone(),
            date: self.date,
            authors: self.authors.clone(),
            tags: self.tags.clone(),
        }
    }

    /// Everything that was named, folders walked through; and whether something could not be.
    fn incoming(&self, context: &Context) -> Result<(Vec<Incoming>, bool)> {
        let mut incoming = Vec::new();
        let mut rejected = false;
        for path in &self.paths {
            if path.as_os_str() == "-" {
                incoming.push(standard_input());
            } else if path.is_dir() {
                let index = within(path, &context.place.index);
                let is_index = |name: &str| {
                    index
                        .as_ref()
                        .is_some_and(|index| Path::new(name).starts_with(index))
                };
                for found in source::walk(path) {
                    match found {
                        // The index is no article, even where it lies among them.
                        Ok(file) if is_index(&file.name) => {}
                        Ok(file) => {
                            incoming.push(of_folder(path, &file.name, &context.place.corpus))
                        }
                        Err((name, problem)) => {
                            rejected = true;
                            context.say(&format!(
                                "`{}` was rejected: {}.",
                                safe::line(&name),
                                safe::line(&problem.reason)
                            ));
                        }
                    }
                }
            } else {
                incoming.push(file(path, &named(path)?, &context.place.corpus));
            }
        }
        Ok((incoming, rejected))
    }
}

fn standard_input() -> Incoming {
    Incoming {
        given: "standard input".to_owned(),
        name: "from-stdin.txt".to_owned(),
        is_there: false,
        open: Box::new(|| Ok(Box::new(io::stdin()))),
    }
}

fn of_folder(folder: &Path, name: &str, corpus: &Path) -> Incoming {
    let kept = match folder
        .canonicalize()
        .ok()
        .as_deref()
        .and_then(Path::file_name)
    {
        Some(folder) => format!("{}/{name}", folder.to_string_lossy()),
        None => name.to_owned(),
    };
    file(&folder.join(name), &kept, corpus)
}

fn file(path: &Path, name: &str, corpus: &Path) -> Incoming {
    let from = path.to_owned();
    let there = within(corpus, path).and_then(|there| there.to_str().map(str::to_owned));
    Incoming {
        given: path.display().to_string(),
        is_there: there.is_some(),
        name: there.unwrap_or_else(|| name.to_owned()),
        open: Box::new(move || source::bytes(&from)),
    }
}

/// The way from a folder to something that lies in it.
fn within(folder: &Path, path: &Path) -> Option<PathBuf> {
    let (folder, path) = (folder.canonicalize().ok()?, path.canonicalize().ok()?);
    path.strip_prefix(folder).ok().map(Path::to_owned)
}

fn named(path: &Path) -> Result<String> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.map(str::to_owned).ok_or_else(|| {
        Error::new(
            Kind::Usage,
            format!("`{}` has no name that could be kept", path.display()),
        )
    })
}

/// Says what became of one input; returns whether it was rejected.
fn tell(context: &Context, addition: &Addition) -> bool {
    let given = safe::line(&addition.given);
    match &addition.outcome {
        Became::Stored(name) if context.verbose => {
            context.say(&format!("`{given}` is now `{name}`."))
        }
        Became::Stored(_) => {}
        Became::AlreadyThere(name) => context.say(&format!(
            "`{given}` is already there as `{name}`; nothing was added."
        )),
        Became::Rejected(problem) => {
            context.say(&format!(
                "`{given}` was rejected: {}.",
                safe::line(&problem.reason)
            ));
            return true;
        }
    }
    false
}

/// Shows what is understood of one input; returns whether all of it was.
fn dry_run(
    context: &Context,
    one: Incoming,
    overrides: &Overrides,
    mut first: bool,
) -> std::result::Result<bool, Failed> {
    let given = one.given.clone();
    let rejected = |why: &str| {
        context.say(&format!(
            "`{}` would be rejected: {}.",
            safe::line(&given),
            safe::line(why)
        ));
        Ok(false)
    };
    let input = match (one.open)() {
        Ok(input) => input,
        Err(error) => return rejected(&reason(&error)),
    };
    let articles = match source::read(input, &one.name, overrides.clone()) {
        Ok(articles) => articles,
        Err(problem) => return rejected(&problem.reason),
    };
    let mut whole = true;
    let format = articles.format().name;
    context.print(|out| {
        for found in articles {
            if !std::mem::take(&mut first) {
                writeln!(out)?;
            }
            match found {
                Ok(found) => understood(&given, format, &found, out)?,
                Err(problem) => {
                    whole = false;
                    let record = problem
                        .record
                        .map_or_else(String::new, |record| format!(", record {record}"));
                    writeln!(
                        out,
                        "{}{record}: {}",
                        safe::line(&given),
                        safe::line(&problem.reason)
                    )?;
                }
            }
        }
        Ok(())
    })?;
    Ok(whole)
}

/// One line for each thing said of an article, with where it came from.
fn understood(given: &str, format: &str, found: &Found, out: &mut dyn Write) -> io::Result<()> {
    let (about, text) = (&found.article.about, &found.article.text);
    writeln!(
        out,
        "{} ({format}), record {}",
        safe::line(given),
        about.place.record
    )?;
    let rows = [
        ("title", about.title.clone()),
        ("outlet", about.outlet.clone()),
        ("authors", joined(&about.authors)),
        ("date", about.date.map(|date| date.to_string())),
        ("url", about.url.clone()),
        ("lang", about.lang.clone()),
        ("tags", joined(&about.tags)),
        ("key", about.key.clone()),
        ("text", Some(format!("{} characters", text.chars().count()))),
    ];
    for (field, value) in rows {
        let from = found.origins.iter().find(|origin| origin.field == field);
        let from = from.map_or_else(String::new, |origin| format!("  ({})", origin.from));
        let value = value.map_or_else(|| "-".to_owned(), |value| safe::line(&value));
        writeln!(out, "  {field:<8} {value}{from}")?;
    }
    for note in &found.notes {
        writeln!(out, "  note     {}", safe::line(note))?;
    }
    Ok(())
}

fn joined(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join(", "))
}
