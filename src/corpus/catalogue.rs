//! The catalogue: what the corpus knows of its articles beyond their files. It lies with them, in
//! `.newshound/catalogue` within the corpus.
//!
//! ```text
//! 2026-11-28.txt   what became known on that day (UTC), one fact a line (see `line`)
//! ```
//!
//! Lines are only ever appended, each whole and by itself: a torn last line is ignored, and two catalogues are
//! merged by putting the lines of both together, in whatever order. Of an article,
//!
//! - the first line says when the corpus first held it;
//! - the last line about text and place says by what it is recognised now;
//! - all edits together, in order, say what a person set right.
//!
//! Adding an article to a million must not read it whole: what is found where is kept in a table with the
//! index (see `lookup`), and lines that the table does not cover yet are few and read at the start. Without a
//! table, all are.
//!
//! Not here: who is recognised as whom (`ingest::identity`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use super::regular;
use crate::article::Id;

mod entry;
mod key;
mod line;
mod log;
mod lookup;
mod position;
mod taken;

pub use entry::Entry;
use key::Key;
pub use line::{Event, Line, Place, short_hash};
pub use log::Log;
pub use lookup::Covered;
use lookup::{Lookup, Pair};
use position::{DAY_SHIFT, OFFSET, date, day_number, moment, position};
pub use taken::{keep_taken_edits, taken_edits};

/// Where it lies within the corpus.
pub const FOLDER: &str = ".newshound/catalogue";
/// The name of its table, in the folder of the index.
const TABLE: &str = "catalogue.table";
/// How the name of each of its files ends.
const END: &str = ".txt";

/// More bytes than this that no table covers are worth a table.
const UNCOVERED: u64 = 1 << 20;
/// A line of more bytes is none.
const LONGEST_LINE: usize = 1 << 16;
/// Of what a table covers, so many bytes before the end are compared with what they were.
const COMPARED: u64 = 4096;

/// The catalogue of a corpus, open for reading.
pub struct Catalogue {
    folder: PathBuf,
    /// Where its table lies.
    table: Option<PathBuf>,
    lookup: Option<Lookup>,
    /// What the table does not cover.
    rest: HashMap<u64, Vec<u64>>,
    files: Mutex<HashMap<i32, File>>,
}

impl Catalogue {
    /// Opens the catalogue of a corpus, if there is one; `index` is the folder of its index.
    pub fn open(corpus: &Path, index: Option<&Path>) -> io::Result<Catalogue> {
        let mut catalogue = Catalogue {
            folder: corpus.join(FOLDER),
            table: index.map(|index| index.join(TABLE)),
            lookup: None,
            rest: HashMap::new(),
            files: Mutex::default(),
        };
        let days = catalogue.days()?;
        let table = catalogue
            .table
            .as_ref()
            .and_then(|table| Lookup::open(table).ok());
        catalogue.lookup = table.filter(|table| catalogue.is_covered(&days, &table.days));
        if catalogue.uncovered(&days) > UNCOVERED && catalogue.write_table(&days).is_ok() {
            return Ok(catalogue);
        }
        let covered = catalogue.covered();
        let mut rest: HashMap<u64, Vec<u64>> = HashMap::new();
        for (&day, &bytes) in &days {
            let from = covered.get(&day).copied().unwrap_or(0);
            catalogue.read_lines(day, from..bytes, &mut |offset, line| {
                for key in Key::of(&line) {
                    rest.entry(key).or_default().push(position(day, offset));
                }
            })?;
        }
        catalogue.rest = rest;
        Ok(catalogue)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
            && self
                .lookup
                .as_ref()
                .is_none_or(|table| table.days.is_empty())
    }

    /// What is known of an article.
    pub fn entry(&self, id: Id) -> io::Result<Option<Entry>> {
        let mut lines = self.lines(Key::Id(id))?;
        lines.retain(|(_, line)| line.id == id);
        let Some(((position, first), _)) = lines.split_first() else {
            return Ok(None);
        };
        let mut entry = Entry::unknown(id, moment(*position, first.time));
        for (_, line) in lines {
            match line.event {
                Event::Came(text) => (entry.text, entry.is_gone) = (text, false),
                Event::CameAt(place) => {
                    (entry.text, entry.is_gone) = (place.text, false);
                    entry.place = Some(place);
                }
                Event::Gone => entry.is_gone = true,
                Event::Edit(edit) => entry.corrections.take(&edit),
                Event::Named(anchor) => entry.names.push(Id(anchor)),
                Event::Describes(_) => {}
            }
        }
        Ok(Some(entry))
    }

    /// The article that is found under an address or key, given as the id that these give.
    pub fn anchored(&self, anchor: Id) -> io::Result<Option<Entry>> {
        let named = self.named(anchor)?;
        self.entry(named.unwrap_or(anchor))
    }

    /// The id of that article.
    pub fn by_anchor(&self, anchor: Id) -> io::Result<Option<Id>> {
        let named = self.named(anchor)?;
        if named.is_some() {
            return Ok(named);
        }
        let is_known = !self.positions(Key::Id(anchor))?.is_empty();
        Ok(is_known.then_some(anchor))
    }

    /// The article that has taken over an address or key. A correction that was taken back gives none.
    fn named(&self, anchor: Id) -> io::Result<Option<Id>> {
        for (_, line) in self.lines(Key::Anchor(anchor.0))?.into_iter().rev() {
            let is_in_force = match &line.event {
                Event::Named(name) => Id(*name) == anchor,
                Event::Edit(_) => {
                    let entry = self.entry(line.id)?;
                    entry.is_some_and(|entry| entry.corrections.anchor() == Some(anchor))
                }
                _ => false,
            };
            if is_in_force {
                return Ok(Some(line.id));
            }
        }
        Ok(None)
    }

    /// The articles with this text, as far as the catalogue knows.
    pub fn with_text(&self, text: u64) -> io::Result<Vec<Entry>> {
        let entries = self.entries(Key::Text(text))?;
        Ok(entries
            .into_iter()
            .filter(|entry| entry.text == text)
            .collect())
    }

    /// Whether more than `most` lines speak of this text.
    pub fn has_text_often(&self, text: u64, most: usize) -> io::Result<bool> {
        Ok(self.positions(Key::Text(text))?.len() > most)
    }

    /// The articles without an address or key that are in a file, in its order; the file as `short_hash` has it.
    pub fn of_file(&self, file: u64) -> io::Result<Vec<Entry>> {
        let mut entries = self.entries(Key::File(file))?;
        entries
            .retain(|entry| !entry.is_gone && entry.place.is_some_and(|place| place.file == file));
        entries.sort_by_key(|entry| (entry.place.map(|place| place.record), entry.id));
        Ok(entries)
    }

    /// The article that a description was given for.
    pub fn described(&self, hash: u64) -> io::Result<Option<Id>> {
        let mut lines = self.lines(Key::Description(hash))?;
        lines.retain(|(_, line)| line.event == Event::Describes(hash));
        Ok(lines.last().map(|(_, line)| line.id))
    }

    /// The articles with edits in lines that are not among those that were taken in, and how far all are now.
    pub fn edited_since(&self, taken: &[Covered]) -> io::Result<(BTreeSet<Id>, Vec<Covered>)> {
        let (mut edited, mut now) = (BTreeSet::new(), Vec::new());
        for (day, bytes) in self.days()? {
            let mut known = taken.iter().filter(|covered| covered.day == day);
            let known = known.next().filter(|known| self.is_same(known, bytes));
            let from = known.map_or(0, |known| known.bytes);
            now.push(self.cover(day, from..bytes, &mut |_, line| {
                if matches!(line.event, Event::Edit(_)) {
                    edited.insert(line.id);
                }
            })?);
        }
        Ok((edited, now))
    }

    /// Calls `each` with every line and its moment.
    pub fn all(&self, each: &mut dyn FnMut(Timestamp, Line)) -> io::Result<()> {
        for (day, bytes) in self.days()? {
            self.read_lines(day, 0..bytes, &mut |offset, line| {
                each(moment(position(day, offset), line.time), line);
            })?;
        }
        Ok(())
    }

    /// Writes the table anew where it covers too little.
    pub fn refresh_table(corpus: &Path, index: Option<&Path>) {
        // Opening does it. Without a table the catalogue is read whole.
        let _ = Catalogue::open(corpus, index);
    }

    fn entries(&self, key: Key) -> io::Result<Vec<Entry>> {
        let mut ids: Vec<Id> = self.lines(key)?.iter().map(|(_, line)| line.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let entries = ids.into_iter().map(|id| self.entry(id));
        Ok(entries
            .collect::<io::Result<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    fn positions(&self, key: Key) -> io::Result<Vec<u64>> {
        let key = key.hash();
        let mut found = match &self.lookup {
            Some(table) => table.find(key).inspect_err(|_| self.forget_table())?,
            None => Vec::new(),
        };
        found.extend(self.rest.get(&key).into_iter().flatten());
        Ok(found)
    }

    /// Removes a table that is not what was written: the next run writes it anew.
    fn forget_table(&self) {
        if let Some(table) = &self.table {
            // One that cannot be removed fails again.
            let _ = fs::remove_file(table);
        }
    }

    /// The lines with a key, in the order of their times.
    fn lines(&self, key: Key) -> io::Result<Vec<(u64, Line)>> {
        let positions = self.positions(key)?.into_iter();
        let lines = positions.map(|at| Ok((at, self.line(at)?)));
        let mut lines = lines.collect::<io::Result<Vec<_>>>()?;
        lines.sort_by_key(|(position, line)| (position >> DAY_SHIFT, line.time));
        Ok(lines)
    }

    fn line(&self, position: u64) -> io::Result<Line> {
        let (day, offset) = ((position >> DAY_SHIFT) as i32, position & OFFSET);
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match files.entry(day) {
            std::collections::hash_map::Entry::Occupied(open) => open.into_mut(),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(regular::open(&self.file(day))?)
            }
        };
        let mut length = 256;
        loop {
            let mut bytes = vec![0; length];
            let read = file.read_at(&mut bytes, offset)?;
            let line = &bytes[..read];
            if let Some(end) = line.iter().position(|b| *b == b'\n') {
                let line = std::str::from_utf8(&line[..end]).ok().and_then(Line::parse);
                return line.ok_or_else(changed);
            }
            if read < length || length > LONGEST_LINE {
                return Err(changed());
            }
            length *= 4;
        }
    }

    fn file(&self, day: i32) -> PathBuf {
        self.folder.join(format!("{}{END}", date(day)))
    }

    /// The days of which there is a file, and its length.
    fn days(&self) -> io::Result<BTreeMap<i32, u64>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if is_none(&error) => return Ok(BTreeMap::new()),
            entries => entries?,
        };
        let mut days = BTreeMap::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_str().and_then(|name| name.strip_suffix(END));
            let Some(day) = name.and_then(|name| name.parse::<Date>().ok()) else {
                continue;
            };
            let meta = entry.metadata()?;
            if meta.is_file() {
                days.insert(day_number(day), meta.len());
            }
        }
        Ok(days)
    }

    /// Whether the lines that a table covers are there as they were.
    fn is_covered(&self, days: &BTreeMap<i32, u64>, covered: &[Covered]) -> bool {
        covered.iter().all(|covered| {
            let bytes = days.get(&covered.day);
            bytes.is_some_and(|bytes| self.is_same(covered, *bytes))
        })
    }

    /// Whether the lines that are covered of a day, whose file has so many bytes, are as they were.
    fn is_same(&self, covered: &Covered, bytes: u64) -> bool {
        let end = || self.end_hash(covered.day, covered.bytes);
        covered.bytes <= bytes && end().is_ok_and(|end| end == covered.end)
    }

    /// A hash of the last bytes before a place in the file of a day.
    fn end_hash(&self, day: i32, end: u64) -> io::Result<u64> {
        let mut file = regular::open(&self.file(day))?;
        let from = end.saturating_sub(COMPARED);
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(end - from).read_to_end(&mut bytes)?;
        Ok(xxh3_64(&bytes))
    }

    fn covered(&self) -> HashMap<i32, u64> {
        let days = self.lookup.iter().flat_map(|table| &table.days);
        days.map(|covered| (covered.day, covered.bytes)).collect()
    }

    fn uncovered(&self, days: &BTreeMap<i32, u64>) -> u64 {
        let covered = self.covered();
        let rest = |(day, bytes): (&i32, &u64)| bytes - covered.get(day).unwrap_or(&0);
        days.iter().map(rest).sum()
    }

    /// Writes a table of all lines there are. Fails where it cannot be written.
    fn write_table(&mut self, days: &BTreeMap<i32, u64>) -> io::Result<()> {
        let path = self.table.clone().ok_or(ErrorKind::NotFound)?;
        let mut pairs: Vec<Pair> = Vec::new();
        let mut covered = Vec::new();
        for (&day, &bytes) in days {
            covered.push(self.cover(day, 0..bytes, &mut |offset, line| {
                pairs.extend(Key::of(&line).map(|key| (key, position(day, offset))));
            })?);
        }
        Lookup::write(&path, covered, pairs)?;
        self.lookup = Some(Lookup::open(&path)?);
        self.rest.clear();
        Ok(())
    }

    /// Where the line ends that begins at a place.
    fn line_end(&self, day: i32, start: u64) -> io::Result<u64> {
        let mut reader = BufReader::new(regular::open(&self.file(day))?);
        reader.seek(SeekFrom::Start(start))?;
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line)?;
        Ok(start + line.len() as u64)
    }

    /// Calls `each` with every line of a part of a day, and where it begins. Returns how far the day is covered then.
    fn cover(
        &self,
        day: i32,
        part: std::ops::Range<u64>,
        each: &mut dyn FnMut(u64, Line),
    ) -> io::Result<Covered> {
        let (from, mut last) = (part.start, None);
        self.read_lines(day, part, &mut |offset, line| {
            last = Some(offset);
            each(offset, line);
        })?;
        let bytes = last.map_or(Ok(from), |last| self.line_end(day, last))?;
        let end = self.end_hash(day, bytes)?;
        Ok(Covered { day, bytes, end })
    }

    /// Calls `each` with every line of a part of a day, and where it begins. What is no line is passed over.
    fn read_lines(
        &self,
        day: i32,
        part: std::ops::Range<u64>,
        each: &mut dyn FnMut(u64, Line),
    ) -> io::Result<()> {
        let mut file = regular::open(&self.file(day))?;
        file.seek(SeekFrom::Start(part.start))?;
        let mut reader = BufReader::with_capacity(1 << 16, file.take(part.end - part.start));
        let (mut offset, mut line) = (part.start, Vec::new());
        loop {
            line.clear();
            let length = reader
                .by_ref()
                .take(LONGEST_LINE as u64)
                .read_until(b'\n', &mut line)?;
            if length == 0 {
                return Ok(());
            }
            if line.last() == Some(&b'\n') {
                let text = std::str::from_utf8(&line[..length - 1]);
                if let Some(line) = text.ok().and_then(Line::parse) {
                    each(offset, line);
                }
            }
            offset += length as u64;
        }
    }
}

/// Whether a failure to look says that nothing is there.
fn is_none(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn changed() -> io::Error {
    io::Error::other("the catalogue changed while it was read; try again")
}
