//! The beats of a corpus, and what was shown for them.
//!
//! ```text
//! .newshound/beats.txt          one beat a line, for people to edit (see `beat`)
//! .newshound/beats/NAME.shown   one article a line; NAME in small letters
//! .newshound/beats/lock         held by the one process that changes any of these
//! ```
//!
//! ```text
//! 3f2a91b2c3d4e5f6 2025-08-01T12:00:00Z
//! 04c1f9b44cccee28 2025-08-01T12:00:00Z before
//! ```
//!
//! A line of `NAME.shown` is an id, a moment, and a word where the article was not shown by itself then: `before` where
//! it was there when the beat was first asked, `copy` where another of the same text was shown. That the file is there
//! says that the beat was asked. Lines are only ever added; a last one that a kill cut off is no line, and goes when
//! the next is added. Ids are never forgotten: an article that leaves and comes back is not new.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::folder::{LINK_OUT, is_reached};
use super::hidden::SHOWN;
use super::regular;
use super::staging::readable;
use crate::article::Id;
use crate::beat::{self, Beat, Beats};

pub use super::hidden::BEATS;

/// More is no list of questions.
const MOST_BYTES: u64 = 4 << 20;
/// Some five million articles.
const MOST_SHOWN: u64 = 256 << 20;
/// More than the longest line of what was shown.
const LONGEST_LINE: u64 = 256;
/// The beginning of the names of files that are not yet in their place.
const UNPLACED: &str = ".tmp";

/// The beats of a corpus; `path` is how messages call their file.
pub fn beats(root: &Path, path: &str) -> io::Result<Beats> {
    Ok(Beats::read(path, &bytes(root)?))
}

fn bytes(root: &Path) -> io::Result<Vec<u8>> {
    let path = root.join(BEATS);
    if path.exists() && !is_reached(root, BEATS, false) {
        return Err(io::Error::other(LINK_OUT));
    }
    match regular::read(&path, MOST_BYTES) {
        Err(error) if is_none(&error) => Ok(Vec::new()),
        read => read,
    }
}

fn is_none(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Why an article counts as shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It was shown.
    Shown,
    /// It was there when the beat was asked first.
    Before,
    /// Another one of the same text was shown.
    Copy,
}

impl Known {
    fn written(self) -> &'static str {
        match self {
            Known::Shown => "",
            Known::Before => " before",
            Known::Copy => " copy",
        }
    }
}

/// What was shown for a beat.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The articles that are not new any more.
    pub ids: HashSet<Id>,
    /// How many of them were shown by themselves.
    pub count: u64,
    /// When one of them was shown or taken for known last.
    pub last: Option<Timestamp>,
    /// Where lines are no articles, from 1.
    pub bad_lines: Vec<usize>,
}

/// What was shown for the beat of this name; `None` where it was never asked.
pub fn shown(root: &Path, name: &str) -> io::Result<Option<Shown>> {
    let within = within(name);
    let path = root.join(&within);
    if path.exists() && !is_reached(root, &within, false) {
        return Err(io::Error::other(LINK_OUT));
    }
    let file = match regular::read_own(&path) {
        Err(error) if is_none(&error) => return Ok(None),
        file => file?,
    };
    let mut text = Vec::new();
    file.take(MOST_SHOWN + 1).read_to_end(&mut text)?;
    if text.len() as u64 > MOST_SHOWN {
        let mib = MOST_SHOWN >> 20;
        return Err(io::Error::other(format!("is larger than {mib} MiB")));
    }
    let mut shown = Shown::default();
    let mut lines = (1..).zip(text.split(|byte| *byte == b'\n')).peekable();
    while let Some((number, bytes)) = lines.next() {
        match line(bytes) {
            Some((id, at, is_shown)) => {
                shown.ids.insert(id);
                shown.count += u64::from(is_shown);
                shown.last = Some(at);
            }
            None if is_other(bytes) => {}
            // It was cut off.
            None if lines.peek().is_none() => {}
            None => shown.bad_lines.push(number),
        }
    }
    Ok(Some(shown))
}

/// The article of a line, the moment, and whether it was shown by itself.
fn line(bytes: &[u8]) -> Option<(Id, Timestamp, bool)> {
    let mut words = std::str::from_utf8(bytes).ok()?.split_ascii_whitespace();
    let (id, at) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some((id, at, words.next().is_none()))
}

/// Whether a line is blank or a comment.
fn is_other(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    bytes.is_empty() || bytes.starts_with(b"#")
}

/// The file of what was shown for a beat, within the corpus.
fn within(name: &str) -> String {
    format!("{SHOWN}/{}.shown", beat::key(name))
}

/// The beats of a corpus, which this process alone changes until this is dropped.
pub struct HeldBeats {
    root: PathBuf,
    folder: PathBuf,
    _lock: File,
}

impl HeldBeats {
    /// Takes them, waiting at most so long for another process; `purpose` is what that one is shown.
    ///
    /// Fails with `ErrorKind::WouldBlock` and the name of the holder when the time is over.
    pub fn take(root: &Path, wait: Duration, purpose: &str) -> io::Result<HeldBeats> {
        let folder = regular::own_folder(root, SHOWN)?;
        let mut lock = regular::own(&folder.join("lock"))?;
        if !regular::lock(&lock, wait)? {
            return Err(holder(&lock));
        }
        let holder = format!("process {} (`{purpose}`)", std::process::id());
        lock.set_len(0)?;
        lock.rewind()?;
        lock.write_all(holder.as_bytes())?;
        sweep(&folder);
        // Where no file can be made, that is known before anything is shown.
        drop(readable(&folder)?);
        Ok(HeldBeats {
            root: root.to_owned(),
            folder,
            _lock: lock,
        })
    }

    /// What was shown for a beat.
    pub fn shown(&self, name: &str) -> io::Result<Option<Shown>> {
        shown(&self.root, name)
    }

    /// Adds a beat after the others. It begins anew, whatever was shown for one of its name before.
    pub fn add(&self, beat: &Beat) -> io::Result<()> {
        self.forget(&beat.name)?;
        let mut text = bytes(&self.root)?;
        if text.last().is_some_and(|last| *last != b'\n') {
            text.push(b'\n');
        }
        text.extend(format!("{}: {}\n", beat.name, beat.text).into_bytes());
        self.write(&text)
    }

    /// Gives a beat another name; all else of its line stays as it is, and so does what was shown.
    ///
    /// Killed at any moment, each of the names that is in the file has what was shown.
    pub fn rename(&self, old: &str, new: &str) -> io::Result<()> {
        let is_same = beat::key(old) == beat::key(new);
        if !is_same {
            self.forget(new)?;
            if self.shown(old)?.is_some() {
                let text = regular::read(&self.root.join(within(old)), MOST_SHOWN)?;
                self.create(&self.root.join(within(new)), &text)?;
            }
        }
        self.change(old, |line, at| {
            [&line[..at.start], new.as_bytes(), &line[at.end..]].concat()
        })?;
        if is_same {
            return Ok(());
        }
        self.forget(old)
    }

    /// Removes a beat and what was shown for it.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        self.change(name, |_, _| Vec::new())?;
        self.forget(name)
    }

    /// Writes down that articles are new no more. Killed in the midst of it, the first of them are.
    pub fn note(&self, name: &str, articles: &[(Id, Known)], now: Timestamp) -> io::Result<()> {
        let lines = articles
            .iter()
            .map(|(id, known)| format!("{id} {now}{}\n", known.written()));
        let lines: String = lines.collect();
        let path = self.root.join(within(name));
        if fs::symlink_metadata(&path).is_err_and(|error| is_none(&error)) {
            return self.create(&path, lines.as_bytes());
        }
        let mut file = regular::own(&path)?;
        let length = whole(&mut file)?;
        let written = file
            .write_all(lines.as_bytes())
            .and_then(|()| file.sync_all());
        if written.is_err() {
            // What is left of it is no line, or an article that was shown.
            let _ = file.set_len(length);
        }
        written
    }

    /// Changes the line of a beat: it is handed on with its end and the place of the name.
    fn change(
        &self,
        name: &str,
        changed: impl Fn(&[u8], std::ops::Range<usize>) -> Vec<u8>,
    ) -> io::Result<()> {
        let (before, key) = (bytes(&self.root)?, beat::key(name));
        let (mut after, mut is_done) = (Vec::with_capacity(before.len()), false);
        for line in before.split_inclusive(|byte| *byte == b'\n') {
            let at = beat::name_in(line).filter(|at| {
                let name = std::str::from_utf8(&line[at.clone()]).unwrap_or_default();
                !is_done && beat::key(name) == key
            });
            match at {
                Some(at) => {
                    is_done = true;
                    after.extend(changed(line, at));
                }
                None => after.extend_from_slice(line),
            }
        }
        self.write(&after)
    }

    fn write(&self, text: &[u8]) -> io::Result<()> {
        if text.len() as u64 > MOST_BYTES {
            let mib = MOST_BYTES >> 20;
            return Err(io::Error::other(format!("would be larger than {mib} MiB")));
        }
        let path = self.root.join(BEATS);
        let rights = fs::metadata(&path).ok().map(|known| known.permissions());
        self.placed(&path, text, rights)
    }

    /// Writes a file in one step in the place of the one before.
    fn create(&self, path: &Path, text: &[u8]) -> io::Result<()> {
        self.placed(path, text, None)
    }

    /// The same with the rights of the one before.
    fn placed(&self, path: &Path, text: &[u8], rights: Option<fs::Permissions>) -> io::Result<()> {
        let mut file = readable(&self.folder)?;
        file.write_all(text)?;
        if let Some(rights) = rights {
            file.as_file().set_permissions(rights)?;
        }
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    }

    fn forget(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.root.join(within(name))) {
            Err(error) if !is_none(&error) => Err(error),
            _ => Ok(()),
        }
    }
}

/// Leaves whole lines in a file, goes to its end and returns its length.
fn whole(file: &mut File) -> io::Result<u64> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(LONGEST_LINE);
    file.seek(SeekFrom::Start(from))?;
    let mut end = Vec::new();
    (&*file).take(LONGEST_LINE).read_to_end(&mut end)?;
    let last = end.iter().rposition(|byte| *byte == b'\n');
    let last = &end[last.map_or(0, |at| at + 1)..];
    if last.is_empty() {
        return file.seek(SeekFrom::End(0));
    }
    let begins_there = from == 0 || last.len() < end.len();
    if begins_there && line(last).is_none() && !is_other(last) {
        file.set_len(length - last.len() as u64)?;
        return file.seek(SeekFrom::End(0));
    }
    // A person left the end of the line out.
    file.seek(SeekFrom::End(0))?;
    file.write_all(b"\n")?;
    file.stream_position()
}

/// Who holds a lock, as it is written in its file.
fn holder(lock: &File) -> io::Error {
    let mut holder = String::new();
    let named = lock.take(LONGEST_LINE).read_to_string(&mut holder);
    if named.is_err() || holder.is_empty() {
        "another process".clone_into(&mut holder);
    }
    io::Error::new(ErrorKind::WouldBlock, holder)
}

/// Removes files that a kill kept from their place. Only for the holder of the lock.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(UNPLACED.as_bytes())
        {
            // A file that cannot be removed only takes space.
            let _ = fs::remove_file(entry.path());
        }
    }
}
