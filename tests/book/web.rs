//! The web of the manual: a proxy that leads to no server, but answers from a folder.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;

use crate::web::server::{self, Server};

/// Answers for every host from the folder `web` of a chapter, by host and path.
pub fn served(folder: &Path) -> Server {
    let web = folder.join("web");
    super::copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/book/web"),
        &web,
    );
    Server::raw(move |mut stream| {
        // A tunnel is asked for first, then the page.
        let Some(tunnel) = server::request(&mut stream) else {
            return;
        };
        let host = tunnel.split([' ', ':']).nth(1).unwrap_or_default();
        stream.write_all(b"HTTP/1.1 200 Open\r\n\r\n").ok();
        if let Some(request) = server::request(&mut stream) {
            let path = request.split(' ').nth(1).unwrap_or_default();
            answer(&mut stream, &web.join(host), path);
        }
    })
}

fn answer(stream: &mut TcpStream, host: &Path, path: &str) {
    let path = match path.trim_start_matches('/').replace("//", "/") {
        root if root.is_empty() => "index.html".to_owned(),
        path => path,
    };
    let kind = match path.rsplit('.').next() {
        Some("xml") => "application/xml",
        Some("txt") => "text/plain",
        _ => "text/html; charset=utf-8",
    };
    let (status, body) = match fs::read(host.join(path)) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", b"nothing".to_vec()),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).ok();
    stream.write_all(&body).ok();
}
