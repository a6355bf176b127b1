//! From the web into the corpus: which server is asked when, and what of its answers is kept.
//!
//! ```text
//! address -> ask      the host held, robots.txt, the pause, what it sent before
//!         -> web      the answer, byte for byte
//!         -> source   what is in it: articles, a feed, a list of addresses, a stub
//!         -> corpus   kept as WARC if there is an article in it
//! ```
//!
//! What is kept is indexed by `ingest` as any file of the corpus is. Nothing is kept of an answer without an article.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;

use crate::corpus::Host;
use crate::source::Limits;
use crate::web::{Client, Failure, Manner};

mod ask;
mod discover;
mod pull;
mod rhythm;
mod take;

pub use discover::discover;
pub use pull::{Known, Pulled, PulledFeed, pull};
pub use take::{Kept, Taken, take};

/// How servers are asked.
#[derive(Clone)]
pub struct Asking {
    /// The bounds of an answer, and which addresses are asked.
    pub manner: Manner,
    /// The least pause between two requests to one host.
    pub pause: Duration,
}

impl Default for Asking {
    /// A second between two requests, and the usual bounds.
    fn default() -> Asking {
        Asking {
            manner: Manner::default(),
            pause: Duration::from_secs(1),
        }
    }
}

/// A corpus that collects from the web.
pub struct Collector<'a> {
    client: Client,
    pause: Duration,
    corpus: PathBuf,
    limits: Limits,
    /// How long to wait for another process that asks the same host.
    wait: Duration,
    clock: &'a (dyn Fn() -> Timestamp + Sync),
    /// Whether what comes is kept, and anything remembered.
    keeps: bool,
    /// The hosts that were asked, by origin, where nothing is kept.
    looked: Mutex<HashMap<String, Host>>,
}

impl<'a> Collector<'a> {
    /// Fails where the certificates or the proxy of the asking cannot be used.
    pub fn new(
        corpus: PathBuf,
        asking: Asking,
        limits: Limits,
        clock: &'a (dyn Fn() -> Timestamp + Sync),
    ) -> Result<Collector<'a>, Failure> {
        // Another process may have a slow answer and a pause before it is our turn.
        let wait = asking.manner.time * 2 + asking.pause;
        Ok(Collector {
            client: Client::new(asking.manner)?,
            pause: asking.pause,
            corpus,
            limits,
            wait,
            clock,
            keeps: true,
            looked: Mutex::default(),
        })
    }

    /// The same, and nothing is kept or remembered.
    pub fn only_looking(self) -> Collector<'a> {
        Collector {
            keeps: false,
            ..self
        }
    }

    /// The moment, to the second, as archives have it.
    fn now(&self) -> Timestamp {
        let now = (self.clock)();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }
}
