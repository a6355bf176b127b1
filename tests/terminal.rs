//! The command on a terminal: what it says there alone, its pager, and terminals of every width.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use newshound::Library;
use newshound::render::wrap;
use nix::pty::Winsize;

/// A corpus of three articles, indexed.
fn corpus() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    std::fs::create_dir(&corpus).expect("a folder can be made");
    for (name, text) in [
        ("a.txt", "Facial recognition is banned in the city."),
        (
            "b.txt",
            "Recognition of facial injuries is a matter of training.",
        ),
        ("c.txt", "The city has a budget."),
    ] {
        std::fs::write(corpus.join(name), text).expect("a file can be written");
    }
    Library::open(&corpus)
        .update()
        .expect("a corpus can be indexed");
    folder
}

/// The standard error of a command: on a terminal, or in a pipe.
fn said(folder: &Path, arguments: &[&str], on_terminal: bool) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newshound"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("TERM", "dumb");
    if !on_terminal {
        let output = command.output().expect("the command runs");
        return String::from_utf8(output.stderr).expect("UTF-8");
    }
    let pty = nix::pty::openpty(None, None).expect("a pseudo-terminal");
    command.stdout(Stdio::null()).stderr(pty.slave);
    command.status().expect("the command runs");
    // The command holds the other end as long as it is there.
    drop(command);
    let (mut bytes, mut master) = (Vec::new(), File::from(pty.master));
    // Where nothing writes to a terminal any more, reading it fails.
    let _ = master.read_to_end(&mut bytes);
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn how_to_ask_for_a_phrase_is_said_on_a_terminal_alone() {
    let folder = corpus();
    let advice =
        "note: the words are a phrase in 1 of these 2 articles; write '\"facial recognition\"'";
    let words = ["search", "facial recognition"];
    // How many there are is said wherever it is.
    let said = |words: &[&str], on_terminal| {
        let said = said(folder.path(), words, on_terminal);
        let lines = said.lines().filter(|line| !line.contains(" passage"));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(said(&words, true), advice);
    assert_eq!(said(&words, false), "");
    for silent in [
        // The phrase is in all of them, in none, or not what was asked for.
        &["search", "the city"][..],
        &["search", "recognition injuries"],
        &["search", "--any", "facial recognition"],
        &["search", "facial", "recognition"],
        &["search", "\"facial recognition\""],
        &["search", "-q", "facial recognition"],
    ] {
        assert_eq!(said(silent, true), "", "{silent:?}");
    }
}

/// What a terminal of so many columns and lines gets of a command, and the command's code. `set` is its
/// environment besides the usual.
fn seen(
    folder: &Path,
    arguments: &[&str],
    (columns, lines): (u16, u16),
    set: &[(&str, &str)],
) -> (String, Option<i32>) {
    let size = Winsize {
        ws_row: lines,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let pty = nix::pty::openpty(Some(&size), None).expect("a pseudo-terminal");
    let slave = pty.slave.try_clone().expect("a terminal can be shared");
    let mut command = Command::new(env!("CARGO_BIN_EXE_newshound"));
    command.args(arguments).current_dir(folder);
    for name in ["NEWSHOUND_PAGER", "PAGER", "LESS", "LV", "NO_COLOR"] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm").envs(set.iter().copied());
    command.stdin(Stdio::null()).stdout(pty.slave).stderr(slave);
    let mut child = command.spawn().expect("the command runs");
    drop(command);
    let mut master = File::from(pty.master);
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = master.read_to_end(&mut bytes);
        bytes
    });
    let code = child.wait().expect("the command ends").code();
    let bytes = reader.join().expect("a terminal can be read");
    let text = String::from_utf8(bytes).expect("UTF-8");
    (text.replace("\r\n", "\n"), code)
}

/// The text without colours and links.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\x1b') {
        out.push_str(before);
        let end = if after.starts_with('[') {
            "m"
        } else {
            "\x1b\\"
        };
        rest = after.split_once(end).expect("a sequence ends").1;
    }
    out + rest
}

fn written(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_default()
}

#[test]
fn what_does_not_fit_goes_through_the_pager_with_its_counts() {
    let folder = corpus();
    let folder = folder.path();
    let words = ["search", "--any", "city OR facial"];
    let pager = ("NEWSHOUND_PAGER", "cat > paged; echo $LESS $LV > set");
    let (on_terminal, code) = seen(folder, &words, (80, 8), &[pager, ("PAGER", "false")]);
    assert_eq!((on_terminal.as_str(), code), ("", Some(0)));
    let paged = written(folder, "paged");
    assert!(paged.contains("\x1b[1m\x1b[31mcity\x1b[0m"), "{paged}");
    let lines = plain(&paged);
    let last = lines.lines().last();
    assert_eq!(last, Some("3 passages in 3 articles"));
    assert_eq!(written(folder, "set"), "FRX -c\n");

    // On a screen that is high enough it is the same, without a pager.
    let (whole, code) = seen(folder, &words, (80, 60), &[pager]);
    assert_eq!((plain(&whole), code), (lines.clone(), Some(0)));
    // `PAGER` is second, and what is set of `LESS` stays.
    let second = [("PAGER", "cat > other; echo $LESS > set"), ("LESS", "R")];
    let (on_terminal, _) = seen(folder, &words, (80, 8), &second);
    assert_eq!(
        (on_terminal.as_str(), plain(&written(folder, "other"))),
        ("", lines)
    );
    assert_eq!(written(folder, "set"), "R\n");
    // What is for programs has no pager.
    let (json, _) = seen(folder, &["search", "city", "--json"], (80, 8), &[pager]);
    assert!(json.starts_with('{'));
}

#[test]
fn without_a_pager_or_with_one_that_cannot_be_run_all_is_printed() {
    let folder = corpus();
    let folder = folder.path();
    let words = ["list", "-n", "3"];
    let (whole, _) = seen(folder, &words, (80, 60), &[]);
    assert_eq!(whole.lines().count(), 4);
    for none in [
        ("NEWSHOUND_PAGER", ""),
        ("NEWSHOUND_PAGER", " cat "),
        ("NEWSHOUND_PAGER", "no-such-pager-anywhere 2>/dev/null"),
        ("NEWSHOUND_PAGER", "./corpus 2>/dev/null"),
        ("TERM", "dumb"),
    ] {
        let set = [("PAGER", "false"), none];
        let (printed, code) = seen(folder, &words, (80, 2), &set);
        assert_eq!(
            (plain(&printed), code),
            (plain(&whole), Some(0)),
            "{none:?}"
        );
    }
    let words = ["list", "-n", "3", "--no-pager"];
    let (printed, _) = seen(folder, &words, (80, 2), &[("NEWSHOUND_PAGER", "false")]);
    assert_eq!(printed, whole);
}

#[test]
fn a_pager_that_is_left_early_ends_quietly() {
    let folder = corpus();
    let folder = folder.path();
    let long = "The city has a word. ".repeat(20_000);
    fs::write(folder.join("corpus/long.txt"), long).expect("a file can be written");
    Library::open(folder.join("corpus"))
        .update()
        .expect("it can be indexed");
    for leaving in [
        "true",
        "false",
        "head -n 1",
        "head -c 7",
        "exit 3",
        "kill -9 $$",
    ] {
        let set = [("NEWSHOUND_PAGER", leaving)];
        let (printed, code) = seen(folder, &["show", "long.txt"], (80, 24), &set);
        assert_eq!(code, Some(0), "{leaving}");
        assert!(printed.lines().count() <= 1, "{leaving}: {printed}");
    }
}

#[test]
fn less_opens_an_article_at_the_passage_or_the_mark() {
    let folder = corpus();
    let folder = folder.path();
    let paragraph = |word: &str| {
        format!(
            "{}{word}.\n\n",
            "The city has a budget of many words. ".repeat(40)
        )
    };
    let text = paragraph("one") + &paragraph("two") + &paragraph("three");
    fs::write(folder.join("corpus/long.txt"), text).expect("a file can be written");
    let library = Library::open(folder.join("corpus"));
    library.update().expect("it can be indexed");
    let id = library.show("long.txt").expect("the article").id;
    let less = folder.join("less");
    fs::write(&less, "#!/bin/sh\necho \"$@\" > at\ncat > paged\n").expect("a file can be written");
    fs::set_permissions(&less, fs::Permissions::from_mode(0o755)).expect("our own file");
    let set = [("NEWSHOUND_PAGER", "./less -x")];
    let line_at = || {
        let at = written(folder, "at");
        let at = at
            .trim()
            .strip_prefix("-x +")
            .and_then(|at| at.strip_suffix('g'));
        let at: usize = at.expect("a line").parse().expect("a number");
        let paged = plain(&written(folder, "paged"));
        paged
            .lines()
            .skip(at - 1)
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    seen(folder, &["show", &format!("{id}:2")], (80, 24), &set);
    assert!(
        line_at()[0].starts_with(&format!("{}:2  ", &id.to_string()[..7])),
        "{:?}",
        line_at()
    );
    // All of the article is there, before and after it.
    assert!(plain(&written(folder, "paged")).contains(&format!("{}:3  ", &id.to_string()[..7])));
    seen(
        folder,
        &["show", "long.txt", "--query", "three"],
        (80, 24),
        &set,
    );
    assert!(
        line_at()[..4].iter().any(|line| line.contains("three")),
        "{:?}",
        line_at()
    );
    // Another pager begins at the top: the passage alone is shown to it.
    let other = [("NEWSHOUND_PAGER", "cat > paged")];
    seen(folder, &["show", &format!("{id}:2")], (80, 8), &other);
    assert!(!written(folder, "paged").contains(":3  "));
}

/// Articles in wide letters, from right to left, without blanks, and with what would command a terminal.
fn hostile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder can be made");
    let article = |title: &str, outlet: &str, text: &str| serde_json::json!({ "title": title, "source": outlet, "text": text, "date": "2025-01-22" });
    let articles = [
        article(
            "人工智能法案生效了 chip",
            "人民日报",
            &format!("{}chip{}", "人工智能法案".repeat(60), "生效了。".repeat(60)),
        ),
        article(
            "ועדה דנה בשבבים chip",
            "עיתון",
            &"הוועדה דנה באיסור על chip ובייצוא שלהם. ".repeat(20),
        ),
        article(
            "a\u{1b}]0;owned\u{7}\u{202e}chip",
            "out\u{9b}2Jlet",
            &format!("{} chip {}", "x".repeat(3000), "\u{1b}[2J".repeat(9)),
        ),
        article(
            "👩\u{200d}💻 chip 👩\u{200d}💻",
            "🗞️",
            &"👩\u{200d}💻 chip e\u{301}\u{301}. ".repeat(80),
        ),
    ];
    let lines: Vec<String> = articles.iter().map(ToString::to_string).collect();
    fs::write(corpus.join("a.jsonl"), lines.join("\n")).expect("a file can be written");
    Library::open(&corpus)
        .update()
        .expect("a corpus can be indexed");
    folder
}

#[test]
fn nothing_is_wider_than_the_terminal() {
    let folder = hostile();
    let folder = folder.path();
    let ids = Library::open(folder.join("corpus"));
    let id = ids
        .show("a.jsonl")
        .err()
        .map_or_else(String::new, |error| error.message);
    assert!(id.contains("could be several"), "{id}");
    for columns in [1, 20, 60, 80, 10_000] {
        for arguments in [
            &["search", "chip"][..],
            &["search", "chip", "--full"],
            &["search", "chip", "--explain", "--mark", "[[,]]"],
            &["search", "chip", "-1"],
            &["list", "chip"],
            &["list", "-1"],
        ] {
            let (text, code) = seen(folder, arguments, (columns, 20), &[("NEWSHOUND_PAGER", "")]);
            assert_eq!(code, Some(0), "{arguments:?} at {columns}: {text}");
            let text = plain(&text);
            let hidden = |letter: char| letter.is_control() && letter != '\n';
            assert!(
                !text.contains(hidden),
                "{arguments:?} at {columns}: {text:?}"
            );
            // An address is not broken.
            let widest = text.lines().map(wrap::columns).max().unwrap_or(0);
            assert!(
                columns < 20 || widest <= columns.into(),
                "{arguments:?} at {columns}: {text}"
            );
        }
    }
}

#[test]
fn rows_fit_whatever_the_width_and_show_a_mark_where_there_is_room() {
    let folder = hostile();
    for columns in [1, 5, 11, 20, 33, 47, 48, 80, 99, 100, 10_000] {
        let arguments = ["search", "chip", "-1", "--color", "never"];
        let set = [("NEWSHOUND_PAGER", "")];
        let (text, _) = seen(folder.path(), &arguments, (columns, 60), &set);
        let rows = text
            .lines()
            .filter(|row| !row.contains(" passages in ") && columns > 33);
        for row in rows {
            assert!(row.contains("«chip»"), "{columns}: {row}");
        }
        let counts = text.lines().position(|line| line.contains("passage"));
        let rows = text.lines().take(counts.unwrap_or(usize::MAX));
        assert!(
            rows.clone()
                .all(|row| columns < 20 || wrap::columns(row) <= columns.into())
        );
    }
}

#[test]
fn a_pipe_may_be_closed_at_any_byte() {
    let folder = hostile();
    let long = "The chip has a word. ".repeat(20_000);
    fs::write(folder.path().join("corpus/long.txt"), long).expect("a file can be written");
    Library::open(folder.path().join("corpus"))
        .update()
        .expect("it can be indexed");
    for arguments in [
        &["search", "chip", "--per-article", "all", "-n", "500"][..],
        &["search", "chip", "-1", "--per-article", "all", "-n", "500"],
        &["show", "long.txt"],
        &["show", "long.txt", "--query", "chip"],
        &["list", "-1"],
    ] {
        for bytes in [0, 1, 7, 100, 70_000] {
            let mut child = Command::new(env!("CARGO_BIN_EXE_newshound"))
                .args(arguments)
                .current_dir(folder.path())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the command runs");
            let mut pipe = child.stdout.take().expect("a pipe");
            let mut read = vec![0; bytes];
            let _ = pipe.read_exact(&mut read);
            drop(pipe);
            let output = child.wait_with_output().expect("the command ends");
            let said = String::from_utf8(output.stderr).expect("UTF-8");
            assert_eq!(
                output.status.code(),
                Some(0),
                "{arguments:?}, {bytes}: {said}"
            );
            assert!(!said.contains("error"), "{arguments:?}, {bytes}: {said}");
        }
    }
}

#[test]
fn a_headline_is_a_link_to_its_page_or_else_its_file() {
    let folder = corpus();
    let name = "corpus/my news/100% ü.md";
    fs::create_dir(folder.path().join("corpus/my news")).expect("a folder can be made");
    let mut file = File::create(folder.path().join(name)).expect("a file can be made");
    file.write_all(b"---\ntitle: Zebra\n---\nA zebra has stripes.")
        .expect("our own file");
    fs::write(
        folder.path().join("corpus/b.md"),
        "---\ntitle: Quagga\nurl: https://ex.org/quagga\n---\nA quagga had some.",
    )
    .expect("a file can be written");
    Library::open(folder.path().join("corpus"))
        .update()
        .expect("it can be indexed");
    let set = [("NEWSHOUND_PAGER", "")];
    let link = |word| seen(folder.path(), &["search", word], (80, 24), &set).0;
    let real = folder.path().display();
    let expected = format!("\x1b]8;id=1;file://{real}/corpus/my%20news/100%25%20%C3%BC.md\x1b\\");
    assert!(link("zebra").contains(&expected), "{:?}", link("zebra"));
    assert!(link("quagga").contains("\x1b]8;id=1;https://ex.org/quagga\x1b\\"));
}

#[test]
fn names_on_standard_input_may_be_anything() {
    let folder = corpus();
    let mut names = b"a.txt\n\n  b.txt  a row of a list\n\x00\x1b[2J\n\xff\xfe\n".to_vec();
    names.extend(vec![b'x'; 3 << 20]);
    names.extend(b"\nc.txt\na.txt\n../../etc/passwd\nc.txt");
    for (verb, lines) in [
        (&["list", "-", "--ids"][..], 3),
        (&["show", "-", "--text"], 1),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_newshound"))
            .args(verb)
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let mut input = child.stdin.take().expect("a pipe");
        let written = names.clone();
        let writer = std::thread::spawn(move || input.write_all(&written));
        let output = child.wait_with_output().expect("the command ends");
        writer.join().expect("a writer").expect("all is read");
        assert_eq!(output.status.code(), Some(4), "{verb:?}");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(said.matches("error:").count(), 4, "{said}");
        assert!(!said.contains('\x1b') && said.len() < 2000, "{said}");
        let out = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(out.lines().count(), lines, "{out}");
    }
}
