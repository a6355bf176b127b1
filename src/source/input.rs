//! The bytes of a file or stream, unpacked, with a sample of its beginning in hand.

use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};

use flate2::bufread::GzDecoder;

use super::charset;
use super::replay::filled;
use crate::record::Problem;

/// The most bytes that one article may take, as a document or as a record.
pub(super) const ARTICLE_BYTES: u64 = 16 << 20;

/// Enough of the beginning to recognise a format.
const SAMPLE_BYTES: u64 = 1 << 20;

type Source = Box<dyn Read + Send>;

/// A file or stream before its format is known.
pub(super) struct Input {
    /// The path within the corpus, as a hint.
    name: String,
    /// The beginning, without a byte order mark; UTF-16 is UTF-8 by now.
    sample: Vec<u8>,
    rest: Source,
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
    /// Unpacks gzip and takes the sample.
    pub fn new(raw: Source, name: &str) -> Result<Self, Problem> {
        let mut input = Input::sampled(raw, name)?;
        if input.sample.starts_with(b"\x1f\x8b") {
            let unpacked = Gunzip(Some(GzDecoder::new(input.into_reader())));
            input = Input::sampled(Box::new(unpacked), name)?;
        }
        input.without_byte_order_mark()
    }

    /// The path within the corpus, as a hint.
    pub fn name(&self) -> &str {
        &self.name
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

    /// Everything as text. `limit` is in bytes; what is longer is refused.
    pub fn into_document(self, limit: u64, is_page: bool) -> Result<Document, Problem> {
        let (mut bytes, broken) = self.into_bytes(limit)?;
        bytes.truncate(charset::unpadded(&bytes).len());
        if charset::is_binary(&bytes) {
            return Err(Problem::whole(
                "the file holds binary data, which is not read",
            ));
        }
        let stated = if is_page {
            charset::stated(&bytes)
        } else {
            None
        };
        let decoded = charset::decode(bytes, stated)
            .ok_or_else(|| Problem::whole("the file is not text in any known character set"))?;
        Ok(Document {
            text: decoded.text,
            note: decoded.note,
            problem: broken.map(|error| Problem::failed(&error)),
        })
    }

    /// Everything up to `limit`, and the failure that cut it off.
    fn into_bytes(self, limit: u64) -> Result<(Vec<u8>, Option<io::Error>), Problem> {
        let mut bytes = Vec::new();
        let broken = self.into_reader().take(limit + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            let mib = limit >> 20;
            return Err(Problem::whole(format!(
                "the document is larger than {mib} MiB, the most that is read as one article"
            )));
        }
        Ok((bytes, broken.err()))
    }

    fn sampled(mut raw: Source, name: &str) -> Result<Self, Problem> {
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
        })
    }

    /// Drops the mark; a mark of UTF-16 turns the content into UTF-8.
    fn without_byte_order_mark(mut self) -> Result<Self, Problem> {
        if let Some(rest) = self.sample.strip_prefix(b"\xef\xbb\xbf") {
            self.sample = rest.to_vec();
        }
        let Some(encoding) = charset::utf16(&self.sample) else {
            return Ok(self);
        };
        let name = std::mem::take(&mut self.name);
        let (bytes, broken) = self.into_bytes(ARTICLE_BYTES)?;
        let text = encoding.decode_with_bom_removal(&bytes).0.into_owned();
        Ok(Input {
            name,
            sample: text.into_bytes(),
            rest: Box::new(Broken(broken)),
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

/// Unpacked gzip of any number of members, with zeros after each as tapes and discs add them; says in plain words what
/// is wrong with it.
struct Gunzip<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Gunzip<R> {
    fn member(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let count = member.read(into)?;
            if count > 0 || into.is_empty() {
                return Ok(count);
            }
            let rest = self.0.take().map(GzDecoder::into_inner);
            self.0 = rest.map(after_zeros).transpose()?.flatten();
        }
        Ok(0)
    }
}

/// The next member, if there is one.
fn after_zeros<R: BufRead>(mut rest: R) -> io::Result<Option<GzDecoder<R>>> {
    loop {
        let buffer = filled(&mut rest)?;
        let all = buffer.len();
        let zeros = buffer.iter().take_while(|byte| **byte == 0).count();
        rest.consume(zeros);
        if all == 0 {
            return Ok(None);
        }
        if zeros < all {
            return Ok(Some(GzDecoder::new(rest)));
        }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.member(into).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => io::Error::other("the gzip data is cut off"),
            ErrorKind::InvalidInput | ErrorKind::InvalidData => {
                io::Error::other("the gzip data is damaged")
            }
            _ => error,
        })
    }
}
