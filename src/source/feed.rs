//! Feeds: RSS of every version, Atom and CDF. Each entry is an article.
//!
//! Entries are cut out of the file one at a time, each to be read for itself: what is wrong with one spoils no
//! other, and a large export of a blog takes as much memory as its largest entry. What surrounds them describes
//! the feed, and may follow them; so a file is gone through twice.

mod channel;
mod cutter;
mod entry;

use std::io::BufReader;

use encoding_rs::Encoding;

use super::addresses;
use super::charset;
use super::extracted::Extracted;
use super::fields::Refusal;
use super::format::Format;
use super::input::Input;
use super::limits::{Limits, Size};
use super::opened::{Opened, Record};
use super::spool::Spool;
use super::turn::turn;
use super::xml;
use crate::record::Problem;
use channel::Channel;
use cutter::{Cut, Cutter};

/// Recognised by its outermost element, whatever precedes it.
pub(super) const FORMAT: Format = Format {
    name: "feed",
    recognise,
    open,
};

fn recognise(input: &Input) -> bool {
    let sample = input.sample();
    let Some((name, tag)) = xml::root(sample) else {
        return false;
    };
    let has = |sign: &str| memchr::memmem::find(sample, sign.as_bytes()).is_some();
    match &*name {
        "rss" | "feed" => true,
        "rdf" => has("purl.org/rss") || has("netscape.com/rdf") || has("<item"),
        "channel" => has("<item") || has("<ITEM"),
        "entry" => memchr::memmem::find(&tag.to_ascii_lowercase(), b"atom").is_some(),
        _ => false,
    }
}

fn open(input: Input) -> Result<Opened, Problem> {
    let limits = input.bounds.limits;
    let (spool, broken) = input.into_spool()?;
    let (around, spool) = cutter::around(spool, limits.page)?;
    let stated = charset::stated_in_xml(&around);
    let around = charset::decode(around, stated);
    let around = around.map_or_else(String::new, |decoded| decoded.text);
    let mut entries = Entries {
        channel: channel::read(&around, limits.depth as usize),
        cutter: Cutter::new(BufReader::new(spool), limits.page),
        stated,
        limits,
        number: 0,
        after: broken.map(|error| Problem::failed(&error)),
        is_done: false,
    };
    let first = entries.next();
    if first.is_none() {
        return Err(Problem::whole("the feed holds no articles"));
    }
    addresses::gathered(Opened::many(first.into_iter().chain(entries)))
}

/// The articles of a feed.
struct Entries {
    channel: Channel,
    cutter: Cutter<BufReader<Spool>>,
    /// The character set that the feed says it is written in.
    stated: Option<&'static Encoding>,
    limits: Limits,
    /// Entries so far.
    number: u64,
    /// What is wrong after the last entry.
    after: Option<Problem>,
    is_done: bool,
}

impl Iterator for Entries {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while !self.is_done {
            match self.cutter.next() {
                Ok(Some(Cut::Around(_))) => {}
                Ok(Some(Cut::Entry(bytes))) => return Some(self.entry(bytes)),
                Ok(Some(Cut::TooLong)) => {
                    let limit = Size(self.limits.page);
                    let why = format!(
                        "the entry is larger than {limit}, the most that is read as one article"
                    );
                    return Some(self.record(Err(why.into())));
                }
                Ok(None) => {
                    self.is_done = true;
                    if self.cutter.is_cut_off && self.after.is_none() {
                        self.after = Some(Problem::whole("the feed is cut off"));
                    }
                }
                Err(error) => {
                    self.is_done = true;
                    self.after = Some(Problem::failed(&error));
                }
            }
        }
        let problem = self.after.take()?;
        Some(Record {
            number: self.number + 1,
            member: None,
            result: Err(problem),
        })
    }
}

impl Entries {
    fn entry(&mut self, bytes: Vec<u8>) -> Record {
        let _turn = turn(bytes.len());
        let read = match charset::decode(bytes, self.stated) {
            Some(decoded) => {
                let depth = self.limits.depth as usize;
                entry::read(&decoded.text, &self.channel, depth).map(|mut extracted| {
                    extracted.notes.extend(decoded.note);
                    extracted
                })
            }
            None => Err("the entry is not text in any known character set".into()),
        };
        self.record(read)
    }

    fn record(&mut self, result: Result<Extracted, Refusal>) -> Record {
        self.number += 1;
        let number = self.number;
        let result = result.map_err(|refusal| refusal.of(number));
        Record {
            number,
            member: None,
            result,
        }
    }
}
