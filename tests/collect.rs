//! `add URL` and `pull` as a person types them: the program is run in a folder of its own, the web is a server on
//! loopback.

/// A page, a feed, a PDF, a list: what is kept of each and what is said.
mod added;
/// The file that keeps what came: cut off, spoiled, killed in the middle.
mod archive;
/// Answers that never end, within their bounds.
mod bounds;
/// Several pulls and several hosts at a time.
mod crowded;
/// The list of feeds that are followed.
mod followed;
/// What is kept and remembered where something is amiss with the corpus.
mod kept;
/// robots.txt, cookies, pauses, hosts that fail.
mod polite;
/// What is new in feeds.
mod pulled;
/// What is not taken in, and why.
mod refused;
/// One address several times.
mod versions;

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::trouble::{Ended, Site};
use crate::web::server::{Route, Server, Wire, act};

const SENTENCE: &str =
    "The committee met on Tuesday and heard what the agencies had to say of the rules for models.";

/// The moment at which the program runs where no other is said.
const NOW: &str = "2026-11-27T10:30:00Z";

/// A page with an article, whose text has that word.
fn article(title: &str, word: &str) -> String {
    let paragraphs = format!("<p>{SENTENCE} {word} was among them.</p>").repeat(4);
    format!(
        "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
}

/// A feed with a summary of each entry: its address and its title.
fn feed(channel: &str, entries: &[(&str, &str)]) -> String {
    let entries = entries.iter().map(|(address, title)| {
        format!(
            "<item><title>{title}</title><link>{address}</link><guid>{address}</guid>\
             <description>{SENTENCE} {title}.</description></item>"
        )
    });
    let entries: String = entries.collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Wire</title>{channel}{entries}</channel></rss>"
    )
}

/// An answer as it goes over the wire: its status, further lines of its header, its body.
fn answer(status: u16, header: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status} So\r\nContent-Length: {length}\r\n{header}\r\n{body}")
}

/// Answers in order, the last of them again and again.
fn turns(path: &'static str, answers: Vec<String>) -> Route {
    let turn = AtomicUsize::new(0);
    act(path, move |wire: &mut dyn Wire| {
        let turn = turn.fetch_add(1, Ordering::SeqCst);
        let answer = &answers[turn.min(answers.len() - 1)];
        wire.write_all(answer.as_bytes()).ok();
    })
}

/// A verb that may ask loopback and does not wait.
fn command(site: &Site, verb: &[&str], rest: &[&str]) -> Command {
    let (name, arguments) = verb.split_first().expect("a verb");
    let arguments = [&[*name, "--allow-local", "--pause", "0"], arguments, rest].concat();
    let mut command = site.command(&arguments);
    command.env("NEWSHOUND_NOW", NOW);
    command
}

fn run(site: &Site, verb: &[&str], rest: &[&str]) -> Ended {
    Ended::of(command(site, verb, rest).output().expect("it runs"))
}

/// The same at another moment.
fn run_at(now: &str, site: &Site, verb: &[&str], rest: &[&str]) -> Ended {
    let mut command = command(site, verb, rest);
    Ended::of(command.env("NEWSHOUND_NOW", now).output().expect("it runs"))
}

fn add(site: &Site, rest: &[&str]) -> Ended {
    run(site, &["add"], rest)
}

fn pull(site: &Site, rest: &[&str]) -> Ended {
    run(site, &["pull"], rest)
}

/// How many articles have a word.
fn count(site: &Site, word: &str) -> String {
    site.run(&["search", "--count", word]).out.trim().to_owned()
}

/// How often a path was asked for.
fn asked(server: &Server, path: &str) -> usize {
    let line = format!("GET {path} ");
    let requests = server.requests();
    requests.iter().filter(|one| one.starts_with(&line)).count()
}

/// The last request for a path.
fn last_request(server: &Server, path: &str) -> String {
    let line = format!("GET {path} ");
    let requests = server.requests();
    let mut requests = requests.into_iter().rev();
    requests
        .find(|one| one.starts_with(&line))
        .expect("a request")
        .to_lowercase()
}

/// The file that keeps what came in that month.
const KEPT: &str = "corpus/web/2026-11.warc.gz";
