//! Several corpora beside one another, and one that is reached in several ways.

use super::{Ended, Site};

const OTHER: &str = "hint: name a folder of its own with `--index DIR`\n";

fn two() -> Site {
    let site = Site::new();
    site.write("a/chips.txt", "The export of chips was banned.\n");
    site.write("b/cables.txt", "Subsea cables carry chips orders.\n");
    assert_eq!(
        site.run(&["--index", "index", "--corpus", "a", "index"])
            .code,
        Some(0)
    );
    site
}

#[test]
fn an_index_answers_for_its_own_corpus_only() {
    let site = two();
    for verb in [
        &["search", "chips"][..],
        &["index"],
        &["index", "--fresh"],
        &["add", "a/chips.txt"],
        &["show", "cables.txt"],
        &["list"],
        &["remove", "cables.txt", "--yes"],
        &["status"],
        &["check"],
    ] {
        let ended = site.run(&[&["--index", "index", "--corpus", "b"], verb].concat());
        assert_eq!(ended.code, Some(2), "{verb:?} {ended:?}");
        assert!(
            ended
                .err
                .starts_with("error: the index at `index` is of the corpus `")
        );
        assert!(ended.err.contains("/a`, not of `b`"), "{ended:?}");
        assert!(ended.err.ends_with(OTHER), "{ended:?}");
    }
    let new = site.run(&["--index", "index", "--corpus", "c", "add", "a/chips.txt"]);
    assert_eq!((new.code, site.path("c").exists()), (Some(2), false));
    let own = [
        "--corpus", "b", "--index", "b-index", "search", "--count", "chips",
    ];
    assert_eq!(site.run(&own).out, "1\n");
    assert_eq!(
        site.run(&["--index", "index", "--corpus", "a", "list", "--ids"])
            .out
            .lines()
            .count(),
        1
    );
}

#[test]
fn corpus_and_index_may_be_moved_together_and_reached_through_links() {
    let site = two();
    std::os::unix::fs::symlink("a", site.path("link")).unwrap();
    let reached = [
        "--index", "index", "--corpus", "link", "search", "--count", "chips",
    ];
    assert_eq!(site.run(&reached).out, "1\n");
    std::fs::create_dir(site.path("moved")).unwrap();
    for name in ["a", "index"] {
        std::fs::rename(site.path(name), site.path("moved").join(name)).unwrap();
    }
    let moved = ["--index", "moved/index", "--corpus", "moved/a", "index"];
    assert_eq!(site.run(&moved).err, "1 article unchanged.\n");
}

/// It is hidden there: an index that is read would be a corpus of its own bytes.
#[test]
fn the_index_is_in_a_corpus_that_is_named_by_its_place() {
    for (within, corpus) in [
        ("news", "."),
        ("news", "./"),
        ("news/old", ".."),
        (".", "news/old/.."),
        ("news/old", "../."),
    ] {
        let site = Site::new();
        site.write("news/chips.txt", "The export of chips was banned.\n");
        site.write("news/old/cables.txt", "Subsea cables carry orders.\n");
        let run = |arguments: &[&str]| {
            let mut command = site.command(&[&["--corpus", corpus], arguments].concat());
            Ended::of(command.current_dir(site.path(within)).output().unwrap())
        };
        assert_eq!(run(&["index"]).err, "2 articles added.\n", "{corpus}");
        assert_eq!(run(&["index"]).err, "2 articles unchanged.\n", "{corpus}");
        let index = site.path("news/.newshound/index/layout.json");
        assert!(index.exists(), "{corpus}");
        assert!(!site.path("index").exists(), "{corpus}");
        let named = site.run(&["--corpus", "news", "search", "--count", "chips"]);
        assert_eq!(named.out, "1\n", "{corpus} {named:?}");
    }
}

#[test]
fn an_index_of_nobody_is_adopted() {
    let site = two();
    std::fs::rename(site.path("a"), site.path("news")).unwrap();
    let renamed = site.run(&["--index", "index", "--corpus", "news", "index"]);
    assert_eq!(renamed.err, "1 article unchanged.\n");
    std::fs::rename(site.path("b"), site.path("a")).unwrap();
    assert_eq!(
        site.run(&["--index", "index", "--corpus", "a", "index"])
            .code,
        Some(2)
    );
    let pointer = std::fs::read_to_string(site.path("index/layout.json")).unwrap();
    let (old, _) = pointer
        .split_once(",\"corpus\":\"../news\"")
        .expect("its corpus");
    let old = format!("{old}}}");
    site.write("index/layout.json", old);
    assert_eq!(
        site.run(&[
            "--index", "index", "--corpus", "news", "search", "--count", "chips"
        ])
        .out,
        "1\n"
    );
}

#[test]
fn two_corpora_in_one_folder_have_an_index_each() {
    let site = Site::new();
    site.write("a/chips.txt", "The export of chips was banned.\n");
    site.write("b/cables.txt", "Subsea cables carry chips orders.\n");
    for _ in 0..2 {
        for (corpus, word) in [("a", "banned"), ("b", "cables")] {
            let found = site.run(&["--corpus", corpus, "search", "--count", word]);
            assert_eq!(
                (found.code, found.out.as_str()),
                (Some(0), "1\n"),
                "{found:?}"
            );
        }
    }
    assert!(!site.path("index").exists());
}
