use super::*;

#[test]
fn the_first_run_takes_what_is_there_for_known() {
    let site = Site::new();
    write(&site, &[("a.txt", "A chip."), ("b.txt", "Two chips.")]);
    done(&site, &["beat", "add", "chips", "chip"]);
    let looked = site.run(&["beat", "new", "--peek"]);
    assert_eq!((looked.code, looked.out.as_str()), (Some(1), ""));
    assert_eq!(
        looked.err,
        "The beat `chips` finds 2 articles; the first `newshound beat new chips` takes that for known.\n"
    );
    let first = site.run(&["beat", "new"]);
    assert_eq!((first.code, first.out.as_str()), (Some(1), ""));
    assert_eq!(
        first.err,
        "The beat `chips` finds 2 articles, known from now on; what comes later is new.\n"
    );
    assert_eq!(
        site.run(&["beat", "new", "--all"]).err,
        "Nothing new for `chips`.\n"
    );
    assert_eq!(
        text(&site, SHOWN)
            .lines()
            .filter(|line| line.ends_with(" before"))
            .count(),
        2
    );
}

#[test]
fn with_all_the_first_run_shows_what_is_there_and_takes_it_for_shown() {
    let site = Site::new();
    write(&site, &[("a.txt", "A chip."), ("b.txt", "Two chips.")]);
    done(&site, &["beat", "add", "chips", "chip"]);
    let all = ["beat", "new", "--all", "--ids"];
    assert_eq!(
        done(&site, &[&all[..], &["--peek"]].concat())
            .out
            .lines()
            .count(),
        2
    );
    assert_eq!(
        done(&site, &[&all[..], &["-n", "1"]].concat())
            .out
            .lines()
            .count(),
        1
    );
    assert_eq!(done(&site, &all).out.lines().count(), 1);
    assert_eq!(site.run(&all).code, Some(1));
}

#[test]
fn a_first_run_that_finds_nothing_is_a_first_run_as_well() {
    let site = followed(&[("a.txt", "A tariff.")]);
    write(&site, &[("b.txt", "A chip.")]);
    assert_eq!(new(&site), ["b.txt"]);
}

#[test]
fn each_article_is_new_once_also_with_an_old_date() {
    let site = followed(&[("a.txt", "A chip.")]);
    site.write(
        "corpus/old.md",
        "---\ndate: 1999-01-02\n---\nAn old chip.\n",
    );
    write(&site, &[("undated.txt", "Another chip.")]);
    assert_eq!(peek(&site), ["old.md", "undated.txt"]);
    assert_eq!(done(&site, &["beat", "new", "--count"]).out, "2\n");
    assert_eq!(new(&site), ["old.md", "undated.txt"]);
    assert_eq!(new(&site), [""; 0]);
}

#[test]
fn what_came_last_is_first() {
    let site = followed(&[]);
    for (day, name) in [(2, "b"), (3, "c"), (1, "a")] {
        site.write(
            &format!("corpus/{name}.md"),
            format!("---\ndate: 2020-01-0{day}\n---\nThe chip {name}.\n"),
        );
        let mut command = site.command(&["index", "-q"]);
        let moment = if name == "c" {
            "2035-01-02T00:00:00Z"
        } else {
            "2035-01-01T00:00:00Z"
        };
        assert!(
            command
                .env("NEWSHOUND_NOW", moment)
                .status()
                .unwrap()
                .success()
        );
    }
    assert_eq!(new(&site), ["c.md", "b.md", "a.md"]);
}

#[test]
fn an_article_whose_text_was_changed_so_that_it_matches_only_now_is_new() {
    let site = followed(&[
        ("a.txt", "A chip."),
        ("b.txt", "The committee met on Tuesday to hear of tariffs."),
    ]);
    write(
        &site,
        &[(
            "b.txt",
            "The committee met on Tuesday to hear of tariffs and a chip.",
        )],
    );
    assert_eq!(new(&site), ["b.txt"]);
    // One that matched before is not.
    write(
        &site,
        &[(
            "b.txt",
            "The committee met on Tuesday to hear of tariffs and the chip.",
        )],
    );
    assert_eq!(new(&site), [""; 0]);
}

#[test]
fn a_question_that_is_edited_keeps_what_was_shown() {
    let site = followed(&[("a.txt", "A chip."), ("b.txt", "A tariff.")]);
    site.write(FILE, "chips: chip OR tariff\n");
    assert_eq!(new(&site), ["b.txt"]);
    site.write(FILE, "chips: chip\n");
    assert_eq!(new(&site), [""; 0]);
    let shown = done(&site, &["beat", "show", "chips"]).out;
    assert!(shown.contains("\nshown     1 article; "), "{shown}");
}

#[test]
fn neither_a_rebuild_nor_a_deleted_index_repeats_or_loses_one() {
    let site = followed(&[("a.txt", "A chip.")]);
    write(&site, &[("b.txt", "A second chip.")]);
    assert_eq!(new(&site), ["b.txt"]);
    write(&site, &[("c.txt", "A third chip.")]);
    done(&site, &["index", "--fresh", "-q"]);
    assert_eq!(peek(&site), ["c.txt"]);
    std::fs::remove_dir_all(site.path("index")).unwrap();
    assert_eq!(new(&site), ["c.txt"]);
    std::fs::remove_dir_all(site.path("index")).unwrap();
    assert_eq!(new(&site), [""; 0]);
}

#[test]
fn an_article_that_leaves_and_comes_back_is_not_new() {
    let site = followed(&[("a.txt", "A chip.")]);
    write(&site, &[("b.txt", "The second chip was sold.")]);
    assert_eq!(new(&site), ["b.txt"]);
    std::fs::rename(site.path("corpus/b.txt"), site.path("b.txt")).unwrap();
    done(&site, &["index", "-q"]);
    assert_eq!(new(&site), [""; 0]);
    std::fs::rename(site.path("b.txt"), site.path("corpus/b.txt")).unwrap();
    done(&site, &["index", "-q"]);
    assert_eq!(new(&site), [""; 0]);
}

/// A text that is long enough to be somebody's.
const STORY: &str = "The committee met on Tuesday and heard what the agencies had to say of the rules for every \
    chip that leaves the port. Its chair said that the vote would come before the end of the month, and that the \
    ministry had promised to answer the letters of the makers by then.";

#[test]
fn a_copy_of_what_was_shown_is_not_new_whichever_of_them_is_in_force() {
    let site = followed(&[("a.txt", "A tariff.")]);
    write(&site, &[("m.txt", STORY)]);
    assert_eq!(new(&site), ["m.txt"]);
    // One with an address goes before one without.
    let with_address = format!("{{\"url\": \"https://wire.example/1\", \"text\": \"{STORY}\"}}");
    write(&site, &[("n.json", &with_address)]);
    assert_eq!(
        done(&site, &["list", "--fields", "file", "chip"]).out,
        "file\nn.json\n"
    );
    assert_eq!(new(&site), [""; 0]);
    std::fs::remove_file(site.path("corpus/m.txt")).unwrap();
    done(&site, &["index", "-q"]);
    assert_eq!(new(&site), [""; 0]);
}

#[test]
fn a_copy_that_comes_into_force_after_what_was_shown_has_gone_is_not_new() {
    let site = followed(&[("a.txt", "A tariff.")]);
    let with_address = format!("{{\"url\": \"https://wire.example/1\", \"text\": \"{STORY}\"}}");
    write(&site, &[("m.txt", STORY), ("n.json", &with_address)]);
    assert_eq!(new(&site), ["n.json"]);
    std::fs::remove_file(site.path("corpus/n.json")).unwrap();
    done(&site, &["index", "-q"]);
    assert_eq!(
        done(&site, &["list", "--fields", "file", "chip"]).out,
        "file\nm.txt\n"
    );
    assert_eq!(new(&site), [""; 0]);
}

#[test]
fn a_clock_that_goes_back_changes_nothing() {
    let site = followed(&[("a.txt", "A chip.")]);
    write(&site, &[("b.txt", "A second chip.")]);
    assert_eq!(new(&site), ["b.txt"]);
    let mut command = site.command(&["beat", "new"]);
    let ended = command
        .env("NEWSHOUND_NOW", "1999-01-01T00:00:00Z")
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(1));
    write(&site, &[("c.txt", "A third chip.")]);
    let mut command = site.command(&["beat", "new", "--ids"]);
    let ended = command
        .env("NEWSHOUND_NOW", "1999-01-01T00:00:00Z")
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(new(&site), [""; 0]);
}

#[test]
fn a_beat_that_is_renamed_keeps_what_was_shown_and_one_that_is_removed_begins_anew() {
    let site = followed(&[("a.txt", "A chip.")]);
    done(&site, &["beat", "rename", "chips", "gpus"]);
    write(&site, &[("b.txt", "A second chip.")]);
    let new = ["beat", "new", "gpus", "--ids"];
    assert_eq!(done(&site, &new).out.lines().count(), 1);
    done(&site, &["beat", "remove", "gpus"]);
    let left: Vec<_> = crate::trouble::files(&site.path("corpus/.newshound/beats"));
    assert_eq!(left, [site.path("corpus/.newshound/beats/lock")]);
    done(&site, &["beat", "add", "gpus", "chip"]);
    assert_eq!(
        done(&site, &[&new[..], &["--all"]].concat())
            .out
            .lines()
            .count(),
        2
    );
}

#[test]
fn an_article_is_shown_under_each_beat_that_it_is_new_for() {
    let site = followed(&[("a.txt", "A chip.")]);
    done(&site, &["beat", "add", "bans", "ban"]);
    assert_eq!(site.run(&["beat", "new"]).code, Some(1));
    write(
        &site,
        &[
            ("b.txt", "The chip was banned."),
            ("c.txt", "A tariff was banned."),
        ],
    );
    assert_eq!(
        done(&site, &["beat", "new", "--count"]).out,
        "chips\t1\nbans\t2\n"
    );
    let ids = done(&site, &["beat", "new", "--peek", "--ids"]).out;
    assert_eq!(ids.lines().count(), 2);
    let json = done(&site, &["beat", "new", "--json", "--peek"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let beats = json["beats"].as_array().unwrap();
    let counts = beats
        .iter()
        .map(|beat| beat["articles"].as_array().unwrap().len());
    assert_eq!(counts.collect::<Vec<_>>(), [1, 2]);
    assert_eq!(
        (&beats[0]["new"], &beats[1]["total"]["articles"]),
        (&1.into(), &2.into())
    );
    let lines = done(&site, &["beat", "new", "--jsonl"]).out;
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let named: Vec<String> = lines
        .map(|line| line["beat"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(named, ["chips", "bans", "bans"]);
    assert_eq!(site.run(&["beat", "new"]).err, "Nothing new for 2 beats.\n");
}

#[test]
fn a_beat_for_a_person() {
    let site = followed(&[("a.txt", "A chip.")]);
    done(&site, &["beat", "add", "bans", "ban"]);
    write(&site, &[("b.txt", "The chip was banned.")]);
    let ended = done(&site, &["beat", "new", "--all"]);
    let id = done(&site, &["list", "--ids", "banned"]).out;
    let line = format!("{}  no date     The chip was banned.\n", &id[..7]);
    assert_eq!(
        ended.out,
        format!("chips: 1 new\n{line}\nbans: 1 new\n{line}")
    );
    assert_eq!(ended.err, "");
}

#[test]
fn what_there_is_no_room_for_is_new_the_next_time() {
    let site = followed(&[("a.txt", "A chip.")]);
    done(&site, &["beat", "add", "bans", "ban"]);
    assert_eq!(site.run(&["beat", "new"]).code, Some(1));
    write(&site, &[("b.txt", "The chip was banned.")]);
    let fields = [
        "beat",
        "new",
        "--jsonl",
        "--fields",
        "beat,file",
        "--max-chars",
    ];
    let first = done(&site, &[&fields[..], &["40"]].concat());
    assert_eq!(first.out, "{\"beat\":\"chips\",\"file\":\"b.txt\"}\n");
    assert_eq!(first.err, "1 more for the next time.\n");
    let none = site.run(&[&fields[..], &["9"]].concat());
    assert_eq!((none.code, &*none.out), (Some(2), ""), "{none:?}");
    let json = done(&site, &["beat", "new", "--json", "--max-chars", "9000"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["beats"][1]["articles"][0]["file"], "b.txt");
    assert_eq!(site.run(&["beat", "new"]).code, Some(1));
}

#[test]
fn every_form_says_that_it_was_shown_and_a_number_does_not() {
    let site = followed(&[("a.txt", "A chip.")]);
    for (file, form, out) in [
        (
            "b.txt",
            &["--csv", "--fields", "beat,file"][..],
            "beat,file\nchips,b.txt\n",
        ),
        (
            "c.txt",
            &["--tsv", "--fields", "beat,file"],
            "beat\tfile\nchips\tc.txt\n",
        ),
        (
            "d.txt",
            &["--format", "{{beat}}: {{article.file}}"],
            "chips: d.txt\n",
        ),
        ("e.txt", &["--fields", "file", "-0"], "file\0e.txt\0"),
    ] {
        write(&site, &[(file, &format!("The chip of {file}."))]);
        assert_eq!(done(&site, &["beat", "new", "--count"]).out, "1\n");
        assert_eq!(done(&site, &[&["beat", "new"], form].concat()).out, out);
        assert_eq!(site.run(&["beat", "new", "--count"]).out, "0\n");
    }
}
