//! Feeds: RSS of every version, Atom and CDF. Each entry is an article.
//!
//! Entries are cut out of the file one at a time, each to be read for itself: what is wrong with one spoils no
//! other, and a large export of a blog takes as much memory as its largest entry. What surrounds them describes
//! the feed, and may follow them; so a file is gone through twice.

mod channel;
mod cutter;
mod entry;
pub(super) mod followed;

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
    let mut articles = Articles {
        entries: entries(input)?,
        number: 0,
    };
    let first = articles.next();
    if first.is_none() {
        return Err(Problem::whole("the feed holds no articles"));
    }
    addresses::gathered(Opened::many(first.into_iter().chain(articles)))
}

fn entries(input: Input) -> Result<Entries, Problem> {
    let (limits, address) = (input.bounds.limits, input.address.clone());
    let by_holder = input.charset();
    let (spool, broken) = input.into_spool()?;
    let (around, spool) = cutter::around(spool, limits.page)?;
    let stated = charset::stated_in_xml(&around);
    let stated = stated.or(by_holder.and_then(charset::one_byte_at_a_time));
    let around = charset::decode(around, stated);
    let around = around.map_or_else(String::new, |decoded| decoded.text);
    Ok(Entries {
        channel: channel::read(&around, limits.depth as usize, address),
        cutter: Cutter::new(BufReader::new(spool), limits.page),
        stated,
        by_holder,
        limits,
        after: broken.map(|error| Problem::failed(&error)),
        is_done: false,
    })
}

/// The articles of a feed.
struct Articles {
    entries: Entries,
    /// Entries so far.
    number: u64,
}

impl Iterator for Articles {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        Some(match self.entries.next()? {
            Found::Entry(said) => {
                self.number += 1;
                let number = self.number;
                let article = (*said).and_then(entry::with_text);
                Record::new(number, article.map_err(|refusal| refusal.of(number)))
            }
            Found::Problem(problem) => Record::new(self.number + 1, Err(problem)),
        })
    }
}

/// A piece of a feed.
enum Found {
    /// An entry, which may say no text.
    Entry(Box<Result<Extracted, Refusal>>),
    /// What is wrong after the last entry.
    Problem(Problem),
}

/// The entries of a feed.
struct Entries {
    channel: Channel,
    cutter: Cutter<BufReader<Spool>>,
    /// The character set that the feed says it is written in.
    stated: Option<&'static Encoding>,
    /// The one that what holds it says.
    by_holder: Option<&'static Encoding>,
    limits: Limits,
    /// What is wrong after the last entry.
    after: Option<Problem>,
    is_done: bool,
}

impl Iterator for Entries {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while !self.is_done {
            match self.cutter.next() {
                Ok(Some(Cut::Around(_))) => {}
                Ok(Some(Cut::Entry(bytes))) => {
                    return Some(Found::Entry(Box::new(self.entry(bytes))));
                }
                Ok(Some(Cut::TooLong)) => {
                    let limit = Size(self.limits.page);
                    let why = format!(
                        "the entry is larger than {limit}, the most that is read as one article"
                    );
                    return Some(Found::Entry(Box::new(Err(why.into()))));
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
        self.after.take().map(Found::Problem)
    }
}

impl Entries {
    fn entry(&self, bytes: Vec<u8>) -> Result<Extracted, Refusal> {
        let _turn = turn(bytes.len());
        let decoded = charset::decode(bytes, self.stated)
            .ok_or("the entry is not text in any known character set")?;
        let mut said = entry::said(&decoded.text, &self.channel, self.limits.depth as usize);
        said.notes.extend(decoded.note_beside(self.by_holder));
        Ok(said)
    }
}
