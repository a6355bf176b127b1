//! `newshound completions`: what a shell runs at its start, and the answer when it asks for candidates.
//!
//! The shell asks the program that it completes, so candidates are those of this version and of this corpus. An answer
//! reads, and never builds, writes or fails: where something cannot be read there are no candidates of it.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_complete::engine;
use clap_complete::env::Shells;

use super::exits::{self, Exit};
use super::{Cli, Context, Ended, Outcome, World, examples};
use crate::error::{Error, Kind};
use crate::library::{Settings, folders};
use crate::render::shell;

mod live;
mod typed;

use live::Live;

const EXITS: &[Exit] = &[Exit::DONE, Exit::IMPOSSIBLE, Exit::IO];

const EXAMPLES: &[&str] = &["newshound completions bash"];

/// Print what a shell runs at its start to complete verbs, flags, outlets, tags and ids
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = help())]
pub struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// What is put where, before the exit codes.
fn help() -> String {
    let sourced = "Put into the file that the shell reads at its start:\n  \
        bash        source <(newshound completions bash)\n  \
        zsh         source <(newshound completions zsh)\n  \
        fish        newshound completions fish | source\n  \
        powershell  newshound completions powershell | Out-String | Invoke-Expression";
    format!("{sourced}\n\n{}", exits::help(EXITS))
}

/// The variable by which a shell asks for candidates.
const VARIABLE: &str = "NEWSHOUND_COMPLETE";

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let program = called().to_string_lossy().into_owned();
        context.print(|out| match self.shell {
            Shell::Bash => out.write_all(of_bash(&program).as_bytes()),
            other => match Shells::builtins().completer(&other.to_string()) {
                Some(shell) => shell.write_registration(VARIABLE, NAME, NAME, &program, out),
                None => Err(io::Error::other(unknown(other))),
            },
        })?;
        Ok(Ended::Done)
    }
}

const NAME: &str = env!("CARGO_PKG_NAME");

fn unknown(shell: Shell) -> Error {
    Error::new(Kind::Usage, format!("nothing is known of `{shell}`"))
}

/// How this program is called from anywhere: by its name, or by the place that it was called by.
fn called() -> PathBuf {
    let given = std::env::args_os().next().map(PathBuf::from);
    match given {
        Some(path) if path.components().count() > 1 => std::path::absolute(&path).unwrap_or(path),
        _ => PathBuf::from(NAME),
    }
}

/// For bash, which parts words at `:` and `=` as well: it hands over the line up to the cursor, and the part of the
/// last word that it would replace.
fn of_bash(program: &str) -> String {
    let program = shell::quoted(program);
    format!(
        r#"_newshound() {{
    local candidate
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("$candidate")
    done < <({VARIABLE}=bash {program} -- "${{COMP_LINE:0:COMP_POINT}}" "$2" 2>/dev/null)
    if [[ ${{COMPREPLY-}} == *[:/=] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}}
complete -o bashdefault -F _newshound {NAME}
"#
    )
}

/// Answers a shell that asks for candidates; returns whether one does.
pub fn answer(arguments: impl Iterator<Item = OsString>, world: &World) -> bool {
    let Some(shell) = std::env::var(VARIABLE).ok().filter(|name| !name.is_empty()) else {
        return false;
    };
    let mut arguments = arguments.skip(1);
    if arguments.next().is_none_or(|first| first != "--") {
        return false;
    }
    // A fault is no candidate, and no line on the terminal of a person who is typing.
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<OsString> = arguments.collect();
    let found = std::panic::catch_unwind(|| found(&shell, arguments, world));
    if let Ok(Some(bytes)) = found {
        // A shell that listens no more needs none.
        let _ = io::stdout().write_all(&bytes);
    }
    true
}

fn found(shell: &str, arguments: Vec<OsString>, world: &World) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    if shell == "bash" {
        let [line, replaced, ..] = arguments.as_slice() else {
            return None;
        };
        let line = typed::Line::read(&line.to_string_lossy());
        let mut command = completed(&line.words, world);
        let at = line.words.len().checked_sub(1)?;
        let words = line.words.iter().map(OsString::from).collect();
        let found = engine::complete(&mut command, words, at, Some(&world.folder)).ok()?;
        for candidate in found {
            let value = candidate.get_value().to_string_lossy();
            if let Some(reply) = line.reply(&value, &replaced.to_string_lossy()) {
                writeln!(out, "{reply}").ok()?;
            }
        }
        return Some(out);
    }
    let words: Vec<String> = arguments
        .iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let mut command = completed(&words, world);
    let asked = Shells::builtins();
    let asked = asked.completer(shell)?;
    asked
        .write_complete(&mut command, arguments, Some(&world.folder), &mut out)
        .ok()?;
    Some(match asked.name() {
        "powershell" => harmless(&out),
        _ => out,
    })
}

/// The candidates without those that PowerShell, which takes them as they are, would run a part of. The other shells quote
/// what they take.
fn harmless(lines: &[u8]) -> Vec<u8> {
    const RUN: &[u8] = b"$`;|&(){}<>@#";
    let lines = lines.split_inclusive(|byte| *byte == b'\n');
    let is_harmless = |line: &&[u8]| {
        let mut value = line.split(|byte| *byte == b'\t');
        let value = value.next().unwrap_or_default();
        !value.iter().any(|byte| RUN.contains(byte))
    };
    lines.filter(is_harmless).flatten().copied().collect()
}

/// The command line with live candidates of the corpus that the words name.
fn completed(words: &[String], world: &World) -> Command {
    let said = |flag: &str, variable: &str| {
        let long = words.iter().enumerate().rev().find_map(|(at, word)| {
            let rest = word.strip_prefix(flag)?;
            match rest.strip_prefix('=') {
                Some(value) => Some(value.to_owned()),
                None if rest.is_empty() => words.get(at + 1).cloned(),
                None => None,
            }
        });
        let set = || std::env::var(variable).ok();
        long.or_else(set)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let corpus = said("--corpus", "NEWSHOUND_CORPUS");
    let index = said("--index", "NEWSHOUND_INDEX");
    let (corpus, index) = folders::find(&world.folder, corpus.as_deref(), index.as_deref());
    let now = world.now;
    let library = Settings::new(corpus).index(index).clock(move || now).open();
    Live::new(library).added_to(Cli::command())
}

/// A candidate's text as typed so far: a shell hands over the quotation mark that begins a word.
fn unquoted(current: &OsStr) -> String {
    let text = current.to_string_lossy();
    let rest = text.strip_prefix('\'').or_else(|| text.strip_prefix('"'));
    rest.unwrap_or(&text).to_owned()
}
