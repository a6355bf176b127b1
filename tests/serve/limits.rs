//! How much is done for whom: bounds on what is sent, on the time of a question, on how many there are; and the end.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use super::{Server, answer, eventually};
use crate::trouble::Site;

/// A question that takes longer than anyone waits.
const COSTLY: &str =
    "/v1/search?query=((((((/a./+w/50+*b*)+w/50+*b*)+w/50+*b*)+w/50+*b*)+w/50+*b*)+w/50+*b*)";

/// A server of some long articles.
fn long(flags: &[&str]) -> Server {
    let site = Site::new();
    for number in 0..40 {
        let text = "aa bb ".repeat(2_000);
        site.write(
            &format!("corpus/{number}.txt"),
            format!("{text} cc d{number}"),
        );
    }
    Server::of(site, flags)
}

/// Sends a question, and does not wait for its answer.
fn begin(server: &Server, path: &str) -> TcpStream {
    let mut stream = server.connect();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// A number of `/metrics`.
fn gauge(server: &Server, name: &str) -> u64 {
    let text = server.get("/metrics").body;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(&format!("newshound_{name} ")));
    line.unwrap_or_else(|| panic!("{text}")).parse().unwrap()
}

/// Time of processors that a server has used, in hundredths of a second.
fn used(server: &Server) -> u64 {
    let stat = fs::read_to_string(server.process().join("stat")).unwrap();
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    fields
        .skip(11)
        .take(2)
        .map(|number| number.parse::<u64>().unwrap())
        .sum()
}

/// Nothing is worked on any more.
fn rests(server: &Server) {
    eventually(
        || gauge(server, "questions_running"),
        |running| *running == 0,
    );
    let before = used(server);
    thread::sleep(Duration::from_millis(500));
    let spent = used(server) - before;
    assert!(spent < 20, "{spent} of 50");
}

fn open_files(server: &Server) -> usize {
    fs::read_dir(server.process().join("fd")).unwrap().count()
}

#[test]
fn what_is_sent_has_bounds() {
    let server = Server::tiny();
    let long = "a".repeat(70_000);
    let code = |answer: super::Answer| (answer.status, answer.json()["code"].clone());
    let body = format!("{{\"query\": \"{long}\"}}");
    assert_eq!(
        code(server.post("/v1/search", &body)),
        (413, "too_large".into())
    );
    let address = format!("/v1/search?query={}", &long[..17_000]);
    assert_eq!(code(server.get(&address)), (414, "too_large".into()));
    let own = &server.address;
    let header = format!("GET /healthz HTTP/1.1\r\nHost: {own}\r\nX-Long: {long}\r\n\r\n");
    assert_eq!(server.send(&header).status, 431);
    let many = "X-Many: a\r\n".repeat(200);
    let headers = format!("GET /healthz HTTP/1.1\r\nHost: {own}\r\n{many}\r\n");
    assert_eq!(server.send(&headers).status, 431);
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn a_question_that_takes_too_long_is_given_up_and_its_work_ends() {
    let server = long(&["--timeout", "1"]);
    let began = Instant::now();
    // A client cannot ask for more.
    assert_eq!(server.get(&format!("{COSTLY}&timeout=600")).status, 400);
    let answer = server.get(COSTLY);
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (503, "1"),
        "{}",
        answer.body
    );
    assert_eq!(answer.json()["code"], "timed_out");
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
    rests(&server);
}

#[test]
fn a_question_whose_asker_has_left_is_not_worked_on() {
    let server = long(&["--timeout", "600"]);
    let asker = begin(&server, COSTLY);
    eventually(
        || gauge(&server, "questions_running"),
        |running| *running == 1,
    );
    drop(asker);
    rests(&server);
}

#[test]
fn more_questions_than_can_wait_are_refused() {
    let server = long(&["--timeout", "600", "--at-once", "1"]);
    let mut askers = vec![begin(&server, COSTLY)];
    eventually(
        || gauge(&server, "questions_running"),
        |running| *running == 1,
    );
    askers.extend((0..64).map(|_| begin(&server, "/v1/search?query=cc")));
    eventually(
        || gauge(&server, "questions_waiting"),
        |waiting| *waiting == 64,
    );
    let answer = server.get("/v1/search?query=cc");
    assert_eq!((answer.status, answer.header("retry-after")), (429, "1"));
    assert_eq!(answer.json()["code"], "too_many");
    // The one at work leaves, and those that wait have their turns.
    let mut askers = askers.into_iter();
    askers.next();
    for mut asker in askers {
        assert_eq!(super::answer(&mut asker).status, 200);
    }
    rests(&server);
}

#[test]
fn a_short_question_does_not_wait_for_long_ones() {
    let server = long(&["--timeout", "600"]);
    let _costly: Vec<_> = (0..3).map(|_| begin(&server, COSTLY)).collect();
    eventually(
        || gauge(&server, "questions_running"),
        |running| *running == 3,
    );
    let began = Instant::now();
    assert_eq!(server.get("/v1/search?query=cc").status, 200);
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn an_answer_has_a_bound() {
    let site = Site::new();
    // Each hit says who wrote its article.
    let authors: Vec<String> = (0..500).map(|number| format!("Author {number}")).collect();
    let text = "B c d e f g h k. ".repeat(60_000);
    let article = serde_json::json!({"title": "Long", "authors": authors, "text": text});
    site.write("corpus/long.jsonl", article.to_string());
    let server = Server::of(site, &["--timeout", "600"]);
    let path = "/v1/search?query=b*+OR+c*+OR+d*+OR+e*+OR+f*+OR+g*+OR+h*+OR+k*&per_article=all";
    let answer = server.get(&format!("{path}&limit=1000"));
    assert_eq!(answer.status, 400, "{} bytes", answer.body.len());
    let told = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(told.starts_with("the answer is longer than "), "{told}");
    assert_eq!(server.get(&format!("{path}&limit=2")).status, 200);
}

/// Whether the other end has closed a connection, without another word.
fn is_closed(stream: &mut TcpStream) -> bool {
    stream
        .set_read_timeout(Some(Duration::from_millis(10)))
        .unwrap();
    match stream.read(&mut [0; 100]) {
        Ok(bytes) => bytes == 0,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

#[test]
fn who_is_too_slow_is_cut_off() {
    let server = long(&["--patience", "1"]);
    let own = &server.address;
    // One that says nothing, one that stops in the middle, one that goes on for ever.
    let mut silent = server.connect();
    let mut stopped = server.connect();
    stopped.write_all(b"GET /healthz HT").unwrap();
    let mut endless = server.connect();
    endless.write_all(b"GET /healthz HTTP/1.1\r\n").unwrap();
    let began = Instant::now();
    while !is_closed(&mut endless) {
        let _ = endless.write_all(b"X-More: a\r\n");
        thread::sleep(Duration::from_millis(100));
        assert!(began.elapsed() < Duration::from_secs(20));
    }
    for stream in [&mut silent, &mut stopped] {
        while !is_closed(stream) {
            assert!(began.elapsed() < Duration::from_secs(20));
        }
    }
    // A body that comes by the byte.
    let mut body = server.connect();
    let head = format!(
        "POST /v1/search HTTP/1.1\r\nHost: {own}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    );
    body.write_all(head.as_bytes()).unwrap();
    let mut dripping = body.try_clone().unwrap();
    thread::spawn(move || {
        while dripping.write_all(b" ").is_ok() {
            thread::sleep(Duration::from_millis(100));
        }
    });
    let answer = answer(&mut body);
    assert_eq!(
        (answer.status, answer.json()["code"].clone()),
        (408, "too_slow".into())
    );
}

#[test]
fn who_does_not_take_an_answer_is_left() {
    let server = long(&["--patience", "1"]);
    let path = "/v1/search?query=a*&per_article=all&limit=100";
    // The first question opens the index.
    assert_eq!(server.get(path).status, 200);
    let before = open_files(&server);
    let mut stream = server.connect();
    stream
        .set_write_timeout(Some(Duration::from_secs(1)))
        .unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    // More than any buffer on the way takes.
    for _ in 0..200 {
        if stream.write_all(request.as_bytes()).is_err() {
            break;
        }
    }
    eventually(|| open_files(&server), |open| *open <= before);
    rests(&server);
    drop(stream);
}

/// Reads so many bytes every so often until there are no more or the connection ends; how many there were.
fn sip(stream: &mut TcpStream, bytes: usize, pause: Duration) -> usize {
    let mut sip = vec![0; bytes];
    let mut all = 0;
    loop {
        match stream.read(&mut sip) {
            Ok(0) | Err(_) => return all,
            Ok(bytes) => all += bytes,
        }
        thread::sleep(pause);
    }
}

#[test]
fn who_takes_an_answer_by_the_drop_is_left_and_who_takes_it_slowly_is_not() {
    let server = long(&["--patience", "2", "--timeout", "600"]);
    let path = "/v1/search?query=a*&per_article=all&limit=1000";
    let length = server.get(path).body.len();
    // More than any buffer on the way takes.
    assert!(length > 700 << 10, "{length}");
    let mut dripping = begin(&server, path);
    // Some times as long as it is measured.
    for _ in 0..80 {
        dripping.read_exact(&mut [0; 1000]).unwrap();
        thread::sleep(Duration::from_millis(100));
    }
    // The system holds a part of the answer, and no more comes.
    let rest = sip(&mut dripping, 1 << 20, Duration::ZERO);
    assert!(rest + 80_000 < length, "{rest} of {length}");
    let mut slow = server.connect();
    let own = &server.address;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n");
    slow.write_all(request.as_bytes()).unwrap();
    let taken = sip(&mut slow, 16 << 10, Duration::from_millis(50));
    assert!(taken > length, "{taken} of {length}");
}

#[test]
fn hundreds_of_idle_connections_keep_no_one_out() {
    let server = long(&[]);
    let idle: Vec<_> = (0..300).map(|_| server.connect()).collect();
    let began = Instant::now();
    assert_eq!(server.get("/v1/search?query=cc").status, 200);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let status = fs::read_to_string(server.process().join("status")).unwrap();
    let resident = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))
        .unwrap();
    let kilobytes: u64 = resident.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kilobytes < 100_000, "{kilobytes}");
    drop(idle);
}

#[test]
fn a_signal_ends_it_once_what_was_begun_is_answered() {
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP] {
        let mut server = long(&["--timeout", "2"]);
        let mut asker = begin(&server, COSTLY);
        eventually(
            || gauge(&server, "questions_running"),
            |running| *running == 1,
        );
        let _idle = server.connect();
        let began = Instant::now();
        server.signal(signal);
        let refused = || TcpStream::connect(&server.address).is_err();
        eventually(refused, |refused| *refused);
        // It is not cut off, although its answer is that it takes too long.
        assert_eq!(answer(&mut asker).json()["code"], "timed_out");
        assert_eq!(server.ended(), Some(0), "{signal}");
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "{:?}",
            began.elapsed()
        );
    }
}

#[test]
fn no_question_keeps_it_from_ending() {
    let mut server = long(&["--timeout", "600"]);
    let _asker = begin(&server, COSTLY);
    eventually(
        || gauge(&server, "questions_running"),
        |running| *running == 1,
    );
    let began = Instant::now();
    assert_eq!(server.end(Signal::SIGTERM), Some(0));
    assert!(
        began.elapsed() < Duration::from_secs(6),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn who_waits_for_a_turn_when_it_ends_is_told_so() {
    let mut server = long(&["--timeout", "600", "--at-once", "1"]);
    let mut costly = begin(&server, COSTLY);
    eventually(
        || gauge(&server, "questions_running"),
        |running| *running == 1,
    );
    let waiting: Vec<_> = (0..20)
        .map(|_| begin(&server, "/v1/search?query=cc"))
        .collect();
    eventually(
        || gauge(&server, "questions_waiting"),
        |waiting| *waiting == 20,
    );
    let began = Instant::now();
    server.signal(Signal::SIGTERM);
    let code = |stream: &mut TcpStream| {
        let answer = answer(stream);
        (answer.status, answer.json()["code"].clone())
    };
    for mut asker in waiting {
        assert_eq!(code(&mut asker), (503, "ending".into()));
    }
    let told = began.elapsed();
    assert!(told < Duration::from_secs(3), "{told:?}");
    // The one at work has some time, and then an answer too.
    assert_eq!(code(&mut costly), (503, "ending".into()));
    assert_eq!(server.ended(), Some(0));
    assert!(
        began.elapsed() < Duration::from_secs(6),
        "{:?}",
        began.elapsed()
    );
}
