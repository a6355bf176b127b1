//! What is remembered of servers: when they were asked last, what they want, what they sent.
//!
//! ```text
//! .newshound/web/hosts/NAME.json   one file a host, as text; NAME is the host, with its port if that is unusual
//! .newshound/web/hosts/NAME.lock   held by the one process that may ask the host
//! ```
//!
//! Nothing here is needed to find an article; without it servers are asked for more than they would have to send.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::hidden::WEB;
use super::regular;
use super::staging::replace;
use crate::web::Exchange;

/// Their folder.
const HOSTS: &str = "hosts";

/// What is remembered of a host.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Host {
    /// Its robots.txt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub robots: Option<Robots>,
    /// When it was asked last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Timestamp>,
    /// Until when it wants to be left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_until: Option<Timestamp>,
    /// How often it failed since it answered last.
    #[serde(skip_serializing_if = "is_zero")]
    pub failures: u32,
    /// Until when it is not asked again by itself, as it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_from: Option<Timestamp>,
    /// What it sent, by address.
    pub visits: BTreeMap<String, Visit>,
}

/// A robots.txt, and when it was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Robots {
    /// When.
    pub at: Timestamp,
    /// As it was sent, as much of it as counts.
    pub text: String,
}

/// What a server sent for an address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Visit {
    /// When it was kept last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Timestamp>,
    /// The file of the corpus that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The `ETag` of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified` of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// A hash of its bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Of a feed: when it changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<Rhythm>,
    /// Of a feed: when it may be asked for again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Timestamp>,
    /// Of a feed: where its entries lead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Of a feed: hashes of the entries that it had.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
    /// Why it was not kept, and how often it was tried in vain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// How often.
    #[serde(skip_serializing_if = "is_zero")]
    pub tries: u32,
}

impl Visit {
    /// Notes that an answer came, and by what the server knows it again.
    pub fn note(&mut self, answer: &Exchange) {
        self.kept = Some(answer.at);
        self.etag.clone_from(&answer.validators.etag);
        self.modified.clone_from(&answer.validators.modified);
    }
}

/// When a feed changes, as it says itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rhythm {
    /// Seconds that it asks to be left alone after it was read.
    pub wait: u64,
    /// The hours, in UTC, in which it does not change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_hours: Vec<u8>,
    /// The days, in UTC, on which it does not change: 1 is Monday.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_days: Vec<i8>,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// A host that this process alone asks until this is dropped.
pub struct HeldHost {
    /// What is remembered of it.
    pub host: Host,
    /// Nothing where nothing is to be remembered.
    place: Option<(PathBuf, File)>,
}

impl HeldHost {
    /// Takes the host of an address; waits at most so long for another process.
    pub fn take(root: &Path, address: &Url, wait: Duration) -> io::Result<HeldHost> {
        let folder = regular::own_folder(root, &format!("{WEB}/{HOSTS}"))?;
        let name = name(address);
        let lock = regular::own(&folder.join(format!("{name}.lock")))?;
        if !regular::lock(&lock, wait)? {
            let why = "another newshound asks this host";
            return Err(io::Error::new(ErrorKind::WouldBlock, why));
        }
        let path = folder.join(format!("{name}.json"));
        Ok(HeldHost {
            host: read(&path)?,
            place: Some((path, lock)),
        })
    }

    /// A host of which this is known; nothing of it is written down.
    pub fn known(host: Host) -> HeldHost {
        HeldHost { host, place: None }
    }

    /// Writes down what is remembered.
    pub fn keep(&self) -> io::Result<()> {
        let Some((path, _)) = &self.place else {
            return Ok(());
        };
        replace(path, |file| {
            serde_json::to_writer_pretty(file, &self.host).map_err(io::Error::other)
        })
    }
}

/// What is remembered of the host of an address.
pub fn host(root: &Path, address: &Url) -> io::Result<Host> {
    let folder = root.join(WEB).join(HOSTS);
    read(&folder.join(format!("{}.json", name(address))))
}

fn read(path: &Path) -> io::Result<Host> {
    let text = match fs::read(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        read => read.unwrap_or_default(),
    };
    // What cannot be read is as good as forgotten.
    Ok(serde_json::from_slice(&text).unwrap_or_default())
}

/// The host of an address, with its port if that is unusual, as a file may be called.
fn name(address: &Url) -> String {
    let host = address.host_str().unwrap_or_default();
    let port = address
        .port()
        .map_or_else(String::new, |port| format!("_{port}"));
    let host = host.replace(
        |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')),
        "_",
    );
    // A host has 253 letters at most.
    format!(
        "{}{port}",
        host.get(..200).unwrap_or(&host).trim_start_matches('.')
    )
}
