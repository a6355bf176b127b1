//! The bytes of one response, read as often as something is asked of them.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex};

use tempfile::SpooledTempFile;

use super::Exchange;

/// A response that can be read several times, one reader after the other.
pub struct Response(Arc<Mutex<SpooledTempFile>>);

impl Exchange {
    /// Takes the response out, to be read; [`Exchange::close`] puts it back.
    pub fn open(&mut self) -> Response {
        let empty = SpooledTempFile::new(0);
        let file = std::mem::replace(&mut self.response, empty);
        Response(Arc::new(Mutex::new(file)))
    }

    /// Puts the response back; fails while something still reads it.
    pub fn close(&mut self, response: Response) -> io::Result<()> {
        let mutex = Arc::try_unwrap(response.0).map_err(|_| broken())?;
        self.response = mutex.into_inner().map_err(|_| broken())?;
        Ok(())
    }
}

impl Response {
    /// Everything, from its first byte.
    pub fn reader(&self) -> Box<dyn Read + Send> {
        Box::new(Reader {
            file: Arc::clone(&self.0),
            at: 0,
        })
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
