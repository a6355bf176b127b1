//! The bytes of one answer, read as often as something is asked of them.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex};

use tempfile::SpooledTempFile;

/// An answer that can be read several times, one reader after the other.
pub struct Shared(Arc<Mutex<SpooledTempFile>>);

impl Shared {
    pub fn new(file: SpooledTempFile) -> Shared {
        Shared(Arc::new(Mutex::new(file)))
    }

    /// Everything, from its first byte.
    pub fn reader(&self) -> Box<dyn Read + Send> {
        Box::new(Reader {
            file: Arc::clone(&self.0),
            at: 0,
        })
    }

    /// The file itself, where no one reads it any more.
    pub fn into_file(self) -> io::Result<SpooledTempFile> {
        let mutex = Arc::try_unwrap(self.0).map_err(|_| broken())?;
        mutex.into_inner().map_err(|_| broken())
    }
}

fn broken() -> io::Error {
    io::Error::other("the answer is still being read")
}

struct Reader {
    file: Arc<Mutex<SpooledTempFile>>,
    at: u64,
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().map_err(|_| broken())?;
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(into)?;
        self.at += count as u64;
        Ok(count)
    }
}
