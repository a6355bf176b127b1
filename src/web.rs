//! The web: from an address to what its server sent, byte for byte.
//!
//! A request goes to public addresses alone, unless told otherwise, and what a server may cost is bounded: time,
//! bytes, headers, redirects. Nothing that it says is believed further than that.
//! Not here: keeping what was sent (`corpus`), what it is (`source`), when to ask whom (`collect`).

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tempfile::SpooledTempFile;
use url::Url;

/// How the web is asked.
#[derive(Clone)]
pub struct Manner {
    /// Whether addresses that are not public may be asked.
    pub allow_local: bool,
    /// The most time that one answer may take, redirects included.
    pub time: Duration,
    /// The most bytes of one answer.
    pub bytes: u64,
    /// The most redirects that are followed.
    pub redirects: u32,
    /// Certificates (PEM) that are trusted besides the usual ones.
    pub certificates: Option<Vec<u8>>,
    /// Whether the proxy is used that the environment names.
    pub proxy: bool,
    /// How names are resolved and connections made.
    pub net: Arc<dyn Net>,
}

/// How names are resolved and connections made.
pub trait Net: fmt::Debug + Send + Sync {
    /// The addresses of a host.
    fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
    /// A connection to one of them.
    fn connect(&self, address: SocketAddr, time: Duration) -> io::Result<TcpStream>;
}

/// Asks servers, one connection for each request.
pub struct Client {
    manner: Manner,
}

/// What was remembered of an address, so that a server need not send it again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validators {
    /// The `ETag`.
    pub etag: Option<String>,
    /// The `Last-Modified`.
    pub modified: Option<String>,
}

/// One request and what came back.
#[derive(Debug)]
pub struct Exchange {
    /// The address that was asked.
    pub address: Url,
    /// When.
    pub at: Timestamp,
    /// The machine that answered; nothing where a proxy asked it.
    pub ip: Option<IpAddr>,
    /// The request, as it was sent.
    pub request: Vec<u8>,
    /// The answer, as it came: its header and its body, with whatever it was wrapped in for its way.
    pub response: SpooledTempFile,
    /// The size of the header within the answer, the blank line included.
    pub header: u64,
    /// The status of the answer.
    pub status: u16,
    /// The media type that it states, in lower case, without parameters.
    pub media: Option<String>,
    /// By what the server knows this version.
    pub validators: Validators,
}

/// An answer that came to its end, with the redirects before it.
#[derive(Debug)]
pub struct Answer {
    /// In order; never empty, the last is the answer itself.
    pub exchanges: Vec<Exchange>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Lower case, no full stop, the value in backticks.
    pub reason: String,
    /// What would help.
    pub hint: Option<String>,
    /// What sort of failure it is.
    pub kind: FailureKind,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
}

/// Sorts of failures, by what follows from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// It will not be otherwise the next time: an address that is not public, robots.txt.
    Refused,
    /// The server says that there is nothing (404) or no longer anything (410).
    Missing,
    /// The same, for good (410).
    Gone,
    /// The server or the way to it failed; another time it may not.
    Failing,
}
