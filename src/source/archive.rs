//! Archives of files: ZIP and tar. Each file in one is read as a file of the corpus is; pictures, styles and
//! what systems put there are passed over.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tar::{Archive, EntryType};

use super::format::Format;
use super::input::Input;
use super::kinds;
use super::limits::{Bounds, Size};
use super::members::{self, Member};
use super::opened::Opened;
use super::packed::{Bounded, Within};
use super::spool::{self, Spool};
use super::zipped::{self, Zip};
use crate::record::Problem;

/// Recognised after the formats that are ZIP archives of their own making.
pub(super) const ZIP: Format = Format {
    name: "ZIP archive",
    recognise: |input| zipped::is_zip(input.sample()),
    open: open_zip,
};

/// Recognised by the magic word in the header of its first file or, in old ones, by the sum of that header.
pub(super) const TAR: Format = Format {
    name: "tar archive",
    recognise: |input| is_tar(input.sample()),
    open: open_tar,
};

fn open_zip(input: Input) -> Result<Opened, Problem> {
    let (bounds, open) = (input.bounds.clone(), input.open);
    let zip = input.into_zip()?;
    let files = Files::new(zip, |name| !kinds::is_beside(name));
    Ok(members::opened(files, &bounds, open))
}

/// The files of a ZIP archive that are read, in the order of its list.
pub(super) struct Files {
    zip: Zip,
    is_read: fn(&str) -> bool,
    next: usize,
}

impl Files {
    pub fn new(zip: Zip, is_read: fn(&str) -> bool) -> Files {
        Files {
            zip,
            is_read,
            next: 0,
        }
    }
}

/// A part of an archive, to be read as a file of the corpus is.
pub(super) fn member(zip: &mut Zip, number: usize) -> Result<Member, Problem> {
    let name = members::shown(zip.name(number));
    zip.bounds.count_entry()?;
    let spooled = zip.spool(number);
    let (content, broken) = spooled.map_err(|problem| members::of(&name, problem))?;
    if let Some(error) = broken {
        let problem = members::of(&name, Problem::failed(&error));
        zip.broken.get_or_insert(problem);
    }
    Ok(Member::new(name, content))
}

impl Iterator for Files {
    type Item = Result<Member, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.next < self.zip.len() {
            let number = self.next;
            self.next += 1;
            if self.zip.is_file(number) && (self.is_read)(self.zip.name(number)) {
                return Some(member(&mut self.zip, number));
            }
        }
        self.zip.broken.take().map(Err)
    }
}

/// The header of a file in a tar archive.
const HEADER: usize = 512;

fn is_tar(sample: &[u8]) -> bool {
    let Some(header) = sample.get(..HEADER) else {
        return false;
    };
    header[257..].starts_with(b"ustar") || has_sum(header)
}

/// Whether a header of the time before magic words has its sum, in octal.
fn has_sum(header: &[u8]) -> bool {
    const AT: std::ops::Range<usize> = 148..156;
    let stated = String::from_utf8_lossy(&header[AT]);
    let stated = stated.trim_matches([' ', '\0']);
    let bytes = header.iter().enumerate();
    let sum: u64 = bytes
        .map(|(at, byte)| if AT.contains(&at) { b' ' } else { *byte })
        .map(u64::from)
        .sum();
    header[0] != 0 && u64::from_str_radix(stated, 8) == Ok(sum)
}

fn open_tar(input: Input) -> Result<Opened, Problem> {
    let (bounds, open) = (input.bounds.clone(), input.open);
    let (sender, receiver) = std::sync::mpsc::sync_channel(0);
    let (within, reader) = (bounds.clone(), input.into_reader());
    // The files of an archive borrow it, so that only a thread of its own can hold both.
    let name = "reading a tar archive".to_owned();
    let thread = std::thread::Builder::new().name(name);
    let spawned = thread.spawn(move || {
        let send = |member| sender.send(member).is_ok();
        let read = AssertUnwindSafe(|| send_files(reader, &within, send));
        if catch_unwind(read).is_err() {
            let why = "what reads tar archives has a fault and stopped";
            let _ = sender.send(Err(Problem::whole(why)));
        }
    });
    spawned.map_err(|error| Problem::failed(&error))?;
    Ok(members::opened(receiver.into_iter(), &bounds, open))
}

/// Hands on each file of an archive until no one takes them. Fails where no one does.
fn send_files(
    archive: impl Read,
    bounds: &Bounds,
    send: impl Fn(Result<Member, Problem>) -> bool,
) -> Option<()> {
    let until = Arc::new(AtomicU64::new(HEADERS));
    let mut archive = Archive::new(Metered {
        inner: archive,
        at: 0,
        until: Arc::clone(&until),
    });
    let send = |member| send(member).then_some(());
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return send(Err(Problem::failed(&error))),
    };
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return send(Err(broken(&error))),
        };
        if let Err(problem) = bounds.count_entry() {
            return send(Err(problem));
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let is_sparse = entry.header().entry_type() == EntryType::GNUSparse;
        let packed = match is_sparse {
            true => entry.header().entry_size().unwrap_or(0),
            false => entry.size(),
        };
        let end = entry.raw_file_position().saturating_add(packed);
        until.store(end.saturating_add(HEADERS), Ordering::Relaxed);
        let is_file = matches!(
            entry.header().entry_type(),
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse
        );
        if !is_file || kinds::is_beside(&name) {
            continue;
        }
        // The gaps of a sparse file take nothing in the archive.
        let content = match is_sparse {
            true => spooled_sparse(&mut entry, packed, bounds),
            false => spool::spooled(&mut entry, bounds.limits.file),
        };
        match content {
            Ok((content, None)) => send(Ok(Member::new(members::shown(&name), content)))?,
            Ok((content, Some(error))) => {
                send(Ok(Member::new(members::shown(&name), content)))?;
                return send(Err(broken(&error)));
            }
            Err(problem) => send(Err(members::of(&members::shown(&name), problem)))?,
        }
    }
    Some(())
}

/// A file with gaps, if it is no bomb. `packed` is how many bytes of it are there.
fn spooled_sparse(
    file: &mut impl Read,
    packed: u64,
    bounds: &Bounds,
) -> Result<(Spool, Option<io::Error>), Problem> {
    let mut within = Within {
        inner: file,
        bounded: Bounded::new(bounds, move || packed),
    };
    spool::spooled(&mut within, bounds.limits.file)
}

/// What is said of a file before its bytes, its name above all, is held whole, and is no longer than this.
const HEADERS: u64 = 1 << 20;

/// A stream that fails beyond a place which moves on from file to file.
struct Metered<R> {
    inner: R,
    at: u64,
    until: Arc<AtomicU64>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at > self.until.load(Ordering::Relaxed) {
            let most = Size(HEADERS);
            let why = format!("what it says of a file is longer than {most}");
            return Err(io::Error::other(why));
        }
        let count = self.inner.read(into)?;
        self.at += count as u64;
        Ok(count)
    }
}

fn broken(error: &std::io::Error) -> Problem {
    match error.raw_os_error() {
        Some(_) => Problem::failed(error),
        None => Problem::whole(format!("the tar archive is damaged or cut off: {error}")),
    }
}
