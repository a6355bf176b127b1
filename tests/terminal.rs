//! What the command says on a terminal alone.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use newshound::Library;

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
    assert_eq!(said(folder.path(), &words, true).trim_end(), advice);
    assert_eq!(said(folder.path(), &words, false), "");
    for silent in [
        // The phrase is in all of them, in none, or not what was asked for.
        &["search", "the city"][..],
        &["search", "recognition injuries"],
        &["search", "--any", "facial recognition"],
        &["search", "facial", "recognition"],
        &["search", "\"facial recognition\""],
        &["search", "-q", "facial recognition"],
    ] {
        assert_eq!(said(folder.path(), silent, true), "", "{silent:?}");
    }
}
