//! Turns bytes into articles: recognises the format by content, yields articles one by one with the
//! problems among them.
//!
//! ```text
//! bytes -> input (unpacked, a sample in hand) -> recognise (the format) -> extracted (an article)
//! ```
//!
//! A format is one file with a `FORMAT` in it and one line in `FORMATS` of `recognise`.
//! Outside of this module an article has no format. Whatever the bytes are, nothing here panics,
//! recurses without a bound, or holds more than one record in memory.
//! Not here: opening and storing files, what is said of them from outside (`corpus`), cutting texts
//! (`passage`), fetching addresses.

mod charset;
mod date;
mod extracted;
mod format;
mod front_matter;
mod html;
mod input;
mod json;
mod json_lines;
mod json_record;
mod json_scan;
mod json_stream;
mod json_surrogates;
mod json_value;
mod markdown;
mod plain;
mod recognise;
mod replay;
mod text_builder;
mod turn;

use std::io::Read;

pub use date::date;
pub(crate) use extracted::shortened;
pub use extracted::{Extracted, Origin, language, one_line};
pub use format::Format;

use crate::article::Provenance;
use crate::record::Problem;
use format::Record;
use input::{ARTICLE_BYTES, Input};

/// A file or stream being read: yields its articles one by one, problems among them.
pub struct Articles {
    file: String,
    format: Format,
    many: bool,
    records: Box<dyn Iterator<Item = Record> + Send>,
}

/// Reads from any input. `name` is the path within the corpus and only a hint for the format.
pub fn read(input: Box<dyn Read + Send>, name: &str) -> Result<Articles, Problem> {
    let input = Input::new(input, name)?;
    let format = recognise::recognise(&input)?;
    let opened = (format.open)(input)?;
    Ok(Articles {
        file: name.to_owned(),
        format,
        many: opened.many,
        records: opened.records,
    })
}

impl Articles {
    pub fn format(&self) -> Format {
        self.format
    }

    /// From here on its articles are of the file of this name.
    pub(crate) fn rename(&mut self, name: &str) {
        name.clone_into(&mut self.file);
    }

    /// Whether the file is of a kind that can hold many articles.
    pub fn many(&self) -> bool {
        self.many
    }
}

impl Iterator for Articles {
    type Item = Result<Extracted, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let Record { number, result } = self.records.next()?;
        Some(result.and_then(|mut extracted| {
            if extracted.article.text.len() as u64 > ARTICLE_BYTES {
                return Err(too_long(self.many.then_some(number)));
            }
            extracted.article.about.provenance = Provenance {
                file: self.file.clone(),
                record: u32::try_from(number).unwrap_or(u32::MAX),
                many: self.many,
            };
            Ok(extracted)
        }))
    }
}

/// The problem of a text that is longer, once it is read, than the document that it was read from may be.
fn too_long(record: Option<u64>) -> Problem {
    let mib = ARTICLE_BYTES >> 20;
    Problem {
        record,
        ..Problem::whole(format!(
            "the text is longer than {mib} MiB, the most that is read as one article"
        ))
    }
}
