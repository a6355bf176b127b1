//! Files that may have to be read, and whether they have to be.

use std::io;

use super::Workspace;
use crate::corpus::{self, CorpusFile, Fingerprint};
use crate::record::{FileRecord, FileStats, Problem, Reached};

/// A file to be read, with the record of its last reading.
pub struct PendingFile {
    pub file: CorpusFile,
    /// Known before reading only where it decides whether to read.
    fingerprint: Option<Fingerprint>,
    /// Whether a later change would show in its time.
    is_trusted: bool,
    pub before: Option<FileRecord>,
    /// How far it was read before, if it was only added to since: what follows is read alone, and what it gave before
    /// stays.
    pub reached: Option<Reached>,
    /// Whether it is read only because records of other files changed.
    pub again: bool,
}

/// Clocks of file systems tick no more slowly than this, in nanoseconds.
const TICK: i64 = 2_000_000_000;

impl PendingFile {
    /// Fails with the reason why it cannot be read. A file whose sidecar cannot be read any more is not
    /// read either, and stays as it was described.
    pub fn new(
        place: &Workspace,
        file: CorpusFile,
        before: Option<FileRecord>,
    ) -> Result<PendingFile, Problem> {
        PendingFile::prepared(place, file, before, false)
    }

    /// A file that is as it was and is read because records of other files changed.
    pub fn again(place: &Workspace, file: CorpusFile, before: FileRecord) -> Result<Self, Problem> {
        PendingFile::prepared(place, file, Some(before), true)
    }

    /// A file that came into the corpus and is open already.
    pub fn placed(place: &Workspace, file: CorpusFile, before: Option<FileRecord>) -> PendingFile {
        PendingFile {
            is_trusted: is_trusted(place, &file),
            file,
            fingerprint: None,
            before,
            reached: None,
            again: false,
        }
    }

    fn prepared(
        place: &Workspace,
        file: CorpusFile,
        before: Option<FileRecord>,
        again: bool,
    ) -> Result<PendingFile, Problem> {
        let (root, name) = (&place.corpus, &file.name);
        let failed = |error| Problem::failed(&error);
        let opened = corpus::open(root, name).map_err(failed)?;
        let asks = |record: &FileRecord| asks_for_fingerprint(&file, record, again);
        let fingerprint = if before.as_ref().is_some_and(asks) {
            Some(opened.fingerprint(root, name).map_err(failed)?)
        } else {
            None
        };
        let reached = match before.as_ref().filter(|_| !again) {
            Some(before) => reached(place, &file, before, fingerprint).map_err(failed)?,
            None => None,
        };
        if before.as_ref().is_some_and(|record| record.articles > 0) {
            corpus::check_sidecar(root, name)?;
        }
        Ok(PendingFile {
            fingerprint,
            reached,
            again,
            ..PendingFile::placed(place, file, before)
        })
    }

    /// Whether only its time is new, so that it need not be read.
    pub fn is_only_touched(&self) -> bool {
        // A file with a problem gets another chance: the reason may have been outside of it. A newer
        // file may take back what gave way.
        let is_settled = |before: &FileRecord| before.problem_count == 0 && before.displaced == 0;
        self.has_same_bytes() && self.before.as_ref().is_some_and(is_settled)
    }

    /// Whether its bytes and those of its sidecar are known to be those of the last reading.
    pub fn has_same_bytes(&self) -> bool {
        match (&self.before, self.fingerprint) {
            (Some(before), Some(now)) => before.hash == now.whole,
            _ => false,
        }
    }

    /// How many bytes are to be read.
    pub fn bytes_to_read(&self) -> u64 {
        let known = self.reached.map_or(0, |reached| reached.bytes);
        self.file.stats.bytes().saturating_sub(known)
    }

    /// Its size and time, if a later change would show in them.
    pub fn stats(&self) -> Option<FileStats> {
        self.is_trusted.then_some(self.file.stats)
    }
}

/// How far a file was read before, if it was only added to since.
fn reached(
    place: &Workspace,
    file: &CorpusFile,
    before: &FileRecord,
    fingerprint: Option<Fingerprint>,
) -> io::Result<Option<Reached>> {
    let Some(reached) = before.reached else {
        return Ok(None);
    };
    let is_described = file.stats.sidecar.is_some() || before.hash != before.content;
    if is_described || file.stats.file.bytes < reached.bytes {
        return Ok(None);
    }
    if fingerprint.is_some_and(|now| now.content == before.content) {
        return Ok(Some(reached));
    }
    let opened = corpus::open(&place.corpus, &file.name)?;
    let goes_on = opened.begins_with(reached.bytes, before.content)?;
    Ok(goes_on.then_some(reached))
}

/// Whether a file changed long enough ago for a later change to bear another time.
fn is_trusted(place: &Workspace, file: &CorpusFile) -> bool {
    file.stats.modified() <= place.now - TICK
}

/// Whether a file may have the same bytes as before, and that would make a difference. To find out costs
/// a reading.
fn asks_for_fingerprint(file: &CorpusFile, before: &FileRecord, again: bool) -> bool {
    let makes_difference = before.problem_count > 0 || before.displaced == 0 && !again;
    let bytes = |stats: &FileStats| (stats.file.bytes, stats.sidecar.map(|sidecar| sidecar.bytes));
    let may_be_same = before
        .stats
        .is_none_or(|stats| bytes(&stats) == bytes(&file.stats));
    before.hash != 0 && makes_difference && may_be_same
}
