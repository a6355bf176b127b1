//! What `open` hands on: the page of an article, or its file and nothing outside of the corpus.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

fn newshound(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_newshound"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NEWSHOUND_OPENER")
        .output()
        .expect("the command runs")
}

fn printed(folder: &Path, article: &str) -> (String, String, Option<i32>) {
    let output = newshound(folder, &["open", article, "--print"]);
    let [out, err] =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    (
        out.trim_end().to_owned(),
        err.trim_end().to_owned(),
        output.status.code(),
    )
}

/// A folder with these files in its corpus, indexed.
fn corpus(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("corpus")).expect("a folder can be made");
    for (name, text) in files {
        let path = folder.path().join("corpus").join(name);
        fs::write(path, text).expect("a file can be written");
    }
    newshound(folder.path(), &["index"]);
    folder
}

#[test]
fn a_page_is_opened_by_its_address_and_what_is_none_by_its_file() {
    let folder = corpus(&[
        (
            "a.md",
            "---\ntitle: A\nurl: https://ex.org/a b\n---\nThe council voted.",
        ),
        (
            "b.md",
            "---\ntitle: B\nurl: javascript:alert(1)\n---\nThe mayor vetoed it.",
        ),
        ("-rf.txt", "The court decided otherwise."),
    ]);
    let real = folder.path().canonicalize().expect("it is there");
    let file = |name: &str| real.join("corpus").join(name).display().to_string();
    for (article, thing) in [
        ("a.md", "https://ex.org/a%20b".to_owned()),
        ("b.md", file("b.md")),
        ("./-rf.txt", file("-rf.txt")),
    ] {
        let found = printed(folder.path(), article);
        assert_eq!(found, (thing, String::new(), Some(0)), "{article}");
    }
}

#[test]
fn of_a_file_that_holds_many_the_member_is_said() {
    let letters = "From a@ex.org Wed Jan  1 00:00:00 2025\nMessage-ID: <one@ex.org>\nFrom: a@ex.org\nSubject: One\n\nThe council voted.\n\n\
                   From b@ex.org Thu Jan  2 00:00:00 2025\nMessage-ID: <two@ex.org>\nFrom: b@ex.org\nSubject: Two\n\nThe mayor vetoed it.\n";
    let folder = corpus(&[("letters.mbox", letters)]);
    let list = newshound(
        folder.path(),
        &["list", "mayor", "--fields", "id,article.member"],
    );
    let list = String::from_utf8(list.stdout).expect("UTF-8");
    let row = list.lines().nth(1).expect("a row");
    let (id, member) = row.split_once('\t').expect("two cells");
    let (thing, said, code) = printed(folder.path(), id);
    assert!(thing.ends_with("/corpus/letters.mbox"), "{thing}");
    assert_eq!(code, Some(0));
    if !member.is_empty() {
        assert_eq!(
            said,
            format!("The article is `{member}` in `letters.mbox`.")
        );
    }
}

#[test]
fn what_left_the_corpus_is_not_opened() {
    let folder = corpus(&[
        ("gone.txt", "The council voted."),
        ("out.txt", "The mayor vetoed it."),
    ]);
    let path = |name: &str| folder.path().join("corpus").join(name);
    fs::remove_file(path("gone.txt")).expect("our own file");
    fs::write(folder.path().join("secret.txt"), "A secret.").expect("a file can be written");
    fs::remove_file(path("out.txt")).expect("our own file");
    std::os::unix::fs::symlink(folder.path().join("secret.txt"), path("out.txt"))
        .expect("a link can be made");
    for name in ["gone.txt", "out.txt"] {
        let (out, said, code) = printed(folder.path(), name);
        assert_eq!((out.as_str(), code), ("", Some(1)), "{said}");
        assert!(
            said.starts_with(&format!("error: `{name}` is no longer in the corpus")),
            "{said}"
        );
    }
}

#[test]
fn the_opener_gets_one_argument_and_no_shell_reads_it() {
    let name = "a; touch owned; $(touch owned) `touch owned` 'b' \"c\".txt";
    let folder = corpus(&[(name, "The council voted.")]);
    let opener = folder.path().join("opener");
    let script = "#!/bin/sh\necho $# > count\nprintf %s \"$1\" > opened\n";
    fs::write(&opener, script).expect("a file can be written");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("our own file");
    let output = newshound(folder.path(), &["open", name, "--with", "./opener"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let written = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    assert_eq!(written("count"), "1\n");
    assert!(written("opened").ends_with(&format!("/corpus/{name}")));
    assert!(!folder.path().join("owned").exists());
}

#[test]
fn of_a_file_of_records_the_number_is_said() {
    let folder = corpus(&[(
        "desk.jsonl",
        "{\"text\": \"The council voted.\"}\n{\"text\": \"The mayor vetoed it.\"}\n",
    )]);
    let list = newshound(folder.path(), &["list", "mayor", "--ids"]);
    let id = String::from_utf8(list.stdout).expect("UTF-8");
    let (thing, said, code) = printed(folder.path(), id.trim());
    assert!(thing.ends_with("/corpus/desk.jsonl"), "{thing}");
    assert_eq!(
        (code, &*said),
        (Some(0), "The article is record 2 in `desk.jsonl`.")
    );
}
