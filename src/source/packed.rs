//! Packed bytes, unpacked as they are read, and never to more than the bounds allow.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::limits::Bounds;
use super::replay::{Replay, filled};

/// A way of packing.
struct Packing {
    magic: &'static [u8],
    name: &'static str,
    unpack: fn(Packed) -> io::Result<Source>,
}

const ZSTANDARD: &str = "Zstandard";

type Source = Box<dyn Read + Send>;

/// Packed bytes, and how many of them were read.
type Packed = BufReader<Counted<Source>>;

const PACKINGS: &[Packing] = &[
    Packing {
        magic: b"\x1f\x8b",
        name: "gzip",
        unpack: |packed| Ok(Box::new(Gunzip(Some(GzDecoder::new(packed))))),
    },
    Packing {
        magic: b"BZh",
        name: "bzip2",
        unpack: |packed| Ok(Box::new(MultiBzDecoder::new(packed))),
    },
    Packing {
        magic: b"\xfd7zXZ\0",
        name: "xz",
        unpack: |packed| Ok(Box::new(XzReader::new(packed, true))),
    },
    Packing {
        magic: b"\x28\xb5\x2f\xfd",
        name: ZSTANDARD,
        unpack: |packed| Ok(Box::new(Unzstd(next_frame(Replay::new(packed))?))),
    },
];

/// The stream unpacked, if these first bytes of it say that it is packed.
pub(super) fn unpacked(
    sample: &[u8],
    raw: impl FnOnce() -> Source,
    bounds: &Bounds,
) -> io::Result<Option<Source>> {
    let mut packings = PACKINGS.iter();
    let is_skippable = sample.len() > 4 && sample[0] & 0xf0 == 0x50 && sample[1..4] == SKIPPABLE;
    let begins = |packing: &&Packing| {
        let level = sample.get(packing.magic.len());
        // A word may begin with the letters of bzip2.
        let is_word = packing.magic.is_ascii() && !level.is_some_and(u8::is_ascii_digit);
        sample.starts_with(packing.magic) && !is_word || is_skippable && packing.name == ZSTANDARD
    };
    let Some(packing) = packings.find(begins) else {
        return Ok(None);
    };
    let read = Arc::new(AtomicU64::new(0));
    let counted = Counted {
        inner: raw(),
        read: Arc::clone(&read),
    };
    let packed = BufReader::with_capacity(64 << 10, counted);
    let inner = (packing.unpack)(packed).map_err(|error| packing.failed(error))?;
    Ok(Some(Box::new(Unpacked {
        inner,
        packing,
        bounded: Bounded::new(bounds, move || read.load(Ordering::Relaxed)),
    })))
}

/// Unpacked bytes, counted.
struct Unpacked {
    inner: Source,
    packing: &'static Packing,
    bounded: Bounded,
}

impl Read for Unpacked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into);
        let count = count.map_err(|error| self.packing.failed(error))?;
        self.bounded.count(count)?;
        Ok(count)
    }
}

impl Packing {
    /// Says in plain words what is wrong with the packed bytes.
    fn failed(&self, error: io::Error) -> io::Error {
        let name = self.name;
        if error.raw_os_error().is_some() {
            return error;
        }
        match error.kind() {
            ErrorKind::Interrupted | ErrorKind::FileTooLarge => error,
            ErrorKind::UnexpectedEof => io::Error::other(format!("the {name} data is cut off")),
            // Not every unpacker tells one from the other.
            ErrorKind::Other => io::Error::other(format!("the {name} data is damaged or cut off")),
            _ => io::Error::other(format!("the {name} data is damaged")),
        }
    }
}

/// Counts what a packed stream unpacks to.
pub(super) struct Bounded {
    bounds: Bounds,
    packed: Box<dyn Fn() -> u64 + Send>,
    unpacked: u64,
}

/// Up to here anything may unpack: a short text of one letter packs to nothing.
const FLOOR: u64 = 16 << 20;

impl Bounded {
    /// `packed` says how many packed bytes were read so far.
    pub fn new(bounds: &Bounds, packed: impl Fn() -> u64 + Send + 'static) -> Bounded {
        Bounded {
            bounds: bounds.clone(),
            packed: Box::new(packed),
            unpacked: 0,
        }
    }

    /// Counts bytes that came out. Fails when they are too many.
    pub fn count(&mut self, bytes: usize) -> io::Result<()> {
        self.unpacked += bytes as u64;
        self.bounds.count_unpacked(bytes as u64)?;
        let ratio = self.bounds.limits.ratio;
        if self.unpacked > FLOOR && self.unpacked / ratio > (self.packed)() {
            let why = format!("the data unpacks to more than {ratio} times its size");
            return Err(io::Error::new(ErrorKind::FileTooLarge, why));
        }
        Ok(())
    }
}

/// Something that unpacks, counted.
pub(super) struct Within<R> {
    pub inner: R,
    pub bounded: Bounded,
}

impl<R: Read> Read for Within<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.bounded.count(count)?;
        Ok(count)
    }
}

/// A stream whose bytes are counted as they are read.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Unpacked gzip of any number of members, with zeros after each as tapes and discs add them.
struct Gunzip<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
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

/// Unpacked Zstandard of any number of frames; frames that hold no data are passed over.
struct Unzstd(Option<Box<Frame>>);

type Frame = StreamingDecoder<Replay<Packed>, FrameDecoder>;

/// How a frame begins that holds no data, after a byte that may be any of sixteen.
const SKIPPABLE: [u8; 3] = [0x2a, 0x4d, 0x18];

fn next_frame(mut packed: Replay<Packed>) -> io::Result<Option<Box<Frame>>> {
    loop {
        let mut magic = Vec::with_capacity(4);
        packed.by_ref().take(4).read_to_end(&mut magic)?;
        if magic.is_empty() {
            return Ok(None);
        }
        if magic.len() == 4 && magic[0] & 0xf0 == 0x50 && magic[1..] == SKIPPABLE {
            let mut length = [0; 4];
            packed.read_exact(&mut length)?;
            let length = u64::from(u32::from_le_bytes(length));
            io::copy(&mut packed.by_ref().take(length), &mut io::sink())?;
            continue;
        }
        packed.replay(magic, None);
        let frame = StreamingDecoder::new(packed).map_err(io::Error::other)?;
        return Ok(Some(Box::new(frame)));
    }
}

impl Read for Unzstd {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(frame) = &mut self.0 {
            let count = frame.read(into)?;
            if count > 0 || into.is_empty() {
                return Ok(count);
            }
            let ended = self.0.take();
            self.0 = match ended {
                Some(frame) => next_frame(frame.into_inner())?,
                None => None,
            };
        }
        Ok(0)
    }
}
