//! The reference of the command line is made from the arguments themselves.
//!
//! `NEWSHOUND_BLESS=1` writes `docs/reference.md`.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use clap::{Arg, Command, CommandFactory};
use newshound::command::Cli;
use newshound::field::FIELDS;
use newshound::query::{LANGUAGE, QUOTING};
use newshound::render::shell::quoted;

#[test]
fn the_reference_names_every_verb_and_flag() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference.md");
    let made = reference();
    if std::env::var_os("NEWSHOUND_BLESS").is_some() {
        fs::write(&path, &made).expect("the reference can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == made,
        "docs/reference.md is not what the arguments say; NEWSHOUND_BLESS=1 writes it"
    );
}

#[test]
fn the_readme_names_every_verb() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("a README");
    for verb in Cli::command().get_subcommands() {
        let name = verb.get_name();
        assert!(
            readme.contains(&format!("| `{name}")),
            "README.md has no row for `{name}`"
        );
    }
}

fn reference() -> String {
    let mut cli = Cli::command().term_width(100);
    cli.build();
    let mut out = String::from(
        "# Reference\n\nWhat `newshound help` says of each verb, made from the arguments by \
         `tests/reference.rs`. The JSON is\ndescribed in [json.md](json.md), by example it is all in \
         [the manual](../tests/book).\n",
    );
    section(&mut out, "newshound", cli.clone());
    for verb in cli.get_subcommands() {
        verbs(&mut out, "newshound", verb);
    }
    write!(out, "\n## The query language\n\n{QUOTING}\n").expect("a string takes everything");
    out.push_str("\n| written | means | for example |\n|---|---|---|\n");
    for row in LANGUAGE {
        let cells = [
            code(row.written),
            row.means.replace('|', "\\|"),
            code(&quoted(row.example)),
        ];
        writeln!(out, "| {} |", cells.join(" | ")).expect("a string takes everything");
    }
    out.push_str("\n## Fields\n\n| field | also | holds | for example |\n|---|---|---|---|\n");
    for row in FIELDS {
        let also: Vec<String> = row.also.iter().map(|name| code(name)).collect();
        let cells = [
            code(row.name),
            also.join(", "),
            row.about.to_owned(),
            code(&quoted(row.example)),
        ];
        writeln!(out, "| {} |", cells.join(" | ")).expect("a string takes everything");
    }
    out
}

/// A verb, and the verbs within it.
fn verbs(out: &mut String, before: &str, verb: &Command) {
    let title = format!("{before} {}", verb.get_name());
    let own = |flag: Arg| match flag.get_help_heading() {
        Some("Everywhere") => flag.hide(true),
        _ => flag,
    };
    section(out, &title, verb.clone().mut_args(own));
    for within in verb.get_subcommands() {
        verbs(out, &title, within);
    }
}

fn section(out: &mut String, title: &str, command: Command) {
    let help = command.term_width(100).render_help().to_string();
    let lines: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    write!(out, "\n## {title}\n\n```text\n{}\n```\n", lines.join("\n"))
        .expect("a string takes everything");
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}
