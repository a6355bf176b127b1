//! Bytes that can be read from any place, however many they are.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use tempfile::SpooledTempFile;

use super::limits::Size;
use crate::record::Problem;

/// Bytes that can be read from any place: in memory while they are few, else in a file without a name.
pub(super) type Spool = SpooledTempFile;

/// So many bytes are kept in memory.
const FEW_BYTES: usize = 16 << 20;

/// Room for bytes that are read again.
pub(super) fn empty() -> Spool {
    SpooledTempFile::new(FEW_BYTES)
}

/// Everything of a stream, and the failure that cut it off. `limit` is in bytes; what is longer is a problem.
pub(super) fn spooled(
    from: &mut impl Read,
    limit: u64,
) -> Result<(Spool, Option<io::Error>), Problem> {
    let mut spool = empty();
    let copied = io::copy(&mut from.take(limit + 1), &mut spool);
    let end = spool.seek(SeekFrom::End(0));
    let end = end.and_then(|end| spool.rewind().map(|()| end));
    if end.map_err(|error| Problem::failed(&error))? > limit {
        return Err(too_large(limit));
    }
    Ok((spool, within_bounds(copied.err())?))
}

/// The failure that cut a file off; of a file that is past a bound nothing is read.
pub(super) fn within_bounds(broken: Option<io::Error>) -> Result<Option<io::Error>, Problem> {
    match broken {
        Some(error) if error.kind() == ErrorKind::FileTooLarge => Err(Problem::failed(&error)),
        broken => Ok(broken),
    }
}

/// The problem of a file that is larger than is read of its kind.
pub(super) fn too_large(limit: u64) -> Problem {
    let limit = Size(limit);
    Problem::whole(format!(
        "the file is larger than {limit}, the most that is read of its kind"
    ))
}
