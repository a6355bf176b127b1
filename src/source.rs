//! Turns bytes into articles: opens a file or takes a stream, recognises the format by content,
//! yields articles one by one with the problems among them.
//!
//! ```text
//! bytes -> input (unpacked, a sample in hand) -> format (recognised) -> found (an article and its origins)
//!       -> overrides (what was said of it from outside) -> Found
//! ```
//!
//! A format is one file with a `FORMAT` in it and one line in `FORMATS` of `format`.
//! After this module nobody knows what an article was written in. Whatever the bytes are, nothing
//! here panics, recurses without a bound, or holds more than one record in memory.
//! Not here: storing files (`ingest`), cutting texts (`passage`), fetching addresses.

mod aliases;
mod charset;
mod date;
mod flow;
mod folder;
mod format;
mod found;
mod front_matter;
mod html;
mod input;
mod intake;
mod json;
mod json_ahead;
mod json_lines;
mod json_record;
mod json_scan;
mod json_value;
mod markdown;
mod overrides;
mod plain;
mod rejected;

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

pub use aliases::{ALIASES, aliases};
pub use date::date;
pub use folder::{CorpusFile, Fingerprint, NOT_UTF8, fingerprint, look, unread, walk};
pub use format::Format;
pub use found::{Found, Origin};
pub use intake::{Staged, describe, same_content, set_aside, stage, sweep};
pub use overrides::Overrides;
pub use rejected::{rejections, remember};

use crate::article::Place;
use crate::error::reason;
use crate::record::Problem;
use format::Record;
use input::Input;

/// A file or stream being read: yields its articles one by one, problems among them.
pub struct Articles {
    file: String,
    format: Format,
    many: bool,
    records: Box<dyn Iterator<Item = Record> + Send>,
    overrides: Overrides,
    /// Who speaks through the overrides: the name of a sidecar, or nobody for the flags of `add`.
    sidecar: Option<String>,
}

/// Reads from any input. `name` is the path within the corpus and only a hint for the format.
pub fn read(
    input: Box<dyn Read + Send>,
    name: &str,
    overrides: Overrides,
) -> Result<Articles, Problem> {
    let input = Input::new(input, name)?;
    let format = format::recognise(&input)?;
    let opened = (format.open)(input)?;
    Ok(Articles {
        file: name.to_owned(),
        format,
        many: opened.many,
        records: opened.records,
        overrides,
        sidecar: None,
    })
}

/// Whether what is kept beside a corpus file can be read, if anything is.
pub fn described(root: &Path, name: &str) -> Result<(), Problem> {
    Overrides::beside(root, name).map(drop)
}

/// Opens a file of the outside as bytes, to be taken in. A pipe is a file; a device has no end.
pub fn bytes(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let kind = std::fs::metadata(path)?.file_type();
    if !(kind.is_file() || kind.is_fifo()) {
        return Err(io::Error::other(folder::NO_FILE));
    }
    Ok(Box::new(File::open(path)?))
}

/// Opens a corpus file with the metadata kept beside it.
pub fn open(root: &Path, name: &str) -> Result<Articles, Problem> {
    let overrides = Overrides::beside(root, name)?;
    let file = folder::open(&root.join(name)).map_err(|error| whole(reason(&error)))?;
    let mut articles = read(Box::new(file), name, overrides)?;
    articles.sidecar = Some(overrides::sidecar(name));
    Ok(articles)
}

impl Articles {
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether the file is of a kind that can hold many articles.
    pub fn many(&self) -> bool {
        self.many
    }
}

impl Iterator for Articles {
    type Item = Result<Found, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let Record { number, found } = self.records.next()?;
        Some(found.map(|mut found| {
            found.article.about.place = Place {
                file: self.file.clone(),
                record: u32::try_from(number).unwrap_or(u32::MAX),
                many: self.many,
            };
            self.overrides
                .apply(&mut found, self.many, self.sidecar.as_deref());
            found
        }))
    }
}

/// A problem with the file as a whole.
fn whole(reason: impl Into<String>) -> Problem {
    Problem {
        record: None,
        reason: reason.into(),
    }
}
