use std::collections::BTreeSet;
use std::fs::File;
use std::os::unix::fs::symlink;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::*;
use crate::trouble::draw;

/// A site with so many articles that are new for `chips`.
fn with_news(number: usize) -> Site {
    let site = followed(&[("a.txt", "A chip.")]);
    write(&site, &[("b.jsonl", &stories(0..number))]);
    site
}

fn ids(text: &str) -> BTreeSet<String> {
    text.lines().map(str::to_owned).collect()
}

fn spawned(site: &Site, arguments: &[&str]) -> Child {
    let mut command = site.command(arguments);
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn two_at_once_show_each_article_once() {
    let site = with_news(60);
    let all = ids(&done(&site, &["beat", "new", "--peek", "--ids"]).out);
    let several: Vec<Child> = (0..4)
        .map(|_| spawned(&site, &["beat", "new", "--ids"]))
        .collect();
    let ended: Vec<Ended> = several
        .into_iter()
        .map(|child| Ended::of(child.wait_with_output().unwrap()))
        .collect();
    let shown: Vec<&str> = ended.iter().flat_map(|one| one.out.lines()).collect();
    assert_eq!(shown.len(), 60, "{ended:?}");
    assert_eq!(ids(&shown.join("\n")), all);
    let codes: BTreeSet<Option<i32>> = ended.iter().map(|one| one.code).collect();
    assert_eq!(codes, BTreeSet::from([Some(0), Some(1)]));
}

#[test]
fn several_add_beats_at_once_and_none_is_lost() {
    let site = Site::new();
    write(&site, &[("a.txt", "A chip.")]);
    let names: Vec<String> = (0..6).map(|number| format!("beat{number}")).collect();
    let several: Vec<Child> = names
        .iter()
        .map(|name| spawned(&site, &["beat", "add", name, "chip"]))
        .collect();
    for child in several {
        let ended = Ended::of(child.wait_with_output().unwrap());
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
    let kept = text(&site, FILE);
    let kept: BTreeSet<&str> = kept
        .lines()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert_eq!(kept, names.iter().map(String::as_str).collect());
}

#[test]
fn who_waits_in_vain_is_told_for_whom_and_a_look_waits_for_nobody() {
    let site = with_news(1);
    let lock = site.path("corpus/.newshound/beats/lock");
    std::fs::write(&lock, "process 7 (`newshound beat new`)").unwrap();
    let held = File::open(&lock).unwrap();
    held.lock().unwrap();
    let ended = site.run(&["beat", "new", "--wait", "0"]);
    assert_eq!(ended.code, Some(75));
    assert_eq!(
        ended.err,
        "error: process 7 (`newshound beat new`) has the beats of `corpus`; waited 0 seconds\n\
         hint: try again, or wait longer with `--wait 60`\n"
    );
    assert_eq!(peek(&site).len(), 1);
    drop(held);
    assert_eq!(new(&site).len(), 1);
}

#[test]
fn killed_at_any_instant_an_article_is_shown_again_rather_than_lost() {
    let start = Instant::now();
    assert_eq!(
        done(&with_news(40), &["beat", "new", "--ids"])
            .out
            .lines()
            .count(),
        40
    );
    let time = start.elapsed() / 4;
    let mut seed = 11;
    for _ in 0..8 {
        let site = with_news(40);
        let all = ids(&done(&site, &["beat", "new", "--peek", "--ids"]).out);
        let mut child = spawned(&site, &["beat", "new", "--ids"]);
        std::thread::sleep(time.mul_f64(draw(&mut seed, 1000) as f64 / 1000.0));
        child.kill().unwrap();
        let killed = Ended::of(child.wait_with_output().unwrap());
        let after = site.run(&["beat", "new", "--ids"]);
        let mut shown = ids(&killed.out);
        shown.extend(ids(&after.out));
        assert!(shown.is_superset(&all), "{killed:?} {after:?}");
        assert_eq!(new(&site), [""; 0]);
    }
}

#[test]
fn a_last_line_that_was_cut_off_is_no_line_and_goes() {
    let site = with_news(3);
    let before = text(&site, SHOWN);
    assert_eq!(new(&site).len(), 3);
    let after = text(&site, SHOWN);
    for cut in before.len()..after.len() {
        std::fs::write(site.path(SHOWN), &after[..cut]).unwrap();
        // A line that lacks its end alone is one all the same.
        let whole = after[before.len()..=cut].matches('\n').count();
        assert_eq!(peek(&site).len(), 3 - whole, "{cut}");
        if cut % 7 == 0 {
            assert_eq!(new(&site).len(), 3 - whole);
            let now = text(&site, SHOWN);
            assert_eq!(
                (now.lines().count(), now.ends_with('\n')),
                (4, true),
                "{now}"
            );
            assert_eq!(new(&site), [""; 0]);
        }
    }
}

#[test]
fn lines_of_what_was_shown_that_are_none_are_said_and_kept() {
    let site = with_news(2);
    let garbled = format!("# mine\n{}not an id\n\n", text(&site, SHOWN));
    std::fs::write(site.path(SHOWN), &garbled).unwrap();
    let ended = done(&site, &["beat", "new"]);
    assert_eq!(
        ended.err,
        "note: chips: line 3 of what was shown for `chips` names no article\n"
    );
    assert!(text(&site, SHOWN).starts_with(&garbled));
    assert_eq!(new(&site), [""; 0]);
}

#[test]
fn a_pipe_that_is_closed_before_the_end_acknowledges_nothing() {
    let site = with_news(600);
    for (face, bytes) in [("--jsonl", "1"), ("--json", "70000"), ("--csv", "5000")] {
        let program = env!("CARGO_BIN_EXE_newshound");
        let line = format!(
            "{{ '{program}' beat new {face}; echo $? >&2; }} | head -c {bytes} > /dev/null"
        );
        let mut shell = Command::new("sh");
        let shell = shell.args(["-c", &line]).current_dir(site.path(""));
        let ended = Ended::of(shell.output().unwrap());
        assert_eq!(ended.err, "0\n", "{face}");
        assert_eq!(
            done(&site, &["beat", "new", "--count"]).out,
            "600\n",
            "{face}"
        );
    }
    let mut closed = spawned(&site, &["beat", "new"]);
    drop(closed.stdout.take());
    assert_eq!(closed.wait().unwrap().code(), Some(0));
    assert_eq!(new(&site).len(), 600);
}

#[test]
fn a_disk_without_room_leaves_what_was_shown_as_it_was() {
    let site = followed(&[("a.jsonl", &stories(0..15))]);
    write(&site, &[("b.jsonl", &stories(20..40))]);
    let (file, shown) = (text(&site, FILE), text(&site, SHOWN));
    let cramped = |arguments: &str| {
        let program = env!("CARGO_BIN_EXE_newshound");
        let line = format!("trap '' XFSZ; ulimit -f 1; exec '{program}' {arguments}");
        let mut shell = Command::new("sh");
        let shell = shell.args(["-c", &line]).current_dir(site.path(""));
        Ended::of(shell.output().unwrap())
    };
    let ended = cramped("beat new --ids");
    assert_eq!(ended.code, Some(74), "{ended:?}");
    assert_eq!(ended.out.lines().count(), 20);
    assert!(
        ended
            .err
            .starts_with("error: the beats of `corpus` cannot be written: "),
        "{ended:?}"
    );
    assert_eq!(text(&site, SHOWN), shown);
    let long = "x".repeat(1500);
    let ended = cramped(&format!("beat add long {long}"));
    assert_eq!(ended.code, Some(74), "{ended:?}");
    assert_eq!(text(&site, FILE), file);
    assert_eq!(new(&site).len(), 20);
    let left: Vec<_> = crate::trouble::files(&site.path("corpus/.newshound/beats"));
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn nothing_is_written_through_a_link_or_where_no_folder_can_be() {
    let site = with_news(1);
    let shown = text(&site, SHOWN);
    let beats = site.path("corpus/.newshound/beats");
    std::fs::rename(&beats, site.path("elsewhere")).unwrap();
    symlink(site.path("elsewhere"), &beats).unwrap();
    for verb in [
        &["beat", "new"][..],
        &["beat", "remove", "chips"],
        &["beat", "rename", "chips", "x"],
    ] {
        let ended = site.run(verb);
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (Some(74), ""),
            "{ended:?}"
        );
    }
    assert_eq!(text(&site, "elsewhere/chips.shown"), shown);
    std::fs::remove_file(&beats).unwrap();
    std::fs::write(&beats, "a file").unwrap();
    let ended = site.run(&["beat", "new"]);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(74), ""),
        "{ended:?}"
    );
    std::fs::remove_file(&beats).unwrap();
    // The file itself may lead out as well.
    std::fs::rename(site.path(FILE), site.path("out.txt")).unwrap();
    symlink(site.path("out.txt"), site.path(FILE)).unwrap();
    let ended = site.run(&["search", "beat:chips"]);
    assert_eq!(ended.code, Some(74), "{ended:?}");
    assert!(ended.err.contains("leads out of the folder"), "{ended:?}");
}

#[test]
fn a_rename_that_is_killed_between_its_steps_loses_nothing_under_either_name() {
    let renamed = |site: &Site, name: &str| {
        let ended = site.run(&["beat", "new", name, "--ids"]);
        (ended.code, ended.out.lines().count())
    };
    let (old, new) = ("chips.shown", "gpus.shown");
    let state = |site: &Site, name: &str| site.path(&format!("corpus/.newshound/beats/{name}"));
    // After what was shown was copied.
    let site = with_news(2);
    std::fs::copy(state(&site, old), state(&site, new)).unwrap();
    assert_eq!(renamed(&site, "chips"), (Some(0), 2));
    done(&site, &["beat", "rename", "chips", "gpus"]);
    assert_eq!(renamed(&site, "gpus"), (Some(1), 0));
    // After the line was changed.
    let site = with_news(2);
    std::fs::copy(state(&site, old), state(&site, new)).unwrap();
    site.write(FILE, "gpus: chip\n");
    assert_eq!(renamed(&site, "gpus"), (Some(0), 2));
    // What was left of the old name is not of a new beat.
    done(&site, &["beat", "add", "chips", "chip"]);
    assert_eq!(renamed(&site, "chips"), (Some(1), 0));
    assert!(
        text(&site, SHOWN)
            .lines()
            .all(|line| line.ends_with(" before"))
    );
}

#[test]
fn what_a_kill_left_is_swept_away() {
    let site = with_news(1);
    site.write("corpus/.newshound/beats/.tmpAbCdEf", "chips: x");
    assert_eq!(new(&site).len(), 1);
    assert!(!site.path("corpus/.newshound/beats/.tmpAbCdEf").exists());
}
