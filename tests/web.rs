//! The web against servers on loopback, honest and hostile: what comes is kept byte for byte, and nothing that a
//! server does costs more than its bound.

/// What an honest answer gives, and what its status means.
mod answers;
/// Whom TLS trusts.
mod certificates;
/// Servers that mean harm, each within its bound.
mod hostile;
/// Names and where they lead to, for the tests.
pub mod names;
/// The way through a proxy.
mod proxies;
/// Redirects, and addresses that are not public.
mod redirects;
/// The robots.txt of a host.
mod robots;
/// A server on loopback whose answers are bytes or whatever a function does.
pub mod server;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use newshound::web::{Answer, Client, Failure, Manner, Net, Validators};
use url::Url;

/// A manner with small bounds.
fn manner(net: Arc<dyn Net>) -> Manner {
    Manner {
        time: Duration::from_secs(2),
        bytes: 100_000,
        net,
        ..Manner::default()
    }
}

fn client(net: Arc<dyn Net>) -> Client {
    Client::new(manner(net)).expect("a client")
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

fn now() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().expect("a time")
}

fn get(client: &Client, address: &str) -> Result<Answer, Failure> {
    client.get(&url(address), &Validators::default(), &now, &mut |_| Ok(()))
}

/// Why there is no answer.
fn failure(client: &Client, address: &str) -> Failure {
    match get(client, address) {
        Ok(answer) => panic!("an answer: {:?}", answer.exchanges),
        Err(failure) => failure,
    }
}
