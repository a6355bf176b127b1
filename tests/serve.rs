//! `serve`: the doors of one process, as programs, browsers and strangers meet them.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::trouble::Site;

/// The documents of the command at addresses.
mod api;
/// The assistant's door.
mod assistant;
/// One question, every door: the same answer.
mod doors;
/// Who is let in, and what is said to those who are not.
mod guard;
/// How much is done for whom, and how it ends.
mod limits;
/// What a person with a browser sees, and what a reader of feeds fetches.
mod page;
/// The index changes under a server in every way that folders do.
mod readers;

/// Longer than any answer of these takes on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that serves a corpus at a free port of this machine.
pub struct Server {
    process: Child,
    /// `127.0.0.1:PORT`.
    pub address: String,
    pub site: Site,
    said: Arc<Mutex<String>>,
}

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// By their names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The value of a header; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

impl Server {
    /// Serves the small corpus.
    pub fn tiny() -> Server {
        let site = Site::new();
        copy(Path::new("tests/corpora/tiny"), &site.path("corpus"));
        Server::of(site, &[])
    }

    /// Serves the corpus of a site, with further flags.
    pub fn of(site: Site, flags: &[&str]) -> Server {
        Server::at("127.0.0.1:0", site, flags)
    }

    /// The same at another address.
    pub fn at(listen: &str, site: Site, flags: &[&str]) -> Server {
        let mut command = site.command(&["serve", "--listen", listen]);
        command.args(flags);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut said = BufReader::new(process.stderr.take().unwrap()).lines();
        let lines = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&lines);
        let hear = move |line: &str| *heard.lock().unwrap() += &format!("{line}\n");
        let address = said.find_map(|line| {
            let line = line.unwrap();
            hear(&line);
            let rest = line.strip_prefix("Serving http://")?;
            Some(rest.split('/').next().unwrap().to_owned())
        });
        std::thread::spawn(move || said.map_while(Result::ok).for_each(|line| hear(&line)));
        Server {
            process,
            address: address.expect("a server that listens"),
            site,
            said: lines,
        }
    }

    /// What it has said on standard error.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// The files of the system that tell of its process.
    pub fn process(&self) -> PathBuf {
        Path::new("/proc").join(self.process.id().to_string())
    }

    /// The answer to a GET.
    pub fn get(&self, path: &str) -> Answer {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n",
            self.address
        ))
    }

    /// The answer to a POST of JSON.
    pub fn post(&self, path: &str, body: &str) -> Answer {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        ))
    }

    /// The same corpus, served to those who have the token in `token`.
    pub fn with_token(mut before: Server) -> Server {
        let site = std::mem::replace(&mut before.site, Site::new());
        drop(before);
        Server::of(site, &["--token-file", "token"])
    }

    /// The answer to a GET with a token.
    pub fn get_with(&self, path: &str, token: &str) -> Answer {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n",
            self.address
        ))
    }

    /// The answer to a POST of JSON with a token.
    pub fn post_with(&self, path: &str, body: &str, token: &str) -> Answer {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        ))
    }

    /// The answer to a request as it is written here.
    pub fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        answer(&mut stream)
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a signal.
    pub fn signal(&self, signal: nix::sys::signal::Signal) {
        let process = nix::unistd::Pid::from_raw(self.process.id().cast_signed());
        nix::sys::signal::kill(process, signal).unwrap();
    }

    /// Waits for the end; the code that it ends with.
    pub fn ended(&mut self) -> Option<i32> {
        self.process.wait().unwrap().code()
    }

    /// Sends a signal, and waits for the end; the code that it ends with.
    pub fn end(&mut self, signal: nix::sys::signal::Signal) -> Option<i32> {
        self.signal(signal);
        self.ended()
    }

    pub fn is_alive(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads one answer, whose length is in its headers.
pub fn answer(stream: &mut TcpStream) -> Answer {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.unwrap_or_else(|| panic!("no answer: `{line}`"));
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, length)| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Answer {
        status,
        headers,
        body: String::from_utf8(body).unwrap(),
    }
}

/// Asks until the answer is as it has to become, for as long as a newer commit may take to be seen and a machine that has
/// other things to do.
pub fn eventually<T: std::fmt::Debug>(ask: impl Fn() -> T, is_so: impl Fn(&T) -> bool) -> T {
    let began = Instant::now();
    loop {
        let answer = ask();
        if is_so(&answer) {
            return answer;
        }
        assert!(began.elapsed() < PATIENCE, "{answer:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}
