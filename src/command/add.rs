//! `newshound add`: takes files, folders, standard input or addresses of the web into the corpus and indexes just
//! them.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use super::addresses::{self, Collected, Collecting};
use super::exits::{self, Exit};
use super::web::{WebArgs, sentence};
use super::{Context, Ended, Failed, Outcome, examples, progress, sync, understood};
use crate::article::canonical_url;
use crate::corpus::{self, Edit, Overrides};
use crate::error::{Error, Kind};
use crate::ingest::{Addition, Incoming, Outcome as Became};
use crate::render::{count, safe};
use crate::source;
use crate::web;

const EXITS: &[Exit] = &[
    Exit::DONE,
    Exit::IMPOSSIBLE,
    Exit::DAMAGED,
    Exit::REJECTED,
    Exit::IO,
    Exit::BUSY,
];

const EXAMPLES: &[&str] = &[
    "echo 'The council bans chips.' | newshound add - --title 'Chip ban' --date 2025-07-01",
    "newshound add corpus/stargate.txt --dry-run",
];

/// Copy files, folders, standard input or addresses of the web into the corpus and index just them
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// Files, folders or addresses (`https://…`); `-` is standard input
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
    /// Take in every address of a list: a sitemap, bookmarks, a text with an address a line
    #[arg(long, help_heading = "From the web")]
    all: bool,
    /// Take an address of a web archive for what it is a copy of, with the day of that copy
    #[arg(long, help_heading = "From the web")]
    archived: bool,
    #[command(flatten)]
    web: WebArgs,
}

pub fn date(text: &str) -> std::result::Result<crate::article::Date, String> {
    source::date(text).ok_or_else(|| "write `2025-01-21` or `21 January 2025`".to_owned())
}

pub fn url(text: &str) -> std::result::Result<String, String> {
    match canonical_url(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("write a whole address such as `https://example.org/story`".to_owned()),
    }
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let overrides = self.overrides();
        self.refuse_ids(context)?;
        let (paths, addresses) = self.parted(context)?;
        let mut incoming = incoming(context, &paths);
        if !self.dry_run {
            let many = if self.all { 2 } else { 1 };
            self.refuse_one_for_many(incoming.len() + addresses.len() * many)?;
        }
        let collected = self.collected(context, addresses)?;
        if self.dry_run {
            let mut rejected = collected.rejected > 0;
            for (number, one) in incoming.into_iter().enumerate() {
                rejected |= !understood::input(context, one, &overrides, number == 0)?;
            }
            return Ok(if rejected {
                Ended::SomeRejected
            } else {
                Ended::Done
            });
        }
        incoming.extend(
            collected
                .files
                .iter()
                .map(|file| Incoming::kept(file, file)),
        );
        if incoming.is_empty() {
            let changed = describe(context, &collected, &overrides)?;
            if changed > 0 {
                let changed = count::of(changed, "article");
                context.say(&format!("{changed} edited."));
            }
            return Ok(collected.ended(Ended::Done));
        }
        let bar = progress::Bar::new(context);
        let (additions, receipt) =
            context
                .library
                .add_incoming(incoming, &overrides, &mut |step| bar.show(step))?;
        drop(bar);
        describe(context, &collected, &overrides)?;
        self.tell(context, &additions);
        let is_there = |one: &Addition| matches!(one.outcome, Became::AlreadyThere(_));
        if !additions.iter().all(is_there) {
            sync::report(context, &receipt);
        }
        Ok(collected.ended(sync::ended(&receipt)))
    }

    /// An article that is there is described by another verb.
    fn refuse_ids(&self, context: &Context) -> std::result::Result<(), Error> {
        for path in &self.paths {
            let name = path.to_string_lossy();
            let is_address = web::address::typed(&name).is_some();
            let is_id =
                !path.exists() && !is_address && name != "-" && context.library.is_indexed();
            if is_id && let Ok(id) = context.named(&name) {
                let error = Error::new(
                    Kind::Usage,
                    format!("`{name}` is an article, and no file to be added"),
                );
                return Err(error.hint(format!(
                    "newshound edit {id} --title TEXT, or what else is to be set right"
                )));
            }
        }
        Ok(())
    }

    /// A headline or an address is said of one article.
    fn refuse_one_for_many(&self, named: usize) -> std::result::Result<(), Error> {
        if self.title.is_none() && self.url.is_none() || named <= 1 {
            return Ok(());
        }
        let message =
            format!("`--title` and `--url` are said of one article, and these are {named}");
        Err(Error::new(Kind::Usage, message).hint("add each file by itself"))
    }

    /// Says what became of the inputs; of a folder that is there already, one line.
    fn tell(&self, context: &Context, additions: &[Addition]) {
        let is_there = |one: &&Addition| matches!(one.outcome, Became::AlreadyThere(_));
        let folders = self.paths.iter().filter(|path| path.is_dir());
        let mut told: HashSet<&str> = HashSet::new();
        for folder in folders.filter(|_| !context.verbose) {
            let within = |one: &&Addition| Path::new(&one.given).starts_with(folder);
            let known = additions.iter().filter(within).filter(is_there);
            let known: Vec<&str> = known.map(|one| one.given.as_str()).collect();
            if known.len() > 1 {
                let shown = folder.to_string_lossy();
                context.say(&format!(
                    "{} files of `{}` are already there; nothing of them was added.",
                    known.len(),
                    safe::line(&shown)
                ));
                told.extend(known);
            }
        }
        let others = additions
            .iter()
            .filter(|one| !told.contains(one.given.as_str()));
        others.for_each(|one| tell(context, one));
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

    /// What was named: paths, and addresses of the web; with `--all`, also those that files list.
    fn parted(&self, context: &Context) -> std::result::Result<(Vec<PathBuf>, Vec<Typed>), Error> {
        let (mut paths, mut addresses) = (Vec::new(), Vec::new());
        for path in &self.paths {
            if let Some(typed) = path.to_str().and_then(web::address::typed) {
                addresses.push((path.to_string_lossy().into_owned(), typed));
            } else if let Some(listed) = self.listed(context, path)? {
                addresses.extend(listed.into_iter().map(|one| {
                    let typed = web::address::typed(&one);
                    let none = || Err(web::Failure::refused("it is no address of the web"));
                    (one, typed.unwrap_or_else(none))
                }));
            } else {
                paths.push(path.clone());
            }
        }
        Ok((paths, addresses))
    }

    /// The addresses of a file that lists such, if all of them are to be taken in.
    fn listed(
        &self,
        context: &Context,
        path: &Path,
    ) -> std::result::Result<Option<Vec<String>>, Error> {
        if !self.all || !path.is_file() {
            return Ok(None);
        }
        let shown = path.display().to_string();
        let failed = |error| Error::io(&shown, &error);
        let input = corpus::bytes(path).map_err(failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What is wrong with a file is said when it is added.
        let listed = source::addresses(input, &name, context.limits).unwrap_or_default();
        if let Some(listed) = listed {
            return Ok(Some(listed.into_iter().map(|one| one.address).collect()));
        }
        addresses::lines(path).map_err(failed)
    }

    /// Takes in what is at addresses.
    fn collected(
        &self,
        context: &Context,
        addresses: Vec<Typed>,
    ) -> std::result::Result<Collected, Failed> {
        let mut collected = Collected::default();
        if addresses.is_empty() {
            return Ok(collected);
        }
        let mut good = Vec::new();
        for (given, address) in addresses {
            match address {
                Ok(address) => good.push(address),
                Err(failure) => {
                    collected.rejected += 1;
                    let (given, why) = (safe::line(&given), sentence(&failure));
                    context.say(&format!("`{given}` was rejected: {why}."));
                }
            }
        }
        let asking = self.web.asking(context)?;
        let collecting = Collecting {
            context,
            collector: &context.library.collector(asking, self.dry_run)?,
            all: self.all,
            archived: self.archived,
            looking: self.dry_run,
        };
        collecting.collect(good, &mut collected)?;
        Ok(collected)
    }
}

/// An address as it was typed, and as it was understood.
type Typed = (String, std::result::Result<url::Url, web::Failure>);

impl Collected {
    /// How the verb ends that ends so without them.
    fn ended(&self, ended: Ended) -> Ended {
        match (ended, self.rejected) {
            (Ended::Done, 1..) => Ended::SomeRejected,
            _ => ended,
        }
    }
}

/// Says of the articles at addresses what the flags say; returns how many that changed.
fn describe(
    context: &Context,
    collected: &Collected,
    overrides: &Overrides,
) -> std::result::Result<u64, Error> {
    if overrides.is_empty() || collected.articles.is_empty() {
        return Ok(0);
    }
    match &*addresses::ids(context, &collected.articles) {
        [] => Ok(0),
        several @ [_, _, ..] if overrides.names_one() => {
            let message = format!(
                "`--title` and `--url` are said of one article, and {} came",
                several.len()
            );
            Err(Error::new(Kind::Usage, message).hint("newshound edit ID --title TEXT"))
        }
        ids => context.library.edit(ids, &Edit::saying(overrides)),
    }
}

/// Everything that these paths name, folders walked through.
fn incoming(context: &Context, paths: &[PathBuf]) -> Vec<Incoming> {
    let mut incoming = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            incoming.push(standard_input());
            continue;
        }
        let found = context.library.incoming(path);
        if found.is_empty() {
            let shown = path.to_string_lossy();
            context.say(&format!(
                "There is nothing to add in `{}`.",
                safe::line(&shown)
            ));
        }
        incoming.extend(found);
    }
    incoming
}

fn standard_input() -> Incoming {
    Incoming::stream("standard input", "from-stdin.txt", || {
        Ok(Box::new(io::stdin()))
    })
}

/// Says what became of one input.
fn tell(context: &Context, addition: &Addition) {
    let given = safe::line(&addition.given);
    let sentence = match &addition.outcome {
        Became::Stored(name) if context.verbose && *name != addition.given => {
            format!("`{given}` is now `{name}`.")
        }
        Became::Stored(_) => return,
        Became::Described(name) => {
            format!("`{given}` is already there as `{name}`; what is said of it has changed.")
        }
        Became::AlreadyThere(name) => {
            format!("`{given}` is already there as `{name}`; nothing was added.")
        }
        Became::Rejected(why) => {
            let hint = if looks_like_address(&addition.given) {
                format!("; `https://{given}` if it is an address")
            } else {
                String::new()
            };
            format!("`{given}` was rejected: {}{hint}.", safe::line(why))
        }
    };
    context.say(&sentence);
}

/// Whether what is no file may be meant as an address: it begins with the name of a host.
fn looks_like_address(given: &str) -> bool {
    let (host, _) = given.split_once('/').unwrap_or((given, ""));
    let is_host = host.starts_with("www.") || given.contains('/') && host.contains('.');
    is_host && !host.starts_with('.') && !Path::new(given).exists()
}
