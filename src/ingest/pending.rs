//! A file that has to be read, and whether it has to be.

use super::Workspace;
use crate::corpus::{self, CorpusFile, Fingerprint};
use crate::error::reason;
use crate::record::{FileRecord, FileStats, Problem};

/// A file to be read, with the record of its last reading.
pub struct PendingFile {
    pub file: CorpusFile,
    /// Where it had to be known before reading.
    fingerprint: Option<Fingerprint>,
    /// Whether its time would tell a later change.
    is_trusted: bool,
    pub before: Option<FileRecord>,
    /// Whether it is read only because of what may have become of others.
    pub again: bool,
}

/// Clocks of file systems tick no more slowly than this, in nanoseconds.
const TICK: i64 = 2_000_000_000;

impl PendingFile {
    /// Fails with the reason why it cannot be read. What was described before and cannot be any more
    /// stays as it was described.
    pub fn new(
        place: &Workspace,
        file: CorpusFile,
        before: Option<FileRecord>,
    ) -> Result<PendingFile, Problem> {
        PendingFile::prepared(place, file, before, false)
    }

    /// A file that is as it was and is read because of what may have become of others.
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
        let failed = |error| Problem::whole(reason(&error));
        let opened = corpus::open(root, name).map_err(failed)?;
        let asks = |record: &FileRecord| asks_for_fingerprint(&file, record, again);
        let fingerprint = match before.as_ref().is_some_and(asks) {
            true => Some(opened.fingerprint(root, name).map_err(failed)?),
            false => None,
        };
        if before.as_ref().is_some_and(|record| record.articles > 0) {
            corpus::described(root, name)?;
        }
        Ok(PendingFile {
            fingerprint,
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

    /// Whether it is known to be, with what is beside it, what it was when it was read last.
    pub fn has_same_bytes(&self) -> bool {
        match (&self.before, self.fingerprint) {
            (Some(before), Some(now)) => before.hash == now.whole,
            _ => false,
        }
    }

    /// How it looks, if that can be trusted to tell a later change.
    pub fn looks(&self) -> Option<FileStats> {
        self.is_trusted.then_some(self.file.looks)
    }
}

/// Whether a file changed long enough ago for a later change to bear another time.
fn is_trusted(place: &Workspace, file: &CorpusFile) -> bool {
    file.looks.modified() <= place.now - TICK
}

/// Whether a file may be what it was when it was read last, and that would make a difference. To find
/// out costs a reading.
fn asks_for_fingerprint(file: &CorpusFile, before: &FileRecord, again: bool) -> bool {
    let makes_difference = before.problem_count > 0 || before.displaced == 0 && !again;
    let bytes = |looks: &FileStats| (looks.file.bytes, looks.sidecar.map(|sidecar| sidecar.bytes));
    let may_be_same = before
        .stats
        .is_none_or(|looks| bytes(&looks) == bytes(&file.looks));
    before.hash != 0 && makes_difference && may_be_same
}
