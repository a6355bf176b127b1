//! Settings files, as text: the one that belongs to a corpus, and a person's own.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::folder::is_reached;
use super::regular;

/// The name of a file of settings.
pub const SETTINGS: &str = "newshound.toml";
/// A longer file is refused.
const LONGEST: u64 = 1 << 20;

/// The settings in a folder that may be from somebody else; `None` where there are none. A link out of the folder is refused.
pub fn settings_within(folder: &Path) -> io::Result<Option<String>> {
    // A name alone lies in the working folder.
    let here = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    if here.join(SETTINGS).exists() && !is_reached(here, SETTINGS, false) {
        return Err(io::Error::other("leads out of the folder"));
    }
    settings(&here.join(SETTINGS))
}

/// The settings in a person's own file; `None` where there is none, or where its folder is closed to this process, as the
/// home of another user is. What is not UTF-8 in it is replaced.
pub fn settings(path: &Path) -> io::Result<Option<String>> {
    match regular::read(path, LONGEST) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(_) if is_out_of_reach(path) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether it cannot even be seen if there is such a file.
fn is_out_of_reach(path: &Path) -> bool {
    let seen = fs::symlink_metadata(path);
    seen.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
}
