//! `newshound doctor`: what a report of a fault needs, and nothing private.

use std::collections::BTreeMap;
use std::thread;

use super::exits::{self, Exit};
use super::{Context, Ended, Outcome, examples};
use crate::corpus;
use crate::error::{Error, Kind, Result};
use crate::render::doctor::{Counts, Diagnosis, Folder, Index, Reason, SettingsFile, Terminal};
use crate::render::{self, wrap};
use crate::results::Status;

const EXITS: &[Exit] = &[Exit::DONE, Exit::IO];

const EXAMPLES: &[&str] = &["newshound doctor"];

/// Print what a report of a fault needs: versions, sizes, numbers; no path, no address, no word of an article
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Variables that mean something to newshound and do not begin with its name.
const VARIABLES: &[&str] = &[
    "ALL_PROXY",
    "CLICOLOR_FORCE",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_COLOR",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
];

/// So many reasons for problems are listed.
const REASONS: usize = 20;

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let diagnosis = diagnosis(context);
        context.print(|out| match self.json {
            true => render::json::diagnosis(&diagnosis, out),
            false => render::doctor::diagnosis(&diagnosis, &context.out, out),
        })?;
        Ok(Ended::Done)
    }
}

fn diagnosis(context: &Context) -> Diagnosis {
    let library = &context.library;
    let corpus = corpus::place(library.corpus());
    let folder = corpus::place(library.index());
    let status = match (corpus.is_there, library.is_indexed()) {
        (true, true) => Some(status(context)),
        _ => None,
    };
    let fault = status.as_ref().and_then(|status| status.as_ref().err());
    let fault = fault.map(|error| without_values(&error.message));
    let counts = status.and_then(Result::ok);
    let files = context.settings.files.iter();
    Diagnosis {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        build: if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        }
        .to_owned(),
        features: features(),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        system_version: corpus::system_version(),
        threads: thread::available_parallelism().map_or(1, usize::from),
        terminal: terminal(context),
        variables: variables(),
        settings_files: files
            .map(|file| SettingsFile {
                owner: file.owner,
                is_there: file.is_there,
                sets: file.sets.clone(),
                faults: file.faults,
            })
            .collect(),
        index: Index {
            is_there: folder.is_there,
            is_writable: folder.is_writable,
            free_bytes: folder.free_bytes,
            layout: counts.as_ref().map(|status| status.layout),
            fault,
            is_beside_corpus: corpus
                .disk
                .zip(folder.disk)
                .map(|(one, other)| one == other),
            writer: library.writer(),
        },
        corpus: Folder {
            is_there: corpus.is_there,
            is_writable: corpus.is_writable,
            free_bytes: corpus.free_bytes,
        },
        counts: counts.map(counted),
    }
}

/// The state of the index. One whose bytes were changed can bring its reader down.
fn status(context: &Context) -> Result<Status> {
    let status = std::panic::AssertUnwindSafe(|| context.library.status());
    let stopped = |_| Err(Error::new(Kind::Index, "its reader stopped"));
    std::panic::catch_unwind(status).unwrap_or_else(stopped)
}

fn features() -> Vec<String> {
    let features = [
        ("html", cfg!(feature = "html")),
        ("pdf", cfg!(feature = "pdf")),
    ];
    let is_on = features.into_iter().filter(|(_, is_on)| *is_on);
    is_on.map(|(name, _)| name.to_owned()).collect()
}

fn terminal(context: &Context) -> Terminal {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let width = Some(context.out.width).filter(|width| *width != usize::MAX);
    Terminal {
        stdout: context.out.terminal,
        stderr: context.err.terminal,
        term: set("TERM"),
        width,
        colour: context.out.colour,
        locale: ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set),
    }
}

/// The names alone: a value may be private.
fn variables() -> Vec<String> {
    let names = std::env::vars_os().filter(|(_, value)| !value.is_empty());
    let names = names.filter_map(|(name, _)| name.into_string().ok());
    let is_ours = |name: &String| {
        let known = name.strip_prefix("NEWSHOUND_");
        let is_name = |name: &str| {
            name.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        };
        known.is_some_and(is_name) || VARIABLES.contains(&name.to_uppercase().as_str())
    };
    let mut names: Vec<String> = names.filter(is_ours).collect();
    names.sort_unstable();
    names
}

fn counted(status: Status) -> Counts {
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for (_, problem) in &status.problems {
        *reasons.entry(without_values(&problem.reason)).or_default() += 1;
    }
    let mut reasons: Vec<Reason> = reasons
        .into_iter()
        .map(|(reason, number)| Reason { reason, number })
        .collect();
    reasons.sort_by_key(|of| std::cmp::Reverse(of.number));
    reasons.truncate(REASONS);
    Counts {
        articles: status.articles,
        passages: status.passages,
        files: status.files,
        live_bytes: status.live_bytes,
        dead_bytes: status.dead_bytes,
        new: status.changes.new,
        changed: status.changes.changed,
        gone: status.changes.gone,
        problem_count: status.problem_count,
        reasons,
        remark_count: status.remark_count,
        rejected_count: status.rejected.len() as u64,
        displaced_count: status.displaced.iter().map(|(_, records)| records).sum(),
        orphan_count: status.orphans.len() as u64,
    }
}

/// A message without what it quotes: what is between backticks may be a path, an address or a word of an article.
fn without_values(message: &str) -> String {
    const WIDEST: usize = 100;
    let mut parts = message.split('`');
    let mut out = parts.next().unwrap_or_default().to_owned();
    while parts.next().is_some() {
        out.push_str("`…`");
        out.push_str(parts.next().unwrap_or_default());
    }
    wrap::cut(&out, WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_loses_what_it_quotes() {
        assert_eq!(without_values("`a b` is no date"), "`…` is no date");
        assert_eq!(without_values("cut `off"), "cut `…`");
        assert_eq!(without_values("has no text"), "has no text");
        assert_eq!(without_values("`a``b`"), "`…``…`");
    }
}
