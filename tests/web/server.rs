//! A server on loopback.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A connection as a route gets it.
pub trait Wire: Read + Write {}

impl<W: Read + Write> Wire for W {}

type Act = Box<dyn Fn(&mut dyn Wire) + Send + Sync>;

/// What is answered at a path.
pub struct Route {
    path: &'static str,
    act: Act,
}

/// Bytes, written as they are.
pub fn bytes(path: &'static str, bytes: impl Into<Vec<u8>>) -> Route {
    let bytes = bytes.into();
    act(path, move |wire| {
        wire.write_all(&bytes).ok();
    })
}

/// Whatever a function does with the connection, once the request was read.
pub fn act(path: &'static str, act: impl Fn(&mut dyn Wire) + Send + Sync + 'static) -> Route {
    let act = Box::new(act);
    Route { path, act }
}

/// An honest answer: further lines of its header, each with its end, and a body.
pub fn page(path: &'static str, header: &str, body: &str) -> Route {
    let length = body.len();
    let text = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{header}\r\n{body}");
    bytes(path, text)
}

/// A redirect.
pub fn redirect(path: &'static str, status: u16, to: &str) -> Route {
    let text = format!("HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    bytes(path, text)
}

/// An answer of that status with a few words.
pub fn status(path: &'static str, status: u16, header: &str) -> Route {
    let text = format!("HTTP/1.1 {status} So\r\nContent-Length: 5\r\n{header}\r\nwords");
    bytes(path, text)
}

/// Answers until it is dropped, each connection in a thread of its own.
pub struct Server {
    pub port: u16,
    seen: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
}

impl Server {
    /// A server of these routes; any other path is a 404.
    pub fn start(routes: Vec<Route>) -> Server {
        Server::run(move |stream, seen| serve(&mut { stream }, &routes, seen))
    }

    /// The same in TLS, with a certificate of `tests/web/certificates`.
    pub fn tls(certificate: &str, routes: Vec<Route>) -> Server {
        Server::tls_that_ends(certificate, routes, true)
    }

    /// The same, which closes the connection without ending TLS, as many do.
    pub fn tls_without_end(certificate: &str, routes: Vec<Route>) -> Server {
        Server::tls_that_ends(certificate, routes, false)
    }

    /// A server that does that with every connection, and reads no request by itself.
    pub fn raw(act: impl Fn(TcpStream) + Send + Sync + 'static) -> Server {
        Server::run(move |stream, _| act(stream))
    }

    /// An address of it by its number.
    pub fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The requests so far, as they came.
    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().expect("requests").clone()
    }

    fn tls_that_ends(certificate: &str, routes: Vec<Route>, ends: bool) -> Server {
        let settings = Arc::new(settings(certificate));
        Server::run(move |stream, seen| {
            let tls = ServerConnection::new(Arc::clone(&settings)).expect("a TLS connection");
            let mut stream = StreamOwned::new(tls, stream);
            serve(&mut stream, &routes, seen);
            if ends {
                stream.conn.send_close_notify();
                stream.flush().ok();
            }
        })
    }

    fn run(act: impl Fn(TcpStream, &Mutex<Vec<String>>) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let (act, requests, over) = (Arc::new(act), Arc::clone(&seen), Arc::clone(&is_over));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let (act, seen) = (Arc::clone(&act), Arc::clone(&requests));
                // No test leaves a thread that waits for longer.
                let limit = Some(Duration::from_secs(20));
                stream.set_read_timeout(limit).expect("a timeout");
                stream.set_write_timeout(limit).expect("a timeout");
                thread::spawn(move || act(stream, &seen));
            }
        });
        Server {
            port,
            seen,
            is_over,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok();
    }
}

/// A request up to its blank line; nothing where the other side ended before.
pub fn request(wire: &mut dyn Wire) -> Option<String> {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") {
        if wire.read(&mut byte).ok()? == 0 {
            return None;
        }
        text.push(byte[0]);
    }
    Some(String::from_utf8(text).expect("a request in ASCII"))
}

fn serve(wire: &mut dyn Wire, routes: &[Route], seen: &Mutex<Vec<String>>) {
    let Some(request) = request(wire) else { return };
    let path = request.split(' ').nth(1).unwrap_or("").to_owned();
    seen.lock().expect("requests").push(request);
    match routes.iter().find(|route| route.path == path) {
        Some(route) => (route.act)(wire),
        None => {
            let missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone";
            wire.write_all(missing).ok();
        }
    }
    wire.flush().ok();
}

fn settings(certificate: &str) -> ServerConfig {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/web/certificates");
    let certificate = CertificateDer::from_pem_file(format!("{folder}/{certificate}.pem"));
    let key = PrivateKeyDer::from_pem_file(format!("{folder}/key.pem")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.expect("a certificate")], key)
        .expect("a certificate and its key")
}
