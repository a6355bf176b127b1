//! Inputs of `add`: files, folders and streams, each with the name that it gets in the corpus.

use std::io::{self, Read};
use std::path::Path;

use super::Workspace;
use crate::corpus::{self, Overrides};

/// Something to be added: a file or a stream, with the name that it shall have.
pub struct Incoming {
    /// As it was given.
    pub given: String,
    /// Within the corpus, with `/` between its parts.
    pub name: String,
    /// The description beside it, where it comes from.
    pub said: Overrides,
    /// Whether it is worth remembering that it was rejected: what is not there was a slip of the hand.
    pub exists: bool,
    /// Whether it is in the corpus already, under this name: then it is only indexed.
    pub is_there: bool,
    /// Whether a part of the file is meant, of which the caller says itself what is to be said.
    pub is_part: bool,
    /// Opens it for reading, once.
    pub open: Open,
}

/// Opens something to be read.
pub type Open = Box<dyn FnOnce() -> io::Result<Box<dyn Read + Send>>>;

/// A file, or every file of a folder.
pub fn incoming(place: &Workspace, path: &Path) -> Vec<Incoming> {
    if path.is_dir() {
        let kept = |name: &str| kept(path, name);
        let index = place.engine.folder().unwrap_or(Path::new(""));
        let found = corpus::walk(path, index, place.follow).map(|found| match found {
            Ok(one) => file(&path.join(&one.name), &kept(&one.name), &place.corpus),
            Err((name, problem)) => {
                Incoming::unreadable(&path.join(&name), &kept(&name), problem.reason)
            }
        });
        return found.collect();
    }
    vec![match path.file_name().and_then(|name| name.to_str()) {
        Some(name) => file(path, name, &place.corpus),
        None => {
            let why = corpus::NOT_UTF8.to_owned();
            Incoming::unreadable(path, &path.to_string_lossy(), why)
        }
    }]
}

impl Incoming {
    /// A stream, such as standard input.
    pub fn stream(
        given: impl Into<String>,
        name: impl Into<String>,
        open: impl FnOnce() -> io::Result<Box<dyn Read + Send>> + 'static,
    ) -> Incoming {
        Incoming {
            given: given.into(),
            name: name.into(),
            said: Overrides::default(),
            exists: true,
            is_there: false,
            is_part: false,
            open: Box::new(open),
        }
    }

    /// A file of the corpus in which something new was kept; it is only indexed.
    pub fn kept(given: impl Into<String>, name: impl Into<String>) -> Incoming {
        Incoming {
            is_there: true,
            is_part: true,
            exists: false,
            ..Incoming::stream(given, name, || Err(io::ErrorKind::Unsupported.into()))
        }
    }

    /// An input that cannot be taken in, whatever it contains.
    fn unreadable(path: &Path, name: &str, why: String) -> Incoming {
        let given = path.display().to_string();
        Incoming::stream(given, name, || Err(io::Error::other(why)))
    }
}

/// The name within the corpus of a file in a folder that is added.
fn kept(folder: &Path, name: &str) -> String {
    let real = folder.canonicalize();
    match real.ok().as_deref().and_then(Path::file_name) {
        Some(folder) => format!("{}/{name}", folder.to_string_lossy()),
        None => name.to_owned(),
    }
}

fn file(path: &Path, name: &str, corpus: &Path) -> Incoming {
    let from = path.to_owned();
    let folder = path.parent().unwrap_or(Path::new(""));
    let itself = path.file_name().unwrap_or_default().to_string_lossy();
    let said = match Overrides::beside(folder, &itself) {
        Ok(said) => said,
        Err(problem) => return Incoming::unreadable(path, name, problem.reason),
    };
    let within = corpus::within(corpus, path);
    let within = within.and_then(|within| within.to_str().map(str::to_owned));
    Incoming {
        said,
        exists: path.symlink_metadata().is_ok(),
        is_there: within.is_some(),
        is_part: false,
        ..Incoming::stream(
            path.display().to_string(),
            within.unwrap_or_else(|| name.to_owned()),
            move || corpus::bytes(&from),
        )
    }
}
