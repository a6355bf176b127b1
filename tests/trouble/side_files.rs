//! Files beside the articles that keep their reader waiting, never end, or are enormous.

use std::os::unix::fs::symlink;

use super::{Ended, Site, pipe};

const NO_FILE: &str = "is neither a file nor a folder";

fn site() -> Site {
    let site = Site::new();
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    site
}

/// A run that may not take for ever.
fn limited(site: &Site, arguments: &[&str]) -> Ended {
    let program = site.command(&[]);
    let mut command = std::process::Command::new("timeout");
    command.arg("20").arg(program.get_program());
    command.args(arguments).current_dir(site.path(""));
    command.env("NEWSHOUND_NOW", "2035-01-01T00:00:00Z");
    // What leads to a device leads out of the corpus.
    command.env("NEWSHOUND_FOLLOW", "1");
    Ended::of(command.stdin(std::process::Stdio::null()).output().unwrap())
}

#[test]
fn a_description_that_is_no_file_leaves_its_article_out() {
    let made: [fn(&Site, &str); 2] = [pipe, |site, name| {
        symlink("/dev/zero", site.path(name)).unwrap();
    }];
    for make in made {
        let site = site();
        make(&site, "corpus/chips.txt.meta.toml");
        let indexed = limited(&site, &["index"]);
        assert_eq!(indexed.code, Some(4), "{indexed:?}");
        let said = format!("chips.txt: `chips.txt.meta.toml`: {NO_FILE}");
        assert!(indexed.err.contains(&said), "{indexed:?}");
        assert!(limited(&site, &["status"]).out.contains(&said));
        assert_eq!(limited(&site, &["check"]).code, Some(0));
        let added = limited(
            &site,
            &["add", "corpus/chips.txt", "--outlet", "The Docket"],
        );
        assert_eq!(added.code, Some(4), "{added:?}");
    }
}

/// Its article stays as it was described.
#[test]
fn a_description_that_becomes_a_pipe_changes_nothing() {
    let site = site();
    assert_eq!(site.run(&["index"]).code, Some(0));
    pipe(&site, "corpus/chips.txt.meta.toml");
    let indexed = limited(&site, &["index"]);
    assert_eq!(indexed.code, Some(4), "{indexed:?}");
    assert_eq!(limited(&site, &["search", "--count", "chips"]).out, "1\n");
    assert_eq!(limited(&site, &["status"]).code, Some(0));
}

#[test]
fn an_enormous_description_is_refused() {
    let site = site();
    let long = format!("outlet = \"{}\"\n", "x".repeat(1 << 20));
    site.write("corpus/chips.txt.meta.toml", long);
    let indexed = site.run(&["index"]);
    let said = "`chips.txt.meta.toml`: is larger than 1 MiB";
    assert!(indexed.err.contains(said), "{indexed:?}");
}

#[test]
fn an_alias_file_that_is_no_file_is_noted_and_not_read() {
    for make in [pipe, |site: &Site, name: &str| {
        symlink("/dev/zero", site.path(name)).unwrap();
    }] {
        let site = site();
        make(&site, "corpus/aliases.txt");
        assert_eq!(limited(&site, &["index"]).code, Some(0));
        let found = limited(&site, &["search", "--count", "chips"]);
        assert_eq!(found.out, "1\n");
        assert!(found.err.contains(NO_FILE), "{found:?}");
    }
}

#[test]
fn a_long_alias_file_is_refused_and_not_cut() {
    let site = site();
    site.write("corpus/aliases.txt", "# about chips\n".repeat(400_000));
    let found = site.run(&["search", "--count", "chips"]);
    assert!(found.err.contains("is larger than 4 MiB"), "{found:?}");
}

#[test]
fn a_list_of_rejections_that_is_no_file_is_empty() {
    let site = site();
    assert_eq!(site.run(&["index"]).code, Some(0));
    pipe(&site, "corpus/.newshound/rejected.jsonl");
    assert_eq!(limited(&site, &["status"]).code, Some(0));
    site.write("blank.txt", "");
    assert_eq!(limited(&site, &["add", "blank.txt"]).code, Some(4));
    assert!(limited(&site, &["status"]).out.contains("blank.txt"));
}

#[test]
fn a_catalogue_that_is_no_file_keeps_no_one_waiting() {
    let site = site();
    std::fs::create_dir_all(site.path("corpus/.newshound/catalogue")).unwrap();
    pipe(&site, "corpus/.newshound/catalogue/2035-01-01.txt");
    let indexed = limited(&site, &["index"]);
    assert_ne!(indexed.code, Some(124), "{indexed:?}");
}

#[test]
fn many_faulty_alias_lines_are_one_note_and_check_lists_them() {
    let site = site();
    site.write("corpus/aliases.txt", "chips\n".repeat(5_000));
    assert_eq!(site.run(&["index"]).code, Some(0));
    let found = site.run(&["search", "--count", "chips"]);
    assert_eq!(found.out, "1\n");
    let said = "note: line 1 of `corpus/aliases.txt` `chips` stands alone, and 4999 other lines are none; \
         `newshound check` lists them\n";
    assert_eq!(found.err, said);
    let checked = site.run(&["check"]);
    assert_eq!(checked.code, Some(0));
    assert_eq!(checked.out.lines().count(), 5_000);
}

#[test]
fn the_state_of_a_corpus_that_is_gone_or_no_folder_is_an_error() {
    let site = site();
    assert_eq!(site.run(&["index"]).code, Some(0));
    std::fs::rename(site.path("corpus"), site.path("moved")).unwrap();
    // Without a corpus that is named, one is looked for.
    let place = ["--corpus", "corpus", "--index", "index"];
    let status = || site.run(&[&["status"], &place[..]].concat());
    assert_eq!(status().code, Some(2));
    assert!(status().err.contains("there is no corpus at `corpus`"));
    site.write("corpus", "A file.");
    assert_eq!(status().code, Some(2));
    let status = site.run(&["status"]);
    assert_ne!(status.code, Some(0), "{status:?}");
}
