//! The record of one exchange: every byte that was sent and that came, and what ended it early.

use std::io::{self, Seek, SeekFrom, Write};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::SpooledTempFile;

/// A record that the connection writes and the client reads.
#[derive(Debug, Clone)]
pub(super) struct Shared(Arc<Mutex<Record>>);

#[derive(Debug)]
pub(super) struct Record {
    pub(super) request: Vec<u8>,
    pub(super) response: SpooledTempFile,
    /// How many bytes came.
    pub(super) received: u64,
    /// How many of them belong to the answer, so far as it was read.
    pub(super) consumed: u64,
    /// How many were taken at once the last time: the whole header, right after it was read.
    pub(super) taken: u64,
    /// The most that may come.
    pub(super) limit: u64,
    pub(super) fault: Option<Fault>,
}

/// What ended an exchange early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    TooLarge,
    TooSlow,
    Broken,
    /// What came cannot be kept.
    NotKept,
}

/// So much of an answer is in memory; a larger one is in a file without a name.
const IN_MEMORY: usize = 1 << 20;

impl Shared {
    pub(super) fn new(limit: u64) -> Shared {
        Shared(Arc::new(Mutex::new(Record {
            request: Vec::new(),
            response: SpooledTempFile::new(IN_MEMORY),
            received: 0,
            consumed: 0,
            taken: 0,
            limit,
            fault: None,
        })))
    }

    pub(super) fn open(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The request and the answer, from that byte on and without what came after its end.
    pub(super) fn take(&self, start: u64) -> io::Result<(Vec<u8>, SpooledTempFile)> {
        let mut record = self.open();
        let end = record.consumed;
        let mut response = mem::replace(&mut record.response, SpooledTempFile::new(0));
        response.set_len(end)?;
        if start > 0 {
            response.seek(SeekFrom::Start(start))?;
            let mut rest = SpooledTempFile::new(IN_MEMORY);
            io::copy(&mut response, &mut rest)?;
            response = rest;
        }
        response.rewind()?;
        Ok((mem::take(&mut record.request), response))
    }
}

impl Record {
    /// Keeps what came; fails where it is more than may come.
    pub(super) fn keep(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.received += bytes.len() as u64;
        if self.received > self.limit {
            return Err(self.fail(Fault::TooLarge));
        }
        let written = self.response.write_all(bytes);
        written.map_err(|_| self.fail(Fault::NotKept))
    }

    /// Notes the first fault. The error is of a kind that no HTTP client takes for the end of a body.
    pub(super) fn fail(&mut self, fault: Fault) -> io::Error {
        self.fault.get_or_insert(fault);
        io::Error::other("the exchange ended early")
    }
}
