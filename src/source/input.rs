//! The bytes of a file or stream, unpacked, with a sample of its beginning in hand.

use std::io::{self, BufReader, Cursor, Read};

use encoding_rs::Encoding;

use super::charset;
use super::limits::{Bounds, Size};
use super::opened::Opened;
use super::packed;
use super::spool::{Spool, spooled, within_bounds};
use super::zipped::{self, Zip};
use crate::record::Problem;

/// Enough of the beginning to recognise a format.
const SAMPLE_BYTES: u64 = 1 << 20;

/// Something packed may be packed again.
const PACKED_WITHIN: usize = 2;

type Source = Box<dyn Read + Send>;

/// Opens a document in its format; nothing of a kind that lies beside articles and is none.
pub(super) type Open = fn(Input) -> Result<Option<Opened>, Problem>;

/// A file or stream before its format is known.
pub(super) struct Input {
    /// The path within the corpus, as a hint.
    name: String,
    /// The beginning, without a byte order mark; UTF-16 is UTF-8 by now.
    sample: Vec<u8>,
    rest: Source,
    pub bounds: Bounds,
    /// Opens a document within it.
    pub open: Open,
    /// Where it was published, as what holds it says.
    pub address: Option<String>,
    /// Its character set, as what holds it says.
    charset: Option<&'static Encoding>,
    /// Whether it may be a text of no format but that of prose.
    pub is_prose: bool,
    /// The list of a ZIP archive, where it can be read.
    zip: Option<Zip>,
    /// Says how its characters were read, where that was guessed already.
    note: Option<String>,
}

/// A document read to its end.
pub(super) struct Document {
    pub text: String,
    /// Says how its characters were read, if not as plain UTF-8.
    pub note: Option<String>,
    /// The problem after the text.
    pub problem: Option<Problem>,
}

impl Input {
    /// Unpacks what is packed and takes the sample.
    pub fn new(raw: Source, name: &str, bounds: Bounds, open: Open) -> Result<Self, Problem> {
        let mut input = Input::sampled(raw, name, bounds, open)?;
        for _ in 0..PACKED_WITHIN {
            let sample = std::mem::take(&mut input.sample);
            let rest = &mut input.rest;
            let raw = || -> Source {
                let rest = std::mem::replace(rest, Box::new(io::empty()));
                Box::new(Cursor::new(sample.clone()).chain(rest))
            };
            let unpacked = packed::unpacked(&sample, raw, &input.bounds);
            match unpacked.map_err(|error| Problem::failed(&error))? {
                Some(unpacked) => input = Input::sampled(unpacked, name, input.bounds, open)?,
                None => {
                    input.sample = sample;
                    break;
                }
            }
        }
        if zipped::is_zip(&input.sample) {
            return input.with_list();
        }
        input.without_byte_order_mark()
    }

    /// Reads the list of a ZIP archive, by which the formats are recognised that are such archives.
    fn with_list(self) -> Result<Self, Problem> {
        let (bounds, open) = (self.bounds.clone(), self.open);
        let (name, sample) = (self.name.clone(), self.sample.clone());
        let (bytes, broken) = self.into_spool()?;
        let broken = broken.map(|error| Problem::failed(&error));
        Ok(Input {
            zip: Some(Zip::open(bytes, broken, &bounds)?),
            name,
            sample,
            rest: Box::new(io::empty()),
            bounds,
            open,
            address: None,
            charset: None,
            is_prose: true,
            note: None,
        })
    }

    /// The same, with what is said by what holds it: where it was published, and its character set.
    pub fn stated(self, address: Option<String>, charset: Option<&'static Encoding>) -> Self {
        Input {
            address,
            charset,
            ..self
        }
    }

    /// The same; where it is no prose, a text of no other format is none.
    pub fn with_prose(self, is_prose: bool) -> Self {
        Input { is_prose, ..self }
    }

    /// The path within the corpus, as a hint.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its character set, as what holds it says.
    pub fn charset(&self) -> Option<&'static Encoding> {
        self.charset
    }

    /// The beginning of the content.
    pub fn sample(&self) -> &[u8] {
        &self.sample
    }

    /// The sample without leading white space.
    pub fn start(&self) -> &[u8] {
        self.sample.trim_ascii_start()
    }

    /// Whether there is nothing in it, or white space as far as one cares to look.
    pub fn is_blank(&self) -> bool {
        self.start().is_empty()
    }

    /// Everything, from its first byte.
    pub fn into_reader(self) -> BufReader<Source> {
        let whole: Source = Box::new(Cursor::new(self.sample).chain(self.rest));
        BufReader::with_capacity(256 << 10, whole)
    }

    /// Everything, to be read from any place; and the failure that cut it off.
    pub fn into_spool(self) -> Result<(Spool, Option<io::Error>), Problem> {
        let limit = self.bounds.limits.file;
        spooled(&mut self.into_reader(), limit)
    }

    /// The names in a ZIP archive, of which each can be asked for; none of anything else.
    pub fn zip(&self) -> Option<&Zip> {
        self.zip.as_ref()
    }

    /// The ZIP archive.
    pub fn into_zip(self) -> Result<Zip, Problem> {
        self.zip
            .ok_or_else(|| Problem::whole("the file is no ZIP archive"))
    }

    /// Everything as text, of a document that one article is made of.
    pub fn into_document(self, is_page: bool) -> Result<Document, Problem> {
        let by_holder = self.charset;
        let note = self.note.clone();
        let (mut bytes, broken) = self.into_bytes()?;
        bytes.truncate(charset::unpadded(&bytes).len());
        if charset::is_binary(&bytes) {
            return Err(Problem::whole(
                "the file holds binary data, which is not read",
            ));
        }
        let of_page = || is_page.then(|| charset::stated(&bytes)).flatten();
        let stated = by_holder.and_then(charset::one_byte_at_a_time);
        let stated = stated.or_else(of_page);
        let decoded = charset::decode(bytes, stated)
            .ok_or_else(|| Problem::whole("the file is not text in any known character set"))?;
        Ok(Document {
            note: note.or_else(|| decoded.note_beside(by_holder)),
            text: decoded.text,
            problem: broken.map(|error| Problem::failed(&error)),
        })
    }

    /// Everything of a document that one article is made of, and the failure that cut it off.
    pub fn into_bytes(self) -> Result<(Vec<u8>, Option<io::Error>), Problem> {
        let limit = self.bounds.limits.page;
        let mut bytes = Vec::new();
        let broken = self.into_reader().take(limit + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            return Err(Problem::whole(format!(
                "the document is larger than {}, the most that is read as one article",
                Size(limit)
            )));
        }
        Ok((bytes, within_bounds(broken.err())?))
    }

    fn sampled(mut raw: Source, name: &str, bounds: Bounds, open: Open) -> Result<Self, Problem> {
        let mut sample = Vec::new();
        let broken = raw.by_ref().take(SAMPLE_BYTES).read_to_end(&mut sample);
        let rest: Source = match broken {
            Ok(_) => raw,
            Err(error) if sample.is_empty() => return Err(Problem::failed(&error)),
            Err(error) => Box::new(Broken(Some(error))),
        };
        Ok(Input {
            name: name.to_owned(),
            sample,
            rest,
            bounds,
            open,
            address: None,
            charset: None,
            is_prose: true,
            zip: None,
            note: None,
        })
    }

    /// Drops the mark; a mark of UTF-16 turns the content into UTF-8.
    fn without_byte_order_mark(mut self) -> Result<Self, Problem> {
        if let Some(rest) = self.sample.strip_prefix(b"\xef\xbb\xbf") {
            self.sample = rest.to_vec();
        }
        let known = charset::utf16(&self.sample);
        let Some(encoding) = known.or_else(|| charset::utf16_without_mark(&self.sample)) else {
            return Ok(self);
        };
        let is_marked = matches!(self.sample.first(), Some(0xfe | 0xff));
        let name = std::mem::take(&mut self.name);
        let (bounds, open) = (self.bounds.clone(), self.open);
        let (bytes, broken) = self.into_bytes()?;
        let text = encoding.decode_with_bom_removal(&bytes).0.into_owned();
        Ok(Input {
            name,
            sample: text.into_bytes(),
            rest: Box::new(Broken(broken)),
            bounds,
            open,
            address: None,
            charset: None,
            is_prose: true,
            zip: None,
            note: (!is_marked).then(|| format!("read as {}", encoding.name().to_ascii_lowercase())),
        })
    }
}

/// Nothing more than the failure that ended the reading, if any.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
