//! Links of the corpus, and of what is added, that lead out of it.

use std::os::unix::fs::symlink;

use super::Site;

const NOT_FOLLOWED: &str = "leads out of the folder and is not followed; `--follow` follows it";

/// A corpus with a link to a folder outside of it, one to a file outside, and one to a file within.
fn site() -> Site {
    let site = Site::new();
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    site.write(
        "elsewhere/folder/cables.txt",
        "The export of cables was not.\n",
    );
    site.write(
        "elsewhere/lasers.txt",
        "The export of lasers was put off.\n",
    );
    symlink("../elsewhere/folder", site.path("corpus/out")).unwrap();
    symlink("../elsewhere/lasers.txt", site.path("corpus/lasers.txt")).unwrap();
    symlink("chips.txt", site.path("corpus/same.txt")).unwrap();
    site
}

#[test]
fn links_out_of_the_corpus_are_not_followed_and_said() {
    let site = site();
    let indexed = site.run(&["index"]);
    assert_eq!(indexed.code, Some(4));
    let said = format!("  lasers.txt: {NOT_FOLLOWED}\n  out: {NOT_FOLLOWED}\n");
    assert!(indexed.err.starts_with(&said), "{indexed:?}");
    assert_eq!(site.run(&["search", "--count", "export"]).out, "2\n");
    let status = site.run(&["status"]).out;
    assert!(status.contains(NOT_FOLLOWED), "{status}");
    assert!(status.contains("changes   none"), "{status}");
}

#[test]
fn links_out_of_the_corpus_are_followed_where_that_is_asked() {
    let site = site();
    assert_eq!(site.run(&["index", "--follow"]).code, Some(0));
    assert_eq!(site.run(&["search", "--count", "export"]).out, "4\n");
    assert_eq!(site.run(&["check", "--follow"]).code, Some(0));
    let site = self::site();
    let mut command = site.command(&["index"]);
    assert!(
        command
            .env("NEWSHOUND_FOLLOW", "1")
            .status()
            .unwrap()
            .success()
    );
}

/// Its articles stay as they were read last, and nothing of it is looked at.
#[test]
fn a_link_that_is_not_followed_any_more_keeps_its_articles() {
    let site = site();
    assert_eq!(site.run(&["index", "--follow"]).code, Some(0));
    let indexed = site.run(&["index"]);
    assert!(indexed.err.contains(NOT_FOLLOWED), "{indexed:?}");
    assert_eq!(site.run(&["search", "--count", "cables"]).out, "1\n");
    let checked = site.run(&["check"]);
    assert_eq!(checked.code, Some(1));
    assert!(
        checked.out.contains("`out/cables.txt` was not looked at"),
        "{checked:?}"
    );
    assert_eq!(site.run(&["index", "--fresh"]).code, Some(4));
    assert_eq!(site.run(&["search", "--count", "cables"]).out, "0\n");
}

#[test]
fn a_description_and_an_alias_file_are_no_way_out() {
    let site = Site::new();
    site.write("corpus/chips.txt", "The export of chips was banned.\n");
    site.write("outlet.toml", "outlet = \"The Docket\"\n");
    site.write("names.txt", "chips, semiconductors\n");
    symlink("../outlet.toml", site.path("corpus/chips.txt.meta.toml")).unwrap();
    symlink("../names.txt", site.path("corpus/aliases.txt")).unwrap();
    let indexed = site.run(&["index"]);
    assert!(indexed.err.contains(NOT_FOLLOWED), "{indexed:?}");
    assert!(indexed.err.contains("chips.txt.meta.toml"), "{indexed:?}");
    assert_eq!(site.run(&["index", "--follow"]).code, Some(0));
    let found = site.run(&["search", "--count", "semiconductors"]);
    assert!(found.err.contains(NOT_FOLLOWED), "{found:?}");
    let found = site.run(&["search", "--count", "semiconductors", "--follow"]);
    assert_eq!(found.out, "1\n");
}

#[test]
fn a_link_out_of_a_folder_that_is_added_is_rejected() {
    let site = site();
    site.write("new/one.txt", "The export of radars was banned.\n");
    symlink("../elsewhere/lasers.txt", site.path("new/two.txt")).unwrap();
    let added = site.run(&["add", "new"]);
    assert_eq!(added.code, Some(4));
    let said = format!("`new/two.txt` was rejected: {NOT_FOLLOWED}.");
    assert!(added.err.contains(&said), "{added:?}");
    // One that is named is meant.
    let added = site.run(&["add", "new/two.txt"]);
    assert_eq!(added.code, Some(0), "{added:?}");
}

#[test]
fn a_link_out_of_a_folder_that_is_added_is_followed_where_that_is_asked() {
    let site = Site::new();
    site.write(
        "elsewhere/lasers.txt",
        "The export of lasers was put off.\n",
    );
    site.write("new/one.txt", "The export of radars was banned.\n");
    symlink("../elsewhere/lasers.txt", site.path("new/two.txt")).unwrap();
    assert_eq!(site.run(&["add", "--follow", "new"]).code, Some(0));
    assert_eq!(site.run(&["search", "--count", "lasers"]).out, "1\n");
}
