use std::time::{Duration, Instant};

use super::*;

/// Runs a verb, and gives the most memory that it took, in bytes.
#[cfg(target_os = "linux")]
fn measured(site: &Site, arguments: &[&str]) -> (Ended, u64) {
    let child = command(site, &["add"], arguments)
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it runs");
    let status = format!("/proc/{}/status", child.id());
    let watched = std::thread::spawn(move || {
        let mut most = 0;
        // The file is there until the process ended.
        while let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let Some(size) = line.and_then(|line| line.trim().strip_suffix(" kB")) else {
                break;
            };
            most = size.trim().parse::<u64>().expect("a size").max(most);
            std::thread::sleep(Duration::from_millis(5));
        }
        most * 1024
    });
    let ended = Ended::of(child.wait_with_output().expect("it ends"));
    (ended, watched.join().expect("watched"))
}

#[cfg(target_os = "linux")]
#[test]
fn an_endless_answer_costs_its_bound_and_no_more() {
    const MOST: u64 = 100 << 20;
    for header in [
        "",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 999999999999\r\n",
    ] {
        let server = Server::start(vec![act("/story", move |wire: &mut dyn Wire| {
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}\r\n<html><body>");
            let words = format!("<p>{SENTENCE}</p>").repeat(1000);
            let piece = match header.starts_with("Transfer") {
                true => format!("{:x}\r\n{words}\r\n", words.len()),
                false => words,
            };
            let head = head.replace(
                "<html><body>",
                if header.starts_with("Transfer") {
                    ""
                } else {
                    "<html><body>"
                },
            );
            let mut sent = wire.write_all(head.as_bytes());
            while sent.is_ok() {
                sent = wire.write_all(piece.as_bytes());
            }
        })]);
        let site = Site::new();
        let begin = Instant::now();
        let (ended, memory) = measured(&site, &[&server.address("/story")]);
        assert_eq!(ended.code, Some(4), "{ended:?}");
        assert!(ended.err.contains("20 MB"), "{ended:?}");
        assert!(memory > 0 && memory < MOST, "{memory} bytes");
        assert!(begin.elapsed() < Duration::from_secs(30));
        assert!(!site.path("corpus/web").exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_packed_answer_that_unpacks_without_end_costs_its_bound_and_no_more() {
    // Half of what it unpacks to.
    const MOST: u64 = 100 << 20;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let words = format!("<p>{SENTENCE}</p>").repeat(1000);
    for _ in 0..2000 {
        std::io::Write::write_all(&mut packed, words.as_bytes()).expect("packed");
    }
    let packed = packed.finish().expect("packed");
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        packed.len()
    );
    let bytes = [head.as_bytes(), &packed].concat();
    let server = Server::start(vec![crate::web::server::bytes("/story", bytes)]);
    let site = Site::new();
    let (_, usual) = measured(&site, &["--help"]);
    let (ended, memory) = measured(&site, &[&server.address("/story")]);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    // The program itself takes some memory, too.
    let more = memory.saturating_sub(usual);
    assert!(more > 0 && more < MOST, "{more} bytes more than {usual}");
    assert!(!site.path("corpus/web").exists());
}
