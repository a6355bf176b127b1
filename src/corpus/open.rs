//! Files as articles, with what is said of them from outside.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use super::folder;
use super::sidecar::{self, Overrides};
use crate::error::reason;
use crate::record::Problem;
use crate::source::{self, Format, Found};

/// A file or stream being read: yields its articles one by one, corrected, problems among them.
pub struct Articles {
    inner: source::Articles,
    overrides: Overrides,
    /// The name of the sidecar that the overrides come from; none for the flags of `add`.
    sidecar: Option<String>,
}

/// Opens a corpus file with what is said beside it.
pub fn open(root: &Path, name: &str) -> Result<Articles, Problem> {
    let overrides = Overrides::beside(root, name)?;
    let file = folder::open(&root.join(name)).map_err(|error| Problem::whole(reason(&error)))?;
    let mut articles = read(Box::new(file), name, overrides)?;
    articles.sidecar = Some(sidecar::sidecar(name));
    Ok(articles)
}

/// Reads a stream of which `overrides` are said. `name` is the path within the corpus and only a hint
/// for the format.
pub fn read(
    input: Box<dyn Read + Send>,
    name: &str,
    overrides: Overrides,
) -> Result<Articles, Problem> {
    Ok(Articles {
        inner: source::read(input, name)?,
        overrides,
        sidecar: None,
    })
}

/// Whether what is kept beside a corpus file can be read, if anything is.
pub fn described(root: &Path, name: &str) -> Result<(), Problem> {
    Overrides::beside(root, name).map(drop)
}

/// Opens a file outside the corpus as bytes, to be taken in. A pipe is a file; a device has no end.
pub fn bytes(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let kind = fs::metadata(path)?.file_type();
    if !(kind.is_file() || kind.is_fifo()) {
        return Err(io::Error::other(folder::NO_FILE));
    }
    Ok(Box::new(File::open(path)?))
}

impl Articles {
    pub fn format(&self) -> Format {
        self.inner.format()
    }
}

impl Iterator for Articles {
    type Item = Result<Found, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let many = self.inner.many();
        Some(self.inner.next()?.map(|mut found| {
            self.overrides
                .apply(&mut found, many, self.sidecar.as_deref());
            found
        }))
    }
}
