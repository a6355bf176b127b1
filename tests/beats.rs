//! Questions with a name, as a person types them: the program is run in a folder of its own.

/// The file of beats: what a person writes there, and what the program changes.
mod kept;
/// Many steps at random beside a naive set of what was shown.
mod random;
/// What is new: each article once, whatever becomes of corpus and index.
mod shown;
/// Kills, full disks, closed pipes, links, two processes at once.
mod trouble;

use crate::trouble::{Ended, Site};

const FILE: &str = "corpus/.newshound/beats.txt";
const SHOWN: &str = "corpus/.newshound/beats/chips.shown";

/// A corpus of these articles, indexed, with the beat `chips` that has a baseline.
fn followed(articles: &[(&str, &str)]) -> Site {
    let site = Site::new();
    write(&site, articles);
    done(&site, &["beat", "add", "chips", "chip"]);
    assert_eq!(site.run(&["beat", "new"]).code, Some(1));
    site
}

fn write(site: &Site, articles: &[(&str, &str)]) {
    for (name, text) in articles {
        site.write(&format!("corpus/{name}"), text);
    }
    let ended = site.run(&["index", "-q"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

/// Runs what has to succeed.
fn done(site: &Site, arguments: &[&str]) -> Ended {
    let ended = site.run(arguments);
    assert_eq!(ended.code, Some(0), "{arguments:?}: {ended:?}");
    ended
}

/// The files of the articles that are new for `chips`, as `beat new` shows them.
fn new(site: &Site) -> Vec<String> {
    shown_by(site, &["beat", "new", "chips", "--fields", "file"])
}

/// The same, without saying that they were shown.
fn peek(site: &Site) -> Vec<String> {
    shown_by(
        site,
        &["beat", "new", "chips", "--fields", "file", "--peek"],
    )
}

fn shown_by(site: &Site, arguments: &[&str]) -> Vec<String> {
    let ended = site.run(arguments);
    let files: Vec<String> = ended.out.lines().skip(1).map(str::to_owned).collect();
    let code = i32::from(files.is_empty());
    assert_eq!(ended.code, Some(code), "{ended:?}");
    files
}

fn text(site: &Site, name: &str) -> String {
    std::fs::read_to_string(site.path(name)).unwrap()
}

/// Articles on chips, a line of JSON each.
fn stories(numbers: std::ops::Range<usize>) -> String {
    let story = |number| {
        format!("{{\"title\": \"Story {number}\", \"text\": \"Chip number {number}.\"}}\n")
    };
    numbers.map(story).collect()
}
