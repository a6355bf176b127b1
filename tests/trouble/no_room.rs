//! A disk without room: what cannot be written to the end says so, and the old state stands.

use std::fmt::Write;
use std::process::Command;

use super::{Ended, Site};

/// Runs the program where no file may grow beyond some twenty kilobytes.
fn cramped(site: &Site, arguments: &str) -> Ended {
    let program = env!("CARGO_BIN_EXE_newshound");
    let limited = format!("trap '' XFSZ; ulimit -f 40; exec '{program}' {arguments}");
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", &limited]).current_dir(site.path(""));
    Ended::of(shell.output().unwrap())
}

#[test]
fn the_old_index_answers_where_there_is_no_room_for_a_new_one() {
    let site = Site::new();
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    assert_eq!(site.run(&["index"]).code, Some(0));
    let mut long = String::new();
    for number in 0..20_000 {
        write!(long, "Chapter {} of the act.\n\n", number * 7919).unwrap();
    }
    site.write("corpus/long.txt", &long);
    site.write("new/other.txt", &long[1..]);
    for arguments in ["index", "index --fresh", "add new/other.txt"] {
        let refused = cramped(&site, arguments);
        assert_eq!(refused.code, Some(74), "{arguments}: {refused:?}");
        assert!(refused.err.starts_with("error: "), "{refused:?}");
        assert_eq!(site.run(&["search", "--count", "chips"]).out, "1\n");
        assert_eq!(site.run(&["check"]).code, Some(1), "{arguments}");
    }
    assert_eq!(site.run(&["index"]).code, Some(0));
    assert_eq!(site.run(&["check"]).code, Some(0));
    assert_eq!(site.run(&["list", "--ids"]).out.lines().count(), 2);
}

#[test]
fn a_first_build_that_fails_leaves_nothing() {
    let site = Site::new();
    let mut long = String::new();
    for number in 0..20_000 {
        write!(long, "Chapter {} of the act.\n\n", number * 7919).unwrap();
    }
    site.write("corpus/long.txt", &long);
    // One of several threads fails first, and the others may be in the midst of a file.
    for _ in 0..20 {
        assert_eq!(cramped(&site, "index").code, Some(74));
        let left = std::fs::read_dir(site.path("index")).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["lock"]);
    }
}
