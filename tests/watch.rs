//! `index --watch`: in step with a folder that changes in every way that folders do.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::trouble::Site;

/// Longer than any sync of these takes on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that watches, and what it has done.
struct Watcher {
    process: Child,
    syncs: Receiver<Value>,
    said: Receiver<String>,
}

impl Watcher {
    /// Watches the corpus of a site.
    fn of(site: &Site, flags: &[&str]) -> Watcher {
        let mut command = site.command(&["index", "--watch", "--json"]);
        command.args(flags);
        Watcher::by(command)
    }

    fn by(mut command: Command) -> Watcher {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let json = |line: String| serde_json::from_str(&line).unwrap();
        let syncs = lines(process.stdout.take().unwrap(), json);
        let said = lines(process.stderr.take().unwrap(), |line| line);
        Watcher {
            process,
            syncs,
            said,
        }
    }

    /// The next sync that changed something, or the first.
    fn sync(&self) -> Value {
        self.syncs.recv_timeout(PATIENCE).expect("a sync")
    }

    fn numbers(&self) -> [u64; 3] {
        let sync = self.sync();
        ["added", "replaced", "removed"].map(|name| sync[name].as_u64().unwrap())
    }

    /// The next line on standard error that says so.
    fn says(&self, text: &str) {
        while !self.said.recv_timeout(PATIENCE).expect(text).contains(text) {}
    }

    /// Sends a signal; the code that it ends with.
    fn ended_by(mut self, signal: &str) -> Option<i32> {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        self.process.wait().unwrap().code()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn lines<T: Send + 'static>(
    from: impl Read + Send + 'static,
    read: impl Fn(String) -> T + Send + 'static,
) -> Receiver<T> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if sender.send(read(line)).is_err() {
                return;
            }
        }
    });
    lines
}

fn files(site: &Site) -> Vec<String> {
    let listed = site.run(&["list", "--fields", "file", "-n", "5000"]).out;
    let mut files: Vec<String> = listed.lines().skip(1).map(str::to_owned).collect();
    files.sort();
    files
}

#[test]
fn it_follows_what_comes_changes_and_goes() {
    let site = Site::new();
    site.write("corpus/a.txt", "The first story is about chips.");
    let watcher = Watcher::of(&site, &[]);
    assert_eq!(watcher.numbers(), [1, 0, 0]);
    // Between syncs others may write.
    assert_eq!(site.run(&["index", "--wait", "0"]).code, Some(0));
    site.write(
        "corpus/deep/folder/b.txt",
        "The second story is about courts.",
    );
    assert_eq!(watcher.numbers(), [1, 0, 0]);
    site.write(
        "corpus/deep/folder/b.txt",
        "The second story is about courts and judges.",
    );
    assert_eq!(watcher.numbers(), [0, 1, 0]);
    // As editors save: beside it, then in its place.
    site.write("corpus/.a.txt.swp", "not yet");
    site.write(
        "corpus/a.txt~",
        "The first story is about chips and tariffs.",
    );
    fs::rename(site.path("corpus/a.txt~"), site.path("corpus/a.txt")).unwrap();
    assert_eq!(watcher.numbers(), [0, 1, 0]);
    assert_eq!(files(&site), ["a.txt", "deep/folder/b.txt"]);
    fs::rename(site.path("corpus/deep"), site.path("corpus/moved")).unwrap();
    watcher.sync();
    assert_eq!(files(&site), ["a.txt", "moved/folder/b.txt"]);
    fs::remove_file(site.path("corpus/a.txt")).unwrap();
    assert_eq!(watcher.numbers(), [0, 0, 1]);
    assert_eq!(files(&site), ["moved/folder/b.txt"]);
}

/// A corpus from somebody else may have a link to a whole disk.
#[test]
fn what_links_lead_to_outside_is_not_watched() {
    let site = Site::new();
    site.write("corpus/a.txt", "Chips are exported.");
    site.write("outside/b.txt", "Courts are asked.");
    std::os::unix::fs::symlink(site.path("outside"), site.path("corpus/link")).unwrap();
    let watcher = Watcher::of(&site, &[]);
    assert_eq!(watcher.numbers(), [1, 0, 0]);
    let watches = |watcher: &Watcher| {
        let folder = format!("/proc/{}/fdinfo", watcher.process.id());
        let infos = fs::read_dir(folder).unwrap();
        let texts = infos.filter_map(|info| fs::read_to_string(info.ok()?.path()).ok());
        texts
            .map(|text| text.matches("inotify wd:").count())
            .sum::<usize>()
    };
    // Folders that the sync itself made are watched a moment later.
    thread::sleep(Duration::from_millis(500));
    let alone = watches(&watcher);
    site.write("outside/deep/c.txt", "Nothing of the corpus.");
    site.write("corpus/d.txt", "Tariffs are raised.");
    assert_eq!(watcher.numbers(), [1, 0, 0]);
    assert_eq!(watches(&watcher), alone);
}

#[test]
fn a_burst_is_a_few_syncs() {
    let site = Site::new();
    let watcher = Watcher::of(&site, &[]);
    assert_eq!(watcher.numbers(), [0, 0, 0]);
    for number in 0..1000 {
        site.write(
            &format!("corpus/{}/{number}.txt", number % 7),
            format!("Story number {number} of a thousand."),
        );
    }
    let (mut added, mut syncs) = (0, 0);
    while added < 1000 {
        added += watcher.numbers()[0];
        syncs += 1;
    }
    assert!(added == 1000 && syncs <= 8, "{added} in {syncs}");
}

#[test]
fn a_signal_ends_it_with_its_code() {
    for (signal, code) in [("-TERM", 0), ("-HUP", 0), ("-INT", 130)] {
        let site = Site::new();
        site.write("corpus/a.txt", "Chips are exported.");
        let watcher = Watcher::of(&site, &[]);
        watcher.sync();
        assert_eq!(watcher.ended_by(signal), Some(code), "{signal}");
        assert_eq!(site.run(&["check"]).code, Some(0), "{signal}");
    }
}

#[test]
fn it_waits_for_another_writer_and_says_so_once() {
    let site = Site::new();
    site.write("corpus/a.txt", "Chips are exported.");
    assert_eq!(site.run(&["index"]).code, Some(0));
    let lock = File::open(site.path("index/lock")).unwrap();
    lock.lock().unwrap();
    let watcher = Watcher::of(&site, &["--wait", "0"]);
    watcher.says("Trying again until it can be written: ");
    thread::sleep(Duration::from_secs(4));
    lock.unlock().unwrap();
    watcher.sync();
    let again = watcher
        .said
        .try_iter()
        .filter(|line| line.contains("Trying again"));
    assert_eq!(again.count(), 0);
}

#[test]
fn a_corpus_that_goes_may_come_back() {
    let site = Site::new();
    site.write("corpus/a.txt", "Chips are exported.");
    let watcher = Watcher::of(&site, &[]);
    watcher.sync();
    fs::rename(site.path("corpus"), site.path("elsewhere")).unwrap();
    watcher.says("`corpus` is gone; waiting for it to come back.");
    fs::rename(site.path("elsewhere"), site.path("corpus")).unwrap();
    site.write("corpus/b.txt", "Courts are asked.");
    assert_eq!(watcher.numbers(), [1, 0, 0]);
    assert_eq!(files(&site), ["a.txt", "b.txt"]);
}

#[test]
fn a_disk_without_room_is_said_and_tried_again() {
    let site = Site::new();
    site.write("corpus/a.txt", "Chips are exported.");
    let long: Vec<String> = (0..20_000)
        .map(|number| format!("Chapter {} of the act.\n\n", number * 7919))
        .collect();
    site.write("corpus/long.txt", long.concat());
    let program = env!("CARGO_BIN_EXE_newshound");
    let mut command = Command::new("sh");
    // No file may grow beyond some twenty kilobytes.
    let limited = format!("trap '' XFSZ; ulimit -f 40; exec '{program}' index --watch --json");
    command.args(["-c", &limited]).current_dir(site.path(""));
    let watcher = Watcher::by(command);
    watcher.says("Trying again until it can be written: ");
    fs::remove_file(site.path("corpus/long.txt")).unwrap();
    assert_eq!(watcher.numbers(), [1, 0, 0]);
}
