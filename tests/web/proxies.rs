//! The way through a proxy.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use newshound::web::{Client, FailureKind, Manner, Net};

use super::names::{NEWS, Names};
use super::server::{self, Server};
use super::{failure, get, manner};

/// A proxy that leads every tunnel to one port, and the words it was greeted with.
fn proxy(port: u16) -> (Server, Arc<Mutex<Vec<String>>>) {
    let greetings = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&greetings);
    let server = Server::raw(move |mut stream| {
        let greeting = server::request(&mut stream).expect("a greeting");
        kept.lock().expect("greetings").push(greeting);
        stream
            .write_all(b"HTTP/1.1 200 Open\r\nVia: a\r\n\r\n")
            .expect("an answer");
        let target = TcpStream::connect(("127.0.0.1", port)).expect("a target");
        let (from, to) = (
            stream.try_clone().expect("a clone"),
            target.try_clone().expect("a clone"),
        );
        thread::spawn(move || copy(from, to));
        copy(target, stream);
    });
    (server, greetings)
}

fn copy(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 4096];
    while let Ok(size @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..size]).is_err() {
            break;
        }
    }
    to.shutdown(Shutdown::Write).ok();
}

/// `proxy.example` is in a private network, at that port of loopback; `news.example` is not known here.
fn names(port: u16) -> Arc<dyn Net> {
    let names = Names::default()
        .host("proxy.example", &[&["10.0.0.9"]])
        .host("inside.example", &[&["10.0.0.7"]])
        .host("known.example", &[&[NEWS]]);
    Arc::new(names.leads("10.0.0.9", port))
}

#[test]
fn a_target_is_read_through_a_proxy() {
    let target = Server::tls("fitting", vec![server::page("/", "", "hello")]);
    let (proxy, greetings) = proxy(target.port);
    let certificates = Some(include_bytes!("certificates/ca.pem").to_vec());
    let manner = Manner {
        certificates,
        ..manner(names(proxy.port))
    };
    let client =
        Client::through(manner, "http://ann:se%20cret@proxy.example:3128").expect("a client");
    let answer = get(&client, "https://news.example/").expect("an answer");
    assert_eq!((answer.last().length, answer.last().ip), (5, None));
    let greeting = "CONNECT news.example:443 HTTP/1.1\r\nHost: news.example:443\r\n\
                    Proxy-Authorization: Basic YW5uOnNlIGNyZXQ=\r\n\r\n";
    assert_eq!(*greetings.lock().expect("greetings"), [greeting]);
    let request = String::from_utf8(answer.last().request.clone()).expect("ASCII");
    assert!(
        request.starts_with("GET / ") && !request.contains("Proxy"),
        "{request}"
    );
}

#[test]
fn a_proxy_is_not_asked_for_machines_that_are_not_public() {
    let target = Server::start(vec![server::page("/", "", "hello")]);
    let (proxy, greetings) = proxy(target.port);
    let client =
        Client::through(manner(names(proxy.port)), "http://proxy.example:3128").expect("a client");
    let inside = failure(&client, "http://inside.example/");
    assert_eq!(
        inside.reason,
        "`inside.example` is at `10.0.0.7`, an address of a private network"
    );
    let number = failure(&client, "http://127.0.0.1/");
    assert_eq!(number.reason, "`127.0.0.1` is an address of this machine");
    assert_eq!(greetings.lock().expect("greetings").len(), 0);
    get(&client, "http://known.example/").expect("an answer");
    assert_eq!(greetings.lock().expect("greetings").len(), 1);
}

#[test]
fn a_proxy_that_does_not_open_is_said() {
    let answers = [
        (
            "HTTP/1.1 407 Who\r\n\r\n",
            "the proxy `proxy.example` wants a user name and a password",
        ),
        (
            "HTTP/1.1 403 No\r\n\r\n",
            "the proxy `proxy.example` opens no way to `news.example:80` (403)",
        ),
        (
            "garbage\r\n\r\n",
            "the proxy `proxy.example` opened no way within 2 seconds",
        ),
        (
            "",
            "the proxy `proxy.example` opened no way within 2 seconds",
        ),
    ];
    for (answer, reason) in answers {
        let proxy = Server::raw(move |mut stream| {
            server::request(&mut stream);
            stream.write_all(answer.as_bytes()).ok();
        });
        let client = Client::through(manner(names(proxy.port)), "http://proxy.example:3128")
            .expect("a client");
        assert_eq!(failure(&client, "http://news.example/").reason, reason);
    }
}

#[test]
fn a_proxy_of_another_sort_is_an_error() {
    for proxy in ["socks5://proxy.example:1080", "socks4://proxy.example"] {
        let failure = Client::through(Manner::default(), proxy)
            .err()
            .expect("a failure");
        assert_eq!(
            failure.reason,
            "the proxy `proxy.example` is a SOCKS proxy, which is not supported"
        );
        assert_eq!(failure.kind, FailureKind::Refused);
    }
    assert!(Client::through(Manner::default(), "http://").is_err());
}
