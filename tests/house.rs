//! The house rules of `src/`: who may import whom, what is named in one place only, and how its
//! comments read.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// From top to bottom. A module imports from floors below its own; rooms of one floor do not import
/// one another, except on the floor of values.
const FLOORS: &[&[&str]] = &[
    &["main", "lib"],
    &["command"],
    &["serve"],
    &["library"],
    &["answer", "collect", "ingest"],
    &["corpus", "engine", "highlight", "render"],
    &["source", "span", "web"],
    &["plan"],
    VALUES,
    &["error"],
];

/// Values, which every floor above may import: no files, no engine, no arguments.
const VALUES: &[&str] = &[
    "alias", "article", "beat", "counts", "field", "passage", "query", "question", "rank",
    "record", "request", "results", "words",
];

/// Names that are allowed in some modules only, and why.
struct Kept {
    names: &'static [&'static str],
    within: &'static [&'static str],
    why: &'static str,
}

const KEPT: &[Kept] = &[
    Kept {
        names: &["tantivy"],
        // The library says which engine it opens.
        within: &["engine", "library"],
        why: "only the engine knows tantivy",
    },
    Kept {
        names: &["clap", "indicatif"],
        within: &["command"],
        why: "only the command line knows arguments and progress bars",
    },
    Kept {
        names: &["std::fs", "fs::", "File::open", "File::create", "tempfile"],
        // What does not fit into memory while it is unpacked lies in a file without a name.
        within: &["corpus", "engine", "source", "web"],
        why: "files are touched where articles are kept and where the index is",
    },
    Kept {
        names: &["std::net", "TcpStream", "TcpListener"],
        within: &["serve", "web"],
        why: "the network is outside",
    },
    Kept {
        names: &["Timestamp::now", "SystemTime::now", "Zoned::now"],
        // Who imports the library need not bring a clock.
        within: &["main", "library"],
        why: "the time of day is handed down as `now`",
    },
    Kept {
        names: &[
            "io::stdin",
            "io::stdout",
            "io::stderr",
            "println!",
            "eprintln!",
            "env::var",
        ],
        within: &["main", "command"],
        why: "faces write to the `Write` they are given, and settings come in as arguments",
    },
    Kept {
        names: &[
            ".unwrap()",
            ".expect(",
            ".unwrap_err()",
            "panic!(",
            "todo!(",
            "unimplemented!(",
            "unreachable!(",
            "dbg!(",
        ],
        within: &[],
        why: "outside of tests nothing may fail without an error that can be shown",
    },
];

/// Names that say nothing about the content.
const EMPTY_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "manager", "types",
];

/// Phrases that make a reader translate, and what to write instead. In comments and in messages.
const UNWANTED: &[(&str, &str)] = &[
    ("told by", "say by what it is recognised, sorted or keyed"),
    ("is told", "say what it gets or knows"),
    ("are told", "say what they get or know"),
    ("stands behind", "write *follows* or *is after*"),
    ("stand behind", "write *follow* or *are after*"),
    ("the one who", "name the caller"),
    ("what is beyond", "name it"),
    ("stood there", "write *was there*"),
];

/// Words that are unwanted in comments; a message may need them.
const UNWANTED_IN_COMMENTS: &[(&str, &str)] = &[
    ("nobody", "say who does not, or leave it out"),
    (" behind ", "write *after*, for order in text or time"),
    (" stand ", "write *are*, *occur* or *contain*"),
    (" stands ", "write *is*, *occurs* or *contains*"),
    ("stands.", "write *is*, *occurs* or *contains*"),
];

/// So many items in a row whose comment begins with "What" are one too many.
const CHAIN: usize = 3;

#[test]
fn comments_and_messages_are_understood_at_once() {
    report("phrases that we do not want back", |source, found| {
        for (number, line) in (1..).zip(source.text.lines()) {
            let lower = line.to_lowercase();
            let is_comment = lower.trim_start().starts_with("//");
            let in_comments = UNWANTED_IN_COMMENTS.iter().filter(|_| is_comment);
            for (phrase, better) in UNWANTED.iter().chain(in_comments) {
                if lower.contains(phrase) {
                    found.push(source.at(number, &format!("`{}`: {better}", phrase.trim())));
                }
            }
        }
    });
}

#[test]
fn comments_do_not_begin_with_what_in_a_row() {
    report("chains of `What`", |source, found| {
        let mut chain = 0;
        let mut before = "";
        for (number, line) in (1..).zip(source.text.lines().map(str::trim_start)) {
            let is_first = line.starts_with("///") && !before.starts_with("///");
            before = line;
            if !is_first {
                continue;
            }
            chain = if line.starts_with("/// What") {
                chain + 1
            } else {
                0
            };
            if chain == CHAIN {
                found.push(source.at(number, "begin with the thing itself"));
            }
        }
    });
}

#[test]
fn imports_point_down() {
    report("imports that do not point down", |source, found| {
        for (number, line) in source.lines() {
            for target in imported(line, source.depth) {
                if !may_import(&source.module, &target) {
                    let module = &source.module;
                    found.push(source.at(number, &format!("`{module}` imports `{target}`")));
                }
            }
        }
    });
}

/// The rooms of `engine/tantivy`, from the question to the disk: each imports those after it only.
const TANTIVY: &[&str] = &["search", "exec", "terms", "store"];

#[test]
fn within_the_engine_imports_point_to_the_disk() {
    report("imports that lead away from the disk", |source, found| {
        let mut parts = source.path.iter().filter_map(|part| part.to_str());
        let room = match (parts.next(), parts.next(), parts.next()) {
            (Some("engine"), Some("tantivy"), Some(room)) => room.trim_end_matches(".rs"),
            _ => return,
        };
        let Some(at) = TANTIVY.iter().position(|known| *known == room) else {
            return;
        };
        for (number, line) in source.lines() {
            for above in &TANTIVY[..at] {
                if line.contains(&format!("tantivy::{above}")) {
                    found.push(source.at(number, &format!("`{room}` imports `{above}`")));
                }
            }
        }
    });
}

#[test]
fn what_has_one_place_is_named_there_only() {
    report("names out of their place", |source, found| {
        for kept in KEPT
            .iter()
            .filter(|kept| !kept.within.contains(&source.module.as_str()))
        {
            for (number, line) in source.lines() {
                if let Some(name) = kept.names.iter().find(|name| names(line, name)) {
                    found.push(source.at(number, &format!("`{name}`: {}", kept.why)));
                }
            }
        }
    });
}

#[test]
fn every_module_has_a_floor_and_a_name_that_says_something() {
    report("modules out of order", |source, found| {
        let path = source.path.as_path();
        if !FLOORS
            .iter()
            .any(|floor| floor.contains(&source.module.as_str()))
        {
            found.push(format!(
                "{}: is on no floor of tests/house.rs",
                path.display()
            ));
        }
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("");
        if EMPTY_NAMES.contains(&stem) {
            found.push(format!("{}: the name says nothing", path.display()));
        }
    });
}

#[test]
fn the_rules_themselves_see_what_they_should() {
    assert_eq!(
        imported("use crate::{ingest, render};", 1),
        ["ingest", "render"]
    );
    assert_eq!(imported("use crate::query::{Query, Scope};", 1), ["query"]);
    assert_eq!(imported("    super::super::index::open()", 2), ["index"]);
    assert_eq!(imported("use super::paint;", 2), [""; 0]);
    assert_eq!(imported("use newshound::command::{self};", 1), ["command"]);
    assert!(may_import("command", "engine") && may_import("results", "article"));
    assert!(!may_import("engine", "ingest") && !may_import("query", "render"));
    assert!(names("    let file = std::fs::read(path);", "fs::"));
    assert!(!names("    bufs::read(path)", "fs::"));
}

/// One file of `src/` and the room it belongs to.
struct Source {
    path: PathBuf,
    /// The first part of its path: `render` for `render/json/answer.rs`.
    module: String,
    /// How many `super::` lead out of the crate's rooms: 1 for `render.rs`, 2 for `render/csv.rs`.
    depth: usize,
    text: String,
}

impl Source {
    /// The lines that are neither comments nor tests, with their numbers.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = self
            .text
            .find("#[cfg(test)]\nmod ")
            .unwrap_or(self.text.len());
        let lines = self.text[..tests].lines().enumerate();
        lines
            .map(|(at, line)| (at + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn at(&self, line: usize, what: &str) -> String {
        format!("src/{}:{line}: {what}", self.path.display())
    }
}

/// Checks every file by a rule and fails with everything that it found.
fn report(heading: &str, rule: impl Fn(&Source, &mut Vec<String>)) {
    let mut found = Vec::new();
    for source in sources() {
        rule(&source, &mut found);
    }
    let mut message = format!("{heading} (src/lib.rs has the plan of the house):");
    for line in &found {
        write!(message, "\n  {line}").expect("a string takes everything");
    }
    assert!(found.is_empty(), "{message}");
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    assert!(files.len() > 20, "src/ was not found");
    files.into_iter().map(|file| source(&root, &file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src/ can be read") {
        let path = entry.expect("src/ can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

fn source(root: &Path, file: &Path) -> Source {
    let path = file
        .strip_prefix(root)
        .expect("it was found there")
        .to_owned();
    let first = path
        .iter()
        .next()
        .and_then(|part| part.to_str())
        .expect("UTF-8 names");
    Source {
        module: first.trim_end_matches(".rs").to_owned(),
        depth: path.iter().count(),
        text: fs::read_to_string(file).expect("src/ can be read"),
        path,
    }
}

/// The top-level modules that a line reaches through `crate::`, `newshound::` or enough `super::`.
fn imported(line: &str, depth: usize) -> Vec<String> {
    let roots = [
        "crate::".to_owned(),
        "newshound::".to_owned(),
        "super::".repeat(depth),
    ];
    let mut targets = Vec::new();
    for root in &roots {
        let mut rest = line;
        while let Some(at) = rest.find(root.as_str()) {
            rest = &rest[at + root.len()..];
            let group = rest
                .strip_prefix('{')
                .and_then(|group| group.split('}').next());
            let list = group.unwrap_or(rest);
            let count = if group.is_some() { usize::MAX } else { 1 };
            let names = list
                .split(',')
                .take(count)
                .map(|item| first_name(item.trim_start()));
            targets.extend(names.filter(|name| !name.is_empty() && name != "self"));
        }
    }
    targets
}

fn first_name(text: &str) -> String {
    let in_name = |letter: &char| letter.is_alphanumeric() || *letter == '_';
    text.chars().take_while(in_name).collect()
}

fn may_import(from: &str, target: &str) -> bool {
    let floor = |module: &str| FLOORS.iter().position(|floor| floor.contains(&module));
    let values = VALUES.contains(&from) && VALUES.contains(&target);
    from == target || values || floor(from) < floor(target)
}

/// Whether the line contains a name with no letter before it.
fn names(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        name.starts_with('.')
            || !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    })
}
