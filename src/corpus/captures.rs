//! What came from the web, kept as it was sent: WARC 1.1 (ISO 28500) under `web/`, a file a month.
//!
//! ```text
//! web/2026-11.warc.gz             warcinfo, then for each request its response and itself, each packed by itself
//! .newshound/web/kept.json        how far each file is known to be whole
//! .newshound/web/unindexed.json   the files in which something was kept that may not be indexed yet
//! .newshound/web/lock             held while something is added
//! ```
//!
//! A record is added to the end, brought to the disk, and only then noted as kept. A killed process leaves a part of
//! one record at most; the next one cuts that off before it adds its own. Where the end of a file is not a part of a
//! record, a file with a number is begun and the other one stays as it is.
//! Not here: asking servers (`web`), reading what they sent (`source`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::bufread::GzDecoder;
use serde::Serialize;

use super::hidden::WEB;
use super::regular;
use super::staging::replace;
use crate::source::Counted;
use crate::web::Exchange;

mod records;

/// The folder within the corpus.
pub const CAPTURES: &str = "web";

const LOCK: &str = "lock";
const KEPT: &str = "kept.json";
const UNINDEXED: &str = "unindexed.json";

/// The sizes up to which files are known to be whole, by name.
type Kept = BTreeMap<String, u64>;

/// Keeps exchanges, the redirects before an answer with it. Returns the name within the corpus of the file that has
/// them.
pub fn keep(root: &Path, exchanges: &mut [Exchange]) -> io::Result<String> {
    let Some(last) = exchanges.last() else {
        return Err(ErrorKind::InvalidInput.into());
    };
    let month = last.at.strftime("%Y-%m").to_string();
    let state = regular::own_folder(root, WEB)?;
    regular::own_folder(root, CAPTURES)?;
    let lock = regular::own(&state.join(LOCK))?;
    lock.lock()?;
    let mut kept = kept(&state);
    mend(root, &kept)?;
    let (name, mut file, end) = open(root, &month, &kept)?;
    let mut unindexed = names(&state);
    if unindexed.insert(name.clone()) {
        note(&state.join(UNINDEXED), &unindexed)?;
    }
    let written = write(&mut file, &name, exchanges);
    match written.and_then(|()| file.sync_all()) {
        Ok(()) => {}
        Err(error) => {
            // What was begun is no record; where it cannot be taken back, the next one does.
            let _ = file.set_len(end);
            return Err(error);
        }
    }
    if end == 0 {
        File::open(root.join(CAPTURES))?.sync_all()?;
    }
    kept.insert(name.clone(), file.stream_position()?);
    // The records are kept; without the note the next process looks for their end.
    let _ = note(&state.join(KEPT), &kept);
    Ok(name)
}

/// Cuts off what a killed process left of a record at the end of a month that is over.
fn mend(root: &Path, kept: &Kept) -> io::Result<()> {
    for (name, whole) in kept {
        let is_longer = |meta: fs::Metadata| meta.is_file() && meta.len() > *whole;
        if !fs::symlink_metadata(root.join(name)).is_ok_and(is_longer) {
            continue;
        }
        let mut file = regular::own(&root.join(name))?;
        if let Some(end) = end(&mut file, Some(*whole))? {
            file.set_len(end)?;
        }
    }
    Ok(())
}

/// The files in which something was kept and, as a process may have been killed, not indexed.
pub fn unindexed(root: &Path) -> Vec<String> {
    let names = names(&root.join(WEB)).into_iter();
    names.filter(|name| root.join(name).is_file()).collect()
}

/// Notes that these files are indexed as they are.
pub fn indexed(root: &Path, files: &[String]) -> io::Result<()> {
    let state = root.join(WEB);
    if !names(&state).iter().any(|name| files.contains(name)) {
        return Ok(());
    }
    let lock = regular::own(&state.join(LOCK))?;
    lock.lock()?;
    let mut unindexed = names(&state);
    unindexed.retain(|name| !files.contains(name));
    note(&state.join(UNINDEXED), &unindexed)
}

fn names(state: &Path) -> BTreeSet<String> {
    let text = fs::read(state.join(UNINDEXED)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn note(path: &Path, value: &impl Serialize) -> io::Result<()> {
    replace(path, |file| {
        serde_json::to_writer_pretty(file, value).map_err(io::Error::other)
    })
}

fn kept(state: &Path) -> Kept {
    let text = fs::read(state.join(KEPT)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// The file of a month, at its end: its name within the corpus, and where it ends.
fn open(root: &Path, month: &str, kept: &Kept) -> io::Result<(String, File, u64)> {
    let mut number = 1u32;
    loop {
        let name = match number {
            1 => format!("{CAPTURES}/{month}.warc.gz"),
            _ => format!("{CAPTURES}/{month}-{number}.warc.gz"),
        };
        let mut file = regular::own(&root.join(&name))?;
        if let Some(end) = end(&mut file, kept.get(&name).copied())? {
            file.set_len(end)?;
            file.seek(SeekFrom::Start(end))?;
            return Ok((name, file, end));
        }
        number += 1;
    }
}

/// Where the last whole record of a file ends; nothing if what follows is not a part of a record.
fn end(file: &mut File, kept: Option<u64>) -> io::Result<Option<u64>> {
    let length = file.metadata()?.len();
    let mut end = kept.filter(|kept| *kept <= length).unwrap_or(0);
    while end < length {
        file.seek(SeekFrom::Start(end))?;
        let mut packed = Counted::new(BufReader::new(&*file));
        match io::copy(&mut GzDecoder::new(&mut packed), &mut io::sink()) {
            Ok(_) => end += packed.at,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof && is_begun(file, end)? => {
                break;
            }
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(end))
}

/// How every record begins: gzip (RFC 1952), deflated.
const BEGIN: &[u8] = &[0x1f, 0x8b, 8];

/// Whether what follows in a file is the begin of a record. A few bytes of another program end as early.
fn is_begun(file: &mut File, end: u64) -> io::Result<bool> {
    file.seek(SeekFrom::Start(end))?;
    let mut begin = Vec::new();
    file.take(BEGIN.len() as u64).read_to_end(&mut begin)?;
    Ok(BEGIN.starts_with(&begin))
}

fn write(file: &mut File, name: &str, exchanges: &mut [Exchange]) -> io::Result<()> {
    if file.stream_position()? == 0
        && let Some(first) = exchanges.first()
    {
        let file_name = name.rsplit('/').next().unwrap_or(name);
        records::info(file, file_name, first.at)?;
    }
    for exchange in exchanges {
        records::exchange(file, exchange)?;
    }
    file.flush()
}
