//! Whom TLS trusts.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use newshound::web::{Client, FailureKind, Manner};

use super::names::Names;
use super::server::{self, Server};
use super::{failure, get, manner};

const AUTHORITY: &[u8] = include_bytes!("certificates/ca.pem");

/// A client that trusts the authority of the tests.
fn client(port: u16) -> Client {
    let certificates = Some(AUTHORITY.to_vec());
    Client::new(Manner {
        certificates,
        ..manner(Names::news(port))
    })
    .expect("a client")
}

#[test]
fn a_host_that_shows_its_certificate_is_read() {
    let server = Server::tls("fitting", vec![server::page("/", "", "hello")]);
    let answer = get(&client(server.port), "https://news.example/").expect("an answer");
    assert_eq!((answer.last().status, answer.last().length), (200, 5));
    assert!(
        answer.last().request.starts_with(b"GET / HTTP/1.1\r\n"),
        "what is kept is not encrypted"
    );
}

#[test]
fn a_certificate_that_does_not_fit_ends_it() {
    for (certificate, reason) in [
        (
            "other",
            "the certificate that `news.example` shows is of another host",
        ),
        ("expired", "the certificate of `news.example` is expired"),
        (
            "unknown",
            "the certificate of `news.example` is by an issuer that is not known",
        ),
    ] {
        let server = Server::tls(certificate, vec![server::page("/", "", "hello")]);
        let failure = failure(&client(server.port), "https://news.example/");
        assert_eq!(
            (failure.reason.as_str(), failure.kind),
            (reason, FailureKind::Refused)
        );
        assert_eq!(server.requests(), [""; 0]);
    }
}

#[test]
fn an_authority_of_ones_own_has_to_be_named() {
    let server = Server::tls("fitting", vec![server::page("/", "", "hello")]);
    let client = super::client(Names::news(server.port));
    let failure = failure(&client, "https://news.example/");
    assert_eq!(
        failure.reason,
        "the certificate of `news.example` is by an issuer that is not known"
    );
}

#[test]
fn a_server_without_tls_and_one_that_hangs_up_are_seen() {
    let plain = Server::raw(|mut stream: TcpStream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").ok();
        // Until the other side has read it.
        io::copy(&mut stream, &mut io::sink()).ok();
    });
    let no_tls = failure(&client(plain.port), "https://news.example/");
    assert_eq!(
        no_tls.reason,
        "`news.example` does not speak TLS as it is understood here"
    );
    let closed = Server::raw(|mut stream: TcpStream| {
        let mut hello = [0; 5];
        stream.read_exact(&mut hello).ok();
    });
    let closed = failure(&client(closed.port), "https://news.example/");
    assert_eq!(
        closed.reason,
        "`news.example` closed the connection before it was encrypted"
    );
}

#[test]
fn what_was_asked_for_in_secret_is_not_asked_for_in_the_open() {
    let server = Server::tls(
        "fitting",
        vec![server::redirect("/", 302, "http://news.example/b")],
    );
    let failure = failure(&client(server.port), "https://news.example/");
    let reason =
        "`https://news.example/` redirects to `http://news.example/b`, which is not encrypted";
    assert_eq!(failure.reason, reason);
}

#[test]
fn certificates_that_cannot_be_read_are_an_error() {
    for (certificates, reason) in [
        (
            &b"nonsense"[..],
            "there is no certificate among the certificates",
        ),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "a certificate cannot be read",
        ),
    ] {
        let certificates = Some(certificates.to_vec());
        let client = Client::new(Manner {
            certificates,
            ..Manner::default()
        });
        assert_eq!(client.err().expect("a failure").reason, reason);
    }
}

#[test]
fn an_end_of_tls_without_a_word_is_an_end_unless_a_length_says_otherwise() {
    let server = Server::tls_without_end(
        "fitting",
        vec![
            server::bytes("/", "HTTP/1.1 200 OK\r\n\r\nhello"),
            server::bytes("/b", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"),
        ],
    );
    let client = client(server.port);
    let answer = get(&client, "https://news.example/").expect("an answer");
    assert_eq!(answer.last().length, 5);
    let cut = failure(&client, "https://news.example/b");
    assert_eq!(
        cut.reason,
        "the answer of `news.example` was cut off after 5 of 9 bytes"
    );
}
