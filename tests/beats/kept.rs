use super::*;

/// Written by hand, with what no program would write.
const BY_HAND: &[u8] = b"\xef\xbb\xbf# mine \xff\n\nchips :  chip OR \"gpu\"  \r\nno colon here\n\n AI-Act: liability \n\xff: x\nchips: again\nlast: ban";

#[test]
fn only_the_line_of_a_beat_is_changed_byte_for_byte() {
    let site = Site::new();
    write(&site, &[("a.txt", "A chip.")]);
    site.write(FILE, BY_HAND);
    let bytes = || std::fs::read(site.path(FILE)).unwrap();
    let added = done(&site, &["beat", "add", "new-one", "a", "b"]);
    assert!(
        added
            .err
            .contains("The beat `new-one` finds 0 articles now"),
        "{added:?}"
    );
    assert_eq!(bytes(), [BY_HAND, b"\nnew-one: a b\n"].concat());
    done(&site, &["beat", "rename", "ai-act", "law"]);
    done(&site, &["beat", "remove", "LAST"]);
    done(&site, &["beat", "remove", "new-one"]);
    let expected: &[u8] = b"\xef\xbb\xbf# mine \xff\n\nchips :  chip OR \"gpu\"  \r\nno colon here\n\n law: liability \n\xff: x\nchips: again\n";
    assert_eq!(bytes(), expected);
    done(&site, &["beat", "rename", "chips", "CHIPS"]);
    done(&site, &["beat", "remove", "chips"]);
    // Now the line that repeated the name is the beat.
    let listed = done(&site, &["beat", "list"]);
    assert!(listed.out.starts_with("law: liability\n"), "{listed:?}");
    assert!(listed.out.contains("chips: again\n"), "{listed:?}");
}

#[test]
fn lines_that_are_no_beats_are_said_with_their_numbers_and_the_others_work() {
    let site = Site::new();
    write(&site, &[("a.txt", "A chip.")]);
    site.write(FILE, BY_HAND);
    let listed = done(&site, &["beat", "list"]);
    let notes: Vec<&str> = listed.err.lines().collect();
    assert_eq!(
        notes,
        [
            "note: line 4 of `corpus/.newshound/beats.txt` has no colon after a name and is left alone: no colon here",
            "note: line 7 of `corpus/.newshound/beats.txt` is not UTF-8 and is left alone: \u{fffd}: x",
            "note: line 8 of `corpus/.newshound/beats.txt` has the name `chips` a second time and is left alone: chips: again",
        ]
    );
    assert_eq!(
        listed.out,
        "chips: chip OR \"gpu\"\n    1 article, not asked for news yet\n\
         AI-Act: liability\n    0 articles, not asked for news yet\n\
         last: ban\n    0 articles, not asked for news yet\n"
    );
    assert_eq!(done(&site, &["search", "--count", "beat:Chips"]).out, "1\n");
}

#[test]
fn what_cannot_be_a_beat_is_refused_and_nothing_is_written() {
    let site = Site::new();
    write(&site, &[("a.txt", "A chip.")]);
    done(&site, &["beat", "add", "chips", "chip"]);
    let before = text(&site, FILE);
    for (arguments, message, hint) in [
        (
            ["Chips", "x"],
            "there is a beat `chips` already",
            "`newshound beat remove chips`, or edit `corpus/.newshound/beats.txt`",
        ),
        (
            ["a b", "x"],
            "`a b` is no name for a beat",
            "write letters and digits, with `-` or `_` between them, such as `chip-exports`",
        ),
        (
            ["../x", "x"],
            "`../x` is no name for a beat",
            "write letters and digits, with `-` or `_` between them, such as `chip-exports`",
        ),
        (
            ["me", "x OR beat:ME"],
            "the beat `me` names itself",
            "take `beat:me` out of it",
        ),
        (
            ["you", "beat:chip"],
            "there is no beat `chip`",
            "write `beat:chips`",
        ),
        (
            ["none", " "],
            "the question is empty",
            "write a word, or `*` for every article",
        ),
    ] {
        let ended = site.run(&["beat", "add", arguments[0], arguments[1]]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(
            ended.err.starts_with(&format!("error: {message}\n")),
            "{ended:?}"
        );
        assert!(ended.err.ends_with(&format!("hint: {hint}\n")), "{ended:?}");
        assert_eq!(text(&site, FILE), before);
    }
    for verb in [
        ["beat", "remove", "x"],
        ["beat", "show", "x"],
        ["beat", "new", "x"],
    ] {
        let ended = site.run(&verb);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(
            ended.err.starts_with("error: there is no beat `x`\n"),
            "{ended:?}"
        );
    }
    assert_eq!(site.run(&["beat", "rename", "chips", "a/b"]).code, Some(2));
    assert_eq!(text(&site, FILE), before);
}

#[test]
fn a_question_is_kept_on_one_line_as_it_is_asked() {
    let site = Site::new();
    write(
        &site,
        &[
            ("a.txt", "A chip was banned from export."),
            ("b.txt", "A chip."),
        ],
    );
    done(
        &site,
        &["beat", "add", "line", "chip\n\n# no: comment\u{7}export"],
    );
    assert_eq!(text(&site, FILE), "line: chip # no: comment export\n");
    // Words that begin with a hyphen are words, and the shell has taken quotation marks.
    done(
        &site,
        &["beat", "add", "shell", "chip", "-ban", "-\"from export\""],
    );
    done(&site, &["beat", "add", "phrase", "banned from", "chip"]);
    let kept = text(&site, FILE);
    assert!(
        kept.contains("\nshell: chip -ban (-\"from export\")\nphrase: \"banned from\" chip\n"),
        "{kept}"
    );
    assert_eq!(done(&site, &["search", "--count", "beat:shell"]).out, "1\n");
    assert_eq!(
        done(&site, &["search", "--count", "beat:phrase"]).out,
        "1\n"
    );
}

#[test]
fn a_question_in_words_asks_for_any_of_them_and_that_is_said_once() {
    let site = Site::new();
    write(&site, &[("a.txt", "A chip.")]);
    let added = done(
        &site,
        &["beat", "add", "asked", "what do the makers of a chip say?"],
    );
    assert_eq!(
        added.err,
        "note: a question in words asks for any of them; write AND between those that all have to be there\n\
         The beat `asked` finds 1 article now; the first `newshound beat new asked` takes it for known and shows what comes after.\n"
    );
    let first = done(&site, &["beat", "new", "--all", "--ids"]);
    assert_eq!((first.out.lines().count(), &*first.err), (1, ""));
}

#[test]
fn who_names_a_beat_that_goes_is_said() {
    let site = Site::new();
    write(&site, &[("a.txt", "A chip.")]);
    site.write(
        FILE,
        "chips: chip\ntrade: tariff OR beat:(x OR \"Chips\")\nx: y\nother: \"beat:chips\"\n",
    );
    let renamed = done(&site, &["beat", "rename", "chips", "gpus"]);
    assert_eq!(
        renamed.err,
        "`chips` is called `gpus` now.\nThe beat `trade` names `beat:chips` and cannot be asked until that is changed.\n"
    );
    let ended = site.run(&["beat", "new", "--all"]);
    assert_eq!(ended.code, Some(4));
    assert!(ended.out.starts_with("gpus: 1 new\n"), "{ended:?}");
    assert!(
        ended
            .err
            .contains("error: the beat `trade` cannot be asked: there is no beat `Chips`\n"),
        "{ended:?}"
    );
    // It was shown, whatever became of the others.
    let again = site.run(&["beat", "new", "--all"]);
    assert_eq!((again.code, again.out.as_str()), (Some(4), ""), "{again:?}");
}

#[test]
fn the_file_keeps_its_rights() {
    use std::os::unix::fs::PermissionsExt;

    let site = Site::new();
    write(&site, &[("a.txt", "A chip.")]);
    done(&site, &["beat", "add", "chips", "chip"]);
    for mode in [0o600, 0o664] {
        let rights = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(site.path(FILE), rights).unwrap();
        done(&site, &["beat", "rename", "chips", "gpus"]);
        done(&site, &["beat", "rename", "gpus", "chips"]);
        let kept = std::fs::metadata(site.path(FILE)).unwrap().permissions();
        assert_eq!(kept.mode() & 0o777, mode);
    }
}

#[test]
fn beats_that_cannot_be_asked_keep_none_of_the_others_back() {
    let site = Site::new();
    write(&site, &[("a.txt", "A chip.")]);
    site.write(FILE, "one: beat:gone\nchips: chip\ntwo: beat:lost\n");
    let listed = site.run(&["beat", "list", "--json"]);
    assert_eq!(listed.code, Some(4), "{listed:?}");
    let listed: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    let codes: Vec<_> = (0..3)
        .map(|at| listed["beats"][at]["error"]["code"].as_str())
        .collect();
    assert_eq!(codes, [Some("query"), None, Some("query")]);
    assert!(listed["beats"][1]["error"].is_null());
    let news = site.run(&["beat", "new", "--all", "--ids", "-q"]);
    assert_eq!(
        (news.code, news.out.lines().count()),
        (Some(4), 1),
        "{news:?}"
    );
    assert_eq!(news.err.matches("error: ").count(), 2, "{news:?}");
    let counted = site.run(&["beat", "new", "--count", "-q"]);
    assert_eq!(counted.out, "chips\t0\n");
    for names in [&["one"][..], &["one", "two"]] {
        let ended = site.run(&[&["beat", "new"], names].concat());
        assert_eq!(ended.code, Some(2), "{ended:?}");
    }
}

#[test]
fn a_baseline_alone_is_no_news() {
    let site = followed(&[("a.txt", "A chip.")]);
    let shown = done(&site, &["beat", "show", "chips"]).out;
    assert!(
        shown.contains("\nshown     nothing yet; what was there is known from 2"),
        "{shown}"
    );
}

#[test]
fn thousands_of_beats_are_read_at_once() {
    let site = Site::new();
    write(&site, &[("a.txt", "A chip.")]);
    let lines: String = (0..2000).map(|at| format!("b{at}: chip\n")).collect();
    site.write(FILE, &lines);
    let begin = std::time::Instant::now();
    let listed = done(&site, &["beat", "list"]);
    assert_eq!(listed.out.lines().count(), 4000);
    assert!(begin.elapsed().as_secs() < 30, "{:?}", begin.elapsed());
}
