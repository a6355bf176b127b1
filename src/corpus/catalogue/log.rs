//! Appending to the catalogue. Only for the holder of the lock.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::regular;
use super::line::{Event, Line, TORN};
use super::{END, FOLDER};
use crate::article::Id;

/// Where a catalogue is written that is not whole yet.
const UNFINISHED: &str = ".newshound/catalogue-unfinished";

/// The lines of one run. What was appended is in force with `finish` at the latest.
pub struct Log {
    folder: PathBuf,
    /// The file of the day that was appended to last.
    open: Option<(Date, BufWriter<File>)>,
    /// Why the catalogue cannot be written to, where it cannot.
    refused: Option<io::Error>,
}

impl Log {
    /// Nothing is made before there is something to write.
    pub fn new(corpus: &Path) -> Log {
        Log {
            folder: corpus.join(FOLDER),
            open: None,
            refused: None,
        }
    }

    /// The lines of a catalogue that there is none of yet; it is there as a whole with `put_in_place`.
    pub fn anew(corpus: &Path) -> Log {
        let folder = corpus.join(UNFINISHED);
        // What a killed run left is written again.
        let _ = fs::remove_dir_all(&folder);
        Log {
            folder,
            ..Log::new(corpus)
        }
    }

    /// Makes the lines of `anew` the catalogue. Returns whether it can be written to.
    pub fn put_in_place(self, corpus: &Path) -> io::Result<bool> {
        let folder = self.folder.clone();
        let is_written = self.finish()?;
        if is_written && folder.exists() {
            let catalogue = corpus.join(FOLDER);
            if catalogue.exists() {
                fs::remove_dir(&catalogue)?;
            }
            fs::rename(folder, catalogue)?;
        }
        Ok(is_written)
    }

    /// Appends what became known of an article; `file` is the name of its file, where the event has a place. Of a
    /// corpus that cannot be written to, nothing is kept.
    pub fn append(&mut self, at: Timestamp, id: Id, event: Event, file: &str) -> io::Result<()> {
        if self.refused.is_some() {
            return Ok(());
        }
        let moment = TimeZone::UTC.to_datetime(at);
        let line = Line {
            id,
            time: moment.time(),
            event,
        };
        match self.file(moment.date()) {
            Ok(out) => out.write_all(line.print(file).as_bytes()),
            Err(error) if is_refused(&error) => {
                self.refused = Some(error);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Whether the catalogue cannot be written to.
    pub fn is_refused(&self) -> bool {
        self.refused.is_some()
    }

    /// Brings every line to the disk. Returns whether the catalogue can be written to.
    pub fn finish(mut self) -> io::Result<bool> {
        self.close()?;
        Ok(self.refused.is_none())
    }

    fn close(&mut self) -> io::Result<()> {
        match self.open.take() {
            Some((_, out)) => {
                let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.sync_all()
            }
            None => Ok(()),
        }
    }

    fn file(&mut self, day: Date) -> io::Result<&mut BufWriter<File>> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != day) {
            self.close()?;
            fs::create_dir_all(&self.folder)?;
            let path = self.folder.join(format!("{day}{END}"));
            let file = OpenOptions::new()
                .read(true)
                .append(true)
                .create(true)
                .custom_flags(libc::O_NONBLOCK)
                .open(path)?;
            regular::check(file.metadata()?.file_type())?;
            self.open = Some((
                day,
                BufWriter::with_capacity(1 << 16, after_whole_line(file)?),
            ));
        }
        let open = self.open.as_mut().map(|(_, out)| out);
        open.ok_or_else(|| ErrorKind::NotFound.into())
    }
}

/// A file after whose last line another can begin.
fn after_whole_line(mut file: File) -> io::Result<File> {
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last != *b"\n" {
        file.write_all(TORN.as_bytes())?;
    }
    Ok(file)
}

/// Whether a failure to write says that nothing may be written at all.
fn is_refused(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotADirectory
    )
}
