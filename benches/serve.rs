//! A server under load, beside the same questions in one process: what the door costs.
//!
//! `cargo bench --bench serve`; `-- 600` asks for so many seconds, 20 if nothing is said, `-- 600 8` by so many
//! clients, 4 if nothing is said. The questions are drawn from the data, the same ones every time: words, phrases,
//! proximity, prefixes, alternatives, exclusions, days. Each is asked for its ten best as JSON.
//!
//! This process asks, over connections that stay open, and another one answers; both have the same processors.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use newshound::answer;
use newshound::engine::threads;
use newshound::library::{Library, Settings};
use newshound::passage;
use newshound::render::json;
use newshound::request::Request;
use tempfile::TempDir;
use url::form_urlencoded;

mod draw;
mod measure;

use measure::data::{self, Record};
use measure::table::{at_least, at_most, row};
use measure::{milliseconds, table};

const QUESTIONS: usize = 200;
const SHOWN: usize = 10;
/// Answers a second, at least.
const RATE: f64 = 1000.0;
/// The time that 99 of 100 answers have at most, in milliseconds.
const SLOW: f64 = 50.0;
/// Memory is looked at so many times.
const LOOKS: u32 = 10;

/// The command's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let mut numbers = std::env::args().filter_map(|text| text.parse().ok());
    let time = Duration::from_secs(numbers.next().unwrap_or(20));
    let clients = usize::try_from(numbers.next().unwrap_or(4))?;
    let notices = data::notices()?;
    let room = TempDir::new()?;
    let (corpus, index) = (room.path().join("corpus"), room.path().join("index"));
    let file = data::corpus(&notices.path, &corpus, usize::MAX)?;
    data::build(&corpus, &index)?;
    let questions = questions(&file)?;
    println!("{} questions, {clients} clients.", questions.len());

    let library = Settings::new(&corpus).index(&index).open();
    let mut rows = vec![row([
        "", "answers", "a second", "p50", "p90", "p99", "max", "errors",
    ])];
    let bare = bare(&library, &questions, time.min(Duration::from_secs(20)))?;
    rows.push(bare.row("in one process"));
    let served = served(&corpus, &index, &questions, time, clients)?;
    rows.push(served.row("served"));
    table::print("Times in milliseconds", &rows);
    println!(
        "\nanswers a second {}; p99 {}; errors {}",
        at_least(served.rate(), RATE),
        at_most(served.at(0.99), SLOW),
        at_most(served.errors as f64, 0.0),
    );
    Ok(())
}

/// A mixture of all kinds but those that are made to be hard.
fn questions(file: &Path) -> anyhow::Result<Vec<String>> {
    let mut passages = Vec::new();
    data::records(file, |Record { text, .. }| {
        let cut = passage::cut(&text, None).into_iter();
        passages.extend(cut.map(|passage| text[passage.bytes].to_owned()));
        Ok(())
    })?;
    let kinds = draw::kinds(&passages);
    let mut questions = Vec::new();
    for (name, many) in [
        ("word, rare", 20),
        ("word, middling", 25),
        ("word, common", 10),
        ("=word, any frequency", 10),
        ("2 words", 35),
        ("3 words", 20),
        ("phrase of 2", 20),
        ("phrase of 3", 10),
        ("w/5", 20),
        ("OR of 2 common", 5),
        ("prefix*", 10),
        ("word NOT word", 15),
    ] {
        let kind = kinds.iter().find(|kind| kind.name == name);
        let drawn = &kind.context(name)?.questions;
        let step = (drawn.len() / many).max(1);
        let texts = drawn.iter().step_by(step).take(many);
        // Every fifth has days as well.
        questions.extend(texts.enumerate().map(|(number, drawn)| match number % 5 {
            4 => format!("{} since:2022-07-01", drawn.text),
            _ => drawn.text.clone(),
        }));
    }
    questions.truncate(QUESTIONS);
    // Neighbours are of different kinds.
    let mixed = (0..questions.len()).map(|number| questions[number * 37 % questions.len()].clone());
    Ok(mixed.collect())
}

/// What came of asking.
struct Asked {
    times: Vec<Duration>,
    errors: usize,
    took: Duration,
}

impl Asked {
    fn rate(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    /// The time that this part of all answers has at most, in milliseconds.
    fn at(&self, part: f64) -> f64 {
        let last = self.times.len().saturating_sub(1);
        let time = self.times.get((last as f64 * part) as usize);
        milliseconds(time.copied().unwrap_or_default())
    }

    fn row(&self, name: &str) -> Vec<String> {
        let time = |part| format!("{:.2}", self.at(part));
        vec![
            name.to_owned(),
            self.times.len().to_string(),
            format!("{:.0}", self.rate()),
            time(0.5),
            time(0.9),
            time(0.99),
            time(1.0),
            self.errors.to_string(),
        ]
    }
}

/// Asks with so many threads until the time is over. Each makes its own way of asking, and begins elsewhere.
fn asked<F: FnMut(usize) -> anyhow::Result<()>>(
    many: usize,
    questions: usize,
    time: Duration,
    way: impl Fn() -> anyhow::Result<F> + Sync,
) -> anyhow::Result<Asked> {
    let began = Instant::now();
    let errors = AtomicUsize::new(0);
    let one = |number: usize| -> anyhow::Result<Vec<Duration>> {
        let mut ask = way()?;
        let mut times = Vec::new();
        for question in (0..questions).cycle().skip(number * questions / many) {
            let start = Instant::now();
            if start - began >= time {
                break;
            }
            if ask(question).is_err() {
                errors.fetch_add(1, Ordering::Relaxed);
                ask = way()?;
            }
            times.push(start.elapsed());
        }
        Ok(times)
    };
    let one = &one;
    let times: anyhow::Result<Vec<_>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..many)
            .map(|number| scope.spawn(move || one(number)))
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined
            .map(|times| times.unwrap_or_else(|_| bail!("a client failed")))
            .collect()
    });
    let took = began.elapsed();
    let mut times = times?.concat();
    times.sort_unstable();
    Ok(Asked {
        times,
        errors: errors.into_inner(),
        took,
    })
}

/// Every question answered and written in this process, by as many threads as a server answers with.
fn bare(library: &Library, questions: &[String], time: Duration) -> anyhow::Result<Asked> {
    let snapshot = library.snapshot()?;
    let aliases = library.aliases();
    let way = || {
        Ok(|number: usize| {
            let request = Request::new(&questions[number]).limit(SHOWN);
            let question = library.read_with(&request, &aliases)?;
            let (results, hits) = answer::begin(&*snapshot, &question)?;
            let mut out = Vec::new();
            json::results(&results, hits, None, &mut out)?;
            Ok(())
        })
    };
    // Once before it counts.
    let mut ask = way()?;
    (0..questions.len()).try_for_each(&mut ask)?;
    asked(threads(), questions.len(), time, way)
}

/// A server, ended when dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Resident bytes, and open files.
    fn size(&self) -> anyhow::Result<(u64, usize)> {
        let id = self.0.id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let resident = status
            .lines()
            .find_map(|line| line.strip_prefix("RssAnon:"));
        let kilobytes = resident.and_then(|text| text.split_whitespace().next()?.parse().ok());
        let files = std::fs::read_dir(format!("/proc/{id}/fd"))?.count();
        Ok((kilobytes.unwrap_or(0u64) << 10, files))
    }
}

fn served(
    corpus: &Path,
    index: &Path,
    questions: &[String],
    time: Duration,
    clients: usize,
) -> anyhow::Result<Asked> {
    let mut process = Command::new(env!("CARGO_BIN_EXE_newshound"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(measure::process::place(corpus, index)?)
        .stderr(Stdio::piped())
        .spawn()?;
    let said = process.stderr.take().context("it says nothing")?;
    let server = Server(process);
    let mut said = BufReader::new(said).lines().map_while(Result::ok);
    let address = said.find_map(|line| {
        let rest = line.strip_prefix("Serving http://")?;
        Some(rest.split('/').next()?.to_owned())
    });
    let address = address.context("it does not listen")?;
    let requests: Vec<String> = questions
        .iter()
        .map(|text| {
            let text: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
            format!("GET /v1/search?query={text}&limit={SHOWN} HTTP/1.1\r\nHost: {address}\r\n\r\n")
        })
        .collect();
    let way = || {
        let stream = TcpStream::connect(&address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let mut stream = BufReader::with_capacity(64 << 10, stream);
        let (requests, mut body) = (&requests, Vec::new());
        Ok(move |number: usize| exchange(&mut stream, &requests[number], &mut body))
    };
    // Once before it counts.
    let mut ask = way()?;
    (0..questions.len()).try_for_each(&mut ask)?;
    let (before, _) = server.size()?;
    std::thread::scope(|scope| {
        let load = scope.spawn(|| asked(clients, questions.len(), time, way));
        for look in 1..=LOOKS {
            std::thread::sleep(time / LOOKS);
            let (bytes, files) = server.size()?;
            println!(
                "{look:>2}: {:.1} MB of its own, {:.1} before; {files} open files",
                bytes as f64 / 1e6,
                before as f64 / 1e6
            );
        }
        load.join().unwrap_or_else(|_| bail!("a client failed"))
    })
}

/// Sends a request and reads its answer, which has to be a good one.
fn exchange(
    stream: &mut BufReader<TcpStream>,
    request: &str,
    body: &mut Vec<u8>,
) -> anyhow::Result<()> {
    stream.get_mut().write_all(request.as_bytes())?;
    let (mut line, mut length, mut is_good) = (String::new(), 0, None);
    loop {
        line.clear();
        ensure!(stream.read_line(&mut line)? > 0, "no answer");
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        is_good.get_or_insert_with(|| line.starts_with("HTTP/1.1 200 "));
        if let Some(text) = line.strip_prefix("content-length: ") {
            length = text.parse()?;
        }
    }
    body.resize(length, 0);
    stream.read_exact(body)?;
    ensure!(is_good == Some(true), "{}", String::from_utf8_lossy(body));
    Ok(())
}
