//! What a report of a fault needs of a machine and a library, with nothing in it that is private: no path, no address, no
//! question and no word of an article.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::settings::Owner;
use super::styled_line::StyledLine;
use super::{Appearance, count, safe};

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Diagnosis {
    pub version: String,
    /// `debug` or `release`.
    pub build: String,
    pub features: Vec<String>,
    /// The kind of processor and system, and the system's version.
    pub system: String,
    pub system_version: Option<String>,
    pub threads: usize,
    pub terminal: Terminal,
    /// The names of the variables that are set and mean something to newshound.
    pub variables: Vec<String>,
    pub settings_files: Vec<SettingsFile>,
    pub corpus: Folder,
    pub index: Index,
    pub counts: Option<Counts>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Terminal {
    pub stdout: bool,
    pub stderr: bool,
    /// `TERM`.
    pub term: Option<String>,
    pub width: Option<usize>,
    pub colour: bool,
    pub locale: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SettingsFile {
    pub owner: Owner,
    pub is_there: bool,
    /// The names of the settings that it says, without their values.
    pub sets: Vec<String>,
    pub faults: usize,
}

#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Folder {
    pub is_there: bool,
    pub is_writable: bool,
    pub free_bytes: Option<u64>,
}

#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Index {
    pub is_there: bool,
    pub is_writable: bool,
    pub free_bytes: Option<u64>,
    pub layout: Option<u32>,
    /// Why it cannot be read.
    pub fault: Option<String>,
    pub is_beside_corpus: Option<bool>,
    /// Who writes at the moment.
    pub writer: Option<String>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Counts {
    pub articles: u64,
    pub passages: u64,
    pub files: u64,
    pub live_bytes: u64,
    pub dead_bytes: u64,
    pub new: u64,
    pub changed: u64,
    pub gone: u64,
    pub problem_count: u64,
    /// Problems of which the reason is kept, by reason; most frequent first.
    pub reasons: Vec<Reason>,
    pub remark_count: u64,
    pub rejected_count: u64,
    pub displaced_count: u64,
    pub orphan_count: u64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reason {
    pub reason: String,
    pub number: u64,
}

/// How wide the names are.
const NAMES: usize = 11;

/// Writes a line for each thing, its name first.
pub fn diagnosis(
    diagnosis: &Diagnosis,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (name, value) in rows(diagnosis) {
        StyledLine::new(safe::line(&value))
            .indented_by(format!("{name:NAMES$}"), NAMES)
            .write(appearance, out)?;
    }
    Ok(())
}

fn rows(of: &Diagnosis) -> Vec<(&'static str, String)> {
    let features = match of.features.as_slice() {
        [] => "no features".to_owned(),
        features => format!("with {}", features.join(" and ")),
    };
    let version = of
        .system_version
        .iter()
        .map(|version| format!(", {version}"));
    let version: String = version.collect();
    let threads = count::of(of.threads as u64, "thread");
    let mut rows = vec![
        (
            "newshound",
            format!("{}, {} build, {features}", of.version, of.build),
        ),
        ("system", format!("{}{version}, {threads}", of.system)),
        ("terminal", terminal(&of.terminal)),
        ("variables", listed(&of.variables)),
    ];
    for (file, name) in of
        .settings_files
        .iter()
        .zip(["settings"].into_iter().chain(std::iter::repeat("")))
    {
        rows.push((name, settings_file(file)));
    }
    let Folder {
        is_there,
        is_writable,
        free_bytes,
    } = of.corpus;
    rows.push(("corpus", folder(is_there, is_writable, free_bytes)));
    let index = &of.index;
    rows.push((
        "index",
        folder(index.is_there, index.is_writable, index.free_bytes),
    ));
    let more = [
        index.fault.clone(),
        index.layout.map(|layout| format!("layout {layout}")),
        index.is_beside_corpus.map(|is| match is {
            true => "on the disk of the corpus".to_owned(),
            false => "on another disk than the corpus".to_owned(),
        }),
        index
            .writer
            .as_ref()
            .map(|writer| format!("{writer} is writing")),
    ];
    rows.extend(more.into_iter().flatten().map(|line| ("", line)));
    rows.extend(of.counts.as_ref().map(counts).into_iter().flatten());
    rows
}

fn counts(of: &Counts) -> Vec<(&'static str, String)> {
    let number = |number: u64| count::grouped(number);
    let size = format!(
        "{} live, {} to be reclaimed",
        count::bytes(of.live_bytes),
        count::bytes(of.dead_bytes)
    );
    let changes = [(of.new, "new"), (of.changed, "changed"), (of.gone, "gone")];
    let changes = changes.map(|(of, what)| format!("{} {what}", number(of)));
    let mut rows = vec![
        ("articles", number(of.articles)),
        ("passages", number(of.passages)),
        ("files", number(of.files)),
        ("size", size),
        ("changes", changes.join(", ")),
        ("problems", number(of.problem_count)),
    ];
    let reasons = of.reasons.iter();
    rows.extend(reasons.map(|of| ("", format!("{}: {}", number(of.number), of.reason))));
    rows.extend([
        ("remarks", number(of.remark_count)),
        ("rejected", number(of.rejected_count)),
        ("displaced", number(of.displaced_count)),
        ("orphans", number(of.orphan_count)),
    ]);
    rows
}

fn terminal(of: &Terminal) -> String {
    let is = |is: bool| if is { "a terminal" } else { "no terminal" };
    let mut parts = vec![
        format!("output {}", is(of.stdout)),
        format!("errors {}", is(of.stderr)),
    ];
    parts.extend(of.term.iter().map(|term| format!("TERM={term}")));
    parts.extend(of.width.map(|width| format!("{width} columns")));
    parts.push(if of.colour { "colour" } else { "no colour" }.to_owned());
    parts.extend(of.locale.clone());
    parts.join(", ")
}

fn settings_file(file: &SettingsFile) -> String {
    let of = match file.owner {
        Owner::Person => "your own",
        Owner::Corpus => "of the corpus",
    };
    let says = match file.is_there {
        true => format!("sets {}", listed(&file.sets)),
        false => "not there".to_owned(),
    };
    let faults = match file.faults {
        0 => String::new(),
        faults => format!(", {}", count::of(faults as u64, "fault")),
    };
    format!("{of}: {says}{faults}")
}

fn folder(is_there: bool, is_writable: bool, free_bytes: Option<u64>) -> String {
    if !is_there {
        return "not there".to_owned();
    }
    let writable = if is_writable { "writable" } else { "read-only" };
    let free = free_bytes.map(|free| format!(", {} free", count::bytes(free)));
    format!("there, {writable}{}", free.unwrap_or_default())
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "none".to_owned(),
        names => names.join(", "),
    }
}
