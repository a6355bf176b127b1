//! `newshound man`: manual pages, made from the arguments.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use etcetera::BaseStrategy;

use super::exits::{self, Exit};
use super::{Cli, Context, Ended, Outcome, examples, help};
use crate::corpus;
use crate::error::{Error, Kind, Result};
use crate::render::count;

const EXITS: &[Exit] = &[Exit::DONE, Exit::IMPOSSIBLE, Exit::IO];

const EXAMPLES: &[&str] = &["newshound man search", "newshound man --install pages"];

/// Print a manual page as `man` reads it, or write all of them into a folder
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// A verb, such as `search`; without one the page of newshound
    #[arg(value_name = "VERB")]
    verb: Vec<String>,
    /// Write all pages into this folder [default: `man/man1` where your programs keep their data]
    #[arg(
        long,
        value_name = "DIR",
        conflicts_with = "verb",
        value_hint = clap::ValueHint::DirPath
    )]
    install: Option<Option<PathBuf>>,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let mut cli = Cli::command();
        // A verb takes part in the whole only then: its full name, the flags of every verb.
        cli.build();
        if let Some(folder) = &self.install {
            install(context, &cli, folder.clone())?;
            return Ok(Ended::Done);
        }
        let mut command = &cli;
        for verb in &self.verb {
            let found = command.find_subcommand(verb);
            command = found.ok_or_else(|| help::none(verb))?;
        }
        context.print(|out| page(command, out))?;
        Ok(Ended::Done)
    }
}

/// Writes the page of every verb, each in one step.
fn install(context: &Context, cli: &Command, folder: Option<PathBuf>) -> Result<()> {
    let folder = match folder {
        Some(folder) => folder,
        None => of_person()?,
    };
    let failed = |error: io::Error| Error::io(folder.display(), &error);
    corpus::create(&folder).map_err(failed)?;
    let mut pages = Vec::new();
    collect(cli, &mut pages);
    for command in &pages {
        let file = folder.join(format!("{}.1", name(command)));
        let written = corpus::replace(&file, |file| page(command, file));
        written.map_err(|error| Error::io(file.display(), &error))?;
    }
    let pages = count::of(pages.len() as u64, "manual page");
    context.say(&format!("{pages} written to `{}`.", folder.display()));
    Ok(())
}

/// A command with the verbs in it, and those in these.
fn collect<'a>(command: &'a Command, pages: &mut Vec<&'a Command>) {
    pages.push(command);
    command
        .get_subcommands()
        .for_each(|verb| collect(verb, pages));
}

/// Where `man` looks for the pages of a person's own programs.
fn of_person() -> Result<PathBuf> {
    let none = |_| {
        let error = Error::new(
            Kind::Usage,
            "it is not known where your programs keep their data",
        );
        error.hint("newshound man --install DIR")
    };
    let folders = etcetera::choose_base_strategy().map_err(none)?;
    Ok(folders.data_dir().join("man").join("man1"))
}

fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or(command.get_name())
}

/// One page: what `--help` says, in the order of manual pages.
fn page(command: &Command, out: &mut dyn Write) -> io::Result<()> {
    let name = name(command).to_owned();
    let program = format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let page = Man::new(command.clone().name(name.clone()))
        .title(name.to_uppercase())
        // No date: the same arguments make the same page. An argument that is empty would be lost.
        .date(" ")
        .source(program)
        .manual("newshound");
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    let text = |styled: Option<&clap::builder::StyledStr>| styled.map(ToString::to_string);
    if let Some(examples) = text(command.get_before_help()) {
        let examples = examples.lines().skip(1).map(str::trim);
        lines("EXAMPLES", examples, out)?;
    }
    page.render_options_section(out)?;
    if command.has_subcommands() {
        page.render_subcommands_section(out)?;
    }
    if let Some(after) = text(command.get_after_help()) {
        lines("NOTES", after.lines(), out)?;
    }
    Ok(())
}

/// A section whose lines are as they are.
fn lines<'a>(
    heading: &str,
    lines: impl Iterator<Item = &'a str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", [heading]).control("nf", []);
    for line in lines {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff.to_writer(out)
}
