//! The manual is run: every `console` block of `tests/book/*.md`, chapter by chapter.
//!
//! A chapter has a fresh folder with `tests/corpora/tiny` in it as `corpus`, or an empty one where
//! it says `<!-- empty corpus -->`; where it says `<!-- with a web -->`, `tests/book/web` lies in the folder as `web` and is
//! all that there is of the web. A line `$ …` is a shell command; what it prints to either stream
//! follows it, then `? CODE` if its exit code is not 0. `[..]` in a line matches anything.
//! A command is not run, and its answer taken as it is written, only where it needs another program (`OTHERS`) that the
//! machine is without. `NEWSHOUND_BLESS=1` writes what comes out into the chapters.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::web::server::Server;

mod web;

const NOW: &str = "2025-08-01T12:00:00Z";
/// 2025-07-31, for every file of the corpus: an old file is not read twice.
const MODIFIED: Duration = Duration::from_secs(1_753_920_000);

#[test]
fn the_manual_is_true() {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/book");
    let chapters = chapters(&book);
    assert!(!chapters.is_empty(), "no chapters in {}", book.display());
    let bless = std::env::var_os("NEWSHOUND_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in chapters {
        let written = fs::read_to_string(&path).expect("a chapter is UTF-8 text");
        let folder = tempfile::tempdir().expect("a temporary folder");
        prepare(folder.path(), written.contains("<!-- empty corpus -->"));
        let web = written.contains("<!-- with a web -->");
        let web = web.then(|| web::served(folder.path()));
        let run = performed(&written, folder.path(), web.as_ref());
        if run == written {
            continue;
        }
        if bless {
            fs::write(&path, run).expect("a chapter can be written");
        } else {
            wrong.push(format!(
                "{}\n{}",
                path.display(),
                difference(&written, &run)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The README's sessions are run as well, in the project's own corpus.
#[test]
fn the_readme_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = fs::read_to_string(root.join("README.md")).expect("a README");
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root.join("corpus"), &folder.path().join("corpus"));
    let run = performed(&written, folder.path(), None);
    if run != written && std::env::var_os("NEWSHOUND_BLESS").is_some() {
        fs::write(root.join("README.md"), run).expect("the README can be written");
    } else {
        assert!(run == written, "README.md\n{}", difference(&written, &run));
    }
}

/// The README's table of the language is the one that the program prints.
#[test]
fn the_readme_teaches_the_whole_language() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.expect("a README");
    let text = readme.replace('\n', " ");
    assert!(
        text.contains(newshound::query::QUOTING),
        "README.md has not `QUOTING`"
    );
    for row in newshound::query::LANGUAGE {
        let example = newshound::render::shell::quoted(row.example);
        let line = format!("| `{}` | {} | `{example}` |", row.written, row.means);
        assert!(readme.contains(&line), "missing in README.md: {line}");
    }
}

fn chapters(book: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(book).expect("tests/book can be read");
    let mut chapters: Vec<PathBuf> = entries
        .map(|entry| entry.expect("tests/book can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    chapters.sort();
    chapters
}

fn prepare(folder: &Path, empty: bool) {
    let corpus = folder.join("corpus");
    if empty {
        fs::create_dir(&corpus).expect("a folder can be made");
    } else {
        let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/tiny");
        copy(&tiny, &corpus);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder can be read") {
        let entry = entry.expect("a folder can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a file can be copied");
            let file = File::options()
                .write(true)
                .open(&target)
                .expect("our own file");
            let modified = SystemTime::UNIX_EPOCH + MODIFIED;
            file.set_modified(modified).expect("our own file");
        }
    }
}

/// The chapter with what its commands print now.
fn performed(chapter: &str, folder: &Path, web: Option<&Server>) -> String {
    let mut out = String::new();
    let mut lines = chapter.lines().peekable();
    let mut console = false;
    while let Some(line) = lines.next() {
        push(&mut out, line);
        console = match line {
            "```console" => true,
            "```" => false,
            _ => console,
        };
        let Some(command) = line.strip_prefix("$ ").filter(|_| console) else {
            continue;
        };
        let mut expected = Vec::new();
        let belongs = |line: &&str| *line != "```" && !line.starts_with("$ ");
        while let Some(line) = lines.next_if(belongs) {
            expected.push(line);
        }
        if let Some(missing) = missing(command) {
            eprintln!("NOT RUN, as there is no {missing} here: {command}");
            expected.iter().for_each(|line| push(&mut out, line));
            continue;
        }
        let printed = printed(command, folder, web);
        let mut found: Vec<&str> = printed.lines().collect();
        // A blank line between two commands belongs to neither.
        if lines.peek().is_some_and(|line| line.starts_with("$ ")) {
            let blank = |lines: &[&str]| lines.last().is_some_and(|line| line.is_empty());
            if blank(&expected) && !blank(&found) {
                found.push("");
            }
        }
        for (at, line) in found.iter().enumerate() {
            let known = expected.get(at).filter(|known| matches(known, line));
            push(&mut out, known.unwrap_or(line));
        }
    }
    out
}

/// Programs that a session pipes into and that a machine may be without.
const OTHERS: &[&str] = &["awk", "curl", "flock", "fzf", "jq", "python3"];

/// The program that a command needs and that is not here.
fn missing(command: &str) -> Option<&'static str> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let needed = OTHERS.iter().filter(|other| words.contains(other));
    let is_there = |program: &&&str| {
        let mut folders = path()
            .split(':')
            .map(Path::new)
            .collect::<Vec<_>>()
            .into_iter();
        folders.any(|folder| folder.join(program).is_file())
    };
    needed.filter(|program| !is_there(program)).copied().next()
}

/// Where other programs are looked for.
fn path() -> &'static str {
    static PATH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    PATH.get_or_init(|| {
        let own = std::env::var("PATH").unwrap_or_default();
        format!("/usr/local/bin:/usr/bin:/bin:{own}")
    })
}

fn push(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn printed(command: &str, folder: &Path, web: Option<&Server>) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_newshound"));
    let programs = program
        .parent()
        .expect("a program lies in a folder")
        .display();
    let proxy = web.map(|web| ("ALL_PROXY", web.address("")));
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{programs}:{}", path()))
        .env("HOME", folder)
        .env("LC_ALL", "C.UTF-8")
        .env("NEWSHOUND_NOW", NOW)
        .envs(proxy)
        .stdin(std::process::Stdio::null())
        .output()
        .expect("a shell");
    let mut text = String::from_utf8(output.stdout).expect("UTF-8 comes out");
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    match output.status.code() {
        Some(0) => text,
        Some(code) => text + &format!("? {code}\n"),
        None => text + "? killed\n",
    }
}

/// Whether a line is as it was written, `[..]` standing for anything.
fn matches(written: &str, line: &str) -> bool {
    let mut rest = line;
    let mut parts = written.split("[..]").peekable();
    let first = parts.next().unwrap_or_default();
    let Some(behind) = rest.strip_prefix(first) else {
        return false;
    };
    rest = behind;
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// The first line that differs.
fn difference(written: &str, run: &str) -> String {
    let lines = written.lines().map(Some).chain([None]);
    let found = run.lines().map(Some).chain([None]);
    let first = lines.zip(found).enumerate().find(|(_, (a, b))| a != b);
    first.map_or_else(
        || "  the end differs".to_owned(),
        |(at, (written, found))| {
            let (written, found) = (written.unwrap_or("(end)"), found.unwrap_or("(end)"));
            format!(
                "  line {}\n  written: {written}\n  found:   {found}",
                at + 1
            )
        },
    )
}

/// Each kind of error has a section in the manual, with a command that leaves with its code.
#[test]
fn every_kind_of_error_is_in_the_manual() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/book/13-errors.md");
    let chapter = fs::read_to_string(path).expect("a chapter");
    for (name, kind) in newshound::error::Kind::NAMES {
        let section = chapter.split_once(&format!("\n## `{name}`\n"));
        let (_, section) = section.unwrap_or_else(|| panic!("there is no section on `{name}`"));
        let section = section.split("\n## ").next().unwrap_or_default();
        let code = format!("\n? {}\n", kind.exit_code());
        assert!(section.contains("\n$ "), "`{name}` has no command");
        assert!(section.contains(&code), "`{name}` does not end with {code}");
        let object = format!("\"code\":\"{name}\"");
        let has_no_object = ["rejected", "cancelled"].contains(name);
        assert!(section.contains(&object) || has_no_object, "{section}");
    }
}
