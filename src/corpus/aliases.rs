//! The `aliases.txt` that may lie in the corpus folder, as text.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::folder::{LINK_OUT, is_reached};
use super::regular;

/// Its name within the corpus.
pub const ALIASES: &str = "aliases.txt";
/// A longer file is refused.
const LONGEST: u64 = 4 << 20;

/// The text of the alias file of a corpus; `None` where there is none. What is not UTF-8 in it is
/// replaced. A link out of the corpus is refused unless it is asked to `follow` such.
pub fn aliases(corpus: &Path, follow: bool) -> io::Result<Option<String>> {
    if corpus.join(ALIASES).exists() && !is_reached(corpus, ALIASES, follow) {
        return Err(io::Error::other(LINK_OUT));
    }
    match regular::read(&corpus.join(ALIASES), LONGEST) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
