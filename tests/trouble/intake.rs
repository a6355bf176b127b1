//! What may be given to `add`, or lie in the corpus, and is no file of articles.

use std::os::unix::ffi::OsStringExt;
use std::process::Command;

use super::{Site, pipe};

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

/// The length of a file whose readings are counted: next to it, all else that is read is nothing.
const LENGTH: u64 = 4 << 20;

/// One article in a file of about this length.
fn long(length: u64, text: &str) -> String {
    let rest = "x".repeat(length as usize);
    format!("{{\"text\": \"{text}\", \"source_page\": \"{rest}\"}}\n")
}

/// How many times a run reads a file of `LENGTH`: the bytes that the system handed it, by that.
fn readings(site: &Site, arguments: &str) -> u64 {
    let program = env!("CARGO_BIN_EXE_newshound");
    // A process that was waited for is counted to the shell.
    let counted = format!("'{program}' -q {arguments} && cat /proc/$$/io");
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", &counted]).current_dir(site.path(""));
    let shell = shell.env("NEWSHOUND_NOW", "2035-01-01T00:00:00Z");
    let ended = super::Ended::of(shell.output().unwrap());
    let bytes = ended
        .out
        .lines()
        .find_map(|line| line.strip_prefix("rchar: "));
    let bytes: u64 = bytes.expect("a count").parse().unwrap();
    (bytes + LENGTH / 2) / LENGTH
}

#[test]
fn adding_reads_a_file_once_and_its_copy_once() {
    let site = Site::new();
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    assert_eq!(site.run(&["index"]).code, Some(0));
    site.write("long.json", long(LENGTH, "The ban of cables."));
    assert_eq!(readings(&site, "add long.json"), 2);
    // Only what is given: the corpus file with its content is as it was indexed.
    assert_eq!(readings(&site, "add long.json"), 1);
    // Said of it anew, it is copied, found to be there, and read for its article.
    assert_eq!(readings(&site, "add long.json --outlet Wire"), 2);
    site.write(
        "corpus/here.json",
        long(LENGTH, "A note laid here by hand."),
    );
    assert_eq!(readings(&site, "add corpus/here.json"), 1);
    assert_eq!(site.run(&["list", "--ids"]).out.lines().count(), 3);
    assert_eq!(site.run(&["check"]).code, Some(0));
}

#[test]
fn a_first_addition_reads_a_file_once_and_its_copy_once() {
    let site = Site::new();
    site.write(
        "corpus/here.json",
        long(LENGTH, "A note laid here by hand."),
    );
    site.write("long.json", long(2 * LENGTH, "The ban of cables."));
    assert_eq!(readings(&site, "add long.json"), 1 + 2 * 2);
    assert_eq!(site.run(&["list", "--ids"]).out.lines().count(), 2);
}

#[test]
fn indexing_reads_what_is_new_or_longer_once() {
    let site = Site::new();
    site.write(
        "corpus/long.json",
        long(LENGTH, "The export of chips was banned."),
    );
    assert_eq!(readings(&site, "index"), 1);
    assert_eq!(readings(&site, "index"), 0);
    site.write(
        "corpus/long.json",
        long(LENGTH, "The export of all chips was banned."),
    );
    assert_eq!(readings(&site, "index"), 1);
    // Of the same length, it may be the same: that is found out first.
    site.bears("corpus/long.json", 10_000);
    assert_eq!(readings(&site, "index"), 1);
    site.write(
        "corpus/long.json",
        long(LENGTH, "The export of big chips was banned."),
    );
    assert_eq!(readings(&site, "index"), 2);
    assert_eq!(site.run(&["search", "--count", "big"]).out, "1\n");
}

#[test]
fn what_gives_no_article_leaves_nothing_and_keeps_no_name() {
    let site = Site::new();
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    assert_eq!(site.run(&["index"]).code, Some(0));
    site.write("new/one/story.json", "{\"title\": \"\"}\n");
    site.write("new/two/story.json", "{\"text\": \"Cables\"}\n");
    let added = site.run(&["add", "-v", "new/one/story.json", "new/two/story.json"]);
    assert_eq!(
        added.err,
        "`new/one/story.json` was rejected: no text.\n\
         `new/two/story.json` is now `story.json`.\n1 article added, 1 input rejected.\n"
    );
    let folder = std::fs::read_dir(site.path("corpus")).unwrap();
    let mut names: Vec<_> = folder.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".newshound", "chips.txt", "story.json"]);
}

/// By its name, one is JSON Lines without a record and the other a text.
#[test]
fn of_two_equal_files_the_one_with_an_article_is_taken_in() {
    let site = Site::new();
    let note = "A note on chips.\n{\"views\": 3}\n";
    site.write("note.jsonl", note);
    site.write("note.txt", note);
    site.write("copy.txt", note);
    let added = site.run(&["add", "-v", "note.jsonl", "note.txt", "copy.txt"]);
    assert_eq!(
        added.err,
        "`note.jsonl` was rejected: line 1: not a JSON object.\n\
         `copy.txt` is already there as `note.txt`; nothing was added.\n\
         1 article added, 1 input rejected.\n"
    );
}

/// A file that comes back under the name of one that displaced others: they are weighed again.
#[test]
fn a_name_that_comes_back_frees_what_it_displaced() {
    let site = Site::new();
    site.tells("corpus/one.json", "chips", 3);
    site.tells("corpus/two.json", "cables", 2);
    assert_eq!(site.run(&["index"]).code, Some(0));
    std::fs::remove_file(site.path("corpus/one.json")).unwrap();
    site.write("one.json", "{\"text\": \"Another story.\"}");
    let added = site.run(&["add", "one.json"]);
    assert_eq!(added.err, "1 article added, 1 replaced.\n");
    assert_eq!([site.found("chips"), site.found("cables")], ["0\n", "1\n"]);
    assert_eq!(site.run(&["check"]).code, Some(0));
}
