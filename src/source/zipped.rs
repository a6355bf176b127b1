//! ZIP archives, whatever they hold: their parts by name, unpacked within the bounds of the whole.
//!
//! Names and sizes that an archive states are never trusted: nothing is written under a name, and a part is read
//! until it ends or is too large.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::limits::Bounds;
use super::packed::Bounded;
use super::spool::{self, Spool};
use crate::record::Problem;

/// How archives begin; an empty one begins with its end.
const MAGIC: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];

/// An archive of which the list of parts was read.
pub(super) struct Zip {
    archive: ZipArchive<Spool>,
    pub bounds: Bounds,
    parts: Vec<Part>,
    /// The numbers of its files by their names.
    numbers: HashMap<String, usize>,
    /// Why not all of the bytes of the archive are there.
    pub broken: Option<Problem>,
}

/// A part as the list of the archive has it.
struct Part {
    name: String,
    is_file: bool,
    is_encrypted: bool,
}

/// Whether a file begins as an archive does.
pub(super) fn is_zip(start: &[u8]) -> bool {
    MAGIC.iter().any(|magic| start.starts_with(magic))
}

impl Zip {
    /// Reads the list of an archive; one without a list, as where it is cut off, is a problem.
    pub fn open(
        mut bytes: Spool,
        broken: Option<Problem>,
        bounds: &Bounds,
    ) -> Result<Zip, Problem> {
        let failed = |error: io::Error| Problem::failed(&error);
        if stated_entries(&mut bytes).map_err(failed)? > bounds.limits.entries {
            return Err(bounds.too_many_entries());
        }
        let mut archive = ZipArchive::new(bytes).map_err(|error| damaged(&error))?;
        if archive
            .has_overlapping_entries()
            .map_err(|error| damaged(&error))?
        {
            return Err(Problem::whole(
                "the ZIP archive is one that only wants to be large: its parts overlap",
            ));
        }
        let mut parts = Vec::with_capacity(archive.len());
        for at in 0..archive.len() {
            let part = archive.by_index_raw(at).map_err(|error| damaged(&error))?;
            parts.push(Part {
                name: part.name().map_or_else(
                    |_| String::from_utf8_lossy(part.name_raw()).into_owned(),
                    |name| name.into_owned(),
                ),
                is_file: part.is_file(),
                is_encrypted: part.encrypted(),
            });
        }
        let mut numbers = HashMap::new();
        for (number, part) in parts.iter().enumerate().filter(|(_, part)| part.is_file) {
            numbers.entry(part.name.clone()).or_insert(number);
        }
        Ok(Zip {
            archive,
            bounds: bounds.clone(),
            parts,
            numbers,
            broken,
        })
    }

    /// The names of its parts, folders and links left out, with their numbers.
    pub fn files(&self) -> impl Iterator<Item = (usize, &str)> {
        let parts = self.parts.iter().enumerate();
        let files = parts.filter(|(_, part)| part.is_file);
        files.map(|(number, part)| (number, part.name.as_str()))
    }

    /// How many parts it has.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// The name of a part.
    pub fn name(&self, number: usize) -> &str {
        &self.parts[number].name
    }

    /// The number of the part of this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// Whether it has a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Whether a part is a file, and no folder or link.
    pub fn is_file(&self, number: usize) -> bool {
        self.parts[number].is_file
    }

    /// The bytes of a part, and why they are not all of them. `most` is in bytes; a larger part is a problem.
    pub fn bytes(
        &mut self,
        number: usize,
        most: u64,
    ) -> Result<(Vec<u8>, Option<Problem>), Problem> {
        let mut bytes = Vec::new();
        let mut part = self.part(number)?;
        let read = part.by_ref().take(most + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > most {
            return Err(spool::too_large(most));
        }
        let broken = read.err().map(|error| Problem::failed(&error));
        Ok((bytes, broken))
    }

    /// A part as something to be read from any place, and why it is not all of it.
    pub fn spool(&mut self, number: usize) -> Result<(Spool, Option<io::Error>), Problem> {
        let most = self.bounds.limits.file;
        let mut part = self.part(number)?;
        spool::spooled(&mut part, most)
    }

    fn part(&mut self, number: usize) -> Result<impl Read + '_, Problem> {
        if self.parts[number].is_encrypted {
            return Err(Problem::whole(
                "it is encrypted; unpack it with its password and add what comes out",
            ));
        }
        let part = self.archive.by_index(number);
        let part = part.map_err(|error| damaged(&error))?;
        let packed = part.compressed_size();
        Ok(Unpacked {
            part,
            bounded: Bounded::new(&self.bounds, move || packed),
        })
    }
}

/// A part as it is unpacked.
struct Unpacked<'a> {
    part: ZipFile<'a, Spool>,
    bounded: Bounded,
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self
            .part
            .read(into)
            .map_err(|error| match error.raw_os_error() {
                Some(_) => error,
                None => io::Error::other("the packed data is damaged"),
            })?;
        self.bounded.count(count)?;
        Ok(count)
    }
}

fn damaged(error: &ZipError) -> Problem {
    match error {
        ZipError::Io(error) if error.raw_os_error().is_some() => Problem::failed(error),
        ZipError::UnsupportedArchive(what) => Problem::whole(format!(
            "the ZIP archive is packed in a way that is not read ({what}); unpack it and add what comes out"
        )),
        _ => Problem::whole("the ZIP archive is damaged or cut off"),
    }
}

/// The end of an archive is at most so long, with its comment.
const END_BYTES: u64 = (64 << 10) + 128;

/// How many parts an archive says that it has. One that lies about it has fewer.
fn stated_entries(bytes: &mut Spool) -> io::Result<u64> {
    let length = bytes.seek(SeekFrom::End(0))?;
    bytes.seek(SeekFrom::Start(length.saturating_sub(END_BYTES)))?;
    let mut end = Vec::new();
    bytes.by_ref().take(END_BYTES).read_to_end(&mut end)?;
    bytes.rewind()?;
    let number = |magic: &[u8], at: usize, width: usize| -> Option<u64> {
        let start = memchr::memmem::rfind(&end, magic)? + at;
        let bytes = end.get(start..start + width)?;
        let digits = bytes.iter().rev();
        Some(digits.fold(0, |number, byte| number << 8 | u64::from(*byte)))
    };
    let long = number(b"PK\x06\x06", 32, 8);
    let short = number(b"PK\x05\x06", 10, 2);
    Ok(long.or(short).unwrap_or(0))
}
