//! The web: from an address to what its server sent, byte for byte.
//!
//! A request goes to public addresses alone, unless told otherwise, and what a server may cost is bounded: time,
//! bytes, headers, redirects. Nothing that it says is believed further than that.
//! Not here: keeping what was sent (`corpus`), what it is (`source`), when to ask whom (`collect`).

mod answer;
mod chain;
mod exchange;
mod failure;
mod names;
mod proxy;
mod record;
mod response;
mod stream;
mod tls;
mod wire;

pub mod address;
pub mod robots;

pub use response::Response;

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rustls::ClientConfig;
use tempfile::SpooledTempFile;
use url::Url;

use chain::Wanted;

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
    proxy: Option<ureq::Proxy>,
    tls: Arc<ClientConfig>,
}

impl Client {
    /// A client of that manner; fails where its certificates cannot be read or its proxy not be used.
    pub fn new(manner: Manner) -> Result<Client, Failure> {
        let proxy = manner.proxy.then(ureq::Proxy::try_from_env).flatten();
        Client::build(manner, proxy)
    }

    /// The same with this proxy, whatever the environment says.
    pub fn through(manner: Manner, proxy: &str) -> Result<Client, Failure> {
        Client::build(manner, Some(proxy::read(proxy)?))
    }

    /// Asks for an address and follows its redirects, until an answer came to its end, whatever its status.
    ///
    /// `before` is called before each request, with the address that is asked next; its time is not counted. The
    /// validators go with the first request only.
    pub fn get(
        &self,
        address: &Url,
        validators: &Validators,
        now: &dyn Fn() -> Timestamp,
        before: &mut dyn FnMut(&Url) -> Result<(), Failure>,
    ) -> Result<Answer, Failure> {
        let wanted = Wanted::answer(&self.manner, validators);
        let mut exchanges = Vec::new();
        chain::follow(self, address, &wanted, &mut exchanges, now, before)?;
        Ok(Answer { exchanges })
    }

    /// The robots.txt of the host of an address, for [`robots::Rules::parse`]: empty where everything is allowed
    /// as there is none.
    ///
    /// Its first [`robots::LARGEST`] bytes; what follows is not read. A host that fails is a failure: nothing of it
    /// may be asked then.
    pub fn robots(&self, origin: &Url, now: &dyn Fn() -> Timestamp) -> Result<Vec<u8>, Failure> {
        robots::fetch(self, origin, now)
    }

    fn build(manner: Manner, proxy: Option<ureq::Proxy>) -> Result<Client, Failure> {
        let proxy = proxy.map(proxy::checked).transpose()?;
        let tls = tls::settings(manner.certificates.as_deref())?;
        Ok(Client { manner, proxy, tls })
    }
}

impl Default for Manner {
    /// Public addresses alone, 30 seconds, 20 MB and 5 redirects an answer, by the network of the system.
    fn default() -> Manner {
        Manner {
            allow_local: false,
            time: Duration::from_secs(30),
            bytes: 20_000_000,
            redirects: 5,
            certificates: None,
            proxy: false,
            net: Arc::new(names::System),
        }
    }
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
    /// The answer, as it came: its header and its body, with whatever it was wrapped in for its way. Neither what
    /// came before it (1xx) nor what came after its end.
    pub response: SpooledTempFile,
    /// The size of the header within the answer, the blank line included.
    pub header: u64,
    /// The status of the answer.
    pub status: u16,
    /// The media type that it states, in lower case, without parameters.
    pub media: Option<String>,
    /// By what the server knows this version.
    pub validators: Validators,
    /// The size of the body as the server had it, before it was cut into chunks.
    pub length: u64,
    /// The `Retry-After`, as it was sent.
    pub later: Option<String>,
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
    /// It was not asked, as it is not its time.
    Later,
    /// What came cannot be kept: the fault is not the server's.
    Unkept,
}
