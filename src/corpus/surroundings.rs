//! The disk that a folder is on, and the system that it is on.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::sys::statvfs::statvfs;
use nix::unistd::{AccessFlags, access};

use super::regular;

/// What can be said of a folder without looking into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Whether there is a folder.
    pub is_there: bool,
    /// Whether this process may write into it.
    pub is_writable: bool,
    /// The number of the disk.
    pub disk: Option<u64>,
    /// Room on the disk for this process, in bytes.
    pub free_bytes: Option<u64>,
}

/// Looks at a folder.
pub fn place(folder: &Path) -> Place {
    let Some(meta) = fs::metadata(folder).ok().filter(fs::Metadata::is_dir) else {
        return Place::default();
    };
    let room = statvfs(folder).ok();
    Place {
        is_there: true,
        is_writable: access(folder, AccessFlags::W_OK).is_ok(),
        disk: Some(meta.dev()),
        free_bytes: room.map(|room| {
            // Of other widths on other systems.
            #[allow(clippy::unnecessary_cast)]
            let (blocks, size) = (room.blocks_available() as u64, room.fragment_size() as u64);
            blocks.saturating_mul(size)
        }),
    }
}

/// The version of the system, where it says one in a file.
pub fn system_version() -> Option<String> {
    const LONGEST: u64 = 1 << 10;
    let bytes = regular::read(Path::new("/proc/sys/kernel/osrelease"), LONGEST).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
