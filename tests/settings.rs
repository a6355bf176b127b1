//! Settings: who goes before whom, and what the file of a corpus from somebody else cannot do.

use std::process::Command;

use serde_json::Value;

use crate::trouble::{Ended, Site, pipe};

/// The person's own file and the one of the corpus, within a site.
const OWN: &str = "home/.config/newshound/newshound.toml";
const OF_CORPUS: &str = "newshound.toml";

fn command(site: &Site, arguments: &[&str]) -> Command {
    let mut command = site.command(arguments);
    command.env("HOME", site.path("home"));
    command
}

fn run(site: &Site, arguments: &[&str]) -> Ended {
    Ended::of(command(site, arguments).output().unwrap())
}

/// The value of a setting and where it comes from.
fn setting(command: &mut Command, name: &str) -> (String, String) {
    let ended = Ended::of(command.output().unwrap());
    let all: Value = serde_json::from_str(&ended.out).expect(&ended.err);
    let settings = all["settings"].as_array().unwrap();
    let setting = settings.iter().find(|one| one["name"] == name).unwrap();
    let text = |name: &str| setting[name].as_str().unwrap_or_default().to_owned();
    (text("value"), text("origin"))
}

#[test]
fn a_flag_goes_before_the_environment_that_before_the_corpus_and_that_before_the_person() {
    let site = Site::new();
    let ask = || command(&site, &["config", "--json"]);
    let is = |command: &mut Command, name: &str, value: &str, origin: &str| {
        let found = setting(command, name);
        assert_eq!(found, (value.to_owned(), origin.to_owned()), "{name}");
    };
    is(&mut ask(), "zone", "UTC", "default");
    is(&mut ask(), "wait", "10", "default");
    site.write(OWN, "zone = 'Europe/Paris'\nwait = 3\nno_aliases = true\n");
    is(&mut ask(), "zone", "Europe/Paris", "person");
    is(&mut ask(), "wait", "3", "person");
    is(&mut ask(), "no-aliases", "true", "person");
    site.write(OF_CORPUS, "zone = 'Europe/Brussels'\nno-aliases = false\n");
    is(&mut ask(), "zone", "Europe/Brussels", "corpus");
    is(&mut ask(), "no-aliases", "false", "corpus");
    is(&mut ask(), "wait", "3", "person");
    is(
        ask().env("NEWSHOUND_ZONE", "Asia/Tokyo"),
        "zone",
        "Asia/Tokyo",
        "environment",
    );
    is(
        ask().env("NEWSHOUND_ZONE", ""),
        "zone",
        "Europe/Brussels",
        "corpus",
    );
    is(ask().env("NEWSHOUND_WAIT", "4"), "wait", "4", "environment");
    is(
        ask().env("NEWSHOUND_WAIT", "4").args(["--wait", "5"]),
        "wait",
        "5",
        "flag",
    );
    is(ask().arg("--no-config"), "zone", "UTC", "default");
    is(
        ask().env("NEWSHOUND_NO_CONFIG", "1"),
        "zone",
        "UTC",
        "default",
    );
}

#[test]
fn a_setting_does_what_its_flag_does() {
    let site = Site::new();
    for number in 0..5 {
        site.write(
            &format!("corpus/{number}.txt"),
            format!("Chips of kind {number}."),
        );
    }
    let found = |arguments: &[&str]| run(&site, arguments).out.lines().count();
    assert_eq!(found(&["search", "--ids", "chips"]), 5);
    site.write(OF_CORPUS, "limit = 2\n");
    assert_eq!(found(&["search", "--ids", "chips"]), 2);
    assert_eq!(found(&["search", "--ids", "-n", "4", "chips"]), 4);
    assert_eq!(found(&["search", "--ids", "--no-config", "chips"]), 5);
    assert_eq!(found(&["list", "--ids"]), 5);
}

#[test]
fn the_file_of_a_corpus_names_no_program_no_file_and_no_address_and_raises_no_bound() {
    let site = Site::new();
    site.write(
        OF_CORPUS,
        "follow = true\nmax = ['page=9GB']\ntimeout = 9999\nwait = 9999\npause = 0\ncolor = 'always'\n\
         limit = 100000\ncorpus = '/'\nindex = '/'\npager = 'sh -c id'\neditor = 'id'\n",
    );
    let ended = run(&site, &["config", "--json"]);
    assert_eq!(ended.code, Some(0));
    let all: Value = serde_json::from_str(&ended.out).unwrap();
    for setting in all["settings"].as_array().unwrap() {
        assert_eq!(setting["origin"], "default", "{setting}");
    }
    let notes: Vec<&str> = ended.err.lines().collect();
    let expected =
        "note: `newshound.toml`, line 1: `follow` is not for a corpus to set; it is left out";
    assert_eq!(notes[0], expected);
    assert_eq!(notes.len(), 6);
    assert_eq!(notes[5], "note: 6 more settings are left out");
    // In a person's own file the same is taken.
    site.write(
        OWN,
        "follow = true\nlimit = 100000\nmax = ['page=9GB', 'seconds=9']\n",
    );
    let mut ask = command(&site, &["config", "--json", "-q"]);
    assert_eq!(
        setting(&mut ask, "follow"),
        ("true".into(), "person".into())
    );
    assert_eq!(
        setting(&mut ask, "max"),
        ("page=9GB,seconds=9".into(), "person".into())
    );
    site.write(OWN, "max = 'page=8GB,seconds=8'\n");
    let mut ask = command(&site, &["config", "--json", "-q"]);
    assert_eq!(
        setting(&mut ask, "max"),
        ("page=8GB,seconds=8".into(), "person".into())
    );
}

#[test]
fn a_hostile_file_of_a_corpus_is_a_note_and_no_more() {
    let site = Site::new();
    site.write("corpus/a.txt", "Chips are exported.");
    site.write("secret", "password = 'hunter2'\n");
    let asks = |why: &str| {
        let ended = run(&site, &["search", "--count", "chips"]);
        assert_eq!(ended.out, "1\n", "{why}: {}", ended.err);
        ended.err
    };
    asks("the index is built");
    let many: String = (0..100_000)
        .map(|number| format!("a{number} = 1\n"))
        .collect();
    let nested = format!("limit = {}1{}\n", "[".repeat(5000), "]".repeat(5000));
    for (text, why) in [
        (&b"limit = "[..], "cut off"),
        (b"\xff\xfe\x00\x01", "no text"),
        (nested.as_bytes(), "nested"),
        (many.as_bytes(), "many"),
        (b"[search]\nlimit = 3\n", "a table"),
        (b"limit = 'many'\nzone = '../../etc/passwd'\n", "no values"),
        (
            b"\"\\u001b]0;owned\\u0007\\u202e\" = 1\n",
            "control characters",
        ),
    ] {
        site.write(OF_CORPUS, text);
        let said = asks(why);
        assert!(said.starts_with("note: `newshound.toml`"), "{why}: {said}");
        assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{why}");
        assert!(said.len() < 600, "{why}: {said}");
    }
    let file = site.path(OF_CORPUS);
    let large = std::fs::File::create(&file).unwrap();
    large.set_len(100 << 20).unwrap();
    assert!(asks("large").contains("is larger than 1 MiB"));
    std::fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", &file).unwrap();
    assert!(asks("a link out").contains("leads out of the folder"));
    std::fs::remove_file(&file).unwrap();
    pipe(&site, OF_CORPUS);
    asks("a pipe");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    asks("a folder");
}

#[test]
fn a_persons_own_file_is_right_or_an_error_that_says_where() {
    let site = Site::new();
    site.write("corpus/a.txt", "Chips are exported.");
    let own = site.path(OWN).display().to_string();
    for (text, said) in [
        (
            "wait = 3\nlimt = 4\n",
            format!(
                "error: `{own}`, line 2: `limt` is no setting\n  limt = 4\n  ^^^^\nhint: write `limit`\n"
            ),
        ),
        (
            "limit = 'many'\n",
            format!(
                "error: `{own}`, line 1: `many` is no value of `limit`\n  limit = 'many'\n          ^^^^^^\n\
                 hint: write a whole number such as `10`\n"
            ),
        ),
        (
            "no-aliases = 1\n",
            format!(
                "error: `{own}`, line 1: `no-aliases` is `true` or `false`\n  no-aliases = 1\n               ^\n\
                 hint: write `no-aliases = true`\n"
            ),
        ),
    ] {
        site.write(OWN, text);
        let ended = run(&site, &["search", "chips"]);
        assert_eq!((ended.code, ended.err), (Some(2), said));
        assert_eq!(
            run(&site, &["search", "-q", "--no-config", "chips"]).code,
            Some(0)
        );
        assert_eq!(run(&site, &["help"]).code, Some(0));
        assert_eq!(run(&site, &["config", "--path"]).code, Some(0));
    }
    std::fs::remove_file(site.path(OWN)).unwrap();
    std::fs::create_dir(site.path(OWN)).unwrap();
    let ended = run(&site, &["search", "chips"]);
    assert_eq!(ended.code, Some(74));
    assert!(
        ended.err.ends_with("hint: `--no-config` leaves it out\n"),
        "{}",
        ended.err
    );
}

#[test]
fn settings_are_beside_a_corpus_of_that_name_and_at_the_top_of_another() {
    let site = Site::new();
    site.write("corpus/a.txt", "Chips are exported.");
    site.write("corpus/newshound.toml", "limit = 3\n");
    site.write("papers/a.txt", "Chips are exported.");
    site.write("papers/newshound.toml", "limit = 4\n");
    site.write(OF_CORPUS, "limit = 5\n");
    let limit = |arguments: &[&str]| setting(&mut command(&site, arguments), "limit").0;
    assert_eq!(limit(&["config", "--json"]), "5");
    assert_eq!(limit(&["config", "--json", "--corpus", "papers"]), "4");
    // It is no article of either.
    for corpus in ["corpus", "papers"] {
        let listed = run(&site, &["list", "--fields", "file", "--corpus", corpus]);
        assert_eq!(listed.out, "file\na.txt\n");
    }
}
