//! Files of articles, opened to be read once: for their articles and for their fingerprint.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::catalogue::{Catalogue, Entry};
use super::fingerprint::{Fingerprint, Hasher};
use super::marks::Marks;
use super::regular;
use super::sidecar::{self, Beside, Overrides};
use crate::article::Article;
use crate::record::Problem;
use crate::source::{self, Extracted, Format, Limits, Origin, Stub};

/// A file or stream being read: yields its articles one by one, as they are described, problems among them.
pub struct Articles {
    inner: source::Articles,
    overrides: Overrides,
    /// The sidecar that the overrides come from; none for the flags of `add`.
    sidecar: Option<Sidecar>,
}

/// A description beside a file.
struct Sidecar {
    name: String,
    hash: u64,
    /// The article that it was given for, if it was seen before.
    of: Option<Entry>,
}

/// An article as it is described, with the marks of what its file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The article.
    pub article: Article,
    /// Where each thing that is said of it comes from.
    pub origins: Vec<Origin>,
    /// Of values that were not understood and left out, or were guessed.
    pub notes: Vec<String>,
    /// What is before the rest of it, where its page shows the beginning alone.
    pub stub: Option<Stub>,
    /// By what it is recognised.
    pub marks: Marks,
}

/// A file open for reading. Its bytes are read once, whatever is asked of it.
pub struct Opened(Arc<Mutex<Hashed>>);

/// A file, and the hash of what was read of it.
struct Hashed {
    file: File,
    hasher: Hasher,
    /// Whether some of it could not be read.
    failed: bool,
    /// How many bytes were read, and where they are counted together with those of others.
    read: u64,
    count: Option<Arc<AtomicU64>>,
}

/// Opens a corpus file. A pipe would keep its reader waiting and is refused.
pub fn open(root: &Path, name: &str) -> io::Result<Opened> {
    Ok(Opened::new(regular::open(&root.join(name))?))
}

/// The articles of a corpus file with what is said beside it.
pub fn articles(root: &Path, name: &str) -> Result<Articles, Problem> {
    let opened = open(root, name).map_err(|error| Problem::failed(&error))?;
    opened.articles(root, name, None, Limits::default())
}

/// The articles of a corpus file that were captured at a moment, to the second.
pub fn captured_at(
    root: &Path,
    name: &str,
    limits: Limits,
    moment: Timestamp,
) -> Result<Articles, Problem> {
    let file = regular::open(&root.join(name)).map_err(|error| Problem::failed(&error))?;
    let inner = source::captured_at(Box::new(file), name, limits, moment)?;
    let mut articles = Articles::new(inner, Overrides::default());
    articles.describe(root, name, None)?;
    Ok(articles)
}

/// Reads a stream of which `overrides` are said. `name` is the path within the corpus and only a hint
/// for the format.
pub fn read(
    input: Box<dyn Read + Send>,
    name: &str,
    overrides: Overrides,
    limits: Limits,
) -> Result<Articles, Problem> {
    let inner = source::read_within(input, name, limits)?;
    Ok(Articles::new(inner, overrides))
}

/// Fails unless the sidecar of a corpus file, if there is one, can be read.
pub fn check_sidecar(root: &Path, name: &str) -> Result<(), Problem> {
    Overrides::beside(root, name).map(drop)
}

/// Opens a file outside the corpus as bytes, to be taken in. A pipe is a file; a device has no end.
pub fn bytes(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let kind = fs::metadata(path)?.file_type();
    if !(kind.is_file() || kind.is_fifo()) {
        return Err(io::Error::other(regular::NO_FILE));
    }
    Ok(Box::new(File::open(path)?))
}

/// Whether others than its owner can read a file.
pub fn others_can_read(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.mode() & 0o044 != 0)
}

impl Opened {
    pub(super) fn new(file: File) -> Opened {
        Opened(Arc::new(Mutex::new(Hashed {
            file,
            hasher: Hasher::default(),
            failed: false,
            read: 0,
            count: None,
        })))
    }

    /// Counts what is read of it, what was read so far included.
    pub fn count(&self, count: &Arc<AtomicU64>) {
        if let Ok(mut hashed) = self.0.lock() {
            count.fetch_add(hashed.read, Ordering::Relaxed);
            hashed.count = Some(Arc::clone(count));
        }
    }

    /// Its articles as the corpus file `name`, with what is said beside it. A description that was given for
    /// another text, as the catalogue knows, is not said of one.
    pub fn articles(
        &self,
        root: &Path,
        name: &str,
        catalogue: Option<&Catalogue>,
        limits: Limits,
    ) -> Result<Articles, Problem> {
        let mut articles = self.articles_with(name, Overrides::default(), limits)?;
        articles.describe(root, name, catalogue)?;
        Ok(articles)
    }

    /// Passes over the first bytes; they count for the fingerprint.
    pub fn pass(&self, bytes: u64) -> io::Result<()> {
        let mut hashed = self.0.lock().map_err(|_| broken())?;
        let Hashed { file, hasher, .. } = &mut *hashed;
        hasher.feed(file.by_ref().take(bytes))
    }

    /// Whether its first bytes have this hash.
    pub fn begins_with(self, bytes: u64, content: u64) -> io::Result<bool> {
        self.pass(bytes)?;
        let hashed = self.0.lock().map_err(|_| broken())?;
        Ok(hashed.hasher.content() == content)
    }

    /// What was added after so many records. There is no description beside the file.
    pub fn articles_after(
        &self,
        name: &str,
        records: u64,
        limits: Limits,
    ) -> Result<Articles, Problem> {
        let input = Box::new(Shared(Arc::clone(&self.0)));
        let inner = source::read_after(input, name, limits, records)?;
        Ok(Articles::new(inner, Overrides::default()))
    }

    /// Its articles, of which `overrides` are said. `name` is only a hint for the format.
    pub fn articles_with(
        &self,
        name: &str,
        overrides: Overrides,
        limits: Limits,
    ) -> Result<Articles, Problem> {
        read(
            Box::new(Shared(Arc::clone(&self.0))),
            name,
            overrides,
            limits,
        )
    }

    /// Its fingerprint as the corpus file `name`; what is not read yet is read.
    pub fn fingerprint(self, root: &Path, name: &str) -> io::Result<Fingerprint> {
        self.end(root, name).map(|ended| ended.0)
    }

    /// The same, and how many bytes it has.
    pub fn end(self, root: &Path, name: &str) -> io::Result<(Fingerprint, u64)> {
        let mut bytes = self.0.lock().map_err(|_| broken())?;
        let Hashed {
            file,
            hasher,
            failed,
            ..
        } = &mut *bytes;
        if *failed {
            return Err(broken());
        }
        hasher.feed(&mut *file)?;
        let bytes = file.stream_position()?;
        Ok((hasher.beside(root, name)?, bytes))
    }
}

/// The failure to read a file of which a part was not read.
fn broken() -> io::Error {
    io::Error::other("could not be read to its end")
}

/// The bytes of a file, hashed as they are read.
struct Shared(Arc<Mutex<Hashed>>);

impl Read for Shared {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut hashed = self.0.lock().map_err(|_| broken())?;
        match hashed.file.read(into) {
            Ok(count) => {
                hashed.hasher.update(&into[..count]);
                hashed.read += count as u64;
                if let Some(all) = &hashed.count {
                    all.fetch_add(count as u64, Ordering::Relaxed);
                }
                Ok(count)
            }
            Err(error) => {
                hashed.failed |= error.kind() != ErrorKind::Interrupted;
                Err(error)
            }
        }
    }
}

impl Articles {
    fn new(inner: source::Articles, overrides: Overrides) -> Articles {
        Articles {
            inner,
            overrides,
            sidecar: None,
        }
    }

    /// Whether the file is of a kind that can hold many articles.
    pub fn many(&self) -> bool {
        self.inner.many()
    }

    /// Once they are all read: how many records the file has, if it is of a kind that is only ever added to.
    pub fn records(&self) -> Option<u64> {
        self.inner.records()
    }

    /// The format that was recognised.
    pub fn format(&self) -> Format {
        self.inner.format()
    }

    /// From here on its articles are of the corpus file of this name, with the description that is beside it.
    pub fn place(&mut self, root: &Path, name: &str) -> Result<Option<u64>, Problem> {
        self.inner.rename(name);
        self.describe(root, name, None)?;
        Ok(self.sidecar.as_ref().map(|sidecar| sidecar.hash))
    }

    fn describe(
        &mut self,
        root: &Path,
        name: &str,
        catalogue: Option<&Catalogue>,
    ) -> Result<(), Problem> {
        let Some(Beside { overrides, hash }) = Overrides::described(root, name)? else {
            return Ok(());
        };
        let of = catalogue.map_or(Ok(None), |catalogue| match catalogue.described(hash)? {
            Some(id) => catalogue.entry(id),
            None => Ok(None),
        });
        self.overrides = overrides;
        self.sidecar = Some(Sidecar {
            name: sidecar::sidecar(name),
            hash,
            of: of.map_err(|error| Problem::failed(&error))?,
        });
        Ok(())
    }

    /// Says of an article what is said beside its file, if it was said of this one.
    fn found(&self, mut extracted: Extracted) -> Found {
        let many = self.inner.many();
        let mut marks = Marks::of(&extracted.article);
        let sidecar = self.sidecar.as_ref();
        let of = sidecar.and_then(|sidecar| sidecar.of.as_ref());
        if many || of.is_none_or(|of| of.may_be(&marks)) {
            let from = sidecar.map(|sidecar| sidecar.name.as_str());
            self.overrides.apply(&mut extracted, many, from);
            marks.description = sidecar.map(|sidecar| sidecar.hash);
            marks.place(&extracted.article);
        } else {
            marks.is_misdescribed = true;
        }
        Found {
            article: extracted.article,
            origins: extracted.origins,
            notes: extracted.notes,
            stub: extracted.stub,
            marks,
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Found, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.inner.next()?;
        Some(next.map(|extracted| self.found(extracted)))
    }
}
