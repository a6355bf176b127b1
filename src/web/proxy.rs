//! The proxy: a tunnel to the target through it.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ureq::{Proxy, ProxyProtocol};
use url::Url;

use super::stream::{Stream, Timed};
use super::{Client, Failure, names, tls};

/// The most that a proxy may say before the tunnel begins.
const HEADER: usize = 16 << 10;

/// A proxy as it is written in settings.
pub(super) fn read(text: &str) -> Result<Proxy, Failure> {
    let hint = "write it like `http://proxy.example:3128`";
    Proxy::new(text)
        .map_err(|_| Failure::refused("that is not the address of a proxy".to_owned()).hint(hint))
}

/// The same proxy, where it is of a sort that is understood.
pub(super) fn checked(proxy: Proxy) -> Result<Proxy, Failure> {
    match proxy.protocol() {
        ProxyProtocol::Http | ProxyProtocol::Https => Ok(proxy),
        _ => {
            let reason = format!(
                "the proxy `{}` is a SOCKS proxy, which is not supported",
                proxy.host()
            );
            Err(Failure::refused(reason).hint("name an `http` or `https` proxy in `HTTPS_PROXY`"))
        }
    }
}

/// A tunnel to the target. The proxy's own address may be of a private network.
pub(super) fn tunnel(
    client: &Client,
    proxy: &Proxy,
    target: &Url,
    until: Instant,
) -> Result<Box<dyn Stream>, Failure> {
    let manner = &client.manner;
    names::check(manner, target, until)?;
    let host = proxy.host().trim_matches(['[', ']']);
    let addresses = names::look_up(manner, host, proxy.port(), until)?;
    let (stream, _) = names::connect(manner, host, &addresses, until)?;
    let mut stream: Box<dyn Stream> = Box::new(Timed::new(stream, until));
    if proxy.protocol() == ProxyProtocol::Https {
        stream = tls::wrap(&client.tls, stream, host, manner.time)?;
    }
    let target = format!(
        "{}:{}",
        target.host_str().unwrap_or_default(),
        names::port(target)
    );
    let broken = || broken(host, manner.time);
    stream
        .write_all(greeting(proxy, &target).as_bytes())
        .map_err(|_| broken())?;
    stream.flush().map_err(|_| broken())?;
    match status(&mut stream).ok_or_else(broken)? {
        200..300 => Ok(stream),
        407 => Err(Failure::refused(format!(
            "the proxy `{host}` wants a user name and a password"
        ))),
        other => Err(Failure::failing(format!(
            "the proxy `{host}` opens no way to `{target}` ({other})"
        ))),
    }
}

fn greeting(proxy: &Proxy, target: &str) -> String {
    let mut text = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
    if proxy.username().is_some() || proxy.password().is_some() {
        let (name, password) = (
            proxy.username().unwrap_or(""),
            proxy.password().unwrap_or(""),
        );
        let words = BASE64_STANDARD.encode(format!("{name}:{password}"));
        text.push_str(&format!("Proxy-Authorization: Basic {words}\r\n"));
    }
    text + "\r\n"
}

/// The status that the proxy answers with. Not a byte after its header is read: those are the target's.
fn status(stream: &mut dyn Stream) -> Option<u16> {
    let mut header = Vec::new();
    let mut byte = [0];
    while !header.ends_with(b"\r\n\r\n") {
        if header.len() == HEADER || stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        header.push(byte[0]);
    }
    let line = header.split(|byte| *byte == b'\r').next()?;
    let line = std::str::from_utf8(line).ok()?.strip_prefix("HTTP/1.")?;
    line.split(' ').nth(1)?.parse().ok()
}

fn broken(host: &str, time: Duration) -> Failure {
    let within = super::failure::seconds(time);
    Failure::failing(format!("the proxy `{host}` opened no way within {within}"))
}
