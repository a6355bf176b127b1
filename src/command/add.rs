//! `newshound add`: takes files, folders or standard input into the corpus and indexes just them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Context, Ended, Failed, Outcome, folders, index};
use crate::article::canonical_url;
use crate::corpus::{self, Overrides};
use crate::error::reason;
use crate::ingest::{self, Addition, Incoming, Outcome as Became};
use crate::render::safe;
use crate::source::{self, Found};

/// Copy files, folders or standard input into the corpus and index just them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 done, 2 the command cannot be carried out, 3 the index is damaged, \
                  4 some inputs were rejected, 74 reading or writing failed, 75 another process is \
                  writing."
)]
pub struct Args {
    /// Files or folders; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The headline. It goes before what the file says, like the flags below, and is said only of a
    /// file of one article
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
    /// Where it was published; said only of a file of one article
    #[arg(long, value_parser = url)]
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
    source::date(text).ok_or_else(|| "write `2025-01-21` or `21 January 2025`".to_owned())
}

fn url(text: &str) -> std::result::Result<String, String> {
    match canonical_url(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("write a whole address such as `https://example.org/story`".to_owned()),
    }
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let overrides = self.overrides();
        let incoming = self.incoming(context);
        if self.dry_run {
            let mut rejected = false;
            for (number, one) in incoming.into_iter().enumerate() {
                rejected |= !dry_run(context, one, &overrides, number == 0)?;
            }
            return Ok(if rejected {
                Ended::SomeRejected
            } else {
                Ended::Done
            });
        }
        let is_update = crate::engine::tantivy::exists(&context.place.index);
        let (additions, receipt) = ingest::add(&context.place, incoming, &overrides)?;
        additions.iter().for_each(|one| tell(context, one));
        if overrides.names_one() && is_update && ingest::held_many(&additions, &receipt) {
            context.say("`--title` and `--url` are said only of files that are one article.");
        }
        let is_there = |one: &Addition| matches!(one.outcome, Became::AlreadyThere(_));
        if !additions.iter().all(is_there) {
            index::report(context, &receipt);
        }
        Ok(index::ended(&receipt))
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

    /// Everything that was named, folders walked through.
    fn incoming(&self, context: &Context) -> Vec<Incoming> {
        let place = &context.place;
        let mut incoming = Vec::new();
        for path in &self.paths {
            if path.as_os_str() == "-" {
                incoming.push(standard_input());
            } else if path.is_dir() {
                let kept = |name: &str| kept(path, name);
                let found = corpus::walk(path, &place.index).map(|found| match found {
                    Ok(one) => file(&path.join(&one.name), &kept(&one.name), &place.corpus),
                    Err((name, problem)) => {
                        hopeless(&path.join(&name), &kept(&name), problem.reason)
                    }
                });
                let before = incoming.len();
                incoming.extend(found);
                if incoming.len() == before {
                    let shown = path.to_string_lossy();
                    context.say(&format!(
                        "There is nothing to add in `{}`.",
                        safe::line(&shown)
                    ));
                }
            } else {
                incoming.push(match path.file_name().and_then(|name| name.to_str()) {
                    Some(name) => file(path, name, &place.corpus),
                    None => hopeless(path, &path.to_string_lossy(), corpus::NOT_UTF8.to_owned()),
                });
            }
        }
        incoming
    }
}

fn standard_input() -> Incoming {
    Incoming {
        given: "standard input".to_owned(),
        name: "from-stdin.txt".to_owned(),
        said: Overrides::default(),
        is_there: false,
        open: Box::new(|| Ok(Box::new(io::stdin()))),
    }
}

/// The name within the corpus of a file in a folder that is added.
fn kept(folder: &Path, name: &str) -> String {
    let real = folder.canonicalize();
    match real.ok().as_deref().and_then(Path::file_name) {
        Some(folder) => format!("{}/{name}", folder.to_string_lossy()),
        None => name.to_owned(),
    }
}

/// What cannot be taken in, whatever it holds.
fn hopeless(path: &Path, name: &str, why: String) -> Incoming {
    Incoming {
        given: path.display().to_string(),
        name: name.to_owned(),
        said: Overrides::default(),
        is_there: false,
        open: Box::new(|| Err(io::Error::other(why))),
    }
}

fn file(path: &Path, name: &str, corpus: &Path) -> Incoming {
    let from = path.to_owned();
    let folder = path.parent().unwrap_or(Path::new(""));
    let itself = path.file_name().unwrap_or_default().to_string_lossy();
    let said = match Overrides::beside(folder, &itself) {
        Ok(said) => said,
        Err(problem) => return hopeless(path, name, problem.reason),
    };
    let there = folders::within(corpus, path).and_then(|there| there.to_str().map(str::to_owned));
    Incoming {
        given: path.display().to_string(),
        said,
        is_there: there.is_some(),
        name: there.unwrap_or_else(|| name.to_owned()),
        open: Box::new(move || corpus::bytes(&from)),
    }
}

/// Says what became of one input.
fn tell(context: &Context, addition: &Addition) {
    let given = safe::line(&addition.given);
    let sentence = match &addition.outcome {
        Became::Stored(name) if context.verbose => format!("`{given}` is now `{name}`."),
        Became::Stored(_) => return,
        Became::Described(name) => {
            format!("`{given}` is already there as `{name}`; what is said of it has changed.")
        }
        Became::AlreadyThere(name) => {
            format!("`{given}` is already there as `{name}`; nothing was added.")
        }
        Became::Rejected(why) => format!("`{given}` was rejected: {}.", safe::line(why)),
    };
    context.say(&sentence);
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
    if let Some(why) = corpus::unread(&one.name) {
        return rejected(why);
    }
    let input = match (one.open)() {
        Ok(input) => input,
        Err(error) => return rejected(&reason(&error)),
    };
    let articles = match corpus::read(input, &one.name, overrides.over(&one.said)) {
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
