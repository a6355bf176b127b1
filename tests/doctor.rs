//! `doctor`: what a report of a fault needs, whatever the state of things, and nothing that is private.

use std::fs::{self, File};

use serde_json::Value;

use crate::trouble::{Ended, Site, files};

fn diagnosed(site: &Site) -> Value {
    let mut command = site.command(&["doctor", "--json"]);
    let ended = Ended::of(command.env("HOME", site.path("home")).output().unwrap());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    serde_json::from_str(&ended.out).unwrap()
}

#[test]
fn it_answers_whatever_the_state_of_things() {
    let site = Site::new();
    fs::remove_dir(site.path("corpus")).unwrap();
    let found = diagnosed(&site);
    assert_eq!(
        (&found["corpus"]["is_there"], &found["counts"]),
        (&Value::Bool(false), &Value::Null)
    );
    site.write("corpus/a.txt", "Chips are exported.");
    let found = diagnosed(&site);
    assert_eq!(
        (&found["corpus"]["is_writable"], &found["index"]["is_there"]),
        (&true.into(), &false.into())
    );
    assert!(!site.path("index").exists() && !site.path("corpus/.newshound").exists());
    assert_eq!(site.run(&["index"]).code, Some(0));
    site.write("corpus/b.txt", "Courts are asked.");
    let found = diagnosed(&site);
    assert_eq!(
        (&found["counts"]["articles"], &found["counts"]["new"]),
        (&1.into(), &1.into())
    );
    assert_eq!(found["index"]["is_beside_corpus"], true);
    assert_eq!(found["index"]["writer"], Value::Null);
    let lock = File::open(site.path("index/lock")).unwrap();
    lock.lock().unwrap();
    assert!(
        diagnosed(&site)["index"]["writer"]
            .as_str()
            .unwrap()
            .starts_with("process ")
    );
    lock.unlock().unwrap();
    for file in files(&site.path("index")) {
        let length = fs::metadata(&file).unwrap().len() as usize;
        fs::write(file, vec![0xff; length]).unwrap();
    }
    assert!(diagnosed(&site)["index"]["fault"].is_string());
}

#[test]
fn nothing_private_is_in_it() {
    let site = Site::new();
    let text = "---\ntitle: Zanzibar headline\noutlet: Quixote Post\nurl: https://secret.example/story\ndate: nonesuch\n---\nVermilion text.\n";
    site.write("corpus/hidden-name.md", text);
    site.write(
        "corpus/broken-name.json",
        "[{\"title\": \"Zanzibar headline\"",
    );
    site.write("corpus/odd-name.bin", [0_u8, 159, 146, 150]);
    site.write(
        "newshound.toml",
        "zone = 'Asia/Zanzibar'\nlimit = 'quixote'\n",
    );
    site.write("home/.config/newshound/newshound.toml", "wait = 7\n");
    site.run(&["index"]);
    site.run(&["search", "vermilion quixote"]);
    for form in [&["doctor"][..], &["doctor", "--json"]] {
        let mut command = site.command(form);
        command
            .env("HOME", site.path("home"))
            .env("NEWSHOUND_ZONE", "Indian/Mauritius");
        let ended = Ended::of(command.output().unwrap());
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert!(
            ended.out.contains("NEWSHOUND_ZONE") && ended.out.contains("wait"),
            "{}",
            ended.out
        );
        let folder = site.path("").display().to_string();
        let lower = ended.out.to_lowercase();
        let private = [
            "zanzibar",
            "quixote",
            "secret",
            "vermilion",
            "-name",
            "mauritius",
            "nonesuch",
        ];
        for word in private.into_iter().chain([folder.trim_end_matches('/')]) {
            assert!(!lower.contains(word), "{word}\n{}", ended.out);
        }
    }
}
