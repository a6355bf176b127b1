//! An index that may be read and not written: of another person, or on a disk that is read only.

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::{Ended, Site, files};

/// Somebody who owns nothing.
const NOBODY: u32 = 65534;

/// Runs the program as somebody who may not write to the site, whoever runs the tests.
fn as_reader(site: &Site, arguments: &[&str]) -> Ended {
    let mut command = Command::new(site.path("newshound"));
    command.args(arguments).current_dir(site.path(""));
    if std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        command.uid(NOBODY).gid(NOBODY);
    }
    Ended::of(command.output().unwrap())
}

/// Copies the program to the site: where it lies, not everybody may look. A copy made by this process would
/// be busy while another test starts a process, which has its files open for a moment.
fn copy_program(site: &Site) {
    let program = env!("CARGO_BIN_EXE_newshound");
    let mut copy = Command::new("cp");
    let copied = copy.arg(program).arg(site.path("newshound")).status();
    assert!(copied.unwrap().success());
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn an_index_that_cannot_be_written_to_answers() {
    let site = Site::new();
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    copy_program(&site);
    let mut shell = Command::new("sh");
    let line = "umask 022; ./newshound index; ./newshound beat add chips chip";
    let built = shell.args(["-c", line]);
    let built = built.current_dir(site.path("")).status().unwrap();
    assert!(built.success());
    for file in files(&site.path("index")) {
        let mode_of_file = std::fs::metadata(&file).unwrap().mode();
        assert_eq!(mode_of_file & 0o444, 0o444, "{}", file.display());
    }
    let folders = ["", "corpus", "index"].map(|name| site.path(name));
    folders.iter().for_each(|folder| mode(folder, 0o555));
    let verbs: &[&[&str]] = &[
        &["search", "chips"],
        &["status"],
        &["list"],
        &["show", "chips.txt"],
        &["check"],
        &["search", "beat:chips"],
        &["beat", "list"],
        &["beat", "new", "--all", "--peek"],
    ];
    for verb in verbs {
        assert_eq!(as_reader(&site, verb).code, Some(0), "{verb:?}");
    }
    let refused = as_reader(&site, &["index"]);
    assert_eq!(refused.code, Some(74), "{refused:?}");
    assert!(refused.err.contains("permission denied"), "{refused:?}");
    // Nothing is shown where it could not be said that it was.
    let refused = as_reader(&site, &["beat", "new", "--all"]);
    assert_eq!((refused.code, &*refused.out), (Some(74), ""), "{refused:?}");
    assert!(refused.err.contains("permission denied"), "{refused:?}");
    folders.iter().for_each(|folder| mode(folder, 0o755));
}

/// The program as somebody who may write to the site.
fn shared() -> Site {
    let site = Site::new();
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    copy_program(&site);
    ["", "corpus"]
        .iter()
        .for_each(|name| mode(&site.path(name), 0o777));
    site
}

#[test]
fn what_could_not_be_read_is_read_as_soon_as_it_can_be() {
    let site = shared();
    site.write("corpus/cables.txt", "Subsea cables carry orders.\n");
    site.write("corpus/cables.txt.meta.toml", "title = \"Cables\"\n");
    // A file's own time does not change with its rights.
    let hidden = ["corpus/chips.txt", "corpus/cables.txt.meta.toml"];
    hidden.iter().for_each(|name| mode(&site.path(name), 0));
    let refused = as_reader(&site, &["index"]);
    assert_eq!(refused.code, Some(4), "{refused:?}");
    let checked = as_reader(&site, &["check"]);
    assert!(
        checked
            .err
            .contains("2 inputs skipped: see `newshound status`."),
        "{checked:?}"
    );
    let refused = as_reader(&site, &["index"]);
    assert_eq!(refused.code, Some(4), "{refused:?}");
    hidden.iter().for_each(|name| mode(&site.path(name), 0o644));
    let read = as_reader(&site, &["index"]);
    assert_eq!(
        (read.code, read.err.as_str()),
        (Some(0), "2 articles added.\n")
    );
    assert!(
        as_reader(&site, &["show", "cables.txt"])
            .out
            .contains("title     Cables")
    );
}

#[test]
fn a_corpus_without_the_right_to_write_is_indexed_elsewhere() {
    let site = shared();
    mode(&site.path("corpus"), 0o555);
    let indexed = as_reader(&site, &["index"]);
    assert_eq!(indexed.code, Some(0), "{indexed:?}");
    assert!(
        indexed.err.starts_with("`corpus` cannot be written to: "),
        "{indexed:?}"
    );
    assert_eq!(as_reader(&site, &["search", "--count", "chips"]).err, "");
    mode(&site.path("corpus"), 0o777);
}
