//! Turns bytes into articles: recognises the format by content, yields articles one by one with the
//! problems among them.
//!
//! ```text
//! bytes -> input (unpacked, a sample in hand) -> recognise (the format) -> extracted (an article)
//!            ^--------------- members (documents within it) ---'
//! ```
//!
//! ```text
//! one article      plain, markdown, html, office, pdf (in a `process` of its own)
//! many records     json and table, by the names in `fields`; feed, wire
//! many documents   archive, web_archive, mail: handed to `members`
//! no article       addresses, kinds: a problem that says what would help; a list of addresses when it is asked for
//! ```
//!
//! A format is one file with a `FORMAT` in it and one line in `FORMATS` of `recognise`. One that holds other
//! documents hands them to `members`, which reads each as a file of its own, within the `limits` of the whole.
//! Outside of this module an article has no format. Whatever the bytes are, nothing here panics,
//! recurses without a bound, or holds more than one record in memory.
//! Not here: opening and storing files, what is said of them from outside (`corpus`), cutting texts
//! (`passage`), fetching addresses.

mod addresses;
mod archive;
mod archived;
mod charset;
mod content;
mod counted;
mod date;
mod elements;
mod extracted;
mod feed;
mod fields;
mod format;
mod front_matter;
mod html;
mod input;
mod json;
mod kinds;
mod language;
mod limits;
mod mail;
mod markdown;
mod members;
mod office;
mod omnivore;
mod opened;
mod packed;
mod pdf;
mod plain;
mod process;
mod properties;
mod recognise;
mod replay;
mod response;
mod ris;
mod spool;
mod stub;
mod table;
mod text_builder;
mod turn;
mod web_archive;
mod wire;
mod xml;
mod zipped;
mod zotero;

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;

pub use addresses::{Address, Kind};
pub use archived::{Archived, archived};
pub(crate) use counted::Counted;
pub use date::date;
pub(crate) use extracted::shortened;
pub use extracted::{Extracted, Origin, one_line};
pub use feed::followed::{Entry, Feed};
pub use format::Format;
pub use html::feeds::{FeedLink, FeedLinkKind};
pub use language::language;
pub use limits::{Limit, Limits};
pub use process::{ISOLATED, isolated, isolated_by};
pub use response::{addresses_in, feed, feed_links, response};
pub use stub::Stub;

use crate::article::Provenance;
use crate::record::Problem;
use input::Input;
use limits::{Bounds, Size};
use opened::Record;
use recognise::Recognised;

/// A file or stream being read: yields its articles one by one, problems among them.
pub struct Articles {
    file: String,
    format: Format,
    many: bool,
    bounds: Bounds,
    /// What is said of each by what holds the file.
    said: Extracted,
    /// None once reading has failed.
    records: Option<Box<dyn Iterator<Item = Record> + Send>>,
}

/// Reads from any input. `name` is the path within the corpus and only a hint for the format.
pub fn read(input: Box<dyn Read + Send>, name: &str) -> Result<Articles, Problem> {
    read_within(input, name, Limits::default())
}

/// The same, within other limits than the usual ones.
pub fn read_within(
    input: Box<dyn Read + Send>,
    name: &str,
    limits: Limits,
) -> Result<Articles, Problem> {
    read_after(input, name, limits, 0)
}

/// The same of what was added to a file after so many records, as `Articles::records` gave them.
pub fn read_after(
    input: Box<dyn Read + Send>,
    name: &str,
    limits: Limits,
    records: u64,
) -> Result<Articles, Problem> {
    file(input, name, Bounds::after(limits, records))
}

/// Only what was captured at a moment, to the second. The rest of a web archive is passed over unread.
pub fn captured_at(
    input: Box<dyn Read + Send>,
    name: &str,
    limits: Limits,
    moment: Timestamp,
) -> Result<Articles, Problem> {
    file(input, name, Bounds::new(limits).captured_at(moment))
}

/// The addresses of a list of such, in order and each once, at most 50,000; nothing of anything else.
pub fn addresses(
    input: Box<dyn Read + Send>,
    name: &str,
    limits: Limits,
) -> Result<Option<Vec<Address>>, Problem> {
    read_guarded(|| {
        let bounds = Bounds::new(limits);
        Ok(listed(Input::new(input, name, bounds, recognise::open)?))
    })
}

/// What is wrong with something else than a list is for its readers to say.
fn listed(input: Input) -> Option<Vec<Address>> {
    let Ok(Recognised::As(format)) = recognise::recognise(&input) else {
        return None;
    };
    if !recognise::LISTS.contains(&format) {
        return None;
    }
    let list = (format.open)(input).ok()?.list?;
    (!list.addresses.is_empty()).then_some(list.addresses)
}

fn file(input: Box<dyn Read + Send>, name: &str, bounds: Bounds) -> Result<Articles, Problem> {
    read_guarded(|| {
        let input = Input::new(input, name, bounds, recognise::open)?;
        opened(input, Extracted::default())
    })
}

/// The articles of an input, of which something is said besides.
fn opened(input: Input, said: Extracted) -> Result<Articles, Problem> {
    let (file, bounds) = (input.name().to_owned(), input.bounds.clone());
    let format = match recognise::recognise(&input)? {
        Recognised::As(format) => format,
        Recognised::Beside(kind) => {
            return Err(Problem::whole(format!(
                "the file is {kind}, which holds no text"
            )));
        }
    };
    let opened = (format.open)(input)?.with_articles()?;
    Ok(Articles {
        file,
        format,
        many: opened.many,
        bounds,
        said: members::said_of_each(said, opened.many),
        records: Some(opened.records),
    })
}

fn read_guarded<T>(read: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    guarded(read).unwrap_or_else(|| Err(failed()))
}

/// Runs a parser, which may not be ours; nothing if it panics.
fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}

fn failed() -> Problem {
    Problem::whole("what reads files of this kind has a fault and stopped")
}

impl Articles {
    pub fn format(&self) -> Format {
        self.format
    }

    /// From here on its articles are of the file of this name.
    pub(crate) fn rename(&mut self, name: &str) {
        name.clone_into(&mut self.file);
    }

    /// Once they are all read: how many records the file has, if it is of a kind that is only ever added to and ends
    /// where a record does.
    pub fn records(&self) -> Option<u64> {
        self.bounds.growth.records()
    }

    /// Whether the file is of a kind that can hold many articles.
    pub fn many(&self) -> bool {
        self.many
    }
}

impl Iterator for Articles {
    type Item = Result<Extracted, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut records = self.records.take()?;
            let Some(next) = guarded(|| records.next()) else {
                return Some(Err(failed()));
            };
            self.records = Some(records);
            let article = self.article(next?);
            let captured = article.as_ref().ok();
            let captured = captured.map(|found| found.article.about.captured);
            if captured.is_none_or(|captured| self.bounds.is_wanted(captured)) {
                return Some(article);
            }
        }
    }
}

impl Articles {
    /// The article in a record, with where it is from.
    fn article(&self, record: Record) -> Result<Extracted, Problem> {
        let Record {
            number,
            member,
            result,
        } = record;
        let mut extracted = result?;
        let limits = self.bounds.limits;
        if extracted.article.text.len() as u64 > limits.article {
            return Err(Problem {
                record: self.many.then_some(number),
                ..too_long(limits)
            });
        }
        extracted.fill(&self.said);
        extracted.detect_language();
        extracted.article.about.provenance = Provenance {
            file: self.file.clone(),
            record: u32::try_from(number).unwrap_or(u32::MAX),
            many: self.many,
            member,
        };
        Ok(extracted)
    }
}

/// The problem of a text that is longer than that of an article may be.
fn too_long(limits: Limits) -> Problem {
    Problem::whole(format!(
        "the text is longer than {}, the most that is read as one article",
        Size(limits.article)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_a_parser_ends_its_file_alone() {
        let mut left = 2;
        let records = std::iter::from_fn(move || {
            left -= 1;
            assert!(left > 0, "a fault");
            Some(Record {
                number: 1,
                member: None,
                result: Ok(Extracted::default()),
            })
        });
        let articles = Articles {
            file: "a.txt".to_owned(),
            format: plain::FORMAT,
            many: true,
            bounds: Bounds::new(Limits::default()),
            said: Extracted::default(),
            records: Some(Box::new(records)),
        };
        let read: Vec<_> = articles.map(|read| read.is_ok()).collect();
        assert_eq!(read, [true, false]);
    }
}
