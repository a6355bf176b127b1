//! What may be given to `add`, or lie in the corpus, and is no file of articles.

use std::os::unix::ffi::OsStringExt;
use std::process::Command;

use super::Site;

fn pipe(site: &Site, name: &str) {
    let made = Command::new("mkfifo")
        .arg(site.path(name))
        .status()
        .unwrap();
    assert!(made.success());
}

#[test]
fn a_pipe_in_the_corpus_keeps_nobody_waiting() {
    let site = Site::new();
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    pipe(&site, "corpus/pipe.txt");
    let indexed = site.run(&["index"]);
    assert_eq!(indexed.code, Some(4));
    assert_eq!(
        indexed.err,
        "  pipe.txt: is neither a file nor a folder\n1 article added, 1 input skipped.\n"
    );
    let added = site.run(&["add", "corpus/pipe.txt"]);
    assert_eq!(added.code, Some(4));
    assert_eq!(
        added.err,
        "`corpus/pipe.txt` was rejected: is neither a file nor a folder.\n1 input rejected.\n"
    );
}

#[test]
fn names_may_be_as_long_as_the_disk_allows_and_no_longer() {
    let site = Site::new();
    let name = format!("{}.txt", "n".repeat(251));
    site.write(&format!("corpus/{name}"), "A file with a long name.\n");
    assert_eq!(site.run(&["index"]).code, Some(0));
    site.write(&format!("new/{name}"), "Another file with a long name.\n");
    let added = site.run(&["add", &format!("new/{name}")]);
    assert_eq!(added.code, Some(4));
    assert!(added.err.contains("its name is too long"), "{added:?}");
    assert_eq!(site.run(&["search", "--count", "long"]).out, "1\n");
}

#[test]
fn a_name_that_is_not_utf8_is_rejected_and_the_rest_is_taken_in() {
    let site = Site::new();
    site.write("new/chips.txt", "The export of chips was banned.\n");
    let name = std::ffi::OsString::from_vec(b"bad\xff.txt".to_vec());
    std::fs::write(site.path("new").join(&name), "A bad name.\n").unwrap();
    let added = site.run(&["add", "new"]);
    assert_eq!(added.code, Some(4));
    assert_eq!(
        added.err,
        "`new/bad\u{fffd}.txt` was rejected: its name is not UTF-8.\n\
         1 article added, 1 input rejected.\n"
    );
}

#[test]
fn two_equal_files_in_one_command_are_one() {
    let site = Site::new();
    site.write("new/a.txt", "The export of chips was banned.\n");
    site.write("new/b.txt", "The export of chips was banned.\n");
    let added = site.run(&["add", "new"]);
    assert_eq!(
        added.err,
        "`new/b.txt` is already there as `new/a.txt`; nothing was added.\n1 article added.\n"
    );
}

#[test]
fn a_link_that_leads_nowhere_takes_its_name() {
    let site = Site::new();
    site.write("chips.txt", "The export of chips was banned.\n");
    std::os::unix::fs::symlink("nowhere", site.path("corpus/chips.txt")).unwrap();
    let added = site.run(&["add", "-v", "chips.txt", "--outlet", "The Docket"]);
    assert!(
        added.err.starts_with("`chips.txt` is now `chips-2.txt`.\n"),
        "{added:?}"
    );
    assert!(site.path("corpus/chips-2.txt.meta.toml").exists());
    assert!(!site.path("corpus/chips.txt.meta.toml").exists());
}

#[test]
fn a_folder_may_have_the_name_of_a_file() {
    let site = Site::new();
    site.write("corpus/notes", "A file without an ending.\n");
    site.write("notes/one.txt", "The export of chips was banned.\n");
    site.write("last.txt", "The export of cables was not.\n");
    let added = site.run(&["add", "-v", "notes", "last.txt"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    assert!(
        added
            .err
            .starts_with("`notes/one.txt` is now `notes-2/one.txt`.\n"),
        "{added:?}"
    );
    assert_eq!(site.run(&["search", "--count", "export"]).out, "2\n");
    let again = site.run(&["add", "notes"]);
    assert!(
        again.err.contains("already there as `notes-2/one.txt`"),
        "{again:?}"
    );
}
